"""Panels from convening to the ranking, on both databases: who is refused, what is shown when, what is recomputed."""

import json

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotFound
from procurement.evaluation import operations, policy, queries, results
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import DeterminationKind, Panel
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.scoring import evaluate
from procurement.solicitations import operations as solicitations
from tests.builders.evaluation import (
    a_closed_panel,
    a_convened_panel,
    a_scoring_panel,
    all_submitted,
    as_seat,
    determined,
    disclosed,
    evaluation_time,
    evaluators,
    marks_for,
    ranked,
    submitted,
)
from tests.builders.people import a_colleague, a_context, a_jurisdiction, a_network, a_person, acting, with_duty
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import the_content, the_jurisdiction

KIND = DeterminationKind


@pytest.fixture
def ctx(session):
    return a_context(session)


def opened(ctx, panel: Panel) -> list:
    """The responses in the order of their prices: the cheapest first."""
    return sorted(queries.opened(ctx.session, panel.solicitation_id), key=lambda each: each.opened["total_cents"])


def officer(ctx, panel: Panel):
    return evaluation_time(ctx, panel.solicitation)


def codes(hindered) -> list[str]:
    return sorted(each.code for each in hindered.value.hindrances)


def test_convening_begins_the_evaluation_and_writes_to_everybody_seated(ctx):
    panel = a_convened_panel(ctx)
    assert panel.state == PanelState.CONVENED and panel.solicitation.state == "evaluating"
    assert [(seat.label, seat.is_chair) for seat in panel.seats] == [("E1", True), ("E2", False), ("E3", False)]
    invited = ctx.session.scalars(sa.select(Letter.to_email).where(Letter.template == "panel-invitation")).all()
    assert sorted(invited) == sorted(seat.person.email for seat in panel.seats)
    with pytest.raises(Conflict, match="has its panel already"):
        operations.convene(officer(ctx, panel), panel.solicitation)


def test_seats_are_for_the_buyers_circle(ctx):
    prairie = a_network(ctx)
    home = a_jurisdiction(ctx, "City of Alder", prairie)
    near = a_jurisdiction(ctx, "City of Birch", prairie)
    far = a_jurisdiction(ctx, "City of Cedar")
    panel = a_convened_panel(ctx, an_opened_solicitation(ctx, jurisdiction=home))
    neighbour = with_duty(ctx, near, "Nora Near", Duty.EVALUATOR)
    approver = with_duty(ctx, near, "Nina Near", Duty.APPROVER)
    stranger = with_duty(ctx, far, "Fritz Far", Duty.EVALUATOR)
    nobody = a_person(ctx, "Norbert None")
    assert operations.add_seat(officer(ctx, panel), panel, person_id=neighbour.id).label == "E4"
    for each in (approver, stranger, nobody):
        with pytest.raises(Invalid) as refused:
            operations.add_seat(officer(ctx, panel), panel, person_id=each.id)
        assert refused.value.faults == {"person_id": ["Choose a person from the list."]}
    with pytest.raises(Invalid, match="There is a problem"):
        operations.add_seat(officer(ctx, panel), panel, person_id="x" * 16)
    with pytest.raises(Invalid) as refused:
        operations.add_seat(officer(ctx, panel), panel, person_id=neighbour.id)
    assert refused.value.faults == {"person_id": ["Nora Near sits on this panel already."]}


def test_whoever_belongs_to_a_responding_vendor_cannot_sit(ctx):
    panel = a_convened_panel(ctx)
    vendor = opened(ctx, panel)[0].vendor
    person = with_duty(ctx, panel.solicitation.jurisdiction, "Dora Double", Duty.EVALUATOR)
    a_colleague_of(ctx, vendor, person)
    with pytest.raises(Invalid) as refused:
        operations.add_seat(officer(ctx, panel), panel, person_id=person.id)
    assert "belongs to a vendor that has responded" in refused.value.faults["person_id"][0]


