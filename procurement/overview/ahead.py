"""What comes: ends, renewals, certificates; and what peers do now in the same focus areas. Floor: queries."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from procurement.contracts import contract_queries, outcome_queries
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.contract_queries import LONGEST_NOTICE
from procurement.contracts.lifecycle import AddendumState, AdoptionState, ContractState, RenewalState
from procurement.contracts.models import Certificate, Contract, Eligibility, ParticipatingAddendum, RenewalOption
from procurement.contracts.outcome_models import ContractOutcome
from procurement.networks import queries as networks
from procurement.networks.models import Network
from procurement.overview import periods
from procurement.overview.looking import View, fact, ids
from procurement.overview.rows import solicitations
from procurement.plans import queries as plans
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan
from procurement.pools import queries as pools
from procurement.pools.lifecycle import PoolState
from procurement.pools.models import Pool
from procurement.solicitations.models import Solicitation


def days(view: View) -> sa.Select:
    """One row for each contract that ends, renewal to decide and certificate that lapses in the 12 months from today.

    Columns figure, id, place_id, title, of_id, on, notice_days: of a renewal the day is `on` less the days of notice
    (`queries` takes them off, and leaves out what falls outside).
    """
    last = periods.ahead(view.today)
    ends = _coming("ends", Contract.title, Contract.id, Contract.ends_on).where(
        _concerns(view), Contract.ends_on.between(view.today, last)
    )
    other = aliased(RenewalOption)
    before = sa.exists().where(
        other.contract_id == RenewalOption.contract_id,
        sa.or_(
            sa.and_(other.state == RenewalState.OPEN, other.number < RenewalOption.number),
            other.state == RenewalState.DECLINED,
        ),
    )
    renewals = (
        _coming("renewals", Contract.title, RenewalOption.id, Contract.ends_on, RenewalOption.notice_days)
        .join(RenewalOption, RenewalOption.contract_id == Contract.id)
        .where(
            view.own(Contract.jurisdiction_id),
            RenewalOption.state == RenewalState.OPEN,
            ~before,
            Contract.ends_on.between(view.today, last + timedelta(days=LONGEST_NOTICE)),
        )
    )
    certificates = (
        _coming("certificates", Certificate.name, Certificate.id, Certificate.expires_on)
        .join(Certificate, Certificate.contract_id == Contract.id)
        .where(
            _concerns(view), Certificate.replaced_at.is_(None), Certificate.expires_on.between(view.today, last)
        )
    )  # fmt: skip
    seen = ids(contract_queries.visible(view.ctx, view.around), Contract.id)
    running = (Contract.id.in_(seen), Contract.state == ContractState.ACTIVE, Contract.ends_on >= view.today)
    return sa.select(sa.union_all(*(each.where(*running) for each in (ends, renewals, certificates))).subquery())


def doings(view: View) -> list[sa.Select]:
    """What peers do: needs announced and pools open now, contracts in force that are open to the government;
    solicitations published and outcomes told in the period. Only in focus areas that are the government's own, as far
    as it has any."""
    peers = view.peers
    announced = sa.select(
        *fact("peer-plans", "plan", Plan.id, place_id=Plan.jurisdiction_id, title=Plan.title, year=sa.literal(0),
              area=Plan.focus_area, at=Plan.created_at)
    ).where(
        Plan.id.in_(ids(plans.visible(view.ctx), Plan.id)), Plan.state == PlanState.ANNOUNCED,
        peers(Plan.jurisdiction_id), _shared(view, Plan.focus_area),
    )  # fmt: skip
    open_pools = sa.select(
        *fact("peer-pools", "pool", Pool.id, place_id=Pool.jurisdiction_id, title=Pool.title, year=sa.literal(0),
              area=Pool.focus_area, at=Pool.created_at)
    ).where(
        Pool.id.in_(ids(pools.visible(view.ctx), Pool.id)), Pool.state == PoolState.FORMING,
        sa.or_(Pool.join_by.is_(None), Pool.join_by > view.ctx.now), peers(Pool.jurisdiction_id),
        _shared(view, Pool.focus_area),
    )  # fmt: skip
    out = solicitations(view, peers).subquery()
    by_peers = sa.select(
        sa.literal("peer-solicitations", sa.String).label("figure"),
        *(each for each in out.c if each.name != "figure"),
    ).where(peers(out.c.place_id), _shared(view, out.c.area))
    offered = sa.select(
        *fact("peer-contracts", "contract", Contract.id, place_id=Contract.jurisdiction_id, title=Contract.title,
              year=sa.literal(0), area=Contract.focus_area, on=Contract.starts_on)
    ).where(
        Contract.id.in_(ids(contract_queries.visible(view.ctx, view.around), Contract.id)),
        Contract.state == ContractState.ACTIVE, Contract.ends_on >= view.today, peers(Contract.jurisdiction_id),
        _is_open(view), _shared(view, Contract.focus_area),
    )  # fmt: skip
    row = ContractOutcome
    told = (
        sa.select(
            *fact("peer-outcomes", "outcome", row.id, place_id=row.jurisdiction_id, title=Contract.title,
                  year=sa.literal(0), area=Contract.focus_area, at=row.told_at)
        )
        .select_from(row)
        .join(row.contract)
        .where(
            row.id.in_(ids(outcome_queries.visible(view.ctx, view.around), row.id)), view.within(row.told_at),
            peers(row.jurisdiction_id), _shared(view, Contract.focus_area),
        )
    )  # fmt: skip
    return [announced, open_pools, by_peers, offered, told]


def _coming(figure: str, title, of, on, notice=None) -> sa.Select:
    return sa.select(
        sa.literal(figure, sa.String).label("figure"),
        of.label("id"),
        Contract.jurisdiction_id.label("place_id"),
        title.label("title"),
        Contract.id.label("of_id"),
        Contract.focus_area.label("area"),
        on.label("on"),
        (sa.literal(0) if notice is None else notice).label("notice_days"),
    ).select_from(Contract)


def _concerns(view: View) -> sa.ColumnElement[bool]:
    """Contracts that the government holds, or buys under by an addendum or an adoption."""
    addenda = sa.select(ParticipatingAddendum.contract_id).where(
        view.own(ParticipatingAddendum.jurisdiction_id),
        ParticipatingAddendum.state == AddendumState.SIGNED,
        ParticipatingAddendum.contract_id.is_not(None),
    )
    adopted = sa.select(Adoption.contract_id).where(
        view.own(Adoption.jurisdiction_id), Adoption.state == AdoptionState.ACTIVE
    )
    return sa.or_(view.own(Contract.jurisdiction_id), Contract.id.in_(addenda), Contract.id.in_(adopted))


def _shared(view: View, area) -> sa.ColumnElement[bool]:
    """In a focus area of the government's own; any area while it has none, and for a network."""
    if view.is_network:
        return sa.true()
    own = sa.union(
        *(
            sa.select(sa.func.lower(row.focus_area).label("area")).where(
                row.jurisdiction_id == view.place.id, row.focus_area != ""
            )
            for row in (Solicitation, Contract, Plan, Pool)
        )
    ).subquery()
    return sa.or_(sa.func.lower(area).in_(sa.select(own.c.area)), ~sa.exists(sa.select(own.c.area)))


def _is_open(view: View) -> sa.ColumnElement[bool]:
    """Whether the contract's own words let the government buy; of a network, let anybody at all.

    Codes and ids are looked for in the list as it is written, in their quotation marks: each is of one kind of signs.
    """
    if isinstance(view.place, Network):
        return Contract.eligible != Eligibility.NONE
    listed = sa.cast(Contract.eligible_ids, sa.Text)
    above = networks.network_ids_above([view.place.id])
    by_network = sa.exists().where(
        Network.id.in_(above), listed.like(sa.literal('%"') + Network.id + sa.literal('"%'))
    )  # fmt: skip
    return sa.or_(
        Contract.eligible == Eligibility.ANY,
        sa.and_(Contract.eligible == Eligibility.NAMED, listed.contains(f'"{view.place.id}"')),
        sa.and_(Contract.eligible == Eligibility.NETWORK, by_network),
        sa.and_(Contract.eligible == Eligibility.STATES, listed.contains(f'"{view.place.state_code}"')),
    )
