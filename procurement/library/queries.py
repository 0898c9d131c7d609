"""Reading the library: what is shared with this actor, decided inside the select."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import categories as lists
from procurement.library.lifecycle import VersionState
from procurement.library.models import Category, Form, Item, ItemVersion, Scope, SearchEntry
from procurement.library.policy import is_review_due, may_see_version, sees_drafts
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction, Network


class Circles(NamedTuple):
    """The networks whose items reach somebody: what is shared in the network itself, and in its parents too."""

    above: frozenset[str]
    below: frozenset[str]


#: What every caller sees of an item.
FACTS = (
    "id", "form", "title", "kind", "scope", "network_id", "focus_area", "categories", "law", "review_on", "summary",
    "solicitation_id", "jurisdiction", "created_at", "version",
)  # fmt: skip
#: A list reads the facts of items and versions, never their texts.
SHOWN = (
    joinedload(Item.jurisdiction),
    joinedload(Item.network),
    selectinload(Item.versions).options(defer(ItemVersion.content)),
)


def visible(ctx: Context) -> sa.Select[tuple[Item]]:
    """The items this actor may see: their own with drafts, and published ones that are shared with them."""
    if sees_everything(ctx):
        return sa.select(Item)
    offered = Item.versions.any(ItemVersion.state != VersionState.DRAFT)
    return sa.select(Item).where(sa.or_(works_on(ctx), sa.and_(offered, is_shared_with(ctx))))


def sees_everything(ctx: Context) -> bool:
    """Whether nothing in the library is hidden from the actor: the operator, and the service itself."""
    return ctx.actor.is_operator or ctx.actor.is_system


def works_on(ctx: Context, row: type[Item] | type[SearchEntry] = Item) -> sa.ColumnElement[bool]:
    """Whether the actor sees the item with its drafts: the owner's people, and stewards where it is shared."""
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    curated = places(ctx.actor, Permission.CURATE)
    return sa.or_(row.jurisdiction_id.in_(inside), sa.and_(row.scope != Scope.OWN, row.network_id.in_(curated)))


def is_shared_with(
    ctx: Context, around: Circles | None = None, row: type[Item] | type[SearchEntry] = Item
) -> sa.ColumnElement[bool]:
    """Whether the item's scope reaches the actor; `around` when their networks are known already (`circles`)."""
    public = row.scope == Scope.PUBLIC
    at_work = places(ctx.actor, Permission.SEE_INTERNAL) | places(ctx.actor, Permission.CURATE)
    if not at_work:
        return public
    above = networks.network_ids_around(at_work) if around is None else sorted(around.above)
    below = networks.network_ids_below(above) if around is None else sorted(around.below)
    return sa.or_(
        public,
        sa.and_(row.scope == Scope.NETWORK, row.network_id.in_(above)),
        sa.and_(row.scope == Scope.PARENTS, row.network_id.in_(below)),
    )


def circles(ctx: Context) -> Circles:
    """The networks that share with the actor, each by its id."""
    at_work = places(ctx.actor, Permission.SEE_INTERNAL) | places(ctx.actor, Permission.CURATE)
    if not at_work:
        return Circles(frozenset(), frozenset())
    around = networks.network_ids_around(at_work)
    select = sa.select(Network.id, Network.id.in_(around)).where(Network.id.in_(networks.network_ids_below(around)))
    rows = ctx.session.execute(select).all()
    return Circles(frozenset(each for each, meets in rows if meets), frozenset(each for each, _ in rows))


