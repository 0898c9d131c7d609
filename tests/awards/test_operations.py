"""Awards on both databases: who recommends, decides and announces what, the protest window, one award at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from procurement.awards import operations, policy, queries
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.awards.record import record, standstill
from procurement.core.context import NOBODY, SYSTEM, Actor, Grant
from procurement.core.errors import Conflict, Hindrance, Invalid, NotAllowed, NotFound
from procurement.evaluation import queries as evaluation
from procurement.evaluation.models import DeterminationKind
from procurement.library.models import Scope
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.networks.packs import Pack, combine
from procurement.plans.lifecycle import PlanState
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from tests.builders.awards import (
    REASONS,
    a_final_award,
    a_recommended_award,
    after_standstill,
    an_announced_award,
    first_of,
)
from tests.builders.evaluation import a_closed_panel, a_scoring_panel, determined, evaluation_time
from tests.builders.people import a_context, acting, with_duty
from tests.builders.plans import a_plan
from tests.builders.responses import an_opened_solicitation, vendor_person
from tests.builders.solicitations import as_approver, officer_of

S = AwardState


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template: str) -> list[str]:
    return list(ctx.session.scalars(sa.select(Letter.to_email).where(Letter.template == template)))


def approving(ctx, award):
    return as_approver(evaluation_time(ctx, award.solicitation, hours=5), award.solicitation)


def test_an_award_is_recommended_approved_announced_and_final(ctx):
    award = an_announced_award(ctx)
    solicitation = award.solicitation
    assert (award.state, solicitation.state) == (S.INTENDED, "decided")
    assert award.amount_cents == award.response.opened["total_cents"]
    told = letters(ctx, "award-notice")
    for response in evaluation.opened(ctx.session, solicitation.id):
        assert vendor_person(ctx, response.vendor).email in told
    assert [(row["rank"], row["total"]) for row in award.record["rows"]] == [(1, "87.00"), (2, "82.45"), (3, "78.67")]
    assert all(row["amount_cents"] for row in award.record["rows"])
    acts = after_standstill(ctx, award)
    early = replace(acts, now=award.standstill_until - timedelta(microseconds=1))
    with pytest.raises(Conflict, match="The protest window runs until"):
        operations.finalise(early, award)
    operations.finalise(replace(acts, now=award.standstill_until), award)
    assert (award.state, solicitation.state) == (S.FINAL, "concluded")
    assert sorted(letters(ctx, "award-final")) == sorted(told)


def test_whoever_recommends_does_not_approve(ctx):
    solicitation = a_closed_panel(ctx).solicitation
    both = with_duty(ctx, solicitation.jurisdiction, "Bo Both", Duty.OFFICER, Duty.APPROVER)
    acts = acting(evaluation_time(ctx, solicitation), both)
    chosen = first_of(ctx, solicitation)
    award = operations.recommend(acts, solicitation, outcome=Outcome.AWARD, response_id=chosen, reasons=REASONS)
    with pytest.raises(NotAllowed, match="another person must"):
        operations.approve(acts, award)
    operations.approve(approving(ctx, award), award)


def test_only_who_is_ranked_first_and_responsible_is_recommended(ctx):
    panel = a_closed_panel(ctx)
    solicitation, acts = panel.solicitation, evaluation_time(ctx, panel.solicitation)
    first = first_of(ctx, solicitation)
    other = next(each for each in evaluation.opened(ctx.session, solicitation.id) if each.id != first)

    def recommend(chosen, **given):
        return operations.recommend(acts, solicitation, **{
            "outcome": Outcome.AWARD, "response_id": chosen, "reasons": REASONS, **given,
        })  # fmt: skip

    with pytest.raises(Invalid) as refused:
        recommend(other.id)
    assert "is ranked first" in refused.value.faults["response_id"][0]
    for given in ({"response_id": None}, {"outcome": Outcome.NO_AWARD}, {"reasons": "  "}):
        with pytest.raises(Invalid):
            recommend(first, **given)
    with pytest.raises(NotFound):
        recommend("x" * 16)
    response = evaluation.get_opened(ctx.session, solicitation.id, first)
    determined(ctx, response, DeterminationKind.RESPONSIBLE, holds=False, reason="It went bankrupt.")
    with pytest.raises(Invalid) as refused:
        recommend(first)
    assert refused.value.faults["response_id"] == ["This response is out. Not responsible: It went bankrupt."]
    assert recommend(first_of(ctx, solicitation)).response_id != first


def test_what_changed_since_the_recommendation_is_not_announced(ctx):
    award = a_recommended_award(ctx)
    determined(ctx, award.response, DeterminationKind.RESPONSIBLE, holds=False, reason="It went bankrupt.")
    with pytest.raises(Conflict, match="changed since it was recommended"):
        operations.approve(approving(ctx, award), award)
    operations.return_(approving(ctx, award), award, comment="Recommend the next one.")
    assert award.state == S.RETURNED and letters(ctx, "award-notice") == []
    assert a_recommended_award(ctx, award.solicitation).response_id != award.response_id


def test_there_is_one_living_award(ctx):
    award = a_recommended_award(ctx)
    with pytest.raises(Conflict, match="already"):
        a_recommended_award(ctx, award.solicitation)
    twin = Award(
        solicitation_id=award.solicitation_id, outcome=Outcome.NO_AWARD, state=S.RECOMMENDED, reasons="Twice.",
        recommended_at=ctx.now, recommended_by=award.recommended_by,
    )  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError), ctx.session.begin_nested():
        ctx.session.add(twin)
        ctx.session.flush()


def test_nothing_is_recommended_while_the_panel_scores_but_no_award(ctx):
    panel = a_scoring_panel(ctx)
    acts = evaluation_time(ctx, panel.solicitation)
    response_id = evaluation.opened(ctx.session, panel.solicitation_id)[0].id
    with pytest.raises(Conflict, match="The panel has to close"):
        operations.recommend(acts, panel.solicitation, outcome=Outcome.AWARD, response_id=response_id, reasons=REASONS)
    award = operations.recommend(acts, panel.solicitation, outcome=Outcome.NO_AWARD, reasons="No money is left.")
    operations.approve(approving(ctx, award), award)
    assert award.record["outcome"] == "no-award" and award.record["result_digest"] is None


def test_no_response_ends_in_no_award_and_can_be_taken_back(ctx):
    solicitation = an_opened_solicitation(ctx, responses=0)
    acts = evaluation_time(ctx, solicitation)
    award = operations.recommend(acts, solicitation, outcome=Outcome.NO_AWARD, reasons="Nobody responded.")
    operations.approve(approving(ctx, award), award)
    operations.rescind(approving(ctx, award), award, reason="A response was found in the wrong folder.")
    assert (award.state, solicitation.state) == (S.RESCINDED, "evaluating")
    assert "wrong folder" in ctx.session.scalar(sa.select(Letter.body).where(Letter.template == "award-rescinded"))
    again = operations.recommend(acts, solicitation, outcome=Outcome.NO_AWARD, reasons="It was another one's.")
    assert again.state == S.RECOMMENDED


def test_the_plan_stands_for_itself_again_once_no_award_is_final(ctx):
    solicitation = an_opened_solicitation(ctx, responses=0)
    plan = a_plan(ctx, solicitation.jurisdiction, scope=Scope.OWN)
    plan.state, solicitation.plan_id = PlanState.SOLICITED, plan.id
    acts = evaluation_time(ctx, solicitation)
    award = operations.recommend(acts, solicitation, outcome=Outcome.NO_AWARD, reasons="Nobody responded.")
    operations.approve(approving(ctx, award), award)
    assert plan.state == PlanState.SOLICITED
    operations.finalise(after_standstill(ctx, award), award)
    assert plan.state == PlanState.ANNOUNCED


def test_a_final_award_is_not_taken_back(ctx):
    award = a_final_award(ctx)
    with pytest.raises(Conflict, match="A final award cannot be rescinded"):
        operations.rescind(approving(ctx, award), award, reason="Regret.")


def test_a_person_with_a_conflict_neither_recommends_nor_decides():
    solicitation = Solicitation(jurisdiction_id="alder", state=SolicitationState.EVALUATING)
    award = Award(solicitation=solicitation, state=S.RECOMMENDED, recommended_by="olive")
    officer = Actor(id="otto", grants=frozenset({Grant(Duty.OFFICER, "alder"), Grant(Duty.APPROVER, "alder")}))
    assert policy.may_recommend(officer, solicitation) and policy.may_decide(officer, award)
    assert not policy.may_recommend(officer, solicitation, conflicted=True)
    assert not policy.may_decide(officer, award, conflicted=True)


ACTORS = {
    "nobody": NOBODY,
    "officer": Actor(id="olive", grants=frozenset({Grant(Duty.OFFICER, "alder")})),
    "approver": Actor(id="anna", grants=frozenset({Grant(Duty.APPROVER, "alder")})),
    "auditor": Actor(id="august", grants=frozenset({Grant(Duty.AUDITOR, "alder")})),
    "evaluator": Actor(id="eve", grants=frozenset({Grant(Duty.EVALUATOR, "alder")})),
    "elsewhere": Actor(id="oscar", grants=frozenset({Grant(Duty.OFFICER, "birch"), Grant(Duty.APPROVER, "birch")})),
    "service": SYSTEM,
}
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize("state", list(S))
def test_who_may_do_what_in_which_state(state):
    solicitation = Solicitation(jurisdiction_id="alder", zone="America/Chicago", state=SolicitationState.DECIDED)
    award = Award(solicitation=solicitation, state=state, recommended_by="olive", standstill_until=NOW)

    def who(deed):
        return {name for name, actor in ACTORS.items() if deed(actor, award)}

    everybody = set(ACTORS)
    inside = {"officer", "approver", "auditor", "service"}
    assert who(policy.may_decide) == ({"approver"} if state == S.RECOMMENDED else set())
    assert who(lambda actor, one: policy.may_finalise(actor, one, [])) == (
        {"officer"} if state == S.INTENDED else set()
    )
    assert who(lambda actor, one: policy.may_finalise(actor, one, [Hindrance("window", "It runs.")])) == set()
    assert who(policy.may_rescind) == ({"approver"} if state == S.INTENDED else set())
    assert who(policy.may_see) == (everybody if state in policy.ANNOUNCED else inside)


def test_the_select_agrees_with_the_policy(ctx):
    award = a_recommended_award(ctx)
    people = [None, officer_of(ctx, award.solicitation), vendor_person(ctx, award.response.vendor)]
    for _ in range(2):
        for person in people:
            acts = acting(ctx, person)
            seen = award in queries.awards_of(acts, award.solicitation)
            assert seen == bool(policy.may_see(acts.actor, award))
        if award.state == S.RECOMMENDED:
            operations.approve(approving(ctx, award), award)


def test_the_protest_window_ends_at_the_same_time_of_day_across_a_clock_change():
    announced = datetime(2026, 10, 28, 15, 30, tzinfo=UTC)
    for days, expected in (
        (10, datetime(2026, 11, 7, 16, 30, tzinfo=UTC)),
        (0, announced),
        ({"value": 10, "counted": "working"}, datetime(2026, 11, 13, 16, 30, tzinfo=UTC)),
    ):
        rules = combine([Pack.of("Alder", {"protest_days": days}, zone="America/Chicago", state_code="IL")])
        binding = rules.after("protest_days", rules.calendar.day_of(announced))
        assert standstill(announced, binding, rules.calendar) == expected


def test_the_record_names_everybody_ranked_first_and_out_last():
    result = {
        "method": "points",
        "contract_digest": "sha256:c",
        "ranking": [{"id": "b", "rank": 1, "total": "90", "points": {"x": "90"}, "tie_broken_by": "earliest"}],
        "out": [{"id": "a", "reason": "Not responsible: bankrupt"}],
    }
    made = record(
        outcome="award", reasons="First.", result=result, vendors={"a": "Ash", "b": "Birch"},
        criteria=[{"id": "x", "title": "All", "points": "100"}], amounts={"a": 100, "b": 0}, result_digest="sha256:r",
    )  # fmt: skip
    assert [(row["vendor"], row["rank"], row["amount_cents"], row["out"]) for row in made["rows"]] == [
        ("Birch", 1, 0, None), ("Ash", None, 100, "Not responsible: bankrupt"),
    ]  # fmt: skip
    assert made["rows"][0]["tie_broken_by"] == "earliest" and made["lower_is_better"] is False
