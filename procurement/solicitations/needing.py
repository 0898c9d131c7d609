"""What those who need the same may find of a solicitation, and what its end means for the plan behind it.

An announced draft and a published solicitation are found by everybody, as long as something can still be joined to it;
a joint one is found as its pool. Floor: operations.
"""

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.library.models import Scope
from procurement.plans import indexing
from procurement.plans import operations as plans
from procurement.plans.models import NeedKind, Plan
from procurement.solicitations.forecasts import BEFORE
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation


def tell(ctx: Context, solicitation: Solicitation) -> None:
    """Let it be found as it is now, or no more. Asks nobody: the deed that calls it has asked."""
    announced = solicitation.is_announced and solicitation.state in BEFORE
    if solicitation.pool_id is not None or not (announced or solicitation.state == SolicitationState.PUBLISHED):
        indexing.forget_need(ctx, NeedKind.SOLICITATION, solicitation.id)
        return
    due = solicitation.due_at.date() if solicitation.due_at is not None else None
    indexing.index_need(
        ctx,
        subject=NeedKind.SOLICITATION,
        subject_id=solicitation.id,
        jurisdiction_id=solicitation.jurisdiction_id,
        scope=Scope.PUBLIC,
        network_id=None,
        title=solicitation.title,
        text=solicitation.summary,
        focus_area=solicitation.focus_area,
        categories=solicitation.facts.get("categories") or [],
        from_on=due or solicitation.forecast_publish_on,
        to_on=None,
        is_open=True,
    )


def tell_missing(ctx: Context) -> int:
    """Let be found what is announced or published and not indexed; how many there were.

    Asks nobody: it says nothing that the solicitations do not say (after an upgrade from a service without plans).
    """
    row = Solicitation
    announced = sa.and_(row.is_announced, row.state.in_(BEFORE))
    missing = sa.select(row).where(
        row.pool_id.is_(None),
        sa.or_(announced, row.state == SolicitationState.PUBLISHED),
        indexing.unindexed(NeedKind.SOLICITATION, row.id),
    )
    rows = ctx.session.scalars(missing.order_by(row.created_at, row.id)).all()
    for solicitation in rows:
        tell(ctx, solicitation)
    return len(rows)


def release_plan(ctx: Context, solicitation: Solicitation) -> None:
    """The plan it was started from stands for itself again. Asks nobody: a consequence of how it ended."""
    if solicitation.plan_id is not None:
        plans.release(ctx, ctx.session.get_one(Plan, solicitation.plan_id))
