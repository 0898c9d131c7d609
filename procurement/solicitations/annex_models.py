"""Rows of joint drafts: what each member of the pool adds to the common text, or puts in its place. Floor: models."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.accounts.models import Person
from procurement.core.columns import Document, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.pools.models import Participation
from procurement.solicitations.models import Solicitation


class Annex(Versioned, Base):
    """What holds for one member only: its own terms, delivery, insurance, forms.

    `sections` are [{key, topic, heading, body, overrides, against}] (solicitations/annexing.py): `overrides` is the key
    of the section of the core in whose place it stands for this member, "" for an addition; `against` is the digest of
    that section when this was written.
    """

    __tablename__ = "annex"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id", index=False)
    participation_id: Mapped[str] = refers_to("participation.id")
    sections: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: "Our annex is complete", or "we need none".
    confirmed_at: Mapped[datetime | None] = instant()
    confirmed_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    changed_at: Mapped[datetime] = instant(nullable=False)
    changed_by: Mapped[str] = refers_to("person.id")
    reminded_at: Mapped[datetime | None] = instant()

    solicitation: Mapped[Solicitation] = relationship()
    participation: Mapped[Participation] = relationship(lazy="joined")
    confirmer: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by])

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "participation_id"),)
