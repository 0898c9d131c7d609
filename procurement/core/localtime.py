"""A local day and time as people type them in two fields, turned into one instant or refused in a sentence."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from procurement.core import words
from procurement.core.errors import Invalid


def instant_of(day: str, clock: str, zone: str, *, day_field: str, time_field: str) -> datetime | None:
    """The instant of a local day ("2026-12-01") and time ("14:00") in an IANA zone; None when both are empty.

    Raises Invalid with the faults under the names of the two fields: not a date, not a time, one without the other,
    a time that the clocks skip on that day, or one that comes twice.
    """
    if not day and not clock:
        return None
    faults: dict[str, list[str]] = {}
    the_day, the_time = _day(day, faults, day_field), _time(clock, faults, time_field)
    if the_day is None or the_time is None:
        raise Invalid(faults)
    local = datetime.combine(the_day, the_time, tzinfo=ZoneInfo(zone))
    said = f"{the_time.hour % 12 or 12}:{the_time:%M} {'a.m.' if the_time.hour < 12 else 'p.m.'}"
    try:
        exists = local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    except OverflowError:
        raise Invalid({day_field: ["This day is outside the calendar."]}) from None
    if not exists or twice:
        why = "comes twice" if exists else "does not exist"
        clocks = "back" if exists else "forward"
        sentence = f"{said} {why} on {words.day(the_day)}: the clocks go {clocks}. Choose another time."
        raise Invalid({time_field: [sentence]})
    return local.astimezone(UTC)


def entries(instant: datetime | None, zone: str, *, day_field: str, time_field: str) -> dict[str, str]:
    """What stands in the two fields of a form for this instant."""
    if instant is None:
        return {day_field: "", time_field: ""}
    local = instant.astimezone(ZoneInfo(zone))
    return {day_field: local.date().isoformat(), time_field: f"{local:%H:%M}"}


def _day(text: str, faults: dict, field: str) -> date | None:
    if not text:
        faults[field] = ["Give the day as well."]
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        faults[field] = [f"“{text[:30]}” is not a day of the calendar. Write it as 2026-12-01."]
        return None
    if not 2000 <= found.year <= 2200:
        faults[field] = ["Choose a year between 2000 and 2200."]
        return None
    return found


def _time(text: str, faults: dict, field: str) -> time | None:
    if not text:
        faults[field] = ["Give the time as well."]
        return None
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or found.second or found.microsecond:
        faults[field] = [f"“{text[:30]}” is not a time of day in hours and minutes. Write it as 14:00."]
        return None
    return found
