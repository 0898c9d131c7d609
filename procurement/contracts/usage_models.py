"""Rows of what is bought under a contract: reports by quarter, and the ledger of fees and rebates. Floor: models."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.contracts.models import Contract
from procurement.core.columns import Document, Scaled, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.networks.models import Jurisdiction


class Reporter(StrEnum):
    """Whose report it is; both are asked, so that they can be reconciled."""

    VENDOR = "vendor"
    MEMBER = "member"


class UsageReport(Versioned, Base):
    """What one government bought in one quarter, as the vendor or itself reports it.

    A correction is a new row; the one it replaces stays, and counts no more.
    """

    __tablename__ = "usage_report"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id", index=False)
    #: Who bought.
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    reporter: Mapped[Reporter] = choice(Reporter, nullable=False)
    #: "2026-Q2" (contracts/quarters.py).
    quarter: Mapped[str] = mapped_column(sa.String(7))
    total_cents: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    #: The spreadsheet it came in.
    file_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True, index=False)
    filed_at: Mapped[datetime] = instant(nullable=False)
    filed_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    replaced_at: Mapped[datetime | None] = instant()

    contract: Mapped[Contract] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    lines: Mapped[list["UsageLine"]] = relationship(back_populates="report", order_by="UsageLine.position")

    __table_args__ = (
        sa.Index(
            "uq_usage_report_live", "contract_id", "jurisdiction_id", "quarter", "reporter", unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"), postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        # Holds all that an account asks for, so that it is summed without looking up rows.
        sa.Index(
            "ix_usage_report_sums", "contract_id", "jurisdiction_id", "quarter", "reporter", "total_cents",
            "replaced_at",
            sqlite_where=sa.text("replaced_at IS NULL"), postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )  # fmt: skip


class UsageLine(Base):
    """So much of one line, for so much money."""

    __tablename__ = "usage_line"

    report_id: Mapped[str] = mapped_column(sa.ForeignKey("usage_report.id"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    #: Of the contract's line; "" for what stands on none.
    line_key: Mapped[str] = mapped_column(sa.String(60), default="")
    description: Mapped[str] = mapped_column(sa.String(300), default="")
    quantity: Mapped[Decimal | None] = mapped_column(Scaled(3))
    amount_cents: Mapped[int] = mapped_column(sa.BigInteger)

    report: Mapped[UsageReport] = relationship(back_populates="lines")


class EntryKind(StrEnum):
    """What an entry of the ledger is."""

    #: The vendor owes an administrative fee.
    FEE = "fee"
    #: The vendor owes the buyer a rebate.
    REBATE = "rebate"
    #: The vendor has paid (below zero).
    PAYMENT = "payment"


class FeeEntry(Base):
    """One entry of the ledger of fees, rebates and payments; entries are only added.

    Of a fee or rebate `base_cents` is by how much what was bought changed, and `percent` the percentage then.
    """

    __tablename__ = "fee_entry"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id", index=False)
    kind: Mapped[EntryKind] = choice(EntryKind, nullable=False)
    #: Whose buying it comes from; of a rebate and its payment, to whom it is owed. None: of all together.
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    quarter: Mapped[str] = mapped_column(sa.String(7), default="")
    report_id: Mapped[str | None] = refers_to("usage_report.id", nullable=True)
    base_cents: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    percent: Mapped[Decimal] = mapped_column(Scaled(4), default=0)
    #: Owed above zero, paid below.
    amount_cents: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    paid_on: Mapped[date | None] = mapped_column(sa.Date)
    booked_at: Mapped[datetime] = instant(nullable=False)
    booked_by: Mapped[str | None] = refers_to("person.id", nullable=True)

    __table_args__ = (
        # Likewise.
        sa.Index(
            "ix_fee_entry_sums", "contract_id", "kind", "jurisdiction_id", "quarter", "percent", "base_cents",
            "amount_cents",
        ),
    )  # fmt: skip


class UsageSheet(Base):
    """An uploaded sheet of usage as it was read, shown until it is confirmed or replaced.

    `content` is {rows: [...], faults: [...]}; confirmed, its good rows have become reports.
    """

    __tablename__ = "usage_sheet"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id")
    reporter: Mapped[Reporter] = choice(Reporter, nullable=False)
    #: The buyer whose sheet it is; None: the vendor's, for all buyers.
    jurisdiction_id: Mapped[str | None] = refers_to("jurisdiction.id", nullable=True)
    file_id: Mapped[str] = refers_to("stored_file.id", index=False)
    content: Mapped[dict] = mapped_column(Document, nullable=False)
    uploaded_at: Mapped[datetime] = instant(nullable=False)
    uploaded_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    confirmed_at: Mapped[datetime | None] = instant()


class UsageAlert(Base):
    """Those concerned were told once that so much of the ceiling was reached, or that a quarter is overdue."""

    __tablename__ = "usage_alert"

    contract_id: Mapped[str] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True)
    #: "ceiling-80-of-50000000" (of which ceiling in cents: a raised one is told anew), "overdue-2026-Q2".
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    told_at: Mapped[datetime] = instant(nullable=False)
