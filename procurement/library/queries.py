"""Reading the library: what is shared with this actor, decided inside the select."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library.lifecycle import VersionState
from procurement.library.models import Findings, Kind, Scope, Template, TemplateVersion
from procurement.library.policy import may_see_version
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places


def visible(ctx: Context) -> sa.Select[tuple[Template]]:
    """The templates this actor may see: their own with drafts, and published ones that are shared with them."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(Template)
    offered = Template.versions.any(TemplateVersion.state != VersionState.DRAFT)
    return sa.select(Template).where(sa.or_(_own(ctx, Template), sa.and_(offered, _shared(ctx, Template))))


def visible_findings(ctx: Context) -> sa.Select[tuple[Findings]]:
    """The findings this actor may see."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(Findings)
    return sa.select(Findings).where(sa.or_(_own(ctx, Findings), _shared(ctx, Findings)))


def get(ctx: Context, template_id: str) -> Template:
    """The template with its versions, or NotFound."""
    select = visible(ctx).where(Template.id == template_id)
    found = ctx.session.scalar(select.options(selectinload(Template.versions), joinedload(Template.jurisdiction)))
    if found is None:
        raise NotFound("There is no such template, or it is not shared with you.")
    return found


def get_version(ctx: Context, version_id: str) -> TemplateVersion:
    """One version of a visible template, or NotFound; a draft is only for those who work on it."""
    select = (
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(TemplateVersion.id == version_id, Template.id.in_(visible(ctx).with_only_columns(Template.id)))
        .options(contains_eager(TemplateVersion.template).joinedload(Template.jurisdiction))
    )
    found = ctx.session.scalar(select)
    if found is None or not may_see_version(ctx.actor, found):
        raise NotFound("There is no such version, or it is not shared with you.")
    return found


def get_findings(ctx: Context, findings_id: str) -> Findings:
    """The findings, or NotFound."""
    select = visible_findings(ctx).where(Findings.id == findings_id).options(joinedload(Findings.jurisdiction))
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound("There are no such findings, or they are not shared with you.")
    return found


def templates(
    ctx: Context, *, words: str = "", kind: Kind | None = None, jurisdiction_id: str | None = None
) -> sa.Select[tuple[Template]]:
    """Visible templates that hold all the words in title, summary or focus area, by title."""
    select = visible(ctx).options(joinedload(Template.jurisdiction), selectinload(Template.versions))
    for word in words.split()[:10]:
        pattern = f"%{_literal(word)}%"
        select = select.where(
            sa.or_(
                Template.title.ilike(pattern, escape="\\"),
                Template.summary.ilike(pattern, escape="\\"),
                Template.focus_area.ilike(pattern, escape="\\"),
            )
        )
    if kind is not None:
        select = select.where(Template.kind == kind)
    if jurisdiction_id is not None:
        select = select.where(Template.jurisdiction_id == jurisdiction_id)
    return select.order_by(Template.title, Template.id)


def findings(ctx: Context, *, words: str = "") -> sa.Select[tuple[Findings]]:
    """Visible findings that hold all the words, newest first."""
    select = visible_findings(ctx).options(joinedload(Findings.jurisdiction))
    for word in words.split()[:10]:
        pattern = f"%{_literal(word)}%"
        select = select.where(
            sa.or_(Findings.title.ilike(pattern, escape="\\"), Findings.body.ilike(pattern, escape="\\"))
        )
    return select.order_by(Findings.published_at.desc(), Findings.id)


def current(template: Template) -> TemplateVersion | None:
    """The version offered now: the highest published one."""
    published = [each for each in template.versions if each.state == VersionState.PUBLISHED]
    return max(published, key=lambda each: each.number, default=None)


def draft(template: Template) -> TemplateVersion | None:
    """The version being written, if there is one."""
    return next((each for each in template.versions if each.state == VersionState.DRAFT), None)


def highest_number(session: Session, template_id: str) -> int:
    """The number of the latest version."""
    select = sa.select(sa.func.max(TemplateVersion.number)).where(TemplateVersion.template_id == template_id)
    return session.scalar(select) or 0


def _own(ctx: Context, item: type[Template] | type[Findings]) -> sa.ColumnElement[bool]:
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    curated = places(ctx.actor, Permission.CURATE)
    return sa.or_(item.jurisdiction_id.in_(inside), sa.and_(item.scope != Scope.OWN, item.network_id.in_(curated)))


def _shared(ctx: Context, item: type[Template] | type[Findings]) -> sa.ColumnElement[bool]:
    public = item.scope == Scope.PUBLIC
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    if not inside:
        return public
    above = networks.network_ids_above(inside)
    return sa.or_(
        public,
        sa.and_(item.scope == Scope.NETWORK, item.network_id.in_(above)),
        sa.and_(item.scope == Scope.PARENTS, item.network_id.in_(networks.network_ids_below(above))),
    )


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
