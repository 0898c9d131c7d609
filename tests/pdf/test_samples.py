"""Each of the five packets, as its reader gets it."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pikepdf
import pytest

import pdf
from tests.pdf.reading import KINDS, SAMPLES, bookmarks, faults, opened, pages, sample, squeezed, tags

ROOT = Path(__file__).parents[2]


@cache
def printed(kind: str) -> bytes:
    return pdf.render(sample(kind))


def headings(document: dict) -> list[str]:
    return [" ".join(f"{section['number'] or ''} {section['heading']}".split()) for section in document["sections"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_checker_finds_nothing_wrong_with_its_accessibility(kind):
    assert faults(printed(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_document_gives_the_same_bytes_here_and_in_another_process(kind):
    elsewhere = subprocess.run(
        [sys.executable, "-m", "pdf", str(SAMPLES / f"{kind}.json")], cwd=ROOT, capture_output=True, check=True
    )
    assert elsewhere.stderr == b""
    assert pdf.render(sample(kind)) == printed(kind) == elsewhere.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_every_heading_is_a_bookmark_in_order(kind):
    assert [title for title, _, _ in bookmarks(printed(kind))] == headings(sample(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_contents_name_every_heading_with_the_page_it_stands_on(kind):
    text = pages(printed(kind))
    contents = squeezed(text[1])
    assert text[1].count("Contents") == 1
    at = 0
    for title, _, number in bookmarks(printed(kind)):
        entry = squeezed(title) + str(number)
        assert entry in contents[at:], f"{title} is not in the contents with page {number}"
        at = contents.index(entry, at) + len(entry)
        assert squeezed(title) in squeezed(text[number - 1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_contents_lead_to_the_headings_and_say_so(kind):
    finished = opened(printed(kind))
    links = list(finished.pages[1].Annots)
    assert [str(link.Contents) for link in links] == [f"Section {title}" for title in headings(sample(kind))]
    names = finished.Root.Names.Dests.Names
    assert {str(link.Dest) for link in links} <= {str(names[index]) for index in range(0, len(names), 2)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_every_section_is_there_in_order(kind):
    document = sample(kind)
    text = squeezed("".join(pages(printed(kind))[2:]))
    at = 0
    for section in document["sections"]:
        for piece in [section["heading"], *pieces(section["blocks"])]:
            assert squeezed(piece) in text[at:], f"{piece!r} is missing or out of order"
            at = text.index(squeezed(piece), at)


def pieces(blocks: list[dict]) -> list[str]:
    """Short runs of the text of each block, in order, none of which a page break would cut."""
    found = []
    for block in blocks:
        if block["type"] == "html":
            found += [run[:40] for run in re.findall(r">([^<>]{3,})<", block["html"])]
        elif block["type"] in ("text", "note"):
            found += [line.strip()[:40] for line in block["text"].split("\n") if line.strip()]
        elif block["type"] == "table":
            found += [str(row[-1])[:25] for row in block["rows"] if row[-1]]
        elif block["type"] in ("facts", "bars"):
            found += [item["label"] for item in block["items"]]
        elif block["type"] == "signatures":
            found += [item["role"] for item in block["items"]]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_which_of_how_many_it_is(kind):
    text = pages(printed(kind))
    for number, page in enumerate(text, start=1):
        assert f"Page {number} of {len(text)}" in page


@pytest.mark.parametrize("kind", KINDS)
def test_the_cover_has_the_key_facts_and_the_whole_digest(kind):
    document = sample(kind)
    cover = squeezed(pages(printed(kind))[0])
    for item in document["cover"]:
        assert squeezed(item["label"]) in cover
        assert squeezed(str(item["value"])) in cover
    assert squeezed(document["digest"]) in cover
    assert squeezed(document["title"]) in cover
    assert squeezed(document["issuer"]) in cover


@pytest.mark.parametrize("kind", KINDS)
def test_readers_are_told_language_title_and_date(kind):
    document = sample(kind)
    finished = opened(printed(kind))
    assert str(finished.Root.Lang) == document["language"]
    assert bool(finished.Root.ViewerPreferences.DisplayDocTitle) is True
    assert str(finished.docinfo["/Title"]) == f"{document['reference']} · {document['title']}"
    assert str(finished.docinfo["/CreationDate"]).startswith("D:" + document["date"][:10].replace("-", ""))


def test_a_draft_says_so_on_every_page_and_a_final_one_nowhere():
    final = {**sample("solicitation"), "state": "final"}
    assert all("DRAFT" in page for page in pages(printed("solicitation")))
    assert "This is a draft." in pages(printed("solicitation"))[0]
    assert not any("DRAFT" in page or "draft" in page for page in pages(pdf.render(final)))


def test_the_mark_and_the_running_heads_are_no_part_of_what_is_read_aloud():
    finished = opened(printed("solicitation"))
    nums = finished.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(nums[index]): nums[index + 1] for index in range(0, len(nums), 2)}
    for number, sheet in enumerate(finished.pages):
        content = pikepdf.parse_content_stream(sheet)
        marked = [operands for operands, operator in content if str(operator) == "BDC"]
        artifacts = [operands for operands in marked if operands[1].get("/Type") == "/Pagination"]
        read = [int(operands[1]["/MCID"]) for operands in marked if "/MCID" in operands[1]]
        assert artifacts, f"page {number + 1} has no running text"
        assert all(parents[number][mcid] is not None for mcid in read)


def test_tables_have_headers_with_a_scope():
    finished = opened(printed("award"))
    scopes = {
        str(thing.A.Scope)
        for thing in finished.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH"
    }
    assert scopes == {"/Column", "/Row"}
    assert {"Table", "THead", "TH", "TD", "H1", "H2"} <= set(tags(printed("award")))


def test_it_needs_neither_the_service_nor_flask_nor_a_database():
    script = (
        "import json, sys, pdf; pdf.render(json.load(open('pdf/samples/award.json')));"
        "print([name for name in ('procurement', 'flask', 'sqlalchemy') if name in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
