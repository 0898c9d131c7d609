"""Adoptions through pages and JSON: asked with reasons and sources, requested, consented to, signed, read by others."""

import io

import pytest

from procurement.accounts.models import Person
from procurement.contracts.models import Contract, SolicitedHow
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from tests.builders.adoptions import OURS, TERMS, a_requested_adoption, an_adoptable_contract, as_seller
from tests.builders.contracts import an_open_contract, contract_officer
from tests.builders.people import a_jurisdiction
from tests.builders.solicitations import somebody
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

REASON = "The access points are lines of the contract."


@pytest.fixture
def people(app):
    with a_unit(app) as ctx:
        day = ctx.now.date()
        term = {"starts_on": day.replace(year=day.year - 1), "ends_on": day.replace(year=day.year + 1, day=1)}
        contract = an_adoptable_contract(ctx, **term)
        outside = an_open_contract(ctx, contract.jurisdiction, title="Road salt", solicited_by="State of Ohio", **term)
        fern, fir = a_jurisdiction(ctx, "City of Fern"), a_jurisdiction(ctx, "Fir County")
        fir.rules = {"adoption": {"value": False, "citation": "Fir County Code 9"}}
        return {
            "id": contract.id, "outside": outside.id, "fern_id": fern.id,
            "lead": contract_officer(ctx, contract.jurisdiction).actor.id,
            "officer": contract_officer(ctx, fern).actor.id,
            "rita": somebody(ctx, fern, Duty.REPRESENTATIVE, "Rita").id,
            "fir": contract_officer(ctx, fir).actor.id, "seller": as_seller(ctx, contract).actor.id,
        }  # fmt: skip


def enter(app, people, name, kind=Visitor):
    with a_unit(app) as ctx:
        person = ctx.session.get_one(Person, people[name])
    return kind(app).already_in(person)


def test_on_pages_from_the_question_to_the_signature(app, people):
    officer, rita, fir = (enter(app, people, name) for name in ("officer", "rita", "fir"))
    at = f"/contracts/{people['id']}"
    no = text_of(fir.get(f"{at}/adopt"))
    assert "No: Fir County may not adopt it" in no and "(Fir County Code 9)" in no and "announce the need" in no
    assert Visitor(app).get(f"{at}/adopt").status_code in (302, 401)
    assert "May we adopt it?" in text_of(officer.get(at)) and "May we adopt it?" not in text_of(Visitor(app).get(at))
    first = text_of(officer.get(f"{at}/adopt"))
    assert "Nothing stands in the way so far" in first and "First say above how much" in first
    assert officer.get(f"{at}/adopt?amount=x").status_code == 422
    said = {"jurisdiction_id": people["fern_id"], "amount": "80,000", "federal_money": "false", "scope": REASON}
    with counted_selects(app) as asked:
        page = text_of(officer.get(f"{at}/adopt", query_string=said))
    assert "Nothing stands in the way" in page and "buy for $80,000.00" in page and len(asked) <= 13
    over = text_of(officer.get(f"{at}/adopt", query_string={**said, "amount": "500,000.01"}))
    assert "No: City of Fern may not adopt it" in over and "$500,000.00 are left" in over
    faulty = officer.post(f"{at}/adopt", {**said, "need": "", "authority": ""})
    assert faulty.status_code == 422 and "Nothing stands in the way" in text_of(faulty)
    made = officer.post(f"{at}/adopt", {**said, "need": "Forty for six parks.", "authority": "Code 3-9"})
    assert made.status_code == 302, text_of(made)
    here = made.location
    assert Visitor(app).get(here).status_code == 404 and fir.get(here).status_code == 404
    assert officer.get(f"{here}/consent/lead").status_code == 403
    for name in ("lead", "seller"):
        side = {"lead": "lead", "seller": "vendor"}[name]
        one = enter(app, people, name)
        assert "Code 3-9" in (shown := text_of(one.get(here))) and "Due diligence" not in shown
        assert one.post(f"{here}/consent/{side}").status_code == 302
    assert "Fern" in text_of(rita.get("/adoptions"))
    assert "This waits for your signature" in text_of(rita.get(here))
    assert rita.post(f"{here}/terms", {"terms": OURS, "version": "9999"}).status_code == 409
    assert rita.post(f"{here}/terms", {"terms": OURS}).status_code == 302
    assert "(put in: 45 )" in text_of(rita.get(f"{here}/sign")).replace("  ", " ")
    signature = {"name": "Rita Moss", "title": "City manager", "declaration": "true"}
    assert rita.post(f"{here}/sign", {**signature, "declaration": ""}).status_code == 422
    assert rita.post(f"{here}/sign", signature).status_code == 302
    for page in (f"{at}/passport", at):
        with counted_selects(app) as asked:
            shown = text_of(Visitor(app).get(page))
        assert "City of Fern" in shown and "Adoption" in shown and len(asked) <= 13
    assert "Rita Moss, City manager" in text_of(Visitor(app).get(here))
    found = text_of(officer.get(f"/contracts?adopter={people['fern_id']}"))
    assert "Road salt" in found and "Outdoor wireless" not in found, "what is adopted already is not found again"
    assert "Road salt" in text_of(Visitor(app).get("/contracts"))


