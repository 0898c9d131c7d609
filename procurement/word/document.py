"""What is to be written as Word: a plain document, handed in by whoever owns the text."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: The custom property by which an export is known when it comes back.
MARK = "procurement"
SECTION = "section"
PART = "part"
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Section:
    """One section; blanks stand as `{{key}}`. `depth` is where its number stands ("1.2" is 2), 0 without a number."""

    key: str
    level: int
    heading: str
    body: str
    format: str = "markdown"
    depth: int = 0


@dataclass(frozen=True)
class Part:
    """What is printed after the sections and kept elsewhere: requirements, criteria, price lines, as Markdown."""

    key: str
    heading: str
    body: str


@dataclass(frozen=True)
class Filling:
    """What stands at the places of a blank: its label, and what was filled in ("" when nobody has)."""

    label: str
    text: str = ""


@dataclass(frozen=True)
class Document:
    """A document to be written: the same document gives the same bytes."""

    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    issuer: str = ""
    reference: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    blanks: Mapping[str, Filling] = field(default_factory=dict)
    #: When it was made, in its core properties; never the clock.
    date: datetime | None = None
    language: str = "en-US"
    #: Whether Word numbers the headings ("automatic") or they carry their own numbers ("own").
    numbering: str = "automatic"
    properties: Mapping[str, str] = field(default_factory=dict)


def short(key: str) -> str:
    """A key as a name that has no room for all of it."""
    return f"{re.sub(r'[^A-Za-z0-9_]', '_', key)[:20]}_{zlib.crc32(key.encode()):08x}"


def anchor(kind: str, key: str) -> str:
    """The name of the bookmark of a section, a part or a blank: letters, digits and underscores, short, distinct."""
    clean = re.sub(r"[^A-Za-z0-9_]", "_", key)
    name = f"{kind}_{clean}"
    if clean == key and len(name) <= _LONGEST_NAME:
        return name
    return f"{kind}_{short(key)}"
