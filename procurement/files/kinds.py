"""What kinds of file are taken, and whether a file's content is what its name says."""

import lzma
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

import puremagic

from procurement.core.errors import Invalid

NAME_LENGTH = 150
HEAD = 64 * 1024
#: Parts that a document in a ZIP archive may have; reading the list of a million takes a minute.
MOST_PARTS = 10_000
_PART = b"PK\x01\x02"
#: What reading an archive that was made to break it can raise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip


class Kind(NamedTuple):
    """A kind of file: its media type and how a sentence calls it."""

    media_type: str
    noun: str


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

#: By the ending of the name. Archives are not taken: what is inside could not be checked, nor printed.
KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", "a PDF"),
    "docx": Kind(f"{_OPEN_XML}.wordprocessingml.document", "a Word document"),
    "xlsx": Kind(f"{_OPEN_XML}.spreadsheetml.sheet", "an Excel workbook"),
    "pptx": Kind(f"{_OPEN_XML}.presentationml.presentation", "a PowerPoint presentation"),
    "odt": Kind(f"{_OPEN_DOCUMENT}.text", "an OpenDocument text"),
    "ods": Kind(f"{_OPEN_DOCUMENT}.spreadsheet", "an OpenDocument spreadsheet"),
    "csv": Kind("text/csv", "a CSV table"),
    "txt": Kind("text/plain", "a plain text"),
    "md": Kind("text/markdown", "a Markdown text"),
    "png": Kind("image/png", "a PNG picture"),
    "jpg": Kind("image/jpeg", "a JPEG picture"),
    "jpeg": Kind("image/jpeg", "a JPEG picture"),
}
_TEXTS = {"csv", "txt", "md"}
_SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
_INSTEAD = {
    "doc": "Save it as .docx or as PDF.",
    "xls": "Save it as .xlsx.",
    "ppt": "Save it as .pptx or as PDF.",
    "docm": "Save it as .docx, without macros.",
    "xlsm": "Save it as .xlsx, without macros.",
    "zip": "Unpack it and send the files one by one.",
    "heic": "Save the picture as .jpg.",
}
_FOREIGN = {
    "exe": "a Windows program",
    "doc": "an old or password-protected Office document",
    "html": "a web page",
    "zip": "a ZIP archive",
    "elf": "a Linux program",
}
_INSIDE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_TYPED = {KINDS[ending].media_type.encode(): ending for ending in ("odt", "ods")}


def safe_name(name: str) -> str:
    """The name without folders, control or invisible characters, or endless length; its ending is kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in unicodedata.normalize("NFC", last) if unicodedata.category(each)[0] != "C")
    plain = " ".join("".join("-" if each in '<>:"|?*' else each for each in kept).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:NAME_LENGTH] or "file"
    ending = ending[:16]
    return f"{stem[: NAME_LENGTH - len(ending) - 1].rstrip() or 'file'}.{ending}"


def claimed(name: str) -> str:
    """The ending under which the file is taken ("pdf"); refuses a kind that is not taken."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in KINDS:
        taken = ", ".join(f".{each}" for each in KINDS)
        advice = f" {_INSTEAD[ending]}" if ending in _INSTEAD else ""
        raise Invalid(f"{name} cannot be taken: files must end in one of {taken}.{advice}")
    return ending


def check(path: Path, name: str) -> str:
    """The media type of the staged file at `path`; refuses one whose content is not what its name says."""
    ending = claimed(name)
    found = _content(path)
    wanted = "text" if ending in _TEXTS else _SAME.get(ending, ending)
    if found.kind != wanted:
        raise Invalid(f"{name} is not {KINDS[ending].noun}: its content is that of {found.noun}.")
    if wanted in _INSIDE.values() and _has_macros(path):
        raise Invalid(f"{name} contains macros, which could run on the reader's machine. Save it without macros.")
    return KINDS[ending].media_type


class _Found(NamedTuple):
    kind: str
    noun: str


def _content(path: Path) -> _Found:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    matches = puremagic.magic_file(path) if len(head) >= 4 else []
    best = _ending(matches[0]) if matches else ""
    if head[:4] == b"PK\x03\x04":
        best = _inside(path)
    elif b"%PDF-" in head[:1024] and best not in ("exe", "elf", "zip"):
        best = "pdf"
    elif best not in ("pdf", "png", "jpg") and _is_text(head):
        return _Found("text", "a web page" if best == "html" else "a plain text")
    if best in KINDS:
        return _Found(best, KINDS[best].noun)
    if best in _FOREIGN:
        return _Found(best, _FOREIGN[best])
    return _Found(best, "another kind of file")


def _ending(match) -> str:
    ending = match.extension.lstrip(".").lower()
    if not ending and "ELF" in match.name:
        return "elf"
    return _SAME.get(ending, ending)


def _inside(path: Path) -> str:
    """Which of the documents that are ZIP archives this one is."""
    if _parts(path) > MOST_PARTS:
        return "zip"
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return _TYPED.get(stream.read(200).strip(), "zip")
    except _BROKEN:
        return "zip"
    return next((ending for part, ending in _INSIDE.items() if part in names), "zip")


def _parts(path: Path) -> int:
    """How many parts the archive lists, without reading its list."""
    count, tail = 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(1024 * 1024):
            count += (tail + chunk).count(_PART)
            tail = chunk[1 - len(_PART) :]
    return count


def _has_macros(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = head[: len(head) // 2 * 2].decode("utf-16")
        except UnicodeDecodeError:
            return False
    else:
        try:
            text = head.decode("utf-8")
        except UnicodeDecodeError as fault:
            cut = fault.start >= len(head) - 4 and len(head) == HEAD
            text = head.decode("utf-8" if cut else "cp1252", "replace")
    return not any(each < " " and each not in "\t\n\r\f" for each in text)
