"""Who may read, write and share what is in the library."""

from datetime import date

from procurement.core.context import Actor
from procurement.core.verdict import SIGN_IN_FIRST, Verdict, when
from procurement.library.lifecycle import VersionState
from procurement.library.models import Item, ItemVersion
from procurement.networks.duties import Permission, may


def may_create(actor: Actor, jurisdiction_id: str | None) -> Verdict:
    """Officers write for their jurisdiction; the service's own items are the operator's."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if jurisdiction_id is None:
        return when(_runs_the_service(actor), "Only the operator adds what belongs to the service itself.")
    return when(
        may(actor, Permission.DRAFT, jurisdiction_id),
        "Only an officer of the jurisdiction may add to its library.",
    )


def may_edit(actor: Actor, item: Item) -> Verdict:
    """Officers of the owner, stewards of the network it is shared in, and the operator for the service's own.

    (What only the owner sees, and what is public, has no network.)
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    curates = may(actor, Permission.CURATE, item.network_id)
    return when(
        curates or bool(may_create(actor, item.jurisdiction_id)),
        "Only officers of the owner, or the network's stewards, may change this item.",
    )


def may_see_version(actor: Actor, version: ItemVersion) -> Verdict:
    """Published versions are for whoever sees the item; drafts only for those who work on it."""
    return when(
        version.state != VersionState.DRAFT or sees_drafts(actor, version.item),
        "This version is not published yet.",
    )


def sees_drafts(actor: Actor, item: Item) -> bool:
    """Whoever may edit the item, the owner's other people, and the operator."""
    inside = may(actor, Permission.SEE_INTERNAL, item.jurisdiction_id)
    return inside or bool(may_edit(actor, item)) or _runs_the_service(actor)


def may_share(actor: Actor, item: Item) -> Verdict:
    """With whom it is shared is for the owner to say, not for the network's stewards."""
    return may_create(actor, item.jurisdiction_id)


def is_review_due(item: Item, today: date) -> bool:
    """Whether the day has come on which its owner meant to look at it again."""
    return item.review_on is not None and item.review_on <= today


def may_keep_list(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Officers of the jurisdiction say which categories it has."""
    return may_create(actor, jurisdiction_id)


def _runs_the_service(actor: Actor) -> bool:
    return actor.is_operator or actor.is_system
