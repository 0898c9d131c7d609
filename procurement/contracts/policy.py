"""Who signs a member's participating addendum, and who may read it."""

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, untimely, when
from procurement.networks.duties import Permission, may
from procurement.vendors.models import VendorDuty


def may_sign(actor: Actor, addendum: ParticipatingAddendum) -> Verdict:
    """The member's own representative: each government contracts for itself."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.COMMIT_TO_POOLS, addendum.jurisdiction_id):
        return refused("Only a representative of the member may sign or decline for it.")
    if addendum.state != AddendumState.OFFERED:
        return untimely(f"This participating addendum has been {addendum.state} already.")
    return ALLOWED


def may_sign_again(actor: Actor, addendum: ParticipatingAddendum, signature: str) -> Verdict:
    """The same, and whoever has just signed it in the same words: a form sent twice does no harm."""
    repeated = addendum.state == AddendumState.SIGNED and addendum.signature == signature.strip()
    if repeated and addendum.signed_by is not None and addendum.signed_by == actor.id:
        return ALLOWED
    return may_sign(actor, addendum)


def may_join_late(actor: Actor, award: Award) -> Verdict:
    """Joining a pool after its award: once that is final. Who may, and by which rule, the pool's own policy says."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if award.solicitation.pool_id is None:
        return refused("This award is for one government alone, not for a pool.")
    if award.state != AwardState.FINAL or award.outcome != Outcome.AWARD:
        return untimely("The pool can be joined again once the award is final.")
    return ALLOWED


def may_see(actor: Actor, addendum: ParticipatingAddendum, *, lead_id: str, vendor_id: str) -> Verdict:
    """The member, the lead of the pool, the awarded vendor; everybody once it is signed: it is a public contract."""
    if addendum.state == AddendumState.SIGNED:
        return ALLOWED
    inside = any(may(actor, Permission.SEE_INTERNAL, place) for place in (addendum.jurisdiction_id, lead_id))
    sells = any(actor.holds(duty, vendor_id) for duty in VendorDuty)
    return when(inside or sells or actor.is_system, "This participating addendum is not signed yet.")
