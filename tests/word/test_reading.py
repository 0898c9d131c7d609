"""What other people's Word documents become: every word in the text or in the report, every number kept."""

import io

import docx as docx_of_another

from procurement.core.markdown import to_text
from procurement.word.reading import read
from tests.word.documents import docx, level, numbered, p, relationship

STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="House clause"/><w:basedOn w:val="Heading2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="Big"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
)
NUMBERS = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "upperRoman", "ARTICLE %1.")
    + level(1, "decimalZero", "%1.%2", extra="<w:isLgl/>")
    + level(2, "lowerLetter", "(%3)")
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1">' + level(0, "decimal", "%1.") + level(1, "bullet", "o") + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num>"
)


def ins(inside: str, name: str = "ins") -> str:
    return f'<w:{name} w:id="1" w:author="Ann"><w:r>{inside}</w:r></w:{name}>'


def test_headings_are_found_by_name_by_style_and_by_outline_level():
    body = (
        p("Scope", style="Heading1")
        + p("We buy.")
        + p("Depth", style="Own")
        + p("Terms", style="Head")
        + p("Price", layout='<w:outlineLvl w:val="1"/>')
        + p("Net 30.")
    )
    found = read(docx(body, styles=STYLES))
    assert [(each.level, each.heading) for each in found.sections] == [
        (1, "Scope"), (2, "Depth"), (1, "Terms"), (2, "Price")
    ]  # fmt: skip
    assert found.markdown == "# Scope\n\nWe buy.\n\n## Depth\n\n# Terms\n\n## Price\n\nNet 30.\n"


def test_bold_lines_are_headings_only_where_nobody_styled_any():
    lines = [("1. PURPOSE", True), ("We buy.", False), ("1.1 Background", True), ("It is old.", False),
             ("2. TERMS", True), ("Pay now.", True)]  # fmt: skip
    body = "".join(p(text, bold=bold) for text, bold in lines)
    found = read(docx(body))
    assert [(each.level, each.heading) for each in found.sections] == [
        (1, "1. PURPOSE"), (2, "1.1 Background"), (1, "2. TERMS")
    ]  # fmt: skip
    assert "**Pay now.**" in found.markdown and "taken for headings: 3" in " ".join(found.sentences)
    styled = read(docx("".join(p(f"H{n}", style="Heading1") for n in range(3)) + body, styles=STYLES))
    assert len(styled.sections) == 3 and "**1. PURPOSE**" in styled.markdown


def test_every_clause_keeps_the_number_it_is_cited_by():
    body = (
        numbered("Scope", 0) + numbered("What we buy.", 1) + numbered("Trees.", 2) + numbered("Shrubs.", 2)
        + numbered("When.", 1) + numbered("Terms", 0) + numbered("Pay.", 1)
    )  # fmt: skip
    text = read(docx(body, numbering=NUMBERS)).markdown
    assert text.split("\n\n") == [
        "ARTICLE I. Scope", "1.01 What we buy.", "(a) Trees.", "(b) Shrubs.", "1.02 When.", "ARTICLE II. Terms",
        "2.01 Pay.\n",
    ]  # fmt: skip


def test_lists_nest_go_on_and_begin_where_they_say():
    body = (
        numbered("One", 0, 2) + numbered("dash", 1, 2) + numbered("Two", 0, 2) + p("Between.") + numbered("Three", 0, 2)
        + p("Again.") + numbered("Seven", 0, 3)
    )  # fmt: skip
    text = read(docx(body, numbering=NUMBERS)).markdown
    assert text == "1. One\n   - dash\n2. Two\n\nBetween.\n\n3. Three\n\nAgain.\n\n7. Seven\n"


def test_documents_of_another_library_keep_their_lists_tables_and_comments():
    other = docx_of_another.Document()
    other.add_heading("Street trees", 0)
    paragraph = other.add_paragraph("We need ")
    paragraph.add_run("many").bold = True
    for words, style in (
        ("oak", "List Bullet"),
        ("red", "List Bullet 2"),
        ("elm", "List Bullet"),
        ("one", "List Number"),
    ):
        other.add_paragraph(words, style=style)
    table = other.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "A", "4"
    other.add_comment(paragraph.runs[0], text="How many?", author="Ann")
    target = io.BytesIO()
    other.save(target)
    found = read(target.getvalue(), comments="notes")
    assert found.title == "Street trees" and found.markdown == (
        "# Street trees\n\nWe need [Comment by Ann: How many?] **many**\n\n- oak\n  - red\n- elm\n\n1. one\n\n"
        "| A | |\n|---|---|\n| | 4 |\n"
    )


def test_tables_keep_merged_cells_lines_and_signs():
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    wide = cell.format('<w:gridSpan w:val="2"/>', p("Both | one", bold=True))
    tall = cell.format('<w:vMerge w:val="restart"/>', p("Tall") + p("and more"))
    under = cell.format("<w:vMerge/>", p(""))
    inner = "<w:tbl><w:tr>" + cell.format("", p("x")) + cell.format("", p("y")) + "</w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{tall}{cell.format('', p('1'))}</w:tr>"
        f"<w:tr>{under}{cell.format('', inner + p(''))}</w:tr></w:tbl>"
        f"<w:tbl><w:tr>{cell.format('', p('A|B'))}{cell.format('', p('C'))}</w:tr>"
        f"<w:tr>{cell.format('', p('1') + p('2'))}{cell.format('', p(''))}</w:tr></w:tbl>"
        f"<w:tbl><w:tr>{cell.format('', p('A box of text.'))}</w:tr></w:tbl>"
    )
    found = read(docx(body))
    assert '<th colspan="2">Both | one</th>' in found.markdown
    assert '<td rowspan="2">Tall<br>and more</td>' in found.markdown and "<td>x | y</td>" in found.markdown
    assert "| A\\|B | C |\n|---|---|\n| 1<br>2 | |" in found.markdown and "> A box of text." in found.markdown
    assert "Tables inside tables" in " ".join(found.sentences)


