"""Who needs the same as a plan that is announced, and what its people said is not the same. Floor: queries."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.plans import matching, queries
from procurement.plans.lifecycle import PlanState
from procurement.plans.matching import Match
from procurement.plans.models import Dismissal, NeedEntry, NeedKind, Plan
from procurement.plans.policy import may_compare


def of_plan(ctx: Context, plan: Plan) -> list[Match]:
    """What may be the same as this plan, the most alike first."""
    return matching.who_needs_the_same(
        ctx,
        jurisdiction_id=plan.jurisdiction_id,
        title=plan.title,
        text=plan.description,
        focus_area=plan.focus_area,
        categories=plan.categories,
        from_on=plan.from_on,
        to_on=plan.to_on,
        leave_out=[(NeedKind.PLAN, plan.id)],
    )


def mutual(ctx: Context, plan_id: str) -> list[str]:
    """The plan and those of others that are like it, each seen by the other; nothing when there are none."""
    plan = ctx.session.get(Plan, plan_id)
    if plan is None or plan.state != PlanState.ANNOUNCED:
        return []
    ids = [each.entry.subject_id for each in of_plan(ctx, plan) if each.entry.subject == NeedKind.PLAN]
    others = ctx.session.scalars(sa.select(Plan).where(Plan.id.in_(ids), Plan.state == PlanState.ANNOUNCED))
    found = [each.id for each in others if plan.id in [other.entry.subject_id for other in of_plan(ctx, each)]]
    return [plan.id, *found] if found else []


def of_words(ctx: Context, plan: Plan | None, jurisdiction_id: str, title: str, focus_area: str = "") -> list[Match]:
    """What may be the same as the plan, or as what its jurisdiction said of a need so far; for its own people."""
    if plan is not None:
        return of_plan(ctx, plan) if may_compare(ctx.actor, plan.jurisdiction_id) else []
    if not may_compare(ctx.actor, jurisdiction_id):
        return []
    return matching.who_needs_the_same(ctx, jurisdiction_id=jurisdiction_id, title=title, focus_area=focus_area)


def dismissed(ctx: Context, plan: Plan) -> list[tuple[Dismissal, NeedEntry | None]]:
    """What was dismissed for the plan, with what it was as far as it is still there to be seen."""
    rows = queries.dismissals(ctx, plan)
    if not rows:
        return []
    select = matching.visible(ctx).where(NeedEntry.subject_id.in_({each.other_id for each in rows}))
    found = ctx.session.scalars(select.options(joinedload(NeedEntry.jurisdiction))).unique()
    known = {(each.subject, each.subject_id): each for each in found}
    return [(each, known.get((each.other_subject, each.other_id))) for each in rows]
