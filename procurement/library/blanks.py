"""Blanks in a text: where they stand (`{{key}}`), which nobody declared, and the text with them filled.

A blank is found wherever `{{...}}` stands in a text, in code as well: there is one rule and no exception to know.
Filling is one pass of replacement, never a template engine, and what somebody typed is inserted as words: it can
neither end a table row, nor begin a heading, nor become a link, nor name another blank.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from procurement.core.markdown import escape
from procurement.library.values import KEY, KINDS, Blank, BlankFault, instant, parse, present

__all__ = [
    "KEY",
    "KINDS",
    "Blank",
    "BlankFault",
    "declaration_faults",
    "fill",
    "instant",
    "keys",
    "parse",
    "present",
    "restore",
    "undeclared",
    "unfilled",
    "unused",
]

#: Anything short between two pairs of braces is a blank, also a misspelled one: it must not be printed silently.
PLACE = re.compile(r"\{\{([^{}\r\n]{1,100})\}\}")

_ESCAPED = re.compile(r"\\[<\[]|&lt;")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def keys(text: str) -> list[str]:
    """The keys of the blanks in a text, each once, in the order in which they first appear."""
    found = (match[1].strip() for match in PLACE.finditer(text))
    return list(dict.fromkeys(key for key in found if key))


def undeclared(texts: Iterable[tuple[str, str]], blanks: Sequence[Blank]) -> list[tuple[str, str]]:
    """Where a text names a blank that is not declared: pairs of the section's name and the key.

    `texts` are pairs of a section's name and its text (its heading counts as text, too).
    """
    declared = {blank.key for blank in blanks}
    faults = [(name, key) for name, text in texts for key in keys(text) if key not in declared]
    return list(dict.fromkeys(faults))


def unused(texts: Iterable[str], blanks: Sequence[Blank]) -> list[Blank]:
    """Blanks that are declared and stand in none of the texts."""
    used = {key for text in texts for key in keys(text)}
    return [blank for blank in blanks if blank.key not in used]


def unfilled(blanks: Sequence[Blank], values: Mapping[str, Any]) -> list[Blank]:
    """The required blanks that have no value yet, in their order."""
    return [blank for blank in blanks if blank.required and values.get(blank.key) is None]


def declaration_faults(blanks: Sequence[Blank]) -> list[str]:
    """What is wrong with the declarations themselves, one sentence for each fault."""
    faults = []
    seen: set[str] = set()
    for blank in blanks:
        if not KEY.fullmatch(blank.key):
            faults.append(
                f"“{blank.key}” cannot be the key of a blank: small letters, digits and underscores only, "
                "beginning with a letter."
            )
        if blank.key in seen:
            faults.append(f"The blank “{blank.key}” is declared twice.")
        seen.add(blank.key)
        if not blank.label.strip():
            faults.append(f"The blank “{blank.key}” has no label.")
        if blank.kind not in KINDS:
            faults.append(f"“{blank.kind}” is not a kind of blank.")
        distinct = {choice.strip().casefold() for choice in blank.choices if choice.strip()}
        if blank.kind == "choice" and (len(distinct) < 2 or len(distinct) != len(blank.choices)):
            faults.append(f"“{blank.label}” needs at least two different choices.")
    return faults


def restore(text: str, blanks: Sequence[Blank]) -> str:
    """The text with every blank as it stood in the imported original; blanks without one stay as they are."""
    originals = {blank.key: blank.original for blank in blanks if blank.original}
    return PLACE.sub(lambda match: originals.get(match[1].strip(), match[0]), text)


def fill(
    text: str,
    blanks: Sequence[Blank],
    values: Mapping[str, Any],
    unfilled: str = "original",
    zone: str | None = None,
    preformatted: bool = False,
) -> str:
    """The text with its blanks replaced by what was filled in, as Markdown (or as plain text when `preformatted`).

    A blank that nobody has filled prints what stood in the original (`unfilled="original"`), or its label in
    brackets (`unfilled="mark"`, and always when there is no original). What is not declared stays as it is.
    """
    if unfilled not in ("original", "mark"):
        raise ValueError(f"unfilled is 'original' or 'mark', not {unfilled!r}")
    declared = {blank.key: blank for blank in blanks}
    fenced = (lambda position: True) if preformatted else _fenced(text)

    def replacement(match: re.Match[str]) -> str:
        blank = declared.get(match[1].strip())
        if blank is None:
            return match[0]
        literal = fenced(match.start())
        words = present(blank, values.get(blank.key), zone)
        if not words:
            words = blank.original if unfilled == "original" and blank.original else f"[{blank.label}]"
            if not literal and _ESCAPED.search(words):
                return words  # it brought its own escapes from the source
        if literal:
            return re.sub(r"`{3,}|~{3,}", "'''", " ".join(words.split()) if not preformatted else words)
        if blank.kind == "long-text":
            return _paragraphs(words, text, match)
        return escape(" ".join(words.split()))

    return PLACE.sub(replacement, text)


def _paragraphs(words: str, text: str, match: re.Match[str]) -> str:
    """Long text: paragraphs of their own where the blank stands alone on its line, line breaks elsewhere."""
    line_start = text.rfind("\n", 0, match.start()) + 1
    line_end = text.find("\n", match.end())
    before = text[line_start : match.start()]
    after = text[match.end() : line_end if line_end >= 0 else len(text)]
    alone = not after.strip() and not before.strip(" >")
    paragraphs = [
        "<br>".join(escape(" ".join(line.split())) for line in paragraph.split("\n"))
        for paragraph in re.split(r"\n\s*\n", words.strip())
    ]
    return (f"\n{before.rstrip()}\n{before}" if alone else "<br><br>").join(paragraphs)


def _fenced(text: str) -> Callable[[int], bool]:
    """Tells whether a position lies in a fenced block, where a backslash would be printed."""
    spans: list[tuple[int, int]] = []
    opened: tuple[str, int] | None = None
    position = 0
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened = (fence[1], position + len(line))
        elif opened and fence and fence[1].startswith(opened[0]) and not line[fence.end() :].strip():
            spans.append((opened[1], position))
            opened = None
        position += len(line) + 1
    if opened:
        spans.append((opened[1], len(text)))
    return lambda place: any(start <= place < end for start, end in spans)
