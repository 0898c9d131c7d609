"""A yearly plan as a spreadsheet: every bad cell is named, and no file can do harm."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange

from procurement.core.spreadsheet import SheetFault
from procurement.library.categories import shipped
from procurement.plans import sheet

HEADINGS = list(sheet.COLUMNS.values())


def a_book(*rows, headings=HEADINGS, merge: str = "", merges: int = 0) -> bytes:
    book = Workbook()
    page = book.active
    page.append(["Procurement plan 2027"])
    page.merge_cells("A1:E1")
    page.append(headings)
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    page.merged_cells.ranges |= {CellRange(f"A{9 + each}:A90000") for each in range(merges)}
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_row(**cells) -> list:
    return [{"title": "Road salt", **cells}.get(key) for key in sheet.COLUMNS]


def read(data: bytes, name: str = "plan.xlsx", **given) -> sheet.Read:
    return sheet.read(data, name, known=shipped(), **given)


def faults(found: sheet.Read) -> list[str]:
    return [str(each) for line in found.lines for each in line.faults]


def test_the_blank_sheet_is_read_as_it_is_handed_out():
    found = read(sheet.blank())
    assert faults(found) == [] and found.missing == []
    cameras, salt = (line.values for line in found.lines)
    assert cameras["quantity"] == 120 and cameras["budget_low_cents"] == 18_000_000
    assert cameras["categories"] == ["3342"] and cameras["from_on"] == date(2027, 3, 1)
    assert salt["quantity"] == Decimal("2500.5") and salt["budget_high_cents"] == 19_000_000
    assert (salt["from_on"], salt["to_on"]) == (date(2027, 10, 1), date(2028, 3, 31))
    assert sheet.meant(sheet.kept(found.lines[1])["values"]) == salt


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"budget_low_cents": "abc"}, "Row 3, Budget from: “abc” is no amount."),
        ({"budget_low_cents": "250k"}, "Row 3, Budget from: “250k” is no amount."),
        ({"budget_low_cents": "1.234"}, "Row 3, Budget from: “1.234” has more than two digits after the point."),
        ({"budget_low_cents": 5, "budget_high_cents": 4}, "Row 3, Budget to: the budget ends below where it begins."),
        ({"quantity": "many", "unit": "ton"}, "Row 3, Quantity: “many” is no quantity."),
        ({"quantity": "1e400", "unit": "ton"}, "Row 3, Quantity: “1e400” is no quantity."),
        ({"quantity": 4}, "Row 3, Unit: say of what the quantity is"),
        ({"quantity": True, "unit": "ton"}, "Row 3, Quantity: “True” is no quantity."),
        ({"quantity": "=2*3", "unit": "ton"}, "Row 3, Quantity: this is a formula. Write what it comes to."),
        ({"from_on": "13/45/2027"}, "Row 3, Needed from: “13/45/2027” is no day."),
        ({"from_on": "2027-05-01", "to_on": "Q1 2027"}, "Row 3, Needed until: this day is before"),
        ({"from_on": 46000}, "Row 3, Needed from: “46000” is no day."),
        ({"categories": "no such thing"}, "Row 3, Categories: There is no category “no such thing”"),
        ({"contact_email": "nobody"}, "Row 3, Contact e-mail: “nobody” is no e-mail address."),
        ({"title": None, "reference": "7"}, "Row 3, What is needed: this is empty; say what is needed."),
        ({"title": "x" * 301}, "Row 3, What is needed: this is 301 characters long; at most 300 are taken."),
        ({"reference": "12"}, "Row 3, Line: “12” is announced already."),
    ],
)
def test_every_bad_cell_is_named(cells, said):
    found = read(a_book(a_row(**cells), a_row()), taken={"12"})
    assert len(faults(found)) == 1 and faults(found)[0].startswith(said)
    assert not found.lines[1].faults


def test_what_is_above_and_beside_the_columns_is_left_out_and_said():
    found = read("Our plan;;\nItem;Prio;Needed by\nTrucks;1;March 2028\n".encode("utf-16"), "plan.csv")
    assert found.lines[0].values == {"title": "Trucks", "to_on": date(2028, 3, 31)}
    assert found.unknown == ["Prio"] and "Quantity" in found.missing


def test_lines_that_cannot_stand_for_themselves_are_bad():
    twice = read(a_book(a_row(reference="1"), a_row(reference="1")))
    assert faults(twice) == ["Row 4, Line: “1” stands in row 3 as well."]
    merged = read(a_book(a_row(), a_row(), a_row(), merge="B4:B5"))
    assert [line.number for line in merged.lines if line.faults] == [4]
    assert "its cells are merged (B4:B5)" in faults(merged)[0]


def a_zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "plan.xlsx", "empty"),
        (b"What is needed\n", "plan.csv", "Below its headings this sheet is empty"),
        (b"a,b\n1,2\n", "plan.csv", "has no column “What is needed”"),
        (b"a,b\n1,2\n", "plan.xlsx", "no Excel workbook"),
        (b"a,b\n1,2\n", "plan.pdf", "Choose an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.xlsx", "old or password-protected"),
        (b"PK\x03\x04" + bytes(50), "plan.xlsx", "damaged"),
        (a_zip(xl__workbook=b"<x/>"), "plan.xlsx", "damaged"),
        (a_zip(xl__workbook=ENTITIES), "plan.xlsx", "declares XML entities"),
        (a_zip(xl__workbook=ENTITIES.decode().encode("utf-16")), "plan.xlsx", "declares XML entities"),
        (a_zip(**{f"p{each}": bytes(8_000_000) for each in range(8)}), "plan.xlsx", "too large when it is unpacked"),
        (a_zip(xl__worksheets__sheet1=b"<c><v>1</v></c>" * 400_000), "plan.xlsx", "too many cells"),
        (a_book(a_row(), merges=60), "plan.xlsx", "merges far more cells"),
        (b"What is needed\n" + b"Salt\n" * 1_001, "plan.csv", "more than 1,000 rows"),
        (b"What is needed\n" + b"Salt\n" * 10_000, "plan.csv", "more than 1,000 rows"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(data, name, said):
    with pytest.raises(SheetFault, match=said):
        read(data, name)


def test_bad_rows_come_back_with_their_faults_and_can_be_sent_again():
    found = read(a_book(a_row(title="=HYPERLINK(1)", quantity="x", unit="ton", reference="9")))
    rows = [sheet.kept(line) for line in found.lines]
    again = sheet.with_faults([{**rows[0], "typed": {**rows[0]["typed"], "title": "=1+1", "contact_name": "@SUM(A1)"}}])
    page = load_workbook(io.BytesIO(again)).active
    cells = {cell.value: cell for cell in page[2]}
    assert cells["=1+1"].data_type == "s" and cells["@SUM(A1)"].data_type == "s"
    assert page.cell(2, len(sheet.COLUMNS) + 1).value.startswith("Row 3, What is needed: this is a formula")
    second = read(again)
    assert second.unknown == [] and faults(second)[0].startswith("Row 2, Quantity: “x” is no quantity")
