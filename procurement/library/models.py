"""Rows of the shared library: templates with their versions, and findings."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import ID_LENGTH, Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.library.lifecycle import VersionState
from procurement.networks.models import Jurisdiction, Network


class Kind(StrEnum):
    """What sort of solicitation it is."""

    RFP = "RFP"
    RFI = "RFI"
    RFQ = "RFQ"
    ITB = "ITB"
    CALL = "call for solutions"


class Scope(StrEnum):
    """With whom the owner shares a library item."""

    #: The jurisdiction itself.
    OWN = "own"
    #: The members of one network (`network_id`).
    NETWORK = "network"
    #: That network, its parents, and every network below those.
    PARENTS = "parents"
    #: Everybody, signed in or not.
    PUBLIC = "public"


class Item(Versioned, Base):
    """A template as a thing that lives on; its text is in its versions.

    `jurisdiction_id` None means that it is the service's own.
    """

    __tablename__ = "library_item"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    scope: Mapped[Scope] = choice(Scope, nullable=False, default=Scope.OWN)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[Kind] = choice(Kind, nullable=False)
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = instant(nullable=False)
    created_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    jurisdiction: Mapped[Jurisdiction | None] = relationship()
    network: Mapped[Network | None] = relationship()
    versions: Mapped[list["ItemVersion"]] = relationship(back_populates="item", order_by="ItemVersion.number")


class ItemVersion(Versioned, Base):
    """One version of a template. `content` is the document of `library/content.py`; published, it never changes."""

    __tablename__ = "item_version"

    id: Mapped[str] = id_column()
    item_id: Mapped[str] = refers_to("library_item.id")
    number: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[VersionState] = choice(VersionState, nullable=False, default=VersionState.DRAFT)
    content: Mapped[dict] = mapped_column(Document, nullable=False)
    #: How many pieces of each part the content has (`content.measures`).
    measures: Mapped[dict] = mapped_column(Document, nullable=False)
    #: Of the content, when published.
    digest: Mapped[str | None] = mapped_column(sa.String(71))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = instant(nullable=False)
    published_at: Mapped[datetime | None] = instant()

    item: Mapped[Item] = relationship(back_populates="versions")

    __table_args__ = (
        sa.UniqueConstraint("item_id", "number"),
        sa.Index(
            "uq_item_version_one_draft",
            "item_id",
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        ),
    )


class Findings(Versioned, Base):
    """What an RFI or call for solutions found out, shared with the others."""

    __tablename__ = "findings"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    scope: Mapped[Scope] = choice(Scope, nullable=False)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    #: The solicitation it comes from: a room downstream, so only its id.
    solicitation_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH), unique=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    #: Markdown.
    body: Mapped[str] = mapped_column(sa.Text)
    published_at: Mapped[datetime] = instant(nullable=False)
    published_by: Mapped[str] = refers_to("person.id")

    jurisdiction: Mapped[Jurisdiction] = relationship()
    network: Mapped[Network | None] = relationship()
