"""Where each paragraph of a text was first written, and whether it was changed since.

A paragraph of a text comes from a source (an earlier version, the version it was forked from, an inserted clause, the
solicitation it was copied from) when it stands there word for word: at the same place (pieces are known by their keys),
or elsewhere if it has a few words. It was changed when at its place a source has a paragraph that shares at least half
of both paragraphs' words. What comes from nowhere was written here.

A source knows where its own paragraphs come from, so origins go through any number of forks and copies: a paragraph's
origin is the version in which these very words were first written, and `after` is the origin of what they were made of.

What `origins` gives is kept with a published version:

    {place: [[origin, after or None], ...]}     place: "sections/s3", "requirements/r1", "criteria/c1", "price_lines/p1"
                                                one pair for each paragraph of `paragraphs(content)[place]`
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

#: How much of both paragraphs' words must be the same for one to be the other, changed.
ALIKE = 0.5
#: From how many words on a paragraph is known wherever it stands: fewer may be the same by chance.
TELLING = 4
#: Of many paragraphs of one place, so many are looked at: those with most words in common, and those around it. A word
#: that stands in more of them than `COMMON` says nothing.
LOOKED_AT, BESIDE, COMMON = 60, 10, 200
PREFIX = "solicitation:"
PARTS = ("sections", "requirements", "criteria", "price_lines")

_BLANK = re.compile(r"\{\{[^{}\r\n]{1,100}\}\}")
_WORD = re.compile(r"[^\W_]+(?:['’.,:/@-][^\W_]+)*")
_APART = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Source:
    """A text from which another may have taken paragraphs; `ref` is the id of its version, or `PREFIX` + id."""

    ref: str
    content: Mapping
    #: As `origins` gave them; a text without them is the origin of all it holds.
    origins: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph and where it comes from."""

    text: str
    #: "unchanged" | "changed" | "own"
    status: str
    #: Who wrote these words, or of a changed one the words it was made of; None: written here.
    origin: str | None = None
    #: Of what the origin itself was made.
    after: str | None = None
    #: Of a changed one, the words it was made of.
    original: str = ""


@dataclass(frozen=True)
class _Known:
    text: str
    words: Counter
    place: str
    origin: str
    after: str | None


def paragraphs(content: Mapping) -> dict[str, list[str]]:
    """The paragraphs of everything that is published, by place: a heading counts as one, so does a label."""
    found: dict[str, list[str]] = {}
    for section in content["sections"]:
        found[f"sections/{section['key']}"] = _texts(section["heading"], section["body"])
    for each in content["requirements"]:
        rows = [row["text"] for row in each.get("rows") or () if row.get("text")]
        found[f"requirements/{each['key']}"] = [*_texts(each.get("label"), each.get("help")), *rows]
    for each in content["criteria"]:
        found[f"criteria/{each['key']}"] = _criterion(each)
    for each in content["price_lines"]:
        found[f"price_lines/{each['key']}"] = _texts(each.get("description"))
    return found


def trace(content: Mapping, sources: Iterable[Source]) -> dict[str, list[Paragraph]]:
    """Every paragraph of the content with its origin, by place; of several sources the first that fits."""
    exact: dict[str, list[_Known]] = {}
    at_place: dict[str, list[_Known]] = {}
    of_source: dict[str, list[_Known]] = {}
    for source in sources:
        of_source[source.ref] = list(_known(source))
        for each in of_source[source.ref]:
            exact.setdefault(_plain(each.text), []).append(each)
            at_place.setdefault(each.place, []).append(each)
    clauses = {f"sections/{each['key']}": each.get("clause", "") for each in content["sections"]}
    result = {}
    for place, texts in paragraphs(content).items():
        certain = [_exactly(text, place, exact) for text in texts]
        near = _Near(_near(place, certain, at_place) + of_source.get(clauses.get(place, ""), []))
        pairs = zip(texts, certain, strict=True)
        result[place] = [_paragraph(text, found, near, index) for index, (text, found) in enumerate(pairs)]
    return result


def origins(ref: str, content: Mapping, sources: Iterable[Source]) -> dict[str, list[list[str | None]]]:
    """What is kept of a published version: for each paragraph who wrote its words, and of what they were made."""
    return {place: [_pair(ref, each) for each in found] for place, found in trace(content, sources).items()}


def count(text: str) -> int:
    """How many words a text has; a blank in it has none."""
    return sum(_words(text).values())


