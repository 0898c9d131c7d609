"""Writes a document as .docx: Word's own styles and numberings, contents, header, footer, footnotes, bookmarks.

Written part by part with lxml: python-docx knows neither footnotes nor bookmarks, fields, content controls, multilevel
numbering nor tracked changes, and brings a template full of styles that nobody asked for.
"""

from procurement.word import packing
from procurement.word.building import Builder, field, paragraph, run
from procurement.word.document import PART, SECTION, Document, anchor
from procurement.word.model import Run, with_blanks
from procurement.word.openxml import Element, add, make, r, w
from procurement.word.parsing import blocks
from procurement.word.styling import numberings, styles

__all__ = ["cover", "finished", "page", "write"]


def write(document: Document) -> bytes:
    """The document as a .docx. The same document gives the same bytes."""
    builder = Builder(document.blanks)
    body = make("body")
    cover(body, builder, document)
    for section in document.sections:
        _section(body, builder, document, section)
    for part in document.parts:
        _heading(body, builder, 1, part.heading, anchor(PART, part.key), document, depth=1)
        builder.blocks(body, blocks(part.body))
    body.append(page())
    return finished(document, body, builder)


def finished(document: Document, body: Element, builder: Builder) -> bytes:
    """The file around a body that a builder filled."""
    root = make("document", None, body)
    automatic = document.numbering == "automatic"
    parts = {
        "[Content_Types].xml": packing.content_types(),
        "_rels/.rels": packing.package_relationships(),
        "word/document.xml": packing.serial(root),
        "word/_rels/document.xml.rels": packing.document_relationships(builder.links),
        "word/styles.xml": styles(document.language, numbered=automatic),
        "word/numbering.xml": numberings(builder.lists),
        "word/settings.xml": packing.settings(document.language),
        "word/footnotes.xml": packing.serial(builder.footnotes),
        "word/_rels/footnotes.xml.rels": packing.note_relationships(builder.note_links),
        "word/header1.xml": packing.serial(_header(document)),
        "word/header2.xml": packing.serial(make("hdr", None, paragraph("Header", []))),
        "word/footer1.xml": packing.serial(_footer(document)),
        "docProps/core.xml": packing.core_properties(
            title=document.title,
            creator=document.issuer,
            subject=" ".join(each for each in (document.subtitle, document.reference) if each),
            language=document.language,
            date=document.date,
        ),
        "docProps/app.xml": packing.app_properties(document.issuer),
        "docProps/custom.xml": packing.custom_properties(document.properties),
    }
    return packing.archive(parts)


def cover(body: Element, builder: Builder, document: Document) -> None:
    """Title, kind, facts, and where there are sections the table of contents."""
    body.append(paragraph("Title", [run(document.title)]))
    if document.subtitle:
        body.append(paragraph("Subtitle", [run(document.subtitle)]))
    if document.facts:
        body.append(_facts(document))
    if len(document.sections) + len(document.parts) > 2:
        _contents(body, builder, document)
        body.append(_page_break())


def _facts(document: Document) -> Element:
    table = make("tbl")
    layout = add(table, "tblPr")
    add(layout, "tblW", w="5000", type="pct")
    add(layout, "tblLayout", type="fixed")
    add(layout, "tblLook", val="0000", firstRow="0", noHBand="1", noVBand="1")
    grid = add(table, "tblGrid")
    for width in (2600, 6760):
        add(grid, "gridCol", w=str(width))
    for label, text in document.facts:
        row = add(table, "tr")
        for width, words, is_label in ((2600, label, True), (6760, text, False)):
            cell = add(row, "tc")
            add(add(cell, "tcPr"), "tcW", w=str(width), type="dxa")
            cell.append(paragraph("TableText", [run(words, bold=is_label)]))
    return table


