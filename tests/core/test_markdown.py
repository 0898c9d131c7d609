"""What a reader sees of a Markdown text, and what nobody can make them see."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.core.markdown import escape, to_html, to_text


@pytest.mark.parametrize("source", ["Room 4<br>Town Hall", "Room 4<br/>Town Hall", "Room 4<BR />Town Hall"])
def test_a_typed_line_break_breaks_the_line(source):
    assert to_html(source) == "<p>Room 4<br>\nTown Hall</p>\n"


def test_other_html_is_shown_as_it_was_typed():
    html = to_html('Before <script>alert("x")</script> <div onclick="x()">after</div>')
    assert "<script" not in html and "<div" not in html
    assert "&lt;script&gt;" in html and "after" in html


def test_a_placeholder_in_angle_brackets_stays_readable():
    assert "&lt;Insert agency&gt;" in to_html("Send it to <Insert agency>.")


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("[site](https://example.gov/a?b=1)", "https://example.gov/a?b=1"),
        ("[mail](mailto:clerk@example.gov)", "mailto:clerk@example.gov"),
        ("<https://example.gov>", "https://example.gov"),
        ("[below](#part-2)", "#part-2"),
    ],
)
def test_links_to_the_web_to_mail_and_within_the_page_work(source, href):
    assert f'href="{href}"' in to_html(source)


@pytest.mark.parametrize(
    "source",
    [
        "[words](javascript:alert(1))",
        "[words](JaVaScRiPt:alert(1))",
        "[words](data:text/html;base64,PHNjcmlwdD4=)",
        "[words](files/annex.pdf)",
        "[words](//evil.example)",
        "[words](ftp://example.gov)",
    ],
)
def test_any_other_link_leaves_only_its_words(source):
    assert to_html(source) == "<p>words</p>\n"


def test_links_within_the_page_can_be_left_out():
    assert to_html("[1.01 Purpose](#purpose)", anchors=False) == "<p>1.01 Purpose</p>\n"


def test_an_image_becomes_its_alternative_text():
    html = to_html("![The *seal* of the county](https://tracker.example/seal.png)")
    assert html == "<p>The seal of the county</p>\n"


def test_headings_in_a_body_fit_under_the_heading_of_their_section():
    html = to_html("# One\n\n## Two\n\nThree\n-----\n\n##### Five", heading_base=4)
    assert html == "<h4>One</h4>\n<h5>Two</h5>\n<h5>Three</h5>\n<h6>Five</h6>\n"


def test_a_markdown_table_keeps_its_columns_and_alignment():
    html = to_html("| Item | Price |\n|------|------:|\n| Truck | $5 |\n")
    assert '<th align="right">Price</th>' in html
    assert '<td align="right">$5</td>' in html


def test_an_html_table_becomes_that_table_without_anything_dangerous():
    html = to_html(
        '<table style="x">\n<tr><td colspan="2" onclick="x()">A<script>y()</script></td></tr>\n\n</table>\n\nAfter'
    )
    assert '<table>\n<tr><td colspan="2">A</td></tr>' in html.replace("<tbody>", "")
    assert "onclick" not in html and "y()" not in html
    assert "<p>After</p>" in html


def test_a_table_that_is_never_closed_does_not_swallow_the_rest():
    html = to_html("<table>\n\n# Next")
    assert "<h1>Next</h1>" in html and "&lt;table&gt;" in html


def test_bare_formatting_tags_keep_their_meaning():
    assert to_html("<U>Late</U> responses") == "<p><u>Late</u> responses</p>\n"


@pytest.mark.parametrize("source", ["<u>Late\n\nNext", "Late</u>\n\nNext", "<u><b>Late</u>\n\nNext"])
def test_a_formatting_tag_without_its_other_half_does_not_reach_further(source):
    assert to_html(source) == "<p>Late</p>\n<p>Next</p>\n"


def test_comments_print_nothing():
    assert to_html("<!-- page 3\nof 9 -->\n\nText <!-- inside --> here") == "<p>Text  here</p>\n"


def test_the_same_text_gives_the_same_html():
    source = "# A\n\n| a | b |\n|:-:|--:|\n| [x](https://a.example 'title') | ~~y~~ |\n"
    assert to_html(source) == to_html(source)


def test_plain_words_for_searching():
    source = (
        "# Scope\n\nThe **city** needs [pumps](https://a.example) and ![a map](m.png).\n\n"
        "<table><tr><td>A &amp; B</td></tr></table>\n\n```\ncode\n```\n"
    )
    assert to_text(source) == "Scope\nThe city needs pumps and a map.\nA & B\ncode"


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_escaped_words_print_as_themselves(words):
    line = " ".join(words.split())
    visible = "".join(character for character in line if character >= " " and character != "\x7f")
    html = to_html("Before " + escape(visible) + " after")
    shown = html.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\xa0").replace("&amp;", "&")
    assert shown == f"<p>Before {visible} after</p>\n"


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="<>/!-[]()#*_`~|&\\\n table script br u href=:javascript\"'", max_size=80))
def test_nothing_typed_becomes_a_script_or_an_event(source):
    html = to_html(source).lower()
    assert "<script" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("unit", ["<", "#", "[", "<table>\n", "<!--\n", "*a ", "> ", "`", "![", "<br>", "|a"])
def test_hostile_repetition_takes_bounded_time(unit):
    started = time.process_time()
    to_html(unit * 20_000)
    assert time.process_time() - started < 10
