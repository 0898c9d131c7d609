"""Reading outcomes: whose they are, with whom they are shared, what stands behind a figure. Floor: queries."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from procurement.awards.models import Award
from procurement.contracts import contract_queries, milestones
from procurement.contracts.milestones import Milestone, Standing
from procurement.contracts.models import Contract
from procurement.contracts.outcome_models import ContractOutcome, OutcomeAsk
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import queries as library
from procurement.library.models import ItemVersion, Scope
from procurement.library.queries import Circles
from procurement.networks.duties import Permission, places
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty

WHOLE = (
    joinedload(ContractOutcome.jurisdiction),
    joinedload(ContractOutcome.network),
    joinedload(ContractOutcome.contract).joinedload(Contract.jurisdiction),
    joinedload(ContractOutcome.contract).joinedload(Contract.vendor),
)


def visible(ctx: Context, around: Circles | None = None) -> sa.Select[tuple[ContractOutcome]]:
    """The actor's governments' own; of contracts it sees, what is shared with it, or concerns it as lead or vendor."""
    select = sa.select(ContractOutcome).join(ContractOutcome.contract)
    if ctx.actor.is_system:
        return select
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    concerned = sa.or_(
        library.is_shared_with(ctx, around, ContractOutcome),
        Contract.jurisdiction_id.in_(inside),
        Contract.vendor_id.in_(ctx.actor.places(*VendorDuty)),
    )
    seen = contract_queries.visible(ctx, around).with_only_columns(Contract.id)
    shared = sa.and_(ContractOutcome.scope != Scope.OWN, Contract.id.in_(seen), concerned)
    return select.where(sa.or_(ContractOutcome.jurisdiction_id.in_(inside), shared))


def get(ctx: Context, outcome_id: str) -> ContractOutcome:
    """The outcome with its contract and government, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(ContractOutcome.id == outcome_id).options(*WHOLE))
    if found is None:
        raise NotFound("There is no such outcome, or it is not shared with you.")
    return found


def outcomes(ctx: Context) -> sa.Select[tuple[ContractOutcome]]:
    """All that the actor may see, the newest first."""
    return visible(ctx).options(*WHOLE).order_by(ContractOutcome.told_at.desc(), ContractOutcome.id)


def of_contract(ctx: Context, contract: Contract) -> list[ContractOutcome]:
    """What is told of one contract, so far as the actor may see it, the newest first."""
    return list(ctx.session.scalars(outcomes(ctx).where(ContractOutcome.contract_id == contract.id)))


def standing_of(ctx: Context, *, contract_ids: Collection[str] = (), vendor_ids: Collection[str] = ()) -> Standing:
    """The figures of these contracts, or of all contracts of these vendors, from what the actor may see."""
    of = sa.or_(Contract.id.in_(contract_ids), Contract.vendor_id.in_(vendor_ids))
    return milestones.standing(ctx.session.scalars(visible(ctx).where(of)).all())


def standings(ctx: Context, contract_ids: Collection[str]) -> dict[str, Standing]:
    """The figures of each of these contracts of which anything is told, from what the actor may see."""
    if not contract_ids:
        return {}
    told: dict[str, list[ContractOutcome]] = {}
    for each in ctx.session.scalars(visible(ctx).where(Contract.id.in_(contract_ids))):
        told.setdefault(each.contract_id, []).append(each)
    return {contract_id: milestones.standing(rows) for contract_id, rows in told.items()}


def standing_of_template(ctx: Context, item_id: str) -> Standing:
    """The figures of the contracts that came from what was published from a template."""
    made = (
        sa.select(Award.id)
        .join(Award.solicitation)
        .join(ItemVersion, ItemVersion.id == Solicitation.template_version_id)
        .where(ItemVersion.item_id == item_id)
    )
    return milestones.standing(ctx.session.scalars(visible(ctx).where(Contract.award_id.in_(made))).all())


def to_tell(ctx: Context, contract: Contract, jurisdiction_id: str) -> list[Milestone]:
    """The milestones that have come and of which this government has not told, the last one last."""
    if contract.starts_on is None or contract.ends_on is None:
        return []
    told = set(
        ctx.session.scalars(
            sa.select(ContractOutcome.milestone).where(
                ContractOutcome.contract_id == contract.id, ContractOutcome.jurisdiction_id == jurisdiction_id
            )
        )
    )
    ends_on = min(contract.ends_on, contract.terminated_on or contract.ends_on)
    come = milestones.reached(contract.starts_on, ends_on, contract_queries.today(ctx, contract))
    return [each for each in come if each.key not in told]


def asked(session: Session, contract: Contract) -> set[tuple[str, str]]:
    """Who was asked already at which milestone: (jurisdiction id, key)."""
    rows = session.execute(
        sa.select(OutcomeAsk.jurisdiction_id, OutcomeAsk.milestone).where(OutcomeAsk.contract_id == contract.id)
    )
    return {(place, key) for place, key in rows}
