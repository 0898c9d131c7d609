"""What one government or network bought: the facts behind each figure, as selects of the same columns. Floor: queries.

Each select gives only rows that the reader may see, as the rooms decide it that keep them.
"""

import sqlalchemy as sa

from procurement.awards import queries as awards
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.contracts import adoption_queries, contract_queries, outcome_queries
from procurement.contracts import queries as addenda_queries
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.adoption_policy import SIGNED
from procurement.contracts.contract_policy import SETTLED
from procurement.contracts.lifecycle import AddendumState, ContractState
from procurement.contracts.models import Contract, ContractSource, ParticipatingAddendum
from procurement.contracts.outcome_models import ContractOutcome
from procurement.overview.looking import View, Whose, fact, ids
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation
from procurement.responses.models import Response
from procurement.solicitations import queries as published
from procurement.solicitations.models import Reuse, Solicitation
from procurement.vendors.models import Vendor

ALONE, TOGETHER = sa.literal("alone", sa.String), sa.literal("together", sa.String)
_SIDE = sa.case((Solicitation.pool_id.is_(None), ALONE), else_=TOGETHER)


def solicitations(view: View, whose: Whose) -> sa.Select:
    """Published in the period: by the government itself, or for a pool that it takes part in."""
    joined = sa.select(Participation.pool_id).where(
        whose(Participation.jurisdiction_id), Participation.state == ParticipationState.JOINED
    )
    return sa.select(
        *fact("solicitations", "solicitation", Solicitation.id, place_id=Solicitation.jurisdiction_id,
              title=Solicitation.title, year=view.year(Solicitation.published_at), how=_SIDE,
              area=Solicitation.focus_area, at=Solicitation.published_at)
    ).where(
        Solicitation.id.in_(ids(published.visible(view.ctx), Solicitation.id)),
        Solicitation.published_at.is_not(None),
        view.within(Solicitation.published_at),
        sa.or_(whose(Solicitation.jurisdiction_id), Solicitation.pool_id.in_(joined)),
    )  # fmt: skip


def decided(view: View, whose: Whose, figure: str = "awards", *, alone: bool = False) -> sa.Select:
    """Awards that became final in the period, of the government's own solicitations; `alone`: of no pool."""
    select = (
        sa.select(
            *fact(figure, "award", Solicitation.id, place_id=Solicitation.jurisdiction_id,
                  title=Solicitation.title, year=view.year(Award.final_at), how=_SIDE, area=Solicitation.focus_area,
                  at=Award.final_at, cents=Award.amount_cents, vendor=Response.vendor_id, vendor_name=Vendor.name,
                  tie=sa.func.coalesce(Contract.id, Award.id))
        )
        .select_from(Award)
        .join(Award.solicitation)
        .join(Award.response)
        .join(Response.vendor)
        .outerjoin(Contract, _from_award())
        .where(
            Award.id.in_(ids(awards.visible(view.ctx), Award.id)),
            Award.state == AwardState.FINAL,
            Award.outcome == Outcome.AWARD,
            view.within(Award.final_at),
            whose(Solicitation.jurisdiction_id),
        )
    )  # fmt: skip
    return select.where(Solicitation.pool_id.is_(None)) if alone else select


def held(view: View, whose: Whose, figure: str = "contracts", *, recorded: bool = False) -> sa.Select:
    """Contracts whose first day is in the period; `recorded`: only those from outside, which no award here tells of."""
    select = (
        sa.select(
            *fact(figure, "contract", Contract.id, place_id=Contract.jurisdiction_id, title=Contract.title,
                  year=view.year_on(Contract.starts_on), how=_SIDE, area=Contract.focus_area, on=Contract.starts_on,
                  vendor=sa.func.coalesce(Contract.vendor_id, Contract.vendor_name),
                  vendor_name=Contract.vendor_name, tie=Contract.id)
        )
        .select_from(Contract)
        .outerjoin(Contract.award)
        .outerjoin(Award.solicitation)
        .where(
            Contract.id.in_(ids(contract_queries.visible(view.ctx, view.around), Contract.id)),
            Contract.state.in_(SETTLED),
            view.on_within(Contract.starts_on),
            whose(Contract.jurisdiction_id),
        )
    )  # fmt: skip
    return select.where(Contract.source == ContractSource.RECORDED) if recorded else select


def addenda(view: View, whose: Whose, figure: str = "addenda") -> sa.Select:
    """Participating addenda signed in the period."""
    row = ParticipatingAddendum
    return (
        sa.select(
            *fact(figure, "addendum", row.id, place_id=row.jurisdiction_id, title=Solicitation.title,
                  year=view.year(row.signed_at), how=TOGETHER, area=Solicitation.focus_area, at=row.signed_at,
                  cents=row.amount_cents, vendor=Response.vendor_id, vendor_name=Vendor.name,
                  tie=sa.func.coalesce(row.contract_id, Contract.id, row.award_id))
        )
        .select_from(row)
        .join(row.award)
        .join(Award.solicitation)
        .join(Award.response)
        .join(Response.vendor)
        .outerjoin(Contract, _from_award())
        .where(
            row.id.in_(ids(addenda_queries.visible(view.ctx), row.id)),
            row.state == AddendumState.SIGNED,
            view.within(row.signed_at),
            whose(row.jurisdiction_id),
        )
    )  # fmt: skip


