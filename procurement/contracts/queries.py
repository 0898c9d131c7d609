"""Reading participating addenda: signed ones are public contracts, others are for those concerned."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.duties import Permission, places
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty


def visible(ctx: Context) -> sa.Select[tuple[ParticipatingAddendum]]:
    """Signed addenda, and those of the actor's own governments, the pools they lead, and their vendors."""
    select = (
        sa.select(ParticipatingAddendum)
        .join(ParticipatingAddendum.award)
        .join(Award.solicitation)
        .outerjoin(Award.response)
    )
    if ctx.actor.is_system:
        return select
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    return select.where(
        sa.or_(
            ParticipatingAddendum.state == AddendumState.SIGNED,
            ParticipatingAddendum.jurisdiction_id.in_(inside),
            Solicitation.jurisdiction_id.in_(inside),
            Response.vendor_id.in_(ctx.actor.places(*VendorDuty)),
        )
    )


def get(ctx: Context, addendum_id: str) -> ParticipatingAddendum:
    """The participating addendum, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(ParticipatingAddendum.id == addendum_id).options(*_whole()))
    if found is None:
        raise NotFound("There is no such participating addendum, or it is not for you to see.")
    return found


def addenda(ctx: Context, *, state: AddendumState | None = None) -> sa.Select[tuple[ParticipatingAddendum]]:
    """Those the actor may see, the ones to be signed first."""
    select = visible(ctx)
    if state is not None:
        select = select.where(ParticipatingAddendum.state == state)
    return select.options(*_whole()).order_by(
        ParticipatingAddendum.state != AddendumState.OFFERED,
        ParticipatingAddendum.offered_at.desc(),
        ParticipatingAddendum.id,
    )


def of_solicitation(ctx: Context, solicitation: Solicitation) -> list[ParticipatingAddendum]:
    """The addenda under a solicitation's awards that the actor may see, by member."""
    select = visible(ctx).where(Award.solicitation_id == solicitation.id).options(*_whole())
    return sorted(ctx.session.scalars(select), key=lambda each: (each.jurisdiction.name, each.id))


def of_award(ctx: Context, award: Award) -> list[ParticipatingAddendum]:
    """The addenda under one award that the actor may see, by member."""
    rows = ctx.session.scalars(visible(ctx).where(ParticipatingAddendum.award_id == award.id).options(*_whole()))
    return sorted(rows, key=lambda each: (each.jurisdiction.name, each.id))


def _whole() -> tuple:
    return (
        joinedload(ParticipatingAddendum.jurisdiction),
        joinedload(ParticipatingAddendum.participation),
        joinedload(ParticipatingAddendum.award).joinedload(Award.response).joinedload(Response.vendor),
        joinedload(ParticipatingAddendum.award).joinedload(Award.solicitation).joinedload(Solicitation.jurisdiction),
        joinedload(ParticipatingAddendum.award).joinedload(Award.solicitation).joinedload(Solicitation.pool),
    )
