"""What was bought through both doors: a page, a sheet with bad cells, a correction, a payment, and the same as JSON."""

import io

from openpyxl import load_workbook

from procurement.contracts.usage_models import UsageReport
from procurement.core.spreadsheet import write
from procurement.vendors import queries as vendors
from tests.builders.contracts import contract_officer
from tests.builders.solicitations import as_representative
from tests.builders.usage import a_bought_contract
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

HEADINGS = ["Buyer", "Quarter", "Line", "Quantity", "Amount"]
POLE, CARE = "Access point with pole kit", "Care of one access point"


def the_scene(app):
    """A contract with two buyers, and who acts: the lead's officer, the adopter's representative, the vendor."""
    with a_unit(app) as unit:
        contract, fern = a_bought_contract(unit)
        lead = contract_officer(unit, contract.jurisdiction).actor
        rita = as_representative(unit, fern).actor
        seller = vendors.members(unit.session, contract.vendor_id)[0]
        return contract.id, fern.id, fern.name, contract.jurisdiction.name, lead, rita, seller


def a_sheet(*rows):
    return io.BytesIO(write("Usage", [HEADINGS, *rows])), "usage.xlsx"


def test_a_sheet_names_every_bad_cell_and_reports_the_good_quarters_once(app):
    id, _, fern, alder, *_, seller = the_scene(app)
    vendor = Visitor(app).already_in(seller)
    blank = load_workbook(io.BytesIO(vendor.get(f"/contracts/{id}/usage/blank.xlsx").data)).worksheets[0]
    assert [blank.cell(1, each).value for each in range(1, 6)] == HEADINGS and blank.cell(2, 1).value == alder
    sent = a_sheet(
        [fern, "2026-Q1", POLE, 10, 18_500],
        [fern, "2026-Q1", CARE, "10", "$1,200.00"],
        [alder, "2026-Q1", POLE, 1, "many"],
        [alder, "2026-Q1", CARE, 1, 120],
        ["City of Nowhere", "2026-Q1", POLE, 1, 5],
        [fern, "2026-Q4", "Helicopter", 1, 1.005],
        [alder, "2026-Q2", "", None, None],
    )
    answer = vendor.post(f"/contracts/{id}/usage/sheet", {"sheet": sent})
    page = text_of(vendor.get(answer.headers["Location"]))
    for said in (
        "E4, Amount: “many” is no amount", "A6, Buyer: nobody called “City of Nowhere”", "B7, Quarter: 2026-Q4 has not",
        "C7, Line: “Helicopter” is no line", "E7, Amount: “1.005” has more than two digits", f"{alder}, 2026-Q1",
        "1 report can be taken",
    ):  # fmt: skip
        assert said in page, said
    assert vendor.post(f"{answer.headers['Location']}/confirm").headers["Location"].endswith(f"/contracts/{id}/usage")
    assert vendor.post(f"{answer.headers['Location']}/confirm").headers["Location"] == answer.headers["Location"]
    account = text_of(vendor.get(f"/contracts/{id}/usage"))
    assert "$19,700.00" in account and "Adds up to the cent" in account
    again = vendor.post(f"/contracts/{id}/usage/sheet", {"sheet": a_sheet([fern, "2026-Q1", POLE, 1, 5])})
    assert "was reported already" in text_of(vendor.get(again.headers["Location"]))
    right = {"sheet": a_sheet([fern, "2026-Q1", POLE, 1, 1_850]), "replaces": "true"}
    place = vendor.post(f"/contracts/{id}/usage/sheet", right).headers["Location"]
    vendor.post(f"{place}/confirm")
    assert "$1,850.00" in text_of(vendor.get(f"/contracts/{id}/usage"))
    bad = vendor.post(f"/contracts/{id}/usage/sheet", {"sheet": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")})
    assert bad.status_code == 422 and "has no column" in text_of(bad)


def test_the_vendor_fills_a_table_a_buyer_its_lines_and_the_lead_sees_where_they_differ(app):
    id, fern, name, _, lead, rita, seller = the_scene(app)
    vendor, officer = Visitor(app).already_in(seller), Visitor(app).already_in(lead)
    member = Visitor(app).already_in(rita)
    rows = {"quarter": "2026-Q3", "rows.0.jurisdiction_id": fern, "rows.0.amount_cents": "1,000.50"}
    assert vendor.post(f"/contracts/{id}/usage/table", rows).status_code == 302
    assert "was reported by the vendor already" in text_of(vendor.post(f"/contracts/{id}/usage/table", rows))
    form = f"/contracts/{id}/usage/report/{fern}"
    typed = {"quarter": "2026-Q3", "lines.0.line_key": "c1", "lines.0.quantity": "2"}
    wrong = member.post(form, typed)
    assert wrong.status_code == 422 and "Say for how much money" in text_of(wrong)
    assert member.post(form, {**typed, "lines.0.amount_cents": "900"}).status_code == 302
    page = text_of(officer.get(f"/contracts/{id}/usage"))
    assert f"{name} 2026-Q3 $1,000.50 $900.00 $100.50" in page
    with a_unit(app) as unit:
        own = unit.session.query(UsageReport).filter_by(reporter="member").one().id
    assert vendor.get(f"/usage/{own}").status_code == 404
    assert "900.00" in member.get(f"/usage/{own}/correct").text
    put = member.post(f"/usage/{own}/correct", {**typed, "lines.0.amount_cents": "1000.50", "version": "1"})
    assert "What was said" in text_of(member.get(put.headers["Location"]))
    assert "they agree" in text_of(officer.get(f"/contracts/{id}/usage"))
    paid = {"amount_cents": "2.50", "paid_on": "2026-10-30", "reference": "ACH 12"}
    assert officer.post(f"/contracts/{id}/usage/payments", paid).status_code == 302
    assert member.post(f"/contracts/{id}/usage/payments", paid).status_code == 403
    with counted_selects(app) as asked:
        assert "ACH 12" in text_of(officer.get(f"/contracts/{id}/usage"))
    assert len(asked) <= 12
    for path in ("usage", "usage/table", "usage/sheet", f"usage/report/{fern}", "usage/payments"):
        assert Visitor(app).get(f"/contracts/{id}/{path}").status_code in (302, 401)


def test_programs_report_correct_pay_and_read_the_account(app):
    id, fern, _, _, lead, rita, seller = the_scene(app)
    vendor, member, officer = (Program(app).already_in(each) for each in (seller, rita, lead))
    said = {"jurisdiction_id": fern, "quarter": "2026-Q2", "lines": [{"line_key": "c1", "amount_cents": 400_00}]}
    made = vendor.call("POST", f"/contracts/{id}/usage/reports", {"reporter": "vendor", "reports": [said]})
    assert made.status_code == 201, made.text
    report = f"/usage/{made.json['items'][0]['id']}"
    assert (
        vendor.call("POST", f"/contracts/{id}/usage/reports", {"reporter": "vendor", "reports": [said]}).status_code
        == 409
    )
    assert vendor.call("POST", f"{report}/correct", {"lines": []}).status_code == 428
    put = vendor.call("POST", f"{report}/correct", {"lines": [{"amount_cents": 800_00}]}, etag='"1"')
    assert put.status_code == 201 and put.json["total_cents"] == 800_00
    refused = member.call("POST", f"/contracts/{id}/usage/reports", {"reporter": "vendor", "reports": [said]})
    assert refused.status_code == 403
    own = {**said, "lines": [{"line_key": "c1", "quantity": "2", "amount_cents": 700_00}]}
    assert (
        member.call("POST", f"/contracts/{id}/usage/reports", {"reporter": "member", "reports": [own]}).status_code
        == 201
    )
    paid = {"amount_cents": 1_00, "paid_on": "2026-11-02", "reference": "ACH 9"}
    assert officer.call("POST", f"/contracts/{id}/usage/payments", paid).json["amount_cents"] == 1_00
    account = officer.call("GET", f"/contracts/{id}/usage").json
    assert account["totals"]["used_cents"] == 800_00 and account["statement"]["adds_up"] is True
    assert account["statement"]["total"]["fee_balance_cents"] == 1_00
    compared = officer.call("GET", f"/contracts/{id}/usage/reconciliation").json
    assert compared["differences"][0]["difference_cents"] == 100_00
    assert len(officer.call("GET", f"/contracts/{id}/usage/reports").json["items"]) == 2
    assert Program(app).call("GET", f"/contracts/{id}/usage").status_code == 401
