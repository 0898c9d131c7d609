"""Rows of addenda."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.accounts.models import Person
from procurement.clarifications.lifecycle import AddendumState
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.solicitations.models import Revision, Solicitation

_DRAFT = sa.text("state = 'draft'")


class Addendum(Versioned, Base):
    """One change of what is published, with its reason.

    Its text is the working copy in the solicitation (`solicitations/amending.py`): so there is at most one that is
    being written. Issued, addendum n has made revision n + 1.
    """

    __tablename__ = "addendum"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    state: Mapped[AddendumState] = choice(AddendumState, nullable=False, default=AddendumState.DRAFT)
    #: 1, 2, 3 ... within the solicitation; given when it is issued.
    number: Mapped[int | None] = mapped_column(sa.Integer)
    #: Why, in words for everybody.
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: The later deadline and the later end of questions; None: as they are.
    due_at: Mapped[datetime | None] = instant()
    questions_due_at: Mapped[datetime | None] = instant()
    begun_at: Mapped[datetime] = instant(nullable=False)
    begun_by: Mapped[str] = refers_to("person.id")
    #: What it changed, when issued: [{part, key, status, sentence, is_asked}] (clarifications/changes.py).
    parts: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: The revision it made.
    revision_id: Mapped[str | None] = refers_to("revision.id", nullable=True)
    issued_at: Mapped[datetime | None] = instant()
    issued_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    dropped_at: Mapped[datetime | None] = instant()

    solicitation: Mapped[Solicitation] = relationship()
    revision: Mapped[Revision | None] = relationship()
    issuer: Mapped[Person | None] = relationship(foreign_keys=[issued_by])

    __table_args__ = (
        sa.UniqueConstraint("solicitation_id", "number"),
        sa.Index("uq_addendum_one_draft", "solicitation_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
    )
