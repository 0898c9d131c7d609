"""One mark as an evaluator types it, checked against its criterion at once: pure, exact, in a clerk's words."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

PASS, FAIL = "pass", "fail"


class MarkFault(ValueError):
    """The mark does not fit the criterion; the message is a sentence for the evaluator."""


def check(criterion: Mapping, mark: str) -> str:
    """The mark in its canonical spelling ("4", "4.5", "Good", "pass"), or MarkFault."""
    mark = str(mark).strip()
    if criterion["kind"] == "pass-fail":
        if mark.lower() not in (PASS, FAIL):
            raise MarkFault("Choose pass or fail.")
        return mark.lower()
    levels = (criterion.get("scale") or {}).get("levels")
    if criterion["kind"] == "rated" and levels:
        if mark not in levels:
            raise MarkFault("Choose one of the levels: " + ", ".join(levels) + ".")
        return mark
    least, most = limits(criterion)
    try:
        number = Decimal(mark)
    except InvalidOperation:
        raise MarkFault(f"Give a number from {least} to {most}.") from None
    if not number.is_finite() or not Decimal(least) <= number <= Decimal(most):
        raise MarkFault(f"Give a number from {least} to {most}.")
    if -number.normalize().as_tuple().exponent > 6:
        raise MarkFault("At most six digits after the point are taken.")
    return format(number.normalize() + 0, "f")


def limits(criterion: Mapping) -> tuple[str, str]:
    """The least and the greatest mark of a numeric criterion."""
    if criterion["kind"] == "given":
        return "0", str(criterion["points"])
    scale = criterion.get("scale") or {}
    return str(scale.get("min") or "0"), str(scale["max"])
