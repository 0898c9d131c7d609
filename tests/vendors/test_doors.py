"""Vendors through the doors: registration by letter, profile and team, by pages and by JSON."""

import re

import pytest
import sqlalchemy as sa

from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.vendors import queries
from procurement.vendors.models import VendorDuty
from tests.builders.people import a_colleague, a_jurisdiction, a_person, a_vendor, with_duty
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

PASSWORD = "eleven herons by a pond"


def link_to(app, email):
    with a_unit(app, writes=False) as ctx:
        body = ctx.session.scalars(sa.select(Letter.body).where(Letter.to_email == email)).all()[-1]
    return re.search(r"/join/\S+", body)[0]


@pytest.fixture
def company(app):
    """Birch with its administrator and a user; a rival; an officer of a city."""
    with a_unit(app) as ctx:
        birch, vera = a_vendor(ctx)
        uma = a_colleague(ctx, birch, "Uma Field")
        _, riva = a_vendor(ctx, "Cedar Works", "Riva Dunn")
        otto = with_duty(ctx, a_jurisdiction(ctx), "Otto Fir", Duty.OFFICER)
        return {"birch": birch, "vera": vera, "uma": uma, "riva": riva, "otto": otto}


def test_a_company_registers_confirms_and_is_at_its_desk(app):
    visitor = Visitor(app)
    faulty = visitor.post("/register", {"company": "", "name": "Vera", "email": "vera@"})
    assert faulty.status_code == 422
    assert "name@example.gov" in faulty.text
    sent = visitor.post("/register", {"company": "Birch", "name": "Vera Stone", "email": "vera@birch.example.com"})
    assert "A letter to vera@birch.example.com is on its way" in text_of(sent)
    link = link_to(app, "vera@birch.example.com")
    for _ in range(2):
        assert 'value="Vera Stone"' in visitor.get(link).text
    assert visitor.post(link, {"name": "Vera Stone", "password": PASSWORD}).location == "/desk"
    assert "Birch" in visitor.get("/vendors").text
    assert visitor.get(link).status_code == 409


def test_the_answer_to_a_registration_does_not_tell_who_has_an_account(app):
    with a_unit(app) as ctx:
        ada = a_person(ctx)
    pages = [
        text_of(Visitor(app).post("/register", {"company": "Birch", "name": "X", "email": email})).replace(email, "")
        for email in (ada.email, "nobody@example.com")
    ]
    assert pages[0] == pages[1]
    link = link_to(app, ada.email)
    visitor = Visitor(app)
    assert "You have an account with this address already" in text_of(visitor.get(link))
    assert visitor.post(link).location == "/sign-in"
    with a_unit(app, writes=False) as ctx:
        assert len(queries.grants_of(ctx.session, ada.id)) == 1


def test_somebody_signed_in_registers_a_second_company_at_once(app, company):
    visitor = Visitor(app).already_in(company["vera"])
    assert visitor.get("/register").location == "/vendors/new"
    made = visitor.post("/vendors/new", {"name": "Aspen Works", "email": "", "website": "aspen.example.com"})
    assert made.status_code == 302
    assert 'href="https://aspen.example.com"' in visitor.get(made.location).text


def test_who_sees_a_vendor_and_its_team(app, company):
    page, team = f"/vendors/{company['birch'].id}", f"/vendors/{company['birch'].id}/team"
    expected = {"vera": (200, 200), "uma": (200, 200), "riva": (404, 404), "otto": (200, 403)}
    for who, statuses in expected.items():
        visitor = Visitor(app).already_in(company[who])
        assert (visitor.get(page).status_code, visitor.get(team).status_code) == statuses, who
    assert Visitor(app).get(page).status_code == 302
    assert "Birch Software" in Visitor(app).already_in(company["otto"]).get("/vendors?q=birch").text
    assert "Birch Software" not in Visitor(app).already_in(company["riva"]).get("/vendors?q=birch").text
    assert Program(app).already_in(company["riva"]).call("GET", page).status_code == 404
    assert Program(app).call("GET", "/vendors").status_code == 401


def test_a_profile_is_edited_and_a_stale_form_keeps_what_was_typed(app, company):
    visitor = Visitor(app).already_in(company["vera"])
    address = f"/vendors/{company['birch'].id}/edit"
    fields = {
        "name": "Birch Software",
        "email": "office@birch.example.com",
        "is_small_business": "true",
        "version": "1",
    }
    assert visitor.post(address, {**fields, "phone": "555 0100"}).status_code == 302
    stale = visitor.post(address, {**fields, "phone": "555 0199"})
    assert stale.status_code == 409
    assert "555 0199" in stale.text
    bad = visitor.post(address, {**fields, "version": "2", "website": "javascript:alert(1)", "colour": "red"})
    assert bad.status_code == 422
    assert "Yes, by its own statement" in visitor.get(f"/vendors/{company['birch'].id}").text
    assert Visitor(app).already_in(company["uma"]).post(address, fields).status_code == 403


