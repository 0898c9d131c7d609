"""Databases for the tests, SQLite and PostgreSQL alike: each worker has its own, made from one that was migrated once.

`session` is for tests that never commit: it is rolled back. `engine` and `database_url` are for tests that do
(pages, API, jobs, threads): when the next such test begins, the database is empty again.
"""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.cli import migrations
from procurement.core.database import create_engine
from tests.support import postgresql
from tests.support.run_folder import once, run_folder

BACKENDS = ("sqlite", "postgresql")
END_STRAY_TRANSACTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


@pytest.fixture(params=BACKENDS)
def backend(request) -> str:
    """The kind of database: whoever uses it, also through `session` or `engine`, runs on both."""
    return request.param


@pytest.fixture
def database_url(backend, reset_database) -> str:
    """The address of a migrated, empty database; the same for all tests of a worker, so that an app may be kept."""
    return reset_database(backend)


@pytest.fixture
def engine(database_url) -> Iterator[sa.Engine]:
    """An engine on a database of which nothing survives the test; commits are real."""
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_url(reset_database) -> str:
    """Like `database_url`, on SQLite only."""
    return reset_database("sqlite")


@pytest.fixture
def postgres_url(reset_database) -> str:
    """Like `database_url`, on PostgreSQL only."""
    return reset_database("postgresql")


@pytest.fixture
def bare_database_url(backend) -> Iterator[str]:
    """The address of a database without a single table, for tests of the migrations themselves."""
    with fresh_database(backend, bare=True) as url:
        yield url


@pytest.fixture
def session(backend, worker_engine) -> Iterator[Session]:
    """A session as an operation is handed it, writing allowed; nothing of it outlives the test."""
    with worker_engine(backend).connect() as connection:
        session = Session(connection, expire_on_commit=False)
        yield session
        session.close()
        connection.rollback()


@pytest.fixture(scope="session")
def worker_engine() -> Iterator[Callable[[str], sa.Engine]]:
    """Engines on databases of this worker's own to which nobody commits, each opened when first asked for."""
    with ExitStack() as opened:

        @cache
        def engine_on(backend: str) -> sa.Engine:
            engine = create_engine(opened.enter_context(fresh_database(backend)))
            opened.callback(engine.dispose)
            return engine

        yield engine_on


@pytest.fixture(scope="session")
def reset_database() -> Iterator[Callable[[str], str]]:
    """Empties this worker's database of real commits and returns its address, as a rule always the same."""
    with ExitStack() as opened:
        databases = {}

        def emptied(backend: str) -> str:
            if backend in databases:
                url, empty = databases[backend]
                if empty():
                    return url
            url = opened.enter_context(fresh_database(backend))
            emptying = _sqlite_emptying if backend == "sqlite" else _postgresql_emptying
            databases[backend] = (url, opened.enter_context(emptying(url)))
            return url

        yield emptied


@contextmanager
def _sqlite_emptying(url: str) -> Iterator[Callable[[], bool]]:
    """Copies the template over the database, past open connections; False when a test left a transaction open."""

    def empty() -> bool:
        path = sa.make_url(url).database
        with (
            closing(sqlite3.connect(_sqlite_template())) as source,
            closing(sqlite3.connect(path, timeout=0.2)) as target,
        ):
            target.execute("PRAGMA synchronous=OFF")
            try:
                target.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            target.rollback()
            source.backup(target)
            return True

    yield empty


@contextmanager
def _postgresql_emptying(url: str) -> Iterator[Callable[[], bool]]:
    """Empties every table past foreign keys and triggers, and puts back the rows that the migrations wrote."""
    with _connected(sa.make_url(url).database) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        sequences = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
        connection.execute("CREATE SCHEMA seeds")
        statements = ["SET session_replication_role = replica", "BEGIN"]
        for table in tables:
            statements.append(f'DELETE FROM "{table}"')
            if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
                connection.execute(f'CREATE TABLE seeds."{table}" AS TABLE "{table}"')
                statements.append(f'INSERT INTO "{table}" SELECT * FROM seeds."{table}"')
        statements += [f"SELECT setval('\"{name}\"', 1, false)" for (name,) in sequences]
        emptying = ";".join([*statements, "COMMIT"])

        def empty() -> bool:
            connection.execute(END_STRAY_TRANSACTIONS)
            connection.execute(emptying)
            return True

        yield empty


@contextmanager
def fresh_database(backend: str, *, bare: bool = False) -> Iterator[str]:
    """A database of its own for as long as the block lasts: migrated, or bare."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    with (_sqlite_copy if backend == "sqlite" else _postgresql_copy)(name, bare) as url:
        yield url


def lasting_database(backend: str, name: str) -> str:
    """The address of a migrated database of this name, which lasts for the whole run: for `once`."""
    if backend == "sqlite":
        path = run_folder() / f"{name}.db"
        shutil.copyfile(_sqlite_template(), path)
        return f"sqlite:///{path}"
    template = once("postgresql-template", _postgresql_template)
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return _postgresql_url(name)


@contextmanager
def _sqlite_copy(name: str, bare: bool) -> Iterator[str]:
    path = run_folder() / f"{name}.db"
    if not bare:
        shutil.copyfile(_sqlite_template(), path)
    try:
        yield f"sqlite:///{path}"
    finally:
        for leftover in run_folder().glob(f"{name}.db*"):
            leftover.unlink()


def _sqlite_template() -> str:
    return once("sqlite-template", _make_sqlite_template)


def _make_sqlite_template() -> str:
    path = run_folder() / "template.db"
    _migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return str(path)


@contextmanager
def _postgresql_copy(name: str, bare: bool) -> Iterator[str]:
    template = "template1" if bare else once("postgresql-template", _postgresql_template)
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield _postgresql_url(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _postgresql_template() -> str:
    _administer("CREATE DATABASE migrated")
    _migrate(_postgresql_url("migrated"))
    return "migrated"


def _administer(statement: str) -> None:
    with _connected("postgres") as connection:
        connection.execute(statement)


def _connected(database: str) -> psycopg.Connection:
    return psycopg.connect(host=_postgresql_socket(), user="postgres", dbname=database, autocommit=True)


def _postgresql_socket() -> str:
    return once("postgresql-server", lambda: postgresql.start(run_folder()))


def _postgresql_url(name: str) -> str:
    return f"postgresql://postgres@/{name}?host={_postgresql_socket()}"


def _migrate(url: str) -> None:
    engine = create_engine(url)
    migrations.upgrade(engine)
    engine.dispose()
