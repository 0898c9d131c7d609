"""Two deeds at one draft or one item, the second begun before the first is committed: nothing is lost or done twice.

On PostgreSQL, where somebody can have read what another is changing at that moment (SQLite lets one write at a time).
Whoever is `late` has read what a door reads before the other commits, and acts afterwards.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import SYSTEM, Context
from procurement.core.database import create_engine, unit_of_work
from procurement.core.errors import Conflict, Incomplete
from procurement.library import lineage, operations, queries
from procurement.library.lifecycle import VersionState
from procurement.library.models import Item, ItemVersion, Proposal, Scope
from procurement.library.searching import Query, search
from procurement.networks.duties import Duty
from procurement.solicitations import determinations, typing_in, updating, versions
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import DraftVersion, Review, Solicitation, WrittenDetermination
from tests.builders.lineage import HOURS, PAID, a_family, a_text, next_version
from tests.builders.people import NOW, acting
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_submitted_solicitation,
    an_approved_solicitation,
    as_approver,
    somebody,
)


@pytest.fixture
def engine(postgres_url):
    engine = create_engine(postgres_url)
    yield engine
    engine.dispose()


class Desk:
    """Units of work of one person each, all of them real, each a minute after the one before."""

    def __init__(self, engine):
        self.engine, self.now = engine, NOW

    @contextmanager
    def of(self, person_id=None):
        self.now += timedelta(minutes=1)
        with unit_of_work(self.engine) as session:
            ctx = Context(session, SYSTEM, self.now, url="http://procurement.test")
            yield ctx if person_id is None else acting(ctx, session.get_one(Person, person_id))


@pytest.fixture
def desk(engine):
    return Desk(engine)


@pytest.fixture
def family(desk):
    """The ids of a family whose fork has a draft, while there is a newer version upstream."""
    with desk.of() as ctx:
        made = a_family(ctx)
        operations.publish_version(made.at_falls, made.fork.versions[0])
        draft = operations.new_version(made.at_falls, made.fork)
        third = next_version(made.at_lakes, made.upstream, a_text(paid=PAID.replace("thirty", "twenty")))
        return {
            "fork": made.fork.id, "draft": draft.id, "third": third.id, "upstream": made.upstream.id,
            "fay": made.at_falls.actor.id, "lara": made.at_lakes.actor.id,
        }  # fmt: skip


def bodies(content):
    return [each["body"] for each in content["sections"]]


def test_an_update_keeps_what_somebody_writes_at_the_same_moment(desk, family):
    written = a_text(hours="We answer at night, too.")
    with desk.of(family["fay"]) as late:
        fork = queries.get(late, family["fork"])
        assert bodies(queries.draft(fork).content)[1] == HOURS
        with desk.of(family["fay"]) as ctx:
            operations.edit_version(ctx, queries.get_version(ctx, family["draft"]), content=written)
        lineage.take_update(late, fork, queries.get_version(late, family["third"]))
    with desk.of() as ctx:
        said = bodies(ctx.session.get_one(ItemVersion, family["draft"]).content)
        assert said[1] == "We answer at night, too." and "twenty days" in said[2]


def test_an_update_never_writes_into_a_version_that_is_published_at_the_same_moment(desk, family):
    with desk.of(family["fay"]) as late:
        fork = queries.get(late, family["fork"])
        assert queries.draft(fork).state == VersionState.DRAFT
        with desk.of(family["fay"]) as ctx:
            operations.publish_version(ctx, queries.get_version(ctx, family["draft"]))
        taken = lineage.take_update(late, fork, queries.get_version(late, family["third"]))
        assert taken.id != family["draft"] and "twenty days" in bodies(taken.content)[2]
    with desk.of() as ctx:
        assert "thirty days" in bodies(ctx.session.get_one(ItemVersion, family["draft"]).content)[2]


def test_what_is_no_longer_shared_is_not_found_again_because_somebody_typed_meanwhile(desk, family):
    def found(words):
        with desk.of() as ctx:
            return search(acting(ctx, None), Query(words=words)).count

    assert found("calls answered") == 1
    with desk.of(family["fay"]) as late:
        draft = queries.get_version(late, family["draft"])
        with desk.of(family["fay"]) as ctx:
            operations.edit_item(ctx, queries.get(ctx, family["fork"]), scope=Scope.OWN)
        operations.edit_version(late, draft, content=a_text(hours="We answer at night."))
    assert found("calls answered") == 0


def test_a_proposal_is_accepted_once_and_a_draft_thrown_away_once(desk, family):
    with desk.of(family["fay"]) as ctx:
        draft = queries.get_version(ctx, family["draft"])
        operations.edit_version(ctx, draft, content=a_text(hours="We answer at night, too."))
        proposal = lineage.propose(ctx, operations.publish_version(ctx, draft), title="Nights").id
        further = operations.new_version(ctx, queries.get(ctx, family["fork"])).id
    with desk.of(family["lara"]) as late:
        found = late.session.get_one(Proposal, proposal)
        assert len(found.item.versions) == 3
        with desk.of(family["lara"]) as ctx:
            lineage.accept(ctx, ctx.session.get_one(Proposal, proposal))
        with pytest.raises(Conflict, match="accepted already"):
            lineage.accept(late, found)
    with desk.of(family["fay"]) as late:
        draft = queries.get_version(late, further)
        with desk.of(family["fay"]) as ctx:
            operations.discard_version(ctx, queries.get_version(ctx, further))
        with pytest.raises(Conflict):
            operations.discard_version(late, draft)


def test_what_somebody_types_while_the_draft_is_handed_in_is_refused(desk):
    with desk.of() as ctx:
        it = a_draft_solicitation(ctx)
        as_approver(ctx, it)
        id, olive = it.id, it.drafted_by
    base = {"body": "Calls are answered on working days."}
    with desk.of(olive) as late:
        draft = late.session.get_one(Solicitation, id)
        with desk.of(olive) as ctx:
            solicitations.submit_for_review(ctx, ctx.session.get_one(Solicitation, id))
        for deed in (
            lambda: typing_in.save_piece(late, draft, part="sections", key="s2", changes={"body": "x"}, base=base),
            lambda: solicitations.submit_for_review(late, draft),
            lambda: versions.save(late, draft),
        ):
            with pytest.raises(Conflict):
                deed()


def test_one_approver_decides_and_the_other_hears_that_it_is_decided(desk):
    with desk.of() as ctx:
        it = a_submitted_solicitation(ctx)
        first = as_approver(ctx, it).actor.id
        second = somebody(ctx, it.jurisdiction, Duty.APPROVER, "Abel").id
        id, olive = it.id, it.drafted_by
    with desk.of(second) as late:
        draft = late.session.get_one(Solicitation, id)
        with desk.of(first) as ctx:
            solicitations.decide_review(ctx, ctx.session.get_one(Solicitation, id), decision="returned", comment="No.")
        with desk.of(olive) as ctx:
            solicitations.submit_for_review(ctx, ctx.session.get_one(Solicitation, id))
        with desk.of(first) as ctx:
            solicitations.decide_review(ctx, ctx.session.get_one(Solicitation, id), decision="approved")
        with pytest.raises(Conflict):
            solicitations.decide_review(late, draft, decision="approved")
    with desk.of() as ctx:
        said = ctx.session.scalars(sa.select(Review.decided_by).where(Review.solicitation_id == id))
        assert set(said) == {first}


def test_an_update_is_taken_into_a_draft_once(desk, family):
    with desk.of() as ctx:
        lara = ctx.session.get_one(Person, family["lara"])
        second = ctx.session.get_one(Item, family["upstream"]).versions[1]
        place = ctx.session.get_one(Item, family["upstream"]).jurisdiction
        id = a_draft_solicitation(
            ctx, jurisdiction=place, officer=lara, content=second.content, template_version=second
        ).id
    with desk.of(family["lara"]) as late:
        draft, third = late.session.get_one(Solicitation, id), queries.get_version(late, family["third"])
        with desk.of(family["lara"]) as ctx:
            updating.take_update(
                ctx, ctx.session.get_one(Solicitation, id), queries.get_version(ctx, third.id), version=None
            )
        with pytest.raises(Conflict):
            updating.take_update(late, draft, third, version=None)
    with desk.of() as ctx:
        kept = ctx.session.scalars(sa.select(DraftVersion.number).where(DraftVersion.solicitation_id == id))
        assert sorted(kept) == [1, 2, 3]


def test_nothing_is_published_under_a_determination_that_is_withdrawn_at_that_moment(desk):
    with desk.of() as ctx:
        it = an_approved_solicitation(ctx)
        it.jurisdiction.rules = {
            **it.jurisdiction.rules,
            "notice_days": {"value": 30, "citation": "1", "waivable": True},
        }
        boss = as_approver(ctx, it)
        made = determinations.determine(boss, it, code="notice-short", reason="The old contract ended without notice.")
        id, olive, anna, waiver = it.id, it.drafted_by, boss.actor.id, made.id
    with desk.of(olive) as late:
        draft = late.session.get_one(Solicitation, id)
        with desk.of(anna) as ctx:
            determinations.withdraw(ctx, ctx.session.get_one(WrittenDetermination, waiver))
        with pytest.raises(Incomplete):
            solicitations.publish(late, draft)
    with desk.of(anna) as late:
        found = late.session.get_one(WrittenDetermination, waiver)
        with pytest.raises(Conflict):
            determinations.withdraw(late, found)
