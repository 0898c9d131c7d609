"""Rows of pools: lines, participations and the quantities they commit to."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import Document, Scaled, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.library.models import ItemVersion
from procurement.networks.models import Jurisdiction, Network
from procurement.plans.models import Plan
from procurement.pools.lifecycle import MotionState, ParticipationState, PoolState


class Admission(StrEnum):
    """Who may join a pool."""

    #: Every government of its network.
    NETWORK = "network"
    #: Only those that the lead has named (invited), of whatever network.
    NAMED = "named"
    #: Every public body of the states it is open to.
    STATES = "states"


class LateJoining(StrEnum):
    """What becomes of who wants to join a committed pool."""

    #: It is too late.
    NEVER = "never"
    #: It joins with its quantities, and the joint draft is approved anew.
    UNTIL_PUBLICATION = "until-publication"
    #: As well after the award, where the published solicitation said so, by a participating addendum of its own.
    AFTER_AWARD = "after-award"


class PublicationRule(StrEnum):
    """Whose approval the joint solicitation needs."""

    #: Every member's.
    ALL = "all"
    #: That of those who stay: who objects leaves, or publication waits.
    STAYING = "staying"


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
    #: Until when members are asked to state their quantities, and to approve the joint draft.
    demand_due_at: Mapped[datetime | None] = instant()
    approvals_due_at: Mapped[datetime | None] = instant()
    admission: Mapped[Admission] = choice(
        Admission, nullable=False, default=Admission.NETWORK, server_default=Admission.NETWORK.value
    )
    #: The last place: how many may take part, the lead counted.
    most_members: Mapped[int | None] = mapped_column(sa.Integer)
    late_joining: Mapped[LateJoining] = choice(
        LateJoining, nullable=False, default=LateJoining.NEVER, server_default=LateJoining.NEVER.value
    )
    publication_rule: Mapped[PublicationRule] = choice(
        PublicationRule, nullable=False, default=PublicationRule.ALL, server_default=PublicationRule.ALL.value
    )
    #: Demand is stated for each of so many years.
    years: Mapped[int] = mapped_column(sa.Integer, default=1, server_default="1")
    #: Regions in which vendors may ask different prices, [{key, name}]; none: one price everywhere.
    regions: Mapped[list] = mapped_column(Document, nullable=False, default=list, server_default="[]")
    #: What members sign when they join: a version of a library item of the form "agreement".
    agreement_version_id: Mapped[str | None] = refers_to("item_version.id", nullable=True)
    #: The member that is asked to take over the lead; it does once itself and the network have agreed.
    offered_lead_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    lead_offered_at: Mapped[datetime | None] = instant()
    lead_accepted_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    lead_agreed_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    created_at: Mapped[datetime] = instant(nullable=False)
    created_by: Mapped[str] = refers_to("person.id")

    lead: Mapped[Jurisdiction] = relationship(foreign_keys=[jurisdiction_id])
    offered_lead: Mapped[Jurisdiction | None] = relationship(foreign_keys=[offered_lead_id])
    network: Mapped[Network] = relationship()
    agreement: Mapped[ItemVersion | None] = relationship()
    admitted: Mapped[list["AdmittedState"]] = relationship(
        order_by="AdmittedState.state_code", cascade="all, delete-orphan"
    )
    lines: Mapped[list["PoolLine"]] = relationship(back_populates="pool", order_by="PoolLine.position")
    participations: Mapped[list["Participation"]] = relationship(back_populates="pool", order_by="Participation.since")

    @property
    def states(self) -> list[str]:
        """Codes of the states whose public bodies may join, where it is open to states."""
        return [each.state_code for each in self.admitted]


class AdmittedState(Base):
    """A state whose public bodies may join the pool."""

    __tablename__ = "admitted_state"

    pool_id: Mapped[str] = mapped_column(sa.ForeignKey("pool.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)


class PoolPlan(Base):
    """A plan whose need the pool serves; once the pool ends, the plan stands for itself again."""

    __tablename__ = "pool_plan"

    pool_id: Mapped[str] = mapped_column(sa.ForeignKey("pool.id"), primary_key=True)
    plan_id: Mapped[str] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True, index=True)

    plan: Mapped[Plan] = relationship()


class PoolLine(Versioned, Base):
    """One thing the pool buys; becomes a price line of the joint solicitation under the same `key`."""

    __tablename__ = "pool_line"

    id: Mapped[str] = id_column()
    pool_id: Mapped[str] = refers_to("pool.id")
    position: Mapped[int] = mapped_column(sa.Integer)
    key: Mapped[str] = mapped_column(sa.String(20))
    description: Mapped[str] = mapped_column(sa.String(300))
    unit: Mapped[str] = mapped_column(sa.String(40))
    #: From which quantities of all together other prices hold, and the mix compared instead (library/tiering.py).
    tiers: Mapped[list] = mapped_column(Document, nullable=False, default=list, server_default="[]")
    mix: Mapped[list] = mapped_column(Document, nullable=False, default=list, server_default="[]")
    #: The only member that buys it (an option of its own); None: a line for all.
    participation_id: Mapped[str | None] = refers_to("participation.id", nullable=True)

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
    left_at: Mapped[datetime | None] = instant()
    #: By what authority it buys: a sentence (a resolution, a statute) and/or a document.
    authority: Mapped[str] = mapped_column(sa.Text, default="")
    authority_file_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True)
    #: The key of the pool's region it lies in, "" where it has not said.
    region: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    #: Typed name and title of who signed the pool's agreement for it.
    signature: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    signature_title: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    signed_at: Mapped[datetime | None] = instant()
    signed_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: The version that was signed, with the digest of its text.
    agreement_version_id: Mapped[str | None] = refers_to("item_version.id", nullable=True)
    agreement_digest: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    #: Joined after the pool had been committed.
    is_late: Mapped[bool] = mapped_column(sa.Boolean, default=False, server_default=sa.text("false"))

    pool: Mapped[Pool] = relationship(back_populates="participations")
    jurisdiction: Mapped[Jurisdiction] = relationship()
    authority_file: Mapped[StoredFile | None] = relationship(foreign_keys=[authority_file_id], viewonly=True)
    commitments: Mapped[list["Commitment"]] = relationship(back_populates="participation")

    __table_args__ = (sa.UniqueConstraint("pool_id", "jurisdiction_id"),)


class Commitment(Versioned, Base):
    """The quantity one member states for one line and one year."""

    __tablename__ = "commitment"

    id: Mapped[str] = id_column()
    participation_id: Mapped[str] = refers_to("participation.id")
    line_id: Mapped[str] = refers_to("pool_line.id")
    #: Counted from 1, up to the pool's `years`.
    year: Mapped[int] = mapped_column(sa.Integer, default=1, server_default="1")
    #: In the line's unit, three decimals at most.
    quantity: Mapped[Decimal] = mapped_column(Scaled(3))
    #: What it commits to buy at least over all years, where it says so; it stands on the row of year 1.
    minimum: Mapped[Decimal | None] = mapped_column(Scaled(3))
    #: Firm, or an estimate.
    is_firm: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    stated_at: Mapped[datetime] = instant(nullable=False)

    participation: Mapped[Participation] = relationship(back_populates="commitments")
    line: Mapped[PoolLine] = relationship()

    __table_args__ = (sa.UniqueConstraint("participation_id", "line_id", "year"),)


class DeliveryPlace(Versioned, Base):
    """Where a member wants what it buys delivered."""

    __tablename__ = "delivery_place"

    id: Mapped[str] = id_column()
    participation_id: Mapped[str] = refers_to("participation.id")
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(500), default="")


class LastPrice(Base):
    """What a member says it paid for one unit last time, and where that stands written.

    Its own people see it; the pool's other members only once the joint responses are opened, and vendors never.
    """

    __tablename__ = "last_price"

    participation_id: Mapped[str] = mapped_column(sa.ForeignKey("participation.id"), primary_key=True)
    line_id: Mapped[str] = mapped_column(sa.ForeignKey("pool_line.id"), primary_key=True)
    unit_price: Mapped[Decimal] = mapped_column(Scaled(6))
    source: Mapped[str] = mapped_column(sa.String(300))


class DemandSheet(Base):
    """A sheet of quantities as it was read, shown to its member until confirmed or replaced.

    `cells` is {line key: what `quantities` of the room's shapes take}; `faults` [{cell, sentence}].
    """

    __tablename__ = "demand_sheet"

    participation_id: Mapped[str] = mapped_column(sa.ForeignKey("participation.id"), primary_key=True)
    filename: Mapped[str] = mapped_column(sa.String(255))
    digest: Mapped[str] = mapped_column(sa.String(80))
    cells: Mapped[dict] = mapped_column(Document, nullable=False)
    faults: Mapped[list] = mapped_column(Document, nullable=False)
    #: The participation's version when the sheet was read: confirming it says which state was seen.
    seen_version: Mapped[int] = mapped_column(sa.Integer)
    read_at: Mapped[datetime] = instant(nullable=False)
    read_by: Mapped[str] = refers_to("person.id")


class PoolReminder(Base):
    """Members were reminded to state their quantities: by the lead, or (no person) by the clock."""

    __tablename__ = "pool_reminder"

    id: Mapped[str] = id_column()
    pool_id: Mapped[str] = refers_to("pool.id")
    sent_at: Mapped[datetime] = instant(nullable=False)
    sent_by: Mapped[str | None] = refers_to("person.id", nullable=True)


class Majority(StrEnum):
    """How many of the members that take part must say yes; who does not vote has not said it."""

    #: More than half.
    HALF = "majority"
    #: At least two thirds.
    TWO_THIRDS = "two-thirds"
    #: Every one.
    ALL = "all"


class Gate(StrEnum):
    """What a motion must be carried before."""

    NONE = "none"
    COMMITMENT = "commitment"
    PUBLICATION = "publication"


class Choice(StrEnum):
    """What a member says to a motion."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Motion(Versioned, Base):
    """Something the members decide by vote, one vote each."""

    __tablename__ = "motion"

    id: Mapped[str] = id_column()
    pool_id: Mapped[str] = refers_to("pool.id")
    title: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    needs: Mapped[Majority] = choice(Majority, nullable=False, default=Majority.HALF)
    needed_before: Mapped[Gate] = choice(Gate, nullable=False, default=Gate.NONE)
    state: Mapped[MotionState] = choice(MotionState, nullable=False, default=MotionState.OPEN)
    #: Votes count that are cast before this instant.
    closes_at: Mapped[datetime] = instant(nullable=False)
    moved_at: Mapped[datetime] = instant(nullable=False)
    moved_by: Mapped[str] = refers_to("person.id")
    #: The lost motion that this one puts to the vote again.
    anew_of_id: Mapped[str | None] = refers_to("motion.id", nullable=True)
    #: How many said what, and how many could have, frozen with the result: {yes, no, abstain, members}.
    tally: Mapped[dict | None] = mapped_column(Document)

    pool: Mapped[Pool] = relationship()
    votes: Mapped[list["Vote"]] = relationship(back_populates="motion")


class Vote(Base):
    """What one member said to a motion last."""

    __tablename__ = "vote"

    motion_id: Mapped[str] = mapped_column(sa.ForeignKey("motion.id"), primary_key=True)
    participation_id: Mapped[str] = mapped_column(sa.ForeignKey("participation.id"), primary_key=True)
    choice: Mapped[Choice] = choice(Choice, nullable=False)
    cast_by: Mapped[str] = refers_to("person.id")
    cast_at: Mapped[datetime] = instant(nullable=False)

    motion: Mapped[Motion] = relationship(back_populates="votes")
