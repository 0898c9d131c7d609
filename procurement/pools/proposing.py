"""Proposing a pool from a plan to those who need the same: formed, linked to the plans, its owners invited.

Floor: operations.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.networks import queries as networks
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan
from procurement.pools import forming, joining, linking, policy
from procurement.pools.models import Admission, Pool

#: To so many governments one proposal goes.
MOST = 50


class Invited(NamedTuple):
    """A government that needs the same: why, in sentences for its letter, and its plans that say so."""

    because: str
    plans: Sequence[Plan]


def propose(
    ctx: Context,
    plan: Plan,
    *,
    network_id: str,
    title: str,
    invited: Mapping[str, Invited],
    description: str = "",
    authority: str = "",
    lines: Sequence[Mapping] = (),
) -> Pool:
    """Form a pool that the plan's owner leads, and invite these governments ({id: why}) with a letter.

    Where one of them is not in the network, the pool is open to whom the lead names. The plan is pooled at once; the
    plans of the others once they join. Proposed twice, the second is refused: the plan is pooled already.
    """
    require(policy.may_form(ctx.actor, plan.jurisdiction_id))
    ctx.lock(plan)
    if plan.state != PlanState.ANNOUNCED:
        raise Conflict(f"This plan is {plan.state} already, so no other pool is proposed for it.")
    if not invited:
        raise Invalid({"jurisdiction_ids": ["Choose at least one government to propose it to."]})
    if len(invited) > MOST:
        raise Invalid({"jurisdiction_ids": [f"Propose it to {MOST} governments at most; invite others later."]})
    inside = {each.id for each in networks.members(ctx.session, network_id)}
    pool = forming.form(
        ctx,
        jurisdiction_id=plan.jurisdiction_id,
        network_id=network_id,
        title=title,
        description=description,
        focus_area=plan.focus_area,
        authority=authority,
        lines=lines,
        admission=Admission.NETWORK if set(invited) <= inside else Admission.NAMED,
    )
    linking.link(ctx, pool, plan)
    linking.taken_part(ctx, next(iter(pool.participations)))
    for jurisdiction_id, why in invited.items():
        for other in why.plans:
            linking.link(ctx, pool, other)
        joining.invite(ctx, pool, jurisdiction_id=jurisdiction_id, because=why.because)
    return pool
