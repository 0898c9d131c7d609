"""Usage as a spreadsheet: who bought how much of which line in which quarter, and what is wrong in which cell.

The first row in which headings of ours stand is taken for the headings. A row with neither quantity nor amount says
nothing. A buyer's quarter with a bad cell is held back as a whole: half a quarter would be a wrong report.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from openpyxl.utils import get_column_letter

from procurement.contracts import quarters
from procurement.core import spreadsheet
from procurement.core.shapes import MOST_CENTS, plain
from procurement.core.spreadsheet import FORMULA, SheetFault, TooManyRows, Value

BUYER, QUARTER, LINE, QUANTITY, AMOUNT = COLUMNS = ("Buyer", "Quarter", "Line", "Quantity", "Amount")
#: Rows of one sheet, faults that are named, rows looked at for the headings.
MOST_ROWS, MOST_FAULTS, TOP = 5_000, 200, 20
MOST_QUANTITY = Decimal(10**12)
_ALIASES = {
    "government": BUYER, "member": BUYER, "customer": BUYER, "period": QUARTER, "item": LINE, "description": LINE,
    "qty": QUANTITY, "total": AMOUNT, "amount in dollars": AMOUNT, "sales": AMOUNT,
}  # fmt: skip
NOTE = """One row for each buyer, quarter and line. Rows with neither a quantity nor an amount say nothing.
Buyer: the name as in this service. Quarter: 2026-Q2; it must have ended.
Line: as in the contract; leave it empty for what stands on no line.
Amount: dollars, what was invoiced; a credit is below zero. Write 0 for a quarter in which nothing was bought.
Write values, not formulas."""


@dataclass(frozen=True)
class Known:
    """What a sheet is read against: buyers {id: name}, lines {key: description}, and which quarters can be said."""

    buyers: Mapping[str, str]
    lines: Mapping[str, str]
    ended: Collection[str]
    #: (buyer's id, quarter) that this side has reported already; none, when the sheet is to replace what was said.
    reported: Collection[tuple[str, str]] = ()
    #: The one buyer whose own sheet it is; it may leave the column out.
    own: str | None = None


@dataclass
class Read:
    """Rows that can be taken, every bad cell, and the buyers' quarters that wait for one to be mended."""

    rows: list[dict] = field(default_factory=list)
    faults: list[dict] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)

    @property
    def content(self) -> dict:
        """The same as JSON keeps it."""
        return {"rows": self.rows, "faults": self.faults, "held": [list(each) for each in self.held]}


def read(data: bytes, filename: str, known: Known) -> Read:
    """What an uploaded sheet says. Raises SheetFault when it is no table or lacks a column."""
    try:
        table = spreadsheet.read(data, filename, most_rows=MOST_ROWS + TOP)
    except TooManyRows:
        raise SheetFault(f"This table has more than {MOST_ROWS:,} rows. Send it in parts.") from None
    place, columns = _headings(table.rows, needs_buyer=known.own is None)
    found, held = Read(), set()
    for number, cells in table.rows[place + 1 :]:
        row = _Row(number, cells, columns, known)
        if row.is_empty:
            continue
        if number in table.merged:
            row.fault("", f"its cells are merged ({table.merged[number]}). Undo that, so that each cell says its own.")
        said = row.read()
        found.faults += row.faults
        if row.faults:
            held.add((row.buyer, row.quarter))
        else:
            found.rows.append(said)
    found.held = sorted(each for each in held if None not in each)
    found.rows = [row for row in found.rows if (row["jurisdiction_id"], row["quarter"]) not in held]
    found.faults = found.faults[:MOST_FAULTS]
    if not found.rows and not found.faults:
        raise SheetFault("Below its headings this sheet says nothing: no row has a quantity or an amount.")
    return found


def grouped(rows: Iterable[Mapping]) -> dict[tuple[str, str], list[dict]]:
    """The lines of each report, {(buyer's id, quarter): [{line_key, quantity, amount_cents}]}."""
    found: dict[tuple[str, str], list[dict]] = {}
    for row in rows:
        quantity = None if row["quantity"] is None else Decimal(row["quantity"])
        line = {"line_key": row["line_key"], "quantity": quantity, "amount_cents": row["amount_cents"]}
        found.setdefault((row["jurisdiction_id"], row["quarter"]), []).append(line)
    return found


def blank(buyers: Sequence[str], lines: Sequence[str], quarter: str) -> bytes:
    """The sheet to fill in for one quarter: a row for each buyer and line, and a page of help."""
    rows = [[buyer, quarter, line, None, None] for buyer in buyers for line in lines or [""]]
    return spreadsheet.write("Usage", [list(COLUMNS), *rows[:MOST_ROWS]], widths=(36, 12, 48, 14, 16), note=NOTE)


