"""Rows of plans: announced needs and sheets of them, the index of who needs the same, and the weekly letter."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.accounts.models import Person
from procurement.core.columns import ID_LENGTH, Document, Scaled, choice, id_column, instant, refers_to
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
    #: When somebody else last announced what may be the same; its people's desks say so for a while.
    matched_at: Mapped[datetime | None] = instant()

    jurisdiction: Mapped[Jurisdiction] = relationship()
    network: Mapped[Network | None] = relationship()

    __table_args__ = (
        sa.Index("ix_plan_state_changed", "state", "changed_at"),
        sa.Index(
            "uq_plan_reference",
            "jurisdiction_id",
            "reference",
            unique=True,
            sqlite_where=sa.text("reference <> '' AND state <> 'withdrawn'"),
            postgresql_where=sa.text("reference <> '' AND state <> 'withdrawn'"),
        ),
    )


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


class NeedKind(StrEnum):
    """What sort of thing an entry of the index of needs stands for."""

    PLAN = "plan"
    POOL = "pool"
    #: A published solicitation, or a draft that everybody may know of.
    SOLICITATION = "solicitation"
    CONTRACT = "contract"


class NeedEntry(Base):
    """What the index of needs knows of one plan, pool, solicitation or contract; its words are in `need_words`.

    The rooms downstream write it through `plans/indexing.py`; ids grow, and an entry keeps its own.
    """

    __tablename__ = "need_entry"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    subject: Mapped[NeedKind] = choice(NeedKind, nullable=False)
    subject_id: Mapped[str] = mapped_column(sa.String(ID_LENGTH))
    #: Whose need it is (of a pool: its lead's), and who may know of it.
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    scope: Mapped[Scope] = choice(Scope, nullable=False)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    state_code: Mapped[str] = mapped_column(sa.String(2))
    title: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text)
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="")
    categories: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: When it is needed, or how long the contract runs, both days included; None: not said.
    from_on: Mapped[date | None] = mapped_column(sa.Date)
    to_on: Mapped[date | None] = mapped_column(sa.Date)
    #: Whether somebody could still join it or use it; what ended by the calendar says so by `to_on`.
    is_open: Mapped[bool] = mapped_column(sa.Boolean)
    #: What title and text speak of (plans/wording.py), in their order, and the edition of the concepts that said so.
    title_units: Mapped[str] = mapped_column(sa.Text)
    text_units: Mapped[str] = mapped_column(sa.Text)
    edition: Mapped[str] = mapped_column(sa.String(12))

    jurisdiction: Mapped[Jurisdiction] = relationship()

    __table_args__ = (sa.UniqueConstraint("subject", "subject_id"),)


class NeedTally(Base):
    """In how many entries of one jurisdiction a word or concept stands; under "" how many entries it has."""

    __tablename__ = "need_tally"

    unit: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    jurisdiction_id: Mapped[str] = mapped_column(sa.ForeignKey("jurisdiction.id"), primary_key=True)
    entries: Mapped[int] = mapped_column(sa.Integer)


class Dismissal(Base):
    """A jurisdiction says that somebody else's need is not the same as its own: it is not shown there again.

    `subject` and `subject_id` None: its own need was only being typed; it is known again by its title.
    """

    __tablename__ = "dismissal"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    subject: Mapped[NeedKind | None] = choice(NeedKind, nullable=True)
    subject_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH))
    #: The title of the own need when it was dismissed.
    title: Mapped[str] = mapped_column(sa.String(300))
    other_subject: Mapped[NeedKind] = choice(NeedKind, called="otherkind", nullable=False)
    other_id: Mapped[str] = mapped_column(sa.String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    dismissed_at: Mapped[datetime] = instant(nullable=False)
    dismissed_by: Mapped[str] = refers_to("person.id")

    __table_args__ = (sa.Index("ix_dismissal_other", "jurisdiction_id", "other_subject", "other_id"),)
