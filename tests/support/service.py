"""The service itself for the tests: an application on a clean database, and the same behind a real port."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from procurement.app import create_app
from procurement.settings import Settings
from procurement.web.application import Application
from tests.support.run_folder import run_folder
from tests.support.servers import reserved

SECRET_KEY = "only-the-tests-use-this-key-" * 2


class LiveServer(NamedTuple):
    """The service as people reach it: its address, and the application behind it."""

    url: str
    app: Application


@pytest.fixture
def make_app(database_url, tmp_path) -> Iterator[Callable[..., Application]]:
    """`make_app(demo=False, url=…, …)`: an application with settings of this test's own, on its clean database."""
    made: list[Application] = []

    def make(**settings) -> Application:
        made.append(_application(database_url, settings.pop("instance", tmp_path / "instance"), **settings))
        return made[-1]

    yield make
    for app in made:
        app.engine.dispose()


@pytest.fixture
def app(database_url, kept_apps) -> Application:
    """The application on a clean database, with a clock that can be moved; the worker keeps it for its next test."""
    return kept_apps(database_url).app


@pytest.fixture
def client(app) -> FlaskClient:
    """A visitor without a past, talking to the application without a network."""
    return app.test_client()


@pytest.fixture
def live_server(database_url, kept_servers) -> LiveServer:
    """The service behind a real port, a thread for each request: `.url` to visit, `.app` to look inside."""
    return kept_servers(database_url)


@pytest.fixture(scope="session")
def kept_apps() -> Iterator[Callable[[str], LiveServer]]:
    """One application for each of this worker's databases: making one costs more than most tests."""
    kept: dict[str, LiveServer] = {}

    def of(database_url: str) -> LiveServer:
        if database_url not in kept:
            kept[database_url] = LiveServer("", _application(database_url, _instance(len(kept), "app")))
        return kept[database_url]

    yield of
    for each in kept.values():
        each.app.engine.dispose()


@pytest.fixture(scope="session")
def kept_servers() -> Iterator[Callable[[str], LiveServer]]:
    """One served application for each of this worker's databases, which knows the address it is served at."""
    kept: dict[str, LiveServer] = {}
    with ExitStack() as running:

        def of(database_url: str) -> LiveServer:
            if database_url not in kept:
                server, url = running.enter_context(reserved())
                app = _application(database_url, _instance(len(kept), "live"), url=url)
                running.callback(app.engine.dispose)
                server.app = app
                kept[database_url] = LiveServer(url, app)
            return kept[database_url]

        yield of


def _instance(number: int, use: str) -> Path:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return run_folder() / f"instance-{worker}-{use}-{number}"


def _folder(name: str) -> str:
    """A folder for all workers: the first application that needs a template translates it for all the others."""
    folder = run_folder() / name
    folder.mkdir(exist_ok=True)
    return str(folder)


def _application(database_url: str, instance: Path, **settings) -> Application:
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = {"secret_key": SECRET_KEY, "demo": True, **settings}
    app = create_app(Settings(instance=instance, database_url=database_url, **settings))
    app.testing = True
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(_folder("templates"))
    return app
