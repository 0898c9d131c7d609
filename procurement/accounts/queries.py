"""Questions about people: whose session or token this is, who they are, what they have signed in with."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.accounts.models import ApiToken, Person, SignInAttempt, SignInSession, Ticket, TicketKind
from procurement.accounts.passwords import Credentials
from procurement.accounts.secrets import fingerprint
from procurement.core.context import Actor, Context
from procurement.core.errors import NotFound, TooMany

#: A browser that asks nothing for so long is signed out.
IDLE = timedelta(hours=2)
#: The throttle: so many failed sign-ins within the window, for one account and from one network address.
WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 50
#: So many one-time links that anybody can ask for within an hour, to one mailbox and from one network address.
LINKS_PER_MAILBOX = 3
LINKS_PER_ADDRESS = 30


def behind_session(secret: str, now: datetime) -> sa.Select[tuple[Person, SignInSession]]:
    """Whose browser this is: no row when the secret is unknown, signed out, timed out, or the person disabled."""
    return (
        sa.select(Person, SignInSession)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.secret_hash == fingerprint(secret), _alive(now), Person.disabled_at.is_(None))
    )


def behind_token(secret: str, now: datetime) -> sa.Select[tuple[Person, ApiToken]]:
    """Whose program this is: no row when the token is unknown, revoked, expired, or the person disabled."""
    return (
        sa.select(Person, ApiToken)
        .join(ApiToken, ApiToken.person_id == Person.id)
        .where(ApiToken.secret_hash == fingerprint(secret), _valid(now), Person.disabled_at.is_(None))
    )


def credentials(session: Session, email: str, address: str, now: datetime) -> Credentials:
    """What a password for this address has to match; TooMany when too many did not lately."""
    check_throttle(session, email, address, now)
    person = by_email(session, email)
    if person is None:
        return Credentials(email)
    return Credentials(email, person.id, person.password_hash)


def check_throttle(session: Session, email: str, address: str, now: datetime) -> None:
    """Refuse (TooMany, telling when to come back) where sign-ins failed too often lately."""
    since = now - WINDOW
    last_success = session.scalar(
        sa.select(sa.func.max(SignInAttempt.at)).where(SignInAttempt.email == email, SignInAttempt.succeeded.is_(True))
    )
    of_account = SignInAttempt.email == email
    _refuse_after(session, of_account, max(since, last_success or since), FAILURES_PER_ACCOUNT, now)
    _refuse_after(session, SignInAttempt.address == address, since, FAILURES_PER_ADDRESS, now)


def _refuse_after(session: Session, whose, since: datetime, limit: int, now: datetime) -> None:
    """Refuse when `limit` failures since `since` are found; it ends when the oldest of them leaves the window."""
    failures = session.scalars(
        sa.select(SignInAttempt.at)
        .where(whose, SignInAttempt.succeeded.is_(False), SignInAttempt.at > since)
        .order_by(SignInAttempt.at.desc())
        .limit(limit)
    ).all()
    if len(failures) >= limit:
        minutes = max(1, -(-(failures[-1] + WINDOW - now) // timedelta(minutes=1)))
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        raise TooMany(f"Signing in failed too often. Please try again in {wait}, or reset your password.")


def mailbox_is_full(session: Session, kind: TicketKind, email: str, now: datetime) -> bool:
    """Whether this mailbox got as many links of this kind lately as anybody may ask for."""
    return _links(session, now, Ticket.kind == kind, Ticket.email == email) >= LINKS_PER_MAILBOX


def check_links(session: Session, address: str, now: datetime) -> None:
    """Refuse (TooMany) a network address that asked for too many links lately."""
    if _links(session, now, Ticket.address == address) >= LINKS_PER_ADDRESS:
        raise TooMany("Too many links were asked for from your network. Please try again in an hour.")


def _links(session: Session, now: datetime, *which) -> int:
    count = sa.select(sa.func.count()).select_from(Ticket)
    return session.scalar(count.where(Ticket.created_at > now - timedelta(hours=1), *which)) or 0


def by_email(session: Session, email: str) -> Person | None:
    """The person with this e-mail address, disabled or not."""
    return session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def person(session: Session, person_id: str | None) -> Person | None:
    """The person with this id; for other rooms, which have asked their own policy."""
    return None if person_id is None else session.get(Person, person_id)


def names(session: Session, person_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of these people by id, in one query; for other rooms."""
    wanted = {each for each in person_ids if each is not None}
    if not wanted:
        return {}
    return dict(session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted))).all())


