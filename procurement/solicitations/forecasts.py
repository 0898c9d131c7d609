"""What is announced before it is published: the little that everybody may know of a draft. Floor: queries."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.networks.models import Jurisdiction
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

BEFORE = (SolicitationState.DRAFT, SolicitationState.IN_REVIEW, SolicitationState.APPROVED)
#: How long a forecast that has passed is still shown: publication is often late by weeks, not by a season.
LATE = timedelta(days=60)


def announced(ctx: Context, words: str = "") -> sa.Select[tuple[Solicitation]]:
    """What officers have announced, the next first; only `date_shapes.Forecast` of it is for everybody."""
    found = (
        sa.select(Solicitation)
        .join(Solicitation.jurisdiction)
        .options(joinedload(Solicitation.jurisdiction))
        .where(
            Solicitation.is_announced,
            Solicitation.state.in_(BEFORE),
            Solicitation.forecast_publish_on >= (ctx.now - LATE).date(),
        )
    )
    for word in words.split()[:10]:
        found = found.where(
            sa.or_(
                Solicitation.title.icontains(word, autoescape=True),
                Solicitation.summary.icontains(word, autoescape=True),
                Jurisdiction.name.icontains(word, autoescape=True),
            )
        )
    return found.order_by(Solicitation.forecast_publish_on, Solicitation.id)
