"""Documents that mean harm: nothing is fetched, nothing is run, and what they say is still printed."""

import socket
import threading

import pytest

import pdf
from pdf.fetcher import RefusingFetcher
from tests.pdf.reading import a_document, faults, html, opened, pages, words

SECRET = "root:x:0:0"


@pytest.fixture
def door():
    """A server on this machine that counts who knocks."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(5)
    knocks: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            knocks.append(caller.recv(100))
            caller.close()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", knocks
    server.close()


FRAGMENTS = {
    "image": '<img src="{url}/a.png" alt="A map">',
    "file image": '<img src="file:///etc/passwd" alt="A map">',
    "source set": '<img srcset="{url}/a.png 2x" src="{url}/b.png" alt="A map">',
    "style attribute": '<p style="background: url({url}/a.png); list-style: url(file:///etc/passwd)">A map</p>',
    "style element": '<style>@import "{url}/a.css"; @page {{ background: url({url}/b.png) }}</style><p>A map</p>',
    "link": '<link rel="stylesheet" href="{url}/a.css"><link rel="attachment" href="file:///etc/passwd"><p>A map</p>',
    "attachment": '<p><a rel="attachment" href="file:///etc/passwd">A map</a></p>',
    "script": '<script src="{url}/a.js">fetch("{url}")</script><p onclick="x()">A map</p>',
    "object": '<object data="file:///etc/passwd"><embed src="{url}/a.svg">A map</object>',
    "svg": '<svg><image href="file:///etc/passwd"/><use href="{url}/a.svg#b"/></svg><p>A map</p>',
    "base": '<base href="{url}/"><p><img src="a.png" alt="A map"></p>',
    "frame": '<iframe src="file:///etc/passwd"></iframe><p>A map</p>',
    "meta": '<meta http-equiv="refresh" content="0; url={url}"><p>A map</p>',
    "breaking out": '</div></section></main></body></html><img src="{url}/a.png"><p>A map</p>',
    "own files": '<img src="print-shop:draft-en.svg"><p>A map</p>',
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_reaches_nothing_outside_and_keeps_its_words(name, door):
    url, knocks = door
    fragment = FRAGMENTS[name].format(url=url)
    printed = pdf.render(a_document(html("<p>Before.</p>" + fragment + "<p>After.</p>")))
    text = " ".join(pages(printed)[2:])
    assert text.index("Before.") < text.index("A map") < text.index("After.")
    assert SECRET not in text
    assert knocks == []
    assert faults(printed) == []
    assert_it_does_nothing(printed)


def assert_it_does_nothing(printed: bytes) -> None:
    """No attachment, no form, and no action but following a link."""
    finished = opened(printed)
    assert "/EmbeddedFiles" not in finished.Root.Names
    assert "/OpenAction" not in finished.Root
    assert "/AcroForm" not in finished.Root
    for sheet in finished.pages:
        assert all(str(link.Subtype) == "/Link" for link in sheet.get("/Annots", []))


def test_markup_outside_html_blocks_is_text():
    fragment = '<img src="file:///etc/passwd"><script>x</script>{{ 7 * 7 }}'
    document = a_document(
        {"type": "text", "text": fragment},
        {"type": "note", "text": fragment},
        {"type": "preformatted", "text": fragment},
        {"type": "facts", "items": [{"label": fragment, "value": fragment}]},
        {"type": "table", "columns": [{"label": fragment}], "rows": [[fragment]], "caption": fragment},
        title=fragment,
        subtitle=fragment,
        issuer=fragment,
        reference=fragment,
        digest=fragment,
    )
    printed = pdf.render(document)
    assert words(printed).count('<imgsrc="file:///etc/passwd"><script>x</script>{{7*7}}') >= 10
    assert faults(printed) == []


def test_only_links_that_can_be_followed_are_left():
    fragment = (
        '<p><a href="https://example.org/a">one</a> <a href="mailto:a@example.org">two</a> <a href="#scope">three</a> '
        '<a href="#nowhere">four</a> <a href="javascript:alert(1)">five</a> <a href="file:///etc/passwd">six</a> '
        '<a href="/relative">seven</a> <a href="data:text/html,x">eight</a></p>'
    )
    sections = [{"heading": "Scope", "anchor": "scope", "blocks": [html(fragment)]}]
    finished = opened(pdf.render(a_document(sections=sections)))
    links = finished.pages[2].Annots
    targets = [str(link.A.URI) if "/A" in link else "#" + str(link.Dest) for link in links]
    assert targets == ["https://example.org/a", "mailto:a@example.org", "#scope"]
    assert "one two three four five six seven eight" in pages(pdf.render(a_document(sections=sections)))[2]


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1/", "ftp://x/", "data:text/plain,x", "print-shop:fonts/../check.py"],
)
def test_the_door_is_shut(address):
    with pytest.raises(ValueError, match="opens no addresses"):
        RefusingFetcher().fetch(address)


def test_a_cell_that_claims_a_million_columns_gets_one():
    printed = pdf.render(
        a_document(html('<table><tr><td colspan="1000000" rowspan="99999999999">wide</td></tr></table>'))
    )
    assert "wide" in pages(printed)[2]


def test_text_nested_without_end_is_refused_in_a_sentence():
    with pytest.raises(pdf.Unprintable, match="nests its elements more than 40 deep"):
        pdf.render(a_document(html("<blockquote>" * 5000 + "x")))