def test_tracked_changes_are_counted_and_somebody_chooses():
    body = (
        p("Pay in ").replace("</w:p>", ins("<w:t>thirty</w:t>") + ins("<w:delText>ninety</w:delText>", "del")
          + "<w:r><w:t> days.</w:t></w:r></w:p>")
        + '<w:p><w:pPr><w:rPr><w:ins w:id="5" w:author="Ann"/></w:rPr></w:pPr>' + ins("<w:t>New. </w:t>") + "</w:p>"
        + p("Old.")
        + '<w:p><w:pPr><w:rPr><w:del w:id="6" w:author="Ann"/></w:rPr></w:pPr><w:r><w:t>Joined </w:t></w:r></w:p>'
        + p("here.")
    )  # fmt: skip
    accepted, rejected = read(docx(body)), read(docx(body), changes="reject")
    assert accepted.markdown == "Pay in thirty days.\n\nNew.\n\nOld.\n\nJoined here.\n"
    assert rejected.markdown == "Pay in ninety days.\n\nOld.\n\nJoined\n\nhere.\n"
    assert (
        "3 tracked insertions and 2 tracked deletions" in accepted.sentences[0] and "accepted" in accepted.sentences[0]
    )
    assert "rejected" in rejected.sentences[0]


def test_comments_are_told_and_become_notes_where_they_were_made():
    body = p("Scope", style="Heading1") + p("Pay now.").replace(
        "</w:p>", '<w:r><w:commentReference w:id="4"/></w:r><w:r><w:t> Or later.</w:t></w:r></w:p>'
    )
    comments = f'<w:comment w:id="4" w:author="Ann Lee">{p("Too [soon]?")}</w:comment>'
    data = docx(body, styles=STYLES, comments=comments)
    left, kept = read(data), read(data, comments="notes")
    assert left.markdown == "# Scope\n\nPay now. Or later.\n"
    assert "Pay now. [Comment by Ann Lee: Too (soon)?] Or later." in kept.markdown
    (comment,) = left.report.comments
    assert (comment.author, comment.where, comment.words) == ("Ann Lee", "Scope", "Pay now.")


def test_nothing_is_lost_silently():
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    picture = '<w:r><w:drawing><docPr xmlns="x" descr="Map of the park"/></w:drawing></w:r>'
    box = f"<w:r><w:pict><w:txbxContent>{p('In a box.')}</w:txbxContent></w:pict></w:r>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret price</w:t></w:r>"
    box_data = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    form = f'<w:r><w:fldChar w:fldCharType="begin">{box_data}</w:fldChar></w:r>'
    form += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Section 4</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    link = '<w:hyperlink r:id="h"><w:r><w:t>our site</w:t></w:r></w:hyperlink>'
    choice = (
        '<w:sdt><w:sdtPr><w:showingPlcHdr/><w:dropDownList><w:listItem w:value="yes"/><w:listItem w:value="no"/>'
        "</w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:t>Choose.</w:t></w:r></w:sdtContent></w:sdt>"
    )
    body = (
        p("Scope......1", style="TOC1")
        + p("<w:r><w:t>Read</w:t></w:r>" + note + picture + box + hidden)
        + p(form + field + "<w:r><w:tab/></w:r>" + link + "<w:r><w:br/></w:r>" + choice)
        + '<w:altChunk r:id="z"/>'
    )
    footnotes = f'<w:footnote w:id="0" w:type="separator"/><w:footnote w:id="2">{p("Title 2, chapter 7.")}</w:footnote>'
    links = (
        relationship("h", "hyperlink", "https://alder.example/a b", outside=True),
        relationship("i", "image", "file:///etc/passwd", outside=True),
    )
    found = read(docx(body, *links, styles=STYLES, footnotes=footnotes, header1=p("Draft of May")))
    assert found.markdown == (
        "Read[^1]\n\n> In a box.\n\n☒Section 4 [our site](https://alder.example/a%20b)\\\n[yes/no]\n\n"
        "[^1]: Title 2, chapter 7.\n"
    )
    unfinished = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>Still here.</w:t></w:r>')
    assert read(docx(unfinished)).markdown == "Still here.\n"
    told = " ".join(found.sentences)
    for words in (
        "Map of the park",
        "secret price",
        "Draft of May",
        "table of contents",
        "Embedded",
        "not followed: 1",
    ):
        assert words in told, words


def test_words_that_look_like_markdown_stay_words():
    odd = ["# 1 thing", "1. not a list", "- dash", "* star", "a *b* _c_ `d`", "[x](y)", "&lt;b&gt;", "| a | b |", "---",
           "____ name", "&lt;Insert agency&gt;", "{{agency}}", "\\ back", "2 * 3 * 4", "&lt;!-- x --&gt;"]  # fmt: skip
    found = read(docx("".join(p(each) for each in odd)))
    from_markdown = "\n".join(found.markdown.strip().split("\n\n"))
    assert "<Insert agency>" in from_markdown and "{{agency}}" in from_markdown and "2 * 3 * 4" in from_markdown
    assert [each.body for each in found.sections] == [found.markdown.strip()]
    plain = [each.replace("&lt;", "<").replace("&gt;", ">") for each in odd]
    assert to_text(found.markdown).split("\n") == plain
