"""Who may fork an item, take over what changed upstream, and propose a change back. Floor: policy."""

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, refused, when
from procurement.library.lifecycle import VersionState
from procurement.library.models import Item, ItemVersion, Proposal, ProposalState
from procurement.library.policy import may_create, may_edit
from procurement.networks.duties import Permission, may

NO_FORK = "This was not forked from anything, so there is nothing upstream of it."


def may_fork(actor: Actor, version: ItemVersion, jurisdiction_id: str | None) -> Verdict:
    """An officer, for their jurisdiction, from a version that is offered; who sees it is the query's business."""
    verdict = may_create(actor, jurisdiction_id)
    if not verdict:
        return verdict
    return in_time(
        version.state == VersionState.PUBLISHED, "Only a version that is published and not retired can be forked."
    )


def may_update(actor: Actor, fork: Item) -> Verdict:
    """Whoever may change the fork takes over what changed upstream."""
    verdict = may_edit(actor, fork)
    return verdict and in_time(fork.forked_from_id is not None, NO_FORK)


def may_propose(actor: Actor, source: ItemVersion) -> Verdict:
    """An officer of the fork's owner offers a published version of it to the item upstream."""
    verdict = may_create(actor, source.item.jurisdiction_id)
    if not verdict:
        return verdict
    if source.item.forked_from_id is None or source.upstream_id is None:
        return in_time(False, NO_FORK)
    return in_time(
        source.state == VersionState.PUBLISHED,
        "Publish this version first: what is proposed must not change any more.",
    )


def may_see_proposal(actor: Actor, proposal: Proposal) -> Verdict:
    """The people of whoever proposed it; and who decides on it, unless it was withdrawn.

    The proposal shows the proposed version to them, not the fork.
    """
    if actor.is_operator or actor.is_system or _proposers(actor, proposal):
        return ALLOWED
    if proposal.state != ProposalState.WITHDRAWN and may_edit(actor, proposal.item):
        return ALLOWED
    return refused("This proposal is for the two sides of it.")


def may_decide(actor: Actor, proposal: Proposal) -> Verdict:
    """Whoever may change the item upstream: its owner's officers, its network's stewards."""
    return may_edit(actor, proposal.item)


def may_withdraw(actor: Actor, proposal: Proposal) -> Verdict:
    """The officers of whoever proposed it."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    place = proposal.source.item.jurisdiction_id
    return when(
        bool(may_create(actor, place)), "Only an officer of the jurisdiction that proposed this may withdraw it."
    )


def _proposers(actor: Actor, proposal: Proposal) -> bool:
    return may(actor, Permission.SEE_INTERNAL, proposal.source.item.jurisdiction_id)
