"""Builds the paragraphs, lists, tables, footnotes and content controls of a .docx from blocks."""

from collections.abc import Iterable, Mapping, Sequence

from procurement.word.document import Filling, anchor, short
from procurement.word.model import (
    BLANK,
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
    with_blanks,
)
from procurement.word.openxml import Element, add, make, r, w
from procurement.word.packing import printable
from procurement.word.styling import OF_BULLETS, OF_NUMBERS

#: What a page of letter size with margins of an inch holds, in twentieths of a point.
WIDTH = 9360
#: A row with fewer characters than this stays on one page.
SHORT_ROW = 900
_LOOKS = (("bold", "b", None), ("italic", "i", None), ("strike", "strike", None), ("underline", "u", "single"))
_RAISED = {"superscript": "superscript", "subscript": "subscript"}
#: Word takes no tag of more than 64 characters.
_LONGEST_KEY = 58
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def paragraph(style: str, children: Iterable[Element]) -> Element:
    """A paragraph of this style ("" for the usual one)."""
    made = make("p")
    layout = add(made, "pPr")
    if style:
        add(layout, "pStyle", val=style)
    made.extend(list(children))
    return made


def run(text: str, *, bold: bool = False, style: str = "", marks: Iterable[str] = (), kind: str = "t") -> Element:
    """Words that look alike; a line feed breaks the line. `kind` "delText" is for words that were taken out."""
    made = make("r")
    looks = make("rPr")
    if style:
        add(looks, "rStyle", val=style)
    for mark, name, value in _LOOKS:
        if mark in marks or (bold and mark == "bold"):
            add(looks, name, **({"val": value} if value else {}))
    for mark, value in _RAISED.items():
        if mark in marks:
            add(looks, "vertAlign", val=value)
    if len(looks):
        made.append(looks)
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            add(made, "br")
        if line:
            words = add(made, kind)
            words.text = line
            words.set(_SPACE, "preserve")
    return made


def field(instruction: str, shown: str | None, *, dirty: bool = False) -> Iterable[Element]:
    """The runs of a field; with `shown` None it stays open for the paragraphs that follow."""
    begin = make("r")
    add(begin, "fldChar", fldCharType="begin", **({"dirty": "true"} if dirty else {}))
    told = make("r")
    words = add(told, "instrText")
    words.text = f" {instruction} "
    words.set(_SPACE, "preserve")
    middle = make("r")
    add(middle, "fldChar", fldCharType="separate")
    yield from (begin, told, middle)
    if shown is not None:
        yield run(shown)
        end = make("r")
        add(end, "fldChar", fldCharType="end")
        yield end


