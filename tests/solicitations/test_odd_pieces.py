"""Criteria sent as odd data are refused with a sentence, and never break a page."""

import pytest

from procurement.networks.duties import Duty
from tests.builders.solicitations import a_draft_solicitation
from tests.responses.doors import Door
from tests.solicitations.test_api import program

ODD = [
    {"scale": {"levels": 5, "of": "5"}},
    {"scale": {"levels": {"Good": []}, "of": {}}},
    {"scale": {"min": {}, "max": []}},
    {"children": [{}]},
    {"children": [{"key": "a", "kind": "rated", "children": [7]}]},
    {"children": [{"key": ["a"], "title": 3, "kind": "price", "points": 1.5}]},
    {"points": "1e3"},
    {"formula": "magic"},
    {"zero": "never"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_criterion_breaks_nothing(app, odd):
    door = Door(app)
    with door.unit() as ctx:
        made = a_draft_solicitation(ctx)
        at, officer_id = f"/solicitations/{made.id}", made.drafted_by
    officer = program(door, Duty.OFFICER, "Olive")
    tag = officer.call("GET", at).headers["ETag"]
    answer = officer.call("PATCH", f"{at}/criteria/approach", odd, etag=tag)
    assert answer.status_code in (200, 422), answer.text
    door.sign_in(officer_id)
    for page in ("work", "criteria", "criteria/approach", "preview", "checklist", "review", "evaluation"):
        door.get(f"{at}/{page}", 200)
    assert officer.call("GET", at).status_code == 200
