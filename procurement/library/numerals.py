"""The numbers that headings carry: "SEC. 1.03 CONTRACT TYPE" carries 1.03, "Article 5" carries 5, "II.B Terms" II.B."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from procurement.library.content import numbered

_NAMED = re.compile(
    r"(?:section|sect|sec|article|art|part|chapter|clause|paragraph|para|attachment|exhibit|appendix|annex|schedule|"
    r"volume|division)s?\b\.?\s*|§+\s*",
    re.IGNORECASE,
)
_END = r"(?=[\s.:()\]–—-]|\Z)"
#: Parts between dots or hyphens, at least one of them a number or a Roman numeral: 1.03, A.1, II.B, 52.216-1, 1.2(a).
_PARTS = re.compile(rf"(?:\d{{1,4}}|[IVXLC]{{2,7}}|[A-Z])(?:[.-](?:\d{{1,4}}[a-z]?|[IVXLC]{{1,7}}|[A-Za-z])\b)+{_END}")
_SUFFIX = re.compile(r"(?:\([0-9A-Za-z]{1,4}\))+")
_SINGLE = re.compile(r"(\d{1,3}|[IVXLC]{1,7}|[A-Z])[.)](?=\s|\Z)")
_LOCAL = re.compile(r"(\([0-9A-Za-z]{1,4}\)|[a-z][.)])(?=\s|\Z)")
_BARE = re.compile(r"(\d{1,3})(?=\s+\S)")
_AFTER_NAME = re.compile(rf"(\d{{1,4}}[a-z]?|[IVXLC]{{1,7}}|[A-Z]){_END}")
_WORDS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty"""
_SPELLED = {word: str(number) for number, word in enumerate(_WORDS.split(), 1)}
_SEPARATOR = re.compile(r"[\s.:)\]–—-]+")


class Numeral(NamedTuple):
    """What a heading begins with: its number, how sure that is one, and the words behind it."""

    number: str
    #: "sure"; "local" for an item of the section above, such as (a); "likely" needs company in the same document.
    kind: str
    title: str


def read(heading: str) -> Numeral | None:
    """The number a heading carries by itself, or None."""
    heading = heading.strip()
    named = _NAMED.match(heading)
    rest = heading[named.end() :] if named else heading
    if match := _PARTS.match(rest):
        number = match[0] + (suffix[0] if (suffix := _SUFFIX.match(rest, match.end())) else "")
        first, *others = re.split(r"[.-]", match[0])
        sure = bool(named) or any(part[:1].isdigit() for part in (first, *others)) or len(first) > 1
        return Numeral(number, "sure" if sure else "likely", _title(rest[len(number) :]))
    if named:
        word = re.match(r"[A-Za-z]+\b", rest)
        if word and word[0].casefold() in _SPELLED:
            return Numeral(_SPELLED[word[0].casefold()], "sure", _title(rest[word.end() :]))
        if match := _AFTER_NAME.match(rest):
            return Numeral(match[1], "sure", _title(rest[match.end() :]))
        return None
    for pattern, kind in ((_SINGLE, "sure"), (_LOCAL, "local"), (_BARE, "likely")):
        if match := pattern.match(rest):
            return Numeral(match[1], kind, _title(rest[match.end() :]))
    return None


def carried(headings: Sequence[str]) -> list[Numeral | None]:
    """The number of each heading of one document; what only looks like one needs a neighbour to be believed.

    "3 Copies" is numbered where there is a "2 ..." or a "3.1 ...", and "I.T Services" where there is an "I.A ...".
    """
    found = [read(heading) for heading in headings]
    firsts = Counter(re.split(r"[.-]", each.number)[0] for each in found if each)
    return [each if each is None or each.kind != "likely" or _in_company(each, firsts) else None for each in found]


def numbers(content: Mapping) -> list[tuple[str | None, str, bool]]:
    """For each section its number, the words of its heading behind that, and whether it is local, such as (a).

    The number is the one the heading carries; where no heading does, the one that the service prints. A section
    without a heading and the entries of a printed table of contents have None.
    """
    sections = content["sections"]
    found = carried(["" if each["role"] == "contents" else each["heading"] for each in sections])
    own = content["numbering"] == "own" or (
        any(each["source"] for each in sections) and any(each and each.kind != "local" for each in found)
    )
    if not own:
        return [(number or None, each["heading"], False) for number, each in numbered(sections, "automatic")]
    return [
        (numeral.number, numeral.title, numeral.kind == "local") if numeral else (None, section["heading"], False)
        for numeral, section in zip(found, sections, strict=True)
    ]


def _in_company(numeral: Numeral, firsts: Counter) -> bool:
    first = re.split(r"[.-]", numeral.number)[0]
    if firsts[first] > 1:
        return True
    return first.isdigit() and any(str(int(first) + step) in firsts for step in (-1, 1))


def _title(rest: str) -> str:
    match = _SEPARATOR.match(rest)
    return rest[match.end() :] if match else rest
