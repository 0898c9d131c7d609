"""A contract's time as a drawing: stretches as bars, notice dates and lapses as marks, today as a line. Pure.

Everything is in units of the drawing's own width (`WIDTH`); the page scales it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from procurement.contracts.term import Step

WIDTH, LEFT, ROW = 720, 10, 34
MARGIN = timedelta(days=20)
#: More years than this are labelled every other, every fifth ... year.
MOST_TICKS = 8


@dataclass(frozen=True)
class Bar:
    """One stretch of the term."""

    x: float
    y: int
    width: float
    state: str
    label: str
    #: Where notice of it is due, if it is.
    notice: float | None


@dataclass(frozen=True)
class Drawing:
    """Bars from top to bottom, years below them."""

    bars: list[Bar]
    ticks: list[tuple[float, str]]
    marks: list[tuple[float, str]]
    today: float | None
    height: int
    width: int = WIDTH


def drawn(steps: Sequence[Step], today: date, marks: Sequence[tuple[date, str]] = ()) -> Drawing | None:
    """The drawing of these stretches; None when there are none. `marks` are days with their names."""
    if not steps:
        return None
    first, last = steps[0].starts_on - MARGIN, max(each.ends_on for each in steps) + MARGIN
    days = (last - first).days

    def at(day: date) -> float:
        return round(LEFT + (day - first).days * (WIDTH - 2 * LEFT) / days, 1)

    bars = []
    for row, step in enumerate(steps):
        x, end = at(step.starts_on), at(step.ends_on + timedelta(days=1))
        notice = at(step.notice_on) if step.notice_on is not None and step.state == "open" else None
        bars.append(Bar(x, row * ROW + 8, round(max(end - x, 2), 1), step.state, step.label, notice))
    years = range(first.year + 1, last.year + 1)
    every = next(each for each in (1, 2, 5, 10, 50, 1000) if len(years) / each <= MOST_TICKS)
    ticks = [(at(date(year, 1, 1)), str(year)) for year in years if year % every == 0]
    inside = [(at(day), name) for day, name in marks if first <= day <= last]
    return Drawing(bars, ticks, inside, at(today) if first <= today <= last else None, len(steps) * ROW + 40)
