"""When those who buy under a contract are asked what came of it: after its start, every year, and at its end. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from procurement.contracts.term import add_months

#: Long enough for a first delivery.
AFTER_START = timedelta(days=90)


@dataclass(frozen=True)
class Milestone:
    """A day from which on it can be told what came of it, under its key."""

    key: str
    due_on: date

    @property
    def title(self) -> str:
        """“After the start”, “After year 2”, “At the end”."""
        return title(self.key)


def title(key: str) -> str:
    """A milestone's key in words."""
    return {"start": "After the start", "end": "At the end"}.get(key) or f"After year {key.removeprefix('year-')}"


def milestones(starts_on: date, ends_on: date) -> list[Milestone]:
    """All milestones of a term whose last day is `ends_on`, in order; a short term has only its end."""
    return sorted(_all(starts_on, ends_on), key=lambda each: each.due_on)


def reached(starts_on: date, ends_on: date, today: date) -> list[Milestone]:
    """Those that have come by today, the last one last."""
    return [each for each in milestones(starts_on, ends_on) if each.due_on <= today]


def _all(starts_on: date, ends_on: date) -> Iterator[Milestone]:
    if starts_on + AFTER_START < ends_on:
        yield Milestone("start", starts_on + AFTER_START)
    eve, year = starts_on - timedelta(days=1), 1
    while (day := add_months(eve, 12 * year) + timedelta(days=1)) <= ends_on:
        yield Milestone(f"year-{year}", day)
        year += 1
    yield Milestone("end", ends_on + timedelta(days=1))


@dataclass(frozen=True)
class Figure:
    """So many of so many said yes. A share is never shown without the number that stands behind it."""

    yes: int
    of: int

    @property
    def share(self) -> Fraction | None:
        """The part that said yes; None while nobody has said anything."""
        return Fraction(self.yes, self.of) if self.of else None

    @property
    def in_words(self) -> str:
        """“3 of 4”."""
        return f"{self.yes} of {self.of}" if self.of else "nobody yet"


@dataclass(frozen=True)
class Standing:
    """What all who told have said, each government counted once, by what it said last."""

    on_time: Figure
    on_budget: Figure
    buy_again: Figure
    governments: int


def standing(outcomes: Sequence) -> Standing:
    """The figures of these outcomes (rows, of any contracts); who says it is too early is not counted.

    Of one government and contract only the latest counts.
    """
    latest = {}
    for each in sorted(outcomes, key=lambda row: row.told_at):
        latest[each.contract_id, each.jurisdiction_id] = each
    rows = list(latest.values())
    return Standing(
        _figure([each.on_time for each in rows]),
        _figure([each.on_budget for each in rows]),
        _figure([each.buy_again for each in rows]),
        len({each.jurisdiction_id for each in rows}),
    )


def _figure(answers: Sequence[str]) -> Figure:
    said = [str(each) for each in answers if str(each) != "too-early"]
    return Figure(said.count("yes"), len(said))
