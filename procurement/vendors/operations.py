"""What vendors do about themselves: register, describe themselves, choose who acts for them.

How newcomers get in by letter is in `joining.py` on the same floor.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.accounts import queries as accounts
from procurement.accounts import tickets
from procurement.accounts.models import Person, Ticket, TicketKind
from procurement.audit import operations as ledger
from procurement.core.context import Actor, Context
from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.vendors import policy, queries
from procurement.vendors.models import Vendor, VendorDuty, VendorMember

#: Names this room in the payload of an invitation.
ROOM = "vendors"


def register(
    ctx: Context,
    person: Person,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    website: str = "",
    address: str = "",
    description: str = "",
    is_small_business: bool = False,
) -> Vendor:
    """Register a company for all jurisdictions; the person, whose mailbox is proven, administers it."""
    require(policy.may_register(ctx.actor, person))
    vendor = ctx.add(
        Vendor(
            name=name,
            email=email.lower() or person.email,
            phone=phone,
            website=website,
            address=address,
            description=description,
            is_small_business=is_small_business,
            created_at=ctx.now,
        )
    )
    ledger.record(ctx, "vendor.registered", vendor, {"name": name, "person": person.id})
    add_member(ctx, vendor, person, VendorDuty.VENDOR_ADMINISTRATOR)
    return vendor


def add_member(ctx: Context, vendor: Vendor, person: Person, duty: VendorDuty) -> VendorMember:
    """Let the person act for the vendor.

    Asks nobody: it ends a deed (registration, taking up an invitation, the demo's set-up) that has been asked.
    """
    member = ctx.add(VendorMember(vendor_id=vendor.id, person_id=person.id, duty=duty, since=ctx.now))
    body = {"person": person.id, "name": person.name, "duty": str(duty)}
    ledger.record(ctx, "vendor.member-added", vendor, body)
    return member


def edit(ctx: Context, vendor: Vendor, *, version: int | None = None, **changes) -> Vendor:
    """Change the profile every jurisdiction reads; what is not named stays. Submitted responses keep their copy."""
    require(policy.may_edit(ctx.actor, vendor))
    ctx.expect(vendor, version)
    changed = [field for field, value in changes.items() if getattr(vendor, field) != value]
    for field in changed:
        setattr(vendor, field, changes[field])
    if changed:
        ledger.record(ctx, "vendor.edited", vendor, {"fields": sorted(changed), "name": vendor.name})
    return vendor


def invite(ctx: Context, vendor: Vendor, *, email: str, duty: VendorDuty) -> Ticket:
    """Invite a colleague by letter; an earlier open invitation of theirs to this vendor ends."""
    require(policy.may_invite(ctx.actor, vendor))
    email = email.strip().lower()
    if any(person.email == email for person in queries.members(ctx.session, vendor.id)):
        raise Conflict(f"{email} acts for {vendor.name} already.")
    for earlier in accounts.open_invitations(ctx.session, vendor.id, ctx.now):
        if earlier.email == email:
            tickets.withdraw(ctx, earlier)
    payload = {"room": ROOM, "vendor": vendor.id, "duty": str(duty)}
    secret, ticket = tickets.issue(ctx, TicketKind.INVITATION, email=email, payload=payload, place_id=vendor.id)
    mailbox.post(
        ctx,
        "invitation_to_vendor",
        to=email,
        about=vendor,
        is_private=True,
        inviter=ctx.actor.name,
        vendor=vendor.name,
        duty=duty_in_words(duty),
        link=f"{ctx.url}/join/{secret}",
        expires_at=ticket.expires_at,
    )
    ledger.record(ctx, "vendor.member-invited", vendor, {"email": email, "duty": str(duty)})
    return ticket


def withdraw_invitation(ctx: Context, vendor: Vendor, ticket: Ticket) -> None:
    """Take an invitation back before it is taken up; the link in the letter is worth nothing from now on."""
    require(policy.may_invite(ctx.actor, vendor))
    if ticket.place_id != vendor.id:
        raise Conflict("This invitation leads to another vendor.")
    tickets.withdraw(ctx, ticket)


def take_up(ctx: Context, person: Person, ticket: Ticket) -> Vendor:
    """Let the person act for the vendor they were invited to, in the unit in which the link is spent."""
    require(policy.may_take_up(ticket, person, ctx.now, inviter_may=inviter_still_may(ctx.session, ticket)))
    vendor = ctx.lock(invited_to(ctx.session, ticket))
    held = sa.select(VendorMember).where(VendorMember.vendor_id == vendor.id, VendorMember.person_id == person.id)
    if ctx.session.scalar(held) is None:
        add_member(ctx, vendor, person, VendorDuty(ticket.payload["duty"]))
    return vendor


def change_duty(ctx: Context, member: VendorMember, duty: VendorDuty) -> VendorMember:
    """Make a colleague an administrator or take that back; the last administrator stays one."""
    require(policy.may_change_duty(ctx.actor, member))
    ctx.lock(member.vendor)
    if duty != VendorDuty.VENDOR_ADMINISTRATOR:
        _keep_an_administrator(ctx, member)
    if member.duty != duty:
        member.duty = duty
        body = {"person": member.person_id, "duty": str(duty)}
        ledger.record(ctx, "vendor.duty-changed", member.vendor, body)
    return member


def remove(ctx: Context, member: VendorMember) -> None:
    """Let somebody go, or leave: what they wrote for the vendor stays the vendor's."""
    require(policy.may_remove(ctx.actor, member))
    # Two administrators who remove each other at the same moment meet at this lock.
    vendor = ctx.lock(member.vendor)
    _keep_an_administrator(ctx, member)
    body = {"person": member.person_id}
    ctx.session.delete(member)
    ctx.session.flush()
    ledger.record(ctx, "vendor.member-removed", vendor, body)


def invited_to(session: Session, ticket: Ticket) -> Vendor:
    """The vendor an invitation of this room leads to."""
    vendor = session.get(Vendor, ticket.payload["vendor"])
    if vendor is None:
        raise Conflict("The vendor you were invited to is gone. Ask for a new invitation.")
    return vendor


def inviter_still_may(session: Session, ticket: Ticket) -> bool:
    """Whether whoever issued the invitation could do so now; what the service itself issued always holds."""
    if ticket.created_by is None:
        return True
    inviter = accounts.person(session, ticket.created_by)
    if inviter is None or inviter.disabled_at is not None:
        return False
    grants = frozenset(queries.grants_of(session, inviter.id))
    actor = Actor(id=inviter.id, name=inviter.name, grants=grants)
    return bool(policy.may_invite(actor, invited_to(session, ticket)))


def duty_in_words(duty: VendorDuty) -> str:
    """The duty as letters and pages name it."""
    return "administrator" if duty == VendorDuty.VENDOR_ADMINISTRATOR else "user"


def _keep_an_administrator(ctx: Context, member: VendorMember) -> None:
    if member.duty != VendorDuty.VENDOR_ADMINISTRATOR:
        return
    if queries.administrators_left(ctx.session, member.vendor_id, without=member) == 0:
        raise Conflict(f"{member.vendor.name} needs at least one administrator: make somebody else one first.")