def get(ctx: Context, item_id: str) -> Item:
    """The item with its versions (their texts are read when asked for), or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Item.id == item_id).options(*SHOWN))
    if found is None:
        raise NotFound("There is nothing like this in the library, or it is not shared with you.")
    return found


def get_version(ctx: Context, version_id: str) -> ItemVersion:
    """One version of a visible item, or NotFound; a draft is only for those who work on it."""
    select = (
        sa.select(ItemVersion)
        .join(ItemVersion.item)
        .where(ItemVersion.id == version_id, Item.id.in_(visible(ctx).with_only_columns(Item.id)))
        .options(contains_eager(ItemVersion.item).options(joinedload(Item.jurisdiction), joinedload(Item.network)))
    )
    found = ctx.session.scalar(select)
    if found is None or not may_see_version(ctx.actor, found):
        raise NotFound("There is no such version, or it is not shared with you.")
    return found


def items(ctx: Context, *, form: Form | None = None, is_due_on: date | None = None) -> sa.Select[tuple[Item]]:
    """Visible items by title; `is_due_on` a day: those whose review is due by then, the longest overdue first.

    One that is not offered any more (retired, or never published) is listed only for those who work on it.
    """
    select = visible(ctx).options(*SHOWN)
    if not sees_everything(ctx):
        offered = Item.versions.any(ItemVersion.state == VersionState.PUBLISHED)
        select = select.where(sa.or_(offered, works_on(ctx)))
    if form is not None:
        select = select.where(Item.form == form)
    if is_due_on is not None:
        return select.where(Item.review_on <= is_due_on).order_by(Item.review_on, Item.title, Item.id)
    return select.order_by(Item.title, Item.id)


def load_versions(ctx: Context, found: Sequence[Item]) -> None:
    """Read the versions of these items, without their texts, in one select."""
    of: dict[str, list[ItemVersion]] = {each.id: [] for each in found}
    if of:
        select = sa.select(ItemVersion).where(ItemVersion.item_id.in_(of)).options(defer(ItemVersion.content))
        for version in ctx.session.scalars(select.order_by(ItemVersion.number)):
            of[version.item_id].append(version)
    for each in found:
        set_committed_value(each, "versions", of[each.id])


def reviews_due(ctx: Context, on: date) -> sa.Select[tuple[Item]]:
    """The items that this actor may edit and whose review is due."""
    curated = places(ctx.actor, Permission.CURATE)
    mine = sa.or_(
        Item.jurisdiction_id.in_(places(ctx.actor, Permission.DRAFT)),
        sa.and_(Item.scope != Scope.OWN, Item.network_id.in_(curated)),
    )
    return sa.select(Item).where(mine, Item.review_on <= on)


def findings_of(ctx: Context, solicitation_id: str) -> Item | None:
    """The findings this solicitation ended in, if the actor may see them."""
    return ctx.session.scalar(visible(ctx).where(Item.solicitation_id == solicitation_id))


def filters(ctx: Context) -> dict[str, list[tuple[str, str]]]:
    """What a search can be narrowed to: (value, name) of the focus areas, owners and networks of visible items."""
    see = visible(ctx).with_only_columns(Item.id).correlate_except(Item)
    areas = sa.select(Item.focus_area.label("id")).where(Item.focus_area != "").distinct().subquery()
    found = sa.union_all(
        sa.select(sa.literal("focus_area"), areas.c.id, areas.c.id).where(
            see.where(Item.focus_area == areas.c.id).exists()
        ),
        sa.select(sa.literal("jurisdiction_id"), Jurisdiction.id, Jurisdiction.name).where(
            see.where(Item.jurisdiction_id == Jurisdiction.id).exists()
        ),
        sa.select(sa.literal("network_id"), Network.id, Network.name).where(
            see.where(Item.network_id == Network.id).exists()
        ),
    )
    known: dict[str, list[tuple[str, str]]] = {"focus_area": [], "jurisdiction_id": [], "network_id": []}
    for name, value, label in ctx.session.execute(found):
        known[name].append((value, label))
    return {name: sorted(values, key=lambda pair: pair[1]) for name, values in known.items()}


def category_list(ctx: Context, jurisdiction_id: str | None) -> dict[str, str]:
    """The categories that a jurisdiction's items may have, {code: title}: its own list, then the shipped one."""
    if jurisdiction_id is None:
        return dict(lists.shipped())
    own = sa.select(Category.code, Category.title).where(Category.jurisdiction_id == jurisdiction_id)
    return with_shipped({code: title for code, title in ctx.session.execute(own.order_by(Category.code))})


def with_shipped(uploaded: dict[str, str]) -> dict[str, str]:
    """A jurisdiction's own list of categories, then what the shipped one has beside it."""
    return {**uploaded, **{code: title for code, title in lists.shipped().items() if code not in uploaded}}


def versions(ctx: Context, item: Item) -> list[ItemVersion]:
    """The versions of an item this actor may see, the newest first."""
    drafts = sees_drafts(ctx.actor, item)
    return [each for each in reversed(item.versions) if drafts or each.state != VersionState.DRAFT]


def current(item: Item) -> ItemVersion | None:
    """The version offered now: the highest published one."""
    published = [each for each in item.versions if each.state == VersionState.PUBLISHED]
    return max(published, key=lambda each: each.number, default=None)


def draft(item: Item) -> ItemVersion | None:
    """The version being written, if there is one."""
    return next((each for each in item.versions if each.state == VersionState.DRAFT), None)


def shown(ctx: Context, item: Item) -> dict:
    """What a program hears of an item: its facts, and those of its versions that the actor may see."""
    offered = current(item)
    return {
        **{name: getattr(item, name) for name in FACTS},
        "versions": versions(ctx, item),
        "current_version_id": offered.id if offered is not None else None,
        "is_review_due": is_review_due(item, ctx.now.date()),
    }
