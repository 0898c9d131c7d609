"""Who can read which letter, by page and by program."""

import pytest
import sqlalchemy as sa

from procurement.mailbox import operations
from procurement.mailbox.models import Letter
from procurement.networks import people
from procurement.networks.duties import Duty
from procurement.vendors import operations as vendors
from procurement.vendors.models import VendorDuty
from tests.builders.people import a_jurisdiction, a_person, a_vendor, acting
from tests.support.visitors import Program, Visitor, a_unit, text_of


@pytest.fixture
def real(make_app):
    """A service that is no demo."""
    return make_app(demo=False)


@pytest.fixture
def scene(real):
    with a_unit(real) as ctx:
        ada, ben = a_person(ctx), a_person(ctx, "Ben Fox")
        operator = a_person(ctx, "Olga Reed")
        operator.is_operator = True
        letter, *_ = operations.post(ctx, "password_changed", to=ada, when=ctx.now, name=ada.name)
        secret, *_ = operations.post(ctx, "password_changed", to=ada, is_private=True, when=ctx.now, name=ada.name)
        ctx.session.flush()
        return ada, ben, operator, letter.id, secret.id


def test_a_letter_is_for_its_reader_and_the_operator(real, scene):
    ada, ben, operator, letter, _ = scene
    for who, status in ((ada, 200), (ben, 404), (operator, 200)):
        assert Visitor(real).already_in(who).get(f"/letters/{letter}").status_code == status
        assert Program(real).already_in(who).call("GET", f"/letters/{letter}").status_code == status
    assert Visitor(real).get(f"/letters/{letter}").status_code == 404
    assert Visitor(real).get("/letters").status_code == 404


def test_a_private_letter_is_its_readers_alone(real, scene):
    ada, _, operator, _, secret = scene
    assert Visitor(real).already_in(ada).get(f"/letters/{secret}").status_code == 200
    assert Visitor(real).already_in(operator).get(f"/letters/{secret}").status_code == 404
    listed = Program(real).already_in(operator).call("GET", "/letters").json["items"]
    assert secret not in [each["id"] for each in listed]


def test_in_the_demo_everybody_reads_every_letter(app):
    with a_unit(app) as ctx:
        ada = a_person(ctx)
        letter, *_ = operations.post(ctx, "password_changed", to=ada, when=ctx.now, name=ada.name)
        ctx.session.flush()
        known = letter.id, letter.subject
    assert known[1] in text_of(Visitor(app).get(f"/letters/{known[0]}"))
    assert known[1] in text_of(Visitor(app).get("/letters", query_string={"to": ada.email}))


def test_letters_that_let_somebody_in_are_nobody_elses(real):
    with a_unit(real) as ctx:
        ada, operator = a_person(ctx), a_person(ctx, "Olga Reed")
        operator.is_operator = True
        place = a_jurisdiction(ctx)
        vendor, author = a_vendor(ctx, "Birch Software", "Vera Stone")
        people.invite(acting(ctx, operator), place, email="new@example.gov", duties=[Duty.OFFICER])
        vendors.invite(acting(ctx, author), vendor, email="new@example.com", duty=VendorDuty.VENDOR_USER)
    Visitor(real).post("/reset", {"email": ada.email})
    Visitor(real).post("/register", {"email": "own@example.com", "name": "Own Er", "company": "Owned"})
    with a_unit(real, writes=False) as ctx:
        written = list(ctx.session.scalars(sa.select(Letter)))
        secret = {each.template: each.id for each in written if "/reset/" in each.body or "/join/" in each.body}
    assert set(secret) == {"password_reset", "invitation_to_duties", "invitation_to_vendor", "confirm_registration"}
    program, visitor = Program(real).already_in(operator), Visitor(real).already_in(operator)
    for letter in secret.values():
        assert program.call("GET", f"/letters/{letter}").status_code == 404
        assert visitor.get(f"/letters/{letter}").status_code == 404


def test_whoever_got_at_a_token_or_browser_cannot_read_the_link_for_a_new_password(real):
    with a_unit(real) as ctx:
        ada = a_person(ctx)
    Visitor(real).post("/reset", {"email": ada.email})
    with a_unit(real, writes=False) as ctx:
        letter = ctx.session.scalars(sa.select(Letter.id).where(Letter.template == "password_reset")).one()
    program, visitor = Program(real).already_in(ada, scopes=("read",)), Visitor(real).already_in(ada)
    assert program.call("GET", "/letters").json["items"] == []
    assert program.call("GET", f"/letters/{letter}").status_code == 404
    assert visitor.get(f"/letters/{letter}").status_code == 404
    assert "/reset/" not in visitor.get("/letters").text
