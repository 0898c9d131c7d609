"""Guesses what an imported text is: its title, its kind, its way of numbering, and its printed table of contents."""

import re
from collections.abc import Sequence

from procurement.core.markdown import line_to_text
from procurement.library.outline import is_front_matter

#: What each kind is called in full, on pages and in print. An RFQ may ask for either.
KIND_NAMES = {
    "RFP": "Request for Proposals",
    "RFI": "Request for Information",
    "RFQ": "Request for Qualifications or Quotes",
    "ITB": "Invitation to Bid",
    "call for solutions": "Call for Solutions",
}
_KINDS = (
    ("RFI", r"requests? for (?:information|interest)\b|\bRFI\b|expressions? of interest|sources sought"),
    ("RFQ", r"requests? for (?:quotations?|quotes?|qualifications?)\b|\bRFQ\b"),
    ("ITB", r"(?:invitations?|advertisement) (?:to|for) bids?\b|\bITB\b|\bIFB\b|call for bids|notice to bidders"),
    ("call for solutions", r"call for (?:solutions|innovations?)|challenge statement|problem statement solicitation"),
    ("RFP", r"requests? for (?:competitive |sealed )?(?:proposals?|applications?)\b|\bRFP\b"),
)
_KIND_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]

#: Words that say what sort of paper it is and not what it is about.
_GENERIC = re.compile(
    r"requests? for \w+|request|proposals?|quotations?|solicitation|invitation (?:to|for) bids?|document|template|"
    r"sealed|issued by|table of contents|contents|introduction|cover page|state of \w+|city of \w+|county of \w+|"
    r"\b(?:rf[piq]|itb|ifb|the|of|for|no|number|a|an|and|from)\b",
    re.IGNORECASE,
)
_BOLD_LINE = re.compile(r"[ \t]*(\*\*|__)(?=\S)([^\r\n]{4,200}?)\1[ \t:]*")
_OWN_NUMBER = re.compile(
    r"(?:(?:section|sec\.?|article|part|chapter|attachment|exhibit|appendix|annex)\s+[\divxlc]+\b|"
    r"(?:[A-Z]|\d{1,3})(?:\.\d{1,3})+|\d{1,2}[.)]\s|[IVX]{1,5}\.\s|[A-Z]\.\s|(?:section|part|article) \w+\b)",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\*\*|__)?\[.*\]\(#[^)\s]*\)(?:\*\*|__)?[\s\d|<br/>.]*"
    r"|.*(?:(?:\.[ ]?){4,}|…{2,}|\t|\s{3,})\s*(?:\d{1,3}|[ivxl]{1,6})"
    r"|\|.*\|\s*\d{1,3}\s*\|",
)
_CONTENTS = re.compile(r"\W*(?:table of )?contents\W*", re.IGNORECASE)
_LINK_PIECE = re.compile(r"\[[^\[\]\r\n]*\r?\n[^\[\]\r\n]*\]\(#[^)\s]*\)")


def guess_kind(text: str, filename: str) -> str:
    """RFP, RFI, RFQ, ITB or call for solutions: the first that the text names, else the file's name, else RFP."""
    for place in (text[:6_000], re.sub(r"[_-]+", " ", filename)):
        first = [
            (match.start(), kind) for kind, pattern in _KIND_PATTERNS if (match := pattern.search(place)) is not None
        ]
        if first:
            return min(first)[1]
    return "RFP"


def guess_title(sections: Sequence[tuple[str, str]], lines: Sequence[str], filename: str) -> str:
    """What the solicitation is about, as far as its beginning says so; else its first heading or its file's name.

    `sections` are pairs of a heading and a body.
    """
    front = is_front_matter(list(lines[:101]))
    for line in lines[:front]:
        if match := re.match(r"title:\s*[\"']?(.{3,200}?)[\"']?\s*\Z", line, re.IGNORECASE):
            return match[1]
    candidates: list[str] = []
    for heading, body in sections[:3]:
        candidates += [heading] if heading else []
        candidates += [line_to_text(match[2]) for line in body[:4_000].split("\n") if (match := _bold(line))]
    telling = [words for words in candidates if _tells(words)]
    if telling and sections[0][0]:
        return telling[0]
    if named := _after_for(lines):
        return named
    return (telling or [sections[0][0]])[0] or _of_cover(lines, filename)


def guess_numbering(headings: Sequence[str]) -> str:
    """ "own" when the headings carry their own numbers, so that no second ones are printed beside them."""
    headed = [heading for heading in headings if heading]
    own = sum(1 for heading in headed if _OWN_NUMBER.match(heading))
    return "own" if own >= 2 and own * 3 >= len(headed) else "automatic"


