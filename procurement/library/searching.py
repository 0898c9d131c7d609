"""The search of the library: words, phrases and filters, ranked and highlighted. Floor: queries.

Which rank: all words in the title, then in what is said about the item, then anywhere; within that the title that is
exactly what was asked, that holds the words as a phrase, that holds more of them; and of equals the newest. The rank
is computed here from the newest `MOST` candidates, so that it is the same on both databases and a very common word
costs no more than a rare one. Who may see what is decided inside the select; what is counted, excerpted or marked
comes only from rows that it gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.library import facets, queries, vocabulary, word_index
from procurement.library.models import Form, Item, ItemVersion, Kind, SearchEntry
from procurement.library.vocabulary import Term
from procurement.library.word_index import Asked
from procurement.networks.duties import Permission, places

#: How many candidates are ranked; beyond that a count is "1000+".
MOST = 1_000
#: In so many of the newest that have its words, two after two of them together, a phrase is looked for.
PHRASED = 250
#: Where there are more, so many of the newest with the words in their title, and in their summary, are ranked besides.
BEST = 200
#: So many hits of a free description are not looked for more.
ENOUGH = 100
#: The last word of a query that finds nothing is taken for a beginning, if it has so many letters.
SHORTEST_BEGINNING = 3
#: All that a page of hits shows, in one select: never a whole content.
_SHOWN = (
    joinedload(SearchEntry.said),
    joinedload(SearchEntry.found_version).defer(ItemVersion.content),
    joinedload(SearchEntry.item).options(joinedload(Item.jurisdiction), joinedload(Item.network)),
)


@dataclass(frozen=True)
class Query:
    """What is looked for. `words` and "phrases" must all stand in it, or, with `any_word`, as many as possible."""

    words: str = ""
    forms: Sequence[Form] = ()
    kind: Kind | None = None
    focus_area: str = ""
    category: str = ""
    network_id: str = ""
    jurisdiction_id: str = ""
    any_word: bool = False


class Hit(NamedTuple):
    """An item that was found; both texts are escaped HTML with the asked words in <mark>."""

    item: Item
    title_html: Markup
    excerpt_html: Markup
    #: The version in which it was found: the offered one, or one that only those who work on it see.
    version: ItemVersion
    is_offered: bool


@dataclass(frozen=True)
class Page:
    """One page of hits. `count` is exact, or the largest that is counted when there are `more` than that."""

    hits: list[Hit]
    count: int
    more: bool
    #: Whether a further page follows.
    further: bool

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        return f"{self.count:,}+" if self.more else f"{self.count:,}"


class _Candidate(NamedTuple):
    id: int
    item_id: str
    version_id: str
    is_offered: bool
    title_words: str


class _Look(NamedTuple):
    """The index of words, and one of which facets each entry must have."""

    index: word_index.Index
    marks: list[list[str]]

    def newest(self, asked: Asked | None, most: int) -> list[int]:
        """The ids of so many of the newest that match."""
        return self.index.newest(self.marks, asked, most)


class _Seeing(NamedTuple):
    """What an actor may find: the audiences to look up in the index, and the condition that decides."""

    audience: list[str]
    decides: sa.ColumnElement[bool]


def search(ctx: Context, query: Query, *, limit: int = 25, offset: int = 0) -> Page:
    """One page of what this actor may find, best first; without words the newest first."""
    terms = vocabulary.telling(query.words) if query.any_word else vocabulary.asked(query.words)
    if query.words.strip() and not terms:
        return Page([], 0, False, False)
    seeing, begun = _seeing(ctx), ""
    look = _Look(word_index.index(ctx.session), _marks(query, seeing))
    with look.index.preferred():
        found, more = _ranked(ctx, query, terms, seeing, look)
        if not found and terms and len(terms[-1]) == 1 and len(terms[-1][0]) >= SHORTEST_BEGINNING:
            begun = terms[-1][0]
            found, more = _ranked(ctx, query, terms, seeing, look, beginning=True)
    chosen = found[offset : offset + limit]
    return Page(_hits(ctx, chosen, terms, begun), min(len(found), MOST), more, len(found) > offset + limit)


def _ranked(
    ctx: Context, query: Query, terms: list[Term], seeing: _Seeing, look: "_Look", *, beginning: bool = False
) -> tuple[list[_Candidate], bool]:
    """The candidates, best first, each item once; and whether there are more than are ranked."""
    if not terms:
        newest = look.newest(None, MOST + 1)
        return _once(_candidates(ctx, newest[:MOST], seeing)), len(newest) > MOST
    if query.any_word:
        # Two words that stand together in title or summary say much; where too few do, one word must be enough.
        near = set(look.newest(Asked(terms, "head", "pairs"), MOST) if len(terms) > 1 else [])
        found = near | set(look.newest(Asked(terms, "head", "any"), MOST) if len(near) < ENOUGH else [])
        more = False
    else:
        newest, more = _with_all(look, terms, beginning)
        found, near = set(newest), set()
        if len(newest) > 1:
            near = set(look.newest(Asked(terms, "head", "all", beginning, _pairs(terms)), BEST if more else MOST))
            found |= near
        if more:
            # Of very common words the best may not be among the newest.
            found.update(look.newest(Asked(terms, "title", "all", beginning, _pairs(terms)), BEST))
    rows = _candidates(ctx, sorted(found, reverse=True), seeing)
    asked = [word for term in terms for word in term]
    rank = _rank_of_some if query.any_word else _rank
    # Nothing is said of rows beyond those that were decided on, should the index ever know more than it may.
    return _once(sorted(rows, key=lambda row: rank(row, asked, near), reverse=True)), more and len(rows) == len(found)


def _with_all(look: "_Look", terms: list[Term], beginning: bool) -> tuple[list[int], bool]:
    """The newest with all the words, and whether there are more.

    Where the words of a phrase stand is slow to read: it is looked for in the newest `PHRASED` that have its words, and
    have two after two of them together.
    """
    alone = [(word,) for term in terms for word in term]
    if len(alone) == len(terms):
        found = look.newest(Asked(terms, "whole", "all", beginning), MOST + 1)
        return found[:MOST], len(found) > MOST
    among = look.newest(Asked(alone, beginning=beginning, pairs=_pairs(terms)), PHRASED + 1)
    phrases = Asked(terms, beginning=beginning, pairs=_pairs(terms))
    return look.index.phrased(among[:PHRASED], look.marks, phrases), len(among) > PHRASED


def _pairs(terms: list[Term]) -> list[str]:
    return [pair for term in terms for pair in facets.pairs(term)]


def _marks(query: Query, seeing: _Seeing) -> list[list[str]]:
    """Of each list of facets an entry must have one."""
    filters = facets.asked(
        kind=query.kind or "",
        focus_area=query.focus_area,
        category=query.category,
        network_id=query.network_id,
        jurisdiction_id=query.jurisdiction_id,
    )
    marks = [[f"form={form}" for form in query.forms], *([each] for each in filters), seeing.audience]
    return [each for each in marks if each]


def _rank(row: _Candidate, asked: list[str], near: set[int]) -> tuple:
    title = row.title_words.split()
    said = len(set(asked).intersection(title))
    if said == 0:
        return (False, row.id in near, False, False, 0, row.is_offered, row.id)
    everything = said == len(set(asked))
    as_phrase = f" {' '.join(asked)} " in f" {row.title_words} "
    return (everything, row.id in near, sorted(title) == sorted(asked), as_phrase, said, row.is_offered, row.id)


def _rank_of_some(row: _Candidate, asked: list[str], near: set[int]) -> tuple:
    """The more of the words the title holds, and the less it says beside them, the better."""
    title = row.title_words.split()
    said = sum(1 for word in asked if word in title)
    return (row.id in near, said, -len(title) if said else 0, row.is_offered, row.id)


def _once(rows: Sequence[_Candidate]) -> list[_Candidate]:
    """Each item once, where it stands first."""
    found: dict[str, _Candidate] = {}
    for row in rows:
        found.setdefault(row.item_id, row)
    return list(found.values())


def _candidates(ctx: Context, ids: list[int], seeing: _Seeing) -> list[_Candidate]:
    """Those of these entries that this actor may see, the newest first."""
    if not ids:
        return []
    row = SearchEntry
    select = (
        sa.select(row.id, row.item_id, row.version_id, row.is_offered, row.title_words)
        .where(word_index.index(ctx.session).among(ids), seeing.decides)
        .order_by(row.id.desc())
    )
    return [_Candidate(*each) for each in ctx.session.execute(select)]


def _hits(ctx: Context, rows: list[_Candidate], terms: list[Term], begun: str) -> list[Hit]:
    select = sa.select(SearchEntry).where(SearchEntry.id.in_([row.id for row in rows])).options(*_SHOWN)
    entries = {each.id: each for each in ctx.session.scalars(select)} if rows else {}
    hits = []
    for entry in (entries[row.id] for row in rows):
        item = entry.item
        excerpts = (vocabulary.excerpt(text, terms, begun) for text in (item.summary, entry.said.text))
        shown = next(filter(None, excerpts), "") or Markup.escape(_shortened(item.summary))
        title = vocabulary.marked(item.title, terms, begun)
        hits.append(Hit(item, title, shown, entry.found_version, entry.is_offered))
    return hits


def _shortened(text: str, longest: int = 240) -> str:
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " …"


def _seeing(ctx: Context) -> _Seeing:
    """What `queries.visible` says, for one entry: the offered version to all it is shared with, others inside."""
    if queries.sees_everything(ctx):
        return _Seeing([], sa.true())
    around = queries.circles(ctx)
    audience = facets.seen_by(
        own=places(ctx.actor, Permission.SEE_INTERNAL),
        curated=places(ctx.actor, Permission.CURATE),
        above=around.above,
        below=around.below,
    )
    shared = sa.and_(SearchEntry.is_offered, queries.is_shared_with(ctx, around, SearchEntry))
    return _Seeing(audience, sa.or_(queries.works_on(ctx, SearchEntry), shared))
