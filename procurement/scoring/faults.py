"""Collecting everything that is wrong with a scoring document, each fault with the place where it stands.

A reader of a scoring document never stops at its first fault: whoever wrote the document shall be able to
correct it in one go. `Findings` gathers the faults; `Faults` is what a caller of the package catches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from procurement.scoring import exact

PLAIN_KEY = re.compile(r"[\w-]+")
LONGEST_QUOTE = 60


class Faults(Exception):
    """The document cannot be judged; `faults` holds one sentence per fault, each beginning with its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class Repeated(dict):
    """A JSON object in which at least one key stood more than once; `keys_repeated` names those keys."""

    def __init__(self, pairs: list[tuple[str, object]], keys_repeated: list[str]) -> None:
        super().__init__(pairs)
        self.keys_repeated = keys_repeated


def step(place: str, key: str) -> str:
    """The place of what stands under `key`; a key that is not a plain word is quoted."""
    word = key if PLAIN_KEY.fullmatch(key) else json.dumps(key)
    return f"{place}.{word}" if place else word


def shown(value: object) -> str:
    """A value as a fault quotes it: one line, printable, not longer than a glance."""
    if isinstance(value, exact.Number):
        text = str(value)
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=not value.isprintable())
    elif value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, Mapping):
        text = "an object"
    elif isinstance(value, list | tuple):
        text = "a list"
    elif isinstance(value, int) and abs(value) >= exact.TOO_LARGE:
        text = "an integer of too many digits"
    else:
        text = str(value)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


class Findings:
    """The faults found so far, and the checks that every part of the document shares."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def add(self, place: str, sentence: str) -> None:
        """Note one fault; the place of the whole is called the document."""
        self.faults.append(f"{place or 'document'}: {sentence}")

    def raise_if_any(self) -> None:
        """Refuse the document when anything was found."""
        if self.faults:
            raise Faults(self.faults)

    def mapping(self, place: str, value: object) -> dict[str, object] | None:
        """The object at `place`, or None with a fault; repeated keys are faults of their own."""
        if not isinstance(value, dict):
            self.add(place, f"an object is expected here, not {shown(value)}")
            return None
        if isinstance(value, Repeated):
            for key in value.keys_repeated:
                self.add(step(place, key), "this key is repeated")
        if all(isinstance(key, str) for key in value):
            return value
        self.add(place, "every key must be text")
        return None

    def keys(
        self,
        place: str,
        value: Mapping[str, object],
        required: Iterable[str],
        optional: Iterable[str],
        what: str,
    ) -> None:
        """Every required key is there and no key is unknown to `what`."""
        wanted = list(required)
        for key in wanted:
            if key not in value:
                self.add(step(place, key), f"{what} needs this key")
        known = {*wanted, *optional}
        for key in value:
            if key not in known:
                self.add(step(place, key), f"{what} has no such key")

    def listing(self, place: str, value: object) -> list[object]:
        """The list at `place`; an empty one with a fault when something else stands there."""
        if isinstance(value, list | tuple):
            return list(value)
        self.add(place, f"a list is expected here, not {shown(value)}")
        return []

    def text(self, place: str, value: object) -> str | None:
        """Text that says something and can be written as UTF-8."""
        if not isinstance(value, str) or isinstance(value, exact.Number):
            self.add(place, f"text is expected here, not {shown(value)}")
            return None
        if value.strip() == "":
            self.add(place, "this text is empty")
            return None
        if not storable(value):
            self.add(place, "this text holds a character that cannot be stored")
            return None
        return value

    def choice(self, place: str, value: object, choices: Iterable[str]) -> str | None:
        """One of a few fixed words."""
        words = list(choices)
        if isinstance(value, str) and not isinstance(value, exact.Number) and value in words:
            return value
        self.add(place, f"{shown(value)} is not one of {', '.join(words)}")
        return None

    def flag(self, place: str, value: object) -> bool:
        """True or false, nothing that merely looks like it."""
        if isinstance(value, bool):
            return value
        self.add(place, f"true or false is expected here, not {shown(value)}")
        return False

    def number(
        self,
        place: str,
        value: object,
        *,
        least: int | None = None,
        above: int | None = None,
        most: int | None = None,
        below: int | None = None,
    ) -> Fraction | None:
        """An exact number within the given bounds, or None with a fault."""
        try:
            number = exact.read(value)
        except exact.NotExact as refusal:
            self.add(place, f"{shown(value)} {refusal}")
            return None
        bounds = (
            (least, "below", lambda bound: number < bound),
            (above, "not above", lambda bound: number <= bound),
            (most, "above", lambda bound: number > bound),
            (below, "not below", lambda bound: number >= bound),
        )
        for bound, word, broken in bounds:
            if bound is not None and broken(bound):
                self.add(place, f"{exact.plain(number)} is {word} {bound}")
                return None
        return number


def storable(text: str) -> bool:
    """Whether the text has a UTF-8 form; JSON can spell half a character, which has none."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
