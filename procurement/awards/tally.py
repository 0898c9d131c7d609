"""What became of the solicitations that were made from an item of the library. Floor: queries."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.core.context import Context
from procurement.library.models import ItemVersion
from procurement.solicitations.models import Solicitation


@dataclass(frozen=True)
class Tally:
    """How many solicitations ended how; only what has been announced counts."""

    awarded: int = 0
    without_award: int = 0
    rescinded: int = 0


def tally(ctx: Context, item_ids: Collection[str]) -> dict[str, Tally]:
    """For each of these items what became of the solicitations made from it; an item without awards is left out."""
    if not item_ids:
        return {}
    stands = Award.state.in_((AwardState.INTENDED, AwardState.FINAL))

    def count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((sa.and_(*conditions), Award.solicitation_id)).distinct())

    found = (
        sa.select(
            ItemVersion.item_id,
            count(stands, Award.outcome == Outcome.AWARD),
            count(stands, Award.outcome == Outcome.NO_AWARD),
            count(Award.state == AwardState.RESCINDED),
        )
        .select_from(Award)
        .join(Solicitation, Solicitation.id == Award.solicitation_id)
        .join(ItemVersion, ItemVersion.id == Solicitation.template_version_id)
        .where(ItemVersion.item_id.in_(item_ids))
        .group_by(ItemVersion.item_id)
    )
    rows = {item_id: Tally(*numbers) for item_id, *numbers in ctx.session.execute(found)}
    return {item_id: each for item_id, each in rows.items() if each != Tally()}
