"""Price lines of a joint solicitation, from the pool's demand. Floor: queries."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from procurement.core.shapes import plain
from procurement.pools.lifecycle import POOL, ParticipationState
from procurement.pools.models import Commitment, Participation, Pool


def lines(session: Session, pool: Pool) -> list[dict]:
    """One price line for each line of the pool: the summed quantity and each member's share."""
    commitments = session.scalars(
        sa.select(Commitment)
        .join(Commitment.participation)
        .options(joinedload(Commitment.participation).joinedload(Participation.jurisdiction))
        .where(Participation.pool_id == pool.id, Participation.state == ParticipationState.JOINED)
    ).all()
    result = []
    for line in pool.lines:
        own = [each for each in commitments if each.line_id == line.id]
        own.sort(key=lambda each: (each.participation.jurisdiction.name, each.participation_id))
        result.append(
            {
                "key": line.key,
                "description": line.description,
                "unit": line.unit,
                "quantity": plain(sum((each.quantity for each in own), Decimal(0))),
                "optional": False,
                "shares": [
                    {
                        "participation_id": each.participation_id,
                        "jurisdiction_id": each.participation.jurisdiction_id,
                        "jurisdiction": each.participation.jurisdiction.name,
                        "quantity": plain(each.quantity),
                        "is_firm": each.is_firm,
                    }
                    for each in own
                ],
            }
        )
    return result


def local_year(now: datetime, zone: str) -> int:
    """The year on the jurisdiction's wall calendar."""
    return now.astimezone(ZoneInfo(zone)).year


def begin_sourcing(ctx, pool):
    POOL.fire("source", pool)


def reopen(ctx, pool):
    POOL.fire("reopen", pool)
