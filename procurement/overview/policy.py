"""Who sees an overview: of a government who sees its internal work; of a network who belongs to it or curates it."""

from collections.abc import Collection

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, when
from procurement.networks.duties import Permission, may, places


def may_see_jurisdiction(actor: Actor, jurisdiction_id: str) -> Verdict:
    """People of the government, whatever their duty there lets them do."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if actor.is_system:
        return ALLOWED
    return when(
        may(actor, Permission.SEE_INTERNAL, jurisdiction_id),
        "This overview is for people who work for this government.",
    )


def standing(actor: Actor) -> frozenset[str]:
    """The governments and networks for which the actor stands when an overview of a network is asked for."""
    return places(actor, Permission.SEE_INTERNAL) | places(actor, Permission.CURATE)


def may_see_network(actor: Actor, network_id: str, around: Collection[str]) -> Verdict:
    """People of its member governments, and stewards of it, of networks in it and above it.

    `around` are the networks that `standing(actor)` are, belong to, or curate from above.
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        actor.is_system or network_id in around,
        "This overview is for people who work for a member government, and for the stewards of the network.",
    )