def a_colleague_of(ctx, vendor, person):
    """This very person comes to act for the vendor."""
    colleague = a_colleague(ctx, vendor, "Somebody Else")
    ctx.session.execute(
        sa.text("UPDATE vendor_member SET person_id = :new WHERE person_id = :old"),
        {"new": person.id, "old": colleague.id},
    )


def test_whoever_joins_a_responding_vendor_afterwards_reads_and_scores_nothing(ctx):
    panel = a_scoring_panel(ctx)
    seat, response = panel.seats[1], opened(ctx, panel)[0]
    a_colleague_of(ctx, response.vendor, seat.person)
    with pytest.raises(NotAllowed, match="belong to a vendor that has responded"):
        operations.save_sheet(as_seat(ctx, seat), seat.sheets[0], marks=marks_for(panel))
    found = results.hindrances(results.work(ctx.session, queries.fresh(ctx, panel)))
    assert "belongs" in [each.code for each in found]


def test_one_chair_who_can_be_another(ctx):
    panel = a_convened_panel(ctx)
    operations.appoint_chair(officer(ctx, panel), panel.seats[2])
    assert [seat.is_chair for seat in panel.seats] == [False, False, True]


def test_what_hinders_scoring(ctx):
    panel = a_convened_panel(ctx)
    operations.remove_seat(officer(ctx, panel), panel.seats[0])
    with pytest.raises(Incomplete) as hindered:
        operations.begin_scoring(officer(ctx, panel), queries.fresh(ctx, panel))
    assert codes(hindered) == [
        "few-evaluators", "no-chair", *["not-determined"] * 3, *["undisclosed"] * 2,
    ]  # fmt: skip
    unseated = ctx.session.scalars(sa.select(Entry).where(Entry.deed == "panel.unseated")).all()
    assert len(unseated) == 1


def test_a_response_that_too_few_are_free_to_score_hinders_scoring(ctx):
    panel = a_convened_panel(ctx)
    first = opened(ctx, panel)[0]
    disclosed(ctx, panel.seats[0], {first.id: "My sister works there."})
    for seat in panel.seats[1:]:
        disclosed(ctx, seat)
    for response in opened(ctx, panel):
        determined(ctx, response)
    with pytest.raises(Incomplete) as hindered:
        operations.begin_scoring(officer(ctx, panel), panel)
    assert codes(hindered) == ["few-free"] and first.vendor.name in str(hindered.value)
    determined(ctx, first, holds=False)
    operations.begin_scoring(officer(ctx, panel), panel)


def test_everybody_declares_for_every_vendor_and_says_what_a_conflict_is(ctx):
    panel = a_convened_panel(ctx)
    seat, (first, second, _) = panel.seats[0], queries.opened(ctx.session, panel.solicitation_id)
    acts = as_seat(ctx, seat)
    with pytest.raises(Invalid) as refused:
        operations.disclose(acts, seat, declarations=[{"response_id": first.id, "has_conflict": False}])
    assert refused.value.faults == {"declarations.1.has_conflict": ["Declare for every vendor before you go on."]}
    with pytest.raises(Invalid) as refused:
        operations.disclose(acts, seat, declarations=[{"response_id": second.id, "has_conflict": True}])
    assert "declarations.0.statement" in refused.value.faults
    with pytest.raises(Invalid):
        operations.disclose(acts, seat, declarations=[{"response_id": "x" * 16, "has_conflict": False}])
    with pytest.raises(NotAllowed, match="Everybody discloses for themselves"):
        operations.disclose(as_seat(ctx, panel.seats[1]), seat, declarations=[])


def test_a_conflict_declared_while_scoring_takes_the_sheet_away_and_stands(ctx):
    panel = a_scoring_panel(ctx)
    seat, first = panel.seats[2], opened(ctx, panel)[0]
    disclosed(ctx, seat, {first.id: "I was offered a job."})
    panel = queries.fresh(ctx, panel)
    assert first.id not in [each.response_id for each in panel.seats[2].sheets]
    with pytest.raises(Invalid) as refused:
        disclosed(ctx, panel.seats[2])
    assert "a conflict that was declared stands" in str(refused.value.faults)


