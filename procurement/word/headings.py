"""Headings that nobody styled: bold lines in a document that has hardly any real ones."""

import re
from dataclasses import dataclass, field

from procurement.word.model import Runs, words
from procurement.word.openxml import Element, is_on, value, w, whole
from procurement.word.sheet import Styles

_LONGEST = 120
_FEW, _ENOUGH = 3, 3
_NUMBER = re.compile(
    r"(?:(?:section|article|part|chapter)\s+)?((?:\d+|[IVXLC]+|[A-Z])(?:\.\d+)*)[.):]?\s+\S", re.IGNORECASE
)
_CLAUSE = 30


def as_clause(text: str) -> bool:
    """Whether what is styled as a heading is a whole clause, as where every numbered paragraph has such a style."""
    return len(text.split()) > _CLAUSE


@dataclass
class Bold:
    """Which bold lines are headings, and how deep: by their numbers, else by size and capitals."""

    looks: list[tuple[int, bool]] = field(default_factory=list)

    @classmethod
    def found_in(cls, body: Element, styles: Styles) -> "Bold":
        """Looks through a document: only one with hardly any real headings, and several bold lines, has such."""
        real, looks = 0, []
        for each in body.iterchildren(w("p")):
            layout = each.find(w("pPr"))
            if styles.heading(layout):
                real += any((text.text or "").strip() for text in each.iter(w("t")))
                continue
            look = _look(each, layout, styles)
            if look is not None:
                looks.append(look)
        if real >= _FEW or len(looks) < _ENOUGH:
            return cls()
        return cls(sorted(set(looks), reverse=True)[:3])

    def level(self, layout: Element | None, runs: Runs) -> int:
        """The level of the heading that a paragraph is; 0 when it is none."""
        if not self.looks or layout is None or layout.getparent() is None:
            return 0
        look = _of(layout.getparent(), runs)
        if look is None or look not in self.looks:
            return 0
        match = _NUMBER.match(words(runs).strip())
        if match and "." in match[1]:
            return min(6, match[1].count(".") + 1)
        return self.looks.index(look) + 1


def _look(element: Element, layout: Element | None, styles: Styles) -> tuple[int, bool] | None:
    if layout is None or styles.is_contents(layout):
        return None
    texts = [(run, "".join(each.text or "" for each in run.iter(w("t")))) for run in element.iter(w("r"))]
    filled = [run for run, text in texts if text.strip()]
    text = "".join(text for _, text in texts).strip()
    if not filled or not all(is_on(run, "rPr/b") for run in filled):
        return None
    return _judged(text, filled[0])


def _of(element: Element, runs: Runs) -> tuple[int, bool] | None:
    filled = [each for each in runs if each.text.strip()]
    if not filled or not all("bold" in each.marks for each in filled):
        return None
    first = next(
        (run for run in element.iter(w("r")) if "".join(each.text or "" for each in run.iter(w("t"))).strip()), None
    )
    return _judged(words(runs).strip(), first) if first is not None else None


def _judged(text: str, first: Element) -> tuple[int, bool] | None:
    if len(text) > _LONGEST or text.endswith((".", ";", ",")) or not any(each.isalpha() for each in text):
        return None
    if text.endswith(":") and len(text.split()) > 6:
        return None
    return whole(value(first, "rPr/sz"), 22), text.upper() == text
