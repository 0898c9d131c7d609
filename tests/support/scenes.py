"""Scenes that many tests begin with: a builder makes one once, and for the next test its rows are laid out again.

`@kept` on a builder changes nothing for its callers. Asked in an empty database for what this worker has built
before, from the same plain values at the same instant, it copies the rows of then instead of doing every deed anew.
What a test does with them stays its own: they lie in its own transaction, or in the database that is emptied after it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

import procurement.models  # noqa: F401  (now every table is known)
from procurement.core.context import Context
from procurement.core.database import Base, is_for_words

P = ParamSpec("P")
Row = TypeVar("Row")

#: In an empty world nothing was done, nobody lives, and the clock was not moved.
SIGNS_OF_LIFE = ("ledger_entry", "person", "jurisdiction", "network", "clock_offset")
#: A scene that was made by the clock on the wall is still as good as new.
FRESH = timedelta(minutes=10)
PLAIN = (str, int, Decimal, date, timedelta, Enum, type(None))
QUOTED = {"sqlite": "quote({})", "postgresql": "quote_nullable({}::text)"}


class Scene(NamedTuple):
    """What lays the scene out again, and how to find what its builder gave."""

    statements: list[str]
    kind: type
    id: Any
    made_at: datetime


_scenes: dict[str, Scene] = {}


def kept(build: Callable[P, Row]) -> Callable[P, Row]:
    """The builder of one row, which makes each scene only once."""

    @wraps(build)
    def made(*given: P.args, **named: P.kwargs) -> Row:
        ctx = given[0]
        key = _key(build, ctx, given[1:], named)
        if key is None or not _is_empty(ctx.session):
            return build(*given, **named)
        scene = _scenes.get(key)
        if scene is None or not timedelta(0) <= ctx.now - scene.made_at <= FRESH:
            row = build(*given, **named)
            ctx.session.flush()
            _scenes[key] = Scene(copied(ctx.session), type(row), sa.inspect(row).identity, ctx.now)
            return row
        _lay_out(ctx.session, scene.statements)
        return ctx.session.get_one(scene.kind, scene.id)

    return made


def _key(build: Callable, ctx: Context, given: tuple, named: dict) -> str | None:
    """What the scene depends on; None where that cannot be told, as with rows."""
    if not _is_plain(given) or not _is_plain(named):
        return None
    on_the_wall = ctx.now.microsecond != 0  # instants that tests choose are whole seconds
    return repr(
        (
            ctx.session.get_bind().dialect.name,
            f"{build.__module__}.{build.__name__}",
            "now" if on_the_wall else ctx.now,
            ctx.url,
            ctx.actor,
            given,
            named,
        )
    )


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN)


def _is_empty(session: Session) -> bool:
    signs = (sa.select(sa.literal(1)).select_from(sa.table(name)) for name in SIGNS_OF_LIFE)
    return not session.scalar(sa.select(sa.or_(*map(sa.exists, signs))))


def copied(session: Session) -> list[str]:
    """One INSERT for each table that holds rows, in the order that foreign keys ask for."""
    connection = session.connection()
    statements = [statement for table in _tables(connection) for statement in _inserted(connection, table)]
    if connection.dialect.name == "postgresql":
        counted = connection.exec_driver_sql("SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0")
        statements += [f"SELECT setval('{name}', greatest({last}, last_value)) FROM {name}" for name, last in counted]
    return statements


def _inserted(connection: sa.Connection, table: str) -> Iterator[str]:
    driver = connection.connection.driver_connection
    some = driver.execute(f'SELECT * FROM "{table}" LIMIT 1')
    if some.fetchone() is None:
        return
    columns = [f'"{each[0]}"' for each in some.description]
    if connection.dialect.name == "sqlite" and is_for_words(table):
        columns.insert(0, "rowid")
    quoted = ", ".join(map(QUOTED[connection.dialect.name].format, columns))
    rows = driver.execute(f'SELECT {quoted} FROM "{table}"').fetchall()
    values = ",\n".join(f"({', '.join(row)})" for row in rows)
    yield f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {values}'


def _lay_out(session: Session, statements: list[str]) -> None:
    """The rows as they were; what depends on each other comes at once, and no trigger acts a second time."""
    driver = session.connection().connection.driver_connection
    if session.get_bind().dialect.name == "sqlite":
        for statement in ["PRAGMA defer_foreign_keys=ON", *statements, "PRAGMA defer_foreign_keys=OFF"]:
            driver.execute(statement)
    else:
        before, after = (f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin"))
        driver.execute(";".join([before, *statements, after]))


def _tables(connection: sa.Connection) -> list[str]:
    """Those of the rows, and those of words, which no row describes (without what FTS5 keeps beside them)."""
    names = sa.inspect(connection).get_table_names()
    words = [name for name in names if is_for_words(name) and name.count("_") == 1]
    return [table.name for table in Base.metadata.sorted_tables] + words
