"""Plans in a pool: a plan whose need the pool serves is marked so, and stands for itself again when the pool ends.

Floor: operations.
"""

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.plans import operations as plans
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan
from procurement.pools import queries
from procurement.pools.models import Participation, Pool, PoolPlan


def link(ctx: Context, pool: Pool, plan: Plan) -> None:
    """The pool serves this plan's need, once its owner takes part. Asks nobody: a consequence of proposing the pool."""
    if ctx.session.get(PoolPlan, (pool.id, plan.id)) is None:
        ctx.add(PoolPlan(pool_id=pool.id, plan_id=plan.id))


def taken_part(ctx: Context, participation: Participation) -> None:
    """The member's linked plans are part of the pool now. Asks nobody: a consequence of joining."""
    for plan in _of(ctx, participation):
        if plan.state == PlanState.ANNOUNCED:
            plans.mark_pooled(ctx, plan)


def left(ctx: Context, participation: Participation) -> None:
    """The member's linked plans stand for themselves again. Asks nobody: a consequence of leaving."""
    for plan in _of(ctx, participation):
        if plan.state == PlanState.POOLED:
            plans.release(ctx, plan)


def ended(ctx: Context, pool: Pool) -> None:
    """All plans of a closed pool stand for themselves again. Asks nobody: a consequence of closing it."""
    for row in queries.plans_of(ctx.session, pool):
        if row.plan.state == PlanState.POOLED:
            plans.release(ctx, row.plan)


def _of(ctx: Context, participation: Participation) -> list[Plan]:
    select = (
        sa.select(Plan)
        .join(PoolPlan, PoolPlan.plan_id == Plan.id)
        .where(PoolPlan.pool_id == participation.pool_id, Plan.jurisdiction_id == participation.jurisdiction_id)
        .order_by(Plan.id)
    )
    return list(ctx.session.scalars(select))
