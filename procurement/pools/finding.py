"""Letting others who need the same find a pool. Floor: operations."""

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.library.models import Scope
from procurement.plans import indexing
from procurement.plans.models import NeedKind, Plan
from procurement.pools import queries
from procurement.pools.lifecycle import PoolState
from procurement.pools.models import Pool

#: So many lines tell what the pool is about.
LINES = 60


def index(ctx: Context, pool: Pool) -> None:
    """Index the pool as it is now: for its network, as long as it has not ended; open while it can be joined.

    Asks nobody: a consequence of the deed that changed it.
    """
    if pool.state == PoolState.CLOSED:
        indexing.forget_need(ctx, NeedKind.POOL, pool.id)
        return
    plans = [each.plan for each in queries.plans_of(ctx.session, pool) if _may_tell(pool, each.plan)]
    lines = [each.description for each in pool.lines if each.participation_id is None]
    begins = [each.from_on for each in plans if each.from_on is not None]
    ends = [each.to_on for each in plans if each.to_on is not None]
    indexing.index_need(
        ctx,
        subject=NeedKind.POOL,
        subject_id=pool.id,
        jurisdiction_id=pool.jurisdiction_id,
        scope=Scope.NETWORK,
        network_id=pool.network_id,
        title=pool.title,
        text="\n".join([pool.description, *lines[:LINES]]),
        focus_area=pool.focus_area,
        categories=sorted({code for each in plans for code in each.categories}),
        from_on=min(begins, default=None),
        to_on=max(ends, default=None),
        is_open=queries.is_open_to_join(pool, ctx.now),
    )


def _may_tell(pool: Pool, plan: Plan) -> bool:
    """Whether the pool may say what this plan says: the lead's own, and those that reach the pool's network anyway."""
    reaches = plan.scope == Scope.PUBLIC or (plan.scope != Scope.OWN and plan.network_id == pool.network_id)
    return plan.jurisdiction_id == pool.jurisdiction_id or reaches


def index_missing(ctx: Context) -> int:
    """Index the pools that have not ended and are not indexed; how many there were.

    Asks nobody: it says nothing that the pools do not say (after an upgrade from a service without plans).
    """
    missing = sa.select(Pool).where(Pool.state != PoolState.CLOSED, indexing.unindexed(NeedKind.POOL, Pool.id))
    rows = ctx.session.scalars(missing.order_by(Pool.created_at, Pool.id)).all()
    for pool in rows:
        index(ctx, pool)
    return len(rows)
