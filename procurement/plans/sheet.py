"""A yearly procurement plan as a spreadsheet: what each cell says, or in a sentence what is wrong with it.

The first row in which a heading of ours stands is taken for the headings; what is above it (a title, a date) is left
out. Every bad cell is named by row and heading; a row with a bad cell is bad, the others are good without it.
"""

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from procurement.core import spreadsheet
from procurement.core.errors import Invalid
from procurement.core.shapes import MOST_CENTS
from procurement.core.spreadsheet import FORMULA, SheetFault, TooManyRows, Value
from procurement.library import categories as lists

#: Lines of one yearly plan; a larger one is sent in parts.
MOST_ROWS = 1_000
#: The columns in the order of the blank sheet, {key: heading}.
COLUMNS = {
    "reference": "Line",
    "title": "What is needed",
    "description": "Description",
    "focus_area": "Focus area",
    "categories": "Categories",
    "quantity": "Quantity",
    "unit": "Unit",
    "budget_low_cents": "Budget from",
    "budget_high_cents": "Budget to",
    "from_on": "Needed from",
    "to_on": "Needed until",
    "contact_name": "Contact",
    "contact_email": "Contact e-mail",
}
NEEDED = ("title",)
#: The heading under which a sheet to correct says what is wrong.
WRONG = "What is wrong"
#: Other headings that mean the same, in small letters.
_ALIASES = {
    "line number": "reference", "number": "reference", "no.": "reference", "id": "reference", "reference": "reference",
    "title": "title", "item": "title", "need": "title", "project": "title", "purchase": "title",
    "category": "categories", "code": "categories", "naics": "categories",
    "qty": "quantity", "unit of measure": "unit",
    "budget": "budget_high_cents", "estimate": "budget_high_cents", "estimated amount": "budget_high_cents",
    "amount": "budget_high_cents",
    "start": "from_on", "from": "from_on", "until": "to_on", "needed by": "to_on", "end": "to_on",
    "contact name": "contact_name", "e-mail": "contact_email", "email": "contact_email",
    "contact email": "contact_email",
}  # fmt: skip
_LENGTHS = {
    "reference": 60, "title": 300, "description": 10_000, "focus_area": 60, "unit": 40, "contact_name": 200,
    "contact_email": 254,
}  # fmt: skip
MOST_QUANTITY = Decimal(10**12)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_QUARTER = re.compile(r"Q([1-4])[ /-]*([0-9]{4})\Z|([0-9]{4})[ /-]*Q([1-4])\Z", re.IGNORECASE)
_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y")
_MONTHS = ("%Y-%m", "%B %Y", "%b %Y", "%m/%Y")
_TOO_MANY = f"This table has more than {MOST_ROWS:,} rows. Send it in parts."
#: So many rows are looked at for the headings.
_TOP = 30


