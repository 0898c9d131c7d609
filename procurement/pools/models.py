"""Rows of pools: lines, participations and committed quantities."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import Scaled, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.networks.models import Jurisdiction, Network
from procurement.pools.lifecycle import ParticipationState, PoolState


class Pool(Versioned, Base):
    """Jurisdictions that buy the same thing together, led by one of them (`jurisdiction_id`)."""

    __tablename__ = "pool"

    id: Mapped[str] = id_column()
    #: The lead agency.
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    network_id: Mapped[str] = refers_to("network.id")
    state: Mapped[PoolState] = choice(PoolState, nullable=False, default=PoolState.FORMING)
    title: Mapped[str] = mapped_column(sa.String(300))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="")
    #: Until when others may join.
    join_by: Mapped[datetime | None] = instant()
    created_at: Mapped[datetime] = instant(nullable=False)
    created_by: Mapped[str] = refers_to("person.id")

    lead: Mapped[Jurisdiction] = relationship()
    network: Mapped[Network] = relationship()
    lines: Mapped[list["PoolLine"]] = relationship(back_populates="pool", order_by="PoolLine.position")
    participations: Mapped[list["Participation"]] = relationship(back_populates="pool", order_by="Participation.since")


class PoolLine(Versioned, Base):
    """One thing the pool buys; becomes a price line of the joint solicitation under the same `key`."""

    __tablename__ = "pool_line"

    id: Mapped[str] = id_column()
    pool_id: Mapped[str] = refers_to("pool.id")
    position: Mapped[int] = mapped_column(sa.Integer)
    key: Mapped[str] = mapped_column(sa.String(20))
    description: Mapped[str] = mapped_column(sa.String(300))
    unit: Mapped[str] = mapped_column(sa.String(40))

    pool: Mapped[Pool] = relationship(back_populates="lines")

    __table_args__ = (sa.UniqueConstraint("pool_id", "key"),)


class Participation(Versioned, Base):
    """A jurisdiction's part in a pool, with its authority to buy cooperatively."""

    __tablename__ = "participation"

    id: Mapped[str] = id_column()
    pool_id: Mapped[str] = refers_to("pool.id")
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    state: Mapped[ParticipationState] = choice(ParticipationState, nullable=False, default=ParticipationState.INVITED)
    since: Mapped[datetime] = instant(nullable=False)
    joined_at: Mapped[datetime | None] = instant()
    joined_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: By what authority it buys: a sentence (a resolution, a statute) and/or a document.
    authority: Mapped[str] = mapped_column(sa.Text, default="")
    authority_file_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True)

    pool: Mapped[Pool] = relationship(back_populates="participations")
    jurisdiction: Mapped[Jurisdiction] = relationship()
    commitments: Mapped[list["Commitment"]] = relationship(back_populates="participation")

    __table_args__ = (sa.UniqueConstraint("pool_id", "jurisdiction_id"),)


class Commitment(Versioned, Base):
    """The quantity one member states for one line."""

    __tablename__ = "commitment"

    id: Mapped[str] = id_column()
    participation_id: Mapped[str] = refers_to("participation.id")
    line_id: Mapped[str] = refers_to("pool_line.id")
    #: In the line's unit, three decimals at most.
    quantity: Mapped[Decimal] = mapped_column(Scaled(3))
    #: Firm, or an estimate.
    is_firm: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    stated_at: Mapped[datetime] = instant(nullable=False)

    participation: Mapped[Participation] = relationship(back_populates="commitments")
    line: Mapped[PoolLine] = relationship()

    __table_args__ = (sa.UniqueConstraint("participation_id", "line_id"),)
