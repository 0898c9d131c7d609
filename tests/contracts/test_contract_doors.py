"""Contracts through pages and JSON: recorded, papers added, activated, found, amended, renewed, wished open, ended."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.contracts.models import Contract
from procurement.networks.duties import Duty
from tests.builders.contracts import an_open_contract, contract_officer
from tests.builders.pools import the_member, the_network
from tests.builders.solicitations import somebody
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of


@pytest.fixture
def people(app):
    with a_unit(app) as ctx:
        network = the_network(ctx)
        alder, birch = (the_member(ctx, name, network) for name in ("City of Alder", "City of Birch"))
        found = {"olive": contract_officer(ctx, alder).actor.id, "birch": somebody(ctx, birch, Duty.OFFICER, "Bo").id}
        return {**found, "alder_id": alder.id, "birch_id": birch.id, "today": ctx.now.date()}


def visitor(app, people, name):
    with a_unit(app) as ctx:
        person = ctx.session.get_one(Person, people[name])
    return Visitor(app).already_in(person)


def program(app, people, name):
    with a_unit(app) as ctx:
        person = ctx.session.get_one(Person, people[name])
    return Program(app).already_in(person)


def test_a_contract_is_recorded_activated_found_and_amended_on_pages(app, people):
    olive, birch, day = visitor(app, people, "olive"), visitor(app, people, "birch"), people["today"]
    assert "No contracts yet" in text_of(Visitor(app).get("/contracts"))
    sent = {
        "jurisdiction_id": people["alder_id"], "title": "Street sweepers", "vendor_name": "Sweep & Sons",
        "vendor_email": "s@sweep.example.com", "solicited_by": "State of Ohio", "solicited": "competitive",
        "federal_terms": "true", "starts_on": (day - timedelta(days=9)).isoformat(), "eligible": "none",
        "ends_on": (day + timedelta(days=300)).isoformat(), "ceiling_cents": "$1,250,000", "scope": "public",
        "renewals.0.months": "12", "renewals.0.notice_days": "60",
        "lines.0.description": "Sweeper", "lines.0.unit": "truck", "lines.0.unit_price": "210,000",
        "lines.0.tiers": "5: 205000; 20: x", "lines.3.description": "Brush", "lines.3.unit": "set",
        "lines.3.unit_price": "415.50",
    }  # fmt: skip
    faulty = olive.post("/contracts/new", sent)
    assert faulty.status_code == 422 and "no quantity with its price" in text_of(faulty)
    made = olive.post("/contracts/new", {**sent, "lines.0.tiers": "5: 205000"})
    assert made.status_code == 302, text_of(made)
    at = made.location
    assert birch.get(at).status_code == 404 and Visitor(app).get(at).status_code == 404
    paper = {"kind": "contract", "document": (io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n"), "signed.pdf")}
    assert olive.post(f"{at}/documents/new", paper).status_code == 302
    assert olive.post(f"{at}/certificates/new", {"name": "Bond", "expires_on": "2020-01-01"}).status_code == 302
    assert olive.get(f"{at}/activate").status_code == 200
    assert olive.post(f"{at}/activate", {"version": "1"}).status_code == 302
    page = text_of(Visitor(app).get(at))
    for said in ("In force", "State of Ohio", "$415.50", "from 5: $205,000.00", "signed.pdf", "Lapsed", "Possible"):
        assert said in page, said
    assert "Administrative fee" not in page and "Administrative fee" in text_of(birch.get(at))
    found = text_of(Visitor(app).get("/contracts?q=sweepers&price_to=500&state=IL"))
    assert "1 contract" in found and "Brush" in found
    assert Visitor(app).get("/contracts?price_from=abc&until=never").status_code == 422
    form = olive.get(f"{at}/amend").text
    assert "210,000.00" in form
    assert birch.get(f"{at}/amend").status_code == 403
    with a_unit(app) as ctx:
        contract = ctx.session.scalars(sa.select(Contract)).one()
        version, keys = contract.version, [line["key"] for line in contract.lines]
        ends = contract.ends_on.isoformat()
    change = {
        "version": str(version), "reason": "Open to neighbors.", f"prices.{keys[0]}": "209000", f"prices.{keys[1]}":
        "415.50", "ends_on": ends, "ceiling_cents": "1,250,000.00", "terms": "", "vendor_name": "Sweep & Sons",
        "federal_terms": "true", "cooperative_clause": "Members may buy.", "eligible": "network",
        "eligible_ids": "Prairie coalition\nNobody at all", "fee_percent": "", "rebate_percent": "", "fee_to": "",
    }  # fmt: skip
    refused = olive.post(f"{at}/amend", change)
    assert refused.status_code == 422 and "Nobody at all" in text_of(refused)
    assert birch.post(f"{at}/nominate", {"jurisdiction_id": people["birch_id"], "note": "Two."}).status_code == 302
    assert "One government wishes" in text_of(olive.get(at))
    assert birch.post(f"{at}/nominate/withdraw", {"jurisdiction_id": people["birch_id"]}).status_code == 302
    assert olive.post(f"{at}/amend", {**change, "eligible_ids": "Prairie coalition"}).status_code == 302
    page = text_of(birch.get(at))
    assert "$209,000.00" in page and "Prairie Coalition" in page and "Before After" in page
    assert olive.get(f"{at}/renewals/1").status_code == 200 and olive.get(f"{at}/renewals/7").status_code == 404
    assert olive.post(f"{at}/renewals/1", {"action": "decline"}).status_code == 422
    assert olive.post(f"{at}/renewals/1", {"action": "renew"}).status_code == 302
    assert olive.post(f"{at}/renewals/1", {"action": "renew"}).status_code == 409
    assert olive.post(f"{at}/terminate", {"reason": "Done.", "effective_on": day.isoformat()}).status_code == 302
    assert "Ended before its term" in text_of(birch.get(at))


def test_programs_do_what_the_pages_do_and_lists_stay_few_selects(app, people):
    olive, birch = program(app, people, "olive"), program(app, people, "birch")
    day = people["today"]
    sent = {
        "jurisdiction_id": people["alder_id"], "title": "Radios", "vendor_name": "Loud", "solicited": "exempt",
        "starts_on": day.isoformat(), "ends_on": (day + timedelta(days=400)).isoformat(), "scope": "network",
        "lines": [{"description": "Radio", "unit": "piece", "unit_price": "199.99"}], "fee_percent": "0.25",
        "fee_to": "City of Alder", "renewals": [{"months": 6, "notice_days": 10}],
    }  # fmt: skip
    made = olive.call("POST", "/contracts", sent)
    assert made.status_code == 201, made.text
    at, etag = f"/contracts/{made.json['id']}", made.headers["ETag"]
    assert olive.call("PATCH", at, {"reference": "R-1"}).status_code == 428
    edited = olive.call("PATCH", at, {"reference": "R-1"}, etag=etag)
    assert edited.json["lines"][0]["key"] and edited.json["fee_percent"] == "0.25"
    active = olive.call("POST", f"{at}/activate", etag=edited.headers["ETag"])
    assert active.json["standing"] == "in-force" and active.json["renewals"][0]["notice_on"]
    assert Program(app).call("GET", at).status_code == 404, "shared in a network only"
    seen = birch.call("GET", at)
    assert seen.json["fee_percent"] == "0.25" and seen.json["buyers"][0]["jurisdiction"]["name"] == "City of Alder"
    key = seen.json["lines"][0]["key"]
    amended = olive.call(
        "POST", f"{at}/amendments", {"reason": "Less.", "prices": {key: "189"}}, etag=seen.headers["ETag"]
    )
    assert amended.status_code == 201 and amended.json["changes"] == {f"lines.{key}.unit_price": ["199.99", "189"]}
    assert birch.call("GET", f"{at}/amendments").json["items"][0]["number"] == 1
    wish = birch.call("POST", f"{at}/nominations", {"jurisdiction_id": people["birch_id"]})
    assert wish.status_code == 201 and olive.call("GET", f"{at}/nominations").json["count"] == 1
    assert birch.call("GET", f"{at}/nominations").json["count"] is None
    assert birch.call("DELETE", f"{at}/nominations/{people['birch_id']}").status_code == 204
    etag = birch.call("GET", at).headers["ETag"]
    renewed = olive.call("POST", f"{at}/renewals/1/exercise", {}, etag=etag)
    assert renewed.json["renewals"][0]["state"] == "exercised"
    assert birch.call("POST", f"{at}/terminate", {"reason": "x"}, etag=renewed.headers["ETag"]).status_code == 403
    with a_unit(app) as ctx:
        lead = the_member(ctx, "City of Alder", the_network(ctx))
        for number in range(12):
            an_open_contract(replace(ctx), lead, title=f"Radios, lot {number}", ends_on=day + timedelta(days=90))
    reader = visitor(app, people, "birch")
    with counted_selects(app) as asked:
        answer = reader.get("/contracts?q=radios&sort=expiry")
    assert "lot 11" in text_of(answer) and len(asked) <= 12, asked
    with counted_selects(app) as asked:
        assert reader.get(at).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)
    found = birch.call("GET", "/contracts?q=radios&limit=5&sort=price").json
    assert found["count"] == 13 and found["more"] and found["items"][0]["lowest"] == "120"
