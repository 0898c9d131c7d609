"""The search of the library: words, phrases and filters, ranked and highlighted. Floor: queries.

Which rank: all words in the title, then in what is said about the item, then anywhere; within that the title that is
exactly what was asked, that holds the words as a phrase, that holds more of them; and of equals the newest. The rank
is computed here from the newest `MOST` candidates, so that it is the same on both databases and a very common word
costs no more than a rare one. Who may see what is decided inside the select; what is counted, excerpted or marked
comes only from rows that it gave.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.library import facets, queries, vocabulary
from procurement.library.models import Form, Item, ItemVersion, Kind, SearchEntry
from procurement.library.vocabulary import Term
from procurement.networks.duties import Permission, places

#: How many candidates are ranked; beyond that a count is "1000+".
MOST = 1_000
#: In so many of the newest that have all its words a phrase is looked for.
PHRASED = 2_000
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


class _Seeing(NamedTuple):
    """What an actor may find: the audiences to look up in the index, and the condition that decides."""

    audience: list[str]
    decides: sa.ColumnElement[bool]


class _Index(NamedTuple):
    """The table of words in this database: its key, and the condition that a row matches."""

    table: sa.TableClause
    key: sa.ColumnElement[int]
    speaks: type["_Sqlite"] | type["_Postgresql"]

    def newest(self, marks: list[list[str]], words: str, most: int) -> sa.Subquery:
        """The ids of so many of the newest that match."""
        select = sa.select(self.key.label("id")).select_from(self.table).where(*self.speaks.matching(marks, words))
        # The + 0 keeps the key's own index out of it, along which every row's words would be read.
        return select.order_by((self.key if self.speaks is _Sqlite else self.key + 0).desc()).limit(most).subquery()

    def phrased(self, among: sa.Subquery, marks: list[list[str]], words: str, most: int) -> sa.Subquery:
        """The same, of those among which the phrase is looked for."""
        select = sa.select(self.key.label("id")).select_from(self.table)
        if self.speaks is _Sqlite:
            # FTS5 finds phrases by itself; only how far back it may go is said.
            oldest = sa.select(sa.func.min(among.c.id)).scalar_subquery()
            select = select.where(*_Sqlite.matching(marks, words), self.key >= oldest)
        else:
            select = select.join(among, among.c.id == self.key).where(*_Postgresql.matching([], words))
        return select.order_by(self.key.desc()).limit(most).subquery()


def search(ctx: Context, query: Query, *, limit: int = 25, offset: int = 0) -> Page:
    """One page of what this actor may find, best first; without words the newest first."""
    terms = vocabulary.telling(query.words) if query.any_word else vocabulary.asked(query.words)
    if query.words.strip() and not terms:
        return Page([], 0, False, False)
    seeing, begun = _seeing(ctx), ""
    with _through_the_index(ctx):
        found, more = _ranked(ctx, query, terms, seeing)
        if not found and terms and len(terms[-1]) == 1 and len(terms[-1][0]) >= SHORTEST_BEGINNING:
            begun = terms[-1][0]
            found, more = _ranked(ctx, query, terms, seeing, beginning=True)
    chosen = found[offset : offset + limit]
    return Page(_hits(ctx, chosen, terms, begun), min(len(found), MOST), more, len(found) > offset + limit)


@contextmanager
def _through_the_index(ctx: Context) -> Iterator[None]:
    """PostgreSQL takes reading a text's words for cheap, and reads them all; it is kept to the index of words."""
    if _index(ctx).speaks is _Sqlite:
        yield
        return
    ctx.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    yield
    ctx.session.execute(sa.text("SET LOCAL enable_seqscan = on"))


def _ranked(
    ctx: Context, query: Query, terms: list[Term], seeing: _Seeing, *, beginning: bool = False
) -> tuple[list[_Candidate], bool]:
    """The candidates, best first, each item once; and whether there are more than are ranked."""
    index = _index(ctx)
    if not terms:
        rows = _candidates(ctx, index, query, seeing, "")
        return _once(rows[:MOST]), len(rows) > MOST
    speaks = index.speaks
    if query.any_word:
        # Two words that stand together in title or summary say much; where too few do, one word must be enough.
        rows = _candidates(ctx, index, query, seeing, speaks.pairs(terms)) if len(terms) > 1 else []
        near, more = {row.id for row in rows}, False
        if len(rows) < ENOUGH:
            rows += _candidates(ctx, index, query, seeing, speaks.words("head", terms, "OR"))
    else:
        alone = [(word,) for term in terms for word in term]
        apart = speaks.words("whole", alone, "AND") if len(alone) > len(terms) and not beginning else ""
        rows = _candidates(ctx, index, query, seeing, speaks.words("whole", terms, "AND", beginning), apart=apart)
        more = len(rows) > MOST
        near = set()
        if len(rows) > 1:
            best = BEST if more else MOST
            near_rows = _candidates(ctx, index, query, seeing, speaks.words("head", terms, "AND", beginning), best)
            near = {row.id for row in near_rows}
            rows += near_rows
        if more:
            # Of very common words the best may not be among the newest.
            rows += _candidates(ctx, index, query, seeing, speaks.words("title", terms, "AND", beginning), BEST)
    unique = {row.id: row for row in rows}
    asked = [word for term in terms for word in term]
    rank = _rank_of_some if query.any_word else _rank
    return _once(sorted(unique.values(), key=lambda row: rank(row, asked, near), reverse=True)), more


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


