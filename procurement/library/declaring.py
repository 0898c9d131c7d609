"""Gives each placeholder that an import found a key, a label and the kind of value it seems to ask for.

The guesses are offered to a person, who may change them; what is printed back never depends on them. The same
original is the same blank, except where the original names nothing: `<x>` in two places asks for two things.
"""

import re

from procurement.library.placeholders import Found, choices, is_choice, without_verb
from procurement.library.values import Blank

_NAMELESS = re.compile(r"[\W_]*(?:x{1,6}|tbd)?[\W_]*", re.IGNORECASE)
_MOMENT = re.compile(r"\bdate\s*(?:/|and|&|,)\s*time\b|\btime\s*(?:/|and|&)\s*date\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:date|deadline|mm/dd/yyyy|day of month|month,? day,? year)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"\A\$|\b(?:dollar amount|dollars|budget|cost|price|not[ -]to[ -]exceed amount|amount)\b", re.IGNORECASE
)
_NOT_MONEY = re.compile(r"/|%|\b(?:proposal|form|schedule|attachment|exhibit|table|rate|per)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:number of|how many|no\. of|quantity|count)\b", re.IGNORECASE)
_YES_NO = re.compile(r"\A\W*yes\W*(?:/|or)\W*no\W*\Z", re.IGNORECASE)
_LONG = re.compile(
    r"\b(?:describe|description|summary|explain|explanation|background|narrative|paragraph|overview|scope of work)\b",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(r"\b(?:if (?:any|applicable|needed|required)|optional|when applicable)\b", re.IGNORECASE)
_UNITS_BEFORE = re.compile(r"\$\s*\Z")


class Declared:
    """The blanks of one import, in the order in which the text first needs them."""

    def __init__(self) -> None:
        self.blanks: list[Blank] = []
        self._by_original: dict[str, Blank] = {}
        self._keys: set[str] = set()
        self._stems: dict[str, int] = {}
        self._labels: set[str] = set()

    def blank(self, found: Found, text: str) -> Blank:
        """The blank for a placeholder: one already declared for the same original, or a new one."""
        nameless = _NAMELESS.fullmatch(found.words) is not None
        known = None if nameless else self._by_original.get(found.original)
        if known is not None:
            return known
        label = _label(found, text, nameless)
        blank = Blank(
            key=self._key(label, found),
            label=self._distinct(label, found),
            kind=_kind(found, text, nameless),
            help=f"In the original: {_short(found.words)}" if len(found.words) > 60 else "",
            required=not _OPTIONAL.search(found.words),
            choices=_choices(found),
            original=found.original,
        )
        self.blanks.append(blank)
        if not nameless:
            self._by_original[found.original] = blank
        return blank

    def _key(self, label: str, found: Found) -> str:
        # A key that somebody already wrote in braces is kept when it can be.
        base = found.words if found.original.startswith("{{") else label
        words = re.findall(r"[a-z0-9]+", base.casefold().replace("’s", "").replace("'s", ""))
        stem = "_".join(words[:6])[:40].strip("_")
        if not stem or not stem[0].isascii() or not stem[0].isalpha():
            stem = f"blank_{stem}".strip("_")
        number = self._stems.get(stem, 0) + 1
        while (key := stem if number == 1 else f"{stem}_{number}") in self._keys:
            number += 1
        self._stems[stem] = number
        self._keys.add(key)
        return key

    def _distinct(self, label: str, found: Found) -> str:
        if label.casefold() in self._labels and found.words != label:
            label = f"{label} (for “{_short(found.original)}”)"
        number, base = 2, label
        while label.casefold() in self._labels:
            label, number = f"{base} ({len(self.blanks) + 1 if number > 20 else number})", number + 1
        self._labels.add(label.casefold())
        return label


def _label(found: Found, text: str, nameless: bool) -> str:
    if nameless:
        return _context(text, found)
    words = without_verb(found.words).rstrip(".").replace("_", " ")
    letters = [character for character in words if character.isalpha()]
    if letters and all(character.isupper() for character in letters) and len(words.split()) > 1:
        words = words.lower()
    words = _short(words)
    return words[:1].upper() + words[1:]


def _context(text: str, found: Found) -> str:
    """A nameless blank is called after the words around it: “Term of … weeks”."""
    before = re.split(r"[<>{}\[\]|]|[.;:?!]\s|\n\s*\n", text[max(0, found.start - 60) : found.start])[-1]
    after = re.split(r"[<>{}\[\]|]|[.;:?!,]\s|\n\s*\n", text[found.end : found.end + 40])[0]
    words = " ".join([*before.strip("#* ").split()[-4:], "…", *after.split()[:2]]).rstrip(".,;:")
    return words[:1].upper() + words[1:] if before.strip() or after.strip() else "Blank"


def _kind(found: Found, text: str, nameless: bool) -> str:
    words = found.words
    dollar = _UNITS_BEFORE.search(text[max(0, found.start - 3) : found.start]) is not None
    if nameless:
        return "money" if words.startswith("$") and "%" not in words else "text"
    if _YES_NO.match(words):
        return "yes-no"
    if is_choice(words):
        return "choice"
    if len(words) > 120 or _LONG.search(words):
        return "long-text"
    if len(words.split()) > 8:
        return "text"
    if _MOMENT.search(words):
        return "date-time"
    if _DATE.search(words) and not re.search(r"\btime\b|/(?!\s*(?:dd|yy))|\bor\b", words, re.IGNORECASE):
        return "date"
    if _MONEY.search(words) and not _NOT_MONEY.search(words):
        # The text brings its own dollar sign: the amount must not print a second one.
        return "number" if dollar else "money"
    return "number" if _NUMBER.search(words) else "text"


def _choices(found: Found) -> tuple[str, ...]:
    if _YES_NO.match(found.words) or not is_choice(found.words):
        return ()
    return tuple(choices(found.words))


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"
