"""Stretches of time that an overview is looked at for: from values alone; days are days in one zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

YEAR = "12-months"
ALL = "all"
#: So many calendar years can be chosen, and are told apart in figures; what is older stands under the year 0.
YEARS = 10


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included; `from_on` None: from the beginning."""

    key: str
    label: str
    from_on: date | None
    to_on: date


def parse(key: str, today: date) -> Period:
    """The period of a key: "12-months" (also ""), "all", or a year such as "2026"; ValueError for anything else."""
    if key in ("", YEAR):
        return Period(YEAR, "Last 12 months", _year_later(today, -1) + timedelta(days=1), today)
    if key == ALL:
        return Period(ALL, "All years", None, today)
    if key in {str(year) for year in years(today)}:
        year = int(key)
        return Period(key, key, date(year, 1, 1), min(date(year, 12, 31), today))
    raise ValueError(f"“{key[:20]}” is no period: choose the last 12 months, one of the last {YEARS} years, or all.")


def choices(today: date) -> list[tuple[str, str]]:
    """What can be chosen: (key, label)."""
    return [(YEAR, "Last 12 months"), *((str(year), str(year)) for year in years(today)), (ALL, "All years")]


def years(today: date) -> list[int]:
    """The calendar years that are told apart, the latest first."""
    return [today.year - back for back in range(YEARS)]


def begins(day: date, zone: str) -> datetime:
    """The first instant of the day in this zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def instants(period: Period, zone: str) -> tuple[datetime | None, datetime]:
    """The period as a half-open span of instants."""
    first = begins(period.from_on, zone) if period.from_on is not None else None
    return first, begins(period.to_on + timedelta(days=1), zone)


def ahead(today: date) -> date:
    """The last day of the 12 months that begin today."""
    return _year_later(today, 1) - timedelta(days=1)


def months(today: date) -> list[date]:
    """The first day of each calendar month that the 12 months from today touch: 12, or 13 from within a month."""
    found, last = [today.replace(day=1)], ahead(today)
    while (following := (found[-1] + timedelta(days=31)).replace(day=1)) <= last:
        found.append(following)
    return found


def counted(months: Sequence[date], days: Sequence[tuple[date, int]]) -> list[int]:
    """How many of these days, given as (day, how many), fall into each month."""
    found = dict.fromkeys(months, 0)
    for day, many in days:
        found[day.replace(day=1)] += many
    return list(found.values())


def _year_later(day: date, years: int) -> date:
    """The same day of another year; February 29 becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
