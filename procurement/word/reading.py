"""Reads a .docx into sections of Markdown, and reports whatever of it is not in them.

mammoth gives one stream of HTML in which tracked changes are accepted unasked and numbers are lost; clauses are cited
by their numbers, so the document itself is walked through here.
"""

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from procurement.word.document import MARK, PART, SECTION
from procurement.word.flow import Flow
from procurement.word.headings import Bold, as_clause
from procurement.word.marking import markdown_of
from procurement.word.model import (
    Block,
    Code,
    Heading,
    Note,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    joined,
    stripped,
    without,
    words,
)
from procurement.word.openxml import Element, descend, local, value, w
from procurement.word.report import Report
from procurement.word.safety import TOO_DEEP, Package, WordFault
from procurement.word.sheet import Number, Numberings, Styles
from procurement.word.tabulating import table
from procurement.word.walking import DEEPEST, Notes, Walker

__all__ = ["Read", "ReadSection", "WordFault", "read"]

CHANGES = ("accept", "reject")
COMMENTS = ("leave", "notes")
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "del", "moveFrom"})


@dataclass
class ReadSection:
    """One section: its heading, the number before it, and what stands below."""

    level: int
    heading: str
    number: str = ""
    #: The bookmark by which an own export knows it again; "" for any other.
    mark: str = ""
    flow: Flow = field(default_factory=Flow)
    notes: list[Note] = field(default_factory=list)
    #: The heading as it was read, blanks with what stands in them.
    heading_runs: Runs = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What stands below the heading, footnotes at the end."""
        return (*self.flow.blocks(), *self.notes)

    @property
    def body(self) -> str:
        """The text below the heading as Markdown."""
        return markdown_of(self.blocks)

    @property
    def title(self) -> str:
        """The heading with its number."""
        return f"{self.number} {self.heading}".strip()


@dataclass
class Read:
    """What a Word document holds."""

    title: str
    sections: list[ReadSection]
    report: Report
    #: The custom properties: an own export says there where it comes from.
    properties: dict[str, str]
    changes: str = "accept"
    comments: str = "leave"

    @property
    def sentences(self) -> list[str]:
        """What a person has to be told, as it was chosen."""
        return self.report.sentences(self.changes, self.comments)

    @property
    def markdown(self) -> str:
        """All of it as one Markdown text."""
        pieces: list[str] = []
        for section in self.sections:
            if section.title:
                words = markdown_of([Paragraph((Run(section.title),))])
                pieces.append(
                    f"{'#' * min(section.level, 6)} {words.removeprefix(chr(92)).replace(chr(92) + '.', '.')}"
                )
            pieces += [section.body] if section.blocks else []
        return "\n\n".join(pieces) + ("\n" if pieces else "")


def read(data: bytes, name: str = "", *, changes: str = "accept", comments: str = "leave") -> Read:
    """What the .docx holds. Raises WordFault with a sentence for anything that is not one, or was made to do harm.

    `changes` decides on tracked changes: "accept" or "reject"; `comments` become "notes" to the drafter, or are left
    out ("leave").
    """
    if changes not in CHANGES or comments not in COMMENTS:
        raise ValueError("changes are accepted or rejected, comments left out or kept as notes")
    try:
        return _Reader(Package(data), changes, comments).read()
    except RecursionError:
        raise WordFault(TOO_DEEP) from None


class _Reader:
    """One reading of one document."""

    def __init__(self, package: Package, changes: str, comments: str) -> None:
        self._package = package
        self._accepts = changes == "accept"
        self._choices = (changes, comments)
        self.report = Report()
        self.styles = Styles(self._part("styles"))
        self.numbers = Numberings(self._part("numbering"))
        self._notes = Notes(
            _by_id(self._part("footnotes")), _by_id(self._part("endnotes")), _by_id(self._part("comments"))
        )
        self.walker = Walker(
            self.styles, self.report, self._notes, accepts=self._accepts, keeps_comments=comments == "notes"
        )
        self.properties = _properties(package)
        self.is_own = self.walker.is_own = MARK in self.properties
        self._title = ""
        self._bold = Bold()
        self._sections: list[ReadSection] = [ReadSection(1, "")]
        self._carried: Runs = ()
        self._carried_layout: Element | None = None
        self._marks: list[str] = []

    def read(self) -> Read:
        """The whole document."""
        root = self._package.xml(self._package.main)
        body = root.find(w("body")) if root is not None else None
        if body is None:
            raise WordFault("This Word document is damaged: it has no text.")
        self._count_outside()
        self.walker.links = self._package.relationships(self._package.main)
        if not self.is_own:
            self._bold = Bold.found_in(body, self.styles)
        self._children(body, self._sections[0].flow, 0)
        self._let_go(self._sections[-1].flow)
        self._footnotes(self._sections[-1])
        self._all_notes()
        if self.is_own:
            self.report.contents = False
        else:
            self._margins()
        sections = [each for each in self._sections if each.heading or each.mark or each.blocks]
        return Read(self._title, sections, self.report, self.properties, *self._choices)

    def _part(self, kind: str) -> Element | None:
        found = self._package.related(kind)
        return self._package.xml(found[0]) if found else None

    def _children(self, element: Element, flow: Flow | None, depth: int) -> None:
        """Blocks in order; with a flow of their own (a cell, a box) they begin no sections."""
        if depth > DEEPEST:
            raise WordFault(TOO_DEEP)
        inside = flow if depth or flow is not self._sections[0].flow else None
        for child in element:
            self._child(child, inside, depth)

    def _child(self, child: Element, inside: Flow | None, depth: int) -> None:
        name = local(child)
        if name == "p":
            self._paragraph(child, inside)
        elif name == "tbl":
            self._let_go(inside or self._sections[-1].flow)
            self._table(child, inside, depth)
        elif name in ("ins", "moveTo", "del", "moveFrom"):
            taken = name in ("ins", "moveTo")
            if taken == self._accepts:
                self._nested(child, inside, depth)
        elif name == "sdt":
            if value(child, "sdtPr/docPartObj/docPartGallery") == "Table of Contents":
                self.report.contents = True
            else:
                self._nested(child.find(w("sdtContent")), inside, depth)
        elif name == "bookmarkStart":
            self._marks.append(child.get(w("name"), ""))
        elif name == "altChunk":
            self.report.embedded += 1
        elif name in _WRAPPERS or name.endswith("}AlternateContent") or name.endswith("}Choice"):
            self._nested(child, inside, depth)

    def _nested(self, element: Element | None, inside: Flow | None, depth: int) -> None:
        if element is None:
            return
        if depth > DEEPEST:
            raise WordFault(TOO_DEEP)
        for child in element:
            self._child(child, inside, depth + 1)

    def _paragraph(self, element: Element, inside: Flow | None) -> None:
        layout = element.find(w("pPr"))
        runs = self.walker.runs(element)
        marks, boxes = [*self._marks, *self.walker.marks], self.walker.boxes
        self._marks = []
        if self.styles.is_contents(layout):
            self.report.contents = True
            return
        if self._carried:
            runs, self._carried = joined([*self._carried, *runs]), ()
        if self._mark_is_gone(layout):
            self._carried, self._marks = runs, marks
            self._carried_layout = layout
            return
        if not self._accepts:
            before = descend(layout, "pPrChange/pPr")
            layout = before if before is not None else layout
        self._place(layout, runs, marks, inside)
        for box in boxes:
            self._box(box, inside)

    def _mark_is_gone(self, layout: Element | None) -> bool:
        """Whether the end of this paragraph was taken out, or put in and refused: it runs on into the next."""
        gone, new = descend(layout, "rPr/del"), descend(layout, "rPr/ins")
        self.report.deletions += gone is not None
        self.report.insertions += new is not None
        return gone is not None if self._accepts else new is not None

    def _let_go(self, flow: Flow) -> None:
        if self._carried:
            runs, self._carried = self._carried, ()
            self._place(self._carried_layout, runs, [], flow)

    def _place(self, layout: Element | None, runs: Runs, marks: list[str], inside: Flow | None) -> None:
        own = next((name for name in marks if self.is_own and name.startswith((f"{SECTION}_", f"{PART}_"))), "")
        level = 0 if inside is not None else self._level(layout, runs)
        number = self._number(layout)
        text = words(stripped(runs)).strip()
        if level and (text or own) and not (own == "" and as_clause(text) and not self.is_own):
            shown = "" if number is None or number.is_bullet else number.text
            heading = " ".join(_plain(runs).split())
            self._begin(ReadSection(min(level, 6), heading, shown, own, heading_runs=runs))
            return
        if own and inside is None:
            self._begin(ReadSection(1, "", "", own))
        flow = inside if inside is not None else self._sections[-1].flow
        self._put(flow, layout, runs, number)

    def _begin(self, section: ReadSection) -> None:
        self._footnotes(self._sections[-1])
        self._sections.append(section)
        self.walker.place = section.title

    def _level(self, layout: Element | None, runs: Runs) -> int:
        if self.styles.is_title(layout):
            self._title = self._title or words(runs).strip()
            return 1
        level = self.styles.heading(layout)
        if not level and (level := self._bold.level(layout, runs)):
            self.report.bold_headings += 1
        return level

    def _number(self, layout: Element | None) -> Number | None:
        found = self.styles.numbering(layout)
        if found is None:
            return None
        id, level = found
        number = self.numbers.next(id, self.numbers.of_style(id, value(layout, "pStyle")) if level is None else level)
        depth = self.styles.list_depth(layout)
        return number if number is None or depth <= number.level else replace(number, level=depth)

    def _put(self, flow: Flow, layout: Element | None, runs: Runs, number: Number | None) -> None:
        if self.styles.is_code(layout):
            flow.add(Code(words(runs), runs or (Run(""),)))
            return
        runs = stripped(runs)
        if not runs:
            if self.styles.is_rule(layout):
                flow.add(Rule())
            elif number is not None and number.is_plain and self.is_own:
                flow.item(number, runs)
            return
        level = self.styles.subheading(layout)
        if level and self.is_own:
            flow.add(Heading(level, without(runs, "bold")))
        elif number is not None and number.is_plain:
            flow.item(number, runs)
        elif number is not None:
            flow.literal(number, runs)
        elif self.styles.is_quote(layout):
            flow.add(Quote((Paragraph(without(runs, "italic")),)))
        else:
            flow.add(Paragraph(runs), self.styles.continues(layout))

    def _table(self, element: Element, inside: Flow | None, depth: int) -> None:
        flow = inside if inside is not None else self._sections[-1].flow
        found, section_marks = table(self, element, depth)
        for name in section_marks if inside is None else ():
            self._begin(ReadSection(1, "", "", name))
            flow = self._sections[-1].flow
        if found is not None:
            flow.add(found)

    def cell(self, element: Element, depth: int) -> tuple[Block, ...]:
        """The blocks of a cell."""
        flow = Flow()
        for child in element:
            if local(child) == "tbl":
                self.report.nested_tables += 1
            self._child(child, flow, depth + 1)
        self._let_go(flow)
        return flow.blocks()

    def accepts(self) -> bool:
        """Whether tracked changes are accepted."""
        return self._accepts

    def _box(self, element: Element, inside: Flow | None) -> None:
        flow = Flow()
        self.report.text_boxes += 1
        self._nested(element, flow, 1)
        self._let_go(flow)
        blocks = flow.blocks()
        if blocks:
            (inside if inside is not None else self._sections[-1].flow).add(Quote(blocks))

    def _footnotes(self, section: ReadSection) -> None:
        """The footnotes that were met in this section, at its end."""
        known = {"footnote": self._notes.footnotes, "endnote": self._notes.endnotes}
        while self.report.footnotes < len(self._notes.met):
            kind, id = self._notes.met[self.report.footnotes]
            self.report.footnotes += 1
            label = str(self.report.footnotes)
            links, self.walker.links = self.walker.links, self._links_of(f"{kind}s")
            pieces: list[Run] = []
            for each in known[kind][id].iter(w("p")):
                line = stripped(self.walker.runs(each))
                pieces += [Run("\n"), *line] if pieces and line else [*line]
            self.walker.links = links
            section.notes.append(Note(label, joined(pieces)))

    def _links_of(self, kind: str) -> dict[str, tuple[str, str, bool]]:
        found = self._package.related(kind)
        return self._package.relationships(found[0]) if found else {}

    def _all_notes(self) -> None:
        """Comments whose mark is lost are still told."""
        seen = len(self.report.comments)
        if not seen:
            for each in self._notes.comments.values():
                self.report.met_comment(each, "", "")

    def _margins(self) -> None:
        for kind in ("header", "footer"):
            for name in self._package.related(kind):
                root = self._package.xml(name)
                texts = ["".join(each.itertext(w("t"))) for each in root.iter(w("p"))] if root is not None else []
                text = " ".join(" ".join(texts).split())
                if text and text not in self.report.margins:
                    self.report.margins.append(text)

    def _count_outside(self) -> None:
        for name in (self._package.main, "word/settings.xml"):
            kinds = [kind for kind, _, outside in self._package.relationships(name).values() if outside]
            self.report.outside += sum(1 for kind in kinds if kind != "hyperlink")


def _by_id(root: Element | None) -> dict[str, Element]:
    found = {each.get(w("id"), ""): each for each in root if isinstance(each.tag, str)} if root is not None else {}
    return {id: each for id, each in found.items() if each.get(w("type"), "normal") == "normal"}


def _plain(runs: Runs) -> str:
    return words(Run(run.text, blank=run.blank) for run in runs)


def _properties(package: Package) -> dict[str, str]:
    root = package.xml("docProps/custom.xml")
    found = {}
    for each in root if root is not None else ():
        name = each.get("name", "") if isinstance(each.tag, str) else ""
        if name and re.fullmatch(r"[\w -]{1,100}", name):
            found[name] = str(etree.tostring(each, method="text", encoding="unicode")).strip()
    return found
