"""What a pool's members need, asked of the database in sums: three hundred members and five hundred lines are no more
questions than three and five. Floor: queries.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.networks.models import Jurisdiction
from procurement.pools import demand as arithmetic
from procurement.pools.demand import Stated
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Commitment, DeliveryPlace, DemandSheet, LastPrice, Participation, Pool, PoolLine
from procurement.pools.settling import NAMED, Gap

JOINED = ParticipationState.JOINED


@dataclass(frozen=True)
class Sum:
    """A line with what all members together need of it."""

    line: PoolLine
    #: The heading of an option that only one member buys, "" for a line for all.
    only_for: str
    quantity: Decimal
    firm: Decimal
    #: By year; one entry where the pool has one year.
    years: tuple[Decimal, ...]
    #: How many members have stated it, and how many are asked.
    stated: int
    asked: int

    @property
    def gaps(self) -> int:
        """How many members have not stated it yet."""
        return self.asked - self.stated


def demand(session: Session, pool: Pool) -> list[dict]:
    """What the joined members need, line by line with every share (shape: `pools/demand.py`)."""
    return demand_of(pool, pool.lines, stated(session, pool))


def demand_of(pool: Pool, lines: Collection[PoolLine], said: Iterable[Stated]) -> list[dict]:
    """The same of these lines, out of what was `stated` for them."""
    return arithmetic.summed(described(pool, lines), said, pool.years, pool.regions)


def missing(pool: Pool, lines: Collection[PoolLine], said: Iterable[Stated]) -> dict[str, list[str]]:
    """For each of these lines, by key, the names of the members that have not stated it."""
    joined = [(each.id, each.jurisdiction.name) for each in pool.participations if each.state == JOINED]
    return arithmetic.missing(described(pool, lines), joined, said)


def described(pool: Pool, lines: Collection[PoolLine]) -> list[arithmetic.Line]:
    """The lines as the arithmetic takes them."""
    alone = {each.participation_id for each in lines} - {None}
    names = {each.id: each.jurisdiction.name for each in pool.participations if each.id in alone} if alone else {}
    return [
        arithmetic.Line(each.key, each.description, each.unit, each.participation_id or "",
                        names.get(each.participation_id or "", ""), each.tiers, each.mix)
        for each in lines
    ]  # fmt: skip


def stated(session: Session, pool: Pool, lines: Collection[PoolLine] | None = None) -> list[Stated]:
    """Every quantity of the joined members, for all lines or these."""
    select = (
        sa.select(
            PoolLine.key, Participation.id, Jurisdiction.id, Jurisdiction.name,
            Commitment.quantity, Commitment.is_firm, Commitment.year, Commitment.minimum, Participation.region,
        )
        .join(Commitment, Commitment.line_id == PoolLine.id)
        .join(Participation, Participation.id == Commitment.participation_id)
        .join(Jurisdiction, Jurisdiction.id == Participation.jurisdiction_id)
        .where(PoolLine.pool_id == pool.id, Participation.state == JOINED)
    )  # fmt: skip
    if lines is not None:
        select = select.where(PoolLine.id.in_([each.id for each in lines]))
    return [Stated(*row) for row in session.execute(select)]


def sums(session: Session, pool: Pool, lines: Collection[PoolLine] | None = None) -> list[Sum]:
    """Every line (or these) with its sums, from one question."""
    firm = sa.func.sum(sa.case((Commitment.is_firm, Commitment.quantity), else_=0), type_=Commitment.quantity.type)
    select = (
        sa.select(Commitment.line_id, Commitment.year, sa.func.sum(Commitment.quantity), firm, sa.func.count())
        .join(Participation, Participation.id == Commitment.participation_id)
        .where(Participation.pool_id == pool.id, Participation.state == JOINED)
        .group_by(Commitment.line_id, Commitment.year)
    )
    if lines is not None:
        select = select.where(Commitment.line_id.in_([each.id for each in lines]))
    rows: dict[str, list] = {}
    for line_id, year, quantity, sure, count in session.execute(select):
        rows.setdefault(line_id, []).append((year, quantity, sure, count))
    names = {each.id: each for each in pool.participations if each.state == JOINED}
    found = []
    for line in pool.lines if lines is None else lines:
        years, firm_sum, count = [Decimal(0)] * pool.years, Decimal(0), 0
        for year, quantity, sure, stated_by in rows.get(line.id, ()):
            years[year - 1], firm_sum = quantity, firm_sum + sure
            count = stated_by if year == 1 else count
        own = names.get(line.participation_id or "")
        asked = len(names) if line.participation_id is None else int(own is not None)
        heading = arithmetic.only_for(own.jurisdiction.name) if own is not None else ""
        found.append(Sum(line, heading, sum(years, Decimal(0)), firm_sum, tuple(years), count, asked))
    return found


def progress(found: Sequence[Sum]) -> tuple[int, int]:
    """How many statements are made, of how many that are asked, over all lines."""
    return sum(each.stated for each in found), sum(each.asked for each in found)


def gaps(session: Session, pool: Pool) -> list[Gap]:
    """The joined members that have not stated every line asked of them, by name; the first of them with the lines."""
    for_all = sum(1 for each in pool.lines if each.participation_id is None)
    own: dict[str, int] = {}
    for line in pool.lines:
        if line.participation_id is not None:
            own[line.participation_id] = own.get(line.participation_id, 0) + 1
    select = (
        sa.select(Commitment.participation_id, sa.func.count())
        .join(Participation, Participation.id == Commitment.participation_id)
        .where(Participation.pool_id == pool.id, Commitment.year == 1)
        .group_by(Commitment.participation_id)
    )
    done = {part: count for part, count in session.execute(select)}
    open_parts = [
        (each, for_all + own.get(each.id, 0) - done.get(each.id, 0))
        for each in pool.participations
        if each.state == JOINED and for_all + own.get(each.id, 0) > done.get(each.id, 0)
    ]
    open_parts.sort(key=lambda pair: (pair[0].jurisdiction.name, pair[0].id))
    said = _said(session, [each.id for each, _ in open_parts[:NAMED]])
    return [
        Gap(each.id, each.jurisdiction.name, count, _first_open(pool, each, said.get(each.id, set())))
        for each, count in open_parts
    ]


def _said(session: Session, participation_ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    if not participation_ids:
        return found
    select = sa.select(Commitment.participation_id, Commitment.line_id).where(
        Commitment.participation_id.in_(participation_ids), Commitment.year == 1
    )
    for part, line in session.execute(select):
        found.setdefault(part, set()).add(line)
    return found


def _first_open(pool: Pool, part: Participation, said: Collection[str]) -> list[str]:
    mine = (each for each in pool.lines if each.participation_id in (None, part.id) and each.id not in said)
    return [each.description for _, each in zip(range(3), mine, strict=False)]


def own_lines(pool: Pool, participation: Participation) -> list[PoolLine]:
    """The lines a member states: those for all, and its own options."""
    return [each for each in pool.lines if each.participation_id in (None, participation.id)]


def commitments(
    session: Session, participation: Participation, lines: Collection[PoolLine] | None = None
) -> dict[str, list[Commitment]]:
    """What one member stated, by line id, each in the order of the years."""
    select = sa.select(Commitment).where(Commitment.participation_id == participation.id).order_by(Commitment.year)
    if lines is not None:
        select = select.where(Commitment.line_id.in_([each.id for each in lines]))
    found: dict[str, list[Commitment]] = {}
    for each in session.scalars(select):
        found.setdefault(each.line_id, []).append(each)
    return found


def commitments_of_line(session: Session, line: PoolLine) -> list[Commitment]:
    """What all members stated for one line."""
    return list(session.scalars(sa.select(Commitment).where(Commitment.line_id == line.id)))


def has_quantities(session: Session, pool: Pool) -> bool:
    """Whether any member has stated a quantity."""
    found = sa.select(Commitment.id).join(PoolLine).where(PoolLine.pool_id == pool.id).limit(1)
    return session.scalar(found) is not None


def last_prices(session: Session, participation: Participation) -> dict[str, LastPrice]:
    """What one member says it paid last, by line id. Who may read it: `policy.may_see_last_prices`."""
    rows = session.scalars(sa.select(LastPrice).where(LastPrice.participation_id == participation.id))
    return {each.line_id: each for each in rows}


def last_prices_of_pool(session: Session, pool: Pool) -> dict[str, dict[str, tuple[Decimal, str]]]:
    """{participation id: {line key: (unit price, source)}} of the joined members.

    For rooms downstream, after the opening: before it nobody but the member's own people may learn these.
    """
    rows = session.execute(
        sa.select(LastPrice.participation_id, PoolLine.key, LastPrice.unit_price, LastPrice.source)
        .join(PoolLine, PoolLine.id == LastPrice.line_id)
        .join(Participation, Participation.id == LastPrice.participation_id)
        .where(PoolLine.pool_id == pool.id, Participation.state == JOINED)
    )
    found: dict[str, dict[str, tuple[Decimal, str]]] = {}
    for part, key, price, source in rows:
        found.setdefault(part, {})[key] = (price, source)
    return found


def places(session: Session, participation: Participation) -> list[DeliveryPlace]:
    """Where a member wants things delivered, by name."""
    select = sa.select(DeliveryPlace).where(DeliveryPlace.participation_id == participation.id)
    return list(session.scalars(select.order_by(DeliveryPlace.name, DeliveryPlace.id)))


def places_of_pool(session: Session, pool: Pool) -> dict[str, list[DeliveryPlace]]:
    """The places of all joined members, by participation id."""
    select = (
        sa.select(DeliveryPlace)
        .join(Participation, Participation.id == DeliveryPlace.participation_id)
        .where(Participation.pool_id == pool.id, Participation.state == JOINED)
        .order_by(DeliveryPlace.name, DeliveryPlace.id)
    )
    found: dict[str, list[DeliveryPlace]] = {}
    for each in session.scalars(select):
        found.setdefault(each.participation_id, []).append(each)
    return found


def sheet(session: Session, participation: Participation) -> DemandSheet | None:
    """The sheet that waits to be confirmed."""
    return session.get(DemandSheet, participation.id)
