"""What stands in a text, between Markdown and Word: blocks of runs. Both sides are read into it and written from it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

#: A blank as it stands in a text (library/blanks.py has the same rule).
BLANK = re.compile(r"\{\{([^{}\r\n]{1,100})\}\}")
MARKS = ("bold", "italic", "strike", "underline", "superscript", "subscript", "code")


@dataclass(frozen=True)
class Run:
    """Words that look alike; a line break is a line feed. A blank has its key, a footnote's mark its label."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    blank: str = ""
    note: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    runs: Runs


@dataclass(frozen=True)
class Heading:
    """A heading inside the text of a section."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Code:
    """Lines to be kept as they are; read from Word also as runs, which know what stands in blanks."""

    text: str
    runs: Runs = field(default=(), compare=False)


@dataclass(frozen=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True)
class Quote:
    """Text set off from the rest."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Listing:
    """A list; each item is blocks, and a list inside an item is nested."""

    ordered: bool
    start: int
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its lines, and how far it reaches."""

    runs: Runs
    across: int = 1
    down: int = 1
    align: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A table; the first `headings` rows are its head."""

    rows: tuple[tuple[Cell, ...], ...]
    headings: int = 1


@dataclass(frozen=True)
class Note:
    """A footnote: its label, and what it says."""

    label: str
    runs: Runs


Block = Paragraph | Heading | Code | Rule | Quote | Listing | Table | Note


def words(runs: Iterable[Run]) -> str:
    """The words of runs; a blank is its key in braces."""
    return "".join("{{" + run.blank + "}}" if run.blank else run.text for run in runs)


def joined(runs: Iterable[Run]) -> Runs:
    """The same runs with neighbours that look alike made one, empty ones left out."""
    result: list[Run] = []
    for run in runs:
        if not run.text and not run.blank and not run.note:
            continue
        last = result[-1] if result else None
        alike = last is not None and not (run.blank or run.note or last.blank or last.note)
        if alike and last is not None and last.marks == run.marks and last.link == run.link:
            result[-1] = replace(last, text=last.text + run.text)
        else:
            result.append(run)
    return tuple(result)


def with_blanks(runs: Iterable[Run]) -> Runs:
    """The same runs with `{{key}}` in their text made blanks; code keeps it as text."""
    result: list[Run] = []
    for run in joined(runs):
        if run.blank or run.note or "code" in run.marks:
            result.append(run)
            continue
        position = 0
        for match in BLANK.finditer(run.text):
            key = match[1].strip()
            if key:
                result += [replace(run, text=run.text[position : match.start()]), replace(run, text="", blank=key)]
                position = match.end()
        result.append(replace(run, text=run.text[position:]))
    return joined(result)


def stripped(runs: Sequence[Run]) -> Runs:
    """Without white space at both ends, and with white space inside one space or one line break wide."""
    result: list[Run] = []
    trailing = "\n"
    for run in joined(runs):
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t\r\f\v]+", " ", run.text))
        if text[:1] == " " and trailing in " \n":
            text = text[1:]
        if text[:1] == "\n" and trailing == " " and result:
            result[-1] = replace(result[-1], text=result[-1].text.rstrip(" "))
        if run.text and not text:
            continue
        result.append(replace(run, text=text))
        trailing = "x" if run.blank or run.note else text[-1:] or trailing
    while result and not (result[-1].blank or result[-1].note):
        bare = result[-1].text.rstrip(" \n")
        if bare == result[-1].text:
            break
        result[-1] = replace(result[-1], text=bare)
        if bare:
            break
        result.pop()
    if result and not (result[0].blank or result[0].note):
        result[0] = replace(result[0], text=result[0].text.lstrip(" \n"))
    return joined(result)


def without(runs: Runs, mark: str) -> Runs:
    """Without a mark that all of them have: it belongs to the style."""
    if not all(mark in run.marks or not (run.text.strip() or run.blank) for run in runs):
        return runs
    return joined(replace(run, marks=run.marks - {mark}) for run in runs)


def mapped(block: Block, change: Callable[[Runs], Runs], labels: Mapping[str, str] | None = None) -> Block:
    """The same block with all its runs changed, and its footnotes called otherwise."""
    match block:
        case Paragraph(runs):
            return Paragraph(change(runs))
        case Heading(level, runs):
            return Heading(level, change(runs))
        case Code(_, runs) if runs:
            return Code(words(change(runs)), change(runs))
        case Quote(inside):
            return Quote(tuple(mapped(each, change, labels) for each in inside))
        case Listing(ordered, start, items):
            changed = tuple(tuple(mapped(each, change, labels) for each in item) for item in items)
            return Listing(ordered, start, changed)
        case Table(rows, headings):
            return Table(tuple(tuple(replace(cell, runs=change(cell.runs)) for cell in row) for row in rows), headings)
        case Note(label, runs):
            return Note((labels or {}).get(label, label), change(runs))
    return block


def all_runs(blocks: Iterable[Block]) -> list[Run]:
    """Every run of the blocks, in order."""
    found: list[Run] = []

    def see(runs: Runs) -> Runs:
        found.extend(runs)
        return runs

    for block in blocks:
        mapped(block, see)
    return found
