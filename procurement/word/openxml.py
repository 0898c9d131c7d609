"""The names of WordprocessingML: its namespaces, and short ways to ask and to build elements."""

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: What documents saved as “Strict Open XML” use instead; they are read as if they used the others.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": M.encode(),
}

Element = etree._Element


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


def r(name: str) -> str:
    """The full name of an attribute that names a relationship."""
    return f"{{{R}}}{name}"


def local(element: Element) -> str:
    """The name of an element of WordprocessingML without its namespace; of any other, its whole name."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) and tag.startswith(f"{{{W}}}") else str(tag)


def value(element: Element | None, path: str, name: str = "val") -> str | None:
    """The attribute `w:name` of what `path` ("rPr/b") leads to; None when there is none."""
    found = descend(element, path)
    return None if found is None else found.get(w(name))


def descend(element: Element | None, path: str) -> Element | None:
    """The first element that `path` ("pPr/numPr/numId") leads to."""
    for step in path.split("/") if path else ():
        if element is None:
            return None
        element = element.find(w(step))
    return element


def is_on(element: Element | None, path: str) -> bool | None:
    """A switch such as `w:b`: True, False (written `w:val="0"`), or None when it says nothing."""
    found = descend(element, path)
    if found is None:
        return None
    return found.get(w("val"), "1").lower() not in ("0", "false", "off", "none")


def whole(text: str | None, fallback: int = 0) -> int:
    """A whole number of sane size, or the fallback for what is none."""
    if text is None or not text.strip().lstrip("+-").isdecimal() or len(text) > 9:
        return fallback
    return int(text)


def make(name: str, attributes: dict[str, str] | None = None, *children: Element) -> Element:
    """A new element `w:name` with attributes of the same namespace, and children."""
    element = etree.Element(w(name), {w(each): text for each, text in (attributes or {}).items()}, nsmap={"w": W})
    element.extend(children)
    return element


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """A new child `w:name`."""
    return etree.SubElement(parent, w(name), {w(each): text for each, text in attributes.items()})
