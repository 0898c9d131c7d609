"""Answers to requirements: how what a vendor types becomes a typed value, and how the value is printed.

A value is plain data: `True`/`False` for yes-no, an exact decimal as text for a number, ISO for a date, the words for
text and choice. None stands for "not answered". Files answer a requirement of kind "file" and are no answers here.
"""

from collections.abc import Mapping
from typing import Any

from procurement.library import values
from procurement.library.values import Blank, BlankFault

#: Characters that one text answer may have.
LONGEST = 20_000
_KIND = {"yes-no": "yes-no", "text": "long-text", "number": "number", "choice": "choice", "date": "date"}


def parse(requirement: Mapping, raw: Any) -> Any:
    """The value of what was typed or sent as JSON; None when it is empty. Raises ValueError with a sentence."""
    if requirement["kind"] not in _KIND:
        raise ValueError(f"“{requirement['label']}” is answered by a file: add it on the page of files.")
    if isinstance(raw, str):
        if not _is_text(raw):
            raise ValueError("This holds a character that cannot be stored.")
        if requirement["kind"] == "text" and len(raw.replace("\r\n", "\n").strip()) > LONGEST:
            raise ValueError(f"This is {len(raw.strip()):,} characters long; at most {LONGEST:,} are taken.")
    try:
        return values.parse(_blank(requirement), raw)
    except BlankFault as fault:
        raise ValueError(str(fault)) from None


def present(requirement: Mapping, value: Any) -> str:
    """The words that are printed for a value, "" for none."""
    if value is None or requirement["kind"] not in _KIND:
        return ""
    return values.present(_blank(requirement), value)


def _blank(requirement: Mapping) -> Blank:
    choices = tuple(requirement.get("choices") or ())
    return Blank(key="answer", label=requirement["label"], kind=_KIND[requirement["kind"]], choices=choices)


def _is_text(raw: str) -> bool:
    """Whether every character can be stored: half a surrogate pair cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in raw)