def test_zero_is_a_mark_and_a_mark_needs_its_reason(ctx):
    panel = a_scoring_panel(ctx)
    sheet, acts = panel.seats[0].sheets[0], as_seat(ctx, panel.seats[0])
    operations.save_sheet(acts, sheet, marks={"approach": {"mark": 0, "reason": "Nothing."}})
    operations.save_sheet(acts, sheet, marks={"local": {"mark": "7", "reason": ""}})
    assert sheet.marks["approach"]["mark"] == "0" and sheet.marks["local"]["mark"] == "7"
    with pytest.raises(Invalid) as refused:
        operations.submit_sheet(acts, sheet)
    assert refused.value.faults == {
        "marks.local.reason": ["Write the reason for this mark."],
        "marks.insurance.mark": ["Give a mark."],
    }
    rest = {"local": {"mark": "7", "reason": "A branch."}, "insurance": {"mark": "pass", "reason": "Shown."}}
    operations.save_sheet(acts, sheet, marks=rest)
    assert operations.submit_sheet(acts, sheet).state == SheetState.SUBMITTED
    with pytest.raises(Conflict, match="ask the chair to return it"):
        operations.save_sheet(acts, sheet, marks=rest)


def test_a_mark_that_does_not_fit_and_a_criterion_that_is_not_there_are_refused(ctx):
    panel = a_scoring_panel(ctx)
    sheet, acts = panel.seats[0].sheets[0], as_seat(ctx, panel.seats[0])
    marks = {"approach": {"mark": "6"}, "cost": {"mark": "1"}, "ghost": {"mark": "1"}}
    with pytest.raises(Invalid) as refused:
        operations.save_sheet(acts, sheet, marks=marks)
    assert sorted(refused.value.faults) == ["marks.approach.mark", "marks.cost", "marks.ghost"]
    assert sheet.marks == {}


def test_a_stale_save_is_refused(ctx):
    panel = a_scoring_panel(ctx)
    sheet, acts = panel.seats[0].sheets[0], as_seat(ctx, panel.seats[0])
    before = sheet.version
    operations.save_sheet(acts, sheet, version=before, marks={"approach": {"mark": "3", "reason": ""}})
    with pytest.raises(Conflict, match="Somebody changed this"):
        operations.save_sheet(acts, sheet, version=before, marks={"approach": {"mark": "5", "reason": ""}})


def test_the_ranking_waits_for_the_last_sheet_and_seats_wait_for_the_close(ctx):
    panel = a_scoring_panel(ctx)
    sheets = [sheet for seat in panel.seats for sheet in list(seat.sheets)]
    for sheet in sheets[:-1]:
        submitted(ctx, sheet)
        for acts in (officer(ctx, panel), *map(lambda seat: as_seat(ctx, seat), panel.seats)):
            with pytest.raises(NotAllowed, match="when every seat has submitted"):
                results.ranking(acts, queries.fresh(ctx, panel))
        with pytest.raises(Incomplete, match="Not every seat has submitted"):
            operations.close(officer(ctx, panel), panel)
    submitted(ctx, sheets[-1])
    assert len(results.ranking(officer(ctx, panel), queries.fresh(ctx, panel))["ranking"]) == 3
    with pytest.raises(NotAllowed, match="when it has closed"):
        results.ranking(as_seat(ctx, panel.seats[1]), queries.fresh(ctx, panel))
    operations.close(officer(ctx, panel), panel)
    assert len(results.ranking(as_seat(ctx, panel.seats[1]), queries.fresh(ctx, panel))["ranking"]) == 3


