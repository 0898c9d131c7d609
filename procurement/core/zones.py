"""IANA time zones: which there are, and the ones a form offers."""

from functools import cache
from zoneinfo import available_timezones

#: The zones a form offers; any other IANA zone may be set through the API.
OFFERED = {
    "America/New_York": "Eastern Time",
    "America/Indiana/Indianapolis": "Eastern Time (Indiana)",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Phoenix": "Mountain Standard Time (Arizona)",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "Pacific/Honolulu": "Hawaii Time",
    "America/Puerto_Rico": "Atlantic Standard Time (Puerto Rico)",
    "Pacific/Guam": "Chamorro Standard Time (Guam)",
    "Pacific/Pago_Pago": "Samoa Standard Time",
}


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def is_zone(name: str) -> bool:
    """Whether this is an IANA time zone with a place in its name (`America/Chicago`), or UTC."""
    return name in _zones()


def zone_choices(*present: str) -> list[tuple[str, str]]:
    """The zones a form offers as (zone, label), the ones already set among them."""
    extra = {zone: zone for zone in present if zone and zone not in OFFERED}
    return [*OFFERED.items(), *extra.items()]
