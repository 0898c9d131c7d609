"""Reading the library: what is shared with this actor, decided inside the select."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library.lifecycle import VersionState
from procurement.library.models import Findings, Item, ItemVersion, Kind, Scope
from procurement.library.policy import may_see_version, sees_drafts
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places

#: A list reads the facts of templates and versions, never their texts.
_SHOWN = (
    joinedload(Item.jurisdiction),
    joinedload(Item.network),
    selectinload(Item.versions).options(defer(ItemVersion.content)),
)


def visible(ctx: Context) -> sa.Select[tuple[Item]]:
    """The templates this actor may see: their own with drafts, and published ones that are shared with them."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(Item)
    offered = Item.versions.any(ItemVersion.state != VersionState.DRAFT)
    return sa.select(Item).where(sa.or_(_own(ctx, Item), sa.and_(offered, _shared(ctx, Item))))


def visible_findings(ctx: Context) -> sa.Select[tuple[Findings]]:
    """The findings this actor may see."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(Findings)
    return sa.select(Findings).where(sa.or_(_own(ctx, Findings), _shared(ctx, Findings)))


def get(ctx: Context, item_id: str) -> Item:
    """The template with its versions (their texts are read when asked for), or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Item.id == item_id).options(*_SHOWN))
    if found is None:
        raise NotFound("There is no such template, or it is not shared with you.")
    return found


def get_version(ctx: Context, version_id: str) -> ItemVersion:
    """One version of a visible template, or NotFound; a draft is only for those who work on it."""
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


def get_findings(ctx: Context, findings_id: str) -> Findings:
    """The findings, or NotFound."""
    select = (
        visible_findings(ctx)
        .where(Findings.id == findings_id)
        .options(joinedload(Findings.jurisdiction), joinedload(Findings.network))
    )
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound("There are no such findings, or they are not shared with you.")
    return found


def templates(
    ctx: Context,
    *,
    words: str = "",
    kind: Kind | None = None,
    focus_area: str = "",
    jurisdiction_id: str | None = None,
) -> sa.Select[tuple[Item]]:
    """Visible templates that hold all the words in title, summary or focus area, by title.

    One that is not offered any more (retired, or never published) is listed only for those who work on it.
    """
    select = visible(ctx).options(*_SHOWN)
    if not (ctx.actor.is_operator or ctx.actor.is_system):
        offered = Item.versions.any(ItemVersion.state == VersionState.PUBLISHED)
        select = select.where(sa.or_(offered, _own(ctx, Item)))
    for word in words.split()[:10]:
        columns = (Item.title, Item.summary, Item.focus_area)
        select = select.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if kind is not None:
        select = select.where(Item.kind == kind)
    if focus_area:
        select = select.where(Item.focus_area == focus_area)
    if jurisdiction_id is not None:
        select = select.where(Item.jurisdiction_id == jurisdiction_id)
    return select.order_by(Item.title, Item.id)


def findings_of(ctx: Context, solicitation_id: str) -> Findings | None:
    """The findings this solicitation ended in, if the actor may see them."""
    return ctx.session.scalar(visible_findings(ctx).where(Findings.solicitation_id == solicitation_id))


def findings(ctx: Context, *, words: str = "", focus_area: str = "") -> sa.Select[tuple[Findings]]:
    """Visible findings that hold all the words, newest first."""
    select = visible_findings(ctx).options(joinedload(Findings.jurisdiction), joinedload(Findings.network))
    for word in words.split()[:10]:
        columns = (Findings.title, Findings.body, Findings.focus_area)
        select = select.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if focus_area:
        select = select.where(Findings.focus_area == focus_area)
    return select.order_by(Findings.published_at.desc(), Findings.id)


def focus_areas(ctx: Context) -> list[str]:
    """The focus areas of everything this actor may see, by name."""
    templates = visible(ctx).with_only_columns(Item.focus_area)
    shared = visible_findings(ctx).with_only_columns(Findings.focus_area)
    return sorted(set(ctx.session.scalars(templates.union(shared))) - {""})


def versions(ctx: Context, template: Item) -> list[ItemVersion]:
    """The versions of a template this actor may see, the newest first."""
    drafts = sees_drafts(ctx.actor, template)
    return [each for each in reversed(template.versions) if drafts or each.state != VersionState.DRAFT]


def current(template: Item) -> ItemVersion | None:
    """The version offered now: the highest published one."""
    published = [each for each in template.versions if each.state == VersionState.PUBLISHED]
    return max(published, key=lambda each: each.number, default=None)


def draft(template: Item) -> ItemVersion | None:
    """The version being written, if there is one."""
    return next((each for each in template.versions if each.state == VersionState.DRAFT), None)


def _own(ctx: Context, item: type[Item] | type[Findings]) -> sa.ColumnElement[bool]:
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    curated = places(ctx.actor, Permission.CURATE)
    return sa.or_(item.jurisdiction_id.in_(inside), sa.and_(item.scope != Scope.OWN, item.network_id.in_(curated)))


def _shared(ctx: Context, item: type[Item] | type[Findings]) -> sa.ColumnElement[bool]:
    public = item.scope == Scope.PUBLIC
    at_work = places(ctx.actor, Permission.SEE_INTERNAL) | places(ctx.actor, Permission.CURATE)
    if not at_work:
        return public
    above = networks.network_ids_around(at_work)
    return sa.or_(
        public,
        sa.and_(item.scope == Scope.NETWORK, item.network_id.in_(above)),
        sa.and_(item.scope == Scope.PARENTS, item.network_id.in_(networks.network_ids_below(above))),
    )
