"""Rows of the ledger: entries as they were written, and the links that chain them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from procurement.core.columns import ID_LENGTH, Document, instant
from procurement.core.database import Base


class Entry(Base):
    """One deed, written in the transaction of the deed; never changed, never deleted.

    `about_kind`/`about_id` name the thing; `jurisdiction_id` says whose auditors may read it (None: the
    operator's only). `body` holds facts that anybody who may read the entry may know: no contents of responses.
    """

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = instant(nullable=False)
    deed: Mapped[str] = mapped_column(sa.String(80), index=True)
    actor_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH))
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    about_kind: Mapped[str] = mapped_column(sa.String(40))
    about_id: Mapped[str] = mapped_column(sa.String(ID_LENGTH))
    jurisdiction_id: Mapped[str | None] = mapped_column(sa.String(ID_LENGTH), index=True)
    body: Mapped[dict] = mapped_column(Document, nullable=False)

    __table_args__ = (sa.Index("ix_ledger_entry_about", "about_kind", "about_id"),)


class Link(Base):
    """One link of the chain: hash = SHA-256(previous hash + canonical entry); the first previous hash is zeros."""

    __tablename__ = "ledger_link"

    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
