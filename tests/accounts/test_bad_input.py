"""Input that no form sends: a sentence and the right status, never a fault of ours, on both databases."""

import pytest

from tests.builders.people import a_jurisdiction, a_person
from tests.support.visitors import Program, Visitor, a_unit

HALF = "\ud800"
FAR = "9999-12-31T23:59:59-14:00"


@pytest.fixture
def olga(app):
    with a_unit(app) as ctx:
        a_jurisdiction(ctx)
        return a_person(ctx, "Olga Prince", is_operator=True)


@pytest.mark.parametrize(
    "path", ["/people?q=%00", "/networks?q=a%00", "/jurisdictions/%00", "/vendors/%00", "/join/%00"]
)
def test_an_address_with_a_character_that_no_database_takes_is_not_found(app, olga, path):
    assert Visitor(app).already_in(olga).get(path).status_code == 404
    assert Program(app).already_in(olga).call("GET", path).status_code == 404


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("path", ["/people", "/networks", "/vendors"])
@pytest.mark.parametrize("page", ["9" * 30, "-1", "0", "x"])
def test_a_page_that_is_not_there_is_no_fault(app, olga, path, page):
    assert Visitor(app).already_in(olga).get(f"{path}?page={page}").status_code == 200


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "path, sent",
    [
        ("/vendors", {"name": HALF}),
        ("/vendors", {"name": ["A"]}),
        ("/vendors", ["A"]),
        ("/networks", {"name": "A\x00"}),
        ("/tokens", {"email": "a@example.gov", "password": "x", "name": HALF}),
        ("/tokens", {"email": "a@example.gov", "password": "x", "name": "A", "expires_at": FAR}),
        ("/jurisdictions", {"name": "A", "kind": "city", "state_code": "IL", "zone": "../../etc/passwd"}),
        ("/jurisdictions", {"name": "A", "kind": "city", "state_code": "IL", "zone": "UTC", "population": 10**30}),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_with_its_place(app, olga, path, sent):
    answer = Program(app).already_in(olga).call("POST", path, sent)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["errors"]
