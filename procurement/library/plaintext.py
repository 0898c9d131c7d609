"""Makes readable Markdown of preformatted text: paragraphs flow again, columns keep their place.

A template imported from plain text keeps its bodies exactly as they came, page furniture included. For reading,
printing and editing, this gives the same words as Markdown: nothing is left out, added or moved.
"""

import re

from procurement.core.markdown import escape
from procurement.library.blanks import PLACE

_MARKER = re.compile(r"\s*(?:\d{1,3}[.)]|[A-Za-z][.)]|\([A-Za-z0-9]{1,4}\)|[ivxIVX]{1,5}[.)]|[•●▪■◦○–*-])\s+\S")
_GAP = re.compile(r"\S[ ]{3,}(?=\S)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_FENCES = re.compile(r"`{3,}")


def to_markdown(text: str) -> str:
    """The Markdown that prints the words of a preformatted text; blanks (`{{key}}`) stay blanks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").expandtabs(8)
    written: list[str] = []
    columns: list[str] = []
    for block in _BLANK_LINES.split(plain.replace("\x0b", "\n")):
        lines = [line.rstrip() for line in block.strip("\n").split("\n")]
        if _has_columns(lines):
            columns += ["", *lines] if columns else lines
        elif any(lines):
            written += [*_verbatim(columns), _paragraphs(lines)]
            columns = []
    return "\n\n".join([*written, *_verbatim(columns)])


def _paragraphs(lines: list[str]) -> str:
    paragraphs: list[list[str]] = []
    for line in lines:
        if not paragraphs or _MARKER.match(line):
            paragraphs.append([])
        paragraphs[-1].append(" ".join(line.split()))
    return "\n\n".join(_paragraph(paragraph) for paragraph in paragraphs)


def _has_columns(lines: list[str]) -> bool:
    """Whether the spaces inside the lines mean something: a table, a form, the foot of a page."""
    wide = 0
    for line in lines:
        marker = _MARKER.match(line)
        inner = line[marker.end() - 1 :] if marker else line.lstrip()
        wide += _GAP.search(inner) is not None
    # A single wide line in a long block is one that was justified to the margin.
    return wide > 1 or (wide == 1 and len(lines) <= 2)


def _verbatim(lines: list[str]) -> list[str]:
    """The lines as a fenced block; nothing when there are none."""
    if not lines:
        return []
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    longest = max((len(run) for line in lines for run in _FENCES.findall(line)), default=2)
    fence = "`" * max(3, longest + 1)
    return ["\n".join([fence, *(line[indent:] for line in lines), fence])]


def _paragraph(lines: list[str]) -> str:
    """Lines that fill the width flow together; short ones (an address, a cover) stay lines."""
    full = sum(len(line) for line in lines[:-1]) >= 50 * (len(lines) - 1)
    flows = full or all(line[:1].islower() for line in lines[1:])
    return ("\n" if flows else "<br>\n").join(_literal(line) for line in lines)


def _literal(line: str) -> str:
    parts, position = [], 0
    for match in PLACE.finditer(line):
        parts += [escape(line[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*parts, escape(line[position:])])
