"""One-time links: issued into a letter, withdrawn, used once. Floor: operations.

The link holds a secret of 256 bits, the row only its fingerprint. What a use leads to stands in the payload
and is applied, in the same unit, by the room that asked for the link.
"""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from procurement.accounts import policy, queries
from procurement.accounts.models import ApiToken, Person, SignInSession, Ticket, TicketKind
from procurement.accounts.operations import set_password
from procurement.accounts.secrets import fingerprint, new_secret
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require

#: How long each kind of link may be used.
LASTS = {
    TicketKind.INVITATION: timedelta(days=14),
    TicketKind.PASSWORD_RESET: timedelta(hours=1),
    TicketKind.EMAIL_CONFIRMATION: timedelta(days=2),
}


def issue(
    ctx: Context,
    kind: TicketKind,
    *,
    email: str,
    payload: dict | None = None,
    place_id: str | None = None,
    address: str = "",
) -> tuple[str, Ticket]:
    """Make a one-time link to this mailbox; the secret is returned this once, for the letter."""
    require(policy.may_issue(ctx.actor, kind))
    secret = new_secret()
    ticket = ctx.add(
        Ticket(
            kind=kind,
            email=email.strip().lower(),
            secret_hash=fingerprint(secret),
            payload=payload or {},
            place_id=place_id,
            address=address[:60],
            created_at=ctx.now,
            expires_at=ctx.now + LASTS[kind],
            created_by=ctx.actor.id,
        )
    )
    return secret, ticket


def withdraw(ctx: Context, ticket: Ticket) -> None:
    """Make an invitation that nobody has taken up worthless."""
    require(policy.may_withdraw(ctx.actor, ticket))
    ctx.lock(ticket)
    require(policy.may_withdraw(ctx.actor, ticket))
    ticket.expires_at = min(ticket.expires_at, ctx.now)
    ledger.record(ctx, "invitation.withdrawn", ticket, {"email": ticket.email, "place": ticket.place_id})


def use(ctx: Context, secret: str, *kinds: TicketKind) -> Ticket:
    """Spend the link; a second use, in whatever tab, is refused.

    Asks nobody: whoever holds the secret may; `may_use` judges the link itself.
    """
    ticket = ctx.lock(queries.ticket(ctx.session, secret, *kinds))
    verdict = policy.may_use(ticket, ctx.now)
    if not verdict:
        raise Conflict(verdict.reason)
    ticket.used_at = ctx.now
    return ticket


def admit(ctx: Context, ticket: Ticket, *, name: str | None, password_hash: str | None) -> Person:
    """The person behind a link spent in this unit: found by its address, or made with a name and a password.

    Holding the link proves the mailbox. The password of somebody who has one is never touched here.
    """
    require(policy.may_be_admitted(ticket, ctx.now))
    person = queries.by_email(ctx.session, ticket.email)
    if person is not None and person.disabled_at is not None:
        raise Conflict("This account has been disabled. Ask the operator of the service.")
    if person is not None and person.password_hash is not None:
        return person
    if not name or not password_hash:
        raise Invalid({"name": ["Enter your name and choose a password."]})
    if person is None:
        person = ctx.add(Person(email=ticket.email, name=name, password_hash=password_hash, created_at=ctx.now))
        ledger.record(ctx, "person.created", person, {"by": str(ticket.kind)})
    else:
        person.name, person.password_hash = name, password_hash
    return person


def request_reset(ctx: Context, email: str, *, address: str, post: Callable) -> None:
    """Send a link for a new password, if there is such a person; the answer is the same if there is none.

    Asks nobody: anybody may forget a password; the throttle judges how often.
    """
    email = email.strip().lower()
    queries.check_links(ctx.session, address, ctx.now)
    full = queries.mailbox_is_full(ctx.session, TicketKind.PASSWORD_RESET, email, ctx.now)
    secret, ticket = issue(ctx, TicketKind.PASSWORD_RESET, email=email, address=address)
    person = queries.by_email(ctx.session, email)
    if person is not None and person.disabled_at is None and not full:
        link = f"{ctx.url}/reset/{secret}"
        values = {"link": link, "expires_at": ticket.expires_at}
        post(ctx, "password_reset", to=person, about=person, is_private=True, **values)


def reset_password(ctx: Context, secret: str, *, password_hash: str, post: Callable) -> Person:
    """Set a new password by a link from a letter; every session and API token of the person ends.

    Asks nobody: whoever holds the secret holds the mailbox.
    """
    ticket = use(ctx, secret, TicketKind.PASSWORD_RESET)
    require(policy.may_be_admitted(ticket, ctx.now))
    person = queries.by_email(ctx.session, ticket.email)
    if person is None or person.disabled_at is not None:
        raise Conflict(policy.SPENT)
    set_password(ctx, person, password_hash, post=post)
    for rows in (SignInSession, ApiToken):
        own = sa.update(rows).where(rows.person_id == person.id, rows.revoked_at.is_(None))
        ctx.session.execute(own.values(revoked_at=ctx.now))
    others = sa.update(Ticket).where(
        Ticket.email == person.email, Ticket.kind == TicketKind.PASSWORD_RESET, Ticket.used_at.is_(None)
    )
    ctx.session.execute(others.values(used_at=ctx.now))
    return person
