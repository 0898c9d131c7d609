"""Rows of contracts: what was agreed, how it was amended, who wishes it were open, and members' own addenda."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState, ContractState, RenewalState
from procurement.core.columns import Document, Scaled, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.library.models import Scope
from procurement.networks.models import Jurisdiction, Network
from procurement.pools.models import Participation
from procurement.vendors.models import Vendor

_KEPT = sa.text("state <> 'discarded'")


class ContractSource(StrEnum):
    """Where a contract comes from."""

    #: A final award of a solicitation of this service.
    AWARD = "award"
    #: Recorded from outside, with its documents.
    RECORDED = "recorded"


class SolicitedHow(StrEnum):
    """How the vendor was chosen."""

    #: In open competition.
    COMPETITIVE = "competitive"
    #: Only one could deliver, as somebody determined.
    SOLE_SOURCE = "sole-source"
    #: The law asked for no competition (an emergency, below a threshold, another public body).
    EXEMPT = "exempt"


class Eligibility(StrEnum):
    """Who may buy under a contract besides those who let it."""

    NONE = "none"
    #: The governments that it names: `eligible_ids` are ids of jurisdictions.
    NAMED = "named"
    #: Members of networks: `eligible_ids` are ids of networks; networks below them count.
    NETWORK = "network"
    #: Public bodies of states: `eligible_ids` are their postal codes.
    STATES = "states"
    #: Any public body.
    ANY = "any"


class DocumentKind(StrEnum):
    """What a document is to a contract; who examines a contract asks for them by this."""

    SOLICITATION = "solicitation"
    NOTICE = "notice"
    ADDENDUM = "addendum"
    REGISTER = "register"
    TABULATION = "tabulation"
    AWARD = "award"
    CONTRACT = "contract"
    CLAUSE = "clause"
    AMENDMENT = "amendment"
    CERTIFICATE = "certificate"
    OTHER = "other"


class AmendmentKind(StrEnum):
    """What sort of change it was."""

    AMENDMENT = "amendment"
    RENEWAL = "renewal"
    TERMINATION = "termination"


class NoticeKind(StrEnum):
    """What people were told of ahead."""

    RENEWAL = "renewal"
    EXPIRY = "expiry"
    CERTIFICATE = "certificate"


class Contract(Versioned, Base):
    """What a government agreed with a vendor, and who else may buy under it.

    `lines` is [{key, description, unit, unit_price, tiers?: [{from, unit_price}], region?}], numbers as exact decimal
    strings. Whether it has run out is computed from `ends_on` (`contracts/term.py`); no state says so.
    """

    __tablename__ = "contract"

    id: Mapped[str] = id_column()
    #: The lead: the government that holds the contract, or that recorded it here.
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    award_id: Mapped[str | None] = refers_to("award.id", nullable=True, index=False)
    source: Mapped[ContractSource] = choice(ContractSource, nullable=False)
    state: Mapped[ContractState] = choice(ContractState, nullable=False, default=ContractState.PREPARED)
    #: The vendor, when it is registered here; its name as in the contract, and where letters go, in any case.
    vendor_id: Mapped[str | None] = refers_to("vendor.id", nullable=True)
    vendor_name: Mapped[str] = mapped_column(sa.String(200))
    vendor_email: Mapped[str] = mapped_column(sa.String(254), default="")
    #: The contract's own number; may be empty.
    reference: Mapped[str] = mapped_column(sa.String(60), default="")
    title: Mapped[str] = mapped_column(sa.String(300))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="")
    #: Codes of commodity categories, as the lead's list has them.
    categories: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: First and last day, both included, in the lead's zone; None only while it is prepared.
    starts_on: Mapped[date | None] = mapped_column(sa.Date)
    ends_on: Mapped[date | None] = mapped_column(sa.Date)
    #: The most that all buyers together may spend; None: the contract names no ceiling.
    ceiling_cents: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: What was reported as bought so far; changed only while the row is held.
    used_cents: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    lines: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: The terms in words (Markdown).
    terms: Mapped[str] = mapped_column(sa.Text, default="")
    #: Who solicited it, when that was not the lead itself.
    solicited_by: Mapped[str] = mapped_column(sa.String(200), default="")
    solicited: Mapped[SolicitedHow | None] = choice(SolicitedHow, nullable=True)
    #: The words that let others buy; empty: there are none.
    cooperative_clause: Mapped[str] = mapped_column(sa.Text, default="")
    eligible: Mapped[Eligibility] = choice(Eligibility, nullable=False, default=Eligibility.NONE)
    eligible_ids: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: Whether it holds the terms that federal money asks for (2 CFR 200 appendix II); None: not said.
    federal_terms: Mapped[bool | None] = mapped_column(sa.Boolean)
    #: Percent of what others buy that goes to `fee_to`, and back to the buyer; None: none agreed.
    fee_percent: Mapped[Decimal | None] = mapped_column(Scaled(4))
    rebate_percent: Mapped[Decimal | None] = mapped_column(Scaled(4))
    fee_to: Mapped[str] = mapped_column(sa.String(200), default="")
    #: With whom a recorded contract is shared; one from a final award is public.
    scope: Mapped[Scope] = choice(Scope, nullable=False, default=Scope.PUBLIC)
    network_id: Mapped[str | None] = refers_to("network.id", nullable=True)
    terminated_on: Mapped[date | None] = mapped_column(sa.Date)
    termination_reason: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = instant(nullable=False)
    #: None: the service itself, after a final award.
    created_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    activated_at: Mapped[datetime | None] = instant()
    activated_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    jurisdiction: Mapped[Jurisdiction] = relationship()
    award: Mapped[Award | None] = relationship()
    vendor: Mapped[Vendor | None] = relationship()
    network: Mapped[Network | None] = relationship()
    renewals: Mapped[list["RenewalOption"]] = relationship(
        back_populates="contract", order_by="RenewalOption.number", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.Index("uq_contract_award", "award_id", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
        sa.Index("ix_contract_state_ends", "state", "ends_on"),
    )


class RenewalOption(Base):
    """A right to go on for so many months, to be used by giving notice so many days before the term ends.

    Decided only while the contract's row is held.
    """

    __tablename__ = "renewal_option"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id")
    number: Mapped[int] = mapped_column(sa.Integer)
    months: Mapped[int] = mapped_column(sa.Integer)
    notice_days: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[RenewalState] = choice(RenewalState, nullable=False, default=RenewalState.OPEN)
    #: Exercised: the last day of the term before.
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    decided_at: Mapped[datetime | None] = instant()
    decided_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    contract: Mapped[Contract] = relationship(back_populates="renewals")

    __table_args__ = (sa.UniqueConstraint("contract_id", "number"),)


class Amendment(Base):
    """A numbered change of an active contract; never edited. `changes` is {field: [before, after]}.

    The prices of lines stand under `lines.<key>.unit_price`.
    """

    __tablename__ = "amendment"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id", index=False)
    number: Mapped[int] = mapped_column(sa.Integer)
    kind: Mapped[AmendmentKind] = choice(AmendmentKind, nullable=False)
    changes: Mapped[dict] = mapped_column(Document, nullable=False)
    reason: Mapped[str] = mapped_column(sa.Text)
    effective_on: Mapped[date] = mapped_column(sa.Date)
    made_at: Mapped[datetime] = instant(nullable=False)
    made_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    contract: Mapped[Contract] = relationship()

    __table_args__ = (sa.UniqueConstraint("contract_id", "number"),)


class ContractDocument(Base):
    """A document of a contract; whoever sees the contract may read it, unless it is internal to the lead."""

    __tablename__ = "contract_document"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id")
    kind: Mapped[DocumentKind] = choice(DocumentKind, nullable=False)
    title: Mapped[str] = mapped_column(sa.String(200))
    file_id: Mapped[str] = refers_to("stored_file.id")
    is_internal: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    added_at: Mapped[datetime] = instant(nullable=False)
    added_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    contract: Mapped[Contract] = relationship()
    file: Mapped[StoredFile] = relationship()


class Certificate(Base):
    """What the vendor has to keep valid (insurance, a licence, an audit report); its expiry is watched."""

    __tablename__ = "certificate"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id")
    name: Mapped[str] = mapped_column(sa.String(200))
    issuer: Mapped[str] = mapped_column(sa.String(200), default="")
    #: The last day on which it is valid.
    expires_on: Mapped[date] = mapped_column(sa.Date)
    file_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True)
    added_at: Mapped[datetime] = instant(nullable=False)
    added_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: A newer one of the same name took its place.
    replaced_at: Mapped[datetime | None] = instant()

    contract: Mapped[Contract] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class Nomination(Base):
    """A government wishes that a contract were open to it."""

    __tablename__ = "nomination"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id", index=False)
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    nominated_at: Mapped[datetime] = instant(nullable=False)
    nominated_by: Mapped[str] = refers_to("person.id")
    withdrawn_at: Mapped[datetime | None] = instant()

    contract: Mapped[Contract] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()

    __table_args__ = (sa.UniqueConstraint("contract_id", "jurisdiction_id"),)


class ContractNotice(Base):
    """People were told ahead of a day of this contract; the same day is told once, however often it is looked."""

    __tablename__ = "contract_notice"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id", index=False)
    kind: Mapped[NoticeKind] = choice(NoticeKind, nullable=False)
    #: The renewal option or certificate it is about; the contract itself otherwise.
    subject_id: Mapped[str] = mapped_column(sa.String(16))
    due_on: Mapped[date] = mapped_column(sa.Date)
    #: So many days ahead was meant.
    days_ahead: Mapped[int] = mapped_column(sa.Integer)
    written_at: Mapped[datetime] = instant(nullable=False)

    __table_args__ = (
        sa.UniqueConstraint(
            "contract_id", "kind", "subject_id", "due_on", "days_ahead", name="uq_contract_notice_once"
        ),
    )


class ContractWatch(Base):
    """On which day a contract's dates are looked at next; apart from the contract, which this does not change."""

    __tablename__ = "contract_watch"

    contract_id: Mapped[str] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True)
    look_on: Mapped[date | None] = mapped_column(sa.Date)


