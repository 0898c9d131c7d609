"""Where items come from and what became of them: families of forks, newer versions upstream, proposals, origins.

What an actor may not see is not there: a family ends where it becomes invisible. Floor: queries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, contains_eager, defer, joinedload, selectinload, undefer

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import provenance, queries
from procurement.library.lifecycle import VersionState
from procurement.library.models import Item, ItemVersion, Proposal, ProposalState, Scope
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction

#: How many items of one family are looked at.
LARGEST_FAMILY = 500
#: In the place of a title that the actor may not read any more.
NOT_SHARED = "an item that is not shared with you any more"


@dataclass(frozen=True)
class Kin:
    """One item of a family: how far below the first it hangs, and the version it was made from."""

    item: Item
    depth: int
    forked_from: ItemVersion | None
    #: The version upstream whose changes are in its newest version.
    based_on: ItemVersion | None


def origins(session: Session, version: ItemVersion) -> dict:
    """Where each paragraph of a version comes from (`library/provenance.py`), for its publication."""
    return provenance.origins(version.id, version.content, sources_of_version(session, version))


def sources_of_version(session: Session, version: ItemVersion) -> list[provenance.Source]:
    """What a version may have taken words from: its own last version, the one upstream, proposals, inserted clauses."""
    earlier = sa.select(ItemVersion.id).where(
        ItemVersion.item_id == version.item_id,
        ItemVersion.number < version.number,
        ItemVersion.state != VersionState.DRAFT,
    )
    last = session.scalar(earlier.order_by(ItemVersion.number.desc()).limit(1))
    proposed = session.scalars(sa.select(Proposal.source_id).where(Proposal.result_id == version.id))
    return sources(session, [version.upstream_id, last, *proposed, *clauses(version.content)])


def sources(session: Session, version_ids: Iterable[str | None]) -> list[provenance.Source]:
    """These versions as sources, in this order; what is not there is left out."""
    wanted = [each for each in dict.fromkeys(version_ids) if each]
    select = sa.select(ItemVersion).where(ItemVersion.id.in_(wanted)).options(undefer(ItemVersion.origins))
    found = {each.id: each for each in session.scalars(select)} if wanted else {}
    return [provenance.Source(each, found[each].content, found[each].origins) for each in wanted if each in found]


def clauses(content: dict) -> list[str]:
    """The versions of clauses that were inserted into a content."""
    return [each["clause"] for each in content["sections"] if each.get("clause")]


def named(ctx: Context, version_ids: Collection[str]) -> dict[str, ItemVersion]:
    """Those of these versions that the actor may see, with their items and owners."""
    select = (
        sa.select(ItemVersion)
        .join(ItemVersion.item)
        .where(ItemVersion.id.in_(version_ids), Item.id.in_(queries.visible(ctx).with_only_columns(Item.id)))
        .options(contains_eager(ItemVersion.item).joinedload(Item.jurisdiction), defer(ItemVersion.content))
    )
    return {each.id: each for each in ctx.session.scalars(select)} if version_ids else {}


def owners(session: Session, version_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """The item and the owner of each of these versions: {version: (item, jurisdiction or None)}."""
    select = sa.select(ItemVersion.id, ItemVersion.item_id, Item.jurisdiction_id).join(ItemVersion.item)
    rows = session.execute(select.where(ItemVersion.id.in_(version_ids))) if version_ids else ()
    return {version: (item, jurisdiction) for version, item, jurisdiction in rows}


def family(ctx: Context, item: Item) -> list[Kin]:
    """The item, what it was forked from and what was forked from that, as far as the actor sees it.

    The first ancestor comes first, everything below what it was forked from, by title.
    """
    parents = _edges(ctx.session, item)
    rows = ctx.session.scalars(
        queries.visible(ctx)
        .where(Item.id.in_({item.id, *parents, *parents.values()}))
        .options(
            joinedload(Item.jurisdiction),
            joinedload(Item.forked_from).defer(ItemVersion.content),
            selectinload(Item.versions).defer(ItemVersion.content),
        )
    )
    seen = {each.id: each for each in rows.unique()}
    root = item.id
    above = {root}
    while parents.get(root) in seen and parents[root] not in above:
        root = parents[root]
        above.add(root)
    based = _based_on(ctx.session, seen)
    found: list[Kin] = []

    def add(key: str, depth: int) -> None:
        each = seen[key]
        shown = depth > 0
        found.append(Kin(each, depth, each.forked_from if shown else None, based.get(key) if shown else None))
        below = [child for child, parent in parents.items() if parent == key and child in seen]
        for child in sorted(below, key=lambda name: (seen[name].title, name)):
            add(child, depth + 1)

    if root in seen:
        add(root, 0)
    return found


def has_family(ctx: Context, item: Item) -> bool:
    """Whether the item has relatives that the actor sees."""
    seen = queries.visible(ctx).with_only_columns(Item.id)
    child = aliased(Item)
    forked = sa.select(child.id).join(ItemVersion, ItemVersion.id == child.forked_from_id)
    forked = forked.where(ItemVersion.item_id == item.id, child.id.in_(seen))
    if ctx.session.scalar(forked.limit(1)) is not None:
        return True
    return item.forked_from_id is not None and bool(named(ctx, [item.forked_from_id]))


def offered(ctx: Context, version_id: str) -> ItemVersion | None:
    """The version that is offered now of the same item, where it is newer than this one and the actor sees it."""
    base = aliased(ItemVersion)
    select = (
        sa.select(ItemVersion)
        .join(ItemVersion.item)
        .join(base, base.item_id == ItemVersion.item_id)
        .where(
            base.id == version_id,
            ItemVersion.state == VersionState.PUBLISHED,
            ItemVersion.number > base.number,
            Item.id.in_(queries.visible(ctx).with_only_columns(Item.id)),
        )
        .options(contains_eager(ItemVersion.item).joinedload(Item.jurisdiction))
        .order_by(ItemVersion.number.desc())
        .limit(1)
    )
    return ctx.session.scalar(select)


def newest(fork: Item) -> ItemVersion:
    """The version whose text an update changes: the draft if there is one, else the last."""
    return queries.draft(fork) or max(fork.versions, key=lambda each: each.number)


def update(ctx: Context, fork: Item) -> ItemVersion | None:
    """The version upstream that the fork could take over: newer than the one whose changes it has."""
    base = newest(fork).upstream_id
    return offered(ctx, base) if base is not None else None


def behind(session: Session, version: ItemVersion) -> list[Item]:
    """The forks, of jurisdictions that the item is shared with, whose text lacks this version's changes."""
    mine, above = aliased(ItemVersion), aliased(ItemVersion)
    select = (
        sa.select(Item)
        .join(mine, mine.item_id == Item.id)
        .join(above, above.id == mine.upstream_id)
        .where(above.item_id == version.item_id, Item.jurisdiction_id.in_(shared_with(version.item)))
        .group_by(Item.id)
        .having(sa.func.max(above.number) < version.number)
        .order_by(Item.id)
    )
    ids = session.scalars(select.with_only_columns(Item.id)).all()
    found = sa.select(Item).where(Item.id.in_(ids)).options(joinedload(Item.jurisdiction)).order_by(Item.id)
    return list(session.scalars(found)) if ids else []


