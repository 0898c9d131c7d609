"""What hinders a document from being printed is said in sentences that name the place."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import pdf
from tests.pdf.reading import KINDS, a_document, html, pages, sample

ROOT = Path(__file__).parents[2]
TABLE = {"type": "table", "columns": [{"label": "A"}, {"label": "B"}], "rows": [["1", "2"]]}

FAULTS = [
    ([], "The document must be a JSON object."),
    (a_document(kind="invoice"), "document.kind must be one of solicitation, response"),
    (a_document(state="finished"), "document.state must be draft or final."),
    (a_document(language="fr"), "document.language is fr, and the print shop has words only for en, es."),
    (a_document(language=7), "document.language must be a language tag"),
    (a_document(title="  "), "document.title must not be empty."),
    (a_document(issuer=None), "document.issuer must be text."),
    (a_document(date="22 November"), "document.date must be the document's own date"),
    (a_document(date="2026-W47-7"), "document.date must be the document's own date"),
    (a_document(date="2026-11-22T10:00:00"), "document.date must be the document's own date"),
    (a_document(colour="red"), "The document has a key that the format does not know: 'colour'."),
    (a_document(cover=[{"label": "Due"}], sections="none"), "document.sections must be a list."),
    (a_document(cover=[{"label": "", "value": "x"}]), "document.cover[0].label must not be empty."),
    (
        a_document(sections=[{"heading": "A", "level": 5}]),
        "document.sections[0].level must be a whole number from 1 to 4.",
    ),
    (a_document(sections=[{"heading": "A", "level": True}]), "document.sections[0].level must be a whole number"),
    (a_document(sections=[{"number": "1"}]), "document.sections[0].heading must be text."),
    (a_document(sections=["A"]), "document.sections[0] must be an object."),
    (
        a_document(sections=[{"heading": "A", "anchor": "x"}, {"heading": "B", "anchor": "x"}]),
        "document.sections[1].anchor is x, which an earlier section has already.",
    ),
    (a_document(sections=[{"heading": "A", "anchor": "1 x"}]), "document.sections[0].anchor must start with a letter"),
    (a_document({"type": "video"}), "document.sections[0].blocks[0].type must be one of html, text"),
    (a_document({"type": "html"}), "document.sections[0].blocks[0].html must be text."),
    (a_document({"type": "text", "text": "a", "size": 3}), "has a key that the format does not know: 'size'."),
    (a_document({**TABLE, "rows": [["1"]]}), "blocks[0].rows[0] has 1 cells, but the table has 2 columns."),
    (a_document({**TABLE, "rows": [["1", 2.5]]}), "rows[0][1] must be text, a whole number or null"),
    (a_document({**TABLE, "footer": ["1"]}), "blocks[0].footer has 1 cells, but the table has 2 columns."),
    (a_document({**TABLE, "columns": []}), "blocks[0].columns must name at least one column."),
    (a_document({**TABLE, "columns": [{"label": "A", "align": "up"}, {"label": "B"}]}), "align must be left, right or"),
    (
        a_document({**TABLE, "columns": [{"label": "A", "width": 0}, {"label": "B"}]}),
        "columns[0].width must be a share",
    ),
    (
        a_document({"type": "bars", "items": [{"label": "A", "value": "1", "share": 1.1}]}),
        "items[0].share must be a number",
    ),
    (a_document({"type": "signatures", "items": [{"name": "A"}]}), "items[0].role must be text."),
]


@pytest.mark.parametrize(("document", "sentence"), FAULTS, ids=[sentence[:50] for _, sentence in FAULTS])
def test_a_fault_is_named_and_nothing_is_printed(document, sentence):
    assert any(sentence in fault for fault in pdf.check(document))
    with pytest.raises(pdf.Unprintable) as refusal:
        pdf.render(document)
    assert refusal.value.faults == pdf.check(document)


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_have_no_fault(kind):
    assert sample(kind)["kind"] == kind
    assert pdf.check(sample(kind)) == []


def test_all_faults_are_told_at_once():
    assert len(pdf.check(a_document({"type": "video"}, title="", state="x"))) == 3


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "pdf", *arguments], cwd=ROOT, input=given, capture_output=True)


def test_the_command_prints_what_it_reads():
    printed = run("-", given=json.dumps(a_document(html("<p>Plow before six.</p>"))).encode())
    assert printed.returncode == 0
    assert "Plow before six." in pages(printed.stdout)[2]


@pytest.mark.parametrize(
    ("arguments", "given", "sentence"),
    [
        (["nowhere.json"], b"", "The document nowhere.json cannot be read: No such file or directory."),
        (["-"], b"{", "The document - is not JSON"),
        (["-"], b"\xff\xfe\x00", "The document - is not JSON"),
        (["-"], b"[]", "The document must be a JSON object."),
        ([], b"", "Usage: python -m pdf DOCUMENT.json"),
    ],
)
def test_the_command_refuses_in_one_line(arguments, given, sentence):
    refused = run(*arguments, given=given)
    assert refused.returncode == 2
    assert refused.stdout == b""
    said = refused.stderr.decode().strip()
    assert said.startswith(sentence)
    assert "\n" not in said
