"""Reads Markdown into blocks, just as the service's pages understand it."""

import re
from collections.abc import Sequence

from lxml import html
from markdown_it.token import Token

from procurement.core import markdown
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
    stripped,
    with_blanks,
)

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "del": "strike", "u": "underline",
    "sub": "subscript", "sup": "superscript", "code": "code",
}  # fmt: skip
_DEEPEST = 100
_OPENS = {"strong_open": "bold", "em_open": "italic", "s_open": "strike"}
_BLOCKS = frozenset({"p", "li", "br", "div", "tr", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text."""
    return [block for block, _ in chunks(text)]


def chunks(text: str) -> list[tuple[Block, str]]:
    """Each block with the lines it was written on; all lines together are the text, to the letter.

    What prints nothing (a comment, the address of a link, blank lines) goes with the block before it.
    """
    tokens = markdown.parse(text)
    lines = text.splitlines(keepends=True)
    if "\f" in text or len(lines) != text.count("\n") + (not text.endswith("\n")):
        lines = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
    found: list[tuple[Block, int]] = []
    index = 0
    while index < len(tokens):
        end = _closing(tokens, index)
        block = _block(tokens[index : end + 1])
        if block is not None:
            found.append((block, tokens[index].map[0] if tokens[index].map else 0))
        index = end + 1
    starts = [0 if position == 0 else start for position, (_, start) in enumerate(found)] + [len(lines)]
    return [(block, "".join(lines[starts[at] : starts[at + 1]])) for at, (block, _) in enumerate(found)]


def inline(text: str) -> Runs:
    """The runs of one paragraph's Markdown."""
    found = blocks(text)
    return found[0].runs if len(found) == 1 and isinstance(found[0], Paragraph | Heading) else (Run(text),)


def _closing(tokens: Sequence[Token], index: int) -> int:
    if tokens[index].nesting != 1:
        return index
    depth = 0
    for position in range(index, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def _inside(tokens: Sequence[Token]) -> tuple[Block, ...]:
    found: list[Block] = []
    index = 0
    while index < len(tokens):
        end = _closing(tokens, index)
        block = _block(tokens[index : end + 1])
        if block is not None:
            found.append(block)
        index = end + 1
    return tuple(found)


def _block(tokens: Sequence[Token]) -> Block | None:
    first, inside = tokens[0], tokens[1:-1]
    if first.type == "paragraph_open":
        return _paragraph(_runs(inside[0].children or []))
    if first.type == "heading_open":
        return Heading(int(first.tag[1]), _runs(inside[0].children or []))
    if first.type in ("bullet_list_open", "ordered_list_open"):
        start = first.attrGet("start")
        ordered = first.type == "ordered_list_open"
        return Listing(ordered, int(start) if start is not None else 1, tuple(_items(inside)))
    if first.type == "blockquote_open":
        return Quote(_inside(inside))
    if first.type == "table_open":
        return _table(inside)
    if first.type in ("fence", "code_block"):
        return Code(first.content.rstrip("\n"))
    if first.type == "hr":
        return Rule()
    if first.type == "html_block" and first.content.strip():
        return _of_html(first.content)
    return None


def _paragraph(runs: Runs) -> Block:
    """A paragraph, or the footnote that it is."""
    if len(runs) > 1 and runs[0].note and runs[0].text == ":":
        return Note(runs[0].note, stripped(runs[1:]))
    return Paragraph(runs)


def _items(tokens: Sequence[Token]) -> list[tuple[Block, ...]]:
    found, index = [], 0
    while index < len(tokens):
        end = _closing(tokens, index)
        found.append(_inside(tokens[index + 1 : end]))
        index = end + 1
    return found


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[Cell]] = []
    headings = 0
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "thead_close":
            headings = len(rows)
        elif token.type in ("th_open", "td_open"):
            runs = _runs(tokens[index + 1].children or [])
            is_head = token.type == "th_open"
            rows[-1].append(Cell(runs, align=str(token.attrs.get("align", "")), heading=is_head))
    return Table(tuple(map(tuple, rows)), headings)


def _runs(tokens: Sequence[Token]) -> Runs:
    found: list[Run] = []
    opened: list[str] = []
    link, note = "", ""
    for token in tokens:
        if token.type in _OPENS:
            opened.append(_OPENS[token.type])
        elif token.type in ("strong_close", "em_close", "s_close"):
            opened.pop()
        elif token.type == "link_open":
            link = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            link = ""
        elif token.type == "html_inline":
            note = _tag(token, opened, note)
        elif note and token.type == "text":
            found.append(Run(":" if note.startswith("^") else "", note=note.removeprefix("^")))
        else:
            marks = {*opened, "code"} if token.type == "code_inline" else set(opened)
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            found.append(Run(text, frozenset(marks), link))
    return stripped(with_blanks(found))


def _tag(token: Token, opened: list[str], note: str) -> str:
    """Follow a formatting tag; gives the label while inside the mark of a footnote, after ^ where the note follows."""
    if token.meta.get("note"):
        return ("^" if token.meta["defines"] else "") + str(token.meta["note"])
    if note:
        return ""
    name = token.content.strip("</> ").lower()
    mark = _TAGS.get(name, "")
    if not token.content.startswith("</"):
        opened.append(mark)
    elif mark in opened:
        opened.reverse()
        opened.remove(mark)
        opened.reverse()
    return ""


def _of_html(content: str) -> Table | None:
    """The table that a block of HTML is; what stands around it in the block goes into a row of its own."""
    root = html.fragment_fromstring(content, create_parent="div")
    rows: list[tuple[Cell, ...]] = []
    head = 0
    for row in root.iter("tr", "caption"):
        if row.tag == "caption":
            rows.append((Cell(_html_runs(row), across=1),))
            continue
        cells = tuple(
            Cell(
                _html_runs(cell),
                across=_span(cell, "colspan"),
                down=_span(cell, "rowspan"),
                align=cell.get("align", ""),
                heading=cell.tag == "th",
            )
            for cell in row
            if cell.tag in ("td", "th")
        )
        if cells:
            rows.append(cells)
            if len(rows) == head + 1 and all(cell.heading for cell in cells):
                head += 1
    return Table(tuple(rows), head) if rows else None


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1")
    return min(max(1, int(text)), 100) if text.isdecimal() and len(text) < 4 else 1


def _html_runs(element: html.HtmlElement) -> Runs:
    found: list[Run] = []

    def walk(node: html.HtmlElement, marks: frozenset[str], link: str, depth: int = 0) -> None:
        if depth > _DEEPEST:
            found.append(Run(node.text_content(), marks, link))
            return
        if node.tag in _BLOCKS and found:
            found.append(Run("\n"))
        if node.tag == "li":
            found.append(Run("• "))
        if node.tag in _TAGS:
            marks = marks | {_TAGS[node.tag]}
        link = node.get("href", link) if node.tag == "a" else link
        found.append(Run(" ".join((node.text or "").split("\n")), marks, link))
        for child in node:
            walk(child, marks, link, depth + 1)
            found.append(Run(" ".join((child.tail or "").split("\n")), marks, link))

    walk(element, frozenset(), "")
    return stripped(with_blanks(found))
