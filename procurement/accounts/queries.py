"""Questions about people: whose session or token this is, who they are, what they have signed in with."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.accounts.models import ApiToken, Person, SignInSession
from procurement.accounts.secrets import fingerprint

#: A browser that asks nothing for so long is signed out.
IDLE = timedelta(hours=2)


def person_of_session(session: Session, secret: str, now: datetime) -> tuple[Person, SignInSession] | None:
    """Whose browser this is; None when the secret is unknown, signed out, timed out, or the person disabled."""
    found = session.execute(
        sa.select(Person, SignInSession)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(
            SignInSession.secret_hash == fingerprint(secret),
            SignInSession.revoked_at.is_(None),
            SignInSession.ends_at > now,
            SignInSession.seen_at > now - IDLE,
            Person.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def person_of_token(session: Session, secret: str, now: datetime) -> tuple[Person, ApiToken] | None:
    """Whose program this is; None when the token is unknown, revoked, expired, or the person disabled."""
    found = session.execute(
        sa.select(Person, ApiToken)
        .join(ApiToken, ApiToken.person_id == Person.id)
        .where(
            ApiToken.secret_hash == fingerprint(secret),
            ApiToken.revoked_at.is_(None),
            sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            Person.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])
