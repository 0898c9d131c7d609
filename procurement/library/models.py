"""Rows of the shared library: items with their versions, what forks propose back, categories, and the search."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.accounts.models import Person
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


class Form(StrEnum):
    """What a library item is for."""

    TEMPLATE = "template"
    #: A building block with its alternates: each section of its content is one.
    CLAUSE = "clause"
    GUIDE = "guide"
    #: A financial (revenue) model.
    MODEL = "model"
    #: What an RFI or a call for solutions found out.
    FINDINGS = "findings"
    #: What members of a pool sign when they join it.
    AGREEMENT = "agreement"


class Item(Versioned, Base):
    """Something of the library as a thing that lives on; its text is in its versions.

    `jurisdiction_id` None means that it is the service's own.
    """

    __tablename__ = "library_item"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    scope: Mapped[Scope] = choice(Scope, nullable=False, default=Scope.OWN)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    form: Mapped[Form] = choice(Form, nullable=False, default=Form.TEMPLATE, server_default=Form.TEMPLATE.value)
    title: Mapped[str] = mapped_column(sa.String(300))
    #: What a template makes; None for everything else.
    kind: Mapped[Kind | None] = choice(Kind, nullable=True)
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    #: Codes of commodity categories, as the owner's list has them.
    categories: Mapped[list] = mapped_column(Document, nullable=False, default=list, server_default="[]")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    #: The law it rests on, as cited.
    law: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    #: When its owner means to look at it again.
    review_on: Mapped[date | None] = mapped_column(sa.Date)
    #: The version this item was forked from.
    forked_from_id: Mapped[str | None] = refers_to("item_version.id", nullable=True, use_alter=True)
    #: The solicitation that findings come from: a room downstream, so only its id.
    solicitation_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH), unique=True)
    created_at: Mapped[datetime] = instant(nullable=False)
    created_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    jurisdiction: Mapped[Jurisdiction | None] = relationship()
    network: Mapped[Network | None] = relationship()
    forked_from: Mapped["ItemVersion | None"] = relationship(foreign_keys=[forked_from_id])
    versions: Mapped[list["ItemVersion"]] = relationship(
        back_populates="item", order_by="ItemVersion.number", foreign_keys="ItemVersion.item_id"
    )


class ItemVersion(Versioned, Base):
    """One version of an item. `content` is the document of `library/content.py`; published, it never changes."""

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
    #: The version of the item it was forked from whose changes are in this one: the base of the next update.
    upstream_id: Mapped[str | None] = refers_to("item_version.id", nullable=True)
    #: Where each paragraph was first written (library/provenance.py), known when published.
    origins: Mapped[dict] = mapped_column(Document, nullable=False, default=dict, server_default="{}", deferred=True)
    created_at: Mapped[datetime] = instant(nullable=False)
    published_at: Mapped[datetime | None] = instant()

    item: Mapped[Item] = relationship(back_populates="versions", foreign_keys=[item_id])
    upstream: Mapped["ItemVersion | None"] = relationship(remote_side=[id])

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


class ProposalState(StrEnum):
    """How far a proposal to the item upstream is."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Proposal(Versioned, Base):
    """A change of a fork that is offered back to the item it was forked from; its steward decides."""

    __tablename__ = "proposal"

    id: Mapped[str] = id_column()
    #: The item upstream that would change.
    item_id: Mapped[str] = refers_to("library_item.id")
    #: The fork's version that holds the change, and the version upstream it was made from.
    source_id: Mapped[str] = refers_to("item_version.id")
    base_id: Mapped[str] = refers_to("item_version.id")
    state: Mapped[ProposalState] = choice(ProposalState, nullable=False, default=ProposalState.PROPOSED)
    title: Mapped[str] = mapped_column(sa.String(300))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    proposed_at: Mapped[datetime] = instant(nullable=False)
    proposed_by: Mapped[str] = refers_to("person.id")
    #: Why it was declined, or what the steward changed in it.
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None] = instant()
    decided_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: The version upstream that it became part of.
    result_id: Mapped[str | None] = refers_to("item_version.id", nullable=True)

    item: Mapped[Item] = relationship()
    source: Mapped[ItemVersion] = relationship(foreign_keys=[source_id])
    base: Mapped[ItemVersion] = relationship(foreign_keys=[base_id])
    result: Mapped[ItemVersion | None] = relationship(foreign_keys=[result_id])
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])


class ItemFollower(Base):
    """A solicitation that is drafted from an item: its officer hears when there is a newer version.

    The row goes when the solicitation is published or cancelled.
    """

    __tablename__ = "item_follower"

    id: Mapped[str] = id_column()
    item_id: Mapped[str] = refers_to("library_item.id")
    #: The solicitation: a room downstream, so only its id.
    solicitation_id: Mapped[str] = mapped_column(sa.String(ID_LENGTH), unique=True)
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    person_id: Mapped[str] = refers_to("person.id")
    since: Mapped[datetime] = instant(nullable=False)

    person: Mapped[Person] = relationship()


class Category(Base):
    """One category of the list that a jurisdiction uploaded, beside the shipped one (library/categories.py)."""

    __tablename__ = "category"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id", index=False)
    code: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(200))

    __table_args__ = (sa.UniqueConstraint("jurisdiction_id", "code"),)


class SearchEntry(Base):
    """What the search knows of one version of an item; its words are in `library_words` (library/indexing.py).

    Ids grow: the newest publication has the highest.
    """

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    item_id: Mapped[str] = refers_to("library_item.id")
    version_id: Mapped[str] = refers_to("item_version.id")
    #: Whether it is for everybody the item is shared with; otherwise only for those who work on it.
    is_offered: Mapped[bool] = mapped_column(sa.Boolean)
    #: Whose the item is and with whom it is shared, as the item has it: a thousand entries are judged without it.
    jurisdiction_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH))
    scope: Mapped[Scope] = choice(Scope, nullable=False)
    network_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH))
    #: The words of the title, as the search compares them.
    title_words: Mapped[str] = mapped_column(sa.String(1_000))

    item: Mapped[Item] = relationship()
    found_version: Mapped[ItemVersion] = relationship()
    said: Mapped["SearchText"] = relationship(cascade="all, delete-orphan")


class SearchText(Base):
    """The beginning of what an entry says, for excerpts; apart from it, so that entries stay small."""

    __tablename__ = "search_text"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("search_entry.id"), primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(sa.Text)
