"""Pools with real commits and threads: lead and members never pass each other, and nobody joins twice or too late."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.context import SYSTEM, Actor, Context
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict, Refusal
from procurement.networks.duties import Duty
from procurement.pools import operations, queries
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import LateJoining, Participation, Pool, PublicationRule
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from tests.builders.people import NOW, acting, with_duty
from tests.builders.pools import (
    AUTHORITY,
    a_committed_pool,
    a_lonely_pool,
    a_ready_pool,
    as_lead,
    as_lead_officer,
    part_of,
    the_member,
)
from tests.builders.solicitations import an_approved_solicitation, as_officer, as_representative

ROUNDS = 6


@contextmanager
def unit(engine, actor: Actor = SYSTEM, now=NOW):
    """A unit of work of this actor at this instant, committed at its end."""
    with unit_of_work(engine) as session:
        yield Context(session, actor, now, url="http://procurement.test")


def at_once(*deeds):
    """Every deed in a thread of its own, begun together; what each gave, or the sentence it was refused with."""
    start = threading.Barrier(len(deeds))

    def run(deed):
        start.wait()
        try:
            return deed()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [each.result(timeout=60) for each in [threads.submit(run, deed) for deed in deeds]]


def settled(engine, pool_id):
    """What the ledger says the lead has committed, for the first line, by jurisdiction."""
    with unit(engine) as ctx:
        found = sa.select(Entry.body).where(Entry.about_id == pool_id, Entry.deed == "pool.committed")
        return ctx.session.scalars(found).one()["shares"]["p1"]


def test_a_quantity_that_changes_while_the_lead_commits_is_before_it_or_refused(engine):
    for number in range(ROUNDS):
        with unit(engine) as ctx:
            pool = a_ready_pool(ctx, title=f"Pool {number}")
            birch = part_of(pool, "City of Birch")
            lead, member = as_lead(ctx, pool).actor, as_representative(ctx, birch.jurisdiction).actor
            pool_id, part_id, place = pool.id, birch.id, birch.jurisdiction_id

        def commit(lead=lead, pool_id=pool_id):
            with unit(engine, lead) as ctx:
                operations.commit(ctx, queries.get(ctx, pool_id))
            return True

        def state(member=member, pool_id=pool_id, part_id=part_id):
            with unit(engine, member) as ctx:
                part = queries.get_participation(queries.get(ctx, pool_id), part_id)
                operations.state_quantities(ctx, part, quantities={"p1": {"quantity": Decimal(70)}})
            return True

        done, changed = at_once(commit, state) if number % 2 else reversed(at_once(state, commit))
        assert done is True
        with unit(engine) as ctx:
            (line, _) = queries.demand(ctx.session, ctx.session.get_one(Pool, pool_id))
        own = next(share["quantity"] for share in line["shares"] if share["jurisdiction_id"] == place)
        assert own == settled(engine, pool_id)[place] == ("70" if changed is True else "2")
        assert changed is True or isinstance(changed, Conflict)


def test_a_commitment_of_a_version_that_a_member_has_changed_never_stands(engine):
    with unit(engine) as ctx:
        pool = a_ready_pool(ctx)
        birch = part_of(pool, "City of Birch")
        lead, member = as_lead(ctx, pool).actor, as_representative(ctx, birch.jurisdiction).actor
        pool_id, part_id, seen = pool.id, birch.id, pool.version

    def commit():
        with unit(engine, lead) as ctx:
            operations.commit(ctx, queries.get(ctx, pool_id), version=seen)
        return True

    def state():
        with unit(engine, member) as ctx:
            part = queries.get_participation(queries.get(ctx, pool_id), part_id)
            operations.state_quantities(ctx, part, quantities={"p1": {"quantity": Decimal(70)}})
        return True

    answers = at_once(commit, state)
    assert sorted(answer is True for answer in answers) == [False, True]


def test_one_government_joins_once_however_many_of_its_people_press_the_button(engine):
    with unit(engine) as ctx:
        pool = a_lonely_pool(ctx)
        birch = the_member(ctx, "City of Birch", pool.network)
        actor, pool_id, place = as_representative(ctx, birch).actor, pool.id, birch.id

    def join():
        with unit(engine, actor) as ctx:
            return operations.join(ctx, queries.get(ctx, pool_id), jurisdiction_id=place, authority=AUTHORITY).id

    answers = at_once(*[join] * 4)
    assert len(set(answers)) == 1, answers
    with unit(engine) as ctx:
        found = sa.select(Participation).where(Participation.pool_id == pool_id, Participation.jurisdiction_id == place)
        assert len(ctx.session.scalars(found).all()) == 1
        deeds = sa.select(Entry.deed).where(Entry.about_id == pool_id, Entry.jurisdiction_id == place)
        assert ctx.session.scalars(deeds).all() == ["pool.joined"]


def test_two_join_as_the_last_moment_passes_each_judged_by_its_own_instant(engine):
    last = NOW + timedelta(hours=1)
    with unit(engine) as ctx:
        pool = a_lonely_pool(ctx, join_by=last)
        places = [the_member(ctx, name, pool.network) for name in ("City of Birch", "City of Cedar")]
        actors = [as_representative(ctx, each).actor for each in places]
        pool_id, ids = pool.id, [each.id for each in places]

    def join(number, now):
        def deed():
            with unit(engine, actors[number], now) as ctx:
                pool = queries.get(ctx, pool_id)
                return operations.join(ctx, pool, jurisdiction_id=ids[number], authority=AUTHORITY).state

        return deed

    early, late = at_once(join(0, last - timedelta(microseconds=1)), join(1, last))
    assert early == ParticipationState.JOINED
    assert isinstance(late, Conflict) and late.sentence.startswith("The time to join this pool ended on")


def test_who_leaves_as_the_lead_commits_is_out_of_it_or_stays(engine):
    for number in range(ROUNDS):
        with unit(engine) as ctx:
            pool = a_ready_pool(ctx, title=f"Pool {number}")
            cedar = part_of(pool, "City of Cedar")
            lead, member = as_lead(ctx, pool).actor, as_representative(ctx, cedar.jurisdiction).actor
            pool_id, part_id, place = pool.id, cedar.id, cedar.jurisdiction_id

        def commit(lead=lead, pool_id=pool_id):
            with unit(engine, lead) as ctx:
                operations.commit(ctx, queries.get(ctx, pool_id))
            return True

        def leave(member=member, pool_id=pool_id, part_id=part_id):
            with unit(engine, member) as ctx:
                operations.leave(ctx, queries.get_participation(queries.get(ctx, pool_id), part_id))
            return True

        _, left = at_once(commit, leave)
        assert left is True or isinstance(left, Conflict)
        assert (place in settled(engine, pool_id)) == (left is not True)


def test_the_solicitation_goes_out_or_the_pool_opens_again_never_both(engine):
    for number in range(ROUNDS):
        with unit(engine) as ctx:
            pool = a_committed_pool(ctx, title=f"Pool {number}")
            solicitation = an_approved_solicitation(ctx, pool=pool, title=f"Trucks {number}")
            lead, officer = as_lead(ctx, pool).actor, as_officer(ctx, solicitation).actor
            pool_id, solicitation_id = pool.id, solicitation.id

        def reopen(lead=lead, pool_id=pool_id):
            with unit(engine, lead) as ctx:
                operations.reopen(ctx, queries.get(ctx, pool_id))
            return True

        def publish(officer=officer, solicitation_id=solicitation_id):
            with unit(engine, officer) as ctx:
                solicitations.publish(ctx, ctx.session.get_one(Solicitation, solicitation_id))
            return True

        answers = at_once(reopen, publish)
        assert sorted(answer is True for answer in answers) == [False, True], answers
        with unit(engine) as ctx:
            state = ctx.session.get_one(Pool, pool_id).state
            published = ctx.session.get_one(Solicitation, solicitation_id).published_at is not None
        assert state == (PoolState.SOURCING if published else PoolState.FORMING)


def test_a_pool_gets_one_draft_however_many_officers_begin_one(engine):
    with unit(engine) as ctx:
        pool = a_committed_pool(ctx)
        officer, pool_id, place = as_lead_officer(ctx, pool).actor, pool.id, pool.jurisdiction_id

    def draft(number):
        def deed():
            with unit(engine, officer) as ctx:
                pool = queries.get(ctx, pool_id)
                reference = f"RFP 2026-{number}"
                solicitations.draft(
                    ctx, jurisdiction_id=place, title="Trucks", kind="RFP", reference=reference, pool=pool
                )
            return True

        return deed

    answers = at_once(draft(1), draft(2), draft(3))
    assert sorted(answer is True for answer in answers) == [False, False, True], answers


def test_two_join_as_the_last_place_closes_and_one_gets_it(engine):
    for number in range(ROUNDS // 2):
        with unit(engine) as ctx:
            pool = a_lonely_pool(ctx, title=f"Pool {number}", most_members=2)
            places = [the_member(ctx, name, pool.network) for name in ("City of Birch", "City of Cedar")]
            actors = [as_representative(ctx, each).actor for each in places]
            pool_id, ids = pool.id, [each.id for each in places]

        def join(which, pool_id=pool_id, actors=actors, ids=ids):
            def deed():
                with unit(engine, actors[which]) as ctx:
                    pool = queries.get(ctx, pool_id)
                    return operations.join(ctx, pool, jurisdiction_id=ids[which], authority=AUTHORITY).state

            return deed

        answers = at_once(join(0), join(1))
        refused = [each for each in answers if isinstance(each, Conflict)]
        assert len(refused) == 1 and refused[0].sentence.startswith("The last place in this pool is taken"), answers
        with unit(engine) as ctx:
            assert len(queries.joined(ctx.session.get_one(Pool, pool_id))) == 2


def test_the_lead_passes_on_while_it_commits_and_one_of_them_leads_at_any_moment(engine):
    for number in range(ROUNDS // 2):
        with unit(engine) as ctx:
            pool = a_ready_pool(ctx, title=f"Pool {number}")
            birch = part_of(pool, "City of Birch")
            steward = acting(ctx, with_duty(ctx, pool.network, f"Stella Net {number}", Duty.STEWARD)).actor
            lead, member = as_lead(ctx, pool).actor, as_representative(ctx, birch.jurisdiction).actor
            operations.offer_lead(as_lead(ctx, pool), pool, jurisdiction_id=birch.jurisdiction_id, beyond=lambda _: "")
            operations.agree_to_lead(Context(ctx.session, steward, NOW), pool, beyond=lambda _: "")
            pool_id, new = pool.id, birch.jurisdiction_id

        def commit(lead=lead, pool_id=pool_id):
            with unit(engine, lead) as ctx:
                operations.commit(ctx, queries.get(ctx, pool_id))
            return True

        def accept(member=member, pool_id=pool_id):
            with unit(engine, member) as ctx:
                operations.accept_lead(ctx, queries.get(ctx, pool_id), beyond=lambda _: "")
            return True

        committed, accepted = at_once(commit, accept)
        assert accepted is True
        with unit(engine) as ctx:
            pool = ctx.session.get_one(Pool, pool_id)
            assert pool.jurisdiction_id == new
            # Either the old lead committed before it passed the lead on, or it was told that it leads no more.
            assert (pool.state == PoolState.COMMITTED) == (committed is True), committed
        assert committed is True or "Only the lead" in committed.sentence


def test_a_member_leaves_after_its_approval_as_the_solicitation_goes_out(engine):
    for number in range(ROUNDS // 2):
        with unit(engine) as ctx:
            pool = a_committed_pool(ctx, title=f"Pool {number}", publication_rule=PublicationRule.STAYING)
            solicitation = an_approved_solicitation(ctx, pool=pool, title=f"Trucks {number}")
            cedar = part_of(pool, "City of Cedar")
            member, officer = as_representative(ctx, cedar.jurisdiction).actor, as_officer(ctx, solicitation).actor
            part_id, pool_id, solicitation_id = cedar.id, pool.id, solicitation.id

        def leave(member=member, pool_id=pool_id, part_id=part_id):
            with unit(engine, member) as ctx:
                operations.leave(ctx, queries.get_participation(queries.get(ctx, pool_id), part_id))
            return True

        def publish(officer=officer, solicitation_id=solicitation_id):
            with unit(engine, officer) as ctx:
                solicitations.publish(ctx, ctx.session.get_one(Solicitation, solicitation_id))
            return True

        answers = at_once(leave, publish)
        # It left, and what the others had approved has changed; or it was published with it, and it stays.
        assert sorted(answer is True for answer in answers) == [False, True], answers
        with unit(engine) as ctx:
            state = ctx.session.get_one(Participation, part_id).state
            out = ctx.session.get_one(Solicitation, solicitation_id).revision
        assert (state == ParticipationState.LEFT) == (out is None)
        if out is not None:
            with unit(engine) as ctx:
                body = ctx.session.get_one(Solicitation, solicitation_id).revision.body
            assert "City of Cedar" in body["pool"]["members"]


def test_the_solicitation_is_cancelled_as_somebody_joins_and_the_pool_forms_again_with_whoever_joined(engine):
    for number in range(ROUNDS // 2):
        with unit(engine) as ctx:
            pool = a_committed_pool(ctx, title=f"Pool {number}", late_joining=LateJoining.UNTIL_PUBLICATION)
            solicitation = an_approved_solicitation(ctx, pool=pool, title=f"Trucks {number}")
            elm = the_member(ctx, "City of Elm", pool.network)
            member, officer = as_representative(ctx, elm).actor, as_officer(ctx, solicitation).actor
            pool_id, solicitation_id, elm_id = pool.id, solicitation.id, elm.id
            needs = {line.key: {"quantity": Decimal(4)} for line in pool.lines}

        def join(member=member, pool_id=pool_id, elm_id=elm_id, needs=needs):
            with unit(engine, member) as ctx:
                pool = queries.get(ctx, pool_id)
                operations.join(ctx, pool, jurisdiction_id=elm_id, authority=AUTHORITY, quantities=needs)
            return True

        def cancel(officer=officer, solicitation_id=solicitation_id):
            with unit(engine, officer) as ctx:
                solicitations.cancel(ctx, ctx.session.get_one(Solicitation, solicitation_id), reason="No money.")
            return True

        assert at_once(join, cancel) == [True, True]
        with unit(engine) as ctx:
            pool = ctx.session.get_one(Pool, pool_id)
            joined = {each.jurisdiction.name for each in queries.members(ctx.session, pool)}
            line = queries.demand(ctx.session, pool)[0]
        # Whichever came first: nobody is turned away, and the pool forms again with what all have stated.
        assert (pool.state, "City of Elm" in joined) == (PoolState.FORMING, True)
        assert {each["jurisdiction"] for each in line["shares"]} == joined
