"""Runs the migrations, on whichever database the caller names, and renders new ones without a word of the app.

`procurement db upgrade` hands over its engine; the tests name an address; otherwise the environment's settings count.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from sqlalchemy.sql.schema import SchemaItem

from procurement.core.columns import Document, Scaled, UTCDateTime
from procurement.core.database import create_engine, is_for_words
from procurement.models import metadata
from procurement.settings import Settings


def render_item(kind: str, item: SchemaItem, autogen_context) -> str | bool:
    """Write our own column types as the plain ones they are stored in, so that a migration never imports the app."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Scaled):
        return "sa.BigInteger()"
    if kind == "type" and item is Document:
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    return False


@contextmanager
def engine() -> Iterator[sa.Engine]:
    """The engine that was handed over, or one for the address that was named, closed afterwards."""
    given = context.config.attributes.get("engine")
    if given is not None:
        yield given
        return
    address = context.config.get_main_option("sqlalchemy.url") or Settings.from_environment().database_url
    own = create_engine(address)
    try:
        yield own
    finally:
        own.dispose()


def run() -> None:
    """Bring the database to the wanted revision, each step in a transaction of its own."""
    with engine() as database, database.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if sqlite:
            # A table that is rebuilt is dropped in between; the references are checked afterwards instead.
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=metadata,
                render_as_batch=True,
                render_item=render_item,
                include_name=lambda name, kind, _: kind != "table" or not is_for_words(name),
                transaction_per_migration=True,
            )
            with context.begin_transaction():
                context.run_migrations()
            if sqlite and (broken := raw.execute("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"The migration left references to nothing: {broken[:5]}")
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


run()
