"""Rows of plans: announced needs, uploaded sheets of them, and who wants the weekly letter about them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.accounts.models import Person
from procurement.core.columns import Document, Scaled, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.library.models import Scope
from procurement.networks.models import Jurisdiction, Network
from procurement.plans.lifecycle import PlanState


class Plan(Versioned, Base):
    """A need that a jurisdiction announces: what it means to buy, how much, when, and who may know."""

    __tablename__ = "plan"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    state: Mapped[PlanState] = choice(PlanState, nullable=False, default=PlanState.ANNOUNCED)
    #: The line's own number in the owner's procurement plan; may be empty.
    reference: Mapped[str] = mapped_column(sa.String(60), default="")
    title: Mapped[str] = mapped_column(sa.String(300))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="")
    #: Codes of commodity categories, as the owner's list has them.
    categories: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: In `unit`, three decimals at most; None: not said.
    quantity: Mapped[Decimal | None] = mapped_column(Scaled(3))
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    #: What it may cost, for people of governments only; None: not said.
    budget_low_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    budget_high_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: Between which days it is needed; None: not said.
    from_on: Mapped[date | None] = mapped_column(sa.Date)
    to_on: Mapped[date | None] = mapped_column(sa.Date)
    #: Whom peers ask; for people of governments only.
    contact_name: Mapped[str] = mapped_column(sa.String(200), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    scope: Mapped[Scope] = choice(Scope, nullable=False, default=Scope.NETWORK)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: The sheet it came from, if it came from one.
    sheet_id: Mapped[str | None] = refers_to("plan_sheet.id", nullable=True)
    created_at: Mapped[datetime] = instant(nullable=False)
    created_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    changed_at: Mapped[datetime] = instant(nullable=False)

    jurisdiction: Mapped[Jurisdiction] = relationship()
    network: Mapped[Network | None] = relationship()

    __table_args__ = (sa.Index("ix_plan_state_changed", "state", "changed_at"),)


class PlanSheet(Versioned, Base):
    """An uploaded yearly plan: its rows, good and bad, until somebody confirms the good ones.

    `content` is {rows: [{number, values, faults}]} as `plans/sheet.py` reads it; confirmed, the good rows are
    plans and only the bad ones are kept, to be downloaded and corrected.
    """

    __tablename__ = "plan_sheet"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    filename: Mapped[str] = mapped_column(sa.String(255))
    content: Mapped[dict] = mapped_column(Document, nullable=False)
    good: Mapped[int] = mapped_column(sa.Integer)
    bad: Mapped[int] = mapped_column(sa.Integer)
    #: With whom every plan of the sheet is shared.
    scope: Mapped[Scope] = choice(Scope, nullable=False)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    uploaded_at: Mapped[datetime] = instant(nullable=False)
    uploaded_by: Mapped[str] = refers_to("person.id")
    confirmed_at: Mapped[datetime | None] = instant()

    jurisdiction: Mapped[Jurisdiction] = relationship()
    network: Mapped[Network | None] = relationship()


class WeeklyLetter(Base):
    """Whether somebody wants the weekly letter about needs like theirs, when the last went out, what they know."""

    __tablename__ = "weekly_letter"

    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    is_wanted: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    #: Opens the page that stops or starts it, without signing in; stands in the letter.
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: When it was last looked whether there is something new, whether or not a letter came of it.
    looked_at: Mapped[datetime | None] = instant()
    sent_at: Mapped[datetime | None] = instant()
    #: What they were told of already, as "kind:id".
    told: Mapped[list] = mapped_column(Document, nullable=False, default=list)

    person: Mapped[Person] = relationship()
