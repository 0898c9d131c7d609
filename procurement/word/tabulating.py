"""Reads a table of a Word document: merged cells, header rows, rows that tracked changes put in or took out."""

from dataclasses import replace
from typing import Protocol

from procurement.word.document import PART, SECTION
from procurement.word.flow import cell_runs, lines
from procurement.word.model import Block, Cell, Quote, Table, without
from procurement.word.openxml import Element, descend, is_on, local, value, w, whole

#: A table wider than this was not made to be read.
_WIDEST = 200


class Reader(Protocol):
    """Who reads what stands in the cells."""

    is_own: bool

    def cell(self, element: Element, depth: int) -> tuple[Block, ...]:
        """The blocks of a cell."""

    def accepts(self) -> bool:
        """Whether tracked changes are accepted."""


def table(reader: Reader, element: Element, depth: int) -> tuple[Block | None, list[str]]:
    """The table (a single cell is a box of text), and the bookmarks of sections that begin in it."""
    rows: list[list[Cell]] = []
    open_cells: dict[int, tuple[int, int]] = {}
    headings = 0
    blocks: tuple[Block, ...] = ()
    for row in _rows(element):
        if not _stays(row, reader.accepts()):
            continue
        made, at = [], min(_WIDEST, whole(value(row, "trPr/gridBefore")))
        made += [Cell(())] * at
        for cell in _cells(row):
            across = min(max(1, whole(value(cell, "tcPr/gridSpan"), 1)), _WIDEST)
            merged = descend(cell, "tcPr/vMerge")
            if merged is not None and merged.get(w("val"), "continue") == "continue" and at in open_cells:
                _lengthen(rows, open_cells[at])
            else:
                blocks = reader.cell(cell, depth)
                align = value(cell.find(w("p")), "pPr/jc") or ""
                made.append(Cell(cell_runs(lines(blocks)), across, 1, {"end": "right"}.get(align, align)))
                open_cells.pop(at, None)
                if merged is not None:
                    open_cells[at] = (len(rows), len(made) - 1)
            at += across
        if is_on(row, "trPr/tblHeader") and headings == len(rows):
            headings += 1
        rows.append([replace(each, align=each.align if each.align in ("right", "center") else "") for each in made])
    marks = _marks(element) if reader.is_own else []
    if not any(each.runs for row in rows for each in row):
        return None, marks
    if len(rows) == 1 and len(rows[0]) == 1 and not reader.is_own:
        return Quote(blocks), marks
    return _finished(rows, headings), marks


def _finished(rows: list[list[Cell]], headings: int) -> Table:
    # Markdown knows no table without a head.
    headings = min(max(1, headings), len(rows))
    for number in range(headings):
        bold = [without(each.runs, "bold") for each in rows[number]]
        plain = all("bold" not in run.marks for runs in bold for run in runs)
        if plain:
            rows[number] = [replace(each, runs=runs) for each, runs in zip(rows[number], bold, strict=True)]
        rows[number] = [replace(each, heading=True) for each in rows[number]]
    columns = max(sum(each.across for each in row) for row in rows)
    if all(each.across == each.down == 1 for row in rows for each in row):
        rows = [[*row, *[Cell(())] * (columns - len(row))] for row in rows]
    # A column is aligned as a whole: its head says how.
    return Table(tuple(map(tuple, rows)), headings)


def _rows(element: Element) -> list[Element]:
    return _through(element, "tr")


def _cells(row: Element) -> list[Element]:
    return _through(row, "tc")


def _through(element: Element, wanted: str) -> list[Element]:
    """The children of this name, also those inside content controls and the like."""
    found, waiting = [], list(element)[::-1]
    while waiting:
        each = waiting.pop()
        name = local(each)
        if name == wanted:
            found.append(each)
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            waiting += list(each)[::-1]
    return found


def _stays(row: Element, accepts: bool) -> bool:
    looks = row.find(w("trPr"))
    if looks is None:
        return True
    return looks.find(w("del" if accepts else "ins")) is None


def _lengthen(rows: list[list[Cell]], place: tuple[int, int]) -> None:
    row, number = place
    if row < len(rows):
        cell = rows[row][number]
        rows[row][number] = replace(cell, down=min(cell.down + 1, _WIDEST))


def _marks(element: Element) -> list[str]:
    names = [each.get(w("name"), "") for each in element.iter(w("bookmarkStart"))]
    return [name for name in names if name.startswith((f"{SECTION}_", f"{PART}_"))]
