"""Find the faults of one block: which keys each type of block has, and what may stand in them."""

from collections.abc import Callable, Iterator
from typing import Any

from pdf.fragments import DEEPEST_NESTING, nesting

Faults = Iterator[str]

#: What a redline is made of: the shape of a passage, and what became of its words.
SHAPES = ("paragraph", "item", "heading", "preformatted")
RUNS = ("same", "deleted", "inserted")
DEEPEST_ITEM = 5
ALIGNMENTS = ("left", "right", "center")


def unknown_keys(where: str, thing: dict, allowed: set[str]) -> Faults:
    """Name every key that the format does not know, so that a misspelt one is not silently dropped."""
    for key in thing:
        if key not in allowed:
            yield f"{where} has a key that the format does not know: {key!r}."


def text(where: str, value: Any, *, blank: bool = True) -> Faults:
    """Ask for a string, and unless `blank` for one with something in it."""
    if not isinstance(value, str):
        yield f"{where} must be text."
    elif not blank and not value.strip():
        yield f"{where} must not be empty."


def optional_text(where: str, thing: dict, *keys: str) -> Faults:
    """Ask that each key, where present and not null, is a string."""
    for key in keys:
        if thing.get(key) is not None:
            yield from text(f"{where}.{key}", thing[key])


def items(where: str, thing: dict, key: str) -> tuple[list[tuple[str, dict]], list[str]]:
    """Return the objects listed under a key with their places, and the faults of the list itself."""
    value = thing.get(key)
    if not isinstance(value, list):
        return [], [f"{where}.{key} must be a list."]
    faults, found = [], []
    for index, item in enumerate(value):
        place = f"{where}.{key}[{index}]"
        if isinstance(item, dict):
            found.append((place, item))
        else:
            faults.append(f"{place} must be an object.")
    return found, faults


def fact(where: str, item: dict) -> Faults:
    """A label and its value, as on the cover and in a `facts` block."""
    yield from unknown_keys(where, item, {"label", "value"})
    yield from text(f"{where}.label", item.get("label"), blank=False)
    yield from cell(f"{where}.value", item.get("value"))


def cell(where: str, value: Any) -> Faults:
    """A table's cell: text, a whole number, or null. A fraction arrives as text, rounded by whoever knows how."""
    if value is None or isinstance(value, str):
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield f"{where} must be text, a whole number or null; write other numbers as the text to be printed."


def _html(where: str, block: dict) -> Faults:
    html = block.get("html")
    yield from text(f"{where}.html", html)
    if isinstance(html, str) and nesting(html) > DEEPEST_NESTING:
        yield f"{where}.html nests its elements more than {DEEPEST_NESTING} deep."


def _text(where: str, block: dict) -> Faults:
    yield from text(f"{where}.text", block.get("text"))


def _facts(where: str, block: dict) -> Faults:
    found, faults = items(where, block, "items")
    yield from faults
    for place, item in found:
        yield from fact(place, item)


def _table(where: str, block: dict) -> Faults:
    yield from optional_text(where, block, "caption", "empty")
    if not isinstance(block.get("row_headers", False), bool):
        yield f"{where}.row_headers must be true or false."
    columns, faults = items(where, block, "columns")
    yield from faults
    if not faults and not columns:
        yield f"{where}.columns must name at least one column."
    for place, column in columns:
        yield from _column(place, column)
    rows = block.get("rows")
    if not isinstance(rows, list):
        yield f"{where}.rows must be a list."
        return
    for index, row in enumerate(rows):
        yield from _row(f"{where}.rows[{index}]", row, len(columns))
    if block.get("footer"):
        yield from _row(f"{where}.footer", block["footer"], len(columns))


def _column(where: str, column: dict) -> Faults:
    yield from unknown_keys(where, column, {"label", "align", "width"})
    yield from text(f"{where}.label", column.get("label"))
    if column.get("align") not in (None, *ALIGNMENTS):
        yield f"{where}.align must be left, right or center."
    width = column.get("width")
    if width is None:
        return
    if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width <= 100:
        yield f"{where}.width must be a share of the page's width in percent, above 0 and at most 100."


