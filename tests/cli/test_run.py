"""`procurement run` as somebody starts it: sets up, serves, works the outbox beside it, and stops cleanly."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from procurement.cli import run as running
from procurement.core.database import create_engine, unit_of_work
from procurement.core.errors import Conflict, Invalid
from procurement.core.machine import Machine
from procurement.mailbox import operations
from procurement.mailbox.models import Job, Letter
from procurement.settings import Settings

TOP = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "procurement", "run"]
#: Seconds, also where the machine has much else to do.
PATIENCE = 90


def until(question, patience: float = PATIENCE):
    """Ask another process's world until it answers."""
    end = time.monotonic() + patience
    while not (answer := question()):
        if time.monotonic() > end:
            pytest.fail(f"{question.__name__} did not come true in {patience} seconds.")
        time.sleep(0.05)
    return answer


def free_port() -> int:
    """One below those that the system hands out, of this worker's own: nobody takes it before it is listened on."""
    worker = int("0" + os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"))
    for port in range(20_000 + 100 * worker, 20_100 + 100 * worker):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("A hundred ports are taken.")


@pytest.fixture
def environment(tmp_path, smtp_server) -> dict[str, str]:
    return {
        **os.environ,
        "PROCUREMENT_INSTANCE": str(tmp_path / "data"),
        "PROCUREMENT_PORT": str(free_port()),
        "PROCUREMENT_DEMO": "off",
        "PROCUREMENT_SMTP_URL": smtp_server.url,
    }


@pytest.fixture
def started(environment, tmp_path):
    """The service as a process of its own, answering."""
    output = (tmp_path / "output").open("w+")
    process = subprocess.Popen(COMMAND, env=environment, cwd=TOP, stdout=output, stderr=output)
    try:

        def serves_or_has_ended():
            return process.poll() is not None or status(environment) == 200

        until(serves_or_has_ended)
        assert process.poll() is None, (tmp_path / "output").read_text()
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def status(environment: dict[str, str], path: str = "/") -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{environment['PROCUREMENT_PORT']}{path}") as answer:
            return answer.status
    except urllib.error.HTTPError as fault:
        return fault.code
    except OSError:
        return None


def state_and_parent(pid: int) -> tuple[str, int]:
    """How a process is ("Z": it has ended and nobody asked how) and which one started it."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return "Z", 0
    return state, int(parent)


def children(process: subprocess.Popen) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if state_and_parent(pid)[1] == process.pid]


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def is_running(pid: int) -> bool:
    return state_and_parent(pid)[0] != "Z"


def test_it_serves_delivers_keeps_its_port_and_stops_on_ctrl_c(started, environment, smtp_server, tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/data/procurement.db")
    machine = Machine(engine, None, "http://here", tmp_path)
    with machine.unit() as ctx:
        operations.post(ctx, "password_reset", to="ana@city.example", link="http://x", expires_at=ctx.now)
        operations.enqueue(ctx, "no.such", {})
    until(lambda: smtp_server.to("ana@city.example"))

    def job_was_seen_to():
        with unit_of_work(engine, writes=False) as session:
            return session.scalar(sa.select(Job.error))

    assert "no.such" in until(job_was_seen_to)

    again = subprocess.run(
        [sys.executable, "-m", "procurement", "run"],
        env=environment,
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 2
    assert again.stderr.startswith(f"Port {environment['PROCUREMENT_PORT']} is taken by another program")

    processes = children(started)
    assert len(processes) >= 2, "the server's own and the worker's"
    forks = [pid for pid in processes if command_of(pid) == command_of(started.pid)]
    assert not forks, "a fork after the demo was loaded would wait for threads of the file store that do not run"
    started.send_signal(signal.SIGINT)
    assert started.wait(PATIENCE) == 0
    until(lambda: not any(is_running(pid) for pid in processes))
    with unit_of_work(engine, writes=False) as session:
        assert session.scalar(sa.select(Letter.state)) == "done"
    engine.dispose()

    lines = (tmp_path / "output").read_text().splitlines()
    assert lines[0].startswith(
        f"The service is at http://127.0.0.1:{environment['PROCUREMENT_PORT']} (Ctrl-C stops it;"
    )
    assert lines[1].startswith("Nobody can sign in yet.")
    logged = [json.loads(line) for line in lines[2:]]
    (asked, *_) = [line for line in logged if line["logger"] == "procurement.requests"]
    assert {"method": "GET", "route": "/", "status": 200}.items() <= asked.items()
    assert not any("Traceback" in line for line in lines)


def test_the_worker_does_not_outlive_a_service_that_was_killed(started):
    (worker,) = [pid for pid in children(started) if "worker" in Path(f"/proc/{pid}/cmdline").read_text().split("\0")]
    others = [pid for pid in children(started) if pid != worker]
    started.kill()
    started.wait()
    for pid in others:
        os.kill(pid, signal.SIGKILL)

    def worker_has_gone():
        return not is_running(worker)

    until(worker_has_gone)


def test_where_nobody_may_listen_is_told():
    with pytest.raises(Invalid, match=r"cannot listen on 192\.0\.2\.1"):
        running.check_port("192.0.2.1", 8000)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Conflict, match="is taken by another program"):
            running.check_port("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "demo", "wanted"),
    [
        ("127.0.0.1", None, True),
        ("127.0.0.1", False, False),
        ("10.0.0.5", None, False),
        ("10.0.0.5", True, True),
    ],
)
def test_an_empty_database_gets_the_demo_only_where_it_is_harmless_or_asked_for(tmp_path, host, demo, wanted):
    settings = Settings(instance=tmp_path, database_url="", secret_key="", host=host, demo=demo)
    assert running.wants_demo(settings) is wanted
