"""Who may change networks, jurisdictions and duties, and who may see who holds them."""

from datetime import datetime

from procurement.accounts.models import Person, Ticket
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when
from procurement.networks.duties import OF_JURISDICTIONS, OF_NETWORKS, Duty, Permission, may
from procurement.networks.models import Assignment, Jurisdiction, Membership, Network

Place = Jurisdiction | Network


def may_create(actor: Actor) -> Verdict:
    """New jurisdictions and networks, and the tree of networks, are the operator's."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(_runs_the_service(actor), "Only the operator of the service sets up jurisdictions and networks.")


def may_edit(actor: Actor, place: Place) -> Verdict:
    """The administrators of the place, and the operator."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(_administers(actor, place.id), f"Only an administrator of {place.name} may change this.")


def may_move(actor: Actor, network: Network) -> Verdict:
    """Where a network hangs in the tree decides who sees what is shared: the operator's."""
    return may_create(actor)


def may_add_member(actor: Actor, network: Network) -> Verdict:
    """The network decides whom it takes in."""
    return may_edit(actor, network)


def may_remove_member(actor: Actor, membership: Membership) -> Verdict:
    """The network may let a jurisdiction go, and the jurisdiction may leave."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    either = _administers(actor, membership.network_id) or _administers(actor, membership.jurisdiction_id)
    return when(either, "Only an administrator of the network or of the jurisdiction may end this membership.")


def may_see_people(actor: Actor, place_id: str) -> Verdict:
    """Who holds which duty is for those who work there, and for the operator."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    inside = may(actor, Permission.SEE_INTERNAL, place_id) or may(actor, Permission.CURATE, place_id)
    return when(inside or _runs_the_service(actor), "Only people who work there see who holds which duty.")


def may_see_assignment(actor: Actor, assignment: Assignment) -> Verdict:
    """One's own duties, and those of the places one may see the people of."""
    if actor.id is not None and assignment.person_id == actor.id:
        return ALLOWED
    return may_see_people(actor, assignment.jurisdiction_id or assignment.network_id or "")


def may_see_contacts(actor: Actor, jurisdiction: Jurisdiction, *, shares_network: bool) -> Verdict:
    """Names and addresses of officers and representatives are for members of the same networks."""
    if may_see_people(actor, jurisdiction.id):
        return ALLOWED
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(shares_network, "Contacts are shown to people of jurisdictions in the same networks.")


def may_invite(actor: Actor, place: Place) -> Verdict:
    """The administrators of the place, and the operator."""
    return may_edit(actor, place)


def may_assign(actor: Actor, place: Place, duty: Duty, *, belongs: bool) -> Verdict:
    """A further duty for somebody who has one there; everybody else is invited, and may say no."""
    verdict = may_edit(actor, place)
    if not verdict:
        return verdict
    if not fits(place, duty):
        return refused(f"“{duty.capitalize()}” is not a duty that is held in a {place.__tablename__}.")
    return when(
        belongs or _runs_the_service(actor), "This person has no duty here yet: invite them by their e-mail address."
    )


def may_end_duty(actor: Actor, assignment: Assignment) -> Verdict:
    """The administrators of the place, the operator, and whoever holds the duty."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    place_id = assignment.jurisdiction_id or assignment.network_id
    own = actor.id is not None and assignment.person_id == actor.id
    return when(own or _administers(actor, place_id), "Only an administrator may end the duties of others.")


def may_limit_steps(actor: Actor, assignment: Assignment) -> Verdict:
    """The administrators of the place, and the operator."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    place_id = assignment.jurisdiction_id or assignment.network_id
    return when(_administers(actor, place_id), "Only an administrator says which steps an approver decides.")


def may_take_up(ticket: Ticket, person: Person, now: datetime, *, inviter_may: bool) -> Verdict:
    """Whoever holds the mailbox, by a link spent in this unit, while the one who invited still may."""
    if ticket.used_at != now or ticket.email != person.email:
        return refused("This invitation is for somebody else, or was used before.")
    return when(inviter_may, "Whoever invited you may not do so any more. Ask for a new invitation.")


def fits(place: Place, duty: Duty) -> bool:
    """Whether the duty can be held in this kind of place."""
    return duty in (OF_NETWORKS if isinstance(place, Network) else OF_JURISDICTIONS)


def _administers(actor: Actor, place_id: str | None) -> bool:
    return may(actor, Permission.MANAGE_PEOPLE, place_id) or _runs_the_service(actor)


def _runs_the_service(actor: Actor) -> bool:
    return actor.is_operator or actor.is_system