def visible(ctx: Context) -> sa.Select[Person]:
    """The accounts this actor may see: their own; the operator all."""
    return sa.select(Person).where(_all_or(ctx.actor, Person.id == ctx.actor.id))


def visible_sessions(ctx: Context) -> sa.Select[SignInSession]:
    """The sign-ins this actor may see: their own."""
    return sa.select(SignInSession).where(SignInSession.person_id == ctx.actor.id)


def visible_tokens(ctx: Context) -> sa.Select[ApiToken]:
    """The API tokens this actor may see: their own."""
    return sa.select(ApiToken).where(ApiToken.person_id == ctx.actor.id)


def get(ctx: Context, person_id: str) -> Person:
    """The account, or NotFound."""
    return _found(ctx, visible(ctx).where(Person.id == person_id), "There is no such person.")


def me(ctx: Context) -> Person:
    """The account of whoever acts, or NotFound when nobody is signed in."""
    return get(ctx, ctx.actor.id or "")


def get_session(ctx: Context, session_id: str) -> SignInSession:
    """The sign-in, or NotFound."""
    return _found(ctx, visible_sessions(ctx).where(SignInSession.id == session_id), "There is no such sign-in.")


def get_token(ctx: Context, token_id: str) -> ApiToken:
    """The API token, or NotFound."""
    return _found(ctx, visible_tokens(ctx).where(ApiToken.id == token_id), "There is no such API token.")


def sessions(ctx: Context) -> list[SignInSession]:
    """The actor's browsers that are signed in now, the latest first."""
    alive = visible_sessions(ctx).where(_alive(ctx.now))
    return list(ctx.session.scalars(alive.order_by(SignInSession.seen_at.desc(), SignInSession.id)))


def tokens(ctx: Context) -> list[ApiToken]:
    """The actor's API tokens that were not revoked (expired ones too), the latest first."""
    kept = visible_tokens(ctx).where(ApiToken.revoked_at.is_(None))
    return list(ctx.session.scalars(kept.order_by(ApiToken.created_at.desc(), ApiToken.id)))


def people(ctx: Context, words: str = "") -> sa.Select[Person]:
    """The people this actor may see whose name or address holds all the words, by name."""
    found = visible(ctx)
    for word in words.split():
        found = found.where(
            sa.or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        )
    return found.order_by(Person.name, Person.id)


def ticket(session: Session, secret: str, *kinds: TicketKind) -> Ticket:
    """The one-time link with this secret, used or not; NotFound when there is none of these kinds."""
    found = session.scalar(sa.select(Ticket).where(Ticket.secret_hash == fingerprint(secret), Ticket.kind.in_(kinds)))
    if found is None:
        raise NotFound("This link is not valid. Copy it whole from the letter, or ask for a new one.")
    return found


def open_invitations(session: Session, place_id: str, now: datetime) -> list[Ticket]:
    """Invitations into a place that nobody has taken up yet; for the room the place belongs to."""
    return list(
        session.scalars(
            sa.select(Ticket)
            .where(
                Ticket.place_id == place_id,
                Ticket.kind == TicketKind.INVITATION,
                Ticket.used_at.is_(None),
                Ticket.expires_at > now,
            )
            .order_by(Ticket.created_at, Ticket.id)
        )
    )


def open_invitation(session: Session, place_id: str, ticket_id: str, now: datetime) -> Ticket:
    """One of them, or NotFound."""
    found = next((each for each in open_invitations(session, place_id, now) if each.id == ticket_id), None)
    if found is None:
        raise NotFound("There is no such open invitation.")
    return found


def _alive(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        SignInSession.revoked_at.is_(None),
        SignInSession.ends_at > now,
        SignInSession.seen_at > now - IDLE,
    )


def _valid(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        ApiToken.revoked_at.is_(None),
        sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
    )


def _all_or(actor: Actor, own: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.true() if actor.is_operator or actor.is_system else own


def _found(ctx: Context, select: sa.Select, sentence: str):
    row = ctx.session.scalar(select)
    if row is None:
        raise NotFound(sentence)
    return row
