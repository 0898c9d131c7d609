"""Networks, jurisdictions and duties through the doors: pages and JSON, each deed by both."""

import re

import pytest
import sqlalchemy as sa

from procurement.mailbox.models import Letter
from procurement.networks import operations, people, queries
from procurement.networks.duties import Duty
from tests.builders.people import a_jurisdiction, a_network, a_person, a_vendor, acting, with_duty
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of


@pytest.fixture
def town(app):
    """Alder with its administrator and an evaluator, in a network of a network; Cedar outside; an operator."""
    with a_unit(app) as ctx:
        nation = a_network(ctx, "Nation")
        prairie = a_network(ctx, "Prairie", nation)
        alder = a_jurisdiction(ctx, "Alder", prairie)
        return {
            "nation": nation,
            "prairie": prairie,
            "alder": alder,
            "cedar": a_jurisdiction(ctx, "Cedar"),
            "ada": with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR),
            "eve": with_duty(ctx, alder, "Eve Long", Duty.EVALUATOR),
            "olga": a_person(ctx, "Olga Prince", is_operator=True),
        }


def here(ctx, row):
    """The same row, in this unit."""
    return ctx.session.get(type(row), row.id)


def link_to(app, email):
    with a_unit(app, writes=False) as ctx:
        body = ctx.session.scalars(sa.select(Letter.body).where(Letter.to_email == email)).all()[-1]
    return re.search(r"/join/\S+", body)[0]


def test_everybody_reads_who_belongs_to_what(app, town):
    visitor = Visitor(app)
    assert "Prairie" in visitor.get("/networks").text
    assert "Alder" in text_of(visitor.get("/networks/nation"))
    assert "through them, Nation" in text_of(visitor.get("/jurisdictions/alder"))
    assert "Whom to talk to" not in visitor.get("/jurisdictions/alder").text
    assert "Publish solicitations" in visitor.get("/permissions").text
    program = Program(app)
    assert [each["name"] for each in program.call("GET", f"/networks/{town['nation'].id}/members").json] == ["Alder"]
    listed = program.call("GET", "/jurisdictions?q=ald&state=il").json
    assert ([each["slug"] for each in listed["items"]], listed["more"]) == (["alder"], False)
    assert "open responses" in program.call("GET", "/permissions").json["officer"]


@pytest.mark.parametrize(
    "path", ["/networks/none", "/jurisdictions/none", "/api/v1/networks/0", "/api/v1/jurisdictions/0"]
)
def test_what_is_not_there_is_not_found(app, path):
    assert Visitor(app).get(path).status_code == 404


def test_the_operator_sets_up_a_jurisdiction_and_invites_its_first_administrator(app, town):
    visitor = Visitor(app).already_in(town["olga"])
    fields = {
        "name": "City of Fern",
        "kind": "city",
        "state_code": "IL",
        "zone": "America/Chicago",
        "population": "1,2x",
    }
    faulty = visitor.post("/jurisdictions/new", fields)
    assert faulty.status_code == 422
    assert "Enter a whole number, such as 48000." in faulty.text
    assert 'value="City of Fern"' in faulty.text
    made = visitor.post("/jurisdictions/new", {**fields, "population": "12000"})
    assert made.location == "/jurisdictions/city-of-fern/people"
    visitor.post(made.location, {"email": "first@example.gov", "duties[]": ["administrator"]})
    newcomer = Visitor(app)
    link = link_to(app, "first@example.gov")
    assert "Olga Prince invites you as administrator" in text_of(newcomer.get(link))
    short = newcomer.post(link, {"name": "", "password": "short"})
    assert short.status_code == 422
    assert "Enter your name" in short.text
    assert "at least 12 characters" in short.text
    joined = newcomer.post(link, {"name": "Fay Fern", "password": "eleven herons by a pond"})
    assert joined.location == "/desk"
    assert "Fay Fern" in newcomer.get(made.location).text
    again = Visitor(app).get(link)
    assert again.status_code == 409
    assert "used already" in again.text


def test_only_who_may_sees_and_changes_people(app, town):
    addresses = ("people", "rules", "edit")
    for who, statuses in (("ada", [200, 200, 200]), ("eve", [403, 403, 403]), ("olga", [200, 200, 200])):
        visitor = Visitor(app).already_in(town[who])
        assert [visitor.get(f"/jurisdictions/alder/{each}").status_code for each in addresses] == statuses
    outside = Visitor(app)
    assert [outside.get(f"/jurisdictions/alder/{each}").status_code for each in addresses] == [302, 302, 302]
    ada = Visitor(app).already_in(town["ada"])
    assert ada.get("/jurisdictions/cedar/people").status_code == 403
    assert ada.post("/jurisdictions/cedar/rules", {"notice_days": "1"}).status_code == 403
    assert ada.get("/jurisdictions/new").status_code == 403


