"""States, time zones and short names: what a jurisdiction's place in the world may be."""

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

#: USPS codes of the states, the federal district and the territories.
STATES = {
    "AL": "Alabama", "AK": "Alaska", "AS": "American Samoa", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida",
    "GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska",
    "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "MP": "Northern Mariana Islands", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "VI": "U.S. Virgin Islands", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

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


def slug_of(name: str) -> str:
    """The name as it stands in an address: lower case, words joined by hyphens ("City of Pine" -> "city-of-pine")."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
