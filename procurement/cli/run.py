"""`procurement run`: everything on this machine in one go: schema, demo, worker and web server."""

import errno
import multiprocessing
import os
import signal
import socket
import subprocess
import sys

import click
import sqlalchemy as sa
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from procurement import logs
from procurement.accounts.models import Person
from procurement.app import create_app
from procurement.cli import migrations
from procurement.cli.house import House, pass_house
from procurement.core.errors import Conflict, Invalid
from procurement.demo import loading
from procurement.settings import Settings
from procurement.web.application import Application

THREADS = 4
PATIENCE = 15


@click.command("run")
@pass_house
def command(house: House) -> None:
    """Set up what is missing, then serve the pages with the worker beside them, until Ctrl-C.

    Loads the demo into an empty database, unless PROCUREMENT_DEMO is off or others than this machine are served.
    """
    settings = house.settings
    check_port(settings.host, settings.port)
    migrations.upgrade(house.engine)
    if wants_demo(settings) and loading.is_empty(house.engine):
        click.echo("The database is empty: loading the demo. This takes less than half a minute.")
        loading.load(house.engine, settings)
    for line in greeting(settings, house.engine):
        click.echo(line)
    house.engine.dispose()
    serve(settings)


def wants_demo(settings: Settings) -> bool:
    """Whether an empty database gets the demo: as PROCUREMENT_DEMO says, else when only this machine is served."""
    return settings.is_local if settings.demo is None else settings.demo


def check_port(host: str, port: int) -> None:
    """Refuse in a sentence where the service cannot listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise Conflict(
                    f"Port {port} is taken by another program (or by another run of this one). "
                    f"Stop that one, or choose another port: PROCUREMENT_PORT={port + 1 if port < 65535 else 8000}."
                ) from fault
            if fault.errno == errno.EACCES:
                raise Invalid(f"This user may not listen on port {port}. Choose one above 1023.") from fault
            raise Invalid(f"The service cannot listen on {host}: {fault.strerror or fault}.") from fault


def greeting(settings: Settings, engine: sa.Engine) -> list[str]:
    """What whoever started the service needs to know: its address, and who can sign in and how."""
    lines = [f"The service is at {settings.url} (Ctrl-C stops it; the data stays in {settings.instance})."]
    if settings.settled(engine).demo and settings.is_local:
        return lines + loading.who_can_sign_in(engine)
    with engine.connect() as connection:
        operators = connection.scalar(sa.select(sa.func.count()).select_from(Person).where(Person.is_operator))
    if operators == 0:
        lines.append("Nobody can sign in yet. Make the first operator with: procurement people create-operator")
    return lines


def application() -> Application:
    """The application as the server's own process makes it."""
    logs.configure()
    return create_app()


def serve(settings: Settings) -> None:
    """Run the worker and the web server until a signal ends both."""
    # The server's process begins afresh. A fork of this one, which has just stored the demo's files, would inherit
    # the file store's threads as if they ran, wait for them, and leave the first uploads hanging for ever.
    multiprocessing.set_start_method("spawn", force=True)
    # A session of its own keeps the terminal's Ctrl-C from the worker: it is told to finish when the server has.
    worker = subprocess.Popen(
        [sys.executable, "-m", "procurement", "worker", "--parent", str(os.getpid())],
        start_new_session=True,
        env={**os.environ, "PROCUREMENT_INSTANCE": str(settings.instance)},
    )
    server = Granian(
        "procurement.cli.run:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
    try:
        server.serve()
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