def test_a_returned_sheet_hides_everything_again_and_can_change_the_ranking(ctx):
    panel = all_submitted(ctx, a_scoring_panel(ctx))
    cheapest = opened(ctx, panel)[0]
    sheet = next(each for each in panel.seats[1].sheets if each.response_id == cheapest.id)
    before = ranked(ctx, panel)[cheapest.id]["total"]
    with pytest.raises(NotAllowed, match="Only the chair"):
        operations.return_sheet(officer(ctx, panel), sheet, reason="Look again.")
    operations.return_sheet(as_seat(ctx, panel.seats[0]), sheet, reason="The reason is about another vendor.")
    with pytest.raises(NotAllowed):
        ranked(ctx, panel)
    with pytest.raises(NotFound):
        results.get_sheet(as_seat(ctx, panel.seats[0]), sheet.id)
    letter = ctx.session.scalars(sa.select(Letter).where(Letter.template == "sheet-returned")).one()
    assert letter.to_email == panel.seats[1].person.email and "another vendor" in letter.body
    submitted(ctx, sheet, marks_for(panel, "1"))
    assert ranked(ctx, panel)[cheapest.id]["total"] != before


def test_a_determination_puts_a_response_out_and_the_price_points_follow(ctx):
    panel = all_submitted(ctx, a_scoring_panel(ctx))
    cheapest, second, _ = opened(ctx, panel)
    assert ranked(ctx, panel)[second.id]["points"]["cost"] == "45.45"
    determined(ctx, cheapest, holds=False, reason="no bid security")
    found = ranked(ctx, panel)
    assert found[second.id]["points"]["cost"] == "50.00" and cheapest.id not in found
    output = results.ranking(officer(ctx, panel), queries.fresh(ctx, panel))
    assert output["out"] == [{"id": cheapest.id, "reason": "Non-responsive: no bid security"}]
    determined(ctx, cheapest)
    assert ranked(ctx, panel)[second.id]["points"]["cost"] == "45.45"


def test_a_response_that_comes_back_in_is_scored_by_everybody_first(ctx):
    panel = a_convened_panel(ctx)
    for seat in panel.seats:
        disclosed(ctx, seat)
    first, *rest = opened(ctx, panel)
    determined(ctx, first, holds=False)
    for each in rest:
        determined(ctx, each)
    operations.begin_scoring(officer(ctx, panel), panel)
    panel = all_submitted(ctx, queries.fresh(ctx, panel))
    assert results.work(ctx.session, panel).all_in and len(panel.seats[0].sheets) == 2
    determined(ctx, first)
    panel = queries.fresh(ctx, panel)
    assert not results.work(ctx.session, panel).all_in and len(panel.seats[0].sheets) == 3


def test_a_fail_puts_a_response_out_with_the_criterion_as_reason(ctx):
    panel = a_scoring_panel(ctx)
    first = opened(ctx, panel)[0]
    sheet = next(each for each in panel.seats[0].sheets if each.response_id == first.id)
    failed = marks_for(panel) | {"insurance": {"mark": "fail", "reason": "Expired."}}
    submitted(ctx, sheet, failed)
    all_submitted(ctx, panel)
    output = results.ranking(officer(ctx, panel), queries.fresh(ctx, panel))
    assert [each["id"] for each in output["out"]] == [first.id] and "insurance" in output["out"][0]["reason"]


def test_a_minimum_puts_a_response_out_and_equality_is_enough(ctx):
    content = the_content()
    content["criteria"][0]["minimum"] = "24"
    panel = a_scoring_panel(ctx, content=content)
    first, second, third = opened(ctx, panel)
    all_submitted(ctx, panel, {first.id: "2", second.id: "3", third.id: "0"})
    assert list(ranked(ctx, panel)) == [second.id]


def test_a_tie_is_named_and_not_broken_by_order(ctx):
    solicitation = an_opened_solicitation(ctx, responses=2, content=without_price())
    panel = a_closed_panel(ctx, solicitation)
    output = results.ranking(officer(ctx, panel), queries.fresh(ctx, panel))
    assert [each["rank"] for each in output["ranking"]] == [1, 1]
    assert output["ties"] == [sorted(each.id for each in opened(ctx, panel))]


