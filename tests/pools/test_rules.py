"""The rules of all members by both doors: who binds, what conflicts, and what a changed rule pack does."""

from decimal import Decimal

import pytest

from procurement.networks.models import Jurisdiction
from procurement.pools import demand_queries, queries
from procurement.pools.models import Pool
from tests.builders import pools as builders
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


def test_the_pool_is_priced_by_volume_and_region_and_the_joint_draft_says_so(app):
    scene = Scene(app, make=builders.a_ready_pool)
    lead, member = scene.visitor(LEAD), scene.visitor(BIRCH)
    page = f"/pools/{scene.id}/pricing"
    with a_unit(app) as ctx:
        pool = ctx.session.get_one(Pool, scene.id)
        line, versions = pool.lines[0].id, (pool.version, pool.lines[0].version)
    assert "at least two regions" in text_of(lead.post(page, {"names": "North", "version": versions[0]}))
    assert lead.post(page, {"names": "North\nSouth", "version": versions[0]}).status_code == 302
    assert member.post(page, {"names": "", "version": versions[0] + 1}).status_code == 403
    with a_unit(app) as ctx:
        pool = ctx.session.get_one(Pool, scene.id)
        assert "no-region" in {each.code for each in queries.standing(ctx.session, pool).hindrances}
        parts = [(each.id, each.jurisdiction.name, each.version) for each in pool.participations]
    for number, (part, name, version) in enumerate(parts):
        sent = {"region": "r-north" if number else "r-south", "version": version}
        assert scene.visitor(name).post(f"/pools/{scene.id}/members/{part}/region", sent).status_code == 302
    at = f"/pools/{scene.id}/lines/{line}/pricing"
    assert "the line has no such region or tier" in text_of(
        lead.post(at, {"tiers": "0\n5", "mix": "West; from 5; 1", "version": versions[1]})
    )
    assert lead.post(at, {"tiers": "0\n5", "mix": "", "version": versions[1]}).status_code == 302
    assert "Priced by volume (below 5; 5 and more) and by region (North, South)" in text_of(member.get(page))
    with a_unit(app) as ctx:
        pool = ctx.session.get_one(Pool, scene.id)
        assert not [each for each in queries.standing(ctx.session, pool).hindrances if each.blocking]
        (found,) = [each for each in demand_queries.demand(ctx.session, pool) if each["key"] == pool.lines[0].key]
        assert found["tiers"] == ["0", "5"] and {each["name"] for each in found["regions"]} == {"North", "South"}
        assert sum(Decimal(each["quantity"]) for each in found["regions"]) == Decimal(found["quantity"])
        assert {each["region"] for each in found["shares"]} == {"r-north", "r-south"}
    read = scene.program(BIRCH).call("GET", f"/pools/{scene.id}/pricing").json
    assert [each["key"] for each in read["regions"]] == ["r-north", "r-south"]
    assert scene.program("stranger").call("GET", f"/pools/{scene.id}/pricing").status_code == 404
