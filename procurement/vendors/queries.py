"""Questions about vendors and the people who act for them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.core.context import Grant
from procurement.vendors.models import VendorMember


def grants_of(session: Session, person_id: str) -> set[Grant]:
    """The duties a person holds for vendors; the place is the vendor's id."""
    rows = session.execute(
        sa.select(VendorMember.duty, VendorMember.vendor_id).where(VendorMember.person_id == person_id)
    )
    return {Grant(str(duty), place) for duty, place in rows}
