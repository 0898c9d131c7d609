"""Rows of solicitations: the draft, its reviews, and the revisions frozen at publication."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from procurement.accounts.models import Person
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.library.models import Item, ItemVersion, Kind
from procurement.networks.models import Jurisdiction
from procurement.pools.models import Participation, Pool
from procurement.solicitations.lifecycle import SolicitationState


class Comment(Versioned, Base):
    """What somebody says about one place of a draft, until it is resolved."""

    __tablename__ = "comment"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    #: The part and key it is about, such as "sections/s3"; "" for the whole.
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    #: The comment it answers.
    reply_to_id: Mapped[str | None] = refers_to("comment.id", nullable=True)
    body: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime] = instant(nullable=False)
    written_by: Mapped[str] = refers_to("person.id")
    resolved_at: Mapped[datetime | None] = instant()
    resolved_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    solicitation: Mapped["Solicitation"] = relationship()
    writer: Mapped[Person] = relationship(foreign_keys=[written_by], lazy="joined")
    resolver: Mapped[Person | None] = relationship(foreign_keys=[resolved_by], lazy="joined")


class Solicitation(Versioned, Base):
    """An RFI, RFP, RFQ, ITB or call for solutions of one jurisdiction, for itself or for a pool it leads.

    `content` (shape: `library/content.py`) and `values` (what was filled into its blanks, by key) are the
    working draft; after publication the current `Revision` is the truth and they rest, until an addendum is written.
    """

    __tablename__ = "solicitation"

    id: Mapped[str] = id_column()
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    pool_id: Mapped[str | None] = refers_to("pool.id", nullable=True)
    template_version_id: Mapped[str | None] = refers_to("item_version.id", nullable=True)
    #: The plan of the jurisdiction it was started from.
    plan_id: Mapped[str | None] = refers_to("plan.id", nullable=True)
    kind: Mapped[Kind] = choice(Kind, nullable=False)
    state: Mapped[SolicitationState] = choice(SolicitationState, nullable=False, default=SolicitationState.DRAFT)
    #: The jurisdiction's own number, such as "RFP 2026-014"; unique within it.
    reference: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="")
    content: Mapped[dict] = mapped_column(Document, nullable=False)
    values: Mapped[dict] = mapped_column(Document, nullable=False, default=dict)
    #: Whether `content` and `values` are what the next addendum will say (solicitations/amending.py), and what they
    #: were when it was begun: {content, values}, what was published last.
    is_amending: Mapped[bool] = mapped_column(sa.Boolean, default=False, server_default=sa.text("false"))
    resting: Mapped[dict | None] = mapped_column(Document, deferred=True)
    #: What conditions of clauses ask: {amount_cents, federal_money, construction, personal_data, categories}
    #: (solicitations/facts.py); what is not known is None.
    facts: Mapped[dict] = mapped_column(Document, nullable=False, default=dict, server_default="{}")
    #: The solicitation it was copied from.
    copy_of_id: Mapped[str | None] = refers_to("solicitation.id", nullable=True)
    #: Responses are accepted in [published, due_at).
    due_at: Mapped[datetime | None] = instant()
    #: Until when vendors may ask; None: until the deadline.
    questions_due_at: Mapped[datetime | None] = instant()
    #: What is expected after the deadline, [{key, title, day}], as taken over from the date calculator.
    schedule: Mapped[list] = mapped_column(Document, nullable=False, default=list, server_default="[]")
    #: When publication is expected, and whether everybody may know it already.
    forecast_publish_on: Mapped[date | None] = mapped_column(sa.Date)
    is_announced: Mapped[bool] = mapped_column(sa.Boolean, default=False, server_default=sa.text("false"))
    #: When the pool's members were asked for their annexes, and until when (solicitations/annexing.py).
    annexes_asked_at: Mapped[datetime | None] = instant()
    annexes_due_at: Mapped[datetime | None] = instant()
    #: IANA zone in which the deadline is set and printed.
    zone: Mapped[str] = mapped_column(sa.String(60))
    contact_name: Mapped[str] = mapped_column(sa.String(200), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    drafted_by: Mapped[str] = refers_to("person.id")
    #: Ids of everybody who drafted or changed it: they do not approve it.
    authors: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    created_at: Mapped[datetime] = instant(nullable=False)
    published_at: Mapped[datetime | None] = instant()
    cancelled_at: Mapped[datetime | None] = instant()
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: How many comments on it are open; asked for only where it is needed.
    open_comments: Mapped[int] = column_property(
        sa.select(sa.func.count(Comment.id))
        .where(Comment.solicitation_id == id, Comment.reply_to_id.is_(None), Comment.resolved_at.is_(None))
        .correlate_except(Comment)
        .scalar_subquery(),
        deferred=True,
    )

    jurisdiction: Mapped[Jurisdiction] = relationship()
    pool: Mapped[Pool | None] = relationship()
    template_version: Mapped[ItemVersion | None] = relationship()
    revisions: Mapped[list["Revision"]] = relationship(back_populates="solicitation", order_by="Revision.number")
    reviews: Mapped[list["Review"]] = relationship(back_populates="solicitation", order_by="Review.asked_at")
    determinations: Mapped[list["WrittenDetermination"]] = relationship(
        back_populates="solicitation", order_by="WrittenDetermination.made_at"
    )
    copy_of: Mapped["Solicitation | None"] = relationship(remote_side=[id])

    __table_args__ = (sa.UniqueConstraint("jurisdiction_id", "reference"),)

    @property
    def revision(self) -> "Revision | None":
        """The revision in force: the last one."""
        return self.revisions[-1] if self.revisions else None

    @property
    def settled_content(self) -> dict:
        """The content without what an addendum that is still being written does to it."""
        return self.resting["content"] if self.is_amending and self.resting else self.content

    @property
    def settled_values(self) -> dict:
        """The values of the blanks without what an addendum that is still being written does to them."""
        return self.resting["values"] if self.is_amending and self.resting else self.values


class Revision(Base):
    """What was published: the filled content, the scoring contract and the digests, never changed again.

    `body` is {title, reference, kind, summary, focus_area, due_at, zone, jurisdiction, contact, pool, sections,
    requirements, criteria, evaluation, price_lines (with `shares` per member for a pool), contract_digest}
    (solicitations/snapshot.py); `contract` is the canonical scoring contract (None for an RFI).
    """

    __tablename__ = "revision"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    number: Mapped[int] = mapped_column(sa.Integer)
    body: Mapped[dict] = mapped_column(Document, nullable=False)
    digest: Mapped[str] = mapped_column(sa.String(71))
    contract: Mapped[dict | None] = mapped_column(Document)
    contract_digest: Mapped[str | None] = mapped_column(sa.String(71))
    published_at: Mapped[datetime] = instant(nullable=False)
    published_by: Mapped[str] = refers_to("person.id")
    #: Where each paragraph came from, and the share of words reused (library/provenance.py).
    provenance: Mapped[dict] = mapped_column(Document, nullable=False, default=dict, server_default="{}", deferred=True)

    solicitation: Mapped[Solicitation] = relationship(back_populates="revisions")

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "number"),)


class Reuse(Base):
    """How many words of a published solicitation come from one item of the library, or were written for it.

    The words of a solicitation are the sum of its rows. `item_id` None: another solicitation of `jurisdiction_id`, or,
    where that is None too, words written for this one.
    """

    __tablename__ = "reuse"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    item_id: Mapped[str | None] = refers_to("library_item.id", nullable=True)
    #: Whose words they are; None with an item: the service's own.
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    #: Words of paragraphs that were taken as they are.
    unchanged: Mapped[int] = mapped_column(sa.Integer)
    #: Words kept of paragraphs that were changed.
    changed: Mapped[int] = mapped_column(sa.Integer)
    #: Words that are new here.
    own: Mapped[int] = mapped_column(sa.Integer)

    item: Mapped[Item | None] = relationship()
    jurisdiction: Mapped[Jurisdiction | None] = relationship()


class Checkpoint(StrEnum):
    """Why a version of a draft was kept."""

    BEGUN = "begun"
    SAVED = "saved"
    REVIEW = "review"
    RETURNED = "returned"
    MERGED = "merged"
    EXPORTED = "exported"
    TAKEN_IN = "taken-in"
    PUBLISHED = "published"


class DraftVersion(Base):
    """A draft as it stood at one moment: what approvals, exports, merges and comparisons refer to; never changed."""

    __tablename__ = "draft_version"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    number: Mapped[int] = mapped_column(sa.Integer)
    reason: Mapped[Checkpoint] = choice(Checkpoint, nullable=False)
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    content: Mapped[dict] = mapped_column(Document, nullable=False)
    values: Mapped[dict] = mapped_column(Document, nullable=False)
    facts: Mapped[dict] = mapped_column(Document, nullable=False, default=dict)
    #: Of title, summary, content, values and facts.
    digest: Mapped[str] = mapped_column(sa.String(71))
    #: The template's version the draft was pinned to then.
    template_version_id: Mapped[str | None] = refers_to("item_version.id", nullable=True)
    made_at: Mapped[datetime] = instant(nullable=False)
    made_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    solicitation: Mapped[Solicitation] = relationship()
    maker: Mapped[Person | None] = relationship(lazy="joined")

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "number"),)


class ReviewDecision(StrEnum):
    """What a reviewer said."""

    APPROVED = "approved"
    RETURNED = "returned"


class Review(Base):
    """One person, or one member of the pool, is asked about the draft under one digest, and answers.

    `participation_id` None: the jurisdiction's own approver; otherwise the pool member's approval.
    """

    __tablename__ = "review"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    participation_id: Mapped[str | None] = refers_to("participation.id", nullable=True)
    #: The step of the approval chain that is asked, "" for a member of the pool.
    step: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    #: Of what is reviewed; a change of the draft makes earlier approvals void.
    draft_digest: Mapped[str] = mapped_column(sa.String(71))
    #: The text that was handed over.
    draft_version_id: Mapped[str | None] = refers_to("draft_version.id", nullable=True)
    #: What was approved, part by part: {place: digest} (solicitations/approving.py).
    parts: Mapped[dict] = mapped_column(Document, nullable=False, default=dict, server_default="{}")
    reminded_at: Mapped[datetime | None] = instant()
    asked_at: Mapped[datetime] = instant(nullable=False)
    decision: Mapped[ReviewDecision | None] = choice(ReviewDecision, nullable=True)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None] = instant()
    decided_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    solicitation: Mapped[Solicitation] = relationship(back_populates="reviews")
    participation: Mapped[Participation | None] = relationship(lazy="joined")
    decider: Mapped[Person | None] = relationship(lazy="joined")
    draft_version: Mapped[DraftVersion | None] = relationship()


class WrittenDetermination(Base):
    """A written determination: why a rule that may be waived is not kept in this one case.

    It waives a hindrance of the checklist (`code`) as long as `allowed` is kept (solicitations/waivers.py).
    """

    __tablename__ = "written_determination"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    #: Whose rule it waives: a member of the pool; None: the rule of whoever publishes.
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    #: The hindrance it waives, such as "notice-short".
    code: Mapped[str] = mapped_column(sa.String(60))
    #: The rule it waives, whose it is and where it stands, as it was when this was written.
    rule: Mapped[str] = mapped_column(sa.Text)
    #: The number or day it was made for: {"least": 9}, {"most": 12000000} or {"exactly": "2026-12-24"}.
    allowed: Mapped[dict] = mapped_column(Document, nullable=False)
    reason: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = instant(nullable=False)
    made_by: Mapped[str] = refers_to("person.id")
    withdrawn_at: Mapped[datetime | None] = instant()
    withdrawn_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: When the solicitation was published under it; from then on it is part of the public record.
    used_at: Mapped[datetime | None] = instant()

    solicitation: Mapped[Solicitation] = relationship(back_populates="determinations")
    maker: Mapped[Person] = relationship(foreign_keys=[made_by], lazy="joined")
    jurisdiction: Mapped[Jurisdiction | None] = relationship()


class DeterminationRequest(Base):
    """An officer asks an approver to sign a written determination; open until it is signed, or not needed any more."""

    __tablename__ = "determination_request"
    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    #: Whose approvers are asked: those of a member of the pool; None: those of whoever publishes.
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    code: Mapped[str] = mapped_column(sa.String(60))
    #: What the officer proposes to write down; whoever signs writes it as they see it.
    reason: Mapped[str] = mapped_column(sa.Text)
    #: For rules that count days: the fewest that are asked for.
    least: Mapped[int | None] = mapped_column(sa.Integer)
    asked_at: Mapped[datetime] = instant(nullable=False)
    asked_by: Mapped[str] = refers_to("person.id")
    closed_at: Mapped[datetime | None] = instant()

    solicitation: Mapped[Solicitation] = relationship()
    asker: Mapped[Person] = relationship(lazy="joined")
    jurisdiction: Mapped[Jurisdiction | None] = relationship()


class Editing(Base):
    """Somebody has a place of a draft open for writing; forgotten a few minutes after the last sign of life."""

    __tablename__ = "editing"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    #: The part and key that is open, such as "sections/s3".
    place: Mapped[str] = mapped_column(sa.String(120))
    person_id: Mapped[str] = refers_to("person.id")
    since: Mapped[datetime] = instant(nullable=False)
    seen_at: Mapped[datetime] = instant(nullable=False)
    #: When the ledger last noted what this person types here: one entry covers ten minutes of typing.
    noted_at: Mapped[datetime | None] = instant()

    person: Mapped[Person] = relationship(lazy="joined")

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "place", "person_id"),)


class Follower(Base):
    """Somebody who wants to hear of this solicitation: rooms downstream add them, this room writes to them."""

    __tablename__ = "follower"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    email: Mapped[str] = mapped_column(sa.String(254))
    person_id: Mapped[str | None] = refers_to("person.id", nullable=True)
    since: Mapped[datetime] = instant(nullable=False)

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "email"),)
