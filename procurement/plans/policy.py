"""Who may announce needs, change and withdraw them, and who sees what of them."""

from collections.abc import Collection

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, untimely, when
from procurement.library.models import Scope
from procurement.networks.duties import Permission, may, places
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan

#: What only people who work for governments see of a plan: vendors would bid to the budget, and call the contact.
FOR_GOVERNMENTS = ("budget_low_cents", "budget_high_cents", "contact_name", "contact_email")


def announces_for(actor: Actor) -> frozenset[str]:
    """The jurisdictions whose needs the actor announces: where they are officer or representative."""
    return places(actor, Permission.DRAFT) | places(actor, Permission.COMMIT_TO_POOLS)


def works_for_government(actor: Actor) -> bool:
    """Whether budgets and contacts are for this actor."""
    inside = places(actor, Permission.SEE_INTERNAL) | places(actor, Permission.CURATE)
    return bool(inside) or actor.is_operator or actor.is_system


def may_see(actor: Actor, plan: Plan, *, above: Collection[str], below: Collection[str]) -> Verdict:
    """The owner's people; and, until it is withdrawn, whom its scope reaches.

    `above` and `below` are the networks whose items reach the actor (`library.queries.circles`).
    """
    if actor.is_operator or actor.is_system or may(actor, Permission.SEE_INTERNAL, plan.jurisdiction_id):
        return ALLOWED
    reached = (
        plan.scope == Scope.PUBLIC
        or (plan.scope == Scope.NETWORK and plan.network_id in above)
        or (plan.scope == Scope.PARENTS and plan.network_id in below)
    )
    return when(reached and plan.state != PlanState.WITHDRAWN, "This plan is not shared with you.")


def may_announce(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Officers and representatives of the jurisdiction."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        actor.is_system or jurisdiction_id in announces_for(actor),
        "Only an officer or a representative of the jurisdiction may announce what it needs.",
    )


def may_compare(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Who works for the jurisdiction may look who needs the same as it."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    inside = actor.is_system or may(actor, Permission.SEE_INTERNAL, jurisdiction_id)
    return when(inside, "Only people of the jurisdiction may look who needs the same as it.")


def may_edit(actor: Actor, plan: Plan) -> Verdict:
    """The same people, as long as nothing has been made of it."""
    verdict = may_announce(actor, plan.jurisdiction_id)
    if verdict and plan.state != PlanState.ANNOUNCED:
        return untimely(RESTS[plan.state])
    return verdict


#: Why a plan rests that is not announced any more.
RESTS = {
    PlanState.POOLED: "This plan is part of a pool: change what is needed there.",
    PlanState.SOLICITED: "A solicitation was started from this plan: change what is needed there.",
    PlanState.WITHDRAWN: "This plan is withdrawn. Announce the need anew if it is there again.",
}
