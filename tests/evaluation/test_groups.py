"""Evaluation groups: each seat marks its own criteria, and sees prices only where the published groups say so."""

import json

import pytest

from procurement.core.errors import Incomplete, Invalid
from procurement.evaluation import operations, queries, results
from procurement.evaluation.models import Panel
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment
from procurement.packets import queries as packets
from procurement.packets.models import PacketKind
from tests.builders.asked import rich_content
from tests.builders.evaluation import (
    a_scoring_panel,
    as_seat,
    determined,
    disclosed,
    evaluation_time,
    evaluators,
    submitted,
)
from tests.builders.people import a_context, acting
from tests.builders.responses import an_opened_solicitation
from tests.support.visitors import Program, Visitor, a_unit

#: Whose seat (by place) is in which groups: Eve and Edgar technical, Elena finance.
SEATED = (["technical"], ["technical"], ["finance"])
MARKS = {
    "technical": {"approach": {"mark": "4", "reason": "As shown."}, "insurance": {"mark": "pass", "reason": "Valid."}},
    "finance": {"local": {"mark": "5", "reason": "Two offices."}},
}
PRICE = "$3,"


@pytest.fixture
def ctx(session):
    return a_context(session)


def a_grouped_panel(ctx, groups=SEATED, solicitation=None) -> Panel:
    solicitation = solicitation or an_opened_solicitation(ctx, responses=2, content=rich_content(groups=True))
    seats = [
        {"person_id": person.id, "is_chair": place == 0, "groups": own}
        for place, (person, own) in enumerate(zip(evaluators(ctx, solicitation), groups, strict=True))
    ]
    return queries.fresh(ctx, operations.convene(evaluation_time(ctx, solicitation), solicitation, seats=seats))


def begun(ctx, panel: Panel) -> Panel:
    for seat in panel.seats:
        disclosed(ctx, seat)
    for response in queries.opened(ctx.session, panel.solicitation_id):
        determined(ctx, response)
    operations.begin_scoring(evaluation_time(ctx, panel.solicitation), panel)
    return queries.fresh(ctx, panel)


def test_each_seat_marks_its_own_criteria_and_the_ranking_takes_them_together(ctx):
    panel = begun(ctx, a_grouped_panel(ctx))
    for seat in panel.seats:
        (group,) = seat.groups
        foreign = MARKS["finance" if group == "technical" else "technical"]
        with pytest.raises(Invalid, match="problem") as refused:
            operations.save_sheet(as_seat(ctx, seat), seat.sheets[0], marks=foreign)
        assert "not yours to mark" in str(refused.value.faults)
        for sheet in list(seat.sheets):
            submitted(ctx, sheet, MARKS[group])
    panel = queries.fresh(ctx, panel)
    assert results.work(ctx.session, panel).all_in
    found = results.ranking(evaluation_time(ctx, panel.solicitation), panel)["ranking"]
    assert [row["points"]["approach"] for row in found] == ["32.00", "32.00"]
    assert [row["points"]["local"] for row in found] == ["5.00", "5.00"]
    assert found[0]["points"]["cost"] == "50.00"


def test_every_seat_is_in_a_group_and_every_group_has_a_seat(ctx):
    it = an_opened_solicitation(ctx, responses=2, content=rich_content(groups=True))
    for groups, said in (((["technical"], [], ["finance"]), "Choose at least one"), ((["x"], [], []), "no such")):
        with pytest.raises(Invalid) as refused, ctx.session.begin_nested():
            a_grouped_panel(ctx, groups, it)
        assert said in str(refused.value.faults)
    panel = a_grouped_panel(ctx, (["technical"], ["technical"], ["technical"]), it)
    with pytest.raises(Incomplete, match="Nobody on the panel is in the group “Finance”"):
        begun(ctx, panel)


def test_a_solicitation_without_groups_takes_none(ctx):
    panel = a_scoring_panel(ctx, responses=1)
    assert [seat.groups for seat in panel.seats] == [[], [], []]


@pytest.mark.parametrize("state", ["convened", "scoring", "closed"])
def test_who_sees_prices_in_which_state(app, state):
    """Actor by state: page, API, printed packet, and the officers' own way to a response."""
    with a_unit(app) as ctx:
        panel = a_grouped_panel(ctx, (["technical"], ["technical", "finance"], ["finance"]))
        if state == "convened":
            for seat in panel.seats:
                disclosed(ctx, seat)
        else:
            panel = begun(ctx, panel)
        if state == "closed":
            for seat in panel.seats:
                for sheet in list(seat.sheets):
                    submitted(ctx, sheet, {key: mark for own in seat.groups for key, mark in MARKS[own].items()})
            operations.close(evaluation_time(ctx, panel.solicitation), queries.fresh(ctx, panel))
        people = {"technical": 0, "both": 1, "finance": 2}
        persons = {name: panel.seats[place].person for name, place in people.items()}
        solicitation = panel.solicitation_id
        response = queries.opened(ctx.session, solicitation)[0].id
        for person in (persons["technical"], persons["finance"]):
            # Also an officer, who would read all of it without a seat.
            ctx.add(
                Assignment(
                    person_id=person.id,
                    jurisdiction_id=panel.solicitation.jurisdiction_id,
                    duty=Duty.OFFICER,
                    since=ctx.now,
                    assigned_by=person.id,
                )
            )
    for name, person in persons.items():
        sees = state == "closed" or name == "finance"
        browser, program = Visitor(app).already_in(person), Program(app).already_in(person)
        page = browser.get(f"/solicitations/{solicitation}/seat/responses/{response}").text
        assert ("Prices of" in page and PRICE in page) is sees, (name, state)
        told = program.call("GET", f"/solicitations/{solicitation}/seat/responses/{response}").json
        assert ("prices" in told, told.get("total_cents") is not None) == (sees, sees), (name, state)
        seat = program.call("GET", f"/solicitations/{solicitation}/seat").json
        assert seat["sees_prices"] is (name == "finance")
        everything = "".join(
            browser.get(path).text
            for path in (
                f"/solicitations/{solicitation}/seat",
                f"/solicitations/{solicitation}/panel",
                f"/responses/{response}/opened",
            )
        )
        if name != "both":
            said = program.call("GET", f"/responses/{response}/opened").json["content"]
            assert ("prices" in said, "total" in said) == (sees, sees), (name, state)
        assert state == "closed" or (PRICE in everything) <= sees, (name, state)
        with a_unit(app) as ctx:
            printed = packets.document(acting(ctx, person), PacketKind.RESPONSE, response)
            assert ("Prices" in [each["heading"] for each in printed["sections"]]) is sees, (name, state)
            assert (PRICE in json.dumps(printed)) is sees, (name, state)