def _contents(body: Element, builder: Builder, document: Document) -> None:
    """The table of contents as Word's own field, filled with the headings, so that it can be read before an update."""
    control = add(body, "sdt")
    gallery = add(add(control, "sdtPr"), "docPartObj")
    add(gallery, "docPartGallery", val="Table of Contents")
    add(gallery, "docPartUnique")
    inside = add(control, "sdtContent")
    inside.append(paragraph("TOCHeading", [run("Contents")]))
    entries = [
        (section.level, builder.plain(section.heading), anchor(SECTION, section.key), number)
        for section, number in zip(document.sections, _numbers(document), strict=False)
        if section.heading and section.level <= 3
    ]
    numbers = _numbers(document)
    entries += [
        (1, part.heading, anchor(PART, part.key), number)
        for part, number in zip(document.parts, numbers[len(document.sections) :], strict=True)
    ]
    for position, (level, words, name, number) in enumerate(entries):
        link = make("hyperlink", {"anchor": name, "history": "1"})
        link.append(run(f"{number} {words}".strip()))
        tab = add(link, "r")
        add(tab, "tab")
        for piece in field(f"PAGEREF {name} \\h", "", dirty=False):
            link.append(piece)
        opening = list(field('TOC \\o "1-3" \\h \\z \\u', None, dirty=True)) if position == 0 else []
        inside.append(paragraph(f"TOC{level}", [*opening, link]))
    if entries:
        end = add(inside[-1], "r")
        add(end, "fldChar", fldCharType="end")


def _numbers(document: Document) -> list[str]:
    """What Word will print before each heading."""
    counters: list[int] = []
    found = []
    for depth in [*(each.depth for each in document.sections), *(1 for _ in document.parts)]:
        if document.numbering != "automatic" or not depth:
            found.append("")
            continue
        counters = [*counters[:depth], *[0] * (depth - len(counters))]
        counters[depth - 1] += 1
        found.append(".".join(map(str, counters)))
    return found


def _section(body: Element, builder: Builder, document: Document, section) -> None:
    name = anchor(SECTION, section.key)
    first = len(body)
    if section.heading.strip():
        _heading(body, builder, section.level, section.heading, name, document, depth=section.depth)
        name = ""
    if section.format == "preformatted":
        builder.preformatted(body, section.body)
    else:
        builder.blocks(body, blocks(section.body))
    if name:
        if len(body) == first or body[first].tag != w("p"):
            body.insert(first, paragraph("", []))
        builder.mark(body[first], name)


def _heading(
    body: Element, builder: Builder, level: int, words: str, name: str, document: Document, *, depth: int
) -> None:
    made = paragraph(f"Heading{level}", [])
    if document.numbering == "automatic" and depth != level:
        number = add(made[0], "numPr")
        add(number, "ilvl", val=str(max(0, depth - 1)))
        add(number, "numId", val="1" if depth else "0")
    builder.runs(made, with_blanks([Run(" ".join(words.split()))]))
    builder.mark(made, name)
    body.append(made)


def _page_break() -> Element:
    made = paragraph("", [])
    add(add(made, "r"), "br", type="page")
    return made


def _header(document: Document) -> Element:
    root = make("hdr")
    made = paragraph("Header", [run(document.title[:90])])
    if document.reference:
        add(add(made, "r"), "tab")
        made.append(run(document.reference))
    root.append(made)
    return root


def _footer(document: Document) -> Element:
    root = make("ftr")
    made = paragraph("Footer", [run(document.issuer)])
    add(add(made, "r"), "tab")
    for piece in (run("Page "), *field("PAGE", "1"), run(" of "), *field("NUMPAGES", "1")):
        made.append(piece)
    root.append(made)
    return root


def page() -> Element:
    """The size of the page, its margins, header and footer."""
    section = make("sectPr")
    for kind, id, which in (
        ("headerReference", packing.HEADER, "default"),
        ("headerReference", packing.FIRST_HEADER, "first"),
        ("footerReference", packing.FOOTER, "default"),
        ("footerReference", packing.FOOTER, "first"),
    ):
        add(section, kind, type=which).set(r("id"), id)
    add(section, "pgSz", w="12240", h="15840")
    add(section, "pgMar", top="1440", right="1440", bottom="1440", left="1440", header="720", footer="720", gutter="0")
    add(section, "titlePg")
    return section
