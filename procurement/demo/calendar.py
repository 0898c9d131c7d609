"""The demo's calendar: working days before and after the day it is loaded on, so that it never goes stale."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: The day is counted where the middle of the partnership lies, so that every member has the same today.
MIDDLE = ZoneInfo("America/Chicago")
#: Month and day of the holidays that have a fixed date.
FIXED = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 24), (12, 25), (12, 31)}


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
    """Whether town halls are open: no weekend, no holiday of nearly all of them."""
    if day.weekday() >= 5 or (day.month, day.day) in FIXED:
        return False
    week, last_week = (day.day - 1) // 7 + 1, (day + timedelta(days=7)).month != day.month
    thanksgiving = day.month == 11 and (
        (day.weekday() == 3 and week == 4) or (day.weekday() == 4 and 23 <= day.day <= 29)
    )
    mondays = (
        (day.month in (1, 2) and week == 3)
        or (day.month == 5 and last_week)
        or (day.month == 9 and week == 1)
        or (day.month == 10 and week == 2)
    )
    return not (thanksgiving or (day.weekday() == 0 and mondays))


def _working(day: date, step: int) -> date:
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def _at(day: date, clock: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(zone))
