"""Reading pools: those of the networks the actor's governments belong to."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from procurement.core.context import Context
from procurement.core.errors import Hindrance, NotFound
from procurement.files.models import StoredFile
from procurement.networks import queries as networks
from procurement.networks import strictest
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction, Network
from procurement.networks.packs import Combined, combine
from procurement.networks.strictest import Report
from procurement.pools import settling
from procurement.pools.demand import Stated, missing, summed
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Commitment, Participation, Pool, PoolLine


def visible(ctx: Context) -> sa.Select[tuple[Pool]]:
    """What this actor may see at all: the same as `policy.may_see`, row by row.

    Pools of networks that the actor's governments belong to (however far below), those they take part in, and those
    of networks whose library the actor curates.
    """
    if ctx.actor.is_system:
        return sa.select(Pool)
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    taking_part = Pool.participations.any(
        sa.and_(Participation.jurisdiction_id.in_(inside), Participation.state != ParticipationState.LEFT)
    )
    return sa.select(Pool).where(
        sa.or_(
            Pool.network_id.in_(networks.network_ids_above(inside)),
            Pool.network_id.in_(places(ctx.actor, Permission.CURATE)),
            taking_part,
        )
    )


def circle(session: Session, pool: Pool) -> frozenset[str]:
    """The ids of the governments whose people see the pool: those of its network, and those that take part."""
    part = [each.jurisdiction_id for each in pool.participations if each.state != ParticipationState.LEFT]
    inside: list[str] = list(session.scalars(networks.jurisdiction_ids_below([pool.network_id])))
    return frozenset([*inside, *part])


def get(ctx: Context, pool_id: str) -> Pool:
    """The pool with lead, network, lines and participations, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Pool.id == pool_id).options(*_whole()))
    if found is None:
        raise NotFound("There is no such pool, or it is not for your network.")
    return found


def pools(ctx: Context, *, words: str = "", state: PoolState | None = None) -> sa.Select[tuple[Pool]]:
    """Visible pools whose title, description or lead's name hold all the words; those that can be joined first."""
    select = visible(ctx).join(Pool.lead).options(*_whole())
    for word in words.split()[:10]:
        where = (Pool.title, Pool.description, Jurisdiction.name)
        select = select.where(sa.or_(*(column.icontains(word, autoescape=True) for column in where)))
    if state is not None:
        select = select.where(Pool.state == state)
    in_time = sa.or_(Pool.join_by.is_(None), Pool.join_by > ctx.now)
    can_join = sa.and_(Pool.state == PoolState.FORMING, in_time)
    order = sa.case((can_join, 0), (Pool.state == PoolState.CLOSED, 2), else_=1)
    return select.order_by(order, Pool.created_at.desc(), Pool.id)


def is_open_to_join(pool: Pool, now: datetime) -> bool:
    """Whether the pool is forming and the time to join it has not ended."""
    return pool.state == PoolState.FORMING and (pool.join_by is None or now < pool.join_by)


def get_participation(pool: Pool, participation_id: str) -> Participation:
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


def own_participations(ctx: Context, pool: Pool) -> list[Participation]:
    """The participations the actor may act for."""
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    return [each for each in pool.participations if each.jurisdiction_id in own]


def candidates(session: Session, pool: Pool) -> list[Jurisdiction]:
    """The governments of the pool's network that do not take part, by name: whom the lead may invite."""
    there = {each.jurisdiction_id for each in pool.participations if each.state != ParticipationState.LEFT}
    return [each for each in networks.members(session, pool.network_id) if each.id not in there]


def led_by(ctx: Context) -> list[tuple[Jurisdiction, list[Network]]]:
    """The governments the actor may form a pool for, each with the networks it may form it in, by name."""
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    found = ctx.session.scalars(sa.select(Jurisdiction).where(Jurisdiction.id.in_(own)).order_by(Jurisdiction.name))
    return [(each, networks.networks_of(ctx.session, each.id)) for each in found]


def in_network(session: Session, pool: Pool, jurisdiction_id: str) -> bool:
    """Whether the jurisdiction belongs to the pool's network or to one below it."""
    below = networks.jurisdiction_ids_below([pool.network_id])
    return session.scalar(sa.select(sa.literal(jurisdiction_id).in_(below))) is True


def commitments(session: Session, participation: Participation) -> dict[str, Commitment]:
    """What one member stated, by line id."""
    rows = session.scalars(sa.select(Commitment).where(Commitment.participation_id == participation.id))
    return {each.line_id: each for each in rows}


def commitments_of_line(session: Session, line: PoolLine) -> list[Commitment]:
    """What all members stated for one line."""
    return list(session.scalars(sa.select(Commitment).where(Commitment.line_id == line.id)))


def authority_file(session: Session, participation: Participation) -> StoredFile:
    """The document a member attached about its authority, or NotFound."""
    if participation.authority_file_id is None:
        raise NotFound("No document was attached here.")
    return session.get_one(StoredFile, participation.authority_file_id)


def authority_files(session: Session, pool: Pool) -> dict[str, StoredFile]:
    """The documents of all who take part, by participation id."""
    ids = {each.authority_file_id: each.id for each in pool.participations if each.authority_file_id is not None}
    if not ids:
        return {}
    return {ids[each.id]: each for each in session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids)))}


@dataclass(frozen=True)
class Standing:
    """How far a pool is: its demand, who has not stated what, and what stands in the way of committing it."""

    #: As `demand.summed` gives it.
    demand: list[dict]
    #: {line key: names of members without a quantity for it}
    missing: dict[str, list[str]]
    hindrances: list[Hindrance]


def standing(session: Session, pool: Pool) -> Standing:
    """How far the pool is, from what is stated now."""
    stated = _stated(session, pool)
    of_state = {state: [each for each in pool.participations if each.state == state] for state in ParticipationState}
    joined = [(each.id, each.jurisdiction.name) for each in of_state[ParticipationState.JOINED]]
    asked = summed([(line.key, line.description, line.unit) for line in pool.lines], stated)
    open_lines = missing([line.key for line in pool.lines], joined, stated)
    invited = sorted(each.jurisdiction.name for each in of_state[ParticipationState.INVITED])
    found = settling.hindrances(members=len(joined), demand=asked, missing=open_lines, invited=invited)
    return Standing(asked, open_lines, found)


def rules_that_bind(session: Session, pool: Pool) -> Combined:
    """The rule packs of all who have joined, the lead's first: the strictest binds."""
    there = members(session, pool)
    lead = [each for each in there if each.jurisdiction_id == pool.jurisdiction_id]
    others = [each for each in there if each.jurisdiction_id != pool.jurisdiction_id]
    return combine([networks.pack_of(each.jurisdiction) for each in (*lead, *others)] or [networks.pack_of(pool.lead)])


def rule_report(ctx: Context, pool: Pool, publish_on: date | None = None) -> Report:
    """What binds when it is published on this day; None: on the lead's next working day, today included."""
    rules = rules_that_bind(ctx.session, pool)
    today = rules.calendar.working(rules.calendar.day_of(ctx.now))
    return strictest.report(rules, publish_on or today)


def reread(session: Session, pool: Pool) -> None:
    """Bring lines and participations to what is committed now: to be called once the pool is held."""
    session.expire(pool, ["lines", "participations"])
    for kind in (PoolLine, Participation):
        fresh = sa.select(kind).where(kind.pool_id == pool.id).execution_options(populate_existing=True)
        session.scalars(fresh).all()


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
