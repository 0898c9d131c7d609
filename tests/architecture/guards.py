"""The rules of the house as functions over source: each takes {path: source} and returns its violations.

A violation is a sentence that says what to do instead. Being plain functions over text, the guards can be shown a
planted fault as easily as the real tree.
"""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

RIVER = (
    "audit", "accounts", "files", "mailbox", "networks", "vendors", "library", "plans", "pools", "solicitations",
    "clarifications", "responses", "evaluation", "awards", "contracts", "overview", "packets",
)  # fmt: skip
#: Module name inside a room -> floor; every other module of a room is the pure heart, floor 1. A lifecycle is a table
#: of values and stands there too: what a heart decides is often about a state.
FLOORS = {"lifecycle": 1, "models": 3, "policy": 4, "queries": 5, "operations": 6, "schemas": 7, "api": 8, "pages": 8}
#: Rooms that have only floor 8: they read every room and own no rows.
STREET = ("desk",)
#: Beside the rooms: plumbing, commands, the demo, and what puts the house together.
AROUND = ("web", "cli", "demo", "app", "worker", "models", "settings", "logs", "scoring", "word", "core")
HTTP = ("flask", "flask_smorest", "flask_wtf", "werkzeug")
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50

Tree = dict[str, str]


@lru_cache(maxsize=2000)
def parsed(source: str) -> ast.Module:
    """The syntax tree of a module's source."""
    return ast.parse(source)


def module_name(path: str) -> str:
    """`procurement/vendors/models.py` -> `procurement.vendors.models`."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Every module that may be imported, with its line; `from a import b` gives both `a` and `a.b`."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "." * node.level


def place(name: str, source: str = "") -> tuple[str, int] | None:
    """(room, floor) of a module of a room; None for whatever stands elsewhere.

    A room may split a floor over several modules; the second declares its floor by a constant line in its docstring:
    "Floor: operations."
    """
    parts = name.split(".")
    if len(parts) < 2 or parts[0] != "procurement" or parts[1] not in (*RIVER, *STREET):
        return None
    if len(parts) == 2:
        return parts[1], 0
    declared = re.search(r"Floor: (\w+)\.", ast.get_docstring(parsed(source)) or "") if source else None
    return parts[1], FLOORS.get(declared.group(1) if declared else parts[2], 1)


def floors(tree: Tree) -> list[str]:
    """A module imports only from floors below its own."""
    names = {module_name(path): source for path, source in tree.items()}
    found = []
    for path, source in tree.items():
        mine = place(module_name(path), source)
        if mine is None:
            continue
        for line, target in imports(source):
            theirs = place(target, names.get(target, "")) if target in names else None
            if theirs is None or module_name(path) == target:
                continue
            if theirs[1] > mine[1] or (theirs[1] == mine[1] == 8 and theirs[0] != mine[0]):
                found.append(
                    f"{path}:{line} (floor {mine[1]}) imports {target} (floor {theirs[1]}): move what both need to a "
                    "lower floor."
                )
    return found


def river(tree: Tree) -> list[str]:
    """Below floor 8, a room imports only from itself and from rooms upstream."""
    found = []
    for path, source in tree.items():
        mine = place(module_name(path), source)
        if mine is None or mine[1] == 8 or mine[0] in STREET:
            continue
        for line, target in imports(source):
            parts = target.split(".")
            if parts[0] != "procurement" or len(parts) < 2:
                continue
            if parts[1] in RIVER and RIVER.index(parts[1]) > RIVER.index(mine[0]):
                found.append(
                    f"{path}:{line} imports {target}, which is downstream of {mine[0]}: let the room downstream ask "
                    "the question, or write to this room's followers."
                )
            elif parts[1] in ("web", "cli", "demo", "app", "worker", *STREET):
                found.append(f"{path}:{line} imports {target}: a room knows nothing of what stands above it.")
            elif parts[1] == "scoring" and mine[0] not in ("evaluation", "solicitations"):
                found.append(f"{path}:{line} imports {target}: only evaluation and solicitations call scoring.")
    return found


def core_is_alone(tree: Tree) -> list[str]:
    """`core` and `scoring` import nothing of the service but themselves; `word` nothing else but `core`."""
    found = []
    for path, source in tree.items():
        name = module_name(path)
        for home, more in (
            ("procurement.core", ()),
            ("procurement.scoring", ()),
            ("procurement.word", ("procurement.core",)),
        ):
            if name.startswith(home):
                found += [
                    f"{path}:{line} imports {target}: {home} stands alone; hand in what it needs as values."
                    for line, target in imports(source)
                    if target.startswith(("procurement.", "pdf")) and not target.startswith((home, *more))
                ]
    return found


def hearts_are_pure(tree: Tree) -> list[str]:
    """A module of the pure heart has no session and no web."""
    found = []
    for path, source in tree.items():
        mine = place(module_name(path), source)
        if mine is None or mine[1] != 1:
            continue
        found += [
            f"{path}:{line} imports {target}: a pure module decides from values alone; read rows in queries.py."
            for line, target in imports(source)
            if target.split(".")[0] == "sqlalchemy" or target.startswith("procurement.core.database")
        ]
    return found


def no_web_below(tree: Tree) -> list[str]:
    """Only api.py, pages.py, web/, app.py and cli/ import Flask."""
    found = []
    for path, source in tree.items():
        name = module_name(path)
        parts = name.split(".")
        mine = place(name, source)
        if (mine is not None and mine[1] == 8) or parts[1:2] in (["web"], ["app"], ["cli"]):
            continue
        found += [
            f"{path}:{line} imports {target}: hand plain values down instead; HTTP stops at api.py and pages.py."
            for line, target in imports(source)
            if target.split(".")[0] in HTTP
        ]
    return found


def print_shop_is_alone(tree: Tree) -> list[str]:
    """`pdf` imports neither the service nor its frameworks, and only `packets` imports `pdf`."""
    found = []
    for path, source in tree.items():
        name = module_name(path)
        for line, target in imports(source):
            top = target.split(".")[0]
            if name.split(".")[0] == "pdf" and top in ("procurement", "sqlalchemy", *HTTP):
                found.append(f"{path}:{line} imports {target}: the print shop is handed a plain document.")
            if name.startswith("procurement") and top == "pdf" and not name.startswith("procurement.packets"):
                found.append(f"{path}:{line} imports pdf: ask the room packets for a printed document.")
    return found


def one_commit(tree: Tree) -> list[str]:
    """`.commit()` stands in core/database.py alone (committing a pool takes arguments, and is another thing)."""
    found = []
    for path, source in tree.items():
        if path == "procurement/core/database.py" or not path.startswith("procurement/"):
            continue
        for node in ast.walk(parsed(source)):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
            if named and not node.args:
                found.append(
                    f"{path}:{node.lineno} commits: end the unit of work instead (core.database.unit_of_work)."
                )
    return found


def operations_ask_policy(tree: Tree) -> list[str]:
    """Every public operation's first statement is `require(...)`, or it says in its docstring why it asks nobody."""
    found = []
    for path, source in tree.items():
        mine = place(module_name(path), source)
        if mine is None or mine[1] != 6:
            continue
        for node in parsed(source).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not node.args.args or node.args.args[0].arg != "ctx":
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            first = ast.unparse(body[0]) if body else ""
            if "require(" not in first and "Asks nobody:" not in (ast.get_docstring(node) or ""):
                found.append(
                    f"{path}:{node.lineno} {node.name}: begin with require(policy.may_...(ctx.actor, ...)), or say in "
                    "the docstring “Asks nobody: …” with the reason."
                )
    return found


