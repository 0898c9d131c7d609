"""Who needs the same, through the index: who finds what, what stays dismissed, and what ends."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from procurement.core.context import NOBODY
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.plans import dismissing, indexing, matching, operations
from procurement.plans.matching import had_already, who_needs_the_same
from procurement.plans.models import NeedEntry, NeedKind, NeedTally
from procurement.pools import finding, linking
from procurement.solicitations import needing
from tests.builders.people import a_context, a_jurisdiction, a_network, acting, later, with_duty
from tests.builders.plans import a_plan, as_planner
from tests.builders.pools import a_lonely_pool
from tests.builders.solicitations import a_draft_solicitation, a_published_solicitation

RECORDERS = {"title": "Video recorders worn by police officers", "text": "With docks."}
REASONS = ["shares “body-worn cameras”, “officers” and “docking”", "at most 3 months apart", "same coalition"]
LATE = date(2027, 9, 30)


class World:
    """Alder and Birch in one coalition, Kelp in another below the same partnership; Oak in none."""

    def __init__(self, ctx):
        self.ctx = ctx
        top = a_network(ctx, "National Partnership")
        prairie, coast = a_network(ctx, "Prairie Coalition", top), a_network(ctx, "Coastal Coalition", top)
        self.prairie = prairie
        self.alder, self.birch = a_jurisdiction(ctx, "City of Alder", prairie), a_jurisdiction(ctx, "Birch", prairie)
        self.kelp, self.oak = a_jurisdiction(ctx, "City of Kelp", coast), a_jurisdiction(ctx, "City of Oak")


@pytest.fixture
def world(session) -> World:
    return World(a_context(session))


def found(ctx, place, **given) -> list[str]:
    return [each.entry.subject_id for each in who_needs_the_same(ctx, jurisdiction_id=place.id, **RECORDERS | given)]


def test_a_need_is_found_in_other_words_by_whom_its_scope_reaches_and_by_nobody_else(world):
    plans = {scope: a_plan(world.ctx, world.alder, scope=scope) for scope in Scope}
    a_plan(world.ctx, world.alder, scope=Scope.PUBLIC, title="Ballistic vests", description="")
    steward = acting(world.ctx, with_duty(world.ctx, world.prairie, "Stella", Duty.STEWARD))
    evaluator = acting(world.ctx, with_duty(world.ctx, world.birch, "Eve", Duty.EVALUATOR))
    reached = {
        "neighbour": (as_planner(world.ctx, world.birch), world.birch, {Scope.NETWORK, Scope.PARENTS, Scope.PUBLIC}),
        "the service": (world.ctx, world.birch, {Scope.NETWORK, Scope.PARENTS, Scope.PUBLIC}),
        "cousin": (as_planner(world.ctx, world.kelp), world.kelp, {Scope.PARENTS, Scope.PUBLIC}),
        "stranger": (as_planner(world.ctx, world.oak), world.oak, {Scope.PUBLIC}),
        "for another": (as_planner(world.ctx, world.oak), world.birch, {Scope.PUBLIC}),
        "evaluator": (evaluator, world.birch, {Scope.PUBLIC}),
        "steward": (steward, world.birch, {Scope.PUBLIC}),
        "nobody": (replace(world.ctx, actor=NOBODY), world.birch, {Scope.PUBLIC}),
        "owner": (as_planner(world.ctx, world.alder), world.alder, set()),
    }
    for who, (ctx, place, scopes) in reached.items():
        assert set(found(ctx, place)) == {plans[scope].id for scope in scopes}, who
        listed = set(ctx.session.scalars(matching.visible(ctx).with_only_columns(NeedEntry.subject_id)))
        assert set(found(ctx, place)) <= listed, "what is found may also be listed"
        own = had_already(ctx, jurisdiction_id=place.id, **RECORDERS)
        assert {each.entry.subject_id for each in own} == (
            {each.id for each in plans.values()} if not scopes else set()
        )
    first = who_needs_the_same(
        as_planner(world.ctx, world.birch), jurisdiction_id=world.birch.id, from_on=date(2027, 1, 4), **RECORDERS
    )[0]
    assert first.reasons == REASONS and first.shared_words[0] == "body-worn cameras"


def test_what_was_dismissed_or_has_ended_is_not_shown_again(world):
    theirs = a_plan(world.ctx, world.alder, scope=Scope.PUBLIC)
    birch = as_planner(world.ctx, world.birch)
    mine = operations.announce(birch, jurisdiction_id=world.birch.id, title=RECORDERS["title"], scope=Scope.PUBLIC)
    own = [(NeedKind.PLAN, mine.id)]
    assert found(birch, world.birch, leave_out=own) == [theirs.id]
    dismissing.dismiss(birch, plan=mine, other_subject=NeedKind.PLAN, other_id=theirs.id)
    assert found(birch, world.birch, leave_out=own) == []
    assert found(birch, world.birch, title="Body cameras, now with tripods", leave_out=own) == [], "its text changed"
    assert found(birch, world.birch, title="Video recorder worn by police officers 2028") == [], "typed once more"
    assert found(as_planner(world.ctx, world.kelp), world.kelp) != [], "others have dismissed nothing"
    assert found(as_planner(world.ctx, world.alder), world.alder) == [mine.id], "nor has its owner"
    operations.edit(as_planner(world.ctx, world.alder), theirs, version=theirs.version, title="Body-worn cameras, 200")
    assert found(birch, world.birch, leave_out=own) == [], "the other's title changed"
    kelp = as_planner(world.ctx, world.kelp)
    assert theirs.id in found(later(kelp, days=(LATE - kelp.now.date()).days), world.kelp), "the last day counts"
    assert theirs.id not in found(later(kelp, days=(LATE - kelp.now.date()).days + 1), world.kelp)
    operations.withdraw(as_planner(world.ctx, world.alder), theirs, reason="Bought already.")
    assert theirs.id not in found(kelp, world.kelp)


def test_the_index_counts_what_it_holds_and_can_be_read_again(world):
    session = world.ctx.session

    def counted():
        session.expire_all()
        rows = session.scalars(sa.select(NeedEntry)).all()
        expected = {}
        for entry in rows:
            for unit in ("", *indexing.found_by(entry)):
                expected[unit, entry.jurisdiction_id] = expected.get((unit, entry.jurisdiction_id), 0) + 1
        kept = {(each.unit, each.jurisdiction_id): each.entries for each in session.scalars(sa.select(NeedTally))}
        assert kept == expected
        return kept

    plan = a_plan(world.ctx, world.alder, scope=Scope.PUBLIC)
    other = a_plan(world.ctx, world.alder, title="Road salt", description="", scope=Scope.PUBLIC)
    assert counted()["c=bodyworncameras", world.alder.id] == 1
    operations.edit(as_planner(world.ctx, world.alder), plan, version=plan.version, title="Rock salt", description="")
    assert counted()["c=roadsalt", world.alder.id] == 2
    indexing.forget_need(world.ctx, NeedKind.PLAN, other.id)
    before = counted()
    entry = session.scalars(sa.select(NeedEntry)).one()
    entry.edition, entry.title_units = "of old", "salt"
    session.execute(sa.delete(NeedTally).where(NeedTally.unit.not_in(["", "salt", "is=open", "s=il"])))
    session.execute(sa.update(NeedTally).values(entries=1))
    assert indexing.index_missing_needs(world.ctx) == 1
    assert {unit for unit, _ in counted()} == {unit for unit, _ in before}
    assert indexing.index_missing_needs(world.ctx) == 0
    assert found(as_planner(world.ctx, world.oak), world.oak, title="Deicing salt", text="") == [plan.id]


def test_what_was_there_before_there_was_an_index_is_found_after_the_upgrade(world):
    pool = a_lonely_pool(world.ctx)
    published = a_published_solicitation(world.ctx, jurisdiction=world.alder)
    draft = a_draft_solicitation(world.ctx, jurisdiction=world.alder, title="A secret draft")
    for kind, row in ((NeedKind.POOL, pool), (NeedKind.SOLICITATION, published), (NeedKind.SOLICITATION, draft)):
        indexing.forget_need(world.ctx, kind, row.id)
    assert (finding.index_missing(world.ctx), needing.tell_missing(world.ctx)) == (1, 1)
    assert (finding.index_missing(world.ctx), needing.tell_missing(world.ctx)) == (0, 0)
    indexed = set(world.ctx.session.scalars(sa.select(NeedEntry.subject_id)))
    assert indexed == {pool.id, published.id}, "and no draft that nobody may know of"
    oak = as_planner(world.ctx, world.oak)
    assert found(oak, world.oak, title=published.title, text="") == [published.id]


def test_a_pool_tells_of_a_plan_it_serves_only_what_its_network_may_know(world):
    """Days and categories are found and explained, so they are as secret as the plan they come from."""
    ctx, kelp = world.ctx, world.kelp
    secret = a_plan(ctx, kelp, scope=Scope.OWN)
    pool = a_lonely_pool(ctx, title="Video recorders")
    linking.link(ctx, pool, secret)
    finding.index(ctx, pool)
    entry = ctx.session.scalars(sa.select(NeedEntry).where(NeedEntry.subject_id == pool.id)).one()
    assert (entry.categories, entry.from_on, entry.to_on) == ([], None, None)
    operations.edit(as_planner(ctx, kelp), secret, version=secret.version, scope=Scope.PUBLIC)
    finding.index(ctx, pool)
    assert (entry.categories, entry.to_on) == (["3342"], LATE)
