"""Finds the headings of a plain text from its layout, as a reader's eye does.

A heading is a line of its own: SECTION ONE, 1.01 TITLE, A.1 Definitions, or capitals between blank lines. A line
of the printed table of contents, the foot of a page, an item of a list or a sentence is none.
"""

import re
from collections import Counter
from dataclasses import dataclass

from procurement.library.outline import Cut

_WORD_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty"
)
_NAMED = re.compile(
    rf"(part|section|article|chapter|division|attachment|exhibit|appendix|annex|schedule|addendum|volume)\s+"
    rf"({_WORD_NUMBERS}|\d{{1,3}}(?:\.\d{{1,3}})*|[ivxlc]{{1,6}}|[a-z]{{1,2}}(?:-?\d{{1,2}})?)\b\s*"
    rf"(?:[:.)–—-]+\s*|\s+|\Z)(.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"((?:[A-Z]|\d{1,3})(?:[.]\d{1,3}){1,5}(?:-\d{1,3})?)[.):]?\s+(\S.*)|((?:\d{1,2}|[A-Z]|[IVX]{1,5})[.)]|[1-9]\d?)"
    r"\s+(\S.*)"
)
_LEADERS = re.compile(r"(?:\.[ ]?){4,}|…{2,}|_{5,}\s*\d*\Z|\t\s*\d{1,3}\Z|\S\s{3,}(?:\d{1,3}|[ivxl]{1,6})\Z")
_CONTENTS = re.compile(r"(?:table of )?contents\s*:?|index of sections", re.IGNORECASE)
_KNOWN = re.compile(
    "background|definitions|evaluation criteria|executive summary|general information|instructions to offerors|"
    "instructions to proposers|introduction|overview|project overview|purpose|schedule of events|"
    "scope of services|scope of work|statement of work|submission requirements|terms and conditions",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"\s*(={4,}|-{4,}|~{4,})\s*")
#: The rank of a heading by how it is written; ranks that a text does not use close up to levels.
_PART, _SECTION, _FIRST_NUMBER = 0, 1, 2


@dataclass(frozen=True)
class _Line:
    words: str
    indent: int
    #: Blank lines, the top of a page or the beginning of the text stand before; likewise after.
    free_before: bool
    free_after: bool


def outline(lines: list[str]) -> list[Cut]:
    """The headings of a plain text in their order."""
    seen = _look(lines)
    repeated = _repeated(seen)
    contents, inside = _contents(seen, lines)
    found: list[tuple[int, Cut]] = []
    index = 0
    while index < len(seen):
        line = seen[index]
        if index == contents:
            found.append((_SECTION, Cut(1, line.words, index, index + 1)))
        elif line.words and index not in inside and _mould(line.words) not in repeated:
            rank = None if _is_foot(line.words, lines[index]) else _rank(seen, index)
            if rank is not None:
                end = _end(seen, index, rank)
                words = " ".join(seen[at].words for at in range(index, end) if seen[at].words)
                if seen[end - 1].words and _UNDERLINE.fullmatch(seen[end - 1].words):
                    words = line.words
                found.append((rank, Cut(1, words, index, end)))
                index = end
                continue
        index += 1
    return _levels(_without_cover(found, lines))


def _look(lines: list[str]) -> list[_Line]:
    words = [" ".join(line.split()) for line in lines]
    looked = []
    for index, line in enumerate(lines):
        top = index == 0 or not words[index - 1] or "\f" in line or lines[index - 1].rstrip("\r\n").endswith("\f")
        top = top or _is_foot(words[index - 1], lines[index - 1])
        last = index + 1 == len(lines) or not words[index + 1] or "\f" in lines[index + 1]
        indent = len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
        looked.append(_Line(words[index], indent, top, last))
    return looked


def _mould(words: str) -> str:
    """The words with every page number made the same; a number at their beginning is the heading's own."""
    match = _NUMBERED.fullmatch(words)
    return words if match and not (match[3] or "").isdigit() else re.sub(r"\b\d{1,4}\b", "0", words)


def _repeated(seen: list[_Line]) -> set[str]:
    """What stands at the head or the foot of every page."""
    times = Counter(_mould(line.words) for line in seen if line.words and len(line.words) <= 110)
    return {mould for mould, count in times.items() if count > 3}


