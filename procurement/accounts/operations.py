"""What people do with their accounts: sign in and out, mind their sessions and tokens, change their password.

One-time links (invitation, reset, confirmation) are in `tickets.py` on the same floor. The mailbox is downstream
of this room: where a deed tells somebody by letter, the door hands over the pen (`post`, see `mailbox.operations`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from procurement.accounts import policy, queries
from procurement.accounts.models import ApiToken, Person, SignInAttempt, SignInSession
from procurement.accounts.passwords import Claim
from procurement.accounts.secrets import fingerprint, new_secret, new_token
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require

#: A sign-in ends after so long, however busy the browser is.
ABSOLUTE = timedelta(hours=12)


def create_person(
    ctx: Context,
    *,
    email: str,
    name: str,
    password_hash: str | None = None,
    zone: str = "America/Chicago",
    is_operator: bool = False,
    is_demo: bool = False,
) -> Person:
    """Make a person without a letter: the first operator and the people of the demo."""
    require(policy.may_create_person(ctx.actor))
    if queries.by_email(ctx.session, email) is not None:
        raise Conflict(f"There is already a person with the address {email.strip().lower()}.")
    person = ctx.add(
        Person(
            email=email.strip().lower(),
            name=name,
            password_hash=password_hash,
            zone=zone,
            is_operator=is_operator,
            is_demo=is_demo,
            created_at=ctx.now,
        )
    )
    ledger.record(ctx, "person.created", person, {"is_operator": is_operator})
    return person


def sign_in(
    ctx: Context, claim: Claim, *, address: str, agent: str = "", local: bool, replaces: str | None = None
) -> tuple[str, SignInSession]:
    """Begin a session for whoever proved their password; the returned secret goes into the browser's cookie.

    A session this browser had before (`replaces`, its secret) ends, so that no secret outlives a sign-in.
    A failure is recorded after the unit has rolled back, and counts for the throttle.
    Asks nobody: before the password has proved it there is nobody to ask about; `may_sign_in` is asked with it.
    """
    person = _proven(ctx, claim, address, local=local)
    secret, row = begin_session(ctx, person, agent=agent, replaces=replaces)
    ledger.record(ctx, "person.signed-in", person)
    return secret, row


def begin_session(
    ctx: Context, person: Person, *, agent: str = "", replaces: str | None = None
) -> tuple[str, SignInSession]:
    """A new session with a new secret; the one this browser had before (`replaces`, its secret) ends.

    Asks nobody: it ends a deed that has made sure in this unit who the person is.
    """
    if replaces:
        _end(ctx, SignInSession.secret_hash == fingerprint(replaces))
    secret = new_secret()
    row = ctx.add(
        SignInSession(
            secret_hash=fingerprint(secret),
            person_id=person.id,
            created_at=ctx.now,
            seen_at=ctx.now,
            ends_at=ctx.now + ABSOLUTE,
            agent=agent[:200],
        )
    )
    return secret, row


def _proven(ctx: Context, claim: Claim, address: str, *, local: bool) -> Person:
    """The person of the claim, judged again inside the writing unit: a burst of guesses cannot slip through."""
    email = claim.credentials.email
    queries.check_throttle(ctx.session, email, address, ctx.now)
    person = queries.person(ctx.session, claim.credentials.person_id)
    proven = claim.holds and person is not None and person.password_hash == claim.credentials.hash
    verdict = policy.may_sign_in(person, proven, local=local)
    if not verdict or person is None:
        failed = [] if proven else [lambda fresh: note_attempt(fresh, email, address, succeeded=False)]
        refusal = Invalid({"email": [verdict.reason]}, verdict.reason)
        refusal.records = tuple(failed)
        raise refusal
    if claim.rehashed:
        person.password_hash = claim.rehashed
    note_attempt(ctx, email, address, succeeded=True)
    return person


def note_attempt(ctx: Context, email: str, address: str, *, succeeded: bool) -> None:
    """Write down that a sign-in was tried: what the throttle counts.

    Asks nobody: a refusal writes this for whoever failed.
    """
    ctx.add(SignInAttempt(email=email[:254], address=address[:60], at=ctx.now, succeeded=succeeded))


def sign_out(ctx: Context, sign_in_session: SignInSession) -> None:
    """End this session; its cookie is worth nothing from now on."""
    require(policy.may_revoke_session(ctx.actor, sign_in_session))
    _end(ctx, SignInSession.id == sign_in_session.id)
    ledger.record(ctx, "session.ended", sign_in_session)


def sign_out_everywhere(ctx: Context, person: Person, *, except_for: SignInSession | None = None) -> int:
    """End all sessions of the person (but one, if named); the number that ended."""
    require(policy.may_sign_out_everywhere(ctx.actor, person))
    which = [SignInSession.person_id == person.id]
    if except_for is not None:
        which.append(SignInSession.id != except_for.id)
    ended = _end(ctx, *which)
    ledger.record(ctx, "sessions.ended", person, {"count": ended})
    return ended


def _end(ctx: Context, *which) -> int:
    ended = (
        sa.update(SignInSession)
        .where(SignInSession.revoked_at.is_(None), *which)
        .values(revoked_at=ctx.now)
        .returning(SignInSession.id)
    )
    return len(ctx.session.scalars(ended).all())


def note_seen(engine: sa.Engine, sign_in_id: str, now: datetime, every: timedelta = timedelta(minutes=1)) -> None:
    """Write that this session was used, at most once in `every`, in a unit of its own."""
    stale = (SignInSession.id == sign_in_id) & (SignInSession.seen_at <= now - every)
    with unit_of_work(engine, writes=False) as session:
        if session.scalar(sa.select(SignInSession.id).where(stale)) is None:
            return
    with unit_of_work(engine) as session:
        session.execute(sa.update(SignInSession).where(stale).values(seen_at=now))


def note_token_used(engine: sa.Engine, token_id: str, now: datetime, every: timedelta = timedelta(minutes=1)) -> None:
    """Write that this API token was used, at most once in `every`, in a unit of its own."""
    stale = (ApiToken.id == token_id) & (ApiToken.used_at.is_(None) | (ApiToken.used_at <= now - every))
    with unit_of_work(engine, writes=False) as session:
        if session.scalar(sa.select(ApiToken.id).where(stale)) is None:
            return
    with unit_of_work(engine) as session:
        session.execute(sa.update(ApiToken).where(stale).values(used_at=now))


def carry_sessions_over(ctx: Context, seconds: int) -> None:
    """Move all sessions along when the demo's clock is moved: a tour that crosses a deadline stays signed in."""
    require(policy.may_carry_sessions_over(ctx.actor))
    ahead = timedelta(seconds=seconds)
    for row in ctx.session.scalars(sa.select(SignInSession).where(SignInSession.revoked_at.is_(None))):
        row.seen_at += ahead
        row.ends_at += ahead


