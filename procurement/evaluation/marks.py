"""One mark as an evaluator types it, checked against its criterion at once: pure, exact, in a clerk's words."""

import re
from collections.abc import Mapping
from decimal import Decimal

PASS, FAIL = "pass", "fail"
_NUMBER = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,20}))?")
_PLACES = 6


class MarkFault(ValueError):
    """The mark does not fit the criterion; the message is a sentence for the evaluator."""


def check(criterion: Mapping, mark: str) -> str:
    """The mark in its canonical spelling ("4", "4.5", "Good", "pass"), or MarkFault. Zero is a mark like any other."""
    mark = str(mark).strip()
    if criterion["kind"] == "pass-fail":
        if mark.lower() not in (PASS, FAIL):
            raise MarkFault("Choose pass or fail.")
        return mark.lower()
    named = levels(criterion)
    if named:
        if mark not in named:
            raise MarkFault("Choose one of the levels: " + ", ".join(named) + ".")
        return mark
    least, most = limits(criterion)
    found = _NUMBER.fullmatch(mark)
    if found is None or not Decimal(least) <= Decimal(mark) <= Decimal(most):
        raise MarkFault(f"Give a number from {least} to {most}.")
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > _PLACES:
        raise MarkFault("At most six digits after the point are taken.")
    whole = found[2].lstrip("0") or "0"
    text = f"{whole}.{decimals}" if decimals else whole
    return text if text == "0" else found[1] + text


def levels(criterion: Mapping) -> list[str]:
    """The names of the levels a rated criterion is marked with, the best first; none for a scale of numbers."""
    named = (criterion.get("scale") or {}).get("levels") if criterion["kind"] == "rated" else None
    return sorted(named, key=lambda name: (-Decimal(str(named[name])), name)) if named else []


def limits(criterion: Mapping) -> tuple[str, str]:
    """The least and the greatest mark of a numeric criterion."""
    if criterion["kind"] == "given":
        return "0", str(criterion["points"])
    scale = criterion.get("scale") or {}
    least = scale.get("min")
    return "0" if least is None else str(least), str(scale["max"])


def short_scale(criterion: Mapping) -> list[str]:
    """Every whole mark of a short scale of numbers (0 to 5), which can be chosen instead of typed; else nothing."""
    if criterion["kind"] != "rated" or levels(criterion):
        return []
    least, most = map(Decimal, limits(criterion))
    if least != int(least) or most != int(most) or most - least > 10:
        return []
    return [str(mark) for mark in range(int(least), int(most) + 1)]
