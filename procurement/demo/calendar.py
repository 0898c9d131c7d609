"""The demo's calendar: working days before and after the day it is loaded on, so that it never goes stale."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from procurement.demo import cast
from procurement.networks.calendar import WorkCalendar

#: The day is counted where the middle of the partnership lies, so that every member has the same today.
MIDDLE = ZoneInfo("America/Chicago")
#: Month and day on which some of the demo's offices are closed besides holidays.
CLOSED = {(12, 24), (12, 31)}
#: Where the partnership's governments are: a day that is free in one of these states is no working day of the demo.
EVERYWHERE = tuple(
    WorkCalendar("America/Chicago", state, "state" if state else "federal")
    for state in ("", *sorted({place.state for place in cast.PLACES}))
)


@dataclass(frozen=True)
class Calendar:
    """Working days counted from one instant."""

    now: datetime

    @property
    def today(self) -> date:
        """The day of the instant."""
        return self.now.astimezone(MIDDLE).date()

    def back(self, days: int, clock: str, zone: str) -> datetime:
        """The wall clock of the zone on the working day that lies so many working days before today."""
        day = self.today
        for _ in range(days):
            day = _working(day - timedelta(days=1), -1)
        return _at(day, clock, zone)

    def within(self, days: int, clock: str, zone: str) -> datetime:
        """The wall clock of the zone on the first working day that is at least so many calendar days away."""
        return _at(_working(self.today + timedelta(days=days), 1), clock, zone)

    def closed(self, zone: str, clock: str = "14:00") -> datetime:
        """The latest working day's deadline that is at least an hour past."""
        day = _working(self.today, -1)
        while _at(day, clock, zone) > self.now - timedelta(hours=1):
            day = _working(day - timedelta(days=1), -1)
        return _at(day, clock, zone)


def is_working_day(day: date) -> bool:
    """Whether every town hall of the partnership is open."""
    return (day.month, day.day) not in CLOSED and all(each.is_working(day) for each in EVERYWHERE)


def _working(day: date, step: int) -> date:
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def _at(day: date, clock: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(zone))
