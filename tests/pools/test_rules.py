"""The rules of all members by both doors: who binds, what conflicts, and what a changed rule pack does."""

import pytest

from procurement.networks.models import Jurisdiction
from tests.pools.test_doors import Scene
from tests.support.visitors import a_unit, counted_selects, text_of

LEAD, BIRCH, CEDAR = "City of Alder", "City of Birch", "City of Cedar"


@pytest.fixture
def scene(app):
    found = Scene(app)
    set_rules(found, LEAD, notice_days={"value": 14, "citation": "Alder Code 2-41"}, deadline_time="14:00")
    set_rules(found, BIRCH, notice_days={"value": 15, "counted": "working", "citation": "Birch Code 7.2"})
    return found


def set_rules(scene, name, **rules):
    with a_unit(scene.app) as ctx:
        ctx.session.get_one(Jurisdiction, scene.places[name]).rules = rules


def test_the_page_names_who_binds_and_what_conflicts(scene):
    visitor = scene.visitor(CEDAR)
    with counted_selects(scene.app) as selects:
        page = visitor.get(f"/pools/{scene.id}/rules?publish_on=2026-05-04")
    said = text_of(page)
    assert "The earliest deadline is Tuesday, May 26, 2026: City of Birch asks for 15 working days" in said
    assert "None: published on Monday, May 4, 2026, every rule of every member can be kept." in said
    assert len(selects) <= 12
    set_rules(scene, CEDAR, deadline_time="10:00", joint_purchasing=False)
    said = text_of(visitor.get(f"/pools/{scene.id}/rules?publish_on=2026-05-04"))
    assert "City of Cedar may not buy under a solicitation that another government leads." in said
    assert "different hours are prescribed" in said


def test_a_day_that_is_none_is_said_and_kept(scene):
    said = scene.visitor(LEAD).get(f"/pools/{scene.id}/rules?publish_on=2026-02-31")
    assert "This is not a day of the calendar." in text_of(said)
    assert 'value="2026-02-31"' in said.text
    assert scene.program(LEAD).call("GET", f"/pools/{scene.id}/rules?publish_on=soon").status_code == 422


def test_a_program_reads_the_same_and_a_stranger_nothing(scene):
    found = scene.program(BIRCH).call("GET", f"/pools/{scene.id}/rules?publish_on=2026-05-04").json
    notice = next(each for each in found["lines"] if each["key"] == "notice_days")
    assert (notice["binding"]["whose"], notice["binding"]["citation"]) == (BIRCH, "Birch Code 7.2")
    assert [each["whose"] for each in notice["members"]] == [LEAD, BIRCH, CEDAR]
    assert found["due_on"] == "2026-05-26"
    assert scene.program("stranger").call("GET", f"/pools/{scene.id}/rules").status_code == 404
    assert scene.visitor("stranger").get(f"/pools/{scene.id}/rules").status_code == 404