def without_price() -> dict:
    content = the_content()
    content["criteria"] = [each for each in content["criteria"] if each["kind"] != "price"]
    content["evaluation"] = {**content["evaluation"], "whole": "50"}
    return content


def test_where_the_price_alone_decides_nobody_has_to_score(ctx):
    content = the_content()
    content["criteria"] = [{**content["criteria"][-1], "points": "100"}]
    solicitation = an_opened_solicitation(ctx, content=content)
    panel = operations.convene(evaluation_time(ctx, solicitation), solicitation)
    with pytest.raises(Incomplete):
        operations.begin_scoring(officer(ctx, panel), panel)
    for each in opened(ctx, panel):
        determined(ctx, each)
    operations.begin_scoring(officer(ctx, panel), panel)
    operations.close(officer(ctx, panel), panel)
    totals = [each["total"] for each in panel.result["output"]["ranking"]]
    assert totals == ["100.00", "90.91", "83.33"]


def test_a_claimed_preference_counts_when_it_is_granted_and_has_to_be_settled(ctx):
    content = the_content()
    content["evaluation"]["preferences"] = [{"id": "local", "title": "Local", "effect": "points", "points": "20"}]
    solicitation = an_opened_solicitation(ctx, content=content)
    claimant = queries.opened(ctx.session, solicitation.id)[2]
    claimant.opened = {**claimant.opened, "preferences": ["local"]}
    panel = all_submitted(ctx, a_scoring_panel(ctx, solicitation))
    with pytest.raises(Incomplete) as hindered:
        operations.close(officer(ctx, panel), panel)
    assert codes(hindered) == ["claim-open"]
    plain = ranked(ctx, panel)[claimant.id]
    determined(ctx, claimant, KIND.PREFERENCE, preference="local")
    assert float(ranked(ctx, panel)[claimant.id]["total"]) == float(plain["total"]) + 20
    with pytest.raises(Invalid):
        determined(ctx, opened(ctx, panel)[0], KIND.PREFERENCE, preference="local")


def test_after_the_close_only_responsibility_can_change_and_the_ranking_follows(ctx):
    panel = a_closed_panel(ctx)
    first, second, _ = opened(ctx, panel)
    recorded = panel.result_digest
    with pytest.raises(NotAllowed, match="only whether a vendor is responsible"):
        determined(ctx, first, holds=False)
    determined(ctx, first, KIND.RESPONSIBLE, holds=False, reason="Its licence was withdrawn.")
    assert next(iter(ranked(ctx, panel))) == second.id
    assert queries.fresh(ctx, panel).result_digest == recorded


def test_a_seat_with_a_conflict_finds_nothing_of_that_response(ctx):
    panel = a_convened_panel(ctx)
    extra = with_duty(ctx, panel.solicitation.jurisdiction, "Emil Extra", Duty.EVALUATOR)
    seat = operations.add_seat(officer(ctx, panel), panel, person_id=extra.id)
    first = opened(ctx, panel)[0]
    disclosed(ctx, seat, {first.id: "I own shares."})
    panel = queries.fresh(ctx, panel)
    for each in panel.seats[:3]:
        disclosed(ctx, each)
    for each in opened(ctx, panel):
        determined(ctx, each)
    operations.begin_scoring(officer(ctx, panel), panel)
    panel = all_submitted(ctx, queries.fresh(ctx, panel))
    operations.close(officer(ctx, panel), panel)
    acts, panel = as_seat(ctx, seat), queries.fresh(ctx, panel)
    assert first.id not in json.dumps(results.ranking(acts, panel))
    theirs = next(each for each in panel.seats[0].sheets if each.response_id == first.id)
    with pytest.raises(NotFound):
        results.get_sheet(acts, theirs.id)
    assert policy.is_barred(acts.actor, panel, first.id)


