"""What is used of a ceiling, and the figures of both sides by quarter, drawn; tables beside them say the same. Pure.

Everything is in units of the drawing's own width (`WIDTH`); the page scales it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LEFT, ROW = 720, 90, 44
#: So many quarters are drawn, the latest.
MOST_QUARTERS = 12


@dataclass(frozen=True)
class Ceiling:
    """A bar of what is used, on a scale that ends with the ceiling or with what went beyond it."""

    used: float
    ceiling: float
    beyond: float
    #: Where 80 percent of the ceiling are.
    warning: float
    width: int = WIDTH


def ceiling(used_cents: int, ceiling_cents: int | None) -> Ceiling | None:
    """The bar, or None where there is no ceiling to draw."""
    if ceiling_cents is None or ceiling_cents <= 0:
        return None
    whole = max(used_cents, ceiling_cents)

    def at(cents: int) -> float:
        return round(WIDTH * max(cents, 0) / whole, 1)

    within, end = at(min(used_cents, ceiling_cents)), at(ceiling_cents)
    return Ceiling(
        within, end, round(at(used_cents) - end, 1) if used_cents > ceiling_cents else 0, at(ceiling_cents * 4 // 5)
    )


@dataclass(frozen=True)
class Pair:
    """One quarter: the vendor's bar above the buyers' own."""

    label: str
    y: int
    vendor: float
    member: float
    differs: bool


@dataclass(frozen=True)
class Pairs:
    """Quarters from top to bottom."""

    rows: list[Pair]
    height: int
    left: int = LEFT
    width: int = WIDTH


def pairs(quarters: Sequence[tuple[str, int, int, bool]]) -> Pairs | None:
    """Bars of (quarter, the vendor's cents, the buyers' cents, whether any differ); None when there are none."""
    shown = quarters[-MOST_QUARTERS:]
    most = max((abs(cents) for _, vendor, member, _ in shown for cents in (vendor, member)), default=0)
    if most == 0:
        return None

    def long(cents: int) -> float:
        return round((WIDTH - LEFT) * max(cents, 0) / most, 1)

    rows = [
        Pair(label, place * ROW, long(vendor), long(member), differs)
        for place, (label, vendor, member, differs) in enumerate(shown)
    ]
    return Pairs(rows, len(rows) * ROW)
