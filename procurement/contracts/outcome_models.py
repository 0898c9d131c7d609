"""Rows of outcomes: what those who buy under a contract say came of it, and what the vendor answers. Floor: models."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.contracts.models import Contract
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.library.models import Scope
from procurement.networks.models import Jurisdiction, Network


class Kept(StrEnum):
    """Whether something was kept: the time, the budget."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    #: Nothing can be said yet.
    TOO_EARLY = "too-early"


class Again(StrEnum):
    """Whether one would buy it again."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


class ContractOutcome(Versioned, Base):
    """What one government says, under its name, at one milestone of a contract it buys under."""

    __tablename__ = "contract_outcome"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id")
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    #: "start", "year-1", "year-2" ..., "end" (contracts/milestones.py).
    milestone: Mapped[str] = mapped_column(sa.String(20))
    on_time: Mapped[Kept] = choice(Kept, nullable=False)
    on_budget: Mapped[Kept] = choice(Kept, called="kept_budget", nullable=False)
    buy_again: Mapped[Again] = choice(Again, nullable=False)
    #: What went wrong, and what one would tell the next.
    incidents: Mapped[str] = mapped_column(sa.Text, default="")
    lessons: Mapped[str] = mapped_column(sa.Text, default="")
    #: Results in numbers: [{what, value, unit}], the value a decimal string.
    measured: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: What it saved, and from what figures that is reckoned; None: not said.
    saved_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    saved_hours: Mapped[int | None] = mapped_column(sa.Integer)
    saved_how: Mapped[str] = mapped_column(sa.Text, default="")
    #: With whom it is shared; its lead and the vendor read what is shared with anybody at all.
    scope: Mapped[Scope] = choice(Scope, nullable=False, default=Scope.PUBLIC)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    told_at: Mapped[datetime] = instant(nullable=False)
    told_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: What the vendor says to it.
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    replied_at: Mapped[datetime | None] = instant()
    replied_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    contract: Mapped[Contract] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()
    network: Mapped[Network | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("contract_id", "jurisdiction_id", "milestone"),)


class OutcomeAsk(Base):
    """A buyer was asked by letter to tell at a milestone: once."""

    __tablename__ = "outcome_ask"

    contract_id: Mapped[str] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True)
    jurisdiction_id: Mapped[str] = mapped_column(sa.ForeignKey("jurisdiction.id"), primary_key=True)
    milestone: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    due_on: Mapped[date] = mapped_column(sa.Date)
    asked_at: Mapped[datetime] = instant(nullable=False)