def _candidates(
    ctx: Context, index: _Index, query: Query, seeing: _Seeing, words: str, most: int = 0, *, apart: str = ""
) -> list[_Candidate]:
    """The newest entries that match, of what this actor may see: one more than are ranked.

    Where phrases are asked, `apart` asks for their words one by one: a phrase is looked for in the newest `PHRASED` of
    what has all its words, for where the words stand is slow to read.
    """
    marks = [
        [f"form={form}" for form in query.forms],
        *(
            [each]
            for each in facets.asked(
                kind=query.kind or "",
                focus_area=query.focus_area,
                category=query.category,
                network_id=query.network_id,
                jurisdiction_id=query.jurisdiction_id,
            )
        ),
        seeing.audience,
    ]
    # First the newest that match, then who may see them: joined the other way about, a common word takes all rows.
    asked = [each for each in marks if each]
    newest = index.newest(asked, words, (most or MOST) + 1)
    if apart:
        newest = index.phrased(index.newest(asked, apart, PHRASED), asked, words, (most or MOST) + 1)
    select = (
        sa.select(
            SearchEntry.id,
            SearchEntry.item_id,
            SearchEntry.version_id,
            SearchEntry.is_offered,
            SearchEntry.title_words,
        )
        .join(newest, newest.c.id == SearchEntry.id)
        .where(seeing.decides)
        .order_by(SearchEntry.id.desc())
    )
    return [_Candidate(*row) for row in ctx.session.execute(select)]


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


def _index(ctx: Context) -> _Index:
    if ctx.session.get_bind().dialect.name == "sqlite":
        table = sa.table("library_words", sa.column("rowid", sa.Integer))
        return _Index(table, table.c.rowid, _Sqlite)
    table = sa.table("library_words", sa.column("entry_id", sa.Integer))
    return _Index(table, table.c.entry_id, _Postgresql)


class _Sqlite:
    """The words of a query as FTS5 reads them; a word is letters, digits and =, so nothing can be misread."""

    #: A word of the text stands in no facet, nor a facet in the text: only the narrower places must be named.
    COLUMNS = {"title": "{title} : ", "head": "{title about} : ", "whole": ""}

    @staticmethod
    def words(where: str, terms: list[Term], how: str, beginning: bool = False) -> str:
        said = ['"' + " ".join(term) + '"' for term in terms]
        if beginning:
            said[-1] += " *"
        return f"{_Sqlite.COLUMNS[where]}({f' {how} '.join(said)})"

    @staticmethod
    def pairs(terms: list[Term]) -> str:
        said = [f'"{" ".join(term)}"' for term in terms]
        both = [f"({one} AND {other})" for place, one in enumerate(said) for other in said[place + 1 :]]
        return f"{_Sqlite.COLUMNS['head']}({' OR '.join(both)})"

    @staticmethod
    def matching(marks: list[list[str]], words: str) -> list[sa.ColumnElement[bool]]:
        asked = ["(" + " OR ".join(f'"{each}"' for each in several) + ")" for several in marks]
        expression = " AND ".join([*asked, *([words] if words else [])])
        return [sa.literal_column("library_words").op("MATCH")(expression)] if expression else []


class _Postgresql:
    """The words of a query as tsquery reads them, before the name of the column they must stand in."""

    @staticmethod
    def words(where: str, terms: list[Term], how: str, beginning: bool = False) -> str:
        said = ["(" + " <-> ".join(f"'{word}'" for word in term) + ")" for term in terms]
        if beginning:
            said[-1] = f"'{terms[-1][0]}':*"
        return f"{where} " + (" & " if how == "AND" else " | ").join(said)

    @staticmethod
    def pairs(terms: list[Term]) -> str:
        said = ["(" + " <-> ".join(f"'{word}'" for word in term) + ")" for term in terms]
        both = [f"({one} & {other})" for place, one in enumerate(said) for other in said[place + 1 :]]
        return "head " + " | ".join(both)

    @staticmethod
    def matching(marks: list[list[str]], words: str) -> list[sa.ColumnElement[bool]]:
        found = []
        if marks:
            asked = " & ".join("(" + " | ".join(f"'{each}'" for each in several) + ")" for several in marks)
            found.append(sa.literal_column("library_words.facets").op("@@")(sa.cast(asked, TSQUERY)))
        if words:
            where, _, asked = words.partition(" ")
            found.append(sa.literal_column(f"library_words.{where}").op("@@")(sa.cast(asked, TSQUERY)))
        return found
