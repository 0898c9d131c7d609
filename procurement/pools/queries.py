"""Reading pools: those of the networks the actor's governments belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.core.errors import Hindrance, NotFound
from procurement.files.models import StoredFile
from procurement.library import queries as library
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, Item, ItemVersion
from procurement.networks import queries as networks
from procurement.networks import strictest
from procurement.networks.duties import Duty, Permission, places
from procurement.networks.models import Assignment, Jurisdiction, Network
from procurement.networks.packs import Combined, combine
from procurement.networks.strictest import Report
from procurement.pools import agreement, policy, pricing, settling, voting
from procurement.pools.demand_queries import Sum, commitments, commitments_of_line, demand, gaps, sums
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import (
    Admission,
    AdmittedState,
    Gate,
    LateJoining,
    Motion,
    Participation,
    Pool,
    PoolLine,
    PoolPlan,
    PoolReminder,
)

__all__ = [
    "Standing", "admits", "admitted_of", "agreements", "authority_file", "candidates", "circle",
    "commitments", "commitments_of_line", "decided", "demand", "get", "get_line", "get_participation",
    "hinders_publication", "in_network", "is_admitted", "is_open_to_join", "joined", "led_by", "may_be_invited",
    "members", "open_votes", "own_participations", "people_of", "plans_of", "pools", "reminders", "reread",
    "rule_report", "rules_that_bind", "speaks_for_network", "standing", "visible",
]  # fmt: skip


def visible(ctx: Context) -> sa.Select[tuple[Pool]]:
    """What this actor may see at all: the same as `policy.may_see`, row by row.

    Pools of networks that the actor's governments belong to (however far below), those they take part in or are
    invited to, those open to every public body of their state, and those of networks whose library the actor curates.
    """
    if ctx.actor.is_system:
        return sa.select(Pool)
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    own_states = sa.select(Jurisdiction.state_code).where(Jurisdiction.id.in_(inside))
    taking_part = Pool.participations.any(
        sa.and_(Participation.jurisdiction_id.in_(inside), Participation.state != ParticipationState.LEFT)
    )
    return sa.select(Pool).where(
        sa.or_(
            Pool.network_id.in_(networks.network_ids_above(inside)),
            Pool.network_id.in_(places(ctx.actor, Permission.CURATE)),
            taking_part,
            sa.and_(Pool.admission == Admission.STATES, Pool.admitted.any(AdmittedState.state_code.in_(own_states))),
        )
    )


def circle(session: Session, pool: Pool) -> frozenset[str]:
    """The ids of the governments whose people see the pool: of its network, of the states it is open to, its own."""
    part = [each.jurisdiction_id for each in pool.participations if each.state != ParticipationState.LEFT]
    inside: list[str] = list(session.scalars(networks.jurisdiction_ids_below([pool.network_id])))
    if pool.admission == Admission.STATES:
        inside += session.scalars(sa.select(Jurisdiction.id).where(Jurisdiction.state_code.in_(pool.states)))
    return frozenset([*inside, *part])


def get(ctx: Context, pool_id: str) -> Pool:
    """The pool with lead, network, lines and participations, or NotFound."""
    select = visible(ctx).where(Pool.id == pool_id).options(*_whole(), joinedload(Pool.admitted))
    found = ctx.session.scalars(select).unique().one_or_none()
    if found is None:
        raise NotFound("There is no such pool, or it is not for your network.")
    return found


def pools(ctx: Context, *, words: str = "", state: PoolState | None = None) -> sa.Select[tuple[Pool]]:
    """Visible pools whose title, description or lead's name hold all the words; those that can be joined first."""
    select = visible(ctx).join(Pool.lead).options(*_whole(), selectinload(Pool.admitted))
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
    """Whether somebody could join now: in time (or late, by the pool's rule), and a place is left."""
    return bool(policy.is_open_to_join(pool, now, joined=len(joined(pool))))


def joined(pool: Pool) -> list[Participation]:
    """Those that take part, of a loaded pool."""
    return [each for each in pool.participations if each.state == ParticipationState.JOINED]


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


