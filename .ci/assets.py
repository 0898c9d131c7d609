"""Page assets: npm fetches what `package-lock.json` names, and the files that pages load are copied."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from system import Stop, run

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "procurement" / "static" / "vendor"
#: What pages load by name; whatever the style sheets refer to (fonts, icons) follows by itself.
USWDS = ["css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg"]
WANTED = {
    "@uswds/uswds/dist": ("uswds", USWDS),
    "htmx.org/dist": ("htmx", ["htmx.min.js"]),
    "@github/markdown-toolbar-element/dist": ("markdown-toolbar", ["index.js"]),
}


def npm_of_this_machine() -> str | None:
    """The npm to use: the machine's when it works, else the one a wheel brought into `.venv`."""
    for candidate in (shutil.which("npm"), ROOT / ".venv" / "bin" / "npm"):
        if candidate and Path(candidate).exists():
            question = [candidate, "--version"]
            answer = subprocess.run(question, capture_output=True, text=True, env=_environment(), check=False)
            if answer.returncode == 0 and int(answer.stdout.strip().split(".")[0]) >= 8:
                return str(candidate)
    return None


def fetch(npm: str, log: Path) -> None:
    """Fetch exactly what `package-lock.json` names, running none of its scripts."""
    cache = ROOT / ".venv" / "npm-cache"
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", cache]
    run(command, "npm could not fetch the page assets", log, cwd=ROOT, env=_environment())
    shutil.rmtree(cache, ignore_errors=True)


def copy() -> None:
    """Fill `procurement/static/vendor/` anew with what the pages load."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package, (folder, names) in WANTED.items():
        for name in names:
            _copy_one(MODULES / package, name, fresh / folder)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def are_there() -> bool:
    """Whether the copied files and the tests' own packages still stand where they were put."""
    copied = all((VENDOR / folder / name).exists() for folder, names in WANTED.values() for name in names)
    return copied and (MODULES / "axe-core").is_dir()


def _copy_one(source: Path, name: str, target: Path) -> None:
    origin, copied = source / name, target / name
    if not origin.exists():
        raise Stop(f"The page asset {name} is missing in {source}: delete node_modules and run make again.")
    copied.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(origin, copied)
    if copied.suffix == ".css":
        for reference in sorted(set(re.findall(r"url\(['\"]?(\.\./[^)'\"#?]+)", origin.read_text()))):
            _copy_one(source, os.path.normpath(Path(name).parent / reference), target)


def _environment() -> dict:
    path = f"{os.environ['PATH']}{os.pathsep}{ROOT / '.venv' / 'bin'}"
    return {**os.environ, "PATH": path, "NODE_DISABLE_COMPILE_CACHE": "1"}
