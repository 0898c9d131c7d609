"""Who may see and act for a vendor: its own people, and, to look, the buying side; never another vendor."""

from datetime import datetime

from procurement.accounts.models import Person, Ticket
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when
from procurement.networks.duties import Permission, places
from procurement.vendors.models import Vendor, VendorDuty, VendorMember

ADMINISTRATOR, USER = VendorDuty.VENDOR_ADMINISTRATOR, VendorDuty.VENDOR_USER


def may_register(actor: Actor, person: Person) -> Verdict:
    """Anybody whose mailbox is proven, for themselves: signed in, or by a link from a letter (`joining`)."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(actor.is_system or actor.id == person.id, "You can register a company only for yourself.")


def may_see(actor: Actor, vendor: Vendor) -> Verdict:
    """Its own people, government staff with internal work, and the operator. There is no public directory."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    allowed = _belongs(actor, vendor.id) or sees_all(actor)
    return when(allowed, "Only this vendor's own people and government staff see its profile.")


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every registered vendor's profile: who sees internal work of some jurisdiction."""
    return actor.is_operator or actor.is_system or bool(places(actor, Permission.SEE_INTERNAL))


def may_edit(actor: Actor, vendor: Vendor) -> Verdict:
    """The vendor's administrators: what they write is what every jurisdiction reads."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(_administers(actor, vendor.id), f"Only an administrator of {vendor.name} may change this.")


def may_invite(actor: Actor, vendor: Vendor) -> Verdict:
    """The vendor's administrators."""
    return may_edit(actor, vendor)


def may_see_team(actor: Actor, vendor: Vendor) -> Verdict:
    """Who acts for a vendor is for its own people and the operator."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    allowed = _belongs(actor, vendor.id) or actor.is_operator or actor.is_system
    return when(allowed, "Only this vendor's own people see who belongs to it.")


def may_see_member(actor: Actor, member: VendorMember) -> Verdict:
    """As the team it is in."""
    return may_see_team(actor, member.vendor)


def may_change_duty(actor: Actor, member: VendorMember) -> Verdict:
    """The vendor's administrators."""
    return may_edit(actor, member.vendor)


def may_remove(actor: Actor, member: VendorMember) -> Verdict:
    """The vendor's administrators, and whoever leaves."""
    if actor.id is not None and actor.id == member.person_id:
        return ALLOWED
    return may_edit(actor, member.vendor)


def may_take_up(ticket: Ticket, person: Person, now: datetime, *, inviter_may: bool) -> Verdict:
    """Whoever holds the mailbox, by a link spent in this unit, while the one who invited still may."""
    if ticket.used_at != now or ticket.email != person.email:
        return refused("This invitation is for somebody else, or was used before.")
    return when(inviter_may, "Whoever invited you may not do so any more. Ask for a new invitation.")


def _belongs(actor: Actor, vendor_id: str) -> bool:
    return actor.holds(ADMINISTRATOR, vendor_id) or actor.holds(USER, vendor_id)


def _administers(actor: Actor, vendor_id: str) -> bool:
    return actor.holds(ADMINISTRATOR, vendor_id) or actor.is_system
