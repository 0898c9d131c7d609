"""Accounts through the doors: pages as a browser sees them, JSON as a program does."""

import re

import pytest
import sqlalchemy as sa

from procurement.accounts import operations
from procurement.accounts.models import Person, SignInSession
from procurement.mailbox.models import Letter
from procurement.networks import people
from procurement.networks.duties import Duty
from procurement.web.identity import COOKIE
from tests.builders.people import PASSWORD, a_jurisdiction, a_person, a_vendor, acting
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

NEW = "eleven herons by a pond"


@pytest.fixture
def ada(app) -> Person:
    with a_unit(app) as ctx:
        return a_person(ctx)


@pytest.fixture
def visitor(app) -> Visitor:
    return Visitor(app)


def letters(app, email):
    with a_unit(app, writes=False) as ctx:
        return list(ctx.session.scalars(sa.select(Letter.body).where(Letter.to_email == email)))


def test_signing_in_leads_where_one_wanted_to_go_and_nowhere_else(app, visitor, ada):
    asked = visitor.get("/account")
    assert asked.status_code == 302
    assert asked.location == "/sign-in?next=/account"
    fields = {"email": ada.email, "password": PASSWORD}
    assert visitor.post(asked.location, fields).location == "/account"
    assert "Your account" in visitor.get("/account").text
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = Visitor(app).post("/sign-in", fields, query_string={"next": elsewhere})
        assert answer.location == "/desk"


def test_the_cookie_is_out_of_reach_and_changes_at_every_sign_in(app, ada):
    visitor = Visitor(app).sign_in(ada.email, PASSWORD)
    first = visitor.browser.get_cookie(COOKIE)
    assert first.http_only
    assert first.same_site == "Lax"
    visitor.sign_in(ada.email, PASSWORD)
    assert visitor.browser.get_cookie(COOKIE).value != first.value
    thief = Visitor(app)
    thief.browser.set_cookie(COOKIE, first.value)
    assert thief.get("/account").status_code == 302


