"""Reading awards: announced ones are public, others are internal work."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award
from procurement.awards.policy import ANNOUNCED
from procurement.awards.record import standstill
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.duties import Permission, places
from procurement.networks.packs import Binding
from procurement.responses.models import Response
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation

LIVING = frozenset({AwardState.RECOMMENDED, AwardState.INTENDED, AwardState.FINAL})


def visible(ctx: Context) -> sa.Select[tuple[Award]]:
    """Announced awards for everybody; recommendations for those who see the jurisdiction's internal work."""
    select = sa.select(Award).join(Award.solicitation)
    if ctx.actor.is_system:
        return select
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    return select.where(sa.or_(Award.state.in_(ANNOUNCED), Solicitation.jurisdiction_id.in_(inside)))


def get(ctx: Context, award_id: str) -> Award:
    """The award, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Award.id == award_id).options(*_whole()))
    if found is None:
        raise NotFound("There is no such award, or it has not been announced.")
    return found


def awards_of(ctx: Context, solicitation: Solicitation) -> list[Award]:
    """Every award of a solicitation that the actor may see, the newest first."""
    select = visible(ctx).where(Award.solicitation_id == solicitation.id).options(*_whole())
    return list(ctx.session.scalars(select.order_by(Award.recommended_at.desc(), Award.id)))


def living(ctx: Context, solicitation: Solicitation) -> Award | None:
    """The one award that counts, if the actor may see it."""
    return next((each for each in awards_of(ctx, solicitation) if each.state in LIVING), None)


def announced(ctx: Context) -> sa.Select[tuple[Award]]:
    """Announced awards, newest first: what the public may browse."""
    select = visible(ctx).where(Award.state.in_(ANNOUNCED)).options(*_brief())
    return select.order_by(Award.decided_at.desc(), Award.id)


def protest_window(session: Session, solicitation: Solicitation, announced: datetime) -> tuple[datetime, Binding]:
    """When the protest window ends, if notice is given at this instant, and whose rule that is.

    Calendar or working days, as the rule pack says; of a pool the member's that leads farthest. It ends at the same
    time on the wall clock.
    """
    rules = solicitations.rules_that_bind(session, solicitation)
    binding = rules.after("protest_days", rules.calendar.day_of(announced))
    return standstill(announced, binding, rules.calendar), binding


def _brief() -> tuple:
    return (
        joinedload(Award.response).joinedload(Response.vendor),
        joinedload(Award.solicitation).joinedload(Solicitation.jurisdiction),
    )


def _whole() -> tuple:
    return (
        *_brief(),
        joinedload(Award.solicitation).selectinload(Solicitation.revisions),
        joinedload(Award.solicitation).joinedload(Solicitation.pool),
    )
