"""Who holds which duty where: invited, assigned, ended. Floor: operations."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.accounts import queries as accounts
from procurement.accounts import tickets
from procurement.accounts.models import Person, Ticket, TicketKind
from procurement.audit import operations as ledger
from procurement.core.context import Actor, Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import policy, queries, rules
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment, Jurisdiction, Network

Place = Jurisdiction | Network
#: Names this room in the payload of an invitation.
ROOM = "networks"


def invite(ctx: Context, place: Place, *, email: str, duties: Sequence[Duty]) -> Ticket:
    """Invite somebody by letter to hold duties here; an earlier open invitation of theirs to this place ends."""
    require(policy.may_invite(ctx.actor, place))
    chosen = _fitting(place, duties)
    for earlier in accounts.open_invitations(ctx.session, place.id, ctx.now):
        if earlier.email == email.strip().lower():
            tickets.withdraw(ctx, earlier)
    payload = {"room": ROOM, "kind": place.__tablename__, "place": place.id, "duties": [str(duty) for duty in chosen]}
    secret, ticket = tickets.issue(ctx, TicketKind.INVITATION, email=email, payload=payload, place_id=place.id)
    mailbox.post(
        ctx,
        "invitation_to_duties",
        to=ticket.email,
        about=place,
        is_private=True,
        zone=getattr(place, "zone", ctx.actor.zone),
        inviter=ctx.actor.name,
        place=place.name,
        duties=[str(duty).replace("-", " ") for duty in chosen],
        link=f"{ctx.url}/join/{secret}",
        expires_at=ticket.expires_at,
    )
    ledger.record(ctx, "person.invited", place, {"email": ticket.email, "duties": payload["duties"]}, **_where(place))
    return ticket


def withdraw_invitation(ctx: Context, place: Place, ticket: Ticket) -> None:
    """Take an invitation back before it is taken up; the link in the letter is worth nothing from now on."""
    require(policy.may_invite(ctx.actor, place))
    if ticket.place_id != place.id:
        raise Conflict("This invitation leads to another place.")
    tickets.withdraw(ctx, ticket)


def take_up(ctx: Context, person: Person, ticket: Ticket) -> Place:
    """Give the person the duties they were invited to, in the unit in which the link is spent."""
    require(policy.may_take_up(ticket, person, ctx.now, inviter_may=inviter_still_may(ctx.session, ticket)))
    place = invited_to(ctx.session, ticket)
    ctx.lock(place)
    held = _held(ctx.session, place, person)
    for code in ticket.payload["duties"]:
        if Duty(code) not in held:
            _give(ctx, place, person, Duty(code), by=ticket.created_by)
    return place


def assign(ctx: Context, place: Place, person: Person, duty: Duty) -> Assignment:
    """Give a further duty to somebody who has one here already."""
    require(policy.may_assign(ctx.actor, place, duty, belongs=bool(_held(ctx.session, place, person))))
    ctx.lock(place)
    if duty in _held(ctx.session, place, person):
        raise Conflict(f"{person.name} holds this duty in {place.name} already.")
    return _give(ctx, place, person, duty, by=ctx.actor.id)


def limit_steps(ctx: Context, assignment: Assignment, *, steps: Sequence[str]) -> Assignment:
    """Say which steps of the approval chain an approver decides; none named means every step."""
    require(policy.may_limit_steps(ctx.actor, assignment))
    place = queries.place_of(ctx.session, assignment)
    ctx.lock(place)
    chain = [step["key"] for step in rules.approval_chain(place.rules)] if isinstance(place, Jurisdiction) else []
    if unknown := [each for each in steps if each not in chain]:
        raise Invalid({"steps": [f"The approval chain of {place.name} has no step “{unknown[0]}”."]})
    if assignment.duty != Duty.APPROVER:
        raise Conflict("Only approvers decide steps of the approval chain.")
    assignment.steps = [] if set(steps) == set(chain) else [each for each in chain if each in steps]
    ctx.session.flush()
    body = {"person": assignment.person_id, "duty": str(assignment.duty), "steps": assignment.steps}
    ledger.record(ctx, "duty.steps-set", place, body, **_where(place))
    return assignment


def end_duty(ctx: Context, assignment: Assignment) -> None:
    """Take a duty away, or lay one's own down; the last administrator of a place stays."""
    require(policy.may_end_duty(ctx.actor, assignment))
    place = queries.place_of(ctx.session, assignment)
    # Two administrators who remove each other at the same moment meet at this lock.
    ctx.lock(place)
    if (
        assignment.duty == Duty.ADMINISTRATOR
        and queries.administrators_left(ctx.session, place.id, without=assignment) == 0
    ):
        raise Conflict(f"{place.name} needs at least one administrator: assign another one first.")
    body = {"person": assignment.person_id, "duty": str(assignment.duty)}
    ctx.session.delete(assignment)
    ctx.session.flush()
    ledger.record(ctx, "duty.ended", place, body, **_where(place))


def invited_to(session: Session, ticket: Ticket) -> Place:
    """The place an invitation of this room leads to."""
    is_network = ticket.payload["kind"] == Network.__tablename__
    place_id = ticket.payload["place"]
    place = session.get(Network, place_id) if is_network else session.get(Jurisdiction, place_id)
    if place is None:
        raise Conflict("The place you were invited to is gone. Ask for a new invitation.")
    return place


def inviter_still_may(session: Session, ticket: Ticket) -> bool:
    """Whether whoever issued the invitation could do so now; what the service itself issued always holds."""
    if ticket.created_by is None:
        return True
    inviter = accounts.person(session, ticket.created_by)
    if inviter is None or inviter.disabled_at is not None:
        return False
    grants = frozenset(queries.grants_of(session, inviter.id))
    actor = Actor(id=inviter.id, name=inviter.name, grants=grants, is_operator=inviter.is_operator)
    return bool(policy.may_invite(actor, invited_to(session, ticket)))


def _fitting(place: Place, duties: Sequence[Duty]) -> list[Duty]:
    if not duties:
        raise Invalid({"duties": ["Choose at least one duty."]})
    for duty in duties:
        if not policy.fits(place, duty):
            raise Invalid({"duties": [f"“{duty.capitalize()}” is not held in a {place.__tablename__}."]})
    return list(dict.fromkeys(duties))


def _held(session: Session, place: Place, person: Person) -> set[Duty]:
    column = Assignment.network_id if isinstance(place, Network) else Assignment.jurisdiction_id
    rows = sa.select(Assignment.duty).where(Assignment.person_id == person.id, column == place.id)
    return set(session.scalars(rows))


def _give(ctx: Context, place: Place, person: Person, duty: Duty, *, by: str | None) -> Assignment:
    column = "network_id" if isinstance(place, Network) else "jurisdiction_id"
    assignment = ctx.add(
        Assignment(person_id=person.id, duty=duty, since=ctx.now, assigned_by=by, **{column: place.id})
    )
    body = {"person": person.id, "name": person.name, "duty": str(duty), "by": by}
    ledger.record(ctx, "duty.assigned", place, body, **_where(place))
    return assignment


def _where(place: Place) -> dict:
    """Whose auditors may read the entry: the jurisdiction's; a network's entries are the operator's."""
    return {"jurisdiction_id": place.id if isinstance(place, Jurisdiction) else None}
