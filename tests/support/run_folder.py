"""The folder of one test run: its workers share what lies in it, and it is gone when the run ends."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgresql

VARIABLE = "PROCUREMENT_TEST_FOLDER"
PREFIX = f"procurement-tests-{os.getuid()}-"


def run_folder() -> Path:
    """Where this run keeps what all its workers use."""
    return Path(os.environ[VARIABLE])


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One worker at a time does this; the others wait."""
    with (run_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def once(name: str, make: Callable[[], str]) -> str:
    """What the first worker that asks makes, and all the others are handed."""
    answer = run_folder() / f"{name}.made"
    with alone(name):
        if not answer.exists():
            answer.write_text(make())
        return answer.read_text()


def pytest_configure(config) -> None:
    """Make the folder in the process that starts the workers; they inherit its name."""
    if hasattr(config, "workerinput"):
        return
    _sweep_what_killed_runs_left()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    (folder / "owner").write_text(str(os.getpid()))
    os.environ[VARIABLE] = str(folder)


def pytest_unconfigure(config) -> None:
    """Stop what was started for this run and delete its folder."""
    if not hasattr(config, "workerinput") and VARIABLE in os.environ:
        _remove(run_folder())


def _sweep_what_killed_runs_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder / "owner"
        if owner.exists() and not Path(f"/proc/{owner.read_text()}").exists():
            _remove(folder)


def _remove(folder: Path) -> None:
    postgresql.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)
