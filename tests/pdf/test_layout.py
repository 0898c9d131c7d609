"""Text and tables that do not fit at first sight: nothing is lost, nothing runs off the page, tags stay valid."""

import re
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from markdown_it import MarkdownIt

import pdf
from tests.pdf.reading import a_document, body, bookmarks, faults, html, opened, pages, squeezed, tags, words

REAL = Path(__file__).parents[2] / "../shared/data/real_rfps"


def table(columns: int, rows: int, **more) -> dict:
    return {
        "type": "table",
        "columns": [{"label": f"Head{column}"} for column in range(columns)],
        "rows": [[f"r{row}c{column}" for column in range(columns)] for row in range(rows)],
        **more,
    }


def assert_within_the_page(printed: bytes) -> None:
    """No character stands outside the margins, which are at least half an inch."""
    for sheet in pypdfium2.PdfDocument(printed):
        text = sheet.get_textpage()
        for index in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(index)
            assert left >= 36 and right <= sheet.get_width() - 36


def test_levels_that_skip_become_headings_that_do_not():
    fragment = "<h1>x</h1><p>p</p><h5>y</h5><h2>z</h2>"
    sections = [
        {"heading": "A", "level": 3, "blocks": [html(fragment)]},
        {"heading": "B", "level": 1},
        {"heading": "C", "level": 4, "blocks": [html(fragment)]},
        {"heading": "D", "level": 4},
        {"heading": "E", "level": 2},
    ]
    printed = pdf.render(a_document(sections=sections))
    found = [tag for tag in tags(printed) if re.fullmatch(r"H\d", tag)]
    assert found == ["H1", "H2", "H2", "H3", "H4", "H4", "H2", "H3", "H4", "H5", "H5", "H3", "H3"]
    assert [(title, depth) for title, depth, _ in bookmarks(printed)] == [
        ("A", 1),
        ("B", 1),
        ("C", 2),
        ("D", 2),
        ("E", 2),
    ]
    assert faults(printed) == []


def test_sections_without_a_word_and_a_document_without_a_section():
    empty = pdf.render(a_document(sections=[{"heading": "Nothing yet"}, {"heading": "Reserved", "blocks": []}]))
    assert [title for title, _, _ in bookmarks(empty)] == ["Nothing yet", "Reserved"]
    cover = pdf.render(a_document(sections=[]))
    assert len(pages(cover)) == 1
    assert faults(empty) == faults(cover) == []


def test_long_contents_have_the_right_pages():
    sections = [
        {"number": f"{number}", "heading": f"Heading {number:03}", "blocks": [html("<p>" + "word " * 150 + "</p>")]}
        for number in range(1, 121)
    ]
    printed = pdf.render(a_document(sections=sections))
    text = pages(printed)
    contents = " ".join(text[1:8])
    for title, _, at in bookmarks(printed):
        assert f"{title} {at} " in contents + " "
        assert title in text[at - 1]


def test_a_table_repeats_its_head_and_prints_its_total_once():
    printed = pdf.render(a_document(table(3, 120, row_headers=True, footer=["Total", "", "all of it"])))
    text = pages(printed)[2:]
    assert len(text) > 2
    assert all("Head0 Head1 Head2" in page for page in text)
    assert sum(page.count("all of it") for page in text) == 1
    assert faults(printed) == []


def test_a_cell_longer_than_a_page_is_printed_to_its_end():
    long = " ".join(f"w{number}" for number in range(4000))
    printed = pdf.render(a_document({**table(2, 1), "rows": [[long, "x"], ["the row after", "y"]]}))
    assert re.findall(r"\bw\d+\b", body(printed)) == long.split()
    assert "the row after" in body(printed)
    assert faults(printed) == []


