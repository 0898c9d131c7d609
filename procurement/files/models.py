"""Rows of stored files: the bytes lie in the store under their digest."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from procurement.core.columns import id_column, instant, refers_to
from procurement.core.database import Base


class StoredFile(Base):
    """One uploaded or printed file as somebody named it; several rows may share one digest.

    Who may read it is decided by the thing it hangs on, never by this row. Bytes that no row names are swept
    after a day.
    """

    __tablename__ = "stored_file"

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(sa.String(255))
    #: `sha256:…` of the bytes.
    digest: Mapped[str] = mapped_column(sa.String(71), index=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    created_at: Mapped[datetime] = instant(nullable=False)
    created_by: Mapped[str | None] = refers_to("person.id", nullable=True)
