"""Reads tables out of .xlsx and .csv files that anybody may have made, and writes tables as .xlsx.

Reading is bounded before anything is unpacked, and nothing outside the file is ever fetched. Formulas are not
computed and what other programs computed is not believed: such a cell comes as `FORMULA`. What is written as text
stays text, whatever it begins with, so that no line of somebody else's becomes a formula in a reader's Excel.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, range_boundaries

Value = str | int | float | Decimal | bool | date | datetime | time | None
#: What parts of a workbook may weigh unpacked, all together, and how many there may be.
LARGEST_WHOLE = 60 * 1024 * 1024
MOST_PARTS = 2_000
#: How many marks ("<") its parts may hold all together: what reading costs goes by them, not by bytes. Five thousand
#: rows of twenty cells have about 800,000.
MOST_MARKS = 1_500_000
#: Through so many rows, counted once for each range, cells may be merged.
MOST_MERGED = 500_000
#: What one cell may hold; Excel itself stops at 32,767.
LONGEST_CELL = 32_767
#: Further to the right nothing is read; further down nothing is looked for.
MOST_COLUMNS, MOST_ROWS = 100, 50_000
#: What stands in a cell in place of a formula.
FORMULA = "\x00formula"
_OLD, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
_DECLARES = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class SheetFault(ValueError):
    """The file cannot be read as a table; the message is a sentence for whoever chose it."""


class TooManyRows(SheetFault):
    """The sheet has more rows than its reader takes."""


@dataclass(frozen=True)
class Table:
    """The rows of a sheet, each with the number its program shows, and the rows that a merge runs through."""

    rows: list[tuple[int, list[Value]]]
    #: Row number -> the merged range it lies in ("A7:A9"), for ranges of several rows or cells.
    merged: dict[int, str] = field(default_factory=dict)


def read(data: bytes, filename: str, *, most_rows: int) -> Table:
    """The first sheet of the file, without its empty rows. Raises SheetFault, also for more than `most_rows` rows."""
    ending = filename.rpartition(".")[2].lower()
    if ending not in ("xlsx", "csv"):
        raise SheetFault("Choose an Excel workbook (.xlsx) or a CSV table (.csv).")
    if not data:
        raise SheetFault("The file is empty.")
    if data[:8] == _OLD:
        raise SheetFault("This is an old or password-protected Excel file. Save it as .xlsx, without a password.")
    if data[:4] == _ZIP:
        if ending == "csv":
            raise SheetFault("This is no CSV table, though its name says so. Save it anew as CSV or as .xlsx.")
        return _workbook(data, most_rows)
    if ending == "xlsx":
        raise SheetFault("This is no Excel workbook, though its name says so. Save it anew as .xlsx.")
    return Table(_without_empty(enumerate(_lines(data), 1), most_rows))


def write(title: str, rows: Iterable[Sequence[Value]], *, widths: Sequence[int] = (), note: str = "") -> bytes:
    """A workbook of one sheet; the first row are its headings. `note` becomes a second sheet, a line for each line."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_CONTROL.sub("", title)[:31] or "Sheet")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, is_heading=number == 0) for value in row])
    if note:
        notes = book.create_sheet("How to fill it in")
        notes.column_dimensions["A"].width = 100
        for line in note.splitlines():
            notes.append([_cell(notes, line)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet, value: Value, *, is_heading: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _CONTROL.sub("", value)[:LONGEST_CELL])
        # Text is text: openpyxl would make a formula of what begins with "=".
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _workbook(data: bytes, most_rows: int) -> Table:
    _bound(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise SheetFault("This workbook has no sheet to read.")
        # A sheet that says how large it is may lie; asked anew, it tells what is there.
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_col=MOST_COLUMNS)
        rows = ((number, [_value(each) for each in row]) for number, row in enumerate(cells, 1))
        return Table(_without_empty(rows, most_rows), _merged(data, sheet._worksheet_path))
    except SheetFault:
        raise
    except Exception:
        # Whatever a broken workbook makes its reader stumble over, its owner hears the same.
        raise SheetFault("This workbook is damaged: it cannot be read. Save it anew as .xlsx.") from None


def _bound(data: bytes) -> None:
    """Refuse an archive that unpacks to more than a table of words and numbers needs, or declares XML entities."""
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        raise SheetFault("This workbook has too many parts to be a table. Save the one sheet anew and send that.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(each.flag_bits & 0x1 for each in parts):
                raise SheetFault("This workbook is protected by a password. Save it without one.")
            # What is unpacked never goes beyond the size that its entry names.
            if sum(each.file_size for each in parts) > LARGEST_WHOLE:
                raise SheetFault("This workbook is too large when it is unpacked. Send it in parts.")
            if any(each.filename.lower().endswith("vbaproject.bin") for each in parts):
                raise SheetFault("This workbook contains macros. Save it as .xlsx, without macros.")
            marks = 0
            for each in parts:
                if not each.filename.lower().endswith((".xml", ".rels")):
                    continue
                text = archive.read(each)
                if _DECLARES.search(text.replace(b"\x00", b"")):
                    raise SheetFault("This workbook declares XML entities, which none does. It was not read.")
                marks += text.count(b"<")
                if marks > MOST_MARKS:
                    raise SheetFault(
                        "This workbook has too many cells, those of its other sheets included. Send the one sheet, or "
                        "parts of it."
                    )
    except SheetFault:
        raise
    except Exception:
        raise SheetFault("This workbook is damaged or was cut off: it cannot be unpacked.") from None


def _merged(data: bytes, part: str) -> dict[int, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ranges = _MERGED.findall(archive.read(part.lstrip("/")))
    found: dict[int, str] = {}
    left = MOST_MERGED
    for each in ranges[:10_000]:
        name = each.decode()
        _, first, _, last = range_boundaries(name)
        rows = range(first, min(last, first + 10_000) + 1)
        left -= len(rows)
        if left < 0:
            raise SheetFault("This workbook merges far more cells than a table needs. Take them apart.")
        for number in rows:
            found.setdefault(number, name)
    return found


def _value(cell) -> Value:
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return str(cell.value)
    value = cell.value
    return value.strip()[:LONGEST_CELL] if isinstance(value, str) else value


def _lines(data: bytes) -> Iterable[list[Value]]:
    text = _decoded(data)
    first = next((each for each in text.splitlines() if each.strip()), "")
    mark = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            yield [each.strip()[:LONGEST_CELL] for each in row[:MOST_COLUMNS]]
    except csv.Error:
        raise SheetFault("This CSV table cannot be read: a quotation mark is open, or a cell is endless.") from None


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if "\x00" in text:
        raise SheetFault("This is no CSV table: it holds characters that no text has.")
    return text


def _without_empty(rows: Iterable[tuple[int, list[Value]]], most_rows: int) -> list[tuple[int, list[Value]]]:
    found = []
    for number, cells in rows:
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            found.append((number, cells))
        if number > MOST_ROWS:
            raise SheetFault(f"This table goes on below row {MOST_ROWS:,}. Delete the rows below its last line.")
        if len(found) > most_rows:
            raise TooManyRows(f"This table has more than {most_rows:,} rows. Send it in parts.")
    return found
