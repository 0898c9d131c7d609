"""Deadlines as people set them: a local day and time in a zone, and what the notice rule asks of the day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from procurement.core import localtime

_FIELDS = {"day_field": "due_date", "time_field": "due_time"}


def instant_of(day: str, clock: str, zone: str) -> datetime | None:
    """The instant of a deadline; None when both are empty. Faults stand under `due_date` and `due_time`."""
    return localtime.instant_of(day, clock, zone, **_FIELDS)


def entries(instant: datetime | None, zone: str) -> dict[str, str]:
    """What stands in the fields `due_date` and `due_time` of a form for this instant."""
    return localtime.entries(instant, zone, **_FIELDS)


def earliest_day(published: datetime, notice_days: int, zone: str) -> date:
    """The first local day a deadline may fall on: the day of publication does not count, the last day does."""
    return published.astimezone(ZoneInfo(zone)).date() + timedelta(days=notice_days)


def year_of(now: datetime, zone: str) -> int:
    """The year on the wall calendar of the zone."""
    return now.astimezone(ZoneInfo(zone)).year
