"""Requests that no form of ours sends: they are refused in a sentence, soon, and break nothing."""

import pytest
from werkzeug.datastructures import MultiDict

from procurement.web.forms import nest
from tests.builders.people import a_person
from tests.support.visitors import Program, Visitor, a_unit, text_of

DEEP = b'{"name": ' * 100_000
WIDE = {f"field{number}": "1" for number in range(5_001)}


@pytest.fixture
def ada(app):
    with a_unit(app) as ctx:
        return a_person(ctx)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "name",
    ["a." * 10_000 + "b", "name." * 990 + "b", "name.²", "name." + "9" * 5_000, "", ".", "[]", "name.a.b[]"],
    ids=["bottomless", "deep", "superscript", "endless", "empty", "dot", "brackets", "list"],
)
def test_odd_names_of_fields_are_refused(app, ada, name):
    visitor = Visitor(app).already_in(ada)
    answer = visitor.post("/account", {"name": "Ada Vance", "zone": "America/Chicago", "version": "1", name: "x"})
    assert answer.status_code == 422, text_of(answer)


def test_places_in_a_list_keep_their_order():
    sent = MultiDict([("lines.10.a", "third"), ("lines.2.a", "first"), ("lines.9.a", "second"), ("marks.²", "a name")])
    assert nest(sent) == {"lines": [{"a": "first"}, {"a": "second"}, {"a": "third"}], "marks": {"²": "a name"}}


def test_a_form_of_endless_fields_is_refused_as_a_whole(app, ada):
    answer = Visitor(app).already_in(ada).post("/account", WIDE)
    assert answer.status_code == 422
    assert "more than 5,000 fields" in text_of(answer)
    assert len(answer.text) < 20_000


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "body",
    [DEEP, b"[" * 100_000, b'{"name": ' + b"9" * 5_000 + b"}", b'{"name": ' * 60 + b"1" + b"}" * 60, b"\xff\xfe{"],
    ids=["bottomless", "brackets", "endless number", "deeper than anything of ours", "not text"],
)
def test_json_that_nobody_of_good_will_sends_is_refused(app, ada, body):
    program = Program(app).already_in(ada)
    headers = {**program.headers, "If-Match": "*"}
    answer = program.client.patch("/api/v1/me", data=body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"].endswith(".")
