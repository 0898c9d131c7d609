"""Writing what is asked and how it is judged by the officer's pages: nothing typed is lost, and it is printed."""

import re

import pytest

from procurement.evaluation import queries as panels
from procurement.networks.duties import Duty
from procurement.packets import queries as packets
from procurement.packets.models import PacketKind
from procurement.solicitations.models import Solicitation
from tests.builders.asked import rich_content
from tests.builders.evaluation import evaluators
from tests.builders.people import acting
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import a_draft_solicitation, officer_of, somebody, the_jurisdiction
from tests.responses.doors import Door


@pytest.fixture
def door(app):
    return Door(app)


def send(door, address: str, status: int, **fields) -> str:
    """Send the page's own form, which stands among the small ones of its rows."""
    page = door.client.get(address).text
    own = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf_token", "version")}
    return door._read(door.client.post(address, data={**own, **fields}, follow_redirects=True), status)


@pytest.fixture
def draft(door) -> str:
    """A draft of the officer who is signed in; its id."""
    with door.unit() as ctx:
        found = a_draft_solicitation(ctx).id
        officer = somebody(ctx, the_jurisdiction(ctx), Duty.OFFICER, "Olive").id
    door.sign_in(officer)
    return found


def content_of(door, draft: str) -> dict:
    with door.unit() as ctx:
        return ctx.session.get_one(Solicitation, draft).content


def test_requirements_and_price_lines_are_written_with_their_details(door, draft):
    top = f"/solicitations/{draft}"
    matrix = {"kind": "matrix", "label": "Point by point", "rows": "Exports to CSV\nSpeaks Hmong (optional)"}
    page = send(door, f"{top}/requirements/new", 422, **{**matrix, "choices": "Meets"})
    assert "Give at least two answers" in page and "Speaks Hmong (optional)" in page
    page = send(door, f"{top}/requirements/new", 200, **matrix, required="true")
    assert "2 statements, each answered by one of: Meets, Meets with configuration, Partly, No; required" in page
    rows = content_of(door, draft)["requirements"][-1]["rows"]
    key = content_of(door, draft)["requirements"][-1]["key"]
    page = door.get(f"{top}/requirements/{key}")
    assert "Exports to CSV Speaks Hmong (optional)" in page
    again = {**matrix, "rows": "Speaks Hmong\nExports to CSV", "choices": "Yes\nNo"}
    send(door, f"{top}/requirements/{key}", 200, **again)
    assert [row["key"] for row in content_of(door, draft)["requirements"][-1]["rows"]] == [
        row["key"] for row in reversed(rows)
    ]
    page = send(door, f"{top}/requirements/r1", 200, kind="number", label="Weeks", unit="weeks", least="1", limit="5")
    assert "Number, at least 1 weeks" in page
    assert "limit" not in content_of(door, draft)["requirements"][0]

    line = {"description": "Night shift", "unit": "month", "group": "Service"}
    page = send(door, f"{top}/price-lines/new", 422, **line, years="12\ntwelve")
    assert "“twelve” is not a number." in page and ["12", "twelve"][1] in page
    send(door, f"{top}/price-lines/new", 200, **line, years="12\n12\n24", counted_years="2", optional="true")
    page = send(door, f"{top}/price-lines/new", 200, description="By you", unit="once", quantity="1", alternate_to="p2")
    assert "alternate to “Set-up”" in page and "12, 12, 24 in years 1 to 3" in page
    page = door.get(f"{top}/preview")
    assert "alternate to “Set-up”, not part of the total" in page and "Exports to CSV" in page
    send(door, f"{top}/remove/price_lines/p2", 200)
    assert "“By you” is an alternate to a line that is not there." in door.get(f"{top}/checklist")


