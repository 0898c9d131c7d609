"""What every command stands on: the settings, the machine, and one unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import click
import sqlalchemy as sa

from procurement import worker
from procurement.accounts import queries as accounts
from procurement.cli import migrations
from procurement.core import clock
from procurement.core.context import SYSTEM, Context
from procurement.core.database import create_engine, unit_of_work
from procurement.core.errors import Conflict, NotFound
from procurement.core.machine import Machine
from procurement.settings import Settings
from procurement.web.identity import actor_for


class House:
    """Opened piece by piece, as far as a command needs it."""

    @cached_property
    def settings(self) -> Settings:
        """The environment's settings, checked."""
        return Settings.from_environment()

    @cached_property
    def engine(self) -> sa.Engine:
        """The database, whatever its schema."""
        return create_engine(self.settings.database_url)

    @cached_property
    def machine(self) -> Machine:
        """The service's parts, on a database whose schema is the one this code needs."""
        found, needed = migrations.current(self.engine), migrations.newest()
        if found != needed:
            raise Conflict(
                f"The schema of the database is at {found or 'nothing'}, and this code needs {needed}. "
                "Run: procurement db upgrade"
            )
        return worker.machine_for(self.settings)

    def begin(self) -> None:
        """Make the schema where there is none at all: this may be the first command that was ever run here."""
        if migrations.current(self.engine) is None:
            migrations.upgrade(self.engine)

    @contextmanager
    def unit(self, *, as_email: str | None = None, writes: bool = True) -> Iterator[Context]:
        """The command's one unit of work: as the person with this address, or as the service itself."""
        machine = self.machine
        with unit_of_work(machine.engine, writes=writes) as session:
            actor = SYSTEM
            if as_email:
                person = accounts.by_email(session, as_email)
                if person is None or person.disabled_at is not None:
                    raise NotFound(f"Nobody with the address {as_email} can act here.")
                actor = actor_for(session, person)
            yield Context(session, actor, clock.now(session, movable=machine.movable), url=machine.url)


pass_house = click.make_pass_decorator(House, ensure=True)
