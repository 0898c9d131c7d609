"""Who may do what with accounts: people mind their own, the operator may disable, tokens may not breed."""

from datetime import datetime

from procurement.accounts.models import ApiToken, Person, SignInSession, Ticket, TicketKind
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when

WRONG = "The e-mail address or the password is not right."
NOT_YOURS = "This belongs to somebody else's account."
BY_TOKEN = "An API token cannot do this; sign in with your e-mail address and password."
SPENT = "This link has been used already or has expired. Ask for a new one."


def may_sign_in(person: Person | None, proven: bool, *, local: bool) -> Verdict:
    """Whether this person may come in; why not is told only to who knows the password."""
    if person is None or not proven:
        return refused(WRONG)
    if person.disabled_at is not None:
        return refused("This account has been disabled. Ask the operator of the service.")
    return when(
        local or not person.is_demo,
        "This is an account of the demo; it can be used only on the machine the service runs on.",
    )


def may_see(actor: Actor, person: Person) -> Verdict:
    """One's own account; the operator sees all."""
    if actor.is_system or actor.is_operator:
        return ALLOWED
    return _own(actor, person.id)


def may_see_people(actor: Actor) -> Verdict:
    """The list of all people is the operator's."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(actor.is_operator or actor.is_system, "Only the operator of the service sees all people.")


def may_create_person(actor: Actor) -> Verdict:
    """People come by invitation or registration; only the service itself makes one without a letter."""
    return when(actor.is_system, "People are invited by letter.")


def may_edit(actor: Actor, person: Person) -> Verdict:
    """One's own name and time zone."""
    return _own(actor, person.id)


def may_change_password(actor: Actor, person: Person) -> Verdict:
    """One's own; the old password is asked for as well, so that a leaked token cannot take the account over."""
    return _own(actor, person.id)


def may_create_token(actor: Actor, person: Person) -> Verdict:
    """One's own, signed in by hand: a token that may write must not outlive its own expiry through another."""
    return _own_by_hand(actor, person.id)


def may_see_token(actor: Actor, token: ApiToken) -> Verdict:
    """One's own."""
    return _own(actor, token.person_id)


def may_revoke_token(actor: Actor, token: ApiToken) -> Verdict:
    """One's own."""
    return _own(actor, token.person_id)


def may_see_session(actor: Actor, sign_in: SignInSession) -> Verdict:
    """One's own."""
    return _own(actor, sign_in.person_id)


def may_revoke_session(actor: Actor, sign_in: SignInSession) -> Verdict:
    """One's own."""
    return _own(actor, sign_in.person_id)


def may_sign_out_everywhere(actor: Actor, person: Person) -> Verdict:
    """Oneself."""
    return _own(actor, person.id)


def may_disable(actor: Actor, person: Person) -> Verdict:
    """The operator, anybody but themselves."""
    if not may_see_people(actor):
        return may_see_people(actor)
    return when(actor.id != person.id, "You cannot disable your own account; another operator can.")


def may_enable(actor: Actor, person: Person) -> Verdict:
    """The operator."""
    return may_see_people(actor)


def may_issue(actor: Actor, kind: TicketKind) -> Verdict:
    """An invitation needs somebody who invites (the room it leads into asks its own policy); the rest is open."""
    if kind == TicketKind.INVITATION and actor.is_anonymous:
        return SIGN_IN_FIRST
    return ALLOWED


def may_withdraw(actor: Actor, ticket: Ticket) -> Verdict:
    """An invitation that nobody has taken up yet (whose place it leads into asks its own policy first)."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(ticket.kind == TicketKind.INVITATION and ticket.used_at is None, "This invitation is taken up already.")


def may_use(ticket: Ticket, now: datetime) -> Verdict:
    """Whoever holds the secret, once, before it expires."""
    return when(ticket.used_at is None and now < ticket.expires_at, SPENT)


def may_be_admitted(ticket: Ticket, now: datetime) -> Verdict:
    """Whoever spent a link in this very unit of work."""
    return when(ticket.used_at == now, SPENT)


def may_carry_sessions_over(actor: Actor) -> Verdict:
    """Only the service itself, when the demo's clock is moved."""
    return when(actor.is_system, "Only the service itself moves sessions.")


def _own(actor: Actor, person_id: str) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(actor.id == person_id, NOT_YOURS)


def _own_by_hand(actor: Actor, person_id: str) -> Verdict:
    verdict = _own(actor, person_id)
    if not verdict:
        return verdict
    return when(actor.scopes is None, BY_TOKEN)
