"""Rows of vendors and the people who act for them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned


class VendorDuty(StrEnum):
    """What a person may do for a vendor; the grant's place is the vendor's id."""

    #: Everything, and who else belongs to the vendor.
    VENDOR_ADMINISTRATOR = "vendor-administrator"
    #: Writes and submits responses.
    VENDOR_USER = "vendor-user"


class Vendor(Versioned, Base):
    """A company, registered once for all jurisdictions."""

    __tablename__ = "vendor"

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    address: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    is_small_business: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    created_at: Mapped[datetime] = instant(nullable=False)


class VendorMember(Base):
    """A person acts for a vendor."""

    __tablename__ = "vendor_member"

    id: Mapped[str] = id_column()
    vendor_id: Mapped[str] = refers_to("vendor.id")
    person_id: Mapped[str] = refers_to("person.id")
    duty: Mapped[VendorDuty] = choice(VendorDuty, nullable=False)
    since: Mapped[datetime] = instant(nullable=False)

    vendor: Mapped[Vendor] = relationship()

    __table_args__ = (sa.UniqueConstraint("vendor_id", "person_id"),)