def test_by_programs_with_written_consents_of_those_who_are_not_here(app, people):
    officer, rita, fir, lead = (enter(app, people, name, Program) for name in ("officer", "rita", "fir", "lead"))
    at = f"/contracts/{people['outside']}"
    assert fir.call("GET", f"{at}/adoptable?jurisdiction_id={people['fern_id']}").status_code == 403
    asked = officer.call("GET", f"{at}/adoptable?jurisdiction_id={people['fern_id']}&amount_cents=100").json
    assert asked["may_adopt"] is True
    assert {each["code"]: each["answer"] for each in asked["items"]}["scope"] == "open"
    sent = {"jurisdiction_id": people["fern_id"], "need": "Salt.", "amount_cents": 9_900, "federal_money": False,
            "scope": REASON, "authority": "Code 3-9"}  # fmt: skip
    assert officer.call("POST", f"{at}/adoptions", {**sent, "amount_cents": 0}).status_code == 422
    made = officer.call("POST", f"{at}/adoptions", sent)
    assert made.status_code == 201, made.json
    here = f"/adoptions/{made.json['id']}"
    assert officer.call("POST", f"{at}/adoptions", sent).status_code == 409
    assert lead.call("POST", f"{here}/consent", {"side": "lead"}).status_code == 403
    assert officer.call("POST", f"{here}/consent", {"side": "lead"}).status_code == 422
    for side in ("lead", "vendor"):
        paper = {"side": side, "document": (io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n"), f"{side}.pdf")}
        filed = officer.client.post(f"/api/v1{here}/papers", data=paper, headers=officer.headers)
        assert filed.status_code == 200, filed.json
    assert officer.call("GET", f"{here}/papers/vendor").status_code == 200
    assert fir.call("GET", f"{here}/papers/vendor").status_code == 404
    read = rita.call("GET", here)
    assert (read.json["state"], read.json["terms"]) == ("agreed", "") and read.json["findings"]
    terms = rita.call("PUT", f"{here}/terms", {"terms": TERMS}, etag=read.headers["ETag"])
    assert terms.json["redline"][0]["kind"] == "inserted"
    named = {"name": "Rita Moss", "title": "City manager", "declaration": True}
    assert rita.call("POST", f"{here}/sign", named, etag=read.headers["ETag"]).status_code == 412
    signed = rita.call("POST", f"{here}/sign", named, etag=terms.headers["ETag"])
    assert signed.json["state"] == "active", signed.json
    assert Program(app).call("GET", here).json["findings"] is None
    passport = Program(app).call("GET", f"{at}/passport").json
    assert [each["how"] for each in passport["buyers"]] == ["adoption"] and passport["used_cents"] is None
    assert rita.call("POST", f"{here}/end", {"reason": "The winter is over."}).json["closed_for"] == "adopter"
    assert [each["state"] for each in Program(app).call("GET", "/adoptions").json["items"]] == ["ended"]


def test_who_may_not_sign_or_waive_is_not_told_what_hinders_though_they_send_the_form(app, people):
    with a_unit(app) as ctx:
        contract = ctx.session.get_one(Contract, people["id"])
        contract.solicited = SolicitedHow.SOLE_SOURCE
        fern = ctx.session.get_one(Jurisdiction, people["fern_id"])
        asked = {"value": False, "waivable": True, "signed_by": "approver", "citation": "Code 4"}
        fern.rules = {"adoption_uncompeted": asked}
        here = f"/adoptions/{a_requested_adoption(ctx, contract, fern).id}"
    assert "Code 4" in enter(app, people, "rita").get(here).text
    for name in ("lead", "seller"):
        other = enter(app, people, name)
        signature = {"name": "Rita", "title": "Mayor", "declaration": "true"}
        forms = {"sign": signature, "determinations/competition": {"reason": "It is urgent. " * 9}}
        for page, fields in ((f"{here}/{name}", fields) for name, fields in forms.items()):
            for answer in (other.get(page), other.post(page, fields)):
                assert answer.status_code == 403 and "sole source" not in answer.text and "Code 4" not in answer.text
