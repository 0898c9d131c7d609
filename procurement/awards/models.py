"""Rows of awards: one living award for each solicitation, guaranteed by the database."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.awards.lifecycle import AwardState
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation

_LIVING = sa.text("state IN ('recommended', 'intended', 'final')")


class Outcome(StrEnum):
    """What is recommended."""

    AWARD = "award"
    #: Nobody gets it, with a reason.
    NO_AWARD = "no-award"


class Award(Versioned, Base):
    """A recommendation and what became of it. `response_id` is None for "no award".

    `record` is what is published with the notice: {ranking rows, amounts, digests}, frozen at approval.
    """

    __tablename__ = "award"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    outcome: Mapped[Outcome] = choice(Outcome, nullable=False)
    response_id: Mapped[str | None] = refers_to("response.id", nullable=True)
    state: Mapped[AwardState] = choice(AwardState, nullable=False, default=AwardState.RECOMMENDED)
    #: The offered total, in cents.
    amount_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    reasons: Mapped[str] = mapped_column(sa.Text)
    recommended_at: Mapped[datetime] = instant(nullable=False)
    recommended_by: Mapped[str] = refers_to("person.id")
    decided_at: Mapped[datetime | None] = instant()
    decided_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    decision_comment: Mapped[str] = mapped_column(sa.Text, default="")
    #: Until when the award cannot become final.
    standstill_until: Mapped[datetime | None] = instant()
    final_at: Mapped[datetime | None] = instant()
    record: Mapped[dict | None] = mapped_column(Document)

    solicitation: Mapped[Solicitation] = relationship()
    response: Mapped[Response | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_award_one_living",
            "solicitation_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
    )
