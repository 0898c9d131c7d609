"""Rows of awards: one living award for each solicitation, guaranteed by the database; and the protests."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.awards.lifecycle import AwardState, ProtestState
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import Vendor

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


class Against(StrEnum):
    """What a protest is about."""

    #: What the solicitation asks, and how: until its deadline.
    TERMS = "terms"
    #: The announced decision: until the protest window ends.
    AWARD = "award"


class Protest(Versioned, Base):
    """Somebody says that a solicitation or a decision is wrong; while it is undecided and in time, no award is final.

    The grounds, the document and who protests are for the buyer's people and the protester; that there is a protest,
    and how it was decided and why, is public.
    """

    __tablename__ = "protest"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    #: Counts the protests of one solicitation from 1.
    number: Mapped[int] = mapped_column(sa.Integer)
    #: The decision it is about; None for the terms.
    award_id: Mapped[str | None] = refers_to("award.id", nullable=True)
    #: Whose person filed it; None for one that came on paper.
    vendor_id: Mapped[str | None] = refers_to("vendor.id", nullable=True)
    #: The protester's name as it was then.
    protester: Mapped[str] = mapped_column(sa.String(200))
    #: Where letters go to a protester whose protest came on paper; "" when unknown.
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    grounds: Mapped[str] = mapped_column(sa.Text)
    document_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True)
    received_at: Mapped[datetime] = instant(nullable=False)
    #: The end of the time to protest by which it was judged; None: there was none.
    timely_until: Mapped[datetime | None] = instant()
    is_timely: Mapped[bool] = mapped_column(sa.Boolean)
    entered_at: Mapped[datetime] = instant(nullable=False)
    #: Who filed it, or the officer who recorded what came on paper.
    entered_by: Mapped[str] = refers_to("person.id")
    state: Mapped[ProtestState] = choice(ProtestState, nullable=False, default=ProtestState.RECEIVED)
    decided_at: Mapped[datetime | None] = instant()
    decided_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: Of the decision (public), or of the withdrawal.
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    solicitation: Mapped[Solicitation] = relationship()
    award: Mapped[Award | None] = relationship()
    vendor: Mapped[Vendor | None] = relationship()
    document: Mapped[StoredFile | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "number"),)

    @property
    def against(self) -> Against:
        """What it is about."""
        return Against.TERMS if self.award_id is None else Against.AWARD

    @property
    def is_on_paper(self) -> bool:
        """Whether it came otherwise than through the service, and an officer recorded it."""
        return self.vendor_id is None