@pytest.mark.parametrize("as_html", [False, True])
def test_forty_columns_are_printed_in_bands_with_the_first_column_in_each(as_html):
    block = table(40, 6, row_headers=True)
    if as_html:
        head = "".join(f"<th>{column['label']}</th>" for column in block["columns"])
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in block["rows"])
        block = html(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    printed = pdf.render(a_document(block))
    text = " ".join(pages(printed)[2:])
    bands = re.findall(r"columns (\d+) to (\d+) of 40", text)
    assert len(bands) > 1
    assert [int(first) for first, _ in bands] == [2] + [int(last) + 1 for _, last in bands[:-1]]
    for row in range(6):
        assert text.count(f"r{row}c0 ") == len(bands)
        assert all(text.count(f"r{row}c{column} ") == 1 for column in range(1, 39))
    assert_within_the_page(printed)
    assert faults(printed) == []


def test_a_cover_and_headings_without_a_space_wrap_inside_the_margins():
    word = "Donaudampfschiff" * 60
    sections = [{"heading": word, "number": "1.1.1", "blocks": [{"type": "text", "text": word}]}]
    cover = [{"label": word, "value": word}]
    printed = pdf.render(
        a_document(title=word, subtitle=word, issuer=word, digest=word, cover=cover, sections=sections)
    )
    assert_within_the_page(printed)
    assert words(printed).count("Donaudampfschiff") > 8 * 60
    assert faults(printed) == []


def test_every_block_wraps_words_without_an_end():
    word = "Donaudampfschiff" * 60
    printed = pdf.render(
        a_document(
            html(f"<p>{word}</p><ul><li>{word}</li></ul><table><tr><th>a</th><td>{word}</td></tr></table>"),
            html(f"<pre><code>{word}</code></pre><blockquote>{word}</blockquote>"),
            {"type": "preformatted", "text": word},
            {"type": "facts", "items": [{"label": word, "value": word}]},
            {"type": "bars", "items": [{"label": word, "value": word, "share": 1}]},
            {"type": "signatures", "items": [{"role": word, "name": word, "signed": word}]},
            {**table(3, 0), "rows": [[word, word, word]]},
        )
    )
    assert squeezed(body(printed)).count("Donaudampfschiff") >= 60 * 14 - 30
    assert_within_the_page(printed)
    assert faults(printed) == []


def test_preformatted_text_keeps_its_lines_and_its_columns():
    lines = [f"  item {number:02}{'.' * 60}{number * 100:>30,}" for number in range(40)]
    printed = pdf.render(a_document({"type": "preformatted", "text": "\n".join(lines)}))
    text = pypdfium2.PdfDocument(printed)[2].get_textpage().get_text_range()
    assert [line for line in text.splitlines() if "item" in line and "3,900" in line]
    assert len([line for line in text.splitlines() if re.search(r"item \d\d\.+", line)]) == 40
    assert_within_the_page(printed)


def test_what_a_person_typed_keeps_its_line_breaks():
    printed = pdf.render(a_document({"type": "text", "text": "First line\r\nsecond line\n\n\nA new paragraph"}))
    text = pypdfium2.PdfDocument(printed)[2].get_textpage().get_text_range()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[1:4] == ["First line", "second line", "A new paragraph"]


@pytest.mark.parametrize(
    "text",
    ["Zażółć gęślą jaźń", "Ωμέγα και Яблоко", "½ € “quoted” – dashes — … §", "na\u0308ive e\u0301t\u00e9"],
)
def test_accents_and_other_alphabets(text):
    printed = pdf.render(a_document(html(f"<p>{text}</p>"), {"type": "text", "text": text}))
    assert unicodedata.normalize("NFC", words(printed)).count(unicodedata.normalize("NFC", squeezed(text))) == 2
    assert faults(printed) == []


@pytest.mark.parametrize(
    "text", ["שלום עולם and مرحبا بالعالم", "公開調達 日本語", "a 🌻 flower 👨‍👩‍👧 🇺🇸", "Z̸a̷l̵g̶o̴ क्षत्रिय"]
)
def test_scripts_that_need_other_fonts_stay_valid_and_lose_no_character(text):
    printed = pdf.render(a_document(html(f"<p>{text}</p>"), title=text))
    printed_words = words(printed)
    for character in text.split():
        for code in (ord(char) for char in character if char.isalpha() or ord(char) > 0x1F000):
            shown = chr(code) in printed_words or f"[U+{code:04X}]" in printed_words
            assert shown or "\u0600" <= chr(code) <= "\u06ff", f"U+{code:04X} is lost"
    assert faults(printed) == []


def test_a_character_no_font_has_is_printed_as_its_number_and_the_cover_says_so():
    printed = pdf.render(a_document(html("<p>before \U0010fffd after</p>"), title="A \U0010fffd title"))
    assert "before [U+10FFFD] after" in pages(printed)[2]
    assert "A [U+10FFFD] title" in pages(printed)[0]
    assert "Some characters could not be drawn" in pages(printed)[0]
    assert bookmarks(printed)
    assert faults(printed) == []


def test_characters_that_are_none_do_no_harm():
    text = "a\x00b\x07c \ud800 d\ufffe &#1;"
    sections = [{"heading": text, "number": text, "blocks": [html(f"<p>{text}</p>"), {"type": "text", "text": text}]}]
    printed = pdf.render(a_document(sections=sections, title="T\x00itle \udfff", language="en-ZZ"))
    assert pages(printed)[2].count("abc") == 4
    assert "Title" in pages(printed)[0]
    assert faults(printed) == []


@pytest.mark.parametrize(
    "fragment",
    [
        "<ul></ul><ol><li></li></ol><table></table><table><tr></tr></table><dl></dl><p></p><h1></h1><pre></pre>",
        "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li><p>d</p><p>e</p><pre>f</pre></li></ul>",
        "<ul>loose<li>x</li>stray<p>y</p></ul><li>bare</li><dl>x<dt>t</dt><dd>d</dd></dl><dd>z</dd>",
        "<table><tr><td>a</td></tr><tr><td>b</td><td>c</td><td rowspan=5>d</td></tr><tr><td colspan=9>e</td></tr>"
        "</table>",
        "<table><thead><tr><th colspan=2>a</th></tr></thead><tr><th>b</th><td>c</td></tr>"
        "<tfoot><tr><td>d</td></tr></tfoot></table>",
        "<table><tr><td><table><tr><td>in</td><td>ner</td></tr></table></td><td>out</td></tr></table>",
        "<p>H<sub>2</sub>O<sup>3</sup> <code>x</code><br>y</p><hr><blockquote>q<blockquote>r</blockquote></blockquote>",
        '<p><a href="https://example.org/"><strong>bold</strong> and a link so long that it wraps over lines, '
        + "again and " * 30
        + "again</a></p>",
    ],
)
def test_any_markup_gives_valid_tags_and_all_its_words(fragment):
    printed = pdf.render(a_document(html(fragment)))
    assert faults(printed) == []
    text = squeezed(body(printed))
    for word in re.findall(r"\w+", re.sub(r"<[^>]*>", " ", fragment)):
        assert word in text


def test_images_are_told_and_not_shown():
    printed = pdf.render(
        a_document(html('<p>See <img src="map.png" alt="Map of &quot;Pell&quot; &lt;b&gt;"> and <img src=x>.</p>'))
    )
    assert 'See [Image: Map of "Pell" <b>] and [Image].' in pages(printed)[2]


def test_a_spanish_draft_speaks_spanish():
    printed = pdf.render(a_document(html("<p>Nieve</p>"), language="es-US", state="draft"))
    text = pages(printed)
    assert "Solicitud" in text[0] and "22 de noviembre de 2026" in text[0] and "Contenido" in text[1]
    assert "BORRADOR" in text[2] and "Página 3 de 3" in text[2]
    assert str(opened(printed).Root.Lang) == "es-US"
    assert faults(printed) == []


def test_two_documents_that_differ_have_different_identifiers():
    one, other = (opened(pdf.render(a_document(html(f"<p>{text}</p>")))) for text in ("a", "b"))
    assert str(one.trailer.ID[0]) != str(other.trailer.ID[0])


@pytest.mark.skipif(not REAL.exists(), reason="The real solicitations are not beside this checkout.")
def test_a_real_solicitation_keeps_every_heading_and_every_word():
    source = (REAL / "06_alaska_dhss_rfp_210000029_aries_support.md").read_text(encoding="utf-8")
    sections = real_sections(source)
    printed = pdf.render(a_document(sections=sections))
    assert [title for title, _, _ in bookmarks(printed)] == [" ".join(one["heading"].split()) for one in sections]
    text = squeezed(body(printed))
    plain = re.sub(r"<[^>]*>", " ", " ".join(block["html"] for one in sections for block in one["blocks"]))
    for word in set(re.findall(r"[A-Za-z]{4,}", re.sub(r"&\w+;", " ", plain))):
        assert word in text
    assert faults(printed) == []


def real_sections(source: str) -> list[dict]:
    """Cut Markdown at its headings, as simply as can be."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    parts = re.split(r"^(#{1,4})[ \t]+(.+)$", source, flags=re.MULTILINE)
    return [
        {"heading": heading.strip(), "level": len(marks), "blocks": [html(markdown.render(text))]}
        for marks, heading, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]


def test_the_page_turns_for_a_wide_table_and_turns_back():
    wide = {
        "type": "table",
        "columns": [{"label": f"Quarterly figure {column}"} for column in range(12)],
        "rows": [["1,234,567"] * 12],
    }
    printed = pdf.render(a_document(html("<p>Before it.</p>"), wide, html("<p>After it.</p>")))
    turned = {"Before it.": False, "1,234,567": True, "After it.": False}
    for sheet in list(pypdfium2.PdfDocument(printed))[2:]:
        text = sheet.get_textpage().get_text_range()
        for said, landscape in turned.items():
            assert said not in text or (sheet.get_width() > sheet.get_height()) is landscape
    assert all(said in body(printed) for said in turned)
