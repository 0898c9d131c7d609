"""Finds the headings of a Markdown text, and the stretches of it that are code.

The Markdown parser itself says where headings are, so that a `#` in code, in a table or in HTML is none. Two
habits of real files are tolerated: `##Heading` without a space, and a printed "Table of contents" in bold.
"""

import re
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")

_LOOSE = re.compile(r" {0,3}(#{1,6})(?=[^#\s])")
_CLOSING = re.compile(r"(?:(?<=[ \t])|\A)#+\Z")
_CONTENTS = re.compile(r"[*_ \t]*(?:table of contents|contents)[*_: \t]*", re.IGNORECASE)
_TICKS = re.compile(r"`+")
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n")
#: A paragraph that happens to stand on a line of dashes is not a heading.
_SETEXT_LONGEST = 160


@dataclass(frozen=True)
class Cut:
    """A heading: its level, its words, and the lines it stands on, `[first, end)`."""

    level: int
    heading: str
    first: int
    end: int


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends, however they end; joined again they are the text."""
    lines = _LINE.findall(text)
    return [line for line in lines if line]


def outline(lines: list[str]) -> tuple[list[Cut], list[tuple[int, int]]]:
    """The headings of a Markdown text in their order, and its stretches of code, as spans of lines."""
    shadow = _shadow(lines)
    tokens = _parser().parse("".join(shadow))
    cuts: list[Cut] = []
    code: list[tuple[int, int]] = []
    for token in tokens:
        if token.map is None:
            continue
        first, end = token.map
        if token.type in ("fence", "code_block"):
            code.append((first, end))
        elif token.type == "heading_open" and token.level == 0:
            if token.markup.startswith("#"):
                cuts.append(Cut(int(token.tag[1]), _atx_words(shadow[first]), first, first + 1))
            elif _is_setext(lines[first:end]):
                words = " ".join(" ".join(lines[first : end - 1]).split())
                cuts.append(Cut(int(token.tag[1]), words, first, end))
        elif token.type == "paragraph_open" and token.level == 0 and _is_contents(lines[first:end]):
            cuts.append(Cut(0, lines[first].strip().strip("*_: \t"), first, end))
    return _with_contents_level(cuts), code


def code_spans(lines: list[str], first: int, end: int, code: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where the lines `[first, end)` hold code or comments: spans of characters, sorted, none touching another."""
    body = "".join(lines[first:end])
    offsets = [0]
    for line in lines[first:end]:
        offsets.append(offsets[-1] + len(line))
    spans = [
        (offsets[max(start, first) - first], offsets[min(stop, end) - first])
        for start, stop in code
        if start < end and stop > first
    ]
    spans += _comments(body)
    spans += _ticked(body)
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _comments(body: str) -> list[tuple[int, int]]:
    spans = []
    start = body.find("<!--")
    while start >= 0 and (end := body.find("-->", start + 4)) >= 0:
        spans.append((start, end + 3))
        start = body.find("<!--", end + 3)
    return spans


def _ticked(body: str) -> list[tuple[int, int]]:
    """Code between backticks inside a paragraph: a run is closed by the next run of the same length."""
    spans: list[tuple[int, int]] = []
    position = 0
    for paragraph in [*_PARAGRAPH_END.finditer(body), None]:
        stop = paragraph.start() if paragraph else len(body)
        runs = list(_TICKS.finditer(body, position, stop))
        closing: dict[int, int] = {}
        closed_by: list[int | None] = [None] * len(runs)
        for index in range(len(runs) - 1, -1, -1):
            length = len(runs[index][0])
            closed_by[index] = closing.get(length)
            closing[length] = index
        index = 0
        while index < len(runs):
            closer = closed_by[index]
            if closer is not None:
                spans.append((runs[index].start(), runs[closer].end()))
            index = (index if closer is None else closer) + 1
        position = paragraph.end() if paragraph else stop
    return spans


def is_front_matter(lines: list[str]) -> int:
    """How many lines of `key: value` between two lines of dashes the text begins with; 0 when it does not."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:100], start=1):
        if line.rstrip() in ("---", "..."):
            return index + 1
        if line.strip() and not re.match(r"\s|[\w .-]{1,60}:|-\s|#", line):
            return 0
    return 0


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    # Only blocks matter here; leaving out what is inside the lines makes five megabytes a matter of seconds.
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _shadow(lines: list[str]) -> list[str]:
    """The same number of lines, written so that the parser sees what we mean."""
    front = is_front_matter(lines)
    tight = sum(1 for line in lines if (match := _LOOSE.match(line)) and len(match[1]) > 1)
    shadow = []
    for index, line in enumerate(lines):
        ending = line[len(line.rstrip("\r\n")) :]
        if index < front:
            shadow.append(ending)
        elif (match := _LOOSE.match(line)) and _means_heading(line, match, tight):
            shadow.append(f"{line[: match.end()]} {line[match.end() :]}")
        else:
            # The parser would stop at none of these, but a later reader of the slices might.
            shadow.append(line.replace("\x00", "\ufffd"))
    return shadow


def _means_heading(line: str, match: re.Match[str], tight: int) -> bool:
    """`##Heading` is one. `#Heading` is one where the file writes others so, never `#1 priority` or `#tag`."""
    words = line[match.end() :].strip()
    if len(words) > 200 or words[0] in "!{[<#=*-":
        return False
    return len(match[1]) > 1 or (tight > 0 and words[0].isupper())


def _atx_words(line: str) -> str:
    words = line.strip().lstrip("#").strip()
    return _CLOSING.sub("", words).rstrip()


def _is_contents(lines: list[str]) -> bool:
    return len(lines) == 1 and _CONTENTS.fullmatch(lines[0].strip()) is not None


def _is_setext(lines: list[str]) -> bool:
    words = " ".join(lines[:-1]).strip()
    return len(lines) <= 3 and len(words) <= _SETEXT_LONGEST and not words.endswith((".", ";", ","))


def _with_contents_level(cuts: list[Cut]) -> list[Cut]:
    """A table of contents that is not a heading stands just above the headings it is made of."""
    levelled = []
    for index, cut in enumerate(cuts):
        if cut.level == 0:
            following = next((other.level for other in cuts[index + 1 :] if other.level), 2)
            cut = Cut(max(1, following - 1), cut.heading, cut.first, cut.end)
        levelled.append(cut)
    return levelled