def test_duties_are_added_and_ended_on_the_page(app, town):
    visitor = Visitor(app).already_in(town["ada"])
    more = {"person_id": town["eve"].id, "duty": "officer"}
    assert visitor.post("/jurisdictions/alder/people/assign", more).status_code == 302
    twice = visitor.post("/jurisdictions/alder/people/assign", more)
    assert twice.status_code == 409
    assert "holds this duty in Alder already" in twice.text
    forged = visitor.post("/jurisdictions/alder/people/assign", {**more, "person_id": town["olga"].id})
    assert forged.status_code == 404
    with a_unit(app, writes=False) as ctx:
        rows = {(person.name, str(row.duty)): row.id for row, person in queries.assignments(ctx, town["alder"].id)}
    assert visitor.post(f"/duties/{rows['Eve Long', 'officer']}/end").location == "/jurisdictions/alder/people"
    last = visitor.post(f"/duties/{rows['Ada Moss', 'administrator']}/end")
    assert last.status_code == 409
    assert "at least one administrator" in last.text
    eve = Visitor(app).already_in(town["eve"])
    assert eve.post(f"/duties/{rows['Ada Moss', 'administrator']}/end").status_code == 404
    assert eve.post(f"/duties/{rows['Eve Long', 'evaluator']}/end").location == "/account"


def test_rules_are_set_with_every_fault_at_once_and_shown_to_all(app, town):
    visitor = Visitor(app).already_in(town["ada"])
    faulty = visitor.post("/jurisdictions/alder/rules", {"notice_days": "999", "opening_people": "x", "version": "1"})
    assert faulty.status_code == 422
    assert "whole number of days from 0 to 365" in faulty.text
    assert "people from 1 to 2" in faulty.text
    assert visitor.post("/jurisdictions/alder/rules", {"notice_days": "0", "version": "1"}).status_code == 302
    assert "0 calendar days" in text_of(Visitor(app).get("/jurisdictions/alder"))
    whole = {
        "version": "2", "notice_days": "10", "notice_days_counted": "working", "notice_days_citation": "Code 3.12.040",
        "notice_days_waivable": "true", "notice_days_signed_by": "officer", "formal_threshold_cents": "$50,000",
        "deadline_time": "14:00", "deadline_on_closed_days": "false", "holidays": "federal",
        "closures": "2026-12-24 Christmas Eve", "approval_chain.0.title": "Legal", "approval_chain.0.stage": "1",
        "approval_chain.1.title": "", "approval_chain.1.stage": "",
    }  # fmt: skip
    wrong = {"closures": "12/24 Christmas Eve", "formal_threshold_cents": "much", "deadline_time": "2 pm"}
    faulty = visitor.post("/jurisdictions/alder/rules", {**whole, **wrong})
    assert ("Enter an amount in dollars" in faulty.text) and ("12/24 Christmas Eve" in faulty.text)
    faulty = visitor.post("/jurisdictions/alder/rules", {**whole, **wrong, "formal_threshold_cents": ""})
    assert ("“12/24” is not a day" in text_of(faulty)) and ("Enter a time of day" in faulty.text)
    assert visitor.post("/jurisdictions/alder/rules", whole).status_code == 302
    shown = text_of(Visitor(app).get("/jurisdictions/alder"))
    for said in (
        "10 working days",
        "Code 3.12.040",
        "signed by an officer",
        "$50,000.00",
        "December 24, 2026 (Christmas Eve)",
    ):
        assert said in shown
    form = visitor.get("/jurisdictions/alder/rules").text
    assert ('value="50,000"' in form) and ('value="Legal"' in form)
    stale = visitor.post("/jurisdictions/alder/rules", {"notice_days": "5", "version": "1"})
    assert stale.status_code == 409
    assert 'value="5"' in stale.text


def test_a_program_does_what_the_pages_do(app, town):
    program = Program(app).already_in(town["ada"])
    alder = f"/jurisdictions/{town['alder'].id}"
    shown = program.call("GET", alder)
    set_ = program.call("PUT", f"{alder}/rules", {"notice_days": 30}, etag=shown.headers["ETag"])
    rules = {each["key"]: each for each in program.call("GET", f"{alder}/rules").json}
    assert (rules["notice_days"]["in_words"], rules["protest_days"]["is_own"]) == ("30 calendar days", False)
    assert set_.json["rules"] == {"notice_days": {"value": 30}}
    assert program.call("PUT", f"{alder}/rules", {}, etag=shown.headers["ETag"]).status_code == 412
    assert program.call("PATCH", alder, {"name": "X"}).status_code == 428
    edited = program.call("PATCH", alder, {"website": "alder.example.gov"}, etag=set_.headers["ETag"])
    assert (edited.json["website"], edited.json["name"]) == ("https://alder.example.gov", "Alder")
    duty = program.call("POST", f"{alder}/duties", {"person_id": town["eve"].id, "duty": "officer"}).json
    assert (duty["person_name"], duty["duty"]) == ("Eve Long", "officer")
    assert program.call("DELETE", f"/duties/{duty['id']}").status_code == 204
    assert program.call("DELETE", f"/duties/{duty['id']}").status_code == 404
    invited = program.call("POST", f"{alder}/invitations", {"email": "new@example.gov", "duties": ["officer"]})
    assert invited.status_code == 201
    assert "secret" not in invited.text
    (waiting,) = program.call("GET", f"{alder}/invitations").json
    assert program.call("DELETE", f"{alder}/invitations/{waiting['id']}").status_code == 204
    assert program.call("GET", f"{alder}/invitations").json == []
    unknown = program.call("POST", f"{alder}/invitations", {"email": "new@example.gov", "duties": ["king"], "x": 1})
    assert {each["place"] for each in unknown.json["errors"]} == {"duties.0", "x"}
    cedar = f"/jurisdictions/{town['cedar'].id}"
    assert program.call("GET", f"{cedar}/duties").status_code == 403
    assert program.call("POST", "/jurisdictions", {}).status_code == 422