def small_enough(tree: Tree) -> list[str]:
    """No module over 400 lines, no function over 50."""
    found = []
    for path, source in tree.items():
        length = source.count("\n")
        if length > LONGEST_MODULE:
            found.append(f"{path} has {length} lines: is it still one room's one floor? Split it by subject.")
        for node in ast.walk(parsed(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{path}:{node.lineno} {node.name} has {lines} lines: name its parts.")
    return found


def tidy(tree: Tree) -> list[str]:
    """Every module says what it is for; there is no utils.py; imports stand at the top."""
    found = []
    for path, source in tree.items():
        module = parsed(source)
        if not ast.get_docstring(module):
            found.append(f"{path}: open the module with a sentence that says what it is for.")
        if PurePosixPath(path).name in ("utils.py", "helpers.py", "misc.py", "common.py"):
            found.append(f"{path}: name the module for what it keeps.")
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef):
                inner = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
                found += [f"{path}:{each.lineno} imports inside a function: move it to the top." for each in inner]
    return found


def cycles(tree: Tree) -> list[str]:
    """No module imports itself through others."""
    names = {module_name(path) for path in tree}
    packages = {module_name(path) for path in tree if path.endswith("__init__.py")}
    graph: dict[str, set[str]] = {}
    for path, source in tree.items():
        targets = {target for _, target in imports(source) if target in names and target not in packages}
        graph[module_name(path)] = targets - {module_name(path)}
    found, done = [], set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            found.append("Import cycle: " + " -> ".join((*trail[trail.index(name) :], name)))
            return
        if name in done:
            return
        for target in sorted(graph.get(name, ())):
            walk(target, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        walk(name, ())
    return found


ALL = (
    floors, river, core_is_alone, hearts_are_pure, no_web_below, print_shop_is_alone, one_commit,
    operations_ask_policy, small_enough, tidy, cycles,
)  # fmt: skip