def _headings(rows: list[tuple[int, list[Value]]], *, needs_buyer: bool) -> tuple[int, dict[str, int]]:
    names = {each.casefold(): each for each in COLUMNS} | _ALIASES
    best: tuple[int, dict[str, int]] = (0, {})
    for place, (_, cells) in enumerate(rows[:TOP]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = names.get(" ".join(str(cell or "").casefold().split()))
            if name is not None and name not in found:
                found[name] = column
        if len(found) > len(best[1]):
            best = (place, found)
    needed = [*([BUYER] if needs_buyer else []), QUARTER, AMOUNT]
    missing = ", ".join(f"“{each}”" for each in needed if each not in best[1])
    if missing:
        raise SheetFault(f"This sheet has no column {missing}. Use the headings of the blank sheet.")
    return best


class _Row:
    """One row as it is read: its cells by heading, and what is wrong with them."""

    def __init__(self, number: int, cells: list[Value], columns: Mapping[str, int], known: Known):
        self.number, self.columns, self.known = number, columns, known
        self.cells = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
        self.faults: list[dict] = []
        self.buyer: str | None = None
        self.quarter: str | None = None

    @property
    def is_empty(self) -> bool:
        return all(self.cells.get(name) in (None, "") for name in (QUANTITY, AMOUNT))

    def fault(self, column: str, sentence: str) -> None:
        letter = get_column_letter(self.columns[column] + 1) if column in self.columns else ""
        self.faults.append({"cell": f"{letter}{self.number}", "column": column, "sentence": sentence})

    def read(self) -> dict:
        self.buyer = self._try(BUYER, self._buyer)
        self.quarter = self._try(QUARTER, self._quarter)
        line_key = self._try(LINE, self._line)
        quantity = self._try(QUANTITY, self._quantity)
        cents = self._try(AMOUNT, self._amount)
        if self.buyer is not None and self.quarter is not None and (self.buyer, self.quarter) in self.known.reported:
            name = self.known.buyers.get(self.buyer, "")
            self.fault(
                QUARTER, f"{self.quarter} of {name} was reported already. Choose to replace it, or leave it out."
            )
        return {
            "number": self.number,
            "buyer": self.known.buyers.get(self.buyer or "", ""),
            "jurisdiction_id": self.buyer,
            "quarter": self.quarter,
            "line_key": line_key,
            "line": self.known.lines.get(line_key or "", ""),
            "quantity": None if quantity is None else plain(quantity),
            "amount_cents": cents,
        }

    def _try(self, column: str, meaning):
        cell = self.cells.get(column)
        if cell == FORMULA:
            self.fault(column, "this is a formula. Write what it comes to.")
            return None
        try:
            return meaning(cell)
        except ValueError as fault:
            self.fault(column, str(fault))
            return None

    def _buyer(self, cell: Value) -> str:
        said = " ".join(_text(cell).split())
        if not said:
            if self.known.own is not None:
                return self.known.own
            raise ValueError("this is empty; say who bought.")
        named = [id for id, name in self.known.buyers.items() if name.casefold() == said.casefold() or id == said]
        if not named:
            raise ValueError(f"nobody called “{said[:60]}” buys under this contract.")
        if len(named) > 1:
            raise ValueError(f"several buyers are called “{said[:60]}”.")
        if self.known.own is not None and named[0] != self.known.own:
            raise ValueError("a government reports for itself only.")
        return named[0]

    def _quarter(self, cell: Value) -> str:
        if isinstance(cell, date):
            raise ValueError("this is a day; write the quarter as 2026-Q2.")
        key = quarters.parse(_text(cell)).key
        if key not in self.known.ended:
            raise ValueError(f"{key} has not ended, or lies outside the contract's term.")
        return key

    def _line(self, cell: Value) -> str:
        said = " ".join(_text(cell).split())
        if not said:
            return ""
        lines = self.known.lines
        found = [key for key, name in lines.items() if name.casefold() == said.casefold() or key == said]
        if not found:
            raise ValueError(f"“{said[:60]}” is no line of this contract.")
        return found[0]

    def _quantity(self, cell: Value) -> Decimal | None:
        if cell in (None, ""):
            return None
        number = _number(cell, "no quantity")
        if number != round(number, 3) or abs(number) > MOST_QUANTITY:
            raise ValueError(f"“{_text(cell)[:30]}” is too large, or has more than three digits after the point.")
        return number

    def _amount(self, cell: Value) -> int:
        if cell in (None, ""):
            raise ValueError("this is empty; say for how much money.")
        number = _number(cell, "no amount")
        if number != round(number, 2):
            raise ValueError(f"“{_text(cell)[:30]}” has more than two digits after the point.")
        if abs(number) * 100 > MOST_CENTS:
            raise ValueError("this amount is too large to be meant.")
        return int(number * 100)


def _number(cell: Value, otherwise: str) -> Decimal:
    wrong = ValueError(f"“{_text(cell)[:30]}” is {otherwise}.")
    if isinstance(cell, bool | date):
        raise wrong
    text = str(cell).strip().replace("$", "", 1).replace(",", "").replace("−", "-").strip()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or "_" in text or not -20 <= number.adjusted() <= 20:
        raise wrong
    return number


def _text(cell: Value) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or cell == FORMULA else str(cell)
