"""Opens a .docx that anybody may have made: bounded in size, parts and depth, and nothing outside it is ever fetched.

Only the parts with text are unpacked; pictures, embedded objects and fonts stay packed. Relationships that lead
outside (linked pictures, remote templates) are never followed: of them only the target of a hyperlink is read, as text.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from posixpath import dirname, normpath

from lxml import etree

from procurement.word.openxml import RELATIONSHIPS, STRICT, WORDPROCESSING, Element

#: What a part, and all parts together, may weigh unpacked; a thousand pages of text are about 20 MB.
LARGEST_PART = 48 * 1024 * 1024
LARGEST_WHOLE = 80 * 1024 * 1024
#: Text shrinks to a twentieth; what shrinks to a three-hundredth is no text.
MOST_RATIO = 300
RATIO_FROM = 4 * 1024 * 1024
MOST_PARTS = 5_000
#: Elements inside elements: Word itself stays far below.
DEEPEST = 200
#: Elements in one part: a thousand pages have about half a million.
MOST_ELEMENTS = 1_500_000

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, NotImplementedError,
    ValueError, KeyError,
)  # fmt: skip
_MAIN = f"{WORDPROCESSING}.document.main+xml"
_OFFICE = "/relationships/officeDocument"


class WordFault(ValueError):
    """The file cannot be read as a Word document; the message is a sentence for whoever chose it."""


class Package:
    """The parts of an opened document, unpacked only when asked for."""

    def __init__(self, data: bytes) -> None:
        self._archive = _archive(data)
        self._names = {info.filename.lstrip("/").lower(): info for info in self._archive.infolist()}
        self._unpacked = 0
        if len(self._names) > MOST_PARTS:
            raise WordFault("This document has too many parts to be a text. Save it anew in Word and send that.")
        if any(name.endswith("vbaproject.bin") or name.endswith("vbadata.xml") for name in self._names):
            raise WordFault("This document contains macros, which are never run here. Save it as .docx without macros.")
        self.main = self._main()

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._names

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._names)

    def xml(self, name: str) -> Element | None:
        """The root of an XML part; None when there is no such part."""
        if not self.has(name):
            return None
        return parse(self._bytes(name))

    def relationships(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """What a part refers to: id -> (kind, target, whether it lies outside). Nothing of it is opened."""
        folder, _, file = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{file}.rels".lstrip("/"))
        found = {}
        for each in root if root is not None else ():
            if each.tag != f"{{{RELATIONSHIPS}}}Relationship":
                continue
            outside = each.get("TargetMode", "") == "External"
            target = each.get("Target", "")
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = (kind, target if outside else _inside(folder, target), outside)
        return found

    def related(self, kind: str) -> list[str]:
        """The parts inside that the main part refers to as `kind` ("styles", "footnotes")."""
        return [
            target for each, target, outside in self.relationships(self.main).values() if each == kind and not outside
        ]

    def _main(self) -> str:
        root = self.xml("_rels/.rels")
        for each in root if root is not None else ():
            if each.get("Type", "").endswith(_OFFICE) and each.get("TargetMode") != "External":
                name = _inside("", each.get("Target", ""))
                if self.has(name):
                    return self._told(name)
        if self.has("word/document.xml"):
            return self._told("word/document.xml")
        raise WordFault(_what_else(set(self._names)))

    def _told(self, name: str) -> str:
        if not name.startswith("word/") and self.has("xl/workbook.xml"):
            raise WordFault("This is an Excel workbook, not a Word document.")
        if name.startswith("ppt/"):
            raise WordFault("This is a PowerPoint presentation, not a Word document.")
        if name.startswith("xl/"):
            raise WordFault("This is an Excel workbook, not a Word document.")
        return name

    def _bytes(self, name: str) -> bytes:
        info = self._names[name.lower()]
        pieces, size = [], 0
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(1024 * 1024):
                    size += len(piece)
                    self._unpacked += len(piece)
                    if size > LARGEST_PART or self._unpacked > LARGEST_WHOLE:
                        raise WordFault("This document is too large to be a solicitation when it is unpacked.")
                    if size > RATIO_FROM and size > MOST_RATIO * max(1, info.compress_size):
                        raise WordFault(_TOO_DENSE)
                    pieces.append(piece)
        except _BROKEN as fault:
            if isinstance(fault, WordFault):
                raise
            raise WordFault("This Word document is damaged: a part of it cannot be unpacked.") from None
        return b"".join(pieces)


def parse(data: bytes) -> Element:
    """The root of an XML text without entities, document types, or anything from outside. Raises WordFault."""
    head = data[:4096].replace(b"\x00", b"").lower()
    if b"<!doctype" in head or b"<!entity" in head or re.search(rb"<![Dd][Oo][Cc][Tt][Yy][Pp][Ee]", data):
        raise WordFault("This document declares XML entities, which no Word document does. It was not read.")
    for strict, usual in STRICT.items():
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        if "depth" in str(fault).lower():
            raise WordFault(TOO_DEEP) from None
        raise WordFault("This Word document is damaged: a part of it is not well-formed.") from None
    except ValueError:
        raise WordFault("This Word document is damaged: a part of it is not text.") from None
    if root.getroottree().docinfo.doctype:
        raise WordFault("This document declares XML entities, which no Word document does. It was not read.")
    _bound(root)
    return root


_TOO_DENSE = "This document unpacks to far more than any text does: it was made to do harm, or is damaged."
TOO_DEEP = "This document nests its tables or other parts far deeper than any reader could follow. It was not read."


def _bound(root: Element) -> None:
    """Refuse a tree that is too deep or too large; walked without recursion."""
    count, depth = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        count, depth = count + 1, depth + 1
        if depth > DEEPEST:
            raise WordFault(TOO_DEEP)
        if count > MOST_ELEMENTS:
            raise WordFault("This document has more pieces than a text of a thousand pages. It was not read.")


def _archive(data: bytes) -> zipfile.ZipFile:
    if not data:
        raise WordFault("The file is empty.")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WordFault("This document is protected by a password. Save it without one, then send it again.")
        raise WordFault("This is an old Word document (.doc). Open it in Word and save it as .docx.")
    if data[:1024].lstrip()[:5] == b"%PDF-":
        raise WordFault("This is a PDF, not a Word document. Send the Word document it was made from.")
    if data[:5] == b"{\\rtf":
        raise WordFault("This is a Rich Text file. Open it in Word and save it as .docx.")
    if data[:4] != b"PK\x03\x04":
        raise WordFault("This is not a Word document (.docx): its content is of another kind.")
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        raise WordFault("This document has too many parts to be a text. Save it anew in Word and send that.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise WordFault("This Word document is damaged or was cut off: it cannot be unpacked.") from None
    if any(info.flag_bits & 0x1 for info in archive.infolist()):
        raise WordFault("This document is protected by a password. Save it without one, then send it again.")
    return archive


def _what_else(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "This is an Excel workbook, not a Word document."
    if "ppt/presentation.xml" in names:
        return "This is a PowerPoint presentation, not a Word document."
    if "content.xml" in names and "mimetype" in names:
        return "This is an OpenDocument file. Save it as .docx first."
    return "This is a ZIP archive, not a Word document."


def _inside(folder: str, target: str) -> str:
    """The name of a part inside; what climbs out of the document leads nowhere."""
    path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    clean = normpath(path.lstrip("/"))
    return "" if clean.startswith("..") or not dirname(f"/{clean}") else clean
