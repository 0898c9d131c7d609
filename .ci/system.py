"""What the set-up asks of the machine: running commands, and system packages through apt where it may."""

import os
import shutil
import subprocess
from pathlib import Path

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


def apt_install(packages: list, purpose: str, log: Path) -> None:
    """Install Debian packages, or stop with the line that this machine's administrator has to type."""
    line = f"apt-get install {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise Stop(f"{purpose} needs {' and '.join(packages)} (Debian's names): install it, then make again.")
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not _sudo_works():
        raise Stop(f"{purpose} needs system packages. Run «sudo {line}», then make again.")
    say(f"Installing system packages for {purpose[0].lower()}{purpose[1:]}: {', '.join(packages)} ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([*prefix, "apt-get", "-q", "update"], "apt-get could not read the lists of packages", log, env=quiet)
    command = [*prefix, "apt-get", "-q", "-y", "--no-install-recommends", "install", *packages]
    run(command, f"«{line}» failed", log, env=quiet)


def _sudo_works() -> bool:
    if shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


def has_postgresql() -> bool:
    """Whether this machine has a PostgreSQL server to start for the tests."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def has_chromium() -> bool:
    """Whether this machine has a Chromium (or the one `PROCUREMENT_TEST_CHROMIUM` names)."""
    named = os.environ.get("PROCUREMENT_TEST_CHROMIUM")
    return bool(named and Path(named).exists()) or any(map(shutil.which, CHROMIUM_NAMES))
