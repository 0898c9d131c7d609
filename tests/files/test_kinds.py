"""What a file is called, and whether it is what its name says."""

import io
import zipfile

import pytest

from procurement.core.errors import Invalid
from procurement.files import kinds

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364600000000600023081d02f0000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(40) + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
WINDOWS_PROGRAM = b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(200)
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def archive(**parts: str) -> bytes:
    """A ZIP archive with these parts; `__` in a name stands for a slash, `_` for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), text)
    return buffer.getvalue()


DOCX = archive(word__document_xml="<w/>", Types_xml="<t/>")
XLSX = archive(xl__workbook_xml="<w/>")
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", content_xml="<x/>")


@pytest.fixture
def file(tmp_path):
    def write(content: bytes):
        path = tmp_path / "staged.part"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("PLAN.PDF", PDF, "application/pdf"),
        ("plan.pdf", b"\xef\xbb\xbf\n" + PDF, "application/pdf"),
        ("scope.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("prices.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("talk.pptx", archive(ppt__presentation_xml="<p/>"),
         "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("scope.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("site.png", PNG, "image/png"),
        ("site.jpg", JPEG, "image/jpeg"),
        ("site.jpeg", JPEG, "image/jpeg"),
        ("prices.csv", b"line,price\n1,2.50\n", "text/csv"),
        ("notes.txt", "Plätze für Räder".encode("latin-1"), "text/plain"),
        ("notes.txt", "Plätze".encode("utf-16"), "text/plain"),
        ("notes.txt", b"BM is what the bank is called", "text/plain"),
        ("notes.txt", b"a", "text/plain"),
        ("notes.txt", ("ä" * kinds.HEAD).encode(), "text/plain"),
        ("scope.md", b"# Scope\n\nText", "text/markdown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_is_what_it_says_is_taken(file, name, content, media_type):
    assert kinds.check(file(content), name) == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.pdf", WINDOWS_PROGRAM, "plan.pdf is not a PDF: its content is that of a Windows program."),
        ("plan.pdf", PNG, "plan.pdf is not a PDF: its content is that of a PNG picture."),
        ("plan.pdf", b"just words", "plan.pdf is not a PDF: its content is that of a plain text."),
        ("plan.pdf", b"<!DOCTYPE html><html></html>", "plan.pdf is not a PDF: its content is that of a web page."),
        ("scope.docx", XLSX, "scope.docx is not a Word document: its content is that of an Excel workbook."),
        ("scope.docx", archive(a_txt="x"), "scope.docx is not a Word document: its content is that of a ZIP archive."),
        ("scope.docx", b"PK\x03\x04 cut off",
         "scope.docx is not a Word document: its content is that of a ZIP archive."),
        ("scope.docx", OLD_OFFICE,
         "scope.docx is not a Word document: its content is that of an old or password-protected Office document."),
        ("notes.txt", WINDOWS_PROGRAM, "notes.txt is not a plain text: its content is that of a Windows program."),
        ("notes.txt", PDF, "notes.txt is not a plain text: its content is that of a PDF."),
        ("notes.txt", b"\x7fELF" + bytes(99),
         "notes.txt is not a plain text: its content is that of a Linux program."),
        ("site.png", JPEG, "site.png is not a PNG picture: its content is that of a JPEG picture."),
        ("site.png", bytes(100), "site.png is not a PNG picture: its content is that of another kind of file."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_is_something_else_is_refused_and_told_what_it_is(file, name, content, sentence):
    with pytest.raises(Invalid) as refusal:
        kinds.check(file(content), name)
    assert refusal.value.sentence == sentence


def test_macros_are_refused(file):
    content = archive(word__document_xml="<w/>", word__vbaProject_bin="x")
    with pytest.raises(Invalid, match="contains macros"):
        kinds.check(file(content), "scope.docx")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("scope.doc", "Save it as .docx or as PDF."),
        ("all.zip", "Unpack it and send the files one by one."),
        ("run.exe", ""),
        ("README", ""),
        ("plan.pdf.exe", ""),
    ],
)
def test_a_kind_that_is_not_taken_is_refused_with_advice(name, advice):
    with pytest.raises(Invalid) as refusal:
        kinds.claimed(name)
    assert refusal.value.sentence.startswith(f"{name} cannot be taken: files must end in one of .pdf, .docx")
    assert refusal.value.sentence.endswith(advice)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("C:\\Users\\ana\\plan.pdf", "plan.pdf"),
        ("../../etc/plan.pdf", "plan.pdf"),
        ("plan\x00\r\n.pdf", "plan.pdf"),
        # Turned around by an invisible character, this would be shown as "planexe.pdf".
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ('a<b>c:"d|e?f*.pdf', "a-b-c--d-e-f-.pdf"),
        ("  two   words .pdf", "two words.pdf"),
        ("Pla\u0308ne.pdf", "Pl\u00e4ne.pdf"),
        (".pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_names_are_made_safe(given, kept):
    assert kinds.safe_name(given) == kept


def test_an_overlong_name_keeps_its_ending():
    name = kinds.safe_name("x" * 1000 + ".pdf")
    assert len(name) == kinds.NAME_LENGTH
    assert name.endswith("x.pdf")


def test_an_archive_that_was_made_to_break_its_reader_is_refused(file):
    whole = archive(mimetype="application/vnd.oasis.opendocument.text", word__document_xml="<w/>")
    for place in range(4, len(whole)):
        for value in (0x00, 0x01, 0x08, 0x0C, 0x0E, 0xFF):
            broken = whole[:place] + bytes([value]) + whole[place + 1 :]
            try:
                kinds.check(file(broken), "plan.docx")
            except Invalid as refusal:
                assert "plan.docx" in refusal.sentence


def test_a_document_of_endless_parts_is_refused_before_its_list_is_read(file):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("word/document.xml", "<w/>")
        for number in range(kinds.MOST_PARTS):
            made.writestr(str(number), "")
    with pytest.raises(Invalid, match="ZIP archive"):
        kinds.check(file(buffer.getvalue()), "plan.docx")
