"""A member's own sheet of quantities: its lines and years as rows of a spreadsheet, and what came back, cell by cell.

Rows are found by their key and columns by their headings, so that both may be moved and hidden. A row without a
quantity says nothing about its line. Every fault names the cell as the spreadsheet does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation

from openpyxl.utils import get_column_letter

from procurement.core.shapes import plain
from procurement.core.spreadsheet import FORMULA, Table, Value

#: Rows of a sheet that are read, and faults that are listed.
MOST_ROWS, MOST_FAULTS = 2_000, 500
MOST = Decimal(1_000_000_000)
KEY, LINE, UNIT, FIRM, MINIMUM, PRICE, SOURCE = "Key", "Line", "Unit", "Firm", "At least", "Last price", "Its source"
NOTE = """State a quantity for every line; 0 where you need none. A line without a quantity stays as it was stated.
Firm: yes or no. No means that it is an estimate. Vendors see which it is.
At least: what you commit to buy in any case, over all years; leave it empty if you commit to nothing.
Last price: what you paid for one unit last time, and where that stands written.
Only your own people see it before the opening.
The keys in the first column connect the rows with the pool's lines: leave them as they are."""
YES, NO = {"yes", "y", "true", "firm", "x", "1"}, {"no", "n", "false", "estimate", "estimated", "0"}


@dataclass(frozen=True)
class Row:
    """A line with what was stated for it; `years` is empty where nothing was."""

    key: str
    description: str
    unit: str
    years: Sequence[Decimal] = ()
    is_firm: bool = False
    minimum: Decimal | None = None
    last_price: Decimal | None = None
    source: str = ""


@dataclass
class Read:
    """What came back: {line key: {years, is_firm, minimum, last_price?, source?}} as text, and what is wrong where."""

    cells: dict[str, dict] = field(default_factory=dict)
    faults: list[dict[str, str]] = field(default_factory=list)

    def fault(self, place: str, sentence: str) -> None:
        """One more thing that is wrong, at a cell such as “D7”."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append({"cell": place, "sentence": sentence})


def headings(years: int) -> list[str]:
    """The first row: a column for each year."""
    return [KEY, LINE, UNIT, *quantity_headings(years), FIRM, MINIMUM, PRICE, SOURCE]


def quantity_headings(years: int) -> list[str]:
    """What the columns of the quantities are called."""
    return ["Quantity"] if years == 1 else [f"Year {number}" for number in range(1, years + 1)]


def written(rows: Iterable[Row], years: int) -> list[list[Value]]:
    """The sheet's rows, the headings first; what was stated is filled in."""
    found: list[list[Value]] = [list(headings(years))]
    for row in rows:
        stated = [*row.years] if row.years else [None] * years
        firm = ("yes" if row.is_firm else "no") if row.years else None
        found.append(
            [row.key, row.description, row.unit, *stated, firm, row.minimum, row.last_price, row.source or None]
        )
    return found


def read(table: Table, known: Mapping[str, str], years: int) -> Read:
    """What a sheet says about the lines {key: description}."""
    result = Read()
    if not table.rows:
        result.fault("A1", "The sheet is empty.")
        return result
    head_number, head = table.rows[0]
    columns = _columns(head, head_number, years, result)
    if result.faults:
        return result
    seen: dict[str, str] = {}
    for number, cells in table.rows[1:]:
        if number in table.merged:
            result.fault(table.merged[number], "Cells are merged here, so it cannot be told which line they are for.")
            continue
        _read_row(_Cells(number, cells, columns, result), known, years, seen)
    return result


def _columns(head: Sequence[Value], number: int, years: int, result: Read) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, value in enumerate(head):
        name = str(value or "").strip().casefold()
        if name in found:
            result.fault(_cell(place, number), f"There are two columns “{value}”.")
        elif name:
            found[name] = place
    for name in (KEY, *quantity_headings(years)):
        if name.casefold() not in found:
            result.fault(_cell(0, number), f"The column “{name}” is missing. Download the sheet anew and fill that in.")
    surplus = [name for name in found if name.startswith("year ") and name not in map(str.casefold, headings(years))]
    for name in surplus:
        result.fault(_cell(found[name], number), f"The pool has {years} {'year' if years == 1 else 'years'}, not more.")
    return found


