"""Who can read which letter, by page and by program."""

import pytest

from procurement.mailbox import operations
from tests.builders.people import a_person
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