class Builder:
    """Fills a body, and remembers what other parts of the file must know: lists, footnotes, links."""

    def __init__(self, blanks: Mapping[str, Filling]) -> None:
        self.lists: list[tuple[int, int, int]] = []
        self.links: list[tuple[str, str]] = []
        self.note_links: list[tuple[str, str]] = []
        self.footnotes = _no_footnotes()
        self._blanks = blanks
        self._notes: dict[str, Runs] = {}
        self._written: dict[str, int] = {}
        self._ids = 0
        self._places = 0
        self._in_note = False

    def plain(self, text: str) -> str:
        """A line with its blanks as they are shown."""
        return BLANK.sub(lambda match: self._shown(match[1].strip())[0] or match[0], text)

    def mark(self, element: Element, name: str) -> None:
        """Put a bookmark around what a paragraph holds."""
        self._ids += 1
        start = make("bookmarkStart", {"id": str(self._ids), "name": name})
        at = 1 if len(element) and element[0].tag == w("pPr") else 0
        element.insert(at, start)
        element.append(make("bookmarkEnd", {"id": str(self._ids)}))

    def blocks(self, body: Element, blocks: Sequence[Block]) -> None:
        """The blocks of one section; its footnotes go where Word keeps them."""
        self._notes = {block.label: block.runs for block in blocks if isinstance(block, Note)}
        used = _labels(blocks) & self._notes.keys()
        self._written = {}
        for block in blocks:
            if not (isinstance(block, Note) and block.label in used):
                self._block(body, block, 0, "")
        self._notes = {}

    def preformatted(self, body: Element, text: str) -> None:
        """Lines kept as they are, blanks in them shown."""
        for line in text.replace("\f", "\n").split("\n"):
            made = paragraph("Code", [])
            self.runs(made, with_blanks([Run(line)]))
            body.append(made)

    def _block(self, body: Element, block: Block, depth: int, style: str) -> None:
        inside = style or (f"ListContinue{depth if depth > 1 else ''}" if depth else "")
        match block:
            case Paragraph(runs):
                self._paragraph(body, inside, runs)
            case Heading(level, runs):
                self._paragraph(body, f"Subheading{level}", runs)
            case Code(text):
                self.preformatted(body, text)
            case Rule():
                body.append(paragraph("Rule", []))
            case Quote(blocks):
                for each in blocks:
                    self._block(body, each, 0, "Quote")
            case Listing():
                self._listing(body, block, depth)
            case Table():
                self._table(body, block)
            case Note(label, runs):
                self._paragraph(body, inside, (Run(label, frozenset({"superscript"})), Run(" "), *runs))

    def _paragraph(self, body: Element, style: str, runs: Runs) -> Element:
        made = paragraph(style, [])
        self.runs(made, runs)
        body.append(made)
        return made

    def _listing(self, body: Element, block: Listing, depth: int) -> None:
        kind = OF_NUMBERS if block.ordered else OF_BULLETS
        level = min(depth, 8)
        self.lists.append((kind, level, block.start))
        number = str(len(self.lists) + 1)
        style = f"List{'Number' if block.ordered else 'Bullet'}{min(level, 4) + 1 if level else ''}"
        for item in block.items:
            first = item[0] if item and isinstance(item[0], Paragraph) else Paragraph(())
            made = self._paragraph(body, style, first.runs)
            place = add(made[0], "numPr")
            add(place, "ilvl", val=str(level))
            add(place, "numId", val=number)
            for each in item[1:] if item and isinstance(item[0], Paragraph) else item:
                self._block(body, each, min(depth + 1, 5), "")

    def _table(self, body: Element, block: Table) -> None:
        rows, columns = _grid(block)
        table = add(body, "tbl")
        layout = add(table, "tblPr")
        add(layout, "tblStyle", val="TableGrid")
        add(layout, "tblW", w="5000", type="pct")
        add(layout, "tblLook", val="0020" if block.headings else "0000", firstRow="1" if block.headings else "0",
            lastRow="0", firstColumn="0", lastColumn="0", noHBand="1", noVBand="1")  # fmt: skip
        widths = _widths(rows, columns)
        grid = add(table, "tblGrid")
        for width in widths:
            add(grid, "gridCol", w=str(width))
        for number, row in enumerate(rows):
            made = add(table, "tr")
            looks = add(made, "trPr")
            if sum(len(run.text) for cell, _ in row for run in cell.runs) < SHORT_ROW:
                add(looks, "cantSplit")
            if number < block.headings:
                add(looks, "tblHeader")
            at = 0
            for cell, place in row:
                self._cell(made, cell, place, sum(widths[at : at + cell.across]))
                at += cell.across
        # Two tables that touch would become one, and Word wants a paragraph after the last.
        body.append(paragraph("", []))

    def _cell(self, row: Element, cell: Cell, place: str, width: int) -> None:
        made = add(row, "tc")
        looks = add(made, "tcPr")
        add(looks, "tcW", w=str(width), type="dxa")
        if cell.across > 1:
            add(looks, "gridSpan", val=str(cell.across))
        if place:
            add(looks, "vMerge", **({"val": "restart"} if place == "restart" else {}))
        text = paragraph("TableText", [])
        if cell.align in ("right", "center"):
            add(text[0], "jc", val=cell.align)
        if place != "continue":
            self.runs(text, cell.runs)
        made.append(text)

    def runs(self, parent: Element, runs: Runs) -> None:
        """Put runs into a paragraph."""
        holder, target = parent, ""
        for each in runs:
            if each.link != target or not each.link:
                holder, target = parent, each.link
                if each.link:
                    holder = self._link(parent, each.link)
            if each.blank:
                self._blank(holder, each)
            elif each.note:
                self._note(holder, each.note)
            else:
                style = "CodeText" if "code" in each.marks else "Hyperlink" if each.link else ""
                holder.append(run(each.text, style=style, marks=each.marks))

    def _link(self, parent: Element, target: str) -> Element:
        made = add(parent, "hyperlink")
        if target.startswith("#") and len(target) > 1:
            made.set(w("anchor"), target[1:])
            return made
        links = self.note_links if self._in_note else self.links
        id = f"rId{101 + len(links)}"
        links.append((id, printable(target)))
        made.set(r("id"), id)
        return made

    def _blank(self, parent: Element, each: Run) -> None:
        """A content control that knows the blank's key, inside a bookmark that knows it too: one of them survives."""
        shown, is_open = self._shown(each.blank)
        if not shown:
            parent.append(run("{{" + each.blank + "}}", marks=each.marks))
            return
        self._places += 1
        self._ids += 1
        id, name = str(self._ids), anchor(f"blank{self._places}", each.blank)
        add(parent, "bookmarkStart", id=id, name=name)
        control = add(parent, "sdt")
        about = add(control, "sdtPr")
        add(about, "alias", val=printable(self._blanks[each.blank].label)[:64])
        add(about, "tag", val=f"blank:{each.blank if len(each.blank) <= _LONGEST_KEY else short(each.blank)}")
        add(about, "id", val=str(100_000 + self._places))
        add(control, "sdtContent").append(run(shown, style="OpenBlank" if is_open else "", marks=each.marks))
        add(parent, "bookmarkEnd", id=id)

    def _shown(self, key: str) -> tuple[str, bool]:
        """What stands at a blank, and whether it is still open; "" for one that nobody declared."""
        filling = self._blanks.get(key)
        if filling is None:
            return "", True
        return (filling.text, False) if filling.text else (f"[{filling.label}]", True)

    def _note(self, parent: Element, label: str) -> None:
        if label not in self._notes or self._in_note or label in self._written:
            parent.append(run(label, marks=("superscript",)))
            return
        number = len(self.footnotes) - 1
        self._written[label] = number
        made = add(self.footnotes, "footnote", id=str(number))
        sign = make("r")
        add(add(sign, "rPr"), "rStyle", val="FootnoteReference")
        add(sign, "footnoteRef")
        text = paragraph("FootnoteText", [sign, run(" ")])
        self._in_note = True
        self.runs(text, self._notes[label])
        self._in_note = False
        made.append(text)
        mark = add(parent, "r")
        add(add(mark, "rPr"), "rStyle", val="FootnoteReference")
        add(mark, "footnoteReference", id=str(number))


