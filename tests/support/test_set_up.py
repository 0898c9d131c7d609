"""The set-up's promises: what the code imports is declared, and what is declared is locked."""

import ast
import configparser
import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OWN = {"procurement", "pdf", "tests"}


def declared(*extras: str) -> list[Requirement]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    texts = [config["options"]["install_requires"], *(config["options.extras_require"][extra] for extra in extras)]
    return [Requirement(line) for text in texts for line in text.split("\n") if line.strip()]


def locked(name: str) -> dict[str, set[str]]:
    text = (ROOT / ".ci" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def imported(folder: str) -> set[str]:
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(node.module.partition(".")[0])
    return found - OWN - sys.stdlib_module_names


@pytest.mark.parametrize("folders, extras", [(("procurement", "pdf"), ()), (("tests",), ("test",))])
def test_every_imported_package_is_declared(folders, extras):
    names = {canonicalize_name(requirement.name) for requirement in declared(*extras)}
    providers = packages_distributions()
    undeclared = {
        module
        for folder in folders
        for module in imported(folder)
        if not names & {canonicalize_name(provider) for provider in providers.get(module, [])}
    }
    assert not undeclared, f"Name what brings {sorted(undeclared)} in setup.cfg and run make lock."


@pytest.mark.parametrize("name, extras", [("run", ()), ("test", ("test",))])
def test_every_declared_package_is_locked_to_a_version_that_fits(name, extras):
    versions = locked(name)
    for requirement in declared(*extras):
        pinned = versions.get(canonicalize_name(requirement.name), set())
        assert pinned and all(map(requirement.specifier.contains, pinned)), f"Run make lock: {requirement} is {pinned}."


def test_no_package_differs_between_supported_pythons():
    both = {package: versions for package, versions in locked("test").items() if len(versions) > 1}
    assert not both, f"Bound these in setup.cfg, so that every Python gets the same: {both}"


def test_the_tests_run_on_what_the_service_runs_on():
    run, test = locked("run"), locked("test")
    assert {package: test.get(package) for package in run} == run


def test_page_assets_are_locked_by_content_and_to_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert lock[f"node_modules/{name}"]["version"] == version
    for path, entry in lock.items():
        assert path == "" or (entry["integrity"] and "resolved" not in entry)


def test_the_assets_that_pages_load_are_in_place():
    vendor = ROOT / "procurement" / "static" / "vendor"
    style = vendor / "uswds" / "css" / "uswds.min.css"
    references = set(re.findall(r"url\(['\"]?(\.\./[^)'\"#?]+)", style.read_text(encoding="utf-8")))
    assert references
    assert [name for name in sorted(references) if not (style.parent / name).is_file()] == []
    for name in ("htmx/htmx.min.js", "uswds/js/uswds.min.js", "uswds/js/uswds-init.min.js", "uswds/img/sprite.svg"):
        assert (vendor / name).is_file()
