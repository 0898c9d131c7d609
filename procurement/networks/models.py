"""Rows of networks and jurisdictions, their memberships, and who holds which duty where."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.networks.duties import Duty


class JurisdictionKind(StrEnum):
    """What sort of public body it is."""

    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    DISTRICT = "district"
    STATE = "state"
    AUTHORITY = "authority"


class Network(Versioned, Base):
    """A coalition of jurisdictions, or of networks (its children)."""

    __tablename__ = "network"

    id: Mapped[str] = id_column()
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    parent_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    created_at: Mapped[datetime] = instant(nullable=False)

    parent: Mapped["Network | None"] = relationship(remote_side=[id])


class Jurisdiction(Versioned, Base):
    """A public body that buys: a city, a county, a district."""

    __tablename__ = "jurisdiction"

    id: Mapped[str] = id_column()
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[JurisdictionKind] = choice(JurisdictionKind, nullable=False)
    #: Two-letter postal code.
    state_code: Mapped[str] = mapped_column(sa.String(2))
    population: Mapped[int | None] = mapped_column(sa.Integer)
    #: IANA zone in which its deadlines are set and read.
    zone: Mapped[str] = mapped_column(sa.String(60))
    address: Mapped[str] = mapped_column(sa.Text, default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    #: Numbers of its rule pack (`networks/rules.py` names them and their defaults).
    rules: Mapped[dict] = mapped_column(Document, nullable=False, default=dict)
    created_at: Mapped[datetime] = instant(nullable=False)


class Membership(Base):
    """A jurisdiction belongs to a network; it may belong to several."""

    __tablename__ = "membership"

    id: Mapped[str] = id_column()
    network_id: Mapped[str] = refers_to("network.id")
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    since: Mapped[datetime] = instant(nullable=False)

    network: Mapped[Network] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()

    __table_args__ = (sa.UniqueConstraint("network_id", "jurisdiction_id"),)


class Assignment(Base):
    """A person holds a duty in a jurisdiction or in a network (exactly one of the two)."""

    __tablename__ = "assignment"

    id: Mapped[str] = id_column()
    person_id: Mapped[str] = refers_to("person.id")
    duty: Mapped[Duty] = choice(Duty, nullable=False)
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    #: Steps of the approval chain (rule pack) an approver decides; none named: every step.
    steps: Mapped[list] = mapped_column(Document, nullable=False, default=list, server_default="[]")
    since: Mapped[datetime] = instant(nullable=False)
    assigned_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    __table_args__ = (
        sa.UniqueConstraint("person_id", "duty", "jurisdiction_id", "network_id"),
        sa.CheckConstraint("(jurisdiction_id IS NULL) <> (network_id IS NULL)", name="one_place"),
    )
