"""Rubrics: what a mark means in words, and whether the marks described exist on the criterion's scale.

A criterion's `anchors` are [{mark, text}]: the mark as an evaluator gives it ("8", or the name of a level), and what a
response looks like that earns it. They are published with the criterion, printed, and shown beside the mark.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from marshmallow import fields

from procurement.core.shapes import Shape, Text

MOST = 30


class Anchor(Shape):
    """What a response looks like that earns this mark."""

    mark = Text(longest=100, required=True)
    text = Text(longest=2_000, required=True)


def field() -> fields.List:
    """The field of a criterion's shape."""
    return fields.List(fields.Nested(Anchor()), allow_none=True)


def of(criterion: Mapping, parent: Mapping | None = None) -> list[dict]:
    """The anchors of a criterion, best mark first; a part without its own has those of the whole."""
    found = criterion.get("anchors") or (parent or {}).get("anchors") or []
    scale = criterion.get("scale") or (parent or {}).get("scale") or {}
    return sorted((dict(each) for each in found), key=lambda each: -_worth(each["mark"], scale))


def texts(criterion: Mapping) -> str:
    """Everything in a criterion that may name a blank, its parts left out."""
    anchors = [each.get("text", "") for each in criterion.get("anchors") or ()]
    return "\n".join([criterion.get("title") or "", criterion.get("guidance") or "", *anchors])


def faults(criterion: Mapping) -> Iterator[str]:
    """A sentence for every anchor that describes a mark nobody could give."""
    for each in criterion.get("children") or ():
        if isinstance(each, Mapping) and "title" in each:
            yield from faults(each)
    anchors = criterion.get("anchors") or []
    scales = _scales(criterion)
    seen = set()
    for anchor in anchors:
        if anchor["mark"] in seen:
            yield f"“{criterion['title']}” describes the mark {anchor['mark']} twice."
        seen.add(anchor["mark"])
        if not any(_is_on(anchor["mark"], scale) for scale in scales):
            yield f"“{criterion['title']}” describes the mark {anchor['mark']}, which its scale does not have."


def _scales(criterion: Mapping) -> Sequence[Mapping]:
    if criterion.get("kind") == "given":
        return [{"min": "0", "max": criterion.get("points") or criterion.get("value") or "0"}]
    if criterion.get("kind") == "pass-fail":
        return [{"levels": {"pass": "1", "fail": "0"}}]
    parts = [each for each in criterion.get("children") or () if isinstance(each, Mapping)]
    own = [criterion.get("scale") or {}]
    return own if not parts else [each.get("scale") or {} for each in parts]


def _is_on(mark: str, scale: Mapping) -> bool:
    if scale.get("levels"):
        return mark in scale["levels"]
    try:
        return Decimal(str(scale.get("min") or "0")) <= Decimal(mark) <= Decimal(str(scale.get("max") or "0"))
    except InvalidOperation:
        return False


def _worth(mark: str, scale: Mapping) -> Decimal:
    try:
        return Decimal(str((scale.get("levels") or {}).get(mark, mark)))
    except InvalidOperation:
        return Decimal(1 if mark == "pass" else 0)
