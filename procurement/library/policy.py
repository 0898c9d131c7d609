"""Who may read, write and share what is in the library."""

from procurement.core.context import Actor
from procurement.core.verdict import SIGN_IN_FIRST, Verdict, when
from procurement.library.lifecycle import VersionState
from procurement.library.models import Findings, Item, ItemVersion
from procurement.networks.duties import Permission, may


def may_create(actor: Actor, jurisdiction_id: str | None) -> Verdict:
    """Officers write templates for their jurisdiction; the service's own are the operator's."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if jurisdiction_id is None:
        return when(_runs_the_service(actor), "Only the operator of the service adds templates of the service itself.")
    return when(
        may(actor, Permission.DRAFT, jurisdiction_id), "Only an officer of the jurisdiction may add templates for it."
    )


def may_edit(actor: Actor, template: Item) -> Verdict:
    """Officers of the owner, stewards of the network it is shared in, and the operator for the service's own.

    (What only the owner sees, and what is public, has no network.)
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    curates = may(actor, Permission.CURATE, template.network_id)
    return when(
        curates or bool(may_create(actor, template.jurisdiction_id)),
        "Only officers of the owner, or the network's stewards, may change this template.",
    )


def may_see_version(actor: Actor, version: ItemVersion) -> Verdict:
    """Published versions are for whoever sees the template; drafts only for those who work on it."""
    return when(
        version.state != VersionState.DRAFT or sees_drafts(actor, version.item),
        "This version is not published yet.",
    )


def sees_drafts(actor: Actor, template: Item) -> bool:
    """Whoever may edit the template, the owner's other people, and the operator."""
    inside = may(actor, Permission.SEE_INTERNAL, template.jurisdiction_id)
    return inside or bool(may_edit(actor, template)) or _runs_the_service(actor)


def may_share(actor: Actor, template: Item) -> Verdict:
    """With whom it is shared is for the owner to say, not for the network's stewards."""
    return may_create(actor, template.jurisdiction_id)


def may_share_findings(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Officers of the jurisdiction that asked share what they found out."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(may(actor, Permission.DRAFT, jurisdiction_id), "Only an officer of the jurisdiction may do this.")


def may_edit_findings(actor: Actor, findings: Findings) -> Verdict:
    """The same people as may share them."""
    return may_share_findings(actor, findings.jurisdiction_id)


def _runs_the_service(actor: Actor) -> bool:
    return actor.is_operator or actor.is_system