def test_an_evaluator_who_falls_ill_is_replaced_and_the_new_one_scores(ctx):
    panel = a_scoring_panel(ctx)
    for sheet in list(panel.seats[0].sheets):
        submitted(ctx, sheet)
    with pytest.raises(Invalid, match="There is a problem"):
        operations.remove_seat(officer(ctx, panel), panel.seats[2])
    operations.remove_seat(officer(ctx, panel), panel.seats[2], reason="On sick leave.")
    other = with_duty(ctx, panel.solicitation.jurisdiction, "Ersa Replacement", Duty.EVALUATOR)
    seat = operations.add_seat(officer(ctx, panel), panel, person_id=other.id)
    assert seat.sheets == []
    disclosed(ctx, seat)
    panel = all_submitted(ctx, queries.fresh(ctx, panel))
    assert results.work(ctx.session, panel).all_in and len(ranked(ctx, panel)) == 3
    with pytest.raises(NotAllowed, match="the seats stand"):
        operations.remove_seat(officer(ctx, panel), panel.seats[1], reason="Too strict.")


def test_a_cancelled_solicitation_stops_the_panel(ctx):
    panel = a_scoring_panel(ctx)
    solicitations.cancel(officer(ctx, panel), panel.solicitation, reason="No money is left.")
    with pytest.raises(Conflict, match="is over"):
        operations.save_sheet(as_seat(ctx, panel.seats[0]), panel.seats[0].sheets[0], marks=marks_for(panel))


def test_what_everybody_sees_agrees_with_the_select(ctx):
    panel = a_convened_panel(ctx)
    place = the_jurisdiction(ctx)
    people = [*evaluators(ctx, panel.solicitation), with_duty(ctx, place, "Ike Idle", Duty.EVALUATOR)]
    people += [with_duty(ctx, place, "August Auditor", Duty.AUDITOR), a_person(ctx, "Norbert None")]
    for person in (None, *people):
        acts = acting(ctx, person)
        seen = acts.session.scalar(queries.visible(acts).where(Panel.id == panel.id)) is not None
        assert seen == bool(policy.may_see_panel(acts.actor, panel))


def test_seven_published_criteria_go_from_marks_to_the_ranking(ctx):
    """The weights of RFP 210000029: 100, 50, 50, 100, 100, 200 by the panel and 400 by price; reckoned by hand."""
    content = the_content()
    scale = {"kind": "rated", "scale": {"min": "0", "max": "10"}, "combine": "mean", "guidance": ""}
    points = {"c1": "100", "c2": "50", "c3": "50", "c4": "100", "c5": "100", "c6": "200"}
    rated = [{"key": key, "title": f"Part {key}", "points": worth, **scale} for key, worth in points.items()]
    price = {"key": "c7", "title": "Cost", "guidance": "", "kind": "price", "points": "400", "formula": "lowest-ratio"}
    content["criteria"] = [*rated, price]
    content["evaluation"] = {**content["evaluation"], "whole": "1000"}
    panel = a_scoring_panel(ctx, content=content)
    cheap, middle, dear = opened(ctx, panel)
    given = {cheap.id: ("8", "8", "8"), middle.id: ("9", "10", "8"), dear.id: ("10", "10", "10")}
    for place, seat in enumerate(panel.seats):
        for sheet in list(seat.sheets):
            mark = given[sheet.response_id][place]
            submitted(ctx, sheet, {key: {"mark": mark, "reason": "As its plan shows."} for key in points})
    operations.close(officer(ctx, panel), queries.fresh(ctx, panel))
    found = ranked(ctx, panel)
    assert [(each["id"], each["rank"], each["total"]) for each in found.values()] == [
        (dear.id, 1, "933.33"), (middle.id, 2, "903.64"), (cheap.id, 3, "880.00"),
    ]  # fmt: skip
    assert found[middle.id]["points"] == {
        "c1": "90.00", "c2": "45.00", "c3": "45.00", "c4": "90.00", "c5": "90.00", "c6": "180.00", "c7": "363.64",
    }  # fmt: skip
    kept = queries.fresh(ctx, panel).result
    assert evaluate(kept["input"]) == kept["output"]
