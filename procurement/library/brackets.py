"""Tells notes to whoever drafts (`[The agency should ...]`) from the other things square brackets are used for.

A note stays in the text as it is; pages show it and offer to take it out.
"""

import re
from collections.abc import Iterable

_CUE = re.compile(
    r"\A\W*(?:note|drafting|drafter|instruction|guidance|comment|option|optional|alternative|use|include|delete|"
    r"remove|add|modify|revise|edit|insert|enter|incorporate|reference|review|consider|see|if|when|where|for|this|"
    r"these|the agency|agency|agencies|can|may|should|must|ensure|check|choose|select|list|describe|explain|provide|"
    r"identify|state|complete|tailor|adjust|update|replace|throughout|below|sample|example|examples|adapt|attach|"
    r"customize|confirm|consult|contact|determine|keep|sections?|template|user|write|set)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:should|shall consider|must|may want|can be|could|consider|modify|delete|insert|include|agency|agencies|"
    r"template|as (?:needed|applicable|appropriate)|if (?:applicable|needed|required)|optional|example)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\A\W*(?:drafting |drafter'?s? )?(?:note|guidance|instructions?|comment)s?\b", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:", re.MULTILINE)
#: A note longer than this is taken for a bracket that somebody forgot to close.
_LONGEST = 8_000


def link_labels(text: str) -> frozenset[str]:
    """The labels that reference links in this text can point to."""
    return frozenset(" ".join(label.split()).casefold() for label in _DEFINITION.findall(text))


def is_plain_bracket(text: str, start: int, end: int, words: str, linked: frozenset[str] = frozenset()) -> bool:
    """Whether a bracket is neither a link, an image, a footnote, a check box, a citation nor a remark like [sic]."""
    if text[end : end + 1] in ("(", "[") or text[max(0, start - 1) : start] in ("!", "]"):
        return False
    if text[end : end + 1] == ":" and not text[text.rfind("\n", 0, start) + 1 : start].strip():
        return False
    bare = words.strip().casefold()
    if bare in ("", "x", "sic", "...", "…", "emphasis added") and bare not in ("...", "…"):
        return False
    if bare.startswith("^") or bare in linked:
        return False
    return not re.fullmatch(r"[\W\d]*\w?[\W\d]*|[\d.,\s%$-]+|[ivx]{1,5}|https?:\S*", bare) or bare in ("#", "●", "•")


def notes(body: str) -> list[str]:
    """The notes in a body, each as it is written there, brackets and emphasis included, in their order."""
    linked = link_labels(body)
    found = (body[start:end] for start, end in _outermost(body) if _is_note(body, start, end, linked))
    return list(dict.fromkeys(found))


def without_note(body: str, note: str) -> str:
    """The body without one note (every place where it stands word for word).

    A line, or a paragraph, that held nothing else goes with it; otherwise the words around it close up.
    """
    while (start := body.find(note)) >= 0 and note:
        end = start + len(note)
        before, after = body[:start], body[end:]
        alone_before = not before[before.rfind("\n") + 1 :].strip()
        rest = re.match(r"[ \t]*(?:\r?\n|\Z)", after)
        if alone_before and rest:
            before, after = before[: before.rfind("\n") + 1], after[rest.end() :]
            if not before.strip() or re.search(r"\n[ \t]*\r?\n\Z", before):
                after = re.sub(r"\A(?:[ \t]*\r?\n)+", "", after) if after.strip() else after
        elif before[-1:] in (" ", "\t") and (after[:1].isspace() or after[:1] in ".,;:)"):
            before = before.rstrip(" \t")
        body = before + after
    return body


def _outermost(body: str) -> Iterable[tuple[int, int]]:
    """The spans of the outermost brackets that close, with the emphasis around them."""
    opened: list[int] = []
    for match in re.finditer(r"[\[\]]", body):
        # A bracket that was never closed must not hide all that follow it.
        while opened and match.start() - opened[0] > _LONGEST:
            opened.pop(0)
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if not opened:
                yield _with_marks(body, start, match.end())


def _with_marks(body: str, start: int, end: int) -> tuple[int, int]:
    """Take in the backslash before each bracket and the emphasis around both."""
    if body[start - 1 : start] == "\\" and body[end - 2 : end - 1] == "\\":
        start -= 1
    while start > 0 and body[start - 1] in "*_" and body[end : end + 1] == body[start - 1]:
        start, end = start - 1, end + 1
    return start, end


def _is_note(body: str, start: int, end: int, linked: frozenset[str]) -> bool:
    words = " ".join(body[start:end].strip("*_").replace("\\", "")[1:-1].split())
    if not is_plain_bracket(body, start, end, words, linked):
        return False
    count = len(words.split())
    if _LABEL.match(words):
        return count >= 2
    emphasised = body[start] in "*_"
    if not _CUE.match(words):
        return count >= 6 and bool(_ADVICE.search(words)) and words.endswith((".", ":", "!"))
    return count >= 3 or emphasised