def shared_with(item: Item) -> sa.Select[tuple[str]]:
    """The jurisdictions whose people see the item's published versions; to be used inside a select."""
    all_of_them = sa.select(Jurisdiction.id)
    if item.scope == Scope.PUBLIC:
        return all_of_them
    ways = [Jurisdiction.id == item.jurisdiction_id]
    if item.network_id is not None and item.scope == Scope.NETWORK:
        ways.append(Jurisdiction.id.in_(networks.jurisdiction_ids_below([item.network_id])))
    elif item.network_id is not None and item.scope == Scope.PARENTS:
        around = networks.network_ids_around([item.network_id])
        ways.append(Jurisdiction.id.in_(networks.jurisdiction_ids_below(around)))
    return all_of_them.where(sa.or_(*ways))


def visible_proposals(ctx: Context) -> sa.Select[tuple[Proposal]]:
    """The proposals this actor may see: the same as `lineage_policy.may_see_proposal`, row by row."""
    upstream, version, fork = aliased(Item), aliased(ItemVersion), aliased(Item)
    found = (
        sa.select(Proposal)
        .join(upstream, upstream.id == Proposal.item_id)
        .join(version, version.id == Proposal.source_id)
        .join(fork, fork.id == version.item_id)
        .options(
            joinedload(Proposal.item).joinedload(Item.jurisdiction),
            joinedload(Proposal.source).joinedload(ItemVersion.item).joinedload(Item.jurisdiction),
            joinedload(Proposal.source).defer(ItemVersion.content),
            joinedload(Proposal.proposer),
        )
    )
    if ctx.actor.is_operator or ctx.actor.is_system:
        return found
    return found.where(
        sa.or_(
            fork.jurisdiction_id.in_(places(ctx.actor, Permission.SEE_INTERNAL)),
            sa.and_(Proposal.state != ProposalState.WITHDRAWN, _decides(ctx, upstream)),
        )
    )


def get_proposal(ctx: Context, proposal_id: str) -> Proposal:
    """The proposal with both items, or NotFound."""
    found = ctx.session.scalar(visible_proposals(ctx).where(Proposal.id == proposal_id))
    if found is None:
        raise NotFound("There is no such proposal, or it is not for you to see.")
    return found


def proposals(ctx: Context, *, state: ProposalState | None = None) -> sa.Select[tuple[Proposal]]:
    """The proposals this actor may see, what waits for a decision first, the newest on top."""
    found = visible_proposals(ctx)
    if state is not None:
        found = found.where(Proposal.state == state)
    waits = sa.case((Proposal.state == ProposalState.PROPOSED, 0), else_=1)
    return found.order_by(waits, Proposal.proposed_at.desc(), Proposal.id)


