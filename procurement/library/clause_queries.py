"""Clauses that can be put into a draft: the version offered now of every clause this actor sees. Floor: queries."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from procurement.core.context import Context
from procurement.library import queries
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, Item, ItemVersion


def offered(ctx: Context, *, words: str = "", limit: int = 50) -> list[ItemVersion]:
    """The newest published version of each visible clause with all the words in title, summary or law, by title."""
    newer = sa.orm.aliased(ItemVersion)
    later = sa.exists().where(
        newer.item_id == Item.id, newer.state == VersionState.PUBLISHED, newer.number > ItemVersion.number
    )
    select = (
        sa.select(ItemVersion)
        .join(ItemVersion.item)
        .where(
            Item.id.in_(queries.visible(ctx).with_only_columns(Item.id)),
            Item.form == Form.CLAUSE,
            ItemVersion.state == VersionState.PUBLISHED,
            ~later,
        )
        .options(contains_eager(ItemVersion.item).options(joinedload(Item.jurisdiction), joinedload(Item.network)))
        .order_by(Item.title, Item.id)
        .limit(limit)
    )
    for word in words.split()[:10]:
        select = select.where(
            sa.or_(*(each.icontains(word, autoescape=True) for each in (Item.title, Item.summary, Item.law)))
        )
    return list(ctx.session.scalars(select))
