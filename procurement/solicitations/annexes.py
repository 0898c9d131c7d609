"""The annexes of a joint draft, as rows. Floor: queries."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.pools.models import Participation
from procurement.solicitations.annex_models import Annex
from procurement.solicitations.models import Solicitation


def of(session: Session, solicitation: Solicitation, joined: Sequence[Participation]) -> dict[str, Annex]:
    """The annexes of those who take part, by participation; only a pool's solicitation has any."""
    if solicitation.pool_id is None:
        return {}
    found = session.scalars(sa.select(Annex).where(Annex.solicitation_id == solicitation.id))
    here = {each.id for each in joined}
    return {each.participation_id: each for each in found if each.participation_id in here}
