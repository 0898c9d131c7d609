"""A solicitation that is started from an announced plan of its own jurisdiction. Floor: operations."""

from collections.abc import Mapping

from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.plans import operations as plans
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan
from procurement.solicitations import drafting, policy
from procurement.solicitations.models import Solicitation


def draft(ctx: Context, plan: Plan | None, *, facts: Mapping | None = None, **given) -> Solicitation:
    """Begin a solicitation, from this plan if there is one: what the plan says is taken where nothing else is given.

    The plan is solicited from then on, and released when the solicitation is cancelled.
    """
    require(policy.may_draft(ctx.actor, given["jurisdiction_id"], given.get("pool")))
    if plan is None:
        return drafting.draft(ctx, facts=facts, **given)
    ctx.lock(plan)
    if plan.jurisdiction_id != given["jurisdiction_id"]:
        raise Invalid({"plan_id": ["A solicitation is started from a plan of its own government."]})
    if plan.state != PlanState.ANNOUNCED:
        raise Conflict(f"This plan is {plan.state} already, so nothing else is started from it.")
    amount = plan.budget_high_cents if plan.budget_high_cents is not None else plan.budget_low_cents
    known = {"amount_cents": amount, "categories": plan.categories or None}
    stated = {name: value for name, value in (facts or {}).items() if value is not None}
    made = drafting.draft(
        ctx,
        facts={**(facts or {}), **known, **stated},
        **{**given, "focus_area": given.get("focus_area") or plan.focus_area, "summary": given.get("summary") or ""},
    )
    made.plan_id = plan.id
    ctx.session.flush()
    plans.mark_solicited(ctx, plan)
    return made
