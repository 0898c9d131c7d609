"""How often items of the library were used, by whom, and how much of what is published is reused. Floor: queries.

Only what was published counts: a draft is nobody's business, and may never become anything.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.library import queries as library
from procurement.library.models import Item, ItemVersion
from procurement.networks.models import Jurisdiction
from procurement.solicitations.models import Reuse, Solicitation


@dataclass(frozen=True)
class Share:
    """The words of published solicitations, and how many of them were reused."""

    name: str
    solicitations: int
    words: int
    unchanged: int
    changed: int
    #: Of the reused ones, those that others than the jurisdiction itself had written.
    from_peers: int

    @property
    def reused(self) -> int:
        """The words reused, unchanged or of changed paragraphs."""
        return self.unchanged + self.changed

    def percent(self, words: int) -> int:
        """So many words in whole percent of all, rounded down: nothing is called whole that is not."""
        return 100 * words // self.words if self.words else 0

    def percents(self, sources: Mapping[str, int]) -> dict[str, int]:
        """The percent of each source of the reused words: together exactly what all reused words are called.

        Each is rounded down; what is missing then goes, one each, to those that lost most.
        """
        if not self.words:
            return dict.fromkeys(sources, 0)
        found = {key: self.percent(words) for key, words in sources.items()}
        missing = self.percent(sum(sources.values())) - sum(found.values())
        for key in sorted(sources, key=lambda each: -(100 * sources[each] % self.words))[:missing]:
            found[key] += 1
        return found


def uses(ctx: Context, item_ids: Collection[str]) -> dict[str, int]:
    """For each of these items in how many published solicitations it was the template; what was in none is left out."""
    if not item_ids:
        return {}
    found = (
        sa.select(ItemVersion.item_id, sa.func.count(Solicitation.id))
        .join(ItemVersion, ItemVersion.id == Solicitation.template_version_id)
        .where(ItemVersion.item_id.in_(item_ids), Solicitation.published_at.is_not(None))
        .group_by(ItemVersion.item_id)
    )
    return {item_id: count for item_id, count in ctx.session.execute(found)}


def by_version(ctx: Context, version_ids: Collection[str]) -> dict[str, list[str]]:
    """The names of the jurisdictions that have published from each of these versions; each name once."""
    if not version_ids:
        return {}
    found = (
        sa.select(Solicitation.template_version_id, Jurisdiction.name)
        .join(Jurisdiction, Jurisdiction.id == Solicitation.jurisdiction_id)
        .where(Solicitation.template_version_id.in_(version_ids), Solicitation.published_at.is_not(None))
        .distinct()
        .order_by(Jurisdiction.name)
    )
    names: dict[str, list[str]] = {}
    for version_id, name in ctx.session.execute(found):
        names.setdefault(version_id, []).append(name)
    return names


def reuse(ctx: Context, jurisdiction_ids: Collection[str] | sa.Select) -> list[Share]:
    """The share of words reused by each of these jurisdictions in what they have published, by name."""
    is_reused = sa.or_(Reuse.item_id.is_not(None), Reuse.jurisdiction_id.is_not(None))
    of_others = sa.or_(Reuse.jurisdiction_id.is_(None), Reuse.jurisdiction_id != Solicitation.jurisdiction_id)
    kept = Reuse.unchanged + Reuse.changed
    found = (
        sa.select(
            Jurisdiction.name,
            sa.func.count(Solicitation.id.distinct()),
            sa.func.sum(kept + Reuse.own),
            sa.func.sum(Reuse.unchanged),
            sa.func.sum(Reuse.changed),
            sa.func.sum(sa.case((sa.and_(is_reused, of_others), kept), else_=0)),
        )
        .select_from(Reuse)
        .join(Solicitation, Solicitation.id == Reuse.solicitation_id)
        .join(Jurisdiction, Jurisdiction.id == Solicitation.jurisdiction_id)
        .where(Jurisdiction.id.in_(jurisdiction_ids))
        .group_by(Jurisdiction.id, Jurisdiction.name)
        .order_by(Jurisdiction.name, Jurisdiction.id)
    )
    return [Share(name, *map(int, numbers)) for name, *numbers in ctx.session.execute(found)]


def together(shares: Sequence[Share], name: str) -> Share:
    """Several as one."""
    numbers = ("solicitations", "words", "unchanged", "changed", "from_peers")
    return Share(name, *(sum(getattr(each, number) for each in shares) for number in numbers))


def sources(ctx: Context, jurisdiction_ids: Collection[str] | sa.Select) -> list[tuple[Item | None, int, int]]:
    """Whose items these jurisdictions' publications took words from: (item, publications, words), the most first.

    Items that are not shared with the actor are counted together, as None.
    """
    found = (
        sa.select(
            Reuse.item_id,
            sa.func.count(Reuse.solicitation_id.distinct()),
            sa.func.sum(Reuse.unchanged + Reuse.changed),
        )
        .join(Solicitation, Solicitation.id == Reuse.solicitation_id)
        .where(Solicitation.jurisdiction_id.in_(jurisdiction_ids), Reuse.item_id.is_not(None))
        .group_by(Reuse.item_id)
    )
    rows = [(item_id, int(count), int(words)) for item_id, count, words in ctx.session.execute(found)]
    seen = {}
    if rows:
        select = library.visible(ctx).where(Item.id.in_([item_id for item_id, _, _ in rows]))
        seen = {each.id: each for each in ctx.session.scalars(select.options(joinedload(Item.jurisdiction)))}
    shown = [(seen[item_id], count, words) for item_id, count, words in rows if item_id in seen]
    hidden = [(count, words) for item_id, count, words in rows if item_id not in seen]
    shown.sort(key=lambda row: (-row[2], row[0].title, row[0].id))
    if not hidden:
        return list(shown)
    return [*shown, (None, sum(count for count, _ in hidden), sum(words for _, words in hidden))]
