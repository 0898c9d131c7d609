"""Who protests, who decides on it, and who reads why. Floor: policy."""

from collections.abc import Collection

from procurement.awards.lifecycle import AwardState, ProtestState
from procurement.awards.models import Award, Protest
from procurement.core.context import Actor
from procurement.core.verdict import SIGN_IN_FIRST, Verdict, in_time, refused, when
from procurement.networks.duties import Duty, Permission, may
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.solicitations.policy import is_public
from procurement.vendors.models import VendorDuty

#: A decision that was announced and stands.
STANDS = frozenset({AwardState.INTENDED, AwardState.FINAL})


def may_file(actor: Actor, solicitation: Solicitation, vendor_id: str, *, buyers: Collection[str]) -> Verdict:
    """The people of a vendor, of any: whether it has a say is for who decides. `buyers` are the ids of who buys."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if vendor_id not in actor.places(*VendorDuty):
        return refused("Only the vendor's own people protest for it.")
    if actor.places(*Duty) & frozenset(buyers):
        return refused("You have a duty in a jurisdiction that buys here, so you cannot protest for a vendor.")
    return _can_be_protested(solicitation)


def may_record(actor: Actor, solicitation: Solicitation) -> Verdict:
    """An officer of the jurisdiction puts on record what came on paper."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RECOMMEND, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction records a protest that came on paper.")
    return _can_be_protested(solicitation)


def may_decide(actor: Actor, protest: Protest, *, conflicted: bool = False) -> Verdict:
    """An approver of the jurisdiction who has no part in what is protested, nor in who protests."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.APPROVE, protest.solicitation.jurisdiction_id):
        return refused("Only an approver of the jurisdiction decides on a protest.")
    award: Award | None = protest.award
    if award is not None and award.recommended_by == actor.id:
        return refused("You recommended the award that is protested, so another person must decide.")
    drafted = (protest.solicitation.drafted_by, *(protest.solicitation.authors or ()))
    if award is None and actor.id in drafted:
        return refused("You wrote in the solicitation that is protested, so another person must decide.")
    if conflicted or _files(actor, protest):
        return refused("You have a conflict of interest with a vendor here: another person must decide.")
    return in_time(protest.state == ProtestState.RECEIVED, "This protest is not open any more.")


def may_withdraw(actor: Actor, protest: Protest) -> Verdict:
    """The protester; of one that came on paper the officer, when a letter says so."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    officer = may(actor, Permission.RECOMMEND, protest.solicitation.jurisdiction_id)
    if not (_files(actor, protest) or (protest.is_on_paper and officer)):
        return refused("Only the protester withdraws a protest.")
    return in_time(protest.state == ProtestState.RECEIVED, "This protest is not open any more.")


def may_read(actor: Actor, protest: Protest) -> Verdict:
    """The grounds, the document and who protests: the buyer's own people (auditors too) and the protester."""
    own = may(actor, Permission.SEE_INTERNAL, protest.solicitation.jurisdiction_id)
    reason = "Who protests and on what grounds is for the protester and the people of the jurisdiction."
    return when(own or actor.is_system or _files(actor, protest), reason)


def _files(actor: Actor, protest: Protest) -> bool:
    return protest.vendor_id is not None and protest.vendor_id in actor.places(*VendorDuty)


def _can_be_protested(solicitation: Solicitation) -> Verdict:
    if solicitation.state == SolicitationState.CANCELLED:
        return in_time(False, "This solicitation is cancelled: there is nothing left to protest.")
    return in_time(is_public(solicitation), "Only what has been published can be protested.")
