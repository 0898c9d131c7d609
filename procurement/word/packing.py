"""Puts the parts of a .docx together: the same parts give the same bytes, whenever and wherever."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from lxml import etree

from procurement.word.openxml import CONTENT_TYPES, RELATIONSHIPS, WORDPROCESSING, Element, R, W

_EPOCH = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KINDS = {
    "word/document.xml": "document.main", "word/styles.xml": "styles", "word/numbering.xml": "numbering",
    "word/settings.xml": "settings", "word/footnotes.xml": "footnotes", "word/header1.xml": "header",
    "word/header2.xml": "header", "word/footer1.xml": "footer",
}  # fmt: skip
#: The ids of the relationships that every document has; links to the outside follow.
HEADER, FIRST_HEADER, FOOTER = "rId5", "rId6", "rId7"
_RELATED = (
    ("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml"), ("rId3", "settings", "settings.xml"),
    ("rId4", "footnotes", "footnotes.xml"), (HEADER, "header", "header1.xml"), (FIRST_HEADER, "header", "header2.xml"),
    (FOOTER, "footer", "footer1.xml"),
)  # fmt: skip


def serial(root: Element) -> bytes:
    """An element as the bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def archive(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, data)
    return packed.getvalue()


def content_types() -> bytes:
    """Which part is of which kind."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{WORDPROCESSING}.{kind}+xml"/>' for name, kind in _KINDS.items()
    )
    properties = (
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        '<Override PartName="/docProps/custom.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_XML}<Types xmlns="{CONTENT_TYPES}">{defaults}{overrides}{properties}</Types>'.encode()


def package_relationships() -> bytes:
    """Where the package begins."""
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return _relationships(
        [
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml", False),
            ("rId2", core, "docProps/core.xml", False),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml", False),
            ("rId4", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml", False),
        ]
    )


def document_relationships(links: Sequence[tuple[str, str]]) -> bytes:
    """What the main part refers to, with the addresses its hyperlinks lead to."""
    own = [(id, f"{_OFFICE}/relationships/{kind}", target, False) for id, kind, target in _RELATED]
    return _relationships([*own, *outside(links)])


def note_relationships(links: Sequence[tuple[str, str]]) -> bytes:
    """The addresses that hyperlinks in footnotes lead to."""
    return _relationships(outside(links))


def outside(links: Sequence[tuple[str, str]]) -> list[tuple[str, str, str, bool]]:
    """Hyperlinks as relationships."""
    return [(id, f"{_OFFICE}/relationships/hyperlink", target, True) for id, target in links]


def core_properties(*, title: str, creator: str, subject: str, language: str, date: datetime | None) -> bytes:
    """Title, author, subject, language and date."""
    stamp = (date or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = f"<dc:title>{_text(title)}</dc:title><dc:subject>{_text(subject)}</dc:subject>"
    fields += f"<dc:creator>{_text(creator)}</dc:creator><dc:language>{_text(language)}</dc:language>"
    for name in ("created", "modified"):
        fields += f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>'
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return f"{_XML}<cp:coreProperties {spaces}>{fields}</cp:coreProperties>".encode()


def app_properties(company: str) -> bytes:
    """Which program, for whom."""
    space = f"{_OFFICE}/extended-properties"
    return f'{_XML}<Properties xmlns="{space}"><Company>{_text(company)}</Company></Properties>'.encode()


def custom_properties(properties: Mapping[str, str]) -> bytes:
    """Named values by which the service knows its own export again."""
    written = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{_text(name, quote=True)}">'
        f"<vt:lpwstr>{_text(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), 2)
    )
    spaces = f'xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes"'
    return f"{_XML}<Properties {spaces}>{written}</Properties>".encode()


def settings(language: str) -> bytes:
    """Footnote separators, language, and the behaviour of a current Word."""
    return (
        f'{_XML}<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{language}"/></w:settings>'
    ).encode()


def _relationships(rows: Sequence[tuple[str, str, str, bool]]) -> bytes:
    written = "".join(
        f'<Relationship Id="{id}" Type="{kind}" Target="{escape(target)}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if is_outside else ''}/>"
        for id, kind, target, is_outside in rows
    )
    return f'{_XML}<Relationships xmlns="{RELATIONSHIPS}">{written}</Relationships>'.encode()


def printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(each for each in text if each in "\t\n\r" or (each >= " " and not "\ud800" <= each <= "\udfff"
                                                                   and each not in "\ufffe\uffff"))  # fmt: skip


def _text(value: str, *, quote: bool = False) -> str:
    return escape(printable(value), quote=quote)
