"""How many solicitations made from an item of the library found one response or none. Floor: queries."""

from collections.abc import Collection

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.library.models import ItemVersion
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Opening, Response
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

#: How a solicitation ends: before that, nobody is told how many responses there were.
ENDED = (SolicitationState.DECIDED, SolicitationState.CONCLUDED, SolicitationState.CANCELLED)


def few(ctx: Context, item_ids: Collection[str]) -> dict[str, int]:
    """For each of these items in how many ended solicitations at most one response was opened; none is left out."""
    if not item_ids:
        return {}
    came = (
        sa.select(sa.func.count(Response.id))
        .where(
            Response.solicitation_id == Solicitation.id,
            Response.state.in_((ResponseState.OPENED, ResponseState.UNREADABLE)),
        )
        .correlate(Solicitation)
        .scalar_subquery()
    )
    opened = sa.exists().where(Opening.solicitation_id == Solicitation.id, Opening.state == OpeningState.DONE)
    found = (
        sa.select(ItemVersion.item_id, sa.func.count(Solicitation.id))
        .join(ItemVersion, ItemVersion.id == Solicitation.template_version_id)
        .where(ItemVersion.item_id.in_(item_ids), Solicitation.state.in_(ENDED), opened, came <= 1)
        .group_by(ItemVersion.item_id)
    )
    return {item_id: count for item_id, count in ctx.session.execute(found)}
