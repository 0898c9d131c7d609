"""Say, in sentences, what hinders a document from being printed."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from pdf.blocks import block_faults, fact, items, optional_text, text, unknown_keys
from pdf.words import KINDS, WORDS

STATES = ("draft", "final")
DEEPEST_LEVEL = 4
ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*\Z")
DATE = re.compile(r"\d{4}-\d\d-\d\d(T|\Z)", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")

KEYS = {
    "kind",
    "language",
    "title",
    "reference",
    "issuer",
    "subtitle",
    "state",
    "digest",
    "date",
    "cover",
    "sections",
}


def check(document: Any) -> list[str]:
    """Return a sentence for each fault of the document; an empty list means that it can be printed."""
    if not isinstance(document, dict):
        return ["The document must be a JSON object."]
    faults = list(unknown_keys("The document", document, KEYS))
    faults += _front(document)
    if document.get("cover") is not None:
        facts, listed = items("document", document, "cover")
        faults += listed
        for place, item in facts:
            faults += fact(place, item)
    sections, listed = items("document", document, "sections")
    faults += listed
    anchors: set[str] = set()
    for place, section in sections:
        faults += _section(place, section, anchors)
    return faults


def _front(document: dict) -> Iterator[str]:
    if document.get("kind") not in KINDS:
        yield f"document.kind must be one of {', '.join(KINDS)}."
    if document.get("state") not in STATES:
        yield "document.state must be draft or final."
    language = document.get("language")
    if not isinstance(language, str) or not LANGUAGE.match(language):
        yield "document.language must be a language tag such as en or en-US."
    elif language.split("-")[0].lower() not in WORDS:
        yield f"document.language is {language}, and the print shop has words only for {', '.join(WORDS)}."
    for key in ("title", "issuer"):
        yield from text(f"document.{key}", document.get(key), blank=False)
    yield from optional_text("document", document, "reference", "subtitle", "digest")
    if not _is_date(document.get("date")):
        yield (
            "document.date must be the document's own date, as 2026-11-22 or 2026-11-22T14:00:00-06:00; "
            "the print shop has no clock."
        )


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not DATE.match(value):
        return False
    try:
        if len(value) == len("2026-11-22"):
            datetime.date.fromisoformat(value)
            return True
        return datetime.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _section(where: str, section: dict, anchors: set[str]) -> Iterator[str]:
    yield from unknown_keys(where, section, {"number", "heading", "level", "anchor", "blocks"})
    yield from text(f"{where}.heading", section.get("heading"), blank=False)
    yield from optional_text(where, section, "number")
    level = section.get("level", 1)
    if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= DEEPEST_LEVEL:
        yield f"{where}.level must be a whole number from 1 to {DEEPEST_LEVEL}."
    yield from _anchor(where, section.get("anchor"), anchors)
    if section.get("blocks") is None:
        return
    blocks, listed = items(where, section, "blocks")
    yield from listed
    for place, block in blocks:
        yield from block_faults(place, block)


def _anchor(where: str, anchor: Any, anchors: set[str]) -> Iterator[str]:
    if anchor is None:
        return
    if not isinstance(anchor, str) or not ANCHOR.match(anchor):
        yield f"{where}.anchor must start with a letter and hold only letters, digits and . _ : -"
    elif anchor in anchors:
        yield f"{where}.anchor is {anchor}, which an earlier section has already."
    else:
        anchors.add(anchor)