def test_criteria_are_weighed_described_and_given_to_groups(door, draft):
    top = f"/solicitations/{draft}"
    points = {"points.approach": "45", "points.local": "10"}
    page = send(door, f"{top}/criteria", 422, **points, **{"points.cost": "half"})
    assert "“half” is not a number." in page and 'value="45"' in page
    page = send(door, f"{top}/criteria", 200, **points, **{"points.cost": "40"})
    assert "95 points" in page and "The points of the criteria add up to 95" in page
    send(door, f"{top}/criteria", 200, **points, **{"points.cost": "45"})
    assert [each.get("points") for each in content_of(door, draft)["criteria"]] == ["45", "10", None, "45"]

    groups = {"groups.0.title": "Technical", "groups.1.title": "Finance", "groups.1.sees_prices": "true"}
    page = send(door, f"{top}/evaluation", 200, whole="100", **groups)
    assert "Technical (sees no prices), Finance (may see prices)" in page
    assert "The group “Technical” marks no criterion: give it one, or take it out." in page
    technical, finance = (each["key"] for each in content_of(door, draft)["evaluation"]["groups"])
    approach = {"kind": "rated", "title": "Approach", "points": "45", "group": technical}
    page = send(door, f"{top}/criteria/approach", 422, **approach, scale_max="5", anchors="5: good")
    assert "“5: good” is not of the form “8 = A plan with dates and names”." in page
    page = send(door, f"{top}/criteria/approach", 200, **approach, scale_max="5", anchors="5 = Named people\n7 = More")
    assert "describes the mark 7, which its scale does not have." in page
    send(door, f"{top}/criteria/approach", 200, **approach, scale_max="5", anchors="5 = Named people\n2 = No dates")
    send(door, f"{top}/criteria/local", 200, kind="given", title="Local presence", points="10", group=finance)
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, draft)
        printed = str(packets.document(acting(ctx, officer_of(ctx, it)), PacketKind.SOLICITATION, draft))
    assert "Named people" in printed and "Finance (may see prices while it scores)" in printed

    page = send(door, f"{top}/evaluation", 200, whole="100", method="quality-adjusted-price")
    assert "Price divided by quality: the lowest is first" in page and re.search("“Cost”[:,] ", page)
    page = send(door, f"{top}/criteria/cost", 200, kind="price", method="quality-adjusted-price", title="Cost")
    assert "“Cost”: " not in page and "“Cost”, " not in page


def test_the_panel_is_convened_with_its_groups_on_the_page(door):
    with door.unit() as ctx:
        solicitation = an_opened_solicitation(ctx, responses=1, content=rich_content(groups=True))
        people = [each.id for each in evaluators(ctx, solicitation)]
        it, officer = solicitation.id, officer_of(ctx, solicitation).id
    door.move_to_deadline(it)
    door.sign_in(officer)
    top = f"/solicitations/{it}/panel"
    page = door.get(top)
    assert "Finance may see prices while it scores" in page
    seats = {"person_ids[]": people, "chair_id": people[0]}
    some = {f"groups.{each}[]": ["technical"] for each in people[:2]}
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = door.client.post(f"{top}/convene", data={"csrf_token": token, **seats, **some})
    assert answer.status_code == 422 and "Choose at least one evaluation group for" in answer.text
    whole = {**some, f"groups.{people[2]}[]": ["finance", "technical"]}
    answer = door.client.post(f"{top}/convene", data={"csrf_token": token, **seats, **whole}, follow_redirects=True)
    assert answer.status_code == 200 and "Technical and Finance" in answer.text
    with door.unit() as ctx:
        panel = panels.of(acting(ctx, ctx.session.get_one(Solicitation, it) and officer_of(ctx, solicitation)), it)
        assert sorted(seat.groups for seat in panel.seats) == [["technical"], ["technical"], ["technical", "finance"]]


def test_a_price_line_by_volume_and_region_is_read_kept_and_shown_again(door, draft):
    top = f"/solicitations/{draft}"
    salt = {"description": "Road salt", "unit": "ton", "quantity": "150", "tiers": "0\n100\n500"}
    page = send(door, f"{top}/price-lines/new", 422, **salt, regions="North 90")
    assert "“North 90”: write the region, a colon and its quantity" in page and "0 100 500" in " ".join(page.split())
    regions = {"regions": "North: 90\nSouth: 60"}
    page = send(door, f"{top}/price-lines/new", 422, **salt, **regions, mix="North; from 7; 5")
    assert "the line has no such region or tier" in page
    page = send(door, f"{top}/price-lines/new", 200, **salt, **regions)
    said = "priced by volume (below 100; 100 to below 500; 500 and more) and by region (North, South)"
    assert said in page
    line = content_of(door, draft)["price_lines"][-1]
    assert [each["quantity"] for each in line["regions"]] == ["90", "60"]
    renamed = {**salt, "regions": "South: 60\nFar north: 90", "mix": "South; from 100; 10"}
    send(door, f"{top}/price-lines/{line['key']}", 200, **renamed)
    changed = content_of(door, draft)["price_lines"][-1]
    assert changed["regions"][0]["key"] == line["regions"][1]["key"]
    assert changed["mix"] == [{"region": line["regions"][1]["key"], "tier": 1, "quantity": "10"}]
    page = door.get(f"{top}/price-lines/{line['key']}")
    assert "South; from 100; 10" in page and "Far north: 90" in page