def adoptions(view: View, whose: Whose, figure: str = "adoptions") -> sa.Select:
    """Adoptions signed in the period."""
    return (
        sa.select(
            *fact(figure, "adoption", Adoption.id, place_id=Adoption.jurisdiction_id, title=Contract.title,
                  year=view.year(Adoption.signed_at), how=TOGETHER, area=Contract.focus_area, at=Adoption.signed_at,
                  cents=Adoption.amount_cents, vendor=sa.func.coalesce(Contract.vendor_id, Contract.vendor_name),
                  vendor_name=Contract.vendor_name, tie=Adoption.contract_id)
        )
        .select_from(Adoption)
        .join(Adoption.contract)
        .where(
            Adoption.id.in_(ids(adoption_queries.visible(view.ctx, view.around), Adoption.id)),
            Adoption.state.in_(SIGNED),
            view.within(Adoption.signed_at),
            whose(Adoption.jurisdiction_id),
        )
    )  # fmt: skip


def bought(view: View, whose: Whose, figure: str = "bought") -> sa.Select:
    """What was bought: alone by own awards and recorded contracts, together by participating addenda and adoptions.

    The award of a pool itself is not among it: its members' addenda are.
    """
    return sa.select(
        sa.union_all(
            decided(view, whose, figure, alone=True),
            held(view, whose, figure, recorded=True),
            addenda(view, whose, figure),
            adoptions(view, whose, figure),
        ).subquery()
    )


def with_peers(view: View) -> sa.Select:
    """What others bought in the period under the awards and contracts under which the government buys, at any time.

    Of a network: what its members bought under those that more than one of them uses.
    """
    ever = View(view.ctx, view.place, _ever(view), view.zone, view.today, view.around)
    mine = bought(ever, view.own).subquery()
    ties = sa.select(mine.c.tie)
    if view.is_network:
        ties = ties.group_by(mine.c.tie).having(sa.func.count(mine.c.place_id.distinct()) > 1)
    rows = bought(view, view.own if view.is_network else view.anybodys, "with-peers").subquery()
    select = sa.select(rows).where(rows.c.tie.in_(ties))
    return select if view.is_network else select.where(rows.c.place_id != view.place.id)


def told(view: View, whose: Whose, figure: str) -> sa.Select:
    """What outcomes of the period say was saved; of one government and contract only what it said last.

    `figure` is "told-money" or "told-hours".
    """
    row = ContractOutcome
    amount = row.saved_cents if figure == "told-money" else row.saved_hours
    order = sa.func.row_number().over(
        partition_by=(row.contract_id, row.jurisdiction_id), order_by=(row.told_at.desc(), row.id)
    )
    last = (
        sa.select(row.id, order.label("place"))
        .where(
            row.id.in_(ids(outcome_queries.visible(view.ctx, view.around), row.id)),
            amount.is_not(None),
            view.within(row.told_at),
            whose(row.jurisdiction_id),
        )
        .subquery()
    )
    sums = {"cents": sa.cast(amount, sa.BigInteger)} if figure == "told-money" else {
        "number": sa.cast(amount, sa.BigInteger)
    }  # fmt: skip
    return (
        sa.select(
            *fact(figure, "outcome", row.id, place_id=row.jurisdiction_id, title=Contract.title,
                  year=view.year(row.told_at), area=Contract.focus_area, at=row.told_at, **sums)
        )
        .select_from(row)
        .join(row.contract)
        .join(last, last.c.id == row.id)
        .where(last.c.place == 1)
    )  # fmt: skip


def reused(view: View, whose: Whose) -> sa.Select:
    """Solicitations published in the period by the governments themselves, with the words each reused."""
    kept = (
        sa.select(Reuse.solicitation_id, sa.func.sum(Reuse.unchanged + Reuse.changed).label("words"))
        .where(sa.or_(Reuse.item_id.is_not(None), Reuse.jurisdiction_id.is_not(None)))
        .group_by(Reuse.solicitation_id)
        .subquery()
    )
    return (
        sa.select(
            *fact("reused", "solicitation", Solicitation.id, place_id=Solicitation.jurisdiction_id,
                  title=Solicitation.title, year=view.year(Solicitation.published_at), area=Solicitation.focus_area,
                  at=Solicitation.published_at, number=sa.cast(kept.c.words, sa.BigInteger))
        )
        .join(kept, kept.c.solicitation_id == Solicitation.id)
        .where(
            Solicitation.id.in_(ids(published.visible(view.ctx), Solicitation.id)),
            Solicitation.published_at.is_not(None),
            view.within(Solicitation.published_at),
            whose(Solicitation.jurisdiction_id),
            kept.c.words > 0,
        )
    )  # fmt: skip


def history(view: View) -> list[sa.Select]:
    """All that is counted by area and year, and what was saved."""
    own = view.own
    return [
        solicitations(view, own), decided(view, own), held(view, own), addenda(view, own), adoptions(view, own),
        told(view, own, "told-money"), told(view, own, "told-hours"), reused(view, own),
    ]  # fmt: skip


def _from_award() -> sa.ColumnElement[bool]:
    return sa.and_(Contract.award_id == Award.id, Contract.state != ContractState.DISCARDED)


def _ever(view: View):
    return type(view.period)("all", "", None, view.today)
