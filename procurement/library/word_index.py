"""Looking up words and facets in the tables of words: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Floor: queries.

Both give the ids of the newest entries that match, and both give the same. SQLite reads its index from the newest
entry back, and stops when it has enough. PostgreSQL's index has no order and is read to its end; there every entry
has its era as a facet besides, and eras are asked one after the other, each step further back than the one before.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.library import facets
from procurement.library.models import SearchEntry
from procurement.library.vocabulary import Term

#: So many eras PostgreSQL is asked for at a time; after them the rest at once: what is so rare is soon read.
STEPS = (1, 4, 16)

Marks = Sequence[Sequence[str]]


class Asked(NamedTuple):
    """Terms, and where they must stand: in the "title", the "head" (title and what is said about it), or the "whole".

    `how` they are joined: "all", "any", or any two of them together ("pairs").
    """

    terms: Sequence[Term]
    where: str = "whole"
    how: str = "all"
    #: Whether the last term is the beginning of a word.
    beginning: bool = False
    #: The pairs of words that stand together in it (`facets.pairs`).
    pairs: Sequence[str] = ()


class Index(Protocol):
    """The words of one database."""

    def newest(self, marks: Marks, asked: Asked | None, most: int) -> list[int]:
        """The ids of so many of the newest entries that have one of each of the marks, and the words."""

    def phrased(self, among: list[int], marks: Marks, asked: Asked) -> list[int]:
        """Those of these in which the phrases stand as they were asked."""

    def among(self, ids: list[int]) -> sa.ColumnElement[bool]:
        """The condition that an entry is one of these."""

    def preferred(self) -> AbstractContextManager[None]:
        """While this is open, the database looks into the index whatever it thinks of it."""


def index(session: Session) -> Index:
    """The index of this session's database."""
    return _Sqlite(session) if session.get_bind().dialect.name == "sqlite" else _Postgresql(session)


def _all_newest(session: Session, most: int) -> list[int]:
    return list(session.scalars(sa.select(SearchEntry.id).order_by(SearchEntry.id.desc()).limit(most)))


class _Sqlite:
    """The words of a query as FTS5 reads them; a word is letters, digits and =, so nothing can be misread."""

    #: A facet stands in no text, and no word in the facets: only the title must be named.
    TABLES = {"title": ("head_words", "{title} : "), "head": ("head_words", ""), "whole": ("library_words", "")}

    def __init__(self, session: Session):
        self.session = session

    def newest(self, marks: Marks, asked: Asked | None, most: int) -> list[int]:
        if not marks and asked is None:
            return _all_newest(self.session, most)
        return self._read(marks, asked, most, 0)

    def phrased(self, among: list[int], marks: Marks, asked: Asked) -> list[int]:
        # FTS5 finds phrases by itself; only how far back it may go is said.
        return self._read(marks, asked, len(among), among[-1]) if among else []

    def among(self, ids: list[int]) -> sa.ColumnElement[bool]:
        return SearchEntry.id.in_(sa.text("SELECT value FROM json_each(:among)").bindparams(among=str(ids)))

    @contextmanager
    def preferred(self) -> Iterator[None]:
        yield

    def _read(self, marks: Marks, asked: Asked | None, most: int, oldest: int) -> list[int]:
        table = "head_words" if asked is None else self.TABLES[asked.where][0]
        words = [self._expression(asked)] if asked is not None else []
        if asked is not None and table == "library_words":
            marks = [*([pair] for pair in asked.pairs), *marks]
        # Words first: FTS5 goes from one entry of the first to the next, and asks the others whether they have it.
        found = [*words, *("(" + " OR ".join(f'"{each}"' for each in several) + ")" for several in marks)]
        return list(
            self.session.scalars(
                sa.text(
                    f"SELECT rowid FROM {table} WHERE {table} MATCH :asked AND rowid >= :oldest"
                    " ORDER BY rowid DESC LIMIT :most"
                ),
                {"asked": " AND ".join(found), "oldest": oldest, "most": most},
            )
        )

    def _expression(self, asked: Asked) -> str:
        said = ['"' + " ".join(term) + '"' for term in asked.terms]
        if asked.beginning:
            said[-1] += " *"
        if asked.how == "pairs":
            said = [f"({one} AND {other})" for one, other in _pairs(said)]
        return f"{self.TABLES[asked.where][1]}({(' AND ' if asked.how == 'all' else ' OR ').join(said)})"


class _Postgresql:
    """The words of a query as tsquery reads them."""

    def __init__(self, session: Session):
        self.session = session

    def newest(self, marks: Marks, asked: Asked | None, most: int) -> list[int]:
        if not marks and asked is None:
            return _all_newest(self.session, most)
        found: list[int] = []
        end = facets.era_of(self.session.scalar(sa.select(sa.func.max(SearchEntry.id))) or 0) + 1
        for width in STEPS:
            begin = max(0, end - width)
            eras = [facets.era(each) for each in range(begin, end)]
            found += self._read([eras, *marks], asked, most - len(found), end)
            if len(found) >= most or begin == 0:
                return found
            end = begin
        return found + self._read(marks, asked, most - len(found), end)

    def phrased(self, among: list[int], marks: Marks, asked: Asked) -> list[int]:
        # Not by the operator, lest the index be read for it: it knows words, and not in which order they stand.
        select = sa.text(
            "SELECT entry_id FROM library_words WHERE entry_id = ANY(:among)"
            " AND ts_match_vq(whole, CAST(:asked AS tsquery)) ORDER BY entry_id DESC"
        )
        return list(self.session.scalars(select, {"among": among, "asked": self._expression(asked)})) if among else []

    def among(self, ids: list[int]) -> sa.ColumnElement[bool]:
        return SearchEntry.id == sa.any_(sa.cast(ids, sa.ARRAY(sa.Integer)))

    @contextmanager
    def preferred(self) -> Iterator[None]:
        # PostgreSQL takes reading a text's words for cheap, and would read them all.
        self.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        yield
        self.session.execute(sa.text("SET LOCAL enable_seqscan = on"))

    def _read(self, marks: Marks, asked: Asked | None, most: int, end: int) -> list[int]:
        """The newest of those that match, in the eras before this one."""
        conditions, sent = ["entry_id < :end"], {"end": facets.first_of(end), "most": most}
        if asked is not None:
            marks = [*marks, *([pair] for pair in asked.pairs)]
        if marks:
            conditions.append("facets @@ CAST(:marks AS tsquery)")
            sent["marks"] = " & ".join("(" + " | ".join(f"'{each}'" for each in several) + ")" for several in marks)
        if asked is not None:
            conditions.append(f"{asked.where} @@ CAST(:asked AS tsquery)")
            sent["asked"] = self._expression(asked)
        # The + 0 keeps the key's own index out of it, along which every row's words would be read.
        select = f"SELECT entry_id FROM library_words WHERE {' AND '.join(conditions)}"
        return list(self.session.scalars(sa.text(f"{select} ORDER BY entry_id + 0 DESC LIMIT :most"), sent))

    def _expression(self, asked: Asked) -> str:
        said = ["(" + " <-> ".join(f"'{word}'" for word in term) + ")" for term in asked.terms]
        if asked.beginning:
            said[-1] = f"'{asked.terms[-1][0]}':*"
        if asked.how == "pairs":
            said = [f"({one} & {other})" for one, other in _pairs(said)]
        return (" & " if asked.how == "all" else " | ").join(said)


def _pairs(said: list[str]) -> list[tuple[str, str]]:
    return [(one, other) for place, one in enumerate(said) for other in said[place + 1 :]]
