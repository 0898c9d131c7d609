"""Who may write, see and open responses: vendors their own, the buying side nothing before the opening.

`buyers` are the ids of the jurisdictions that buy: the one that publishes and, for a pool, those that joined it.
"""

from collections.abc import Collection

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when
from procurement.networks.duties import Duty, Permission, may, places
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Opening, Response
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty

#: Who reads the contents of opened responses by their duty; evaluators read them by their seat.
READERS = (Duty.OFFICER, Duty.APPROVER, Duty.AUDITOR)
#: States in which the seal is broken.
UNSEALED = frozenset({ResponseState.OPENED, ResponseState.UNREADABLE})
SEALED = "Responses stay sealed until the opening."


def acts_for(actor: Actor, vendor_id: str) -> bool:
    """Whether the actor is one of the vendor's people."""
    return vendor_id in actor.places(*VendorDuty)


def sits_with_buyers(actor: Actor, buyers: Collection[str]) -> bool:
    """Whether the actor has a duty in one of the jurisdictions that buy."""
    return bool(actor.places(*Duty) & frozenset(buyers))


def may_respond(actor: Actor, solicitation: Solicitation, vendor_id: str, *, buyers: Collection[str]) -> Verdict:
    """The vendor's people, unless they belong to the buying side or drafted what is asked (2 CFR 200.319)."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not acts_for(actor, vendor_id):
        return refused("Only the vendor's own people write its response.")
    if actor.id in (solicitation.drafted_by, *(solicitation.authors or ())):
        return refused("You helped to draft this solicitation, so you cannot respond to it for a vendor.")
    if sits_with_buyers(actor, buyers):
        return refused(
            "You have a duty in a jurisdiction that buys here, so you cannot respond for a vendor. "
            "Let a colleague do it who has none."
        )
    return when(not actor.is_operator, "The operator of the service cannot respond for a vendor.")


def may_write(actor: Actor, response: Response, *, buyers: Collection[str]) -> Verdict:
    """As whoever may respond; in what span of time is the gate's business, not a matter of persons."""
    return may_respond(actor, response.solicitation, response.vendor_id, buyers=buyers)


def may_see(actor: Actor, response: Response, *, buyers: Collection[str]) -> Verdict:
    """The vendor its own; the readers of the jurisdiction what has been opened; nobody else anything."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    unsealed = response.state in UNSEALED
    if acts_for(actor, response.vendor_id) and not sits_with_buyers(actor, buyers):
        return ALLOWED
    if unsealed and (actor.is_system or _reads(actor, response)):
        return ALLOWED
    return refused(SEALED)


def may_read_content(actor: Actor, response: Response, *, seated: bool = False, has_conflict: bool = False) -> Verdict:
    """Who reads what an opened response says: officers, approvers and auditors, and the seats of its panel.

    `seated`: the actor holds a seat and has disclosed about this vendor that there is no conflict.
    `has_conflict`: the actor acts for another respondent, or holds a seat and has a conflict with this vendor or has
    not disclosed yet; that outweighs every duty.
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if response.state not in UNSEALED:
        return refused(SEALED)
    if has_conflict:
        return refused(
            "This response is closed to you: you act for another respondent, or hold a seat on the panel and have not "
            "disclosed that you have no conflict with it."
        )
    allowed = seated or actor.is_system or _reads(actor, response)
    return when(allowed, "Only officers, approvers, auditors and the panel read responses.")


def may_see_opening(actor: Actor, solicitation: Solicitation, *, shares_network: bool = False) -> Verdict:
    """The page of the opening: the jurisdiction's people, and who could be the second person."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    inside = may(actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id)
    return when(
        inside or _may_help_open(actor, solicitation, shares_network) or actor.is_system,
        "The opening is for the people of the jurisdiction that publishes.",
    )


def may_begin_opening(actor: Actor, solicitation: Solicitation) -> Verdict:
    """An officer of the jurisdiction who acts for no vendor."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.OPEN, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction that publishes begins the opening.")
    return _no_vendor(actor)


def may_complete_opening(
    actor: Actor, solicitation: Solicitation, opening: Opening, *, shares_network: bool = False, people: int = 2
) -> Verdict:
    """A second person: another officer there, or one of a jurisdiction that meets it in a network.

    `people` is the number of the rule pack; only where it says one may the first person go on alone.
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    officer = may(actor, Permission.OPEN, solicitation.jurisdiction_id)
    if not officer and not _may_help_open(actor, solicitation, shares_network):
        return refused(
            "Responses are opened by an officer of the jurisdiction, or of another member of one of its networks."
        )
    if actor.id == opening.first_id and people > 1:
        return refused("You began this opening, so another person must complete it.")
    return _no_vendor(actor)


def may_see_register(opening: Opening) -> Verdict:
    """Everybody, once it is drawn up."""
    return when(opening.state == OpeningState.DONE, SEALED)


def may_see_attempts(actor: Actor, solicitation: Solicitation) -> Verdict:
    """Refused attempts are for the readers of the jurisdiction, after the opening."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        any(actor.holds(duty, solicitation.jurisdiction_id) for duty in READERS),
        "Only officers, approvers and auditors of the jurisdiction see who tried too late.",
    )


def _reads(actor: Actor, response: Response) -> bool:
    return any(actor.holds(duty, response.solicitation.jurisdiction_id) for duty in READERS)


def _may_help_open(actor: Actor, solicitation: Solicitation, shares_network: bool) -> bool:
    elsewhere = places(actor, Permission.OPEN) - {solicitation.jurisdiction_id}
    return shares_network and bool(elsewhere)


def _no_vendor(actor: Actor) -> Verdict:
    return when(not actor.places(*VendorDuty), "You act for a vendor, so you cannot open responses.")
