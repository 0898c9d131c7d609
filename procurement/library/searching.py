"""The search of the library: words, phrases and filters, ranked and highlighted. Floor: queries.

Which rank: all words in the title, then in what is said about the item, then anywhere; within that the title that is
exactly what was asked, that holds the words as a phrase, that holds more of them; and of equals the newest. The rank
is computed here from the newest `MOST` candidates, so that it is the same on both databases and a very common word
costs no more than a rare one. Who may see what is decided inside the select; what is counted, excerpted or marked
comes only from rows that it gave.
"""

from collections.abc import Iterator, Sequence
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
PHRASED = 100
#: Where there are more, so many of the newest with the words (a phrase) in their title, and in their summary, are
#: ranked besides.
BEST, BEST_PHRASED = 200, 25
#: Of what says something of a free description so many of the newest are ranked; so many are not looked for more.
LIKELY, ENOUGH = 400, 100
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
    #: Under which name it was asked for.
    found: str
    id: int
    item_id: str
    version_id: str
    is_offered: bool
    title_words: str


class _Seeing(NamedTuple):
    """What an actor may find: the audiences to look up in the index, and the condition that decides."""

    audience: list[str]
    decides: sa.ColumnElement[bool]


def search(
    ctx: Context, query: Query, *, limit: int = 25, offset: int = 0, around: queries.Circles | None = None
) -> Page:
    """One page of what this actor may find, best first; without words the newest first.

    `around` when the actor's networks are known already (`queries.circles`).
    """
    terms = vocabulary.telling(query.words) if query.any_word else vocabulary.asked(query.words)
    if query.words.strip() and not terms:
        return Page([], 0, False, False)
    seeing, begun = _seeing(ctx, around or queries.circles(ctx)), ""
    with word_index.preferred(ctx.session):
        found, more = _ranked(ctx, query, terms, seeing)
        if (
            not found
            and terms
            and not query.any_word
            and len(terms[-1]) == 1
            and len(terms[-1][0]) >= SHORTEST_BEGINNING
        ):
            begun = terms[-1][0]
            found, more = _ranked(ctx, query, terms, seeing, beginning=True)
    chosen = found[offset : offset + limit]
    return Page(_hits(ctx, chosen, terms, begun), min(len(found), MOST), more, len(found) > offset + limit)


def _ranked(
    ctx: Context, query: Query, terms: list[Term], seeing: _Seeing, *, beginning: bool = False
) -> tuple[list[_Candidate], bool]:
    """The candidates, best first, each item once; and whether there are more than are ranked."""
    looked = _looked_for_some(terms) if query.any_word else _looked_for(terms, beginning)
    found: dict[str, list[_Candidate]] = {each.name: [] for each in looked}
    for row in _candidates(ctx, looked, query, seeing):
        found[row.found].append(row)
    near = found.get("near", [])
    if query.any_word:
        rows, more = [*near, *found["some"]], False
    else:
        rows = found["newest"][:MOST]
        more = len(found["newest"]) > MOST or len(found.get("apart", ())) > PHRASED
        near = near[: BEST if more else MOST]
        # Of very common words the best may not be among the newest.
        rows += [*near, *found["title"]] if terms and more else near
    unique = {row.id: row for row in rows}.values()
    if not terms:
        return _once(list(unique)), more
    asked, said = [word for term in terms for word in term], {row.id for row in near}
    rank = _rank_of_some if query.any_word else _rank
    return _once(sorted(unique, key=lambda row: rank(row, asked, said), reverse=True)), more


def _looked_for(terms: list[Term], beginning: bool) -> list[Asked]:
    """The newest with all the words, and of very common ones those with the words in their title or summary.

    Where the words of a phrase stand is slow to read: it is looked for in the newest `PHRASED` that have its words, and
    have two after two of them together.
    """
    newest = Asked("newest", MOST + 1, terms, beginning=beginning)
    if not terms:
        return [newest]
    pairs = [pair for term in terms for pair in facets.pairs(term)]
    # Where a very common phrase stands costs too much to read in the summaries too: its titles must be enough.
    best, few = (BEST_PHRASED, ("apart", PHRASED, 0)) if pairs else (BEST, ("newest", MOST, BEST))
    near = Asked("near", MOST, terms, "head", beginning=beginning, pairs=pairs, lessened=few)
    title = Asked("title", best, terms, "title", beginning=beginning, pairs=pairs)
    if not pairs:
        return [newest, near, title]
    alone = [(word,) for term in terms for word in term]
    apart = Asked("apart", PHRASED + 1, alone, beginning=beginning, pairs=pairs)
    return [apart, newest._replace(pairs=pairs, among="apart"), near, title]


def _looked_for_some(terms: list[Term]) -> list[Asked]:
    """Two words that stand together in title or summary say much; where too few do, one word must be enough."""
    near = Asked("near", LIKELY, terms, "head", "pairs") if len(terms) > 1 else None
    some = Asked("some", LIKELY, terms, "head", "any", unless=("near", ENOUGH) if near else ("", 0))
    return [near, some] if near else [some]


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


def _candidates(ctx: Context, asked: list[Asked], query: Query, seeing: _Seeing) -> Iterator[_Candidate]:
    """What was found, of what this actor may see, the newest first; what was found by two names is there twice."""
    found = word_index.found(ctx.session, _marks(query, seeing), asked)
    row = SearchEntry
    select = (
        sa.select(found.c.name, row.id, row.item_id, row.version_id, row.is_offered, row.title_words)
        .join(found, found.c.id == row.id)
        .where(seeing.decides)
        .order_by(row.id.desc())
    )
    return map(_Candidate._make, ctx.session.execute(select))


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


def _seeing(ctx: Context, around: queries.Circles) -> _Seeing:
    """What `queries.visible` says, for one entry: the offered version to all it is shared with, others inside."""
    if queries.sees_everything(ctx):
        return _Seeing([], sa.true())
    audience = facets.seen_by(
        own=places(ctx.actor, Permission.SEE_INTERNAL),
        curated=places(ctx.actor, Permission.CURATE),
        above=around.above,
        below=around.below,
    )
    shared = sa.and_(SearchEntry.is_offered, queries.is_shared_with(ctx, around, SearchEntry))
    return _Seeing(audience, sa.or_(queries.works_on(ctx, SearchEntry), shared))