def test_a_wrong_password_keeps_the_address_never_the_password_and_counts(app, visitor, ada):
    answer = visitor.post("/sign-in", {"email": ada.email, "password": "wrong password"})
    assert answer.status_code == 422
    assert "The e-mail address or the password is not right." in answer.text
    assert f'value="{ada.email}"' in answer.text
    assert "wrong password" not in answer.text
    with a_unit(app) as ctx:
        for _ in range(9):
            operations.note_attempt(ctx, ada.email, "198.51.100.4", succeeded=False)
    answer = visitor.post("/sign-in", {"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert "Please try again in 15 minutes" in answer.text


def test_a_form_without_its_token_is_refused_and_keeps_what_was_typed_but_no_password(visitor, ada):
    answer = visitor.browser.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 401
    assert ada.email in answer.text
    assert PASSWORD not in answer.text


def test_a_session_lost_in_the_middle_of_a_form_loses_nothing_that_was_typed(app, ada):
    visitor = Visitor(app).sign_in(ada.email, PASSWORD)
    token = visitor.token()
    with a_unit(app) as ctx:
        ctx.session.execute(sa.update(SignInSession).values(revoked_at=ctx.now))
    form = {"csrf_token": token, "name": "Ada Long Name", "zone": "America/Denver", "version": "1"}
    answer = visitor.browser.post("/account", data=form)
    assert answer.status_code == 401
    assert "Ada Long Name" in answer.text
    visitor.sign_in(ada.email, PASSWORD)
    assert visitor.post("/account", form).status_code == 302
    assert "Ada Long Name" in visitor.get("/account").text


def test_signing_out_works_twice_and_ends_the_session_on_the_server(app, ada):
    visitor = Visitor(app).already_in(ada)
    cookie = visitor.browser.get_cookie(COOKIE).value
    for _ in range(2):
        assert visitor.post("/sign-out").status_code == 302
    again = Visitor(app)
    again.browser.set_cookie(COOKIE, cookie)
    assert again.get("/account").status_code == 302


def test_other_browsers_are_listed_and_can_be_signed_out(app, ada):
    here, there = (Visitor(app).already_in(ada) for _ in range(2))
    page = here.get("/account/sessions")
    (address,) = re.findall(r"/account/sessions/\w+/end(?=\")", page.text)
    assert here.post(address).status_code == 302
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_nobody_ends_a_session_or_token_of_somebody_else(app, ada):
    with a_unit(app) as ctx:
        bo = a_person(ctx, "Bo Reed")
        _, row = operations.begin_session(ctx, bo)
    visitor = Visitor(app).already_in(ada)
    assert visitor.post(f"/account/sessions/{row.id}/end").status_code == 404
    assert visitor.post("/account/tokens/0000/revoke").status_code == 404
    assert visitor.post(f"/people/{bo.id}/disable").status_code == 404
    assert visitor.get("/people").status_code == 403


def test_a_password_is_reset_by_letter_once(app, visitor, ada):
    sent = visitor.post("/reset", {"email": ada.email.upper()})
    unknown = Visitor(app).post("/reset", {"email": "nobody@example.gov"})
    assert sent.status_code == unknown.status_code == 200
    assert text_of(sent).replace(ada.email.upper(), "") == text_of(unknown).replace("nobody@example.gov", "")
    assert letters(app, "nobody@example.gov") == []
    link = re.search(r"/reset/\S+", letters(app, ada.email)[0])[0]
    weak = visitor.post(link, {"password": "password1234"})
    assert weak.status_code == 422
    assert "first that others would guess" in weak.text
    assert visitor.post(link, {"password": NEW}).location == "/sign-in"
    assert visitor.get(link).status_code == 409
    visitor.sign_in(ada.email, NEW)
    assert Visitor(app).post("/sign-in", {"email": ada.email, "password": PASSWORD}).status_code == 422


def test_a_password_is_changed_by_who_knows_it(app, ada):
    visitor, other = (Visitor(app).already_in(ada) for _ in range(2))
    wrong = visitor.post("/account/password", {"current_password": "x", "new_password": NEW})
    assert wrong.status_code == 422
    assert "This is not your current password." in wrong.text
    done = visitor.post("/account/password", {"current_password": PASSWORD, "new_password": NEW})
    assert done.location == "/account"
    assert visitor.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_a_token_is_made_on_the_page_and_shown_once(app, ada):
    visitor = Visitor(app).already_in(ada)
    made = visitor.post("/account/tokens", {"name": "Copy", "scope": "read", "days": "30"})
    secret = re.search(r"lgp_[\w-]+", made.text)[0]
    assert secret not in visitor.get("/account/tokens").text
    program = Program(app, secret)
    assert program.call("GET", "/me").json["email"] == ada.email
    refused = program.call("PATCH", "/me", {"name": "X"}, etag='"1"')
    assert (refused.status_code, refused.json["detail"]) == (403, "This API token may only read.")
    (address,) = re.findall(r"/account/tokens/\w+/revoke", visitor.get("/account/tokens").text)
    visitor.post(address)
    assert program.call("GET", "/me").status_code == 401


def test_a_program_begins_with_a_password_and_minds_its_account(app, ada):
    program = Program(app)
    wrong = program.call("POST", "/tokens", {"email": ada.email, "password": "wrong", "name": "Robot"})
    assert (wrong.status_code, wrong.content_type) == (401, "application/problem+json")
    program.sign_in(ada.email, PASSWORD)
    me = program.call("GET", "/me")
    assert program.call("PATCH", "/me", {"zone": "America/Denver"}).status_code == 428
    edited = program.call("PATCH", "/me", {"zone": "America/Denver"}, etag=me.headers["ETag"])
    assert (edited.json["zone"], edited.json["name"]) == ("America/Denver", "Ada Moss")
    assert program.call("PATCH", "/me", {"zone": "America/Denver"}, etag=me.headers["ETag"]).status_code == 412
    faults = program.call("PATCH", "/me", {"zone": "Mars", "admin": True}, etag=edited.headers["ETag"])
    assert faults.status_code == 422
    assert {each["place"] for each in faults.json["errors"]} == {"zone", "admin"}
    assert [token["name"] for token in program.call("GET", "/tokens").json] == ["A test"]
    changed = program.call("POST", "/me/password", {"current_password": PASSWORD, "new_password": NEW})
    assert changed.status_code == 204
    assert Program(app).sign_in(ada.email, NEW).call("GET", "/me/sessions").json == []


def test_a_program_resets_a_password_by_the_secret_of_the_letter(app, ada):
    program = Program(app)
    assert program.call("POST", "/password-resets", {"email": "nobody@example.gov"}).status_code == 202
    assert program.call("POST", "/password-resets", {"email": ada.email}).status_code == 202
    secret = re.search(r"/reset/(\S+)", letters(app, ada.email)[0])[1]
    sent = {"secret": secret, "password": NEW}
    assert [program.call("POST", "/password-resets/use", sent).status_code for _ in range(2)] == [204, 409]
    program.sign_in(ada.email, NEW)


def test_the_operator_disables_somebody_through_either_door(app, ada):
    with a_unit(app) as ctx:
        olga = a_person(ctx, "Olga Prince", is_operator=True)
    program = Program(app).already_in(olga)
    found = program.call("GET", "/people?q=moss").json["items"]
    assert [person["email"] for person in found] == [ada.email]
    assert program.call("POST", f"/people/{ada.id}/disable").json["disabled_at"]
    assert program.call("POST", f"/people/{olga.id}/disable").status_code == 403
    visitor = Visitor(app).already_in(olga)
    assert "Disabled" in visitor.get("/people?q=moss").text
    assert visitor.post(f"/people/{ada.id}/enable").status_code == 302
    Visitor(app).sign_in(ada.email, PASSWORD)


def test_the_demo_is_refused_beyond_this_machine(make_app):
    app = make_app(demo=True, host="0.0.0.0", url="https://procurement.example.gov")
    with a_unit(app) as ctx:
        dana = a_person(ctx, "Dana Demo", is_demo=True)
    answer = Program(app).call("POST", "/tokens", {"email": dana.email, "password": PASSWORD, "name": "Robot"})
    assert answer.status_code == 401
    assert "only on the machine the service runs on" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/account", "/account/sessions", "/account/tokens", "/people"])
def test_a_page_asks_the_database_little_however_much_there_is(app, path):
    with a_unit(app) as ctx:
        olga = a_person(ctx, "Olga Prince", is_operator=True)
        own = acting(ctx, olga)
        for number in range(15):
            a_vendor(ctx, f"Vendor {number}", f"Person{number} Stone")
            people.assign(ctx, a_jurisdiction(ctx, f"Place {number}"), olga, Duty.OFFICER)
            operations.begin_session(ctx, olga)
            operations.create_token(own, olga, name=f"Token {number}", scopes=["read"])
    visitor = Visitor(app).already_in(olga)
    with counted_selects(app) as asked:
        assert visitor.get(path).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)