def candidates(session: Session, pool: Pool, words: str = "", *, most: int = 300) -> list[Jurisdiction]:
    """Whom the lead may invite, by name: those that could join (or be named), as far as they do not take part."""
    there = {each.jurisdiction_id for each in pool.participations if each.state != ParticipationState.LEFT}
    select = sa.select(Jurisdiction).where(Jurisdiction.id.not_in(there))
    if pool.admission == Admission.NETWORK:
        select = select.where(Jurisdiction.id.in_(networks.jurisdiction_ids_below([pool.network_id])))
    elif pool.admission == Admission.STATES:
        select = select.where(Jurisdiction.state_code.in_(pool.states))
    for word in words.split()[:10]:
        select = select.where(Jurisdiction.name.icontains(word, autoescape=True))
    return list(session.scalars(select.order_by(Jurisdiction.name, Jurisdiction.id).limit(most)))


def led_by(ctx: Context) -> list[tuple[Jurisdiction, list[Network]]]:
    """The governments the actor may form a pool for, each with the networks it may form it in, by name."""
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    found = ctx.session.scalars(sa.select(Jurisdiction).where(Jurisdiction.id.in_(own)).order_by(Jurisdiction.name))
    return [(each, networks.networks_of(ctx.session, each.id)) for each in found]


def in_network(session: Session, pool: Pool, jurisdiction_id: str) -> bool:
    """Whether the jurisdiction belongs to the pool's network or to one below it."""
    below = networks.jurisdiction_ids_below([pool.network_id])
    return session.scalar(sa.select(sa.literal(jurisdiction_id).in_(below))) is True


def may_be_invited(session: Session, pool: Pool, jurisdiction_id: str) -> bool:
    """Whether the pool is open to this government, or (where the lead names its members) it can be named."""
    found = session.get(Jurisdiction, jurisdiction_id)
    return found is not None and (pool.admission == Admission.NAMED or admits(session, pool, found))


def admitted_of(session: Session, pool: Pool, jurisdiction_ids: Collection[str]) -> list[Jurisdiction]:
    """Those of these governments that the pool is open to, by name."""
    select = sa.select(Jurisdiction).where(Jurisdiction.id.in_(jurisdiction_ids))
    if pool.admission == Admission.NETWORK:
        select = select.where(Jurisdiction.id.in_(networks.jurisdiction_ids_below([pool.network_id])))
    elif pool.admission == Admission.STATES:
        select = select.where(Jurisdiction.state_code.in_(pool.states))
    else:
        select = select.where(Jurisdiction.id.in_([each.jurisdiction_id for each in pool.participations]))
    return list(session.scalars(select.order_by(Jurisdiction.name, Jurisdiction.id)))


def is_admitted(session: Session, pool: Pool, jurisdiction_id: str) -> bool:
    """Whether this government may join, as far as the pool's admission goes."""
    if pool.admission == Admission.NAMED:
        return any(each.jurisdiction_id == jurisdiction_id for each in pool.participations)
    return may_be_invited(session, pool, jurisdiction_id)


def admits(session: Session, pool: Pool, place: Jurisdiction) -> bool:
    """Whether a pool that is open to a network, or to states, is open to this government."""
    if pool.admission == Admission.STATES:
        return place.state_code in pool.states
    return in_network(session, pool, place.id)


def authority_file(session: Session, participation: Participation) -> StoredFile:
    """The document a member attached about its authority, or NotFound."""
    if participation.authority_file_id is None:
        raise NotFound("No document was attached here.")
    return session.get_one(StoredFile, participation.authority_file_id)


@dataclass(frozen=True)
class Standing:
    """How far a pool is: its demand in sums, who has not stated what, and what stands in the way of committing it."""

    #: Every line in its order.
    sums: list[Sum]
    #: The members that have lines left to state, by name.
    gaps: list[settling.Gap]
    hindrances: list[Hindrance]
    #: The pool's motions, as the gates see them.
    motions: list[voting.Decided]


def standing(session: Session, pool: Pool) -> Standing:
    """How far the pool is, from what is stated now."""
    in_it = sorted(joined(pool), key=lambda each: (each.jurisdiction.name, each.id))
    asked, open_parts, motions = sums(session, pool), gaps(session, pool), decided(session, pool)
    invited = [each.jurisdiction.name for each in pool.participations if each.state == ParticipationState.INVITED]
    signed = [(each.jurisdiction.name, each.agreement_version_id) for each in in_it]
    found = settling.hindrances(
        members=len(in_it),
        lines=[settling.Asked(each.line.description, each.quantity, each.gaps) for each in asked],
        gaps=open_parts,
        invited=sorted(invited),
        signing=settling.Signing(*agreement.standing(signed, pool.agreement_version_id)),
        votes=voting.stands_in_the_way(motions, Gate.COMMITMENT),
        late=pool.late_joining != LateJoining.NEVER,
        nowhere=[each.jurisdiction.name for each in in_it if pool.regions and not each.region],
        mistaken=[sentence for line in pool.lines for sentence in pricing.line_faults(pool.regions, line)],
    )
    return Standing(asked, open_parts, found, motions)