@dataclass(frozen=True)
class _Cells:
    """One row, its cells by the name of their column."""

    number: int
    values: Sequence[Value]
    columns: Mapping[str, int]
    result: Read

    def at(self, name: str) -> str:
        return _cell(self.columns.get(name.casefold(), 0), self.number)

    def value(self, name: str) -> Value:
        place = self.columns.get(name.casefold())
        found = self.values[place] if place is not None and place < len(self.values) else None
        return None if isinstance(found, str) and not found.strip() else found

    def number_in(self, name: str, places: int) -> Decimal | None:
        """The number of a cell; None when it is empty. Raises _Bad once the fault is noted."""
        value = self.value(name)
        if value is None:
            return None
        try:
            return _number(value, places)
        except ValueError as fault:
            self.result.fault(self.at(name), str(fault))
            raise _Bad from None


class _Bad(Exception):
    """A cell of this row is wrong, and the fault is noted."""


def _read_row(row: _Cells, known: Mapping[str, str], years: int, seen: dict[str, str]) -> None:
    key, names = str(row.value(KEY) or "").strip(), quantity_headings(years)
    if not key:
        if any(row.value(name) is not None for name in names):
            row.result.fault(row.at(KEY), "The key is missing, so it cannot be told which line this is.")
        return
    if key not in known:
        row.result.fault(row.at(KEY), f"The pool has no line “{key[:40]}” (any more) that you state.")
        return
    if key in seen:
        row.result.fault(row.at(KEY), f"“{known[key]}” stands here a second time; it was in {seen[key]} before.")
        row.result.cells.pop(key, None)
        return
    seen[key] = row.at(KEY)
    said, is_bad = _said(row, names)
    if not is_bad and said:
        row.result.cells[key] = said


def _said(row: _Cells, names: Sequence[str]) -> tuple[dict, bool]:
    amounts: list[Decimal | None] = []
    is_bad = False
    for name in names:
        try:
            amounts.append(row.number_in(name, 3))
        except _Bad:
            is_bad = True
    said: dict = {}
    if not is_bad and any(each is not None for each in amounts):
        is_bad = _say_amounts(row, names, amounts, said)
    elif not is_bad and row.value(MINIMUM) is not None:
        row.result.fault(row.at(names[0]), "Something is committed to here, but no quantity is stated.")
        is_bad = True
    try:
        price = row.number_in(PRICE, 6)
    except _Bad:
        return said, True
    source = str(row.value(SOURCE) or "").strip()
    if price is not None and (not source or source == FORMULA):
        row.result.fault(row.at(SOURCE), "Say where the last price stands written, such as “Contract 2023-14, item 3”.")
        return said, True
    if price is not None:
        said |= {"last_price": plain(price), "source": source[:300]}
    return said, is_bad


def _say_amounts(row: _Cells, names: Sequence[str], amounts: Sequence[Decimal | None], said: dict) -> bool:
    """Put quantities, firmness and minimum into what is said; whether something is wrong with them."""
    for name, amount in zip(names, amounts, strict=True):
        if amount is None:
            row.result.fault(row.at(name), "State a quantity for each year; 0 where you need none.")
            return True
    firm = row.value(FIRM)
    word = str(firm).strip().casefold() if firm is not None else "no"
    if word not in YES | NO:
        row.result.fault(row.at(FIRM), "Write yes or no.")
        return True
    try:
        minimum = row.number_in(MINIMUM, 3)
    except _Bad:
        return True
    whole = sum((each for each in amounts if each is not None), Decimal(0))
    if minimum is not None and minimum > whole:
        row.result.fault(row.at(MINIMUM), f"This is more than the {plain(whole)} that you need in all.")
        return True
    said["years"] = [plain(each) for each in amounts if each is not None]
    said["is_firm"], said["minimum"] = word in YES, None if minimum is None else plain(minimum)
    return False


def _number(value: Value, places: int) -> Decimal:
    if value == FORMULA:
        raise ValueError("A formula stands here. Paste its value.")
    if isinstance(value, bool | date | time):
        raise ValueError("This is not a number.")
    try:
        # What Excel keeps as a binary number is read as Excel shows it.
        found = Decimal(
            repr(value) if isinstance(value, float) else str(value).replace(",", "").strip().removeprefix("$")
        )
    except InvalidOperation:
        raise ValueError(f"“{str(value)[:40]}” is not a number.") from None
    if not found.is_finite() or found > MOST:
        raise ValueError(f"At most {MOST:,} are taken.")
    if found < 0:
        raise ValueError("This may not be below 0.")
    exponent = found.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise ValueError(f"At most {places} digits after the point are taken.")
    return found


def _cell(place: int, number: int) -> str:
    return f"{get_column_letter(place + 1)}{number}"
