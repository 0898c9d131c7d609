"""Whose overview it is, for which time, and for whom: what every figure's select is narrowed by. Floor: queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from procurement.core.columns import UTCDateTime
from procurement.core.context import Context
from procurement.library.queries import Circles
from procurement.networks import queries as networks
from procurement.networks.models import Jurisdiction, Network
from procurement.overview import periods
from procurement.overview.periods import Period

Place = Jurisdiction | Network
#: Whether a column names a government whose rows count.
Whose = Callable[[sa.ColumnElement[str]], sa.ColumnElement[bool]]
#: The columns of every fact, in their order.
COLUMNS = (
    "figure", "how", "sort", "id", "place_id", "title", "area", "year", "at", "on", "cents", "number", "vendor",
    "vendor_name", "tie",
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """One reader looks at one place over one period; days are days in `zone`."""

    ctx: Context
    place: Place
    period: Period
    zone: str
    today: date
    around: Circles

    @property
    def is_network(self) -> bool:
        """Whether all governments of a network are looked at together."""
        return isinstance(self.place, Network)

    def own(self, column) -> sa.ColumnElement[bool]:
        """Of the government itself, or of any member of the network and of the networks below it."""
        if self.is_network:
            return column.in_(networks.jurisdiction_ids_below([self.place.id]))
        return column == self.place.id

    def anybodys(self, column) -> sa.ColumnElement[bool]:
        """Whoever's it is: what narrows it comes elsewhere."""
        return column.is_not(None)

    def peers(self, column) -> sa.ColumnElement[bool]:
        """Of others who meet the government in a network; of a network, all its members."""
        if self.is_network:
            return self.own(column)
        above = networks.network_ids_above([self.place.id])
        return sa.and_(column != self.place.id, column.in_(networks.jurisdiction_ids_below(above)))

    def within(self, column) -> sa.ColumnElement[bool]:
        """Whether an instant falls into the period."""
        first, last = periods.instants(self.period, self.zone)
        return column < last if first is None else sa.and_(column >= first, column < last)

    def on_within(self, column) -> sa.ColumnElement[bool]:
        """Whether a day falls into the period."""
        first, last = self.period.from_on, self.period.to_on
        return column <= last if first is None else column.between(first, last)

    def year(self, column) -> sa.ColumnElement[int]:
        """The calendar year of an instant in the zone; 0 for years too long ago to be told apart."""
        known = [(column >= periods.begins(date(each, 1, 1), self.zone), each) for each in periods.years(self.today)]
        return sa.case(*known, else_=0)

    def year_on(self, column) -> sa.ColumnElement[int]:
        """The calendar year of a day, in the same way."""
        known = [(column >= date(each, 1, 1), each) for each in periods.years(self.today)]
        return sa.case(*known, else_=0)


def fact(figure: str, sort: str, of, *, place_id, title, year, **more) -> list[sa.ColumnElement]:
    """The columns of one sort of rows: what they count for, whose they are, when, and how much; `of` is their id."""
    nothing = sa.null()
    said = {
        "figure": sa.literal(figure, sa.String), "how": more.get("how", sa.literal("", sa.String)),
        "sort": sa.literal(sort, sa.String), "id": of, "place_id": place_id, "title": title,
        "area": more.get("area", sa.literal("", sa.String)), "year": year,
        "at": more.get("at", sa.cast(nothing, UTCDateTime())), "on": more.get("on", sa.cast(nothing, sa.Date())),
        "cents": more.get("cents", sa.cast(nothing, sa.BigInteger())),
        "number": more.get("number", sa.cast(nothing, sa.BigInteger())),
        "vendor": more.get("vendor", sa.cast(nothing, sa.String(200))),
        "vendor_name": more.get("vendor_name", sa.cast(nothing, sa.String(200))),
        "tie": more.get("tie", sa.cast(nothing, sa.String(16))),
    }  # fmt: skip
    return [said[name].label(name) for name in COLUMNS]


def ids(select: sa.Select, column) -> sa.Select:
    """A select of visible rows as their ids, to be used inside another."""
    return select.with_only_columns(column).correlate(None)


def day_of(at: datetime | None, on: date | None, zone: str) -> date:
    """The day of a fact, whether it has an instant or a day."""
    if on is not None:
        return on
    assert at is not None
    return at.astimezone(periods.begins(date(2000, 1, 1), zone).tzinfo).date()
