"""Reading pools: those of the networks the actor's governments belong to."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.pools.demand import Stated, missing, summed
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Commitment, Participation, Pool, PoolLine


def visible(ctx: Context) -> sa.Select[tuple[Pool]]:
    """Pools of networks that the actor's governments belong to, at whatever height, and those they take part in."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(Pool)
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    stewarded = places(ctx.actor, Permission.CURATE)
    taking_part = Pool.participations.any(Participation.jurisdiction_id.in_(inside))
    return sa.select(Pool).where(
        sa.or_(Pool.network_id.in_(networks.network_ids_above(inside)), Pool.network_id.in_(stewarded), taking_part)
    )


def get(ctx: Context, pool_id: str) -> Pool:
    """The pool with lead, network, lines and participations, or NotFound."""
    select = visible(ctx).where(Pool.id == pool_id).options(*_whole())
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound("There is no such pool, or it is not for your network.")
    return found


def pools(ctx: Context, *, words: str = "", state: PoolState | None = None) -> sa.Select[tuple[Pool]]:
    """Visible pools, those that can be joined first."""
    select = visible(ctx).options(*_whole())
    for word in words.split()[:10]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        select = select.where(
            sa.or_(Pool.title.ilike(pattern, escape="\\"), Pool.description.ilike(pattern, escape="\\"))
        )
    if state is not None:
        select = select.where(Pool.state == state)
    return select.order_by(Pool.state != PoolState.FORMING, Pool.created_at.desc(), Pool.id)


def get_participation(ctx: Context, pool: Pool, participation_id: str) -> Participation:
    """One participation of a visible pool, or NotFound."""
    for each in pool.participations:
        if each.id == participation_id:
            return each
    raise NotFound("This jurisdiction does not take part in the pool.")


def get_line(pool: Pool, line_id: str) -> PoolLine:
    """One line of a visible pool, or NotFound."""
    for each in pool.lines:
        if each.id == line_id:
            return each
    raise NotFound("There is no such line in this pool.")


def demand(session: Session, pool: Pool) -> list[dict]:
    """What the joined members need, line by line (shape: `pools/demand.py`)."""
    return summed([(line.key, line.description, line.unit) for line in pool.lines], _stated(session, pool))


def without_quantities(session: Session, pool: Pool) -> list[str]:
    """The names of joined members who have not stated a quantity for every line."""
    joined = [(each.id, each.jurisdiction.name) for each in members(session, pool)]
    return missing([line.key for line in pool.lines], joined, _stated(session, pool))


def members(session: Session, pool: Pool) -> list[Participation]:
    """The participations of joined members, by name."""
    select = (
        sa.select(Participation)
        .join(Participation.jurisdiction)
        .options(joinedload(Participation.jurisdiction))
        .where(Participation.pool_id == pool.id, Participation.state == ParticipationState.JOINED)
        .order_by(Jurisdiction.name, Participation.id)
    )
    return list(session.scalars(select))


def own_participation(ctx: Context, pool: Pool) -> list[Participation]:
    """The participations the actor may act for."""
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    return [each for each in pool.participations if each.jurisdiction_id in own]


def in_network(session: Session, pool: Pool, jurisdiction_id: str) -> bool:
    """Whether the jurisdiction belongs to the pool's network or to one below it."""
    below = networks.jurisdiction_ids_below([pool.network_id])
    return session.scalar(sa.select(sa.literal(jurisdiction_id).in_(below)))


def commitments(session: Session, participation: Participation) -> dict[str, Commitment]:
    """What one member stated, by line id."""
    rows = session.scalars(sa.select(Commitment).where(Commitment.participation_id == participation.id))
    return {each.line_id: each for each in rows}


def commitments_of_line(session: Session, line: PoolLine) -> list[Commitment]:
    """What all members stated for one line."""
    return list(session.scalars(sa.select(Commitment).where(Commitment.line_id == line.id)))


def _stated(session: Session, pool: Pool) -> list[Stated]:
    rows = session.execute(
        sa.select(
            PoolLine.key, Participation.id, Jurisdiction.id, Jurisdiction.name, Commitment.quantity, Commitment.is_firm
        )
        .join(Commitment, Commitment.line_id == PoolLine.id)
        .join(Participation, Participation.id == Commitment.participation_id)
        .join(Jurisdiction, Jurisdiction.id == Participation.jurisdiction_id)
        .where(PoolLine.pool_id == pool.id, Participation.state == ParticipationState.JOINED)
    )
    return [Stated(*row) for row in rows]


def _whole() -> tuple:
    return (
        joinedload(Pool.lead),
        joinedload(Pool.network),
        selectinload(Pool.lines),
        selectinload(Pool.participations).joinedload(Participation.jurisdiction),
    )
