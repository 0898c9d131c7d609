"""Motions of a pool: put to the vote, voted on, counted when their time has passed. Floor: operations.

The result is frozen by whatever comes first after the closing: the worker, or a deed that would change who takes part.
So who joins or leaves afterwards changes nothing in it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.pools import motion_queries, policy, voting
from procurement.pools.holding import changed, hold, record_for, tell_members
from procurement.pools.lifecycle import MOTION, MotionState, PoolState
from procurement.pools.models import Choice, Gate, Majority, Motion, Participation, Pool, Vote

#: Members need time to ask at home.
SHORTEST = timedelta(hours=1)


def move(
    ctx: Context,
    pool: Pool,
    *,
    title: str,
    body: str = "",
    needs: Majority = Majority.HALF,
    needed_before: Gate = Gate.NONE,
    closes_at: datetime,
    anew_of_id: str | None = None,
) -> Motion:
    """Put something to the members' vote; each has one, until it closes. A lost motion can be moved anew."""
    require(policy.may_move(ctx.actor, hold(ctx, pool), is_gate=needed_before != Gate.NONE or anew_of_id is not None))
    earlier = _lost(ctx, pool, anew_of_id)
    gate = earlier.needed_before if earlier is not None else Gate(needed_before)
    if closes_at < ctx.now + SHORTEST:
        raise Invalid({"closes_at": ["Give the members at least an hour."]})
    if gate == Gate.COMMITMENT and pool.state != PoolState.FORMING:
        raise Invalid({"needed_before": ["The pool is committed already."]})
    if gate == Gate.PUBLICATION and pool.state not in (PoolState.FORMING, PoolState.COMMITTED):
        raise Invalid({"needed_before": ["The joint solicitation is out already."]})
    motion = ctx.add(
        Motion(
            pool=pool,
            title=title,
            body=body,
            needs=Majority(needs),
            needed_before=gate,
            state=MOTION.initial,
            closes_at=closes_at,
            moved_at=ctx.now,
            moved_by=ctx.actor.id,
            anew_of_id=earlier.id if earlier is not None else None,
        )
    )
    changed(ctx, pool)
    said = {"motion": motion.id, "title": title, "body": body, "needs": motion.needs, "needed_before": gate}
    ledger.record(ctx, "pool.motion-put", pool, {**said, "closes_at": closes_at})
    tell_members(ctx, pool, "pool-motion", motion=motion, zone=pool.lead.zone)
    mailbox.enqueue(ctx, "pools.settle-motions", {"pool": pool.id}, not_before=closes_at)
    return motion


def vote(ctx: Context, motion: Motion, participation: Participation, *, choice: Choice) -> Vote:
    """Say yes, no or neither for a member; said again before the closing, the last word counts."""
    require(policy.may_vote(ctx.actor, _held(ctx, motion), participation, ctx.now))
    found = ctx.session.get(Vote, (motion.id, participation.id), populate_existing=True)
    if found is not None and found.choice == choice:
        return found
    if found is None:
        found = Vote(motion_id=motion.id, participation_id=participation.id)
        ctx.session.add(found)
    found.choice, found.cast_by, found.cast_at = Choice(choice), ctx.actor.id, ctx.now
    ctx.session.flush()
    ctx.session.expire(motion, ["votes"])
    record_for(ctx, "pool.voted", participation, {"motion": motion.id, "choice": found.choice})
    return found


def withdraw_motion(ctx: Context, motion: Motion) -> Motion:
    """Take a motion back before it closes; the votes stay to be read."""
    require(policy.may_withdraw_motion(ctx.actor, _held(ctx, motion), ctx.now))
    MOTION.fire("withdraw", motion)
    changed(ctx, motion.pool)
    ledger.record(ctx, "pool.motion-withdrawn", motion.pool, {"motion": motion.id})
    return motion


def settle_motions(ctx: Context, pool: Pool) -> list[Motion]:
    """Freeze the results of the motions whose time has passed.

    Asks nobody: the votes have been cast; it only counts them.
    """
    hold(ctx, pool)
    due = sa.select(Motion).where(
        Motion.pool_id == pool.id, Motion.state == MotionState.OPEN, Motion.closes_at <= ctx.now
    )
    found = list(
        ctx.session.scalars(due.order_by(Motion.closes_at, Motion.id).execution_options(populate_existing=True))
    )
    for motion in found:
        counted = motion_queries.tally(ctx.session, motion)
        MOTION.fire("carry" if voting.carries(motion.needs, counted) else "lose", motion)
        motion.tally = counted
        ctx.session.flush()
        ledger.record(ctx, "pool.motion-decided", pool, {"motion": motion.id, "result": motion.state, **counted})
        tell_members(ctx, pool, "pool-motion-decided", motion=motion, counted=counted)
    if found:
        changed(ctx, pool)
    return found


def _held(ctx: Context, motion: Motion) -> Motion:
    """The motion as it is committed now, with its pool held."""
    hold(ctx, motion.pool)
    ctx.lock(motion)
    return motion


def _lost(ctx: Context, pool: Pool, motion_id: str | None) -> Motion | None:
    if motion_id is None:
        return None
    found = ctx.session.get(Motion, motion_id)
    if found is None or found.pool_id != pool.id or found.state != MotionState.LOST:
        raise Conflict("Only a motion that was lost can be put to the vote again.")
    again = sa.select(Motion.id).where(Motion.anew_of_id == motion_id, Motion.state != MotionState.WITHDRAWN)
    if ctx.session.scalar(again.limit(1)) is not None:
        raise Conflict("This motion has been put to the vote again already.")
    return found
