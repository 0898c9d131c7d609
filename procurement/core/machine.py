"""What work outside a request stands on: the database, the store of files, the clock. Jobs and commands share it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from procurement.core import clock
from procurement.core.context import SYSTEM, Actor, Context
from procurement.core.database import unit_of_work


@dataclass(frozen=True)
class Machine:
    """One process's hold on the service. `movable` says that this is the demo, whose clock can be set."""

    engine: sa.Engine
    #: The store of files (`procurement.files.store.Store`).
    store: Any
    url: str
    instance: Path
    movable: bool = False

    @contextmanager
    def unit(self, actor: Actor = SYSTEM, *, writes: bool = True) -> Iterator[Context]:
        """A unit of work of its own: committed when the block ends, rolled back when it raises."""
        with unit_of_work(self.engine, writes=writes) as session:
            yield Context(session, actor, clock.now(session, movable=self.movable), url=self.url)
