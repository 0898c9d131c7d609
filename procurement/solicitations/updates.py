"""Newer versions of the templates that drafts began with, and what they would change. Floor: queries."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.library import lineage_queries as lineage
from procurement.library import queries as library
from procurement.library.lifecycle import VersionState
from procurement.library.merging import Merge, merge
from procurement.library.models import Item, ItemVersion
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

NO_UPDATE = "This is no newer version of the template that the draft began with."
TAKEN = "The draft has the changes of this version already."


def offered(ctx: Context, solicitation: Solicitation) -> ItemVersion | None:
    """The version of its template that the draft could take over; None when there is none, or it is no draft."""
    if solicitation.state != SolicitationState.DRAFT or solicitation.template_version_id is None:
        return None
    return lineage.offered(ctx, solicitation.template_version_id)


def merged(solicitation: Solicitation, theirs: ItemVersion) -> Merge:
    """What comes into the draft with the template's version `theirs`; refused when it has come in already.

    The price lines of a joint solicitation are its pool's, and stay.
    """
    base = solicitation.template_version
    if base is None or theirs.item_id != base.item_id or theirs.state == VersionState.DRAFT:
        raise Conflict(NO_UPDATE)
    if theirs.number <= base.number:
        raise Conflict(TAKEN)
    if solicitation.pool_id is None:
        return merge(base.content, solicitation.content, theirs.content)
    lines = solicitation.content["price_lines"]
    one, other = ({**each.content, "price_lines": lines} for each in (base, theirs))
    return merge(one, solicitation.content, other)


def is_behind(ctx: Context) -> sa.ColumnElement[bool]:
    """Whether a solicitation's template has a newer version that the actor sees; to be used inside a select."""
    base, newer = aliased(ItemVersion), aliased(ItemVersion)
    return (
        sa.select(newer.id)
        .join(base, base.item_id == newer.item_id)
        .where(
            base.id == Solicitation.template_version_id,
            newer.state == VersionState.PUBLISHED,
            newer.number > base.number,
            newer.item_id.in_(library.visible(ctx).with_only_columns(Item.id)),
        )
        .correlate(Solicitation)
        .exists()
    )