def upstream_titles(ctx: Context, found: Iterable[Proposal]) -> dict[str, str]:
    """What the items are called that these proposals would change; one that is not shared any more has no title."""
    asked = {each.item_id for each in found}
    if not asked:
        return {}
    seen = queries.visible(ctx).where(Item.id.in_(asked)).with_only_columns(Item.id, Item.title)
    titles = {item_id: title for item_id, title in ctx.session.execute(seen)}
    return {item_id: titles.get(item_id, NOT_SHARED) for item_id in asked}


class Waiting(NamedTuple):
    """Something that waits for the actor: a proposal to decide on, an item whose review is due, or a fork whose
    upstream has a newer version."""

    #: "proposal", "review" or "update".
    kind: str
    id: str
    title: str
    #: The item upstream; of a review nothing.
    upstream: str
    #: Of an update, the number of the newest version.
    number: int
    #: The day a review is due.
    on: date | None


def waiting(ctx: Context) -> list[Waiting]:
    """What waits for the actor in the library, proposals first, then what is longest overdue; asked at once."""
    if ctx.actor.is_anonymous:
        return []
    upstream, origin = aliased(Item), aliased(Item)
    mine, above, newer = aliased(ItemVersion), aliased(ItemVersion), aliased(ItemVersion)
    no_day = sa.cast(sa.null(), sa.Date)
    proposed = (
        sa.select(
            sa.literal("proposal").label("kind"), Proposal.id, Proposal.title, upstream.title, sa.literal(0), no_day
        )
        .join(upstream, upstream.id == Proposal.item_id)
        .where(Proposal.state == ProposalState.PROPOSED, _decides(ctx, upstream))
    )
    updates = (
        sa.select(sa.literal("update"), Item.id, Item.title, origin.title, sa.func.max(newer.number), no_day)
        .join(mine, mine.item_id == Item.id)
        .join(above, above.id == mine.upstream_id)
        .join(origin, origin.id == above.item_id)
        .join(newer, sa.and_(newer.item_id == above.item_id, newer.state == VersionState.PUBLISHED))
        .where(
            Item.jurisdiction_id.in_(places(ctx.actor, Permission.DRAFT)),
            origin.id.in_(queries.visible(ctx).with_only_columns(Item.id)),
        )
        .group_by(Item.id, Item.title, origin.title)
        .having(sa.func.max(newer.number) > sa.func.max(above.number))
    )
    due = queries.reviews_due(ctx, ctx.now.date()).with_only_columns(
        sa.literal("review"), Item.id, Item.title, sa.literal(""), sa.literal(0), Item.review_on
    )
    found = sa.union_all(proposed, due, updates).subquery()
    kind, id_, title, _, _, on = found.c
    rows = ctx.session.execute(sa.select(found).order_by(kind, on, title, id_).limit(100))
    return [Waiting(*row) for row in rows]


def _decides(ctx: Context, upstream) -> sa.ColumnElement[bool]:
    """Whose item it is, in the actor's hands: their jurisdiction's, their network's, and the operator's own."""
    ways = [
        upstream.jurisdiction_id.in_(places(ctx.actor, Permission.DRAFT)),
        upstream.network_id.in_(places(ctx.actor, Permission.CURATE)),
    ]
    if ctx.actor.is_operator:
        ways.append(upstream.jurisdiction_id.is_(None))
    return sa.or_(*ways)


def _edges(session: Session, item: Item) -> dict[str, str]:
    """Of everything connected with the item by forks: {fork: what it was forked from}."""
    above = aliased(ItemVersion)
    links = (
        sa.select(Item.id.label("child"), above.item_id.label("parent"))
        .join(above, above.id == Item.forked_from_id)
        .cte("links")
    )
    kin = sa.select(sa.literal(item.id).label("id")).cte("kin", recursive=True)
    ways = sa.union_all(
        sa.select(links.c.child.label("here"), links.c.parent.label("there")),
        sa.select(links.c.parent, links.c.child),
    ).cte("ways")
    kin = kin.union(sa.select(ways.c.there).join(kin, kin.c.id == ways.c.here))
    found = (
        sa.select(links.c.child, links.c.parent)
        .where(links.c.child.in_(sa.select(kin.c.id)))
        .order_by(links.c.child)
        .limit(LARGEST_FAMILY)
    )
    return {child: parent for child, parent in session.execute(found)}


def _based_on(session: Session, item_ids: Collection[str]) -> dict[str, ItemVersion]:
    """For each fork the newest version upstream whose changes are in one of its published versions."""
    above = aliased(ItemVersion)
    select = (
        sa.select(ItemVersion.item_id, above)
        .join(above, above.id == ItemVersion.upstream_id)
        .where(ItemVersion.item_id.in_(item_ids), ItemVersion.state != VersionState.DRAFT)
        .options(defer(above.content))
        .order_by(above.number)
    )
    return {item_id: version for item_id, version in session.execute(select)}
