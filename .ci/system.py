"""What the set-up asks of the machine: running commands, and system packages through apt where it may."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

#: What WeasyPrint loads, and who brings it; their own dependencies bring fontconfig and a font.
PRINTING = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Stop(Exception):
    """The set-up cannot go on; the message is the one sentence that says why and what to do."""


def say(sentence: str) -> None:
    """Tell whoever waits what is happening now."""
    print(sentence, flush=True)


def run(command: list, failure: str, log: Path, **options) -> None:
    """Run a command with its output in the log; when it fails, stop with the sentence and its last words."""
    with log.open("ab") as output:
        output.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        begin = output.tell()
        try:
            streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            code = subprocess.run(list(map(str, command)), check=False, **streams, **options).returncode
        except OSError as error:
            raise Stop(f"{failure} ({error}).") from error
    if code != 0:
        text = log.read_bytes()[begin:].decode(errors="replace")
        said = [line.strip() for line in text.splitlines() if line.strip()]
        faults = [line for line in said if "error" in line.lower()] or said
        raise Stop(f"{failure} ({faults[-1] if faults else f'exit {code}'}). The whole output is in {log}.")


def needed_to(purpose: str) -> list:
    """The system packages, by Debian's names, that this machine lacks to `run` the service or to `test` it."""
    missing = [package for library, package in PRINTING.items() if not _has_library(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if purpose == "test" and not has_chromium():
        missing.append("chromium")
    if purpose == "test" and not has_office() and _apt() is not None:
        missing.append("libreoffice-writer-nogui")  # Without it the tests that save with LibreOffice are skipped.
    if purpose == "test" and not has_postgresql() and _apt() is not None:
        missing.append("postgresql")  # Where apt may not bring it, a wheel will.
    return missing


def provide(packages: list, log: Path) -> None:
    """Install system packages, or stop with the line that this machine's administrator has to type."""
    if not packages:
        return
    line = f"apt-get install {' '.join(packages)}"
    apt = _apt()
    if apt is None and shutil.which("apt-get") is None:
        raise Stop(f"this machine lacks what Debian calls {', '.join(packages)}. Install that, then make again.")
    if apt is None:
        raise Stop(f"this machine lacks system packages. Run «sudo {line}», then make again.")
    say(f"Installing system packages: {', '.join(packages)} ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([*apt, "-q", "update"], "apt-get could not read the lists of packages", log, env=quiet)
    command = [*apt, "-q", "-y", "--no-install-recommends", "install", *packages]
    run(command, f"«{line}» failed", log, env=quiet)


def _apt() -> list | None:
    """How this user may call apt-get, if at all."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    return ["sudo", "-n", "apt-get"] if _sudo_works() else None


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(f"lib{name}.so.0")
    except OSError:
        return ctypes.util.find_library(name) is not None
    return True


def _sudo_works() -> bool:
    if shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


def has_postgresql() -> bool:
    """Whether this machine has a PostgreSQL server to start for the tests."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def has_office() -> bool:
    """Whether this machine has a LibreOffice that can open and save Word documents."""
    return any(map(shutil.which, ("soffice", "libreoffice")))


def has_chromium() -> bool:
    """Whether this machine has a Chromium (or the one `PROCUREMENT_TEST_CHROMIUM` names)."""
    named = os.environ.get("PROCUREMENT_TEST_CHROMIUM")
    return bool(named and Path(named).exists()) or any(map(shutil.which, CHROMIUM_NAMES))
