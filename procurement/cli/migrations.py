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

from procurement.core.database import create_engine
from procurement.core.errors import Invalid
from procurement.models import metadata

FOLDER = Path(__file__).parents[2] / "migrations"


def config(engine: sa.Engine | None = None) -> Config:
    """Alembic's configuration, made here so that there is no second file of settings."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["engine"] = engine
    return made


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the schema up to the revision."""
    _run(command.upgrade, engine, revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Take the schema back to the revision ("base": nothing)."""
    _run(command.downgrade, engine, revision)


def current(engine: sa.Engine) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this code needs."""
    return ScriptDirectory.from_config(config()).get_current_head()


def differences(engine: sa.Engine) -> list:
    """What the database lacks or has beyond the rows of this code, as alembic tells it."""
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), metadata)


def draft(message: str) -> Path:
    """Write the next migration: the difference between the newest one and the rows as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/draft.db")
        upgrade(engine)
        number = f"{int(newest() or 0) + 1:04}"
        script = command.revision(config(engine), message, autogenerate=True, rev_id=number)
        engine.dispose()
    return Path(script.path)


def _run(deed, engine: sa.Engine, revision: str) -> None:
    try:
        deed(config(engine), revision)
    except CommandError as fault:
        raise Invalid(f"The schema cannot be brought to “{revision}”: {fault}") from fault
