"""Needs from announcement to their end, who sees what of them, sheets confirmed once, and one letter a week."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import SYSTEM
from procurement.core.errors import Conflict, Invalid, NotAllowed, NotFound
from procurement.library.models import Scope
from procurement.library.queries import circles
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.plans import alike, dismissing, news, operations, policy, queries, sheets, weekly
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import NeedKind, Plan
from procurement.pools import operations as pools
from procurement.pools import proposing
from procurement.solicitations import operations as solicitations
from procurement.solicitations import planned
from tests.builders.people import a_context, a_jurisdiction, a_network, acting, later, with_duty
from tests.builders.plans import a_plan, as_planner
from tests.builders.solicitations import as_representative, somebody

OTHER_WORDS = {
    "title": "Video recorders worn by police officers",
    "description": "With docking, and a place to keep the recordings.",
}


class World:
    """Alder and Birch in one coalition, Kelp in another, both below one partnership; Oak in none."""

    def __init__(self, ctx):
        self.ctx = ctx
        self.top = a_network(ctx, "National Partnership")
        self.prairie = a_network(ctx, "Prairie Coalition", self.top)
        self.coast = a_network(ctx, "Coastal Coalition", self.top)
        self.alder = a_jurisdiction(ctx, "City of Alder", self.prairie)
        self.birch = a_jurisdiction(ctx, "City of Birch", self.prairie)
        self.kelp = a_jurisdiction(ctx, "City of Kelp", self.coast)
        self.oak = a_jurisdiction(ctx, "City of Oak")

    def officer(self, place):
        return as_planner(self.ctx, place)


@pytest.fixture
def world(session) -> World:
    return World(a_context(session))


def test_a_plan_is_seen_by_whom_its_scope_reaches_and_the_select_agrees_with_the_policy(world):
    plans = {scope: a_plan(world.ctx, world.alder, scope=scope) for scope in Scope}
    gone = a_plan(world.ctx, world.alder, scope=Scope.PUBLIC)
    operations.withdraw(world.officer(world.alder), gone, reason="Bought already.")
    evaluator = with_duty(world.ctx, world.birch, "Eve", Duty.EVALUATOR)
    seen = {
        "own": (world.officer(world.alder), {*Scope}),
        "network": (world.officer(world.birch), {Scope.NETWORK, Scope.PARENTS, Scope.PUBLIC}),
        "cousin": (world.officer(world.kelp), {Scope.PARENTS, Scope.PUBLIC}),
        "elsewhere": (world.officer(world.oak), {Scope.PUBLIC}),
        "evaluator": (acting(world.ctx, evaluator), {Scope.PUBLIC}),
        "nobody": (acting(world.ctx, None), {Scope.PUBLIC}),
    }
    for who, (ctx, scopes) in seen.items():
        found = set(ctx.session.scalars(queries.visible(ctx)))
        assert {each.scope for each in found if each is not gone} == scopes, who
        assert (gone in found) == (who == "own")
        around = circles(ctx)
        for plan in [*plans.values(), gone]:
            may = bool(policy.may_see(ctx.actor, plan, above=around.above, below=around.below))
            assert may == (plan in found), f"{who}: {plan.scope}"
        assert policy.works_for_government(ctx.actor) == (who not in ("evaluator", "nobody"))


def test_who_may_do_what_in_which_state(world):
    duties = {
        duty: acting(world.ctx, somebody(world.ctx, world.alder, duty, duty.title()))
        for duty in Duty
        if duty != Duty.STEWARD
    }
    other = world.officer(world.birch)
    for duty, ctx in duties.items():
        expected = duty in (Duty.OFFICER, Duty.REPRESENTATIVE)
        assert bool(policy.may_announce(ctx.actor, world.alder.id)) == expected, duty
    for state in PlanState:
        plan = a_plan(world.ctx, world.alder)
        plan.state = state
        assert bool(policy.may_edit(duties[Duty.OFFICER].actor, plan)) == (state == PlanState.ANNOUNCED)
        assert not policy.may_edit(other.actor, plan) and not policy.may_edit(duties[Duty.AUDITOR].actor, plan)
    with pytest.raises(NotAllowed):
        a_plan_by = replace(world.ctx, actor=other.actor)
        operations.announce(a_plan_by, jurisdiction_id=world.alder.id, title="Salt", scope=Scope.OWN)


def test_two_people_change_one_plan_and_nothing_typed_is_lost(world):
    ctx = world.officer(world.alder)
    plan = a_plan(world.ctx, world.alder)
    seen = {
        "title": plan.title,
        "quantity": plan.quantity,
        "unit": plan.unit,
        "scope": plan.scope,
        "network_id": plan.network_id,
    }
    operations.edit(ctx, plan, seen=seen, **{**seen, "quantity": Decimal(40), "unit": "camera"})
    operations.edit(ctx, plan, seen=seen, **{**seen, "title": "Body cameras"})
    assert (plan.title, plan.quantity, plan.unit) == ("Body cameras", 40, "camera")
    with pytest.raises(Conflict, match="what is needed"):
        operations.edit(ctx, plan, seen=seen, **{**seen, "title": "Patrol cameras"})
    with pytest.raises(Conflict):
        operations.edit(ctx, plan, version=1, title="Patrol cameras")
    with pytest.raises(Invalid, match="There is a problem"):
        operations.edit(ctx, plan, version=plan.version, unit="")


def a_csv(*lines: str) -> bytes:
    return "\n".join(["Line,What is needed,Quantity,Unit,Budget to", *lines]).encode()


def test_a_sheet_is_confirmed_once_and_its_bad_rows_stay(world):
    ctx = world.officer(world.alder)
    a_plan(world.ctx, world.alder, reference="1")
    data = a_csv("1,Salt,,,", "2,Trucks,3,truck,90000", "3,Chairs,x,chair,", "4,Desks,,,")
    kept = sheets.upload(ctx, data=data, filename="plan.csv", jurisdiction_id=world.alder.id)
    assert (kept.good, kept.bad) == (2, 2)
    a_plan(world.ctx, world.alder, reference="4", title="Desks")
    assert sheets.confirm(ctx, kept) == 1
    assert sheets.confirm(ctx, kept) == 0
    trucks = ctx.session.scalars(sa.select(Plan).where(Plan.sheet_id == kept.id)).one()
    assert (trucks.title, trucks.quantity, trucks.budget_high_cents, trucks.scope) == (
        "Trucks",
        3,
        9_000_000,
        Scope.NETWORK,
    )
    assert [row["typed"]["reference"] for row in kept.content["rows"]] == ["1", "3", "4"]
    with pytest.raises(NotFound):
        queries.get_sheet(world.officer(world.birch), kept.id)
    again = sheets.upload(ctx, data=data, filename="plan.csv", jurisdiction_id=world.alder.id)
    assert again.good == 0


def test_two_coalitions_find_each_other_dismiss_and_form_a_pool(world):
    alder, kelp = world.officer(world.alder), world.officer(world.kelp)
    mine = a_plan(world.ctx, world.alder, scope=Scope.PARENTS)
    theirs = a_plan(world.ctx, world.kelp, scope=Scope.PARENTS, **OTHER_WORDS)
    a_plan(world.ctx, world.birch, title="Road salt", description="Treated salt for winter.", categories=[])
    assert [each.entry.subject_id for each in alike.of_plan(alder, mine)] == [theirs.id]
    assert [each.entry.subject_id for each in alike.of_plan(kelp, theirs)] == [mine.id]
    assert set(alike.mutual(world.ctx, mine.id)) == {mine.id, theirs.id}
    operations.mark_matched(world.ctx, alike.mutual(world.ctx, theirs.id))
    assert queries.matched(alder) == [mine] and queries.matched(world.officer(world.birch)) == []
    assert queries.matched(later(alder, days=15)) == []
    dismissal = dismissing.dismiss(
        alder, plan=mine, other_subject=NeedKind.PLAN, other_id=theirs.id, reason="Theirs is leased."
    )
    assert dismissing.dismiss(alder, plan=mine, other_subject=NeedKind.PLAN, other_id=theirs.id) is dismissal
    assert alike.of_plan(alder, mine) == []
    assert [entry.subject_id for _, entry in alike.dismissed(alder, mine)] == [theirs.id]
    with pytest.raises(NotAllowed):
        dismissing.take_back(kelp, dismissal)
    dismissing.take_back(alder, dismissal)
    match = alike.of_plan(alder, mine)[0]
    hidden = a_plan(world.ctx, world.kelp, scope=Scope.OWN)
    with pytest.raises(NotFound):
        dismissing.dismiss(alder, plan=mine, other_subject=NeedKind.PLAN, other_id=hidden.id)

    representative = as_representative(world.ctx, world.alder)
    given = {
        "network_id": world.prairie.id,
        "title": mine.title,
        "authority": "Resolution 12",
        "lines": [{"description": "Camera", "unit": "camera"}],
        "invited": {world.kelp.id: proposing.Invited(" ".join(match.reasons), [theirs])},
    }
    member = as_representative(world.ctx, world.kelp)
    pool = proposing.propose(representative, mine, **given)
    assert (mine.state, theirs.state) == (PlanState.POOLED, PlanState.ANNOUNCED)
    letters = world.ctx.session.scalars(sa.select(Letter).where(Letter.template == "pool-invitation")).all()
    assert match.reasons[0] in letters[0].body
    with pytest.raises(Conflict, match="pooled already"):
        proposing.propose(representative, mine, **given)
    pools.join(member, pool, jurisdiction_id=world.kelp.id, authority="Ordinance 3")
    assert theirs.state == PlanState.POOLED
    pools.close(representative, pool)
    assert (mine.state, theirs.state) == (PlanState.ANNOUNCED, PlanState.ANNOUNCED)


def test_a_solicitation_takes_over_what_the_plan_says_and_lets_it_go_when_cancelled(world):
    ctx = world.officer(world.alder)
    plan = a_plan(world.ctx, world.alder)
    made = planned.draft(ctx, plan, jurisdiction_id=world.alder.id, title=plan.title, kind="RFP")
    assert plan.state == PlanState.SOLICITED and made.plan_id == plan.id
    assert (made.facts["amount_cents"], made.facts["categories"]) == (24_000_000, ["3342"])
    with pytest.raises(Conflict):
        planned.draft(ctx, plan, jurisdiction_id=world.alder.id, title=plan.title, kind="RFP")
    with pytest.raises(Conflict, match="A solicitation was started"):
        operations.withdraw(ctx, plan, reason="No.")
    solicitations.cancel(ctx, made, reason="Not now.")
    assert plan.state == PlanState.ANNOUNCED


def a_round(ctx) -> list[str]:
    """Everybody whose week is over gets what is new; who got a letter."""
    written = []
    for person_id in news.due(ctx, 100):
        found = news.news(ctx, person_id)
        # Two workers at the same person: one letter.
        if weekly.write(ctx, person_id, found):
            assert not weekly.write(ctx, person_id, found)
            written.append(ctx.session.get_one(Person, person_id).name)
    return sorted(written)


def test_one_letter_a_week_and_only_when_there_is_something_new(world):
    ctx = replace(world.ctx, actor=SYSTEM)
    a_plan(world.ctx, world.alder, scope=Scope.PARENTS)
    assert a_round(ctx) == []
    a_plan(world.ctx, world.kelp, scope=Scope.PARENTS, **OTHER_WORDS)
    assert a_round(later(ctx, days=1)) == ["Olive of City of Kelp"]
    assert a_round(later(ctx, days=7)) == ["Olive of City of Alder"]
    letter = ctx.session.scalars(
        sa.select(Letter).where(Letter.template == "plans_weekly").order_by(Letter.written_at)
    ).all()[-1]
    assert OTHER_WORDS["title"] in letter.body and "/plans/letter/" in letter.body
    assert a_round(later(ctx, days=15)) == []
    key = letter.body.split("/plans/letter/")[1].split()[0]
    weekly.wish_by_link(ctx, queries.wish_by_key(ctx, key), is_wanted=False)
    a_plan(world.ctx, world.birch, title="Body cameras for officers")
    assert "Olive of City of Alder" not in a_round(later(ctx, days=30))
    weekly.wish_for(later(world.officer(world.alder), days=30), is_wanted=True)
    assert a_round(later(ctx, days=31)) == ["Olive of City of Alder"]