def _no_footnotes() -> Element:
    root = make("footnotes")
    for id, kind in (("-1", "separator"), ("0", "continuationSeparator")):
        made = add(root, "footnote", type=kind, id=id)
        text = paragraph("", [])
        add(add(text, "r"), kind)
        made.append(text)
    return root


def _labels(blocks: Iterable[Block]) -> set[str]:
    """The labels of footnotes that the text refers to."""
    found: set[str] = set()
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                found |= {each.note for each in runs if each.note}
            case Quote(inside):
                found |= _labels(inside)
            case Listing(_, _, items):
                found |= {label for item in items for label in _labels(item)}
            case Table(rows):
                found |= {each.note for row in rows for cell in row for each in cell.runs if each.note}
    return found


def _grid(block: Table) -> tuple[list[list[tuple[Cell, str]]], int]:
    """Every row with all its cells, also those that a cell above reaches down into."""
    rows: list[list[tuple[Cell, str]]] = []
    reaching: dict[int, tuple[int, int]] = {}
    for row in block.rows:
        cells, column, waiting = [], 0, list(row)
        while waiting or any(at >= column for at in reaching):
            if column in reaching:
                left, across = reaching.pop(column)
                cells.append((Cell((), across=across), "continue"))
                if left > 1:
                    reaching[column] = (left - 1, across)
                column += across
                # What reaches on down stands in the dictionary again, behind this column.
                continue
            if not waiting:
                cells.append((Cell(()), ""))
                column += 1
                continue
            cell = waiting.pop(0)
            cells.append((cell, "restart" if cell.down > 1 else ""))
            if cell.down > 1:
                reaching[column] = (cell.down - 1, cell.across)
            column += cell.across
        rows.append(cells)
    columns = max((sum(cell.across for cell, _ in row) for row in rows), default=1)
    for row in rows:
        missing = columns - sum(cell.across for cell, _ in row)
        row += [(Cell(()), "")] * missing
    return rows, max(1, columns)


def _widths(rows: Sequence[Sequence[tuple[Cell, str]]], columns: int) -> list[int]:
    """Wider for the columns with more words, never too narrow for the longest word."""
    weights = [4.0] * columns
    for row in rows:
        at = 0
        for cell, _ in row:
            text = "".join(each.text or "[" + each.blank + "]" for each in cell.runs)
            longest = max((len(word) for word in text.split()), default=0)
            if cell.across == 1 and at < columns:
                weights[at] = max(weights[at], min(len(text), 60) ** 0.75, min(longest, 24) * 1.1)
            at += cell.across
    whole = sum(weights)
    widths = [max(1, int(WIDTH * weight / whole)) for weight in weights]
    widths[-1] += WIDTH - sum(widths)
    return widths