def create_token(
    ctx: Context, person: Person, *, name: str, scopes: list[str], expires_at: datetime | None = None
) -> tuple[str, ApiToken]:
    """Make a secret for a program; the secret is returned this once and kept only as its fingerprint."""
    require(policy.may_create_token(ctx.actor, person))
    return _token(ctx, person, name, scopes, expires_at)


def exchange_for_token(
    ctx: Context,
    claim: Claim,
    *,
    address: str,
    local: bool,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
) -> tuple[str, ApiToken]:
    """Give a token to a program that has only an e-mail address and a password, under the rules of signing in.

    Asks nobody: the password is judged as in `sign_in`.
    """
    person = _proven(ctx, claim, address, local=local)
    return _token(ctx, person, name, scopes, expires_at)


def _token(ctx: Context, person: Person, name: str, scopes: list[str], expires_at: datetime | None):
    if expires_at is not None and expires_at <= ctx.now:
        raise Invalid({"expires_at": ["This is in the past; a token that has expired is of no use."]})
    secret = new_token()
    token = ctx.add(
        ApiToken(
            person_id=person.id,
            name=name,
            secret_hash=fingerprint(secret),
            scopes=sorted(set(scopes) | {"read"}),
            created_at=ctx.now,
            expires_at=expires_at,
        )
    )
    ledger.record(ctx, "token.created", token, {"person": person.id, "name": name, "scopes": token.scopes})
    return secret, token


def revoke_token(ctx: Context, token: ApiToken) -> None:
    """Make the token worthless; programs that use it are refused from now on."""
    require(policy.may_revoke_token(ctx.actor, token))
    if token.revoked_at is None:
        token.revoked_at = ctx.now
        ledger.record(ctx, "token.revoked", token, {"person": token.person_id, "name": token.name})


def edit_profile(ctx: Context, person: Person, *, version: int | None = None, name: str, zone: str) -> Person:
    """Change one's own name and the time zone one reads times in."""
    require(policy.may_edit(ctx.actor, person))
    ctx.expect(person, version)
    person.name, person.zone = name, zone
    ledger.record(ctx, "person.edited", person)
    return person


def change_password(
    ctx: Context,
    person: Person,
    claim: Claim,
    *,
    password_hash: str,
    address: str,
    keep: SignInSession | None = None,
    post: Callable,
) -> None:
    """Set a new password for somebody who proved the old one; every other session of theirs ends."""
    require(policy.may_change_password(ctx.actor, person))
    ctx.lock(person)
    if not (claim.holds and claim.credentials.hash == person.password_hash):
        refusal = Invalid({"current_password": ["This is not your current password."]})
        email = person.email
        refusal.records = (lambda fresh: note_attempt(fresh, email, address, succeeded=False),)
        raise refusal
    set_password(ctx, person, password_hash, post=post)
    sign_out_everywhere(ctx, person, except_for=keep)


def set_password(ctx: Context, person: Person, password_hash: str, *, post: Callable) -> None:
    """Keep the new hash and tell the person by letter.

    Asks nobody: it ends a deed that has made sure in this unit who asks.
    """
    person.password_hash = password_hash
    ledger.record(ctx, "password.changed", person)
    post(ctx, "password_changed", to=person, about=person, zone=person.zone)


def disable(ctx: Context, person: Person) -> None:
    """Keep somebody out: their sessions and tokens stop working at once, what they did stays."""
    require(policy.may_disable(ctx.actor, person))
    if person.disabled_at is None:
        person.disabled_at = ctx.now
        _end(ctx, SignInSession.person_id == person.id)
        ledger.record(ctx, "person.disabled", person)


def enable(ctx: Context, person: Person) -> None:
    """Let somebody in again."""
    require(policy.may_enable(ctx.actor, person))
    if person.disabled_at is not None:
        person.disabled_at = None
        ledger.record(ctx, "person.enabled", person)