def test_a_team_is_invited_changed_and_left(app, company):
    visitor = Visitor(app).already_in(company["vera"])
    team = f"/vendors/{company['birch'].id}/team"
    assert visitor.post(team, {"email": "max@birch.example.com", "duty": "vendor-user"}).status_code == 302
    newcomer = Visitor(app)
    link = link_to(app, "max@birch.example.com")
    assert "Vera Stone invites you as user" in text_of(newcomer.get(link))
    newcomer.post(link, {"name": "Max Hill", "password": PASSWORD})
    assert "Max Hill" in visitor.get(team).text
    with a_unit(app, writes=False) as ctx:
        ids = {person.name: member.id for member, person in queries.team(ctx, company["birch"].id)}
    assert visitor.post(f"/vendor-members/{ids['Vera Stone']}/remove").status_code == 409
    make = {"duty": str(VendorDuty.VENDOR_ADMINISTRATOR)}
    assert (
        Visitor(app).already_in(company["uma"]).post(f"/vendor-members/{ids['Uma Field']}/duty", make).status_code
        == 403
    )
    assert (
        Visitor(app).already_in(company["riva"]).post(f"/vendor-members/{ids['Uma Field']}/duty", make).status_code
        == 404
    )
    assert visitor.post(f"/vendor-members/{ids['Max Hill']}/duty", make).status_code == 302
    assert visitor.post(f"/vendor-members/{ids['Vera Stone']}/remove").location == "/account"
    assert visitor.get(team).status_code == 404


def test_an_invitation_is_withdrawn_on_the_page(app, company):
    visitor = Visitor(app).already_in(company["vera"])
    team = f"/vendors/{company['birch'].id}/team"
    visitor.post(team, {"email": "max@birch.example.com", "duty": "vendor-user"})
    (address,) = re.findall(r"/vendors/\w+/invitations/\w+/withdraw", visitor.get(team).text)
    assert Visitor(app).already_in(company["uma"]).post(address).status_code == 403
    assert visitor.post(address).status_code == 302
    assert visitor.post(address).status_code == 404
    assert Visitor(app).get(link_to(app, "max@birch.example.com")).status_code == 409


def test_a_program_does_what_the_pages_do(app, company):
    program = Program(app).already_in(company["vera"])
    birch = f"/vendors/{company['birch'].id}"
    shown = program.call("GET", birch)
    edited = program.call("PATCH", birch, {"phone": "555 0100"}, etag=shown.headers["ETag"])
    assert (edited.json["phone"], edited.json["name"]) == ("555 0100", "Birch Software")
    assert program.call("PATCH", birch, {"phone": "1"}, etag=shown.headers["ETag"]).status_code == 412
    assert program.call("PATCH", birch, {"phone": "1"}).status_code == 428
    assert [each["person_name"] for each in program.call("GET", f"{birch}/members").json] == ["Uma Field", "Vera Stone"]
    uma = next(each for each in program.call("GET", f"{birch}/members").json if each["person_name"] == "Uma Field")
    assert program.call("PATCH", f"/vendor-members/{uma['id']}", {"duty": "vendor-administrator"}).status_code == 204
    assert program.call("DELETE", f"/vendor-members/{uma['id']}").status_code == 204
    assert program.call("DELETE", f"/vendor-members/{uma['id']}").status_code == 404
    assert (
        program.call("POST", f"{birch}/invitations", {"email": "max@x.example.com", "duty": "king"}).status_code == 422
    )
    invited = program.call("POST", f"{birch}/invitations", {"email": "max@x.example.com", "duty": "vendor-user"}).json
    assert program.call("DELETE", f"{birch}/invitations/{invited['id']}").status_code == 204
    made = program.call("POST", "/vendors", {"name": "Aspen Works"})
    assert (made.status_code, made.json["email"]) == (201, company["vera"].email)
    assert [each["name"] for each in program.call("GET", "/vendors").json["items"]] == ["Aspen Works", "Birch Software"]
    newcomer = Program(app)
    asked = {"company": "Fir", "name": "Fay Fir", "email": "fay@fir.example.com"}
    assert newcomer.call("POST", "/registrations", asked).status_code == 202
    secret = link_to(app, "fay@fir.example.com").removeprefix("/join/")
    sent = {"secret": secret, "name": "Fay Fir", "password": PASSWORD}
    assert newcomer.call("POST", "/invitations/take-up", sent).status_code == 200
    fay = newcomer.sign_in("fay@fir.example.com", PASSWORD)
    assert [each["name"] for each in fay.call("GET", "/vendors").json["items"]] == ["Fir"]


@pytest.mark.parametrize("path", ["/vendors", "/vendors/{}", "/vendors/{}/team"])
def test_a_page_asks_the_database_little_however_much_there_is(app, company, path):
    with a_unit(app) as ctx:
        for number in range(15):
            a_vendor(ctx, f"Vendor {number}", f"Person{number} Stone")
            a_colleague(ctx, company["birch"], f"Colleague{number} Reed")
    visitor = Visitor(app).already_in(company["vera"])
    with counted_selects(app) as asked:
        assert visitor.get(path.format(company["birch"].id)).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)
