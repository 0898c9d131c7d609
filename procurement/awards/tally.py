"""What became of the solicitations that were made from an item of the library. Floor: queries."""

from collections.abc import Collection
from dataclasses import astuple, dataclass

import sqlalchemy as sa

from procurement.awards.lifecycle import AwardState, ProtestState
from procurement.awards.models import Award, Outcome, Protest
from procurement.core.context import Context
from procurement.library.models import ItemVersion
from procurement.solicitations.models import Solicitation


@dataclass(frozen=True)
class Tally:
    """How many solicitations ended how, of what was announced; how many protests there were, and were right."""

    awarded: int = 0
    without_award: int = 0
    rescinded: int = 0
    protested: int = 0
    sustained: int = 0


def tally(ctx: Context, item_ids: Collection[str]) -> dict[str, Tally]:
    """For each of these items what became of what was made from it; one with nothing to tell is left out."""
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
            sa.literal(0),
            sa.literal(0),
        )
        .select_from(Award)
        .join(Solicitation, Solicitation.id == Award.solicitation_id)
        .join(ItemVersion, ItemVersion.id == Solicitation.template_version_id)
        .where(ItemVersion.item_id.in_(item_ids))
        .group_by(ItemVersion.item_id)
    )
    rows: dict[str, Tally] = {}
    for item_id, *numbers in ctx.session.execute(found.union_all(_protests(item_ids))):
        so_far = astuple(rows.get(item_id, Tally()))
        rows[item_id] = Tally(*(one + more for one, more in zip(so_far, numbers, strict=True)))
    return {item_id: each for item_id, each in rows.items() if each != Tally()}


def _protests(item_ids: Collection[str]) -> sa.Select:
    """In the columns of the awards: all that were filed or recorded, late and withdrawn ones too, and the sustained."""
    sustained = sa.func.count(sa.case((Protest.state == ProtestState.SUSTAINED, Protest.id)))
    none = [sa.literal(0)] * 3
    return (
        sa.select(ItemVersion.item_id, *none, sa.func.count(Protest.id), sustained)
        .select_from(Protest)
        .join(Solicitation, Solicitation.id == Protest.solicitation_id)
        .join(ItemVersion, ItemVersion.id == Solicitation.template_version_id)
        .where(ItemVersion.item_id.in_(item_ids))
        .group_by(ItemVersion.item_id)
    )