def test_a_program_takes_up_an_invitation(app, town):
    program = Program(app).already_in(town["ada"])
    alder = f"/jurisdictions/{town['alder'].id}"
    program.call("POST", f"{alder}/invitations", {"email": "new@example.gov", "duties": ["officer"]})
    secret = link_to(app, "new@example.gov").removeprefix("/join/")
    newcomer = Program(app)
    assert newcomer.call("POST", "/invitations/take-up", {"secret": secret}).status_code == 422
    sent = {"secret": secret, "name": "Nia New", "password": "eleven herons by a pond"}
    assert newcomer.call("POST", "/invitations/take-up", sent).json["email"] == "new@example.gov"
    assert newcomer.call("POST", "/invitations/take-up", sent).status_code == 409
    assert newcomer.sign_in("new@example.gov", sent["password"]).call("GET", f"{alder}/duties").status_code == 200


def test_networks_are_made_moved_and_joined(app, town):
    operator = Program(app).already_in(town["olga"])
    made = operator.call("POST", "/networks", {"name": "Mountain", "parent_id": town["nation"].id})
    address = f"/networks/{made.json['id']}"
    assert made.json["parent_id"] == town["nation"].id
    loop = operator.call("PATCH", f"/networks/{town['nation'].id}", {"parent_id": made.json["id"]}, etag='"1"')
    assert loop.json["errors"][0]["place"] == "parent_id"
    alone = operator.call("PATCH", address, {"parent_id": None}, etag=made.headers["ETag"])
    assert (alone.json["parent_id"], alone.json["name"]) == (None, "Mountain")
    member = {"jurisdiction_id": town["cedar"].id}
    assert [operator.call("POST", f"{address}/members", member).status_code for _ in range(2)] == [204, 409]
    assert operator.call("DELETE", f"{address}/members/{town['cedar'].id}").status_code == 204
    assert operator.call("DELETE", f"{address}/members/{town['cedar'].id}").status_code == 404
    visitor = Visitor(app).already_in(town["olga"])
    assert visitor.post("/networks/mountain/members", member).status_code == 302
    assert visitor.post(f"/networks/mountain/members/{town['cedar'].id}/remove").status_code == 302
    renamed = {"name": "Mountains", "description": "High *up*.", "parent_id": "", "version": "2"}
    assert visitor.post("/networks/mountain/edit", renamed).location == "/networks/mountain"
    assert "<em>up</em>" in visitor.get("/networks/mountain").text
    assert Visitor(app).already_in(town["ada"]).post("/networks/mountain/edit", renamed).status_code == 403


def test_contacts_are_for_the_same_networks(app, town):
    with a_unit(app) as ctx:
        birch = a_jurisdiction(ctx, "Birch", here(ctx, town["nation"]))
        ben = with_duty(ctx, birch, "Ben Hale", Duty.OFFICER)
        dora = with_duty(ctx, here(ctx, town["cedar"]), "Dora Dell", Duty.OFFICER)
        _, vera = a_vendor(ctx)
        people.assign(ctx, here(ctx, town["alder"]), town["ada"], Duty.OFFICER)
    assert "ada.moss@example.gov" in Visitor(app).already_in(ben).get("/jurisdictions/alder").text
    for other in (dora, vera):
        assert "ada.moss@example.gov" not in Visitor(app).already_in(other).get("/jurisdictions/alder").text
        contacts = Program(app).already_in(other).call("GET", f"/jurisdictions/{town['alder'].id}/contacts")
        assert contacts.status_code == 403


@pytest.mark.parametrize(
    "path", ["/networks", "/networks/nation", "/jurisdictions/alder", "/jurisdictions/alder/people"]
)
def test_a_page_asks_the_database_little_however_much_there_is(app, town, path):
    with a_unit(app) as ctx:
        nation, alder = here(ctx, town["nation"]), here(ctx, town["alder"])
        for number in range(15):
            place = a_jurisdiction(ctx, f"Place {number}", nation)
            operations.add_member(ctx, a_network(ctx, f"Network {number}", nation), place)
            with_duty(ctx, alder, f"Person {number}", Duty.OFFICER, Duty.APPROVER)
            people.invite(acting(ctx, town["ada"]), alder, email=f"p{number}@example.org", duties=[Duty.OFFICER])
    visitor = Visitor(app).already_in(town["ada"])
    with counted_selects(app) as asked:
        assert visitor.get(path).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)
