"""How newcomers get in by letter: vendors register, invited people take up their invitation. Floor: operations.

It stands here because this is the last room that invites: it knows its own links and those of the rooms upstream.
"""

from dataclasses import dataclass, replace

from procurement.accounts import passwords, tickets
from procurement.accounts import policy as account_policy
from procurement.accounts import queries as accounts
from procurement.accounts.models import Person, Ticket, TicketKind
from procurement.core.context import Actor, Context
from procurement.core.errors import Conflict, Invalid
from procurement.mailbox import operations as mailbox
from procurement.networks import people
from procurement.vendors import operations

LINKS = (TicketKind.INVITATION, TicketKind.EMAIL_CONFIRMATION)


@dataclass(frozen=True)
class Welcome:
    """What the page behind a link says before it is used."""

    email: str
    #: Who or what the link leads into.
    into: str
    #: The duties that wait there, in words; none for a company's own registration.
    duties: tuple[str, ...]
    #: Whether the mailbox has an account with a password already: then the link asks for none.
    is_known: bool
    #: The name typed at registration.
    name: str
    is_registration: bool
    invited_by: str


def ask_to_register(ctx: Context, *, company: str, name: str, email: str, address: str) -> None:
    """Send a letter with a link that registers the company; nothing is kept as a vendor before it is used.

    The answer is the same for every mailbox; who has an account already learns by letter that signing in is enough.
    Asks nobody: anybody may want to register; the throttle judges how often.
    """
    email = email.strip().lower()
    accounts.check_links(ctx.session, address, ctx.now)
    kind = TicketKind.EMAIL_CONFIRMATION
    full = accounts.mailbox_is_full(ctx.session, kind, email, ctx.now)
    payload = {"room": operations.ROOM, "register": {"name": company}, "person": name}
    secret, ticket = tickets.issue(ctx, kind, email=email, payload=payload, address=address)
    known = accounts.by_email(ctx.session, email)
    if full or (known is not None and known.disabled_at is not None):
        return
    mailbox.post(
        ctx,
        "confirm_registration",
        to=known or email,
        is_private=True,
        company=company,
        is_known=known is not None and known.password_hash is not None,
        link=f"{ctx.url}/join/{secret}",
        expires_at=ticket.expires_at,
    )


def welcome(ctx: Context, secret: str) -> Welcome:
    """What this link would do; NotFound for an unknown one, Conflict for one that was used or has expired.

    Asks nobody: whoever holds the secret may read what it is for.
    """
    ticket = accounts.ticket(ctx.session, secret, *LINKS)
    usable = account_policy.may_use(ticket, ctx.now)
    if not usable:
        raise Conflict(usable.reason)
    known = accounts.by_email(ctx.session, ticket.email)
    inviter = accounts.person(ctx.session, ticket.created_by)
    into, duties = _into(ctx, ticket)
    return Welcome(
        email=ticket.email,
        into=into,
        duties=duties,
        is_known=known is not None and known.password_hash is not None,
        name=ticket.payload.get("person", ""),
        is_registration=ticket.kind == TicketKind.EMAIL_CONFIRMATION,
        invited_by=inviter.name if inviter is not None else "",
    )


def choose_password(name: str | None, password: str | None, email: str) -> str:
    """The hash of a newcomer's password, with every fault of name and password at once; slow: outside units."""
    faults = {}
    if not name:
        faults["name"] = ["Enter your name, as colleagues shall know you."]
    try:
        passwords.check(password or "", email)
    except Invalid as fault:
        faults.update(fault.faults)
    if faults:
        raise Invalid(faults)
    return passwords.hashed(password or "")


def take_up(ctx: Context, secret: str, *, name: str | None = None, password_hash: str | None = None) -> Person:
    """Use the link: the person is made or found, and gets the duties or the company it stands for, all in one unit.

    Asks nobody: whoever holds the secret holds the mailbox; each room judges the ticket once more.
    """
    ticket = tickets.use(ctx, secret, *LINKS)
    person = tickets.admit(ctx, ticket, name=name, password_hash=password_hash)
    own = replace(ctx, actor=Actor(id=person.id, name=person.name, email=person.email))
    if ticket.payload["room"] == people.ROOM:
        people.take_up(own, person, ticket)
    elif "register" in ticket.payload:
        operations.register(own, person, **ticket.payload["register"])
    else:
        operations.take_up(own, person, ticket)
    return person


def _into(ctx: Context, ticket: Ticket) -> tuple[str, tuple[str, ...]]:
    if ticket.payload["room"] == people.ROOM:
        place = people.invited_to(ctx.session, ticket)
        return place.name, tuple(str(code).replace("-", " ") for code in ticket.payload["duties"])
    if "register" in ticket.payload:
        return ticket.payload["register"]["name"], ()
    vendor = operations.invited_to(ctx.session, ticket)
    return vendor.name, (operations.duty_in_words(ticket.payload["duty"]),)
