"""Administrative fees and rebates in cents: a ledger whose entries always add up to the exact sum, rounded once. Pure.

A fee is a percentage of what is bought (NASPO ValuePoint: 0.25 %). Rounding each report by itself would let the entries
drift from the sum by a cent here and there; so an entry is the rounded whole so far less what is booked already. Then
the entries add up to the percentage of the total to the cent, in whatever order and however small the reports come, and
a correction books exactly what it changes. When the percentage is amended, each part is reckoned by its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Basis:
    """What has been bought in all under one percentage, in cents."""

    percent: Decimal
    cents: int


def owed(parts: Iterable[Basis]) -> int:
    """The fee on all of it in cents: exact, rounded once, half a cent upwards (away from zero)."""
    exact = sum((Fraction(part.percent) * part.cents / 100 for part in parts), Fraction(0))
    whole = (abs(exact) + Fraction(1, 2)).__floor__()
    return whole if exact >= 0 else -whole


def to_book(before: Iterable[Basis], booked: int, change: Basis) -> int:
    """The entry for a change of what was bought: what is owed after it less what is booked already."""
    known = {part.percent: part.cents for part in before}
    known[change.percent] = known.get(change.percent, 0) + change.cents
    return owed([Basis(percent, cents) for percent, cents in known.items()]) - booked


def percent_on(day: date, now: Decimal | None, amended: Iterable[tuple[date, Decimal | None]]) -> Decimal | None:
    """Which percentage was in force on a day: `now`, unless it was amended after it.

    `amended` is {the day of an amendment, the percentage before it}, in any order; of several on one day the first
    made stands first. A quarter keeps the percentage of its last day, so that no amendment changes what was owed.
    """
    later = [each for each in amended if each[0] > day]
    return min(later, key=lambda each: each[0])[1] if later else now


@dataclass(frozen=True)
class Counted:
    """What one buyer bought in one quarter as its report and the vendor's say, None where nobody reported."""

    by_vendor: int | None = None
    by_member: int | None = None

    @property
    def cents(self) -> int:
        """What counts: what the vendor reports, and where it has not reported, what the member says."""
        return self.by_vendor if self.by_vendor is not None else self.by_member or 0

    @property
    def difference(self) -> int | None:
        """The vendor's figure less the member's; None until both have reported."""
        if self.by_vendor is None or self.by_member is None:
            return None
        return self.by_vendor - self.by_member


def total(counted: Mapping[tuple[str, str], Counted]) -> int:
    """What counts of all buyers and quarters, in cents."""
    return sum(each.cents for each in counted.values())
