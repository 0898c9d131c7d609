"""Who signs a member's participating addendum, and who may read it."""

from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, when
from procurement.networks.duties import Permission, may


def may_sign(actor: Actor, addendum: ParticipatingAddendum) -> Verdict:
    """The member's own representative: each government contracts for itself."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if addendum.state != AddendumState.OFFERED:
        return when(False, "This participating addendum has been signed or declined already.")
    return when(
        may(actor, Permission.COMMIT_TO_POOLS, addendum.jurisdiction_id),
        "Only a representative of the member may sign for it.",
    )


def may_see(actor: Actor, addendum: ParticipatingAddendum, *, lead_id: str, vendor_id: str) -> Verdict:
    """The member, the lead of the pool, the awarded vendor; everybody once it is signed: it is a public contract."""
    if addendum.state == AddendumState.SIGNED:
        return ALLOWED
    inside = any(may(actor, Permission.SEE_INTERNAL, place) for place in (addendum.jurisdiction_id, lead_id))
    sells = any(grant.place == vendor_id for grant in actor.grants)
    return when(inside or sells or actor.is_system, "This participating addendum is not signed yet.")
