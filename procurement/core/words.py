"""How the service says instants, days, amounts and quantities: the same words on pages, in letters and in refusals."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_name

LOCALE = "en_US"
# Zones that the Unicode tables leave without a name of their own; the law gives them their neighbours'.
_NAMED_LIKE = {
    "America/Indiana/Indianapolis": "America/New_York",
    "America/Indianapolis": "America/New_York",
    "America/Fort_Wayne": "America/New_York",
    "US/East-Indiana": "America/New_York",
    "America/Kentucky/Louisville": "America/New_York",
    "America/Louisville": "America/New_York",
}


def when(instant: datetime, zone: str, *, seconds: bool = False) -> str:
    """“Tuesday, December 1, 2026, at 2:00 p.m. Central Time”: the instant as people in this IANA zone read it.

    Noon and midnight are spelled out, because many read 12:00 p.m. as midnight. `seconds` adds them (receipts).
    """
    local = _local(instant, zone)
    hour = f"{local.hour % 12 or 12}:{local:%M}" + (f":{local:%S}" if seconds else "")
    half = "a.m." if local.hour < 12 else "p.m."
    note = ""
    if (local.hour, local.minute) == (12, 0):
        half = "noon" if not seconds or local.second == 0 else half
    elif (local.hour, local.minute) == (0, 0):
        note = " (midnight, as this day begins)"
    return f"{_day(local)}, at {hour} {half} {zone_name(instant, zone)}{note}"


def day(value: date | datetime, zone: str | None = None) -> str:
    """“Tuesday, December 1, 2026”; an instant needs the zone in which the day is meant."""
    if isinstance(value, datetime):
        if zone is None:
            raise ValueError("An instant falls on a day only in a time zone: name it.")
        value = _local(value, zone)
    return _day(value)


def zone_name(instant: datetime, zone: str) -> str:
    """“Central Time”; where the clock never changes, or reads twice at this instant, “Mountain Standard Time”."""
    local = _local(instant, zone)
    if zone in ("UTC", "Etc/UTC"):
        return "Coordinated Universal Time"
    named = ZoneInfo(_NAMED_LIKE.get(zone, zone))
    generic = get_timezone_name(named, "long", zone_variant="generic", locale=LOCALE)
    changes = _local(datetime(local.year, 1, 1, tzinfo=UTC), zone).utcoffset() != (
        _local(datetime(local.year, 7, 1, tzinfo=UTC), zone).utcoffset()
    )
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    if "(" in generic:
        return f"UTC{local:%z}"
    if changes and not twice:
        return generic
    return get_timezone_name(local.astimezone(named), "long", locale=LOCALE)


def zone_meaning(instant: datetime, zone: str) -> str:
    """What the zone means at this instant: “Central Standard Time, 6 hours behind UTC”."""
    local = _local(instant, zone)
    named = ZoneInfo(_NAMED_LIKE.get(zone, zone))
    name = get_timezone_name(local.astimezone(named), "long", locale=LOCALE)
    offset = local.utcoffset() or timedelta()
    if offset == timedelta():
        return f"{name}, the same as UTC"
    minutes = abs(int(offset.total_seconds()) // 60)
    hours = f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else str(minutes // 60)
    unit = "hour" if hours == "1" else "hours"
    return f"{name}, {hours} {unit} {'ahead of' if offset > timedelta() else 'behind'} UTC"


def money(cents: int) -> str:
    """“$1,234.50”; a negative amount is “−$1,234.50”."""
    if not isinstance(cents, int) or isinstance(cents, bool):
        raise TypeError(f"Money is integer cents: {cents!r}")
    sign = "−" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def quantity(number: Decimal | int) -> str:
    """“1,200” or “0.25”: exactly the number, without trailing zeros."""
    if isinstance(number, float):
        raise TypeError(f"A binary float is no exact quantity: {number!r}")
    text = f"{Decimal(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_price(dollars: Decimal) -> str:
    """“$12.50” or “$0.003125”: at least two digits after the point, never rounded."""
    text = f"{dollars.copy_abs():,f}"
    whole, _, fraction = text.partition(".")
    return f"{'−' if dollars < 0 else ''}${whole}.{fraction.rstrip('0').ljust(2, '0')}"


def listed(names: Sequence[str]) -> str:
    """“Birch”, “Birch and Cedar”, “Birch, Cedar and Elm”."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def size(count: int) -> str:
    """How large a file is, as file managers tell it (a kB is 1,024 bytes): “812 bytes”, “34 kB”, “2.1 MB”."""
    if count < 1024:
        return f"{count} byte{'' if count == 1 else 's'}"
    if count < 1024 * 1024:
        return f"{count // 1024} kB"
    tenths = count * 10 // (1024 * 1024)
    return f"{tenths // 10:,} MB" if tenths >= 100 or tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"


def ahead(instant: datetime, now: datetime) -> str:
    """“in 9 days”, “in 26 hours”, “in 5 minutes”, “3 days ago”: whole units, rounded towards the present."""
    gap = abs(instant - now)
    minutes = int(gap.total_seconds()) // 60
    if minutes == 0:
        return "in less than a minute" if instant > now else "just now"
    if minutes < 120:
        text = f"{minutes} minute{'' if minutes == 1 else 's'}"
    elif minutes < 48 * 60:
        text = f"{minutes // 60} hours"
    else:
        text = f"{minutes // (24 * 60)} days"
    return f"in {text}" if instant > now else f"{text} ago"


def _local(instant: datetime, zone: str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"An instant needs a time zone: {instant!r}")
    return instant.astimezone(ZoneInfo(zone))


def _day(value: date) -> str:
    return format_date(value, "EEEE, MMMM d, y", locale=LOCALE)
