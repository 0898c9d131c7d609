"""Who is calling: the person behind the session cookie or the API token, with all their duties."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

from procurement.accounts import queries as accounts
from procurement.accounts.models import ApiToken, Person, SignInSession
from procurement.core.context import NOBODY, Actor, Grant
from procurement.core.errors import NotAllowed, NotSignedIn
from procurement.networks import queries as networks
from procurement.settings import Settings
from procurement.vendors import queries as vendors

COOKIE = "procurement_session"


@dataclass(frozen=True)
class Identity:
    """The actor of a request, and by what they were recognised."""

    actor: Actor
    now: datetime
    sign_in: SignInSession | None = None
    token: ApiToken | None = None


def actor_for(session: Session, person: Person) -> Actor:
    """The person as an actor: their duties in jurisdictions, networks and vendors."""
    return _actor(person, {tuple(row) for row in session.execute(_held(person.id))})


def identify(session: Session, now: datetime, settings: Settings) -> Identity:
    """Whoever calls; nobody when there is neither cookie nor token, a refusal when a token is no good."""
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith("Bearer "):
        return _by_token(session, authorization.removeprefix("Bearer ").strip(), now, settings)
    secret = request.cookies.get(COOKIE)
    found = _behind(session, accounts.behind_session(secret, now)) if secret else None
    if found is None or not _admitted(found[0], settings):
        return Identity(NOBODY, now)
    person, sign_in, held = found
    session.expunge(sign_in)  # It is asked about after the unit has ended, also when that was rolled back.
    return Identity(_actor(person, held), now, sign_in)


def _by_token(session: Session, secret: str, now: datetime, settings: Settings) -> Identity:
    found = _behind(session, accounts.behind_token(secret, now))
    if found is None or not _admitted(found[0], settings):
        raise NotSignedIn("This API token is not known, has expired or was revoked.")
    person, token, held = found
    session.expunge(token)
    scopes = frozenset(token.scopes)
    if request.method not in ("GET", "HEAD", "OPTIONS") and "write" not in scopes:
        raise NotAllowed("This API token may only read.")
    return Identity(_actor(person, held, scopes), now, token=token)


def _behind(session: Session, select: sa.Select) -> tuple[Person, Any, set[tuple[str, str]]] | None:
    """The person of this select, by what they were recognised, and what they hold: asked at once, on every page."""
    held = _held(select.with_only_columns(Person.id).scalar_subquery()).subquery()
    rows = session.execute(select.outerjoin(held, sa.true()).add_columns(held)).all()
    if not rows:
        return None
    return rows[0][0], rows[0][1], {(duty, place) for _, _, duty, place in rows if duty is not None}


def _held(person_id: str | sa.ScalarSelect[str]) -> sa.CompoundSelect:
    return sa.union_all(networks.granted(person_id), vendors.granted(person_id))


def _actor(person: Person, held: set[tuple[str, str]], scopes: frozenset[str] | None = None) -> Actor:
    return Actor(
        id=person.id,
        name=person.name,
        email=person.email,
        grants=frozenset(Grant(*each) for each in held),
        is_operator=person.is_operator,
        scopes=scopes,
        zone=person.zone,
    )


def _admitted(person: Person, settings: Settings) -> bool:
    """Demo people may act only where the service runs on this very machine."""
    return settings.is_local or not person.is_demo