class ContractEntry(Base):
    """What the search knows of a contract; its words are in `contract_words` (contracts/finding.py).

    Ids grow: what was indexed first has the lowest.
    """

    __tablename__ = "contract_entry"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    contract_id: Mapped[str] = refers_to("contract.id", index=False, unique=True)
    #: The words of the title, as the search compares them.
    title_words: Mapped[str] = mapped_column(sa.String(1_000))

    contract: Mapped[Contract] = relationship()


class ContractPrice(Base):
    """The unit price of one line, beside the contract's own document, so that a search can compare it."""

    __tablename__ = "contract_price"

    contract_id: Mapped[str] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True)
    line_key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    unit_price: Mapped[Decimal] = mapped_column(Scaled(6))

    # Not by the price alone: for the lowest of one contract SQLite would go through the prices of all.
    __table_args__ = (sa.Index("ix_contract_price_lowest", "contract_id", "unit_price"),)


class ParticipatingAddendum(Versioned, Base):
    """One member buys its own quantities at the awarded prices.

    `lines` is [{key, description, unit, quantity, unit_price, amount_cents}], taken from the member's share in the
    frozen revision and the awarded response.
    """

    __tablename__ = "participating_addendum"

    id: Mapped[str] = id_column()
    award_id: Mapped[str] = refers_to("award.id")
    #: The contract it stands under, once there is one.
    contract_id: Mapped[str | None] = refers_to("contract.id", nullable=True)
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
    contract: Mapped[Contract | None] = relationship()
    participation: Mapped[Participation] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()

    __table_args__ = (sa.UniqueConstraint("award_id", "participation_id"),)