def _row(where: str, row: Any, columns: int) -> Faults:
    if not isinstance(row, list):
        yield f"{where} must be a list of cells."
        return
    if len(row) != columns:
        yield f"{where} has {len(row)} cells, but the table has {columns} columns."
    for index, value in enumerate(row):
        yield from cell(f"{where}[{index}]", value)


def _signatures(where: str, block: dict) -> Faults:
    yield from optional_text(where, block, "caption")
    found, faults = items(where, block, "items")
    yield from faults
    for place, item in found:
        yield from unknown_keys(place, item, {"role", "name", "signed"})
        yield from text(f"{place}.role", item.get("role"), blank=False)
        yield from optional_text(place, item, "name", "signed")


def _bars(where: str, block: dict) -> Faults:
    yield from optional_text(where, block, "caption", "label", "value")
    found, faults = items(where, block, "items")
    yield from faults
    for place, item in found:
        yield from unknown_keys(place, item, {"label", "value", "share"})
        yield from text(f"{place}.label", item.get("label"), blank=False)
        yield from cell(f"{place}.value", item.get("value"))
        share = item.get("share")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            yield f"{place}.share must be a number from 0 to 1: how much of the full length the bar fills."


def _redline(where: str, block: dict) -> Faults:
    if block.get("shape", "paragraph") not in SHAPES:
        yield f"{where}.shape must be one of {', '.join(SHAPES)}."
    depth = block.get("depth", 0)
    if isinstance(depth, bool) or not isinstance(depth, int) or not 0 <= depth <= DEEPEST_ITEM:
        yield f"{where}.depth must be a whole number from 0 to {DEEPEST_ITEM}."
    yield from _runs(where, block)


def _redline_table(where: str, block: dict) -> Faults:
    yield from optional_text(where, block, "caption")
    if not isinstance(block.get("header", False), bool):
        yield f"{where}.header must be true or false."
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows:
        yield f"{where}.rows must be a list with at least one row."
        return
    for index, row in enumerate(rows):
        place = f"{where}.rows[{index}]"
        if not isinstance(row, list) or not row:
            yield f"{place} must be a list of cells."
            continue
        for cell_index, runs in enumerate(row):
            yield from _runs(f"{place}[{cell_index}]", {"runs": runs})


def _runs(where: str, holder: dict) -> Faults:
    found, faults = items(where, holder, "runs")
    yield from faults
    for place, run in found:
        yield from unknown_keys(place, run, {"kind", "text"})
        if run.get("kind") not in RUNS:
            yield f"{place}.kind must be {', '.join(RUNS[:-1])} or {RUNS[-1]}."
        yield from text(f"{place}.text", run.get("text"))


BLOCKS: dict[str, tuple[set[str], Callable[[str, dict], Faults]]] = {
    "html": ({"html"}, _html),
    "text": ({"text"}, _text),
    "note": ({"text"}, _text),
    "preformatted": ({"text"}, _text),
    "facts": ({"items"}, _facts),
    "table": ({"caption", "columns", "rows", "row_headers", "footer", "empty"}, _table),
    "signatures": ({"caption", "items"}, _signatures),
    "redline": ({"shape", "depth", "runs"}, _redline),
    "redline-table": ({"caption", "header", "rows"}, _redline_table),
    "bars": ({"caption", "label", "value", "items"}, _bars),
}


def block_faults(where: str, block: dict) -> Faults:
    """Yield a sentence for each fault of one block; `where` is its place in the document."""
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in BLOCKS:
        yield f"{where}.type must be one of {', '.join(BLOCKS)}."
        return
    allowed, rule = BLOCKS[kind]
    yield from unknown_keys(where, block, {"type", *allowed})
    yield from rule(where, block)
