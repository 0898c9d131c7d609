"""The database: engines that behave alike on SQLite and PostgreSQL, and the only commit of the service."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every row inherits: one metadata, one naming convention for constraints."""

    metadata = sa.MetaData(naming_convention=NAMING)


def is_for_words(name: str | None) -> bool:
    """Whether this table holds the words of a search, such as `library_words` with what FTS5 keeps beside it.

    Only SQL knows these tables, each database its own: no row describes them (migrations make them by hand).
    """
    return name is not None and re.fullmatch(r"[a-z]+_words(_[a-z]+)?", name) is not None


class Versioned:
    """A row that two people may edit: every change counts up, and a stale write is refused, not lost.

    The counter is the ETag of the API and the hidden `version` field of the forms.
    """

    version: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=1)

    @declared_attr.directive
    def __mapper_args__(cls):
        return {"version_id_col": cls.version}


def create_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///…`, `postgresql://…` or `postgresql+psycopg://…`."""
    address = sa.make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    return sa.create_engine(address, pool_pre_ping=True, json_serializer=_dump_json)


def _sqlite_engine(address: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        address,
        connect_args={"isolation_level": None, "check_same_thread": False},
        json_serializer=_dump_json,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _record):
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection):
        # A writing unit takes the write lock at once: a deferred BEGIN that later wants to write loses the race.
        writes = connection.get_execution_options().get("writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _dump_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@contextmanager
def unit_of_work(engine: sa.Engine, *, writes: bool = True) -> Iterator[Session]:
    """Commit when the block ends, roll back when it raises. THE ONLY COMMIT of the service.

    A unit that only reads is held to it by the database: PostgreSQL opens it READ ONLY, SQLite `query_only`.
    """
    with _connection(engine, writes) as connection:
        session = Session(connection, autoflush=writes, expire_on_commit=False)
        try:
            yield session
            if writes and not session.info.get("abandoned"):
                session.commit()
            else:
                session.rollback()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()


@contextmanager
def _connection(engine: sa.Engine, writes: bool) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        if writes or connection.dialect.name != "sqlite":
            readonly = {} if writes else {"postgresql_readonly": True}
            yield connection.execution_options(writes=writes, **readonly)
            return
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA query_only=ON")
        try:
            yield connection.execution_options(writes=False)
        finally:
            raw.execute("PRAGMA query_only=OFF")


def abandon(session: Session) -> None:
    """Let this unit of work end without a trace: its answer was a refusal."""
    session.info["abandoned"] = True


def database_clock(session: Session) -> datetime:
    """The database's own clock, in UTC: the one clock that judges a deadline."""
    return clock_beside(session, sa.null())[0]


def clock_beside(session: Session, asked: sa.ColumnElement) -> tuple[datetime, Any]:
    """The database's own clock, and something else that is asked in the same select."""
    if session.get_bind().dialect.name == "sqlite":
        said, found = session.execute(sa.select(sa.func.strftime("%Y-%m-%dT%H:%M:%f", "now"), asked)).one()
        return datetime.fromisoformat(said).replace(tzinfo=UTC), found
    instant, found = session.execute(sa.select(sa.func.clock_timestamp(), asked)).one()
    return instant.astimezone(UTC), found
