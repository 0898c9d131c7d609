"""Rows of evaluations: the panel, its seats, disclosures, score sheets and determinations."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.accounts.models import Person
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation


class Panel(Versioned, Base):
    """The people who score one solicitation's responses.

    `result` is {input, output} of the scoring package as they stood when the panel closed, kept as the record;
    the ranking shown is recomputed from the sheets.
    """

    __tablename__ = "panel"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id", unique=True)
    state: Mapped[PanelState] = choice(PanelState, nullable=False, default=PanelState.CONVENED)
    convened_at: Mapped[datetime] = instant(nullable=False)
    convened_by: Mapped[str] = refers_to("person.id")
    closed_at: Mapped[datetime | None] = instant()
    result: Mapped[dict | None] = mapped_column(Document)
    result_digest: Mapped[str | None] = mapped_column(sa.String(71))

    solicitation: Mapped[Solicitation] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="panel", order_by="Seat.seated_at")


class Seat(Base):
    """One evaluator's place on a panel; `label` (E1, E2 ...) stands for them in scoring files."""

    __tablename__ = "seat"

    id: Mapped[str] = id_column()
    panel_id: Mapped[str] = refers_to("panel.id")
    person_id: Mapped[str] = refers_to("person.id")
    label: Mapped[str] = mapped_column(sa.String(10))
    is_chair: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    #: Keys of the evaluation groups this seat belongs to (`library/groups.py`); none: it marks every criterion.
    groups: Mapped[list[str]] = mapped_column(Document, nullable=False, default=list, server_default=sa.text("'[]'"))
    seated_at: Mapped[datetime] = instant(nullable=False)

    panel: Mapped[Panel] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()
    disclosures: Mapped[list["Disclosure"]] = relationship(back_populates="seat")
    sheets: Mapped[list["Sheet"]] = relationship(back_populates="seat")

    __table_args__ = (
        sa.UniqueConstraint("panel_id", "person_id"),
        sa.UniqueConstraint("panel_id", "label"),
    )


class Disclosure(Base):
    """What one seat declares about one vendor's response, before any content is seen."""

    __tablename__ = "disclosure"

    id: Mapped[str] = id_column()
    seat_id: Mapped[str] = refers_to("seat.id")
    response_id: Mapped[str] = refers_to("response.id")
    has_conflict: Mapped[bool] = mapped_column(sa.Boolean)
    statement: Mapped[str] = mapped_column(sa.Text, default="")
    declared_at: Mapped[datetime] = instant(nullable=False)

    seat: Mapped[Seat] = relationship(back_populates="disclosures")

    __table_args__ = (sa.UniqueConstraint("seat_id", "response_id"),)


class Sheet(Versioned, Base):
    """One seat's marks for one response: {criterion key: {mark: "4", reason: "…"}}."""

    __tablename__ = "sheet"

    id: Mapped[str] = id_column()
    seat_id: Mapped[str] = refers_to("seat.id")
    response_id: Mapped[str] = refers_to("response.id")
    state: Mapped[SheetState] = choice(SheetState, nullable=False, default=SheetState.OPEN)
    marks: Mapped[dict] = mapped_column(Document, nullable=False, default=dict)
    #: Under which scoring contract the marks were given.
    contract_digest: Mapped[str] = mapped_column(sa.String(71))
    submitted_at: Mapped[datetime | None] = instant()
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")

    seat: Mapped[Seat] = relationship(back_populates="sheets")
    response: Mapped[Response] = relationship()

    __table_args__ = (sa.UniqueConstraint("seat_id", "response_id"),)


class DeterminationKind(StrEnum):
    """What is determined about a response, each separately and with a reason."""

    RESPONSIVE = "responsive"
    RESPONSIBLE = "responsible"
    #: A claimed preference is granted or not (`preference` names it).
    PREFERENCE = "preference"


class Determination(Base):
    """An officer's determination about one response."""

    __tablename__ = "determination"

    id: Mapped[str] = id_column()
    response_id: Mapped[str] = refers_to("response.id")
    kind: Mapped[DeterminationKind] = choice(DeterminationKind, nullable=False)
    preference: Mapped[str] = mapped_column(sa.String(40), default="")
    holds: Mapped[bool] = mapped_column(sa.Boolean)
    reason: Mapped[str] = mapped_column(sa.Text)
    determined_at: Mapped[datetime] = instant(nullable=False)
    determined_by: Mapped[str] = refers_to("person.id")

    response: Mapped[Response] = relationship()

    __table_args__ = (sa.UniqueConstraint("response_id", "kind", "preference"),)
