"""The migrations as the commands use them: where they lie, and how they are run on an engine."""

import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from procurement.core.database import create_engine, is_for_words
from procurement.core.errors import Invalid
from procurement.models import metadata

FOLDER = Path(__file__).parents[2] / "migrations"


def config(engine: sa.Engine | None = None, folder: Path = FOLDER) -> Config:
    """Alembic's configuration, made here so that there is no second file of settings."""
    made = Config()
    made.set_main_option("script_location", str(folder).replace("%", "%%"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["engine"] = engine
    return made


def upgrade(engine: sa.Engine, revision: str = "head", *, folder: Path = FOLDER) -> None:
    """Bring the schema up to the revision."""
    _run(command.upgrade, config(engine, folder), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Take the schema back to the revision ("base": nothing)."""
    _run(command.downgrade, config(engine), revision)


def current(engine: sa.Engine) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest(folder: Path = FOLDER) -> str | None:
    """The revision this code needs."""
    return ScriptDirectory.from_config(config(folder=folder)).get_current_head()


def differences(engine: sa.Engine) -> list:
    """What the database lacks or has beyond the rows of this code, as alembic tells it."""
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or not is_for_words(name)}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def draft(message: str, folder: Path = FOLDER) -> Path:
    """Write the next migration: the difference between the newest one and the rows as they are now."""
    with tempfile.TemporaryDirectory() as scratch:
        engine = create_engine(f"sqlite:///{scratch}/draft.db")
        upgrade(engine, folder=folder)
        number = f"{int(newest(folder) or 0) + 1:04}"
        script = command.revision(config(engine, folder), message, autogenerate=True, rev_id=number)
        engine.dispose()
    return Path(script.path)


def _run(deed, made: Config, revision: str) -> None:
    try:
        deed(made, revision)
    except CommandError as fault:
        raise Invalid(f"The schema cannot be brought to “{revision}”: {fault}") from fault