def reuse(traced: Mapping[str, list[Paragraph]], printed: Callable[[str, str], str]) -> dict:
    """How many words came from where: {words, reused_unchanged, reused_changed, own, by_origin: {ref: {...}}}.

    `printed(place, text)` gives a paragraph as it is published, its blanks filled: what was filled in is written here.
    Of a changed paragraph the words it kept count as reused, the others as own; so the three add up to `words`.
    """
    totals = {"words": 0, "reused_unchanged": 0, "reused_changed": 0, "own": 0}
    by_origin: dict[str, dict[str, int]] = {}
    for place, found in traced.items():
        for each in found:
            kept, shown = _kept(each), count(printed(place, each.text))
            words = max(kept, shown)
            totals["words"] += words
            totals["own"] += words - kept
            if each.origin is not None:
                totals[f"reused_{each.status}"] += kept
                known = by_origin.setdefault(each.origin, {"unchanged": 0, "changed": 0})
                known[each.status] += kept
    return {**totals, "by_origin": by_origin}


def refs(traced: Mapping[str, Iterable[Paragraph]]) -> set[str]:
    """Every origin that is named."""
    named = {ref for found in traced.values() for each in found for ref in (each.origin, each.after)}
    return {ref for ref in named if ref is not None}


def _known(source: Source) -> Iterable[_Known]:
    for place, texts in paragraphs(source.content).items():
        pairs = source.origins.get(place) or []
        for index, text in enumerate(texts):
            origin, after = pairs[index] if len(pairs) == len(texts) else (source.ref, None)
            yield _Known(text, _words(text), place, origin, after)


def _exactly(text: str, place: str, exact: Mapping[str, list[_Known]]) -> _Known | None:
    found = exact.get(_plain(text), [])
    here = next((each for each in found if each.place == place), None)
    return here or (found[0] if found and count(text) >= TELLING else None)


def _near(place: str, certain: list[_Known | None], at_place: Mapping[str, list[_Known]]) -> list[_Known]:
    """Where a changed paragraph of this place may have stood: at the same place, else where its neighbours stood."""
    if place in at_place:
        return at_place[place]
    neighbours = Counter(each.place for each in certain if each is not None)
    return at_place[neighbours.most_common(1)[0][0]] if neighbours else []


class _Near:
    """The paragraphs that a changed one may have been, each text once.

    Looked through are those with most of its telling words, and those that stand where it stands: a text of thousands
    of paragraphs is traced in seconds, whatever it says.
    """

    def __init__(self, known: Iterable[_Known]):
        self.by_text: dict[str, _Known] = {}
        for each in known:
            self.by_text.setdefault(_plain(each.text), each)
        self.known = list(self.by_text.values())

    @cached_property
    def having(self) -> dict[str, list[int]]:
        """By word, where it stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, each in enumerate(self.known):
            for word in each.words:
                found[word].append(index)
        return found

    def most_alike(self, words: Counter, place: int) -> _Known | None:
        """The first that shares most words, and at least half of both."""
        best, most = None, 0.0
        for index in self._likely(words, place):
            alike = _alike(words, self.known[index].words)
            if alike >= ALIKE and alike > most:
                best, most = self.known[index], alike
        return best

    def _likely(self, words: Counter, place: int) -> Iterable[int]:
        if len(self.known) <= LOOKED_AT:
            return range(len(self.known))
        shared: Counter[int] = Counter()
        for word in words:
            found = self.having.get(word, ())
            if len(found) <= COMMON:
                shared.update(found)
        beside = range(max(0, place - BESIDE), min(len(self.known), place + BESIDE + 1))
        return sorted({*beside, *(index for index, _ in shared.most_common(LOOKED_AT))})


def _paragraph(text: str, certain: _Known | None, near: _Near, place: int) -> Paragraph:
    if certain is not None:
        return Paragraph(text, "unchanged", certain.origin, certain.after)
    same = near.by_text.get(_plain(text))
    if same is not None:
        return Paragraph(text, "unchanged", same.origin, same.after)
    best = near.most_alike(_words(text), place)
    if best is None:
        return Paragraph(text, "own")
    return Paragraph(text, "changed", best.origin, best.after, best.text)


def _pair(ref: str, each: Paragraph) -> list[str | None]:
    if each.status == "unchanged":
        return [each.origin, each.after]
    return [ref, each.origin]


def _kept(each: Paragraph) -> int:
    if each.status == "unchanged":
        return count(each.text)
    return sum((_words(each.text) & _words(each.original)).values()) if each.status == "changed" else 0


def _alike(some: Counter, others: Counter) -> float:
    both = sum(some.values()) + sum(others.values())
    return 2 * sum((some & others).values()) / both if both else 0.0


def _words(text: str) -> Counter:
    return Counter(_WORD.findall(_BLANK.sub(" ", text)))


def _plain(text: str) -> str:
    return " ".join(_BLANK.sub("{{}}", text).split())


def _texts(first: str | None, rest: str | None = "") -> list[str]:
    return [each.strip("\n") for each in (first or "", *_APART.split(rest or "")) if each.strip()]


def _criterion(criterion: Mapping) -> list[str]:
    inner = [text for each in criterion.get("children") or () for text in _criterion(each)]
    return [*_texts(criterion.get("title"), criterion.get("guidance")), *inner]
