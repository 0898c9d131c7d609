"""The figures of an overview and what each counts: sums over groups of rows, hours, shares of drawings; exact. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise

#: Words of a solicitation that a person writes in an hour, research included: the rate at which reused words are
#: reckoned as hours. It is said wherever such hours are shown.
WORDS_AN_HOUR = 250

#: What each figure's rows are, as the head of their list says it.
TITLES = {
    "solicitations": "Solicitations published",
    "awards": "Awards that are final",
    "contracts": "Contracts held",
    "addenda": "Participating addenda signed",
    "adoptions": "Adoptions signed",
    "bought": "Bought, alone and together",
    "with-peers": "What peers bought beside us",
    "saved-prices": "Money saved against the last prices that members stated",
    "told-money": "Money saved, as outcomes say",
    "told-hours": "Hours saved, as outcomes say",
    "reused": "Words reused in published solicitations",
    "ends": "Contracts that end in the next 12 months",
    "renewals": "Renewals to be decided in the next 12 months",
    "certificates": "Vendors' certificates that lapse in the next 12 months",
    "peer-plans": "Needs that peers announced",
    "peer-pools": "Pools that others may still join",
    "peer-solicitations": "Solicitations that peers published",
    "peer-contracts": "Contracts of peers that are open to others",
    "peer-outcomes": "Outcomes that peers told",
}
#: What is counted by area and year, by the day ahead, and of peers.
BUYING = ("solicitations", "awards", "contracts", "addenda", "adoptions")
DAYS = ("ends", "renewals", "certificates")
PEERS = ("peer-plans", "peer-pools", "peer-solicitations", "peer-contracts", "peer-outcomes")


@dataclass(frozen=True)
class Group:
    """Rows of one figure that have the same side ("alone", "together"), area and year, counted.

    `cents` is the sum of those `priced` rows that name an amount, `number` that of hours or words.
    """

    figure: str
    how: str
    area: str
    year: int
    rows: int
    cents: int = 0
    priced: int = 0
    number: int = 0
    governments: int = 0


@dataclass(frozen=True)
class Total:
    """Groups added up."""

    rows: int = 0
    cents: int = 0
    priced: int = 0
    number: int = 0


@dataclass(frozen=True)
class Party:
    """A peer or a vendor: how many purchases, and for how much those were signed that name an amount."""

    key: str
    name: str
    rows: int
    cents: int
    priced: int
    #: Of a peer, its address; "" for a vendor.
    slug: str = ""


@dataclass(frozen=True)
class Saved:
    """What one participating addendum costs and would have cost at the last prices its signer stated, in cents."""

    id: str
    title: str
    place_id: str
    place: str
    day: date
    area: str
    year: int
    compared_cents: int
    last_cents: int
    lines: int
    of_lines: int

    @property
    def cents(self) -> int:
        """Below zero: it pays more than before."""
        return self.last_cents - self.compared_cents


@dataclass(frozen=True)
class Day:
    """So many things of one sort that end, are to be decided, or lapse on a day."""

    figure: str
    on: date
    rows: int


@dataclass(frozen=True)
class Board:
    """Every figure of one overview."""

    groups: Sequence[Group] = ()
    bought: Sequence[Group] = ()
    peers: Sequence[Party] = ()
    vendors: Sequence[Party] = ()
    saved: Sequence[Saved] = ()
    days: Sequence[Day] = ()
    doings: Sequence[Group] = ()
    months: Sequence[date] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of one's own to count."""
        return not (self.groups or self.bought or self.days)

    def total(self, figure: str, *, how: str | None = None, area: str | None = None, year: int | None = None) -> Total:
        """The sum of a figure's groups; what is None does not narrow."""
        among = {"bought": self.bought}.get(figure, self.doings if figure in PEERS else self.groups)
        return added(
            each
            for each in among
            if each.figure == figure
            and how in (None, each.how)
            and area in (None, each.area)
            and year in (None, each.year)
        )

    @property
    def areas(self) -> list[str]:
        """The focus areas of what is bought, by name, what has none last."""
        return _named({each.area for each in self.groups if each.figure in BUYING})

    @property
    def years(self) -> list[int]:
        """The years in which something was bought, the latest first; 0 for those before."""
        return sorted({each.year for each in self.groups if each.figure in BUYING}, reverse=True)

    @property
    def peer_areas(self) -> list[str]:
        """The focus areas of what peers do."""
        return _named({each.area for each in self.doings})

    def governments(self, figure: str) -> int:
        """How many governments stand behind a figure that outcomes give."""
        return sum(each.governments for each in self.groups if each.figure == figure)

    @property
    def saved_cents(self) -> int:
        """What was saved against stated last prices."""
        return sum(each.cents for each in self.saved)

    @property
    def saved_by(self) -> int:
        """How many governments stated these last prices."""
        return len({each.place_id for each in self.saved})

    def day_total(self, figure: str) -> int:
        """How many of one sort are ahead."""
        return sum(each.rows for each in self.days if each.figure == figure)

    def in_month(self, figure: str, month: date) -> int:
        """How many of one sort are ahead in a month, named by its first day."""
        return sum(each.rows for each in self.days if each.figure == figure and each.on.replace(day=1) == month)


def added(groups: Iterable[Group]) -> Total:
    """Several groups as one."""
    found = list(groups)
    names = ("rows", "cents", "priced", "number")
    return Total(*(sum(getattr(each, name) for each in found) for name in names))


def by_area(groups: Iterable[Group]) -> list[Group]:
    """The same groups with areas that differ only in capitals as one, under the spelling that has the most capitals.

    No figure counts governments by area, so that none is counted twice here.
    """
    found = list(groups)
    spelled: dict[str, str] = {}
    for each in found:
        spelled[each.area.casefold()] = min(each.area, spelled.get(each.area.casefold(), each.area))
    same: dict[tuple, list[Group]] = {}
    for each in found:
        same.setdefault((each.figure, each.how, spelled[each.area.casefold()], each.year), []).append(each)
    sums = ("rows", "cents", "priced", "number", "governments")
    return [
        Group(*key, *(sum(getattr(each, name) for each in parts) for name in sums)) for key, parts in same.items()
    ]  # fmt: skip


def hours(words: int) -> int:
    """Reused words as whole hours of writing, rounded down."""
    return words // WORDS_AN_HOUR


def percent(part: int, whole: int) -> int:
    """A part in whole percent, rounded down, 0 of nothing: nothing is called whole that is not."""
    return 100 * part // whole if whole > 0 else 0


def lengths(values: Sequence[int], full: int = 1000) -> list[int]:
    """Bars beside one another: the largest has the full length, each other its exact share rounded down.

    What is above nothing is seen: it has at least the length 1. Below zero counts by its size.
    """
    longest = max((abs(each) for each in values), default=0)
    return [max(1, int(Fraction(abs(each) * full, longest))) if each else 0 for each in values]


def split(values: Sequence[int], full: int = 1000) -> list[tuple[int, int]]:
    """Parts of one bar, (where it begins, how long it is): without gaps, together the full length unless all are 0."""
    whole, ends = sum(values), [0]
    for at in range(len(values)):
        ends.append(full * sum(values[: at + 1]) // whole if whole else 0)
    return [(start, end - start) for start, end in pairwise(ends)]


def _named(areas: set[str]) -> list[str]:
    return sorted(areas, key=lambda each: (not each, each.casefold()))
