"""Rows of participating addenda: each pool member's own contract under the award."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.networks.models import Jurisdiction
from procurement.pools.models import Participation


class ParticipatingAddendum(Versioned, Base):
    """One member buys its own quantities at the awarded prices.

    `lines` is [{key, description, unit, quantity, unit_price, amount_cents}], taken from the member's share in the
    frozen revision and the awarded response.
    """

    __tablename__ = "participating_addendum"

    id: Mapped[str] = id_column()
    award_id: Mapped[str] = refers_to("award.id")
    participation_id: Mapped[str] = refers_to("participation.id")
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    state: Mapped[AddendumState] = choice(AddendumState, nullable=False, default=AddendumState.OFFERED)
    lines: Mapped[list] = mapped_column(Document, nullable=False)
    amount_cents: Mapped[int] = mapped_column(sa.BigInteger)
    #: The member's own terms, in its own words (Markdown).
    local_terms: Mapped[str] = mapped_column(sa.Text, default="")
    offered_at: Mapped[datetime] = instant(nullable=False)
    signed_at: Mapped[datetime | None] = instant()
    signed_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: Typed name and title of who signs.
    signature: Mapped[str] = mapped_column(sa.String(200), default="")
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")

    award: Mapped[Award] = relationship()
    participation: Mapped[Participation] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()

    __table_args__ = (sa.UniqueConstraint("award_id", "participation_id"),)
