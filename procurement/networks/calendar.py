"""Days as a jurisdiction counts them: weekends, holidays, own closures, and where a local day begins and ends.

All arithmetic is on the calendar and the wall clock of an IANA zone and turned into an instant last, so that a change
of the clocks inside a span moves nothing. Holidays come from the `holidays` library, by state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from procurement.networks.rules import Counted

WEEKEND = {5: "a Saturday", 6: "a Sunday"}
ONE = timedelta(days=1)
#: Beyond these years nothing is planned, and holidays are guesses.
FIRST, LAST = date(1990, 1, 1), date(2300, 12, 31)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are working days in one place.

    `state_code` is the postal code of its state; `whose` is "state", "federal" or "none"; `closures` are its own
    closed days with their names.
    """

    zone: str
    state_code: str = ""
    whose: str = "none"
    closures: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, zone: str, state_code: str, whose: str, closures: Sequence[Mapping]) -> "WorkCalendar":
        """From the values of a rule pack: `closures` are [{date: "2026-12-24", name}]."""
        own = {date.fromisoformat(each["date"]): each["name"] for each in closures}
        return cls(zone, state_code, whose, MappingProxyType(own))

    def closed(self, day: date) -> str:
        """Why its offices are closed on this day (“a Saturday”, “Labor Day”), "" on a working day."""
        if day in self.closures:
            return self.closures[day]
        if self.whose != "none":
            name = _holidays_of(self.state_code if self.whose == "state" else "", day.year).get(day)
            if name is not None:
                return name
        return WEEKEND.get(day.weekday(), "")

    def is_working(self, day: date) -> bool:
        """Whether its offices are open."""
        return not self.closed(day)

    def add(self, day: date, count: int, counted: Counted = Counted.CALENDAR) -> date:
        """The day that lies `count` days after this one (before it when negative); the day itself does not count."""
        if counted == Counted.CALENDAR:
            return _within(day, count)
        step = ONE if count > 0 else -ONE
        for _ in range(abs(count)):
            day = self.working(_within(day, step.days), step.days)
        return day

    def working(self, day: date, step: int = 1) -> date:
        """This day if it is a working day, else the next one (`step` -1: the one before)."""
        while not self.is_working(day) and FIRST < day < LAST:
            day = _within(day, step)
        return day

    def day_of(self, instant: datetime) -> date:
        """The local day an instant falls on."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, clock: time) -> datetime:
        """The instant at which the wall clock shows this time on this day.

        A time the clocks skip is read on the clock before they jump (2:30 as 3:30); of one that comes twice it is
        the first. Whoever types a deadline is refused both (core/localtime.py).
        """
        return datetime.combine(day, clock, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def begins(self, day: date) -> datetime:
        """The instant at which the local day begins."""
        return self.at(day, time.min)

    def ends(self, day: date) -> datetime:
        """The instant at which the local day is over: the beginning of the next, never its last second."""
        return self.begins(_within(day, 1))

    def span(self, start: datetime, count: int, counted: Counted = Counted.CALENDAR) -> datetime:
        """Full days from an instant: forward to the end of the last day, backward to the beginning of the first."""
        day = self.add(self.day_of(start), count, counted)
        return self.ends(day) if count >= 0 else self.begins(day)

    def later(self, start: datetime, count: int, counted: Counted = Counted.CALENDAR) -> datetime:
        """The same time on the wall clock so many days after an instant."""
        local = start.astimezone(ZoneInfo(self.zone))
        return datetime.combine(
            self.add(local.date(), count, counted), local.timetz().replace(fold=0), tzinfo=ZoneInfo(self.zone)
        ).astimezone(UTC)


def _within(day: date, days: int) -> date:
    """So many days later, held inside the years that are planned in."""
    if days >= 0:
        return min(LAST, day + timedelta(days=min(days, (LAST - day).days))) if day < LAST else LAST
    return max(FIRST, day + timedelta(days=max(days, (FIRST - day).days))) if day > FIRST else FIRST


@cache
def _holidays_of(state_code: str, year: int) -> Mapping[date, str]:
    """The holidays of a state in a year, or ("") the federal ones, with their observed days."""
    found = holidays.country_holidays("US", subdiv=state_code or None, years=year)
    return MappingProxyType({day: name for day, name in found.items() if day.year == year})