def _is_foot(words: str, line: str) -> bool:
    """The foot of a page: a number, perhaps with the document's name, far from the left margin."""
    far = len(line) - len(line.lstrip()) > 20
    return far and bool(
        re.fullmatch(r"(?:page )?[\divxl]{1,4}(?: of \d{1,4})?(?: \S{1,30}){0,4}", words, re.IGNORECASE)
    )


def _rank(seen: list[_Line], index: int) -> int | None:
    line = seen[index]
    if len(line.words) > 110 or _LEADERS.search(line.words) or not line.free_before:
        return None
    if index + 1 < len(seen) and seen[index + 1].words and _UNDERLINE.fullmatch(seen[index + 1].words):
        return _SECTION if len(line.words) <= 80 else None
    if match := _NAMED.fullmatch(line.words):
        return _named_rank(line, match)
    if match := _NUMBERED.fullmatch(line.words):
        return _numbered_rank(line, match, _wraps(seen, index))
    if line.free_after and _is_title(line):
        return _SECTION
    return None


def _named_rank(line: _Line, match: re.Match[str]) -> int | None:
    """SECTION ONE; Part II – Clauses; Exhibit 2 - Price form. Not "Section 3 describes the scope." """
    name, rest = match[1], match[3]
    if not name[0].isupper() or rest.endswith((".", ",", ";")) or len(rest.split()) > 14:
        return None
    written_large = name.isupper() or line.indent >= 12
    separated = bool(re.search(r"[:.)–—-]\s*\Z", line.words[: match.start(3)]))
    if rest and not (written_large or separated) and not _titled(rest):
        return None
    if not rest and not (line.free_after or written_large):
        return None
    return _PART if name.casefold() in ("part", "volume", "division") else _SECTION


def _numbered_rank(line: _Line, match: re.Match[str], wraps: bool) -> int | None:
    """1.01 TITLE, A.1 Definitions, 52.216-1 TYPE: by the depth of the number. "1." needs capitals."""
    words = match[2] or match[4]
    capitals = _is_capitals(words)
    if not (words[0].isupper() or words[0] in "“\"'[<{(") or len(words) > 90 or line.indent > 8:
        return None
    if (words.endswith((";", ",")) and not wraps) or (
        words.endswith(".") and not (capitals or len(words.split()) <= 6)
    ):
        return None
    if match[3]:
        return _simple_rank(line, match[3], words)
    if not (capitals or _titled(words) or (line.free_after and len(words.split()) <= 12)):
        return None
    parts = match[1].split(".")
    if len(parts) == 2 and parts[1] == "0":
        return _FIRST_NUMBER
    return _FIRST_NUMBER + len(parts) - 1


def _simple_rank(line: _Line, number: str, words: str) -> int | None:
    """1. INTRODUCTION, II. Scope, A. General, 3 Terms: an item of a list looks nearly the same."""
    free = line.free_before and line.free_after and line.indent <= 2
    title = _titled(words) and len(words.split()) <= 8 and not words.endswith((".", ":", ";", ","))
    dotted = not number.isdigit()
    plain = free and title and (dotted or not re.search(r"\d", words))
    capitals = dotted and _is_capitals(words) and line.indent <= 4 and len(words) > 3
    if not (plain or capitals):
        return None
    letter = number[0].isalpha() and not re.fullmatch(r"[IVX]+\W", number)
    return _FIRST_NUMBER + 1 if letter else _FIRST_NUMBER


def _is_title(line: _Line) -> bool:
    words = line.words
    if _KNOWN.fullmatch(words.rstrip(":")):
        return True
    if len(words) > 80 or words.endswith((",", ";", ".")) or "@" in words or "$" in words:
        return False
    longest = max((len(word) for word in re.findall(r"[A-Z]+", words)), default=0)
    return _is_capitals(words) and longest >= 4 and not re.search(r"\d{4,}|_{2,}|\s[|=]\s", words)


def _is_capitals(words: str) -> bool:
    # What stands in brackets may be written small: "TYPE OF CONTRACT (Apr 1984)".
    letters = [character for character in re.sub(r"\([^()]*\)", "", words) if character.isalpha()]
    return len(letters) >= 3 and sum(character.isupper() for character in letters) >= 0.9 * len(letters)


def _titled(words: str) -> bool:
    """Whether the words begin with capitals as in a title, small words aside."""
    long_words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", words) if len(word) > 3]
    return bool(long_words) and sum(word[0].isupper() for word in long_words) >= 0.7 * len(long_words)


