"""Puts what a document shows one after the other into order: items into lists, lists into items, lines into code."""

from dataclasses import dataclass, field

from procurement.word.model import (
    Block,
    Cell,
    Code,
    Heading,
    Listing,
    Note,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    joined,
    words,
)
from procurement.word.sheet import Number


@dataclass
class _Open:
    """A list that still takes items."""

    level: int
    ordered: bool
    id: str
    start: int
    items: list[list[Block]] = field(default_factory=list)

    def closed(self) -> Listing:
        return Listing(self.ordered, self.start, tuple(tuple(item) for item in self.items))


class Flow:
    """Takes paragraphs in their order and gives the blocks they make."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._open: list[_Open] = []

    def add(self, block: Block, depth: int = 0) -> None:
        """A block; with a depth it goes on with the item of the list that is open there."""
        self._close(depth)
        self._put(block)

    def item(self, number: Number, runs: Runs) -> None:
        """An item of a list."""
        level = number.level
        while self._open and self._open[-1].level > level:
            self._close(len(self._open) - 1)
        last = self._open[-1] if self._open else None
        if last is not None and last.level == level and not self._goes_on(last, number):
            self._close(len(self._open) - 1)
            last = None
        if last is None or last.level < level:
            last = _Open(level, not number.is_bullet, number.list_id, number.value)
            self._open.append(last)
        last.items.append([Paragraph(runs)])

    def literal(self, number: Number, runs: Runs) -> None:
        """A paragraph whose number no plain list can show: the number stands before its words."""
        while self._open and (self._open[-1].level >= number.level or self._open[-1].id != number.list_id):
            self._close(len(self._open) - 1)
        self._put(Paragraph(joined([Run(f"{number.text} "), *runs])))

    def blocks(self) -> tuple[Block, ...]:
        """All blocks so far."""
        self._close(0)
        return tuple(_gathered(self._blocks))

    @staticmethod
    def _goes_on(last: _Open, number: Number) -> bool:
        if last.ordered == number.is_bullet:
            return False
        # Which numbering a paragraph is under tells nothing: LibreOffice gives every item one of its own.
        return number.is_bullet or number.value == last.start + len(last.items)

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            done = self._open.pop().closed()
            self._put(done)

    def _put(self, block: Block) -> None:
        if self._open:
            self._open[-1].items[-1].append(block)
        else:
            self._blocks.append(block)


def _gathered(blocks: list[Block]) -> list[Block]:
    """Lines of code that follow one another are one block, and so are quotes."""
    result: list[Block] = []
    for block in blocks:
        last = result[-1] if result else None
        if isinstance(block, Code) and isinstance(last, Code):
            result[-1] = Code(f"{last.text}\n{block.text}", (*last.runs, Run("\n"), *block.runs))
        elif isinstance(block, Quote) and isinstance(last, Quote):
            result[-1] = Quote((*last.blocks, *block.blocks))
        else:
            result.append(block)
    # Lines of code at the very end or beginning that hold nothing are the space around it.
    return [block for block in result if not (isinstance(block, Code) and not block.text.strip())]


def lines(blocks: tuple[Block, ...], lead: str = "") -> list[Runs]:
    """Blocks as lines of runs, for the cell of a table: a list shows its signs as words."""
    found: list[Runs] = []
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                found.append(joined([Run(lead), *runs]))
            case Note(label, runs):
                found.append(joined([Run(f"{label} "), *runs]))
            case Code(text):
                found += [(Run(line, frozenset({"code"})),) for line in text.split("\n") if line.strip()]
            case Quote(inside):
                found += lines(inside, lead)
            case Listing(ordered, start, items):
                for number, item in enumerate(items, start):
                    inside = lines(item)
                    sign = f"{lead}{number}. " if ordered else f"{lead}• "
                    found += [joined([Run(sign), *each]) if at == 0 else each for at, each in enumerate(inside)]
            case Table(rows):
                found += [in_one_line(row) for row in rows]
            case Rule():
                pass
    return found


def in_one_line(cells: tuple[Cell, ...]) -> Runs:
    """The cells of a row as one line."""
    pieces: list[Run] = []
    for cell in cells:
        if cell.runs and pieces:
            pieces.append(Run(" | "))
        pieces += [
            Run(" ".join(each.text.split("\n")), each.marks, each.link, each.blank, each.note) for each in cell.runs
        ]
    return joined(pieces)


def cell_runs(found: list[Runs]) -> Runs:
    """Lines as the runs of one cell, with breaks between them."""
    pieces: list[Run] = []
    for line in found:
        if words(line).strip():
            pieces += [Run("\n"), *line] if pieces else [*line]
    return joined(pieces)