def decided(session: Session, pool: Pool) -> list[voting.Decided]:
    """The pool's motions as the gates see them."""
    rows = session.execute(
        sa.select(Motion.id, Motion.title, Motion.needed_before, Motion.state, Motion.anew_of_id)
        .where(Motion.pool_id == pool.id)
        .order_by(Motion.moved_at, Motion.id)
    )
    return [voting.Decided(id, title, str(gate), str(state), anew or "") for id, title, gate, state, anew in rows]


def hinders_publication(pool: Pool, joined: int) -> str:
    """Why the pool does not let its joint solicitation go out, "" when it does; for the solicitation's checklist.

    So many have `joined`.
    """
    if pool.state == PoolState.FORMING:
        return "The pool is open for changes again. Commit it first, so that its quantities are settled."
    if pool.state != PoolState.COMMITTED:
        return f"The pool is {pool.state}: nothing more can be bought for it."
    if joined < settling.FEWEST:
        return "All other members have left the pool. Open it for changes, or close it and buy alone."
    return ""


def open_votes(session: Session, pool: Pool) -> list[str]:
    """What the members must carry by vote before publication, and have not, in sentences; for the same checklist."""
    return voting.stands_in_the_way(decided(session, pool), Gate.PUBLICATION)


def agreements(ctx: Context) -> list[tuple[str, str]]:
    """The published agreements of the library that the actor sees: (id of the newest version, what it is called)."""
    select = (
        library.visible(ctx)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.form == Form.AGREEMENT, ItemVersion.state == VersionState.PUBLISHED)
        .with_only_columns(Item.id, Item.title, ItemVersion.id, ItemVersion.number)
        .order_by(Item.title, Item.id, ItemVersion.number.desc())
        .limit(500)
    )
    newest: dict[str, tuple[str, str]] = {}
    for item, title, version, number in ctx.session.execute(select):
        newest.setdefault(item, (version, f"{title} (version {number})"))
    return list(newest.values())


def speaks_for_network(session: Session, pool: Pool) -> list[Person]:
    """The stewards of its network."""
    return networks.people_with(session, pool.network_id, Duty.STEWARD)


def people_of(session: Session, jurisdiction_ids: Collection[str]) -> dict[str, list[Person]]:
    """The representatives of these governments, by government, from one question."""
    select = (
        sa.select(Assignment.jurisdiction_id, Person)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Assignment.jurisdiction_id.in_(jurisdiction_ids),
            Assignment.duty == Duty.REPRESENTATIVE,
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    found: dict[str, list[Person]] = {}
    for place, person in session.execute(select):
        found.setdefault(place or "", []).append(person)
    return found


def plans_of(session: Session, pool: Pool) -> list[PoolPlan]:
    """The plans whose need the pool serves."""
    select = sa.select(PoolPlan).options(joinedload(PoolPlan.plan)).where(PoolPlan.pool_id == pool.id)
    return list(session.scalars(select.order_by(PoolPlan.plan_id)))


def reminders(session: Session, pool: Pool, since: datetime) -> list[PoolReminder]:
    """The reminders since this instant, the oldest first."""
    select = sa.select(PoolReminder).where(PoolReminder.pool_id == pool.id, PoolReminder.sent_at > since)
    return list(session.scalars(select.order_by(PoolReminder.sent_at)))


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
    session.expire(pool, ["lines", "participations", "admitted"])
    for kind in (PoolLine, Participation):
        fresh = sa.select(kind).where(kind.pool_id == pool.id).execution_options(populate_existing=True)
        session.scalars(fresh).all()


def _whole() -> tuple:
    return (
        joinedload(Pool.lead),
        joinedload(Pool.network),
        selectinload(Pool.lines),
        selectinload(Pool.participations).options(
            joinedload(Participation.jurisdiction), joinedload(Participation.authority_file)
        ),
        joinedload(Pool.offered_lead),
        joinedload(Pool.agreement).options(defer(ItemVersion.content), joinedload(ItemVersion.item)),
    )