def _end(seen: list[_Line], index: int, rank: int) -> int:
    """The line after a heading: one that goes on (SECTION ONE / INTRODUCTION AND KEY DATES) takes its lines."""
    end = index + 1
    if end < len(seen) and seen[end].words and _UNDERLINE.fullmatch(seen[end].words):
        return end + 1
    match = _NAMED.fullmatch(seen[index].words)
    bare = match is not None and not match[3]
    gap = end
    while gap < len(seen) and gap - end < 3 and not seen[gap].words:
        gap += 1
    if bare and gap < len(seen) and _continues(seen[gap]) and (gap == end or _is_capitals(seen[gap].words)):
        end = gap + 1
    if rank > _SECTION and _wraps(seen, index):
        return end + 1
    first = seen[end - 1]
    while rank <= _SECTION and end < len(seen) and end - index < 6 and not first.free_after:
        line = seen[end]
        if not (line.words and _continues(line) and _is_capitals(line.words) and _is_capitals(first.words)):
            break
        first, end = line, end + 1
    return end


def _wraps(seen: list[_Line], index: int) -> bool:
    """Whether a numbered title was too long for its line and ends on the next."""
    if index + 1 >= len(seen) or seen[index].free_after or len(seen[index].words) < 65:
        return False
    rest = seen[index + 1]
    longest = 80 if _is_capitals(seen[index].words) and _is_capitals(rest.words) else 45
    return rest.free_after and len(rest.words) <= longest and _continues(rest) and not rest.words.endswith(":")


def _continues(line: _Line) -> bool:
    short = len(line.words) <= 90 and not line.words.endswith((".", ",", ";"))
    return (
        short
        and not _LEADERS.search(line.words)
        and not _NAMED.fullmatch(line.words)
        and (not _NUMBERED.fullmatch(line.words) and (_is_capitals(line.words) or _titled(line.words)))
    )


def _contents(seen: list[_Line], lines: list[str]) -> tuple[int | None, range]:
    """The title of the printed table of contents and the lines it takes, title excluded."""
    for index, line in enumerate(seen):
        if line.words and _CONTENTS.fullmatch(line.words):
            return index, range(index + 1, _contents_end(seen, lines, index + 1))
        if index > 600:
            break
    return None, range(0)


def _contents_end(seen: list[_Line], lines: list[str], start: int) -> int:
    """Where the entries end: at the end of their last page, or where the first entry comes back as a heading."""
    entries: set[str] = set()
    last_entry = start
    for index in range(start, min(len(seen), start + 1_200)):
        line = seen[index]
        entry = bool(_LEADERS.search(lines[index].rstrip()))
        if "\f" in lines[index] and index > start and not _page_of_entries(lines, index):
            return index
        plain = re.sub(r"\W+", "", _LEADERS.sub("", line.words)).casefold()
        if plain and plain in entries and not entry:
            return index
        if entry:
            last_entry = index + 1
        elif last_entry > start and sum(bool(other.words) for other in seen[last_entry : index + 1]) > 4:
            return last_entry
        if plain:
            entries.add(plain)
    return last_entry


def _page_of_entries(lines: list[str], start: int) -> bool:
    page: list[str] = []
    for line in lines[start : start + 80]:
        if page and "\f" in line:
            break
        page.append(line.rstrip())
    filled = [line for line in page if line.strip()]
    return bool(filled) and sum(bool(_LEADERS.search(line)) for line in filled) * 2 >= len(filled)


def _without_cover(found: list[tuple[int, Cut]], lines: list[str]) -> list[tuple[int, Cut]]:
    """Capitals on the cover are no headings where the text has sections with names or numbers."""
    page = next((index for index, line in enumerate(lines) if "\f" in line and index > 0), None)
    structured = [cut for _, cut in found if _NAMED.fullmatch(cut.heading) or _NUMBERED.fullmatch(cut.heading)]
    if page is None or len(structured) < 3:
        return found
    inside = {id(cut) for cut in structured}
    return [
        (rank, cut) for rank, cut in found if cut.first >= page or id(cut) in inside or _CONTENTS.fullmatch(cut.heading)
    ]


def _levels(found: list[tuple[int, Cut]]) -> list[Cut]:
    ranks = sorted({rank for rank, _ in found})
    levels = {rank: min(6, position + 1) for position, rank in enumerate(ranks)}
    return [Cut(levels[rank], cut.heading, cut.first, cut.end) for rank, cut in found]
