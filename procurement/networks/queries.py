"""Questions about networks, jurisdictions and who holds which duty where."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.core.context import Grant
from procurement.networks.models import Assignment


def grants_of(session: Session, person_id: str) -> set[Grant]:
    """The duties a person holds; the place is the id of a jurisdiction or of a network."""
    rows = session.execute(
        sa.select(Assignment.duty, sa.func.coalesce(Assignment.jurisdiction_id, Assignment.network_id)).where(
            Assignment.person_id == person_id
        )
    )
    return {Grant(str(duty), place) for duty, place in rows}