@dataclass(frozen=True)
class Fault:
    """One bad cell: where it stands and what is wrong with it."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.sentence}" if self.column else f"Row {self.row}: {self.sentence}"


@dataclass
class Line:
    """One row of the sheet: what is good of it, as a plan takes it; every cell as it was typed; its faults."""

    number: int
    values: dict = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """What a sheet says: its lines, the columns it does not have, and the headings that mean nothing here."""

    lines: list[Line]
    missing: list[str]
    unknown: list[str]


def read(data: bytes, filename: str, *, known: Mapping[str, str], taken: Collection[str] = ()) -> Read:
    """The lines of an uploaded plan. `known` are the categories {code: title}, `taken` the numbers of living plans.

    Raises SheetFault when the file is no table, or has no column for what is needed.
    """
    try:
        table = spreadsheet.read(data, filename, most_rows=MOST_ROWS + _TOP)
    except TooManyRows:
        raise SheetFault(_TOO_MANY) from None
    place, columns, unknown = _headings(table.rows)
    body = table.rows[place + 1 :]
    if not body:
        raise SheetFault("Below its headings this sheet is empty. Write one need in each row.")
    if len(body) > MOST_ROWS:
        raise SheetFault(_TOO_MANY)
    lines = [_line(number, cells, columns, known) for number, cells in body]
    used: dict[str, int] = {}
    for line in lines:
        if line.number in table.merged:
            sentence = f"its cells are merged ({table.merged[line.number]}). Undo that, so that each cell says its own."
            line.faults.append(Fault(line.number, "", sentence))
        _number_once(line, taken, used)
    missing = [heading for key, heading in COLUMNS.items() if key not in columns.values()]
    return Read(lines, missing, unknown)


def _headings(rows: list[tuple[int, list[Value]]]) -> tuple[int, dict[int, str], list[str]]:
    """In which of the rows the headings stand, {column: key}, and headings that are not ours."""
    names = {heading.casefold(): key for key, heading in COLUMNS.items()} | _ALIASES
    best: tuple[int, dict[int, str], list[str]] = (0, {}, [])
    for place, (_, cells) in enumerate(rows[:_TOP]):
        found: dict[int, str] = {}
        for column, cell in enumerate(cells):
            key = names.get(" ".join(str(cell or "").casefold().replace("*", "").split()))
            if key is not None and key not in found.values():
                found[column] = key
        if len(found) > len(best[1]):
            others = [str(cell)[:60] for column, cell in enumerate(cells) if column not in found and cell]
            others = [each for each in others if each != WRONG]
            best = (place, found, others)
    missing = [COLUMNS[key] for key in NEEDED if key not in best[1].values()]
    if missing:
        several = ", ".join(f"“{each}”" for each in missing)
        raise SheetFault(f"This sheet has no column {several}. Use the headings of the blank sheet.")
    return best


def _line(number: int, cells: list[Value], columns: Mapping[int, str], known: Mapping[str, str]) -> Line:
    line = Line(number)
    for column, key in columns.items():
        cell = cells[column] if column < len(cells) else None
        line.typed[key] = _typed(cell)
        try:
            value = _meant(key, cell, known)
        except Invalid as fault:
            line.faults += [Fault(number, COLUMNS[key], each) for each in fault.faults.get("categories", [])]
        except ValueError as fault:
            line.faults.append(Fault(number, COLUMNS[key], str(fault)))
        else:
            if value not in (None, ""):
                line.values[key] = value
    if not line.values.get("title") and not any(each.column == COLUMNS["title"] for each in line.faults):
        line.faults.append(Fault(number, COLUMNS["title"], "this is empty; say what is needed."))
    line.faults += [Fault(number, COLUMNS[key], sentence) for key, sentence in disorder(line.values)]
    return line


def disorder(values: Mapping) -> list[tuple[str, str]]:
    """What of a plan does not fit together, (key, sentence); the same for pages, programs and sheets."""
    found = []
    low, high = values.get("budget_low_cents"), values.get("budget_high_cents")
    if low is not None and high is not None and low > high:
        found.append(("budget_high_cents", "the budget ends below where it begins."))
    first, last = values.get("from_on"), values.get("to_on")
    if first is not None and last is not None and first > last:
        found.append(("to_on", "this day is before the one from which it is needed."))
    if values.get("quantity") is not None and not values.get("unit"):
        found.append(("unit", "say of what the quantity is: “each”, “hours”, “tons”."))
    return found


def _number_once(line: Line, taken: Collection[str], used: dict[str, int]) -> None:
    reference = line.values.get("reference")
    if reference is None:
        return
    if reference in taken:
        sentence = f"“{reference}” is announced already. Change that plan, or leave this row out."
        line.faults.append(Fault(line.number, COLUMNS["reference"], sentence))
    elif reference in used:
        sentence = f"“{reference}” stands in row {used[reference]} as well."
        line.faults.append(Fault(line.number, COLUMNS["reference"], sentence))
    used.setdefault(reference, line.number)


def _typed(cell: Value) -> str:
    """The cell as its reader sees it, to be given back for correction."""
    if cell is None:
        return ""
    if cell == FORMULA:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def _meant(key: str, cell: Value, known: Mapping[str, str]):
    if cell == FORMULA:
        raise ValueError("this is a formula. Write what it comes to.")
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if key in ("budget_low_cents", "budget_high_cents"):
        return amount(cell)
    if key == "quantity":
        return quantity(cell)
    if key in ("from_on", "to_on"):
        return day(cell, is_end=key == "to_on")
    if key == "categories":
        typed = [str(cell)] if str(cell).strip() in known else lists.split(_plain(cell))
        return lists.understood(typed, known)
    text = " ".join(_plain(cell).split()) if key != "description" else _plain(cell).strip()
    if len(text) > _LENGTHS[key]:
        raise ValueError(f"this is {len(text):,} characters long; at most {_LENGTHS[key]:,} are taken.")
    if key == "contact_email" and not EMAIL.match(text):
        raise ValueError(f"“{text[:60]}” is no e-mail address.")
    return text


def amount(cell: Value) -> int:
    """Cents, from an amount in dollars. Raises ValueError with a sentence."""
    number = _number(cell, "no amount. Write it in dollars, such as 25000 or 1,250.50.")
    if number < 0:
        raise ValueError("an amount may not be below 0.")
    if number != round(number, 2):
        raise ValueError(f"“{_plain(cell)[:30]}” has more than two digits after the point.")
    if number * 100 > MOST_CENTS:
        raise ValueError("this amount is too large to be meant.")
    return int(number * 100)


def quantity(cell: Value) -> Decimal:
    """A quantity of at most three digits after the point. Raises ValueError with a sentence."""
    number = _number(cell, "no quantity. Write a number, and its unit in the column for it.")
    if number < 0:
        raise ValueError("a quantity may not be below 0.")
    if number != round(number, 3):
        raise ValueError(f"“{_plain(cell)[:30]}” has more than three digits after the point.")
    if number > MOST_QUANTITY:
        raise ValueError("this quantity is too large to be meant.")
    return number


def day(cell: Value, *, is_end: bool = False) -> date:
    """A day, or the first (for an end the last) day of a month or quarter. Raises ValueError with a sentence."""
    found: date | None = None
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        found = _day_of(" ".join(cell.split()), is_end)
    if found is None:
        raise ValueError(f"“{_plain(cell)[:30]}” is no day. Write 2027-03-31, 3/31/2027, March 2027 or Q1 2027.")
    if not 2000 <= found.year <= 2200:
        raise ValueError(f"the year {found.year} is too far away to be meant.")
    return found


def _day_of(text: str, is_end: bool) -> date | None:
    for each in _FORMATS:
        try:
            return datetime.strptime(text, each).date()
        except ValueError:
            continue
    months: tuple[int, int, int] | None = None
    if quarter := _QUARTER.match(text):
        number, year = int(quarter[1] or quarter[4]), int(quarter[2] or quarter[3])
        months = (year, 3 * number - 2, 3 * number)
    for each in _MONTHS:
        try:
            found = datetime.strptime(text, each)
        except ValueError:
            continue
        months = (found.year, found.month, found.month)
    if months is None or months[0] < 1:
        return None
    year, first, last = months
    return date(year, last, monthrange(year, last)[1]) if is_end else date(year, first, 1)


def _number(cell: Value, otherwise: str) -> Decimal:
    if isinstance(cell, bool | date):
        raise ValueError(f"“{_plain(cell)}” is {otherwise}")
    text = str(cell).strip().removeprefix("$").replace(",", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{_plain(cell)[:30]}” is {otherwise}") from None
    if not number.is_finite() or number.adjusted() > 20 or number.adjusted() < -20 or "_" in text:
        raise ValueError(f"“{_plain(cell)[:30]}” is {otherwise}")
    return number


def _plain(cell: Value) -> str:
    """The cell as text: a whole number without the point that a spreadsheet gives it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _typed(cell)