def printed_contents(sections: Sequence[tuple[str, str]]) -> set[int]:
    """Which sections are the original's own printed table of contents, as positions in the list.

    They are those titled so, and those after them that hold nothing but entries: links within the page, lines
    that end in a page number, or nothing under a heading that comes again later. `sections` are pairs of a
    heading and a body.
    """
    later: dict[str, int] = {}
    for index, (heading, _) in enumerate(sections):
        if heading:
            later[_plain(heading)] = index
    found: set[int] = set()
    for index, (heading, body) in enumerate(sections):
        titled = bool(_CONTENTS.fullmatch(heading))
        entries, others = _entries(body, later, index)
        follows = index - 1 in found
        repeats = bool(heading) and later[_plain(heading)] > index
        if (
            (titled and _is_list(body))
            or (entries >= 2 and others == 0 and (follows or repeats))
            or (entries + others == 0 and follows and repeats)
            or (entries >= 1 and others == 0 and follows)
        ):
            found.add(index)
    return found


def _entries(body: str, later: dict[str, int], index: int) -> tuple[int, int]:
    """How many lines of a body are entries of a table of contents, and how many are something else."""
    joined = _LINK_PIECE.sub(lambda match: " ".join(match[0].split()), body)
    entries = others = 0
    for line in joined.split("\n"):
        words = line.strip()
        if not words or re.fullmatch(r"\W*|page", words, re.IGNORECASE):
            continue
        plain = _plain(re.sub(r"\.{3,}.*", "", words))
        if _ENTRY.fullmatch(words) or later.get(plain, -1) > index:
            entries += 1
        else:
            others += 1
    return entries, others


def _is_list(body: str) -> bool:
    """Whether short lines that are no sentences make up most of a body."""
    lines = [line.strip() for line in body.split("\n") if re.search(r"\w", line)]
    short = sum(1 for line in lines if (len(line) <= 100 and not line.endswith(".")) or _ENTRY.fullmatch(line))
    return short * 2 >= len(lines)


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading.casefold().replace("&", "and"))


def _bold(line: str) -> re.Match[str] | None:
    match = _BOLD_LINE.fullmatch(line.rstrip("\r"))
    return match if match and not _CONTENTS.fullmatch(match[2]) else None


def _tells(words: str) -> bool:
    """Whether something is left when everything that any solicitation could say is taken away."""
    rest = re.sub(r"[\W\d_]+", " ", _GENERIC.sub(" ", words)).split()
    if _OWN_NUMBER.match(words):
        return False
    return len("".join(rest)) >= 6 and 2 <= len(words.split()) <= 25 and not words.endswith((".", ":", "?"))


def _after_for(lines: Sequence[str]) -> str:
    """REQUEST FOR PROPOSALS / FOR / what it is for: the way covers are set in plain text."""
    cover = [" ".join(line.split()) for line in lines[:120]]
    cover = [words for words in cover if words][:40]
    for index, words in enumerate(cover[:-1]):
        asked = next((match for _, pattern in _KIND_PATTERNS if (match := pattern.search(words))), None)
        if words.casefold() in ("for", "for:", "regarding", "regarding:") and _tells(cover[index + 1]):
            return cover[index + 1]
        if asked and asked.start() < 40:
            match = re.match(r".{0,30}?\bfor\b[: ]+(\S.{5,120})\Z", words[asked.end() :], re.IGNORECASE)
            if match and _tells(match[1]):
                return match[1]
    return ""


def _of_cover(lines: Sequence[str], filename: str) -> str:
    """The first short line at the beginning that tells something; else the first words; else the file's name."""
    words_of = [words for line in lines[:120] if (words := " ".join(line.split()))]
    long = next((index for index, words in enumerate(words_of) if len(words) > 80), len(words_of))
    for words in words_of[: min(long, 12)]:
        if words[0].isupper() and sum(map(str.isdigit, words)) <= 4 and _tells(words):
            return words
    for line in lines[:200]:
        words = line_to_text(line.strip()[:300].strip("#*_-=>|"))
        if sum(character.isalpha() for character in words) >= 3:
            return words if len(words) <= 120 else words[:119].rsplit(" ", 1)[0] + "…"
    return re.sub(r"[_-]+", " ", re.sub(r"\.\w{1,9}\Z", "", filename)).strip() or "Imported solicitation"
