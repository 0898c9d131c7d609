"""Files made to do harm, or of another kind: a sentence, within bounded time and memory, and nothing is fetched."""

import io
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from procurement.word.reading import read
from procurement.word.safety import WordFault
from tests.word.documents import W, docx, level, p, packed, relationship, relationships

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10
MEMORY = 1_200 * 1024 * 1024
START = relationships(relationship("d", "officeDocument", "word/document.xml"))


def whole(document: str | bytes, **parts: str) -> bytes:
    return packed({"_rels/.rels": START, "word/document.xml": document, **parts})


def bomb() -> bytes:
    head, tail = f"<w:document {W}><w:body>".encode(), b"</w:body></w:document>"
    return whole(head + b"<w:p><w:r><w:t>0</w:t></w:r></w:p>" * 4_000_000 + tail)


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")


def locked() -> bytes:
    data = bytearray(docx(p("Text.")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def nested(count: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * count + p("deep") + "</w:tc></w:tr></w:tbl>" * count


def entities() -> str:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><w:document {W}><w:body>{p("&l11;")}</w:body></w:document>'


def outside() -> str:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return f"{entity}<w:document {W}><w:body>{p('&e;')}</w:body></w:document>"


CASES = {
    "empty": (lambda: b"", "empty"),
    "a PDF": (lambda: b"%PDF-1.7\n", "PDF"),
    "an old document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Word document"),
    "encrypted": (encrypted, "password"),
    "locked": (locked, "password"),
    "rich text": (lambda: b"{\\rtf1 x}", "Rich Text"),
    "plain text": (lambda: b"Scope of work", "not a Word document"),
    "cut off": (lambda: docx(p("Text."))[:300], "damaged"),
    "a spreadsheet": (lambda: packed({"xl/workbook.xml": "<x/>"}), "Excel"),
    "an archive": (lambda: packed({"readme.txt": "x"}), "ZIP archive"),
    "macros": (lambda: whole(f"<w:document {W}/>", **{"word/vbaProject.bin": "x"}), "macros"),
    "entities": (lambda: whole(entities()), "entities"),
    "outside entities": (lambda: whole(outside()), "entities"),
    "hidden entities": (lambda: whole(entities().encode("utf-16")), "entities"),
    "tables in tables": (lambda: docx(nested(1_000)), "deeper"),
    "controls in controls": (
        lambda: docx("<w:sdt><w:sdtContent>" * 1_000 + "</w:sdtContent></w:sdt>" * 1_000),
        "deeper",
    ),
    "runs in runs": (lambda: docx(p("<w:smartTag>" * 5_000 + "</w:smartTag>" * 5_000)), "deeper"),
    "a bomb": (bomb, "unpack"),
    "parts without end": (
        lambda: packed({f"x{n}.xml": "" for n in range(6_000)}, zipfile.ZIP_STORED),
        "too many parts",
    ),
    "broken XML": (lambda: whole(f"<w:document {W}><w:body>"), "damaged"),
    "no text": (lambda: whole(f"<w:document {W}/>"), "no text"),
}


def test_each_gets_a_sentence_within_bounds():
    """All in one process of its own, which may take only so much memory."""
    told = subprocess.run(
        [sys.executable, "-c", "from tests.word.test_hostile import tell; tell()"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    lines = dict(line.split("\t", 1) for line in told.stdout.splitlines())
    for name, (_, words) in CASES.items():
        assert words in lines[name] and lines[name].rstrip().endswith("."), (name, lines[name])


def tell() -> None:
    """Print what each file is answered with; run with little memory."""
    made = {name: make() for name, (make, _) in CASES.items()}
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name, data in made.items():
        begun = time.monotonic()
        try:
            answer = f"it was read: {read(data).markdown[:60]!r}"
        except WordFault as fault:
            answer = str(fault)
        taken = time.monotonic() - begun
        print(name, answer if taken < SECONDS else f"it took {taken:.0f} s", sep="\t")


def test_what_lies_outside_is_never_opened(monkeypatch):
    links = (
        relationship("a", "image", "file:///etc/passwd", outside=True),
        relationship("b", "attachedTemplate", "http://10.0.0.1/evil.dotm", outside=True),
        relationship("c", "oleObject", "../../../etc/passwd"),
        relationship("d", "styles", "../../../../etc/passwd"),
        relationship("e", "comments", "file:///etc/passwd"),
    )
    picture = '<w:r><w:drawing><blip xmlns="x" r:link="a"/></w:drawing></w:r>'
    data = docx(p(picture + "<w:r><w:t>Text.</w:t></w:r>"), *links)

    def refuse(*_args, **_options):
        raise AssertionError("something outside the document was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("socket.socket", refuse)
    found = read(data)
    assert found.markdown == "Text.\n" and "Pictures left out" in " ".join(found.sentences)


@pytest.mark.parametrize(
    "styles",
    [
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>',
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:outlineLvl w:val="99999999999"/></w:pPr></w:style>',
    ],
)
def test_nonsense_inside_is_read_as_well_as_can_be(styles):
    numbering = (
        '<w:abstractNum w:abstractNumId="0">' + level(0, "upperRoman", "%1.%9", start=99999) + "</w:abstractNum>"
    )
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"/>'
    strange = '<w:numPr><w:ilvl w:val="-5"/><w:numId w:val="{}"/></w:numPr>'
    wide = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>'
    )
    body = (
        p("One", style="A", layout=strange.format(1)) + p("Two", layout=strange.format(2)) + wide.format(p("Three"))
        + '<w:p><w:r><w:footnoteReference w:id="7"/><w:sym w:char="ZZ"/><w:t>Four</w:t></w:r></w:p>'
    )  # fmt: skip
    text = read(docx(body, styles=styles, numbering=numbering)).markdown
    assert [word for word in ("One", "Two", "Three", "Four") if word not in text] == []


def test_unsafe_names_and_addresses_do_no_harm():
    link = '<w:hyperlink r:id="x"><w:r><w:t>click</w:t></w:r></w:hyperlink>'
    data = docx(p(link), relationship("x", "hyperlink", "javascript:alert(1)", outside=True))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert "click" in read(packed({**parts, "../../evil": "x", "/etc/passwd": "x"})).markdown
