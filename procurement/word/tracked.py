"""Writes a redline as a .docx with true tracked changes, which Word and LibreOffice can accept or reject one by one.

Accepted, the document reads as the new text; rejected, as the old one. The redline is the plain document that
`procurement/library/redline.py` describes; here it is only read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from procurement.word.building import SHORT_ROW, WIDTH, Builder, paragraph, run
from procurement.word.document import Document
from procurement.word.openxml import Element, add, make
from procurement.word.packing import printable
from procurement.word.styling import OF_BULLETS
from procurement.word.writing import cover, finished, page

_STATUS = {"inserted": "ins", "deleted": "del"}
_PIECES = {
    "blanks": "Blank",
    "requirements": "Requirement",
    "criteria": "Criterion",
    "price_lines": "Price line",
    "evaluation": "Evaluation",
}


def write_tracked(document: Document, redline: Mapping, *, author: str, date: datetime) -> bytes:
    """The redline as a .docx; of `document` the cover, header, numbering and properties are taken.

    `author` and `date` stand at every change. The same redline gives the same bytes.
    """
    work = _Work(document, author, date)
    body = make("body")
    bare = replace(document, sections=(), parts=(), numbering="own", properties={})
    cover(body, work.builder, bare)
    for section in redline["sections"]:
        work.section(body, section)
    if redline.get("pieces"):
        work.plain_heading(body, "What else was changed")
        for piece in redline["pieces"]:
            work.piece(body, piece)
    body.append(page())
    return finished(bare, body, work.builder)


class _Work:
    """One redline being written."""

    def __init__(self, document: Document, author: str, date: datetime) -> None:
        self.builder = Builder({})
        self._author = printable(author)
        self._date = date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._ids = 900_000

    def section(self, body: Element, section: Mapping) -> None:
        """A section: its heading, then its blocks; one that was moved stands where it is now."""
        if any(each["text"].strip() for each in section["heading"]):
            runs = [*_numbers(section), *_pairs(section["heading"])]
            self._paragraph(body, f"Heading{min(max(section['level'], 1), 6)}", runs, section["status"])
        for block in self._blocks(section["body"]):
            self._block(body, block)

    def piece(self, body: Element, piece: Mapping) -> None:
        """A blank, requirement, criterion or price line that is not the same: each field with its words."""
        name = _PIECES.get(piece["part"], piece["part"])
        self._paragraph(body, "Subheading3", [("same", f"{name}: {piece['title']}")], "same")
        for each in piece["fields"]:
            label = each["name"].replace("_", " ").capitalize()
            self._paragraph(body, "", [("same", f"{label}: "), *_pairs(each["runs"])], "same")

    def plain_heading(self, body: Element, words: str) -> None:
        """A heading that nobody changed."""
        body.append(paragraph("Heading1", [run(words)]))

    @staticmethod
    def _blocks(blocks: Sequence[Mapping]) -> Iterable[Mapping | list[Mapping]]:
        """Rows that follow one another are one table; what came or went between them stands behind it."""
        rows: list[Mapping] = []
        held: list[Mapping] = []
        for block in blocks:
            if block["kind"] == "row" and not (held and block["status"] not in _STATUS):
                rows.append(block)
            elif rows and block["kind"] != "row" and block["status"] in _STATUS:
                held.append(block)
            else:
                yield from _flushed(rows, held)
                rows, held = [], []
                if block["kind"] == "row":
                    rows.append(block)
                else:
                    yield block
        yield from _flushed(rows, held)

    def _block(self, body: Element, block: Mapping | list[Mapping]) -> None:
        if isinstance(block, list):
            self._table(body, block)
            return
        kind, depth = block["kind"], block.get("depth") or 0
        runs = _pairs(block["runs"])
        if kind == "heading":
            self._paragraph(body, f"Subheading{min(max(depth, 1), 6)}", runs, block["status"])
        elif kind in ("code", "preformatted"):
            for line in _by_line(runs):
                self._paragraph(body, "Code", line, block["status"])
        elif kind == "item" and not _has_number(runs):
            made = self._paragraph(body, f"ListBullet{min(depth, 4) + 1 if depth else ''}", runs, block["status"])
            if not self.builder.lists:
                self.builder.lists.append((OF_BULLETS, 0, 1))
            number = make("numPr")
            add(number, "ilvl", val=str(min(depth, 8)))
            add(number, "numId", val="2")
            made[0].insert(1, number)
        else:
            style = f"ListContinue{min(depth, 4) + 1 if depth else ''}" if kind == "item" else ""
            self._paragraph(body, style, runs, block["status"])

    def _table(self, body: Element, rows: Sequence[Mapping]) -> None:
        columns = max(1, *(len(row["cells"]) for row in rows))
        table = add(body, "tbl")
        layout = add(table, "tblPr")
        add(layout, "tblStyle", val="TableGrid")
        add(layout, "tblW", w="5000", type="pct")
        add(layout, "tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0", noHBand="1",
            noVBand="1")  # fmt: skip
        grid = add(table, "tblGrid")
        for _ in range(columns):
            add(grid, "gridCol", w=str(WIDTH // columns))
        for row in rows:
            made = add(table, "tr")
            looks = add(made, "trPr")
            if sum(len(each["text"]) for cell in row["cells"] for each in cell) < SHORT_ROW:
                add(looks, "cantSplit")
            if row.get("is_head"):
                add(looks, "tblHeader")
            if row["status"] in _STATUS:
                looks.append(self._change(_STATUS[row["status"]]))
            for number in range(columns):
                cell = add(made, "tc")
                add(add(cell, "tcPr"), "tcW", w=str(WIDTH // columns), type="dxa")
                runs = _pairs(row["cells"][number]) if number < len(row["cells"]) else []
                self._paragraph(cell, "TableText", runs, "same")
        body.append(paragraph("", []))

    def _paragraph(self, body: Element, style: str, runs: Sequence[tuple[str, str]], status: str) -> Element:
        """A paragraph whose words, and whose end when all of it came or went, are tracked."""
        made = paragraph(style, [])
        if status in _STATUS:
            add(made[0], "rPr").append(self._change(_STATUS[status]))
        for kind, text in runs:
            if not text:
                continue
            if kind in _STATUS:
                change = self._change(_STATUS[kind])
                change.append(run(text, kind="delText" if kind == "deleted" else "t"))
                made.append(change)
            else:
                made.append(run(text))
        body.append(made)
        return made

    def _change(self, name: str) -> Element:
        self._ids += 1
        return make(name, {"id": str(self._ids), "author": self._author, "date": self._date})


def _flushed(rows: list[Mapping], held: list[Mapping]) -> Iterable[Mapping | list[Mapping]]:
    if rows:
        yield rows
    yield from held


def _numbers(section: Mapping) -> list[tuple[str, str]]:
    """The number before a heading, as it was and as it is."""
    number, old = section.get("number") or "", section.get("old_number") or ""
    status = section["status"]
    if status in _STATUS:
        shown = old or number if status == "deleted" else number
        return [(status, f"{shown} ")] if shown else []
    if old and old != number:
        return [("deleted", f"{old} "), ("inserted", f"{number} ")]
    return [("same", f"{number} ")] if number else []


def _pairs(runs: Iterable) -> list[tuple[str, str]]:
    """Runs as pairs, whether they come as plain data or as pairs already."""
    return [(each["kind"], each["text"]) if isinstance(each, Mapping) else (each[0], each[1]) for each in runs]


def _has_number(runs: Sequence[tuple[str, str]]) -> bool:
    """Whether an item brings its own number, which a bullet must not stand before."""
    return bool(runs) and re.match(r"\s*\d{1,9}[.)]\s", "".join(text for _, text in runs)) is not None


def _by_line(runs: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, text in runs:
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append((kind, piece))
    return lines
