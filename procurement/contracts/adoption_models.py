"""Rows of adoptions: a government that took no part in an award buys under its contract. Floor: models."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.contracts.lifecycle import AdoptionState
from procurement.contracts.models import Contract
from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.networks.models import Jurisdiction

#: No more than one of these per government and contract.
_LIVE = sa.text("state IN ('requested', 'agreed', 'active')")


class Adoption(Versioned, Base):
    """One government's request to buy under a contract, up to its signature and its end.

    `findings` are the lines of the checklist (contracts/eligibility.py) as they were when it was requested,
    `signed_findings` when it was signed: [{code, question, answer, reason, source, waived}].
    `waivers` are written determinations of its own: {code: {reason, by, by_id, at}}.
    """

    __tablename__ = "adoption"

    id: Mapped[str] = id_column()
    contract_id: Mapped[str] = refers_to("contract.id")
    #: The adopter.
    jurisdiction_id: Mapped[str] = refers_to("jurisdiction.id")
    state: Mapped[AdoptionState] = choice(AdoptionState, nullable=False, default=AdoptionState.REQUESTED)
    #: What is to be bought, why that is within the contract's scope, and by what authority.
    need: Mapped[str] = mapped_column(sa.Text)
    scope: Mapped[str] = mapped_column(sa.Text)
    authority: Mapped[str] = mapped_column(sa.Text)
    amount_cents: Mapped[int] = mapped_column(sa.BigInteger)
    federal_money: Mapped[bool] = mapped_column(sa.Boolean)
    waivers: Mapped[dict] = mapped_column(Document, nullable=False, default=dict)
    findings: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    signed_findings: Mapped[list] = mapped_column(Document, nullable=False, default=list)
    #: The adopter's own version of the contract's terms (Markdown), and those it was written against.
    terms: Mapped[str] = mapped_column(sa.Text, default="")
    base_terms: Mapped[str] = mapped_column(sa.Text, default="")
    requested_at: Mapped[datetime] = instant(nullable=False)
    requested_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    #: Of each consent when, by whom it was given or filed, and on which paper where it was given on paper.
    lead_consent_at: Mapped[datetime | None] = instant()
    lead_consent_by: Mapped[str | None] = refers_to("person.id", nullable=True, index=False)
    lead_paper_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True, index=False)
    vendor_consent_at: Mapped[datetime | None] = instant()
    vendor_consent_by: Mapped[str | None] = refers_to("person.id", nullable=True, index=False)
    vendor_paper_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True, index=False)
    agreed_at: Mapped[datetime | None] = instant()
    #: Name and title of who signed, as typed.
    signature: Mapped[str] = mapped_column(sa.String(200), default="")
    signed_at: Mapped[datetime | None] = instant()
    signed_by: Mapped[str | None] = refers_to("person.id", nullable=True, index=False)
    #: Of one that was declined, withdrawn or ended: when, by whom, for whom ("lead", "vendor", "adopter"), and why.
    closed_at: Mapped[datetime | None] = instant()
    closed_by: Mapped[str | None] = refers_to("person.id", nullable=True, index=False)
    closed_for: Mapped[str] = mapped_column(sa.String(20), default="")
    closing_reason: Mapped[str] = mapped_column(sa.Text, default="")

    contract: Mapped[Contract] = relationship()
    jurisdiction: Mapped[Jurisdiction] = relationship()
    lead_paper: Mapped[StoredFile | None] = relationship(foreign_keys=[lead_paper_id])
    vendor_paper: Mapped[StoredFile | None] = relationship(foreign_keys=[vendor_paper_id])

    __table_args__ = (
        sa.Index(
            "uq_adoption_live",
            "contract_id",
            "jurisdiction_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )
