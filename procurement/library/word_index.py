"""Looking up words and facets in the tables of words: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Floor: queries.

Both give the ids of the newest entries that match, and both give the same. SQLite reads its index from the newest
entry back, and stops when it has enough. PostgreSQL's index has no order and is read to its end; there every entry
has its era as a facet besides, and eras are asked one after the other, each step further back than the one before.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.library.facets import ERA
from procurement.library.vocabulary import Term

#: So many eras PostgreSQL is asked for at a time; after them the rest at once: what is so rare is soon read.
STEPS = (1, 4, 7, 8)

Marks = Sequence[Sequence[str]]


class Asked(NamedTuple):
    """Terms, and where they must stand: in the "title", the "head" (title and what is said about it), or the "whole".

    `how` they are joined: "all", "any", or any two of them together ("pairs").
    """

    name: str
    #: So many of the newest are wanted.
    most: int
    terms: Sequence[Term] = ()
    where: str = "whole"
    how: str = "all"
    #: Whether the last term is the beginning of a word.
    beginning: bool = False
    #: The pairs of words that stand together in it (`facets.pairs`).
    pairs: Sequence[str] = ()
    #: Only looked for among what this one found, which must have been asked before.
    among: str = ""
    #: Only looked for when this one, asked before, found fewer than so many.
    unless: tuple[str, int] = ("", 0)
    #: When this one, asked before, found more than so many, only so many are wanted.
    lessened: tuple[str, int, int] = ("", 0, 0)


def found(session: Session, marks: Marks, asked: Sequence[Asked]) -> sa.Subquery:
    """What was asked under which `name`, with the `id` of each entry: the newest that have one of each of the marks."""
    speaks = _sqlite if session.get_bind().dialect.name == "sqlite" else _postgresql
    sent: dict[str, object] = {}
    tables = [table for each in asked for table in speaks(marks, each, sent)]
    if speaks is _postgresql:
        tables.insert(0, f"reach AS MATERIALIZED (SELECT coalesce(max(id), 0) / {ERA} AS top FROM search_entry)")
    union = " UNION ALL ".join(f"SELECT '{each.name}' AS name, id FROM found_{each.name}" for each in asked)
    text = sa.text(f"WITH {', '.join(tables)} {union}").bindparams(**sent)
    return text.columns(sa.column("name", sa.String), sa.column("id", sa.Integer)).subquery("found")


@contextmanager
def preferred(session: Session) -> Iterator[None]:
    """PostgreSQL takes reading a text's words for cheap, and would read them all: while this is open it does not."""
    if session.get_bind().dialect.name == "sqlite":
        yield
        return
    session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    # What it may not do it reckons as very dear, and for a dear statement it would first write a program.
    session.execute(sa.text("SET LOCAL jit = off"))
    # Which words are asked for matters: a plan for any words at all is a bad one.
    session.execute(sa.text("SET LOCAL plan_cache_mode = force_custom_plan"))
    yield
    session.execute(sa.text("SET LOCAL enable_seqscan = on"))


def _unless(asked: Asked) -> list[str]:
    name, enough = asked.unless
    return [f"(SELECT count(*) FROM found_{name}) < {enough}"] if name else []


def _most(asked: Asked, sent: dict[str, object]) -> str:
    """How many are wanted at most, as SQL."""
    sent[f"most_{asked.name}"] = asked.most
    name, many, few = asked.lessened
    if not name:
        return f":most_{asked.name}"
    return f"(SELECT CASE WHEN count(*) > {many} THEN {few} ELSE :most_{asked.name} END FROM found_{name})"


#: Where FTS5 looks: a facet stands in no text, and no word in the facets, so that only the title must be named.
_PLACES = {"title": ("head_words", "{title} : "), "head": ("head_words", ""), "whole": ("library_words", "")}


def _sqlite(marks: Marks, asked: Asked, sent: dict[str, object]) -> Iterator[str]:
    """One table of ids; a word is letters, digits and =, so that FTS5 can misread nothing."""
    name = asked.name
    most = _most(asked, sent)
    table, place = _PLACES[asked.where if asked.terms else "head"]
    if table == "library_words":
        marks = [*([pair] for pair in asked.pairs), *marks]
    said = ['"' + " ".join(term) + '"' for term in asked.terms]
    if asked.beginning:
        said[-1] += " *"
    if asked.how == "pairs":
        said = [f"({one} AND {other})" for one, other in _pairs(said)]
    words = [f"{place}({(' AND ' if asked.how == 'all' else ' OR ').join(said)})"] if said else []
    expression = " AND ".join([*words, *("(" + " OR ".join(f'"{each}"' for each in some) + ")" for some in marks)])
    conditions = _unless(asked)
    if expression:
        conditions.append(f"{table} MATCH :asked_{name}")
        sent[f"asked_{name}"] = expression
    if asked.among:
        # FTS5 finds phrases by itself; only how far back it may go is said.
        conditions.append(f"rowid >= (SELECT min(id) FROM found_{asked.among})")
    where = " AND ".join(conditions) or "true"
    yield f"found_{name}(id) AS (SELECT rowid FROM {table} WHERE {where} ORDER BY rowid DESC LIMIT {most})"


def _postgresql(marks: Marks, asked: Asked, sent: dict[str, object]) -> Iterator[str]:
    """A table of ids for each step, and one of them all."""
    name = asked.name
    conditions = _unless(asked)
    said = ["(" + " <-> ".join(f"'{word}'" for word in term) + ")" for term in asked.terms]
    if asked.beginning:
        said[-1] = f"'{asked.terms[-1][0]}':*"
    if asked.how == "pairs":
        said = [f"({one} & {other})" for one, other in _pairs(said)]
    expression = (" & " if asked.how == "all" else " | ").join(said)
    if asked.among:
        sent[f"asked_{name}"] = expression
        # Not by the operator, lest the index be read for it: it knows words, and not in which order they stand.
        yield (
            f"found_{name}(id) AS (SELECT entry_id FROM library_words WHERE entry_id IN (SELECT id FROM found_"
            f"{asked.among}) AND ts_match_vq(whole, CAST(:asked_{name} AS tsquery)))"
        )
        return
    most = _most(asked, sent)
    # Each facet is a condition of its own: the index then goes from one entry of the rarest to the next.
    for number, some in enumerate([*([pair] for pair in asked.pairs), *marks]):
        sent[f"mark_{name}_{number}"] = " | ".join(f"'{each}'" for each in some)
        conditions.append(f"facets @@ CAST(:mark_{name}_{number} AS tsquery)")
    if said:
        # Asked for a phrase, the index would have every condition tried again on the rows themselves.
        sent[f"words_{name}"] = expression.replace(" <-> ", " & ")
        conditions.append(f"{asked.where} @@ CAST(:words_{name} AS tsquery)")
        if " <-> " in expression:
            sent[f"asked_{name}"] = expression
            conditions.append(f"ts_match_vq({asked.where}, CAST(:asked_{name} AS tsquery))")
    yield from _steps(name, conditions, most)


def _steps(name: str, conditions: list[str], most: str) -> Iterator[str]:
    """Looks for what meets these conditions in the newest eras, then further back, each only when more is wanted."""
    steps: list[str] = []
    near = 0
    for width in (*STEPS, 0):
        far = near + width
        if width:
            series = f"generate_series(greatest(top - {far - 1}, 0), top - {near})"
            eras = f"SELECT string_agg(format('''era=%s''', each), ' | ') FROM reach, {series} AS each"
            step = [f"facets @@ CAST(({eras}) AS tsquery)", *conditions]
        else:
            step = [*conditions, f"entry_id + 0 < (SELECT (top - {near - 1}) * {ERA} FROM reach)"]
        if steps:
            there = " + ".join(f"(SELECT count(*) FROM {each})" for each in steps)
            step.append(f"{there} < {most}")
        steps.append(f"{name}_{len(steps)}")
        # The + 0 keeps the key's own index out of it, along which every row's words would be read.
        yield (
            f"{steps[-1]}(id) AS MATERIALIZED (SELECT entry_id FROM library_words WHERE {' AND '.join(step)}"
            f" ORDER BY entry_id + 0 DESC LIMIT {most})"
        )
        near = far
    union = " UNION ALL ".join(f"SELECT id FROM {each}" for each in steps)
    yield f"found_{name}(id) AS MATERIALIZED (SELECT id FROM ({union}) AS steps ORDER BY id DESC LIMIT {most})"


def _pairs(said: list[str]) -> list[tuple[str, str]]:
    return [(one, other) for place, one in enumerate(said) for other in said[place + 1 :]]
