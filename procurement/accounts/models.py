"""Rows of people: who they are, their sessions, tokens, one-time tickets and sign-in attempts."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from procurement.core.columns import ID_LENGTH, Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned


class Person(Versioned, Base):
    """Somebody who can sign in; `email` is kept in lower case and is unique."""

    __tablename__ = "person"

    id: Mapped[str] = id_column()
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    #: argon2id; None until the person has chosen a password.
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    #: IANA zone the person reads times in, where no jurisdiction's governs.
    zone: Mapped[str] = mapped_column(sa.String(60), default="America/Chicago")
    is_operator: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    #: Made by the demo: may sign in only on the machine the service runs on.
    is_demo: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    created_at: Mapped[datetime] = instant(nullable=False)
    disabled_at: Mapped[datetime | None] = instant()


class SignInSession(Base):
    """A browser that is signed in; the cookie holds the secret, the row only its SHA-256."""

    __tablename__ = "sign_in_session"

    id: Mapped[str] = id_column()
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[str] = refers_to("person.id")
    created_at: Mapped[datetime] = instant(nullable=False)
    seen_at: Mapped[datetime] = instant(nullable=False)
    ends_at: Mapped[datetime] = instant(nullable=False)
    revoked_at: Mapped[datetime | None] = instant()
    agent: Mapped[str] = mapped_column(sa.String(200), default="")


class ApiToken(Base):
    """A secret for programs, narrowed to scopes; shown once, kept only as SHA-256."""

    __tablename__ = "api_token"

    id: Mapped[str] = id_column()
    person_id: Mapped[str] = refers_to("person.id")
    name: Mapped[str] = mapped_column(sa.String(100))
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list] = mapped_column(Document, nullable=False)
    created_at: Mapped[datetime] = instant(nullable=False)
    expires_at: Mapped[datetime | None] = instant()
    used_at: Mapped[datetime | None] = instant()
    revoked_at: Mapped[datetime | None] = instant()


class TicketKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"
    EMAIL_CONFIRMATION = "email-confirmation"


class Ticket(Base):
    """A one-time link sent by letter; used once, before it expires. `payload` is what its use will do."""

    __tablename__ = "ticket"

    id: Mapped[str] = id_column()
    kind: Mapped[TicketKind] = choice(TicketKind, nullable=False)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    payload: Mapped[dict] = mapped_column(Document, nullable=False)
    #: The jurisdiction, network or vendor the link lets somebody into, so that its people can list open invitations.
    place_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH), index=True)
    #: The network address that asked for the link, where nobody was signed in: what the throttle counts.
    address: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    created_at: Mapped[datetime] = instant(nullable=False)
    expires_at: Mapped[datetime] = instant(nullable=False)
    used_at: Mapped[datetime | None] = instant()
    created_by: Mapped[str | None] = refers_to("person.id", nullable=True)


class SignInAttempt(Base):
    """A sign-in that was tried: what the throttle counts, by account and by address."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[str] = id_column()
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    address: Mapped[str] = mapped_column(sa.String(60), index=True)
    at: Mapped[datetime] = instant(nullable=False)
    succeeded: Mapped[bool] = mapped_column(sa.Boolean)
