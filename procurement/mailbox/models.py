"""Rows of the outbox: letters to people, and jobs for the worker."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from procurement.core.columns import ID_LENGTH, Document, choice, id_column, instant, refers_to
from procurement.core.database import Base


class Delivery(StrEnum):
    """How far a letter or a job has come."""

    WAITING = "waiting"
    #: A worker has claimed it and is at it.
    CLAIMED = "claimed"
    DONE = "done"
    #: Given up after the last try; the error says why.
    FAILED = "failed"


class Letter(Base):
    """A letter to one address; written in the deed's transaction, delivered afterwards."""

    __tablename__ = "letter"

    id: Mapped[str] = id_column()
    to_email: Mapped[str] = mapped_column(sa.String(254), index=True)
    to_person_id: Mapped[str | None] = refers_to("person.id", nullable=True)
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    template: Mapped[str] = mapped_column(sa.String(80))
    about_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    about_id: Mapped[str] = mapped_column(sa.String(ID_LENGTH), default="")
    #: Only its reader may know that there is such a letter: even the operator's list and counts leave it out.
    is_private: Mapped[bool] = mapped_column(sa.Boolean, default=False, server_default=sa.false())
    written_at: Mapped[datetime] = instant(nullable=False)
    state: Mapped[Delivery] = choice(Delivery, nullable=False, default=Delivery.WAITING)
    tries: Mapped[int] = mapped_column(sa.Integer, default=0)
    next_try_at: Mapped[datetime] = instant(nullable=False)
    sent_at: Mapped[datetime | None] = instant()
    error: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (sa.Index("ix_letter_waiting", "state", "next_try_at"),)


class Job(Base):
    """Slow work asked for by a deed, done by the worker; never the thing that closes or opens anything."""

    __tablename__ = "job"

    id: Mapped[str] = id_column()
    #: Which function of the worker does it ("packets.print").
    task: Mapped[str] = mapped_column(sa.String(80))
    payload: Mapped[dict] = mapped_column(Document, nullable=False)
    written_at: Mapped[datetime] = instant(nullable=False)
    state: Mapped[Delivery] = choice(Delivery, nullable=False, default=Delivery.WAITING)
    tries: Mapped[int] = mapped_column(sa.Integer, default=0)
    next_try_at: Mapped[datetime] = instant(nullable=False)
    done_at: Mapped[datetime | None] = instant()
    error: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (sa.Index("ix_job_waiting", "state", "next_try_at"),)
