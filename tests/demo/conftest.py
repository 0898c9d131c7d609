"""The demo, loaded once for a whole test run, on PostgreSQL and late in the evening of a holiday; tests only read it.

On SQLite, and today, it is loaded by the test of the command that loads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from procurement.app import create_app
from procurement.core import clock
from procurement.core.context import SYSTEM, Actor, Context
from procurement.core.database import create_engine, database_clock, unit_of_work
from procurement.demo import loading
from procurement.settings import Settings
from procurement.web.application import Application
from procurement.web.identity import actor_for
from tests.support.databases import lasting_database
from tests.support.run_folder import once, run_folder

#: Thanksgiving: the demo's dates are found from here, and here its clock stands when it has been loaded.
EVENING = datetime(2026, 11, 26, 23, 50, tzinfo=UTC)


@dataclass(frozen=True)
class Demo:
    """A loaded demo: the application on it, and its database."""

    app: Application
    engine: sa.Engine

    def context(self, session, actor: Actor = SYSTEM) -> Context:
        """A question asked now."""
        return Context(session, actor, clock.now(session, movable=True))

    def reading(self):
        """A unit of work that only reads."""
        return unit_of_work(self.engine, writes=False)

    def as_person(self, session, person) -> Context:
        """A question asked now by this person."""
        return self.context(session, actor_for(session, person))


def settings_for(backend: str, url: str) -> Settings:
    """The settings of the demo on this database."""
    instance = run_folder() / f"demo-{backend}"
    instance.mkdir(mode=0o700, exist_ok=True)
    return Settings(instance=instance, database_url=url, secret_key="only-the-tests-use-this-key-" * 2)


@pytest.fixture(scope="session", params=["postgresql"])
def demo(request) -> Iterator[Demo]:
    """The demo as `procurement run` would show it."""

    def make() -> str:
        url = lasting_database(request.param, "demo")
        engine = create_engine(url)
        assert loading.load(engine, settings_for(request.param, url), now=EVENING) > 400
        with unit_of_work(engine) as session:
            clock.move(session, int((EVENING - database_clock(session)).total_seconds()))
        engine.dispose()
        return url

    url = once(f"demo-{request.param}", make)
    engine = create_engine(url)
    app = create_app(settings_for(request.param, url).settled(engine))
    app.testing = True
    yield Demo(app, engine)
    app.engine.dispose()
    engine.dispose()