def kept(line: Line) -> dict:
    """The line as JSON keeps it until it is confirmed: {number, values, typed, faults}."""
    values = {key: value if isinstance(value, int | list) else str(value) for key, value in line.values.items()}
    return {"number": line.number, "values": values, "typed": line.typed, "faults": [str(each) for each in line.faults]}


def meant(values: Mapping) -> dict:
    """What `kept` made of a line's values, as a plan takes it."""
    found = dict(values)
    for key in ("from_on", "to_on"):
        if key in found:
            found[key] = date.fromisoformat(found[key])
    if "quantity" in found:
        found["quantity"] = Decimal(found["quantity"])
    return found


#: The blank sheet's examples, one for each way to write a line.
EXAMPLES = (
    ("2027-014", "Body-worn cameras", "Cameras, storage and redaction for patrol officers", "Public safety", "3342",
     120, "camera", 180000, 240000, "2027-03-01", "2027-09-30", "Dana Ortiz", "dana.ortiz@example.gov"),
    ("2027-015", "Road salt", "Treated salt, delivered to two yards", "", "", 2500.5, "ton", "", "190,000", "Q4 2027",
     "March 2028", "", ""),
)  # fmt: skip
HELP = """One need in each row. Only “What is needed” must be filled in; every other cell may stay empty.
Line: your own number of the line; a number that is announced already is not announced again.
Categories: codes of your list or of the shipped one, or words of a title, parted by commas.
Budget from, Budget to: dollars. Only people who work for governments see them.
Needed from, Needed until: 2027-03-31, 3/31/2027, March 2027 or Q1 2027.
Write values, not formulas, and do not merge cells. At most 1,000 rows in one sheet.
Delete the two example rows before you send the sheet."""
_WIDTHS = (12, 36, 50, 18, 18, 12, 12, 14, 14, 14, 14, 22, 30, 60)


def blank() -> bytes:
    """The sheet to fill in: headings, two examples, and a page of help."""
    return spreadsheet.write("Plans", [list(COLUMNS.values()), *EXAMPLES], widths=_WIDTHS, note=HELP)


def with_faults(rows: list[Mapping]) -> bytes:
    """The bad rows ({typed, faults}) as a sheet to correct and send again, the faults beside them."""
    body = [[*(row["typed"].get(key, "") for key in COLUMNS), "\n".join(row["faults"])] for row in rows]
    return spreadsheet.write("To correct", [[*COLUMNS.values(), WRONG], *body], widths=_WIDTHS)


def exported(rows: list[list[Value]], extra: list[str]) -> bytes:
    """Plans as a sheet: the columns of the blank one, then `extra` headings."""
    return spreadsheet.write("Plans", [[*COLUMNS.values(), *extra], *rows], widths=(*_WIDTHS[:-1], 26, 20, 20))
