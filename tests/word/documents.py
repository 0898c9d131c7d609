"""Small Word documents built by hand, as other programs write them, and edits of them."""

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = ("styles", "numbering", "footnotes", "comments", "settings", "header1", "footer1")


def relationships(*rows: str) -> str:
    """A part of relationships."""
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(rows)}</Relationships>'


def relationship(id: str, kind: str, target: str, *, outside: bool = False) -> str:
    """One relationship."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def docx(body: str, *links: str, **parts: str) -> bytes:
    """A document with this body (the inside of `w:body`); `parts` such as styles="<w:style …/>" are wrapped, too."""
    roots = {"header1": "hdr", "footer1": "ftr"}
    written = {
        f"word/{name}.xml": f"<w:{roots.get(name, name)} {W} {R}>{inside}</w:{roots.get(name, name)}>"
        for name, inside in parts.items()
    }
    related = [
        relationship(f"p{number}", name.rstrip("1"), f"{name}.xml")
        for number, name in enumerate(_KINDS)
        if name in parts
    ]
    return packed(
        {
            "_rels/.rels": relationships(relationship("d", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relationships(*related, *links),
            **written,
        }
    )


def p(text: str, *, style: str = "", layout: str = "", bold: bool = False) -> str:
    """A paragraph; text that begins with < is runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    looks = "<w:rPr><w:b/></w:rPr>" if bold else ""
    inside = text if text.startswith("<") else f'<w:r>{looks}<w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{layout}</w:pPr>{inside}</w:p>"


def numbered(text: str, level: int = 0, id: int = 1) -> str:
    """A paragraph with a number."""
    return p(text, layout=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr>')


def level(number: int, form: str, text: str, start: int = 1, extra: str = "") -> str:
    """One level of a numbering."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def edited(data: bytes, *pairs: tuple[str, str]) -> bytes:
    """The document with words replaced, as somebody would in Word."""
    target, left = io.BytesIO(), dict(pairs)
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            for old, new in pairs if name in ("word/document.xml", "word/footnotes.xml") else ():
                if old.encode() in part:
                    left.pop(old, None)
                part = part.replace(old.encode(), new.encode())
            archive.writestr(name, part)
    assert not left, left
    return target.getvalue()
