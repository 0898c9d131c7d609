"""What a typed blank is, how the words a clerk types become its value, and how the value is printed.

A value is plain data that JSON can hold, and is always kept in one exact form:

| kind | kept as |
|---|---|
| text, long-text, choice | the words |
| money | whole cents (`int`) |
| number | an exact decimal, as text ("1234.50") |
| date | ISO ("2026-05-05") |
| date-time | local time, offset and zone as in RFC 9557 ("2026-05-05T14:00:00-05:00[America/Chicago]") |
| yes-no | `True` or `False` |

An empty entry is the value `None`: nobody has filled the blank yet.
"""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

KINDS = ("text", "long-text", "money", "number", "date", "date-time", "choice", "yes-no")

#: What a blank may be offered from: facts of the jurisdiction and of the solicitation, with what they are called.
DEFAULTS = {
    "jurisdiction.name": "the jurisdiction’s name",
    "jurisdiction.address": "the jurisdiction’s address",
    "jurisdiction.website": "the jurisdiction’s website",
    "jurisdiction.state": "the jurisdiction’s state",
    "jurisdiction.zone": "the jurisdiction’s time zone",
    "contact.name": "the name of the contact",
    "contact.email": "the e-mail address of the contact",
    "solicitation.reference": "the solicitation’s number",
    "solicitation.title": "the solicitation’s title",
}

#: How a key is written: letters, digits and underscores, beginning with a letter.
KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONEY = re.compile(r"\$?[ ]?(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?", re.ASCII)
_NUMBER = re.compile(r"([-+]?)(\d{1,20}|\d{1,3}(?:,\d{3}){1,6})(?:\.(\d{1,12}))?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_WORDED_DATE = re.compile(r"(?:([A-Za-z]{6,9}),?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*([ap])?\.?(m)?\.?", re.IGNORECASE | re.ASCII)
_OFFSET = re.compile(r"\s*(Z|[+-]\d{2}:?\d{2})\Z", re.ASCII)
_ZONE = re.compile(r"\s*\[?([A-Za-z_]+/[A-Za-z_/+\-0-9]+|UTC)\]?\Z", re.ASCII)
_SPLIT = re.compile(r"^(.+?\d{4}|\d{4}-\d{1,2}-\d{1,2})(?:,?\s+at\s+|,?\s+|T)(\d.*)\Z", re.ASCII)
#: How people in the United States name their zones; any other zone is printed by its own name.
_ZONE_NAMES = {
    "America/New_York": "Eastern Time",
    "America/Detroit": "Eastern Time",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Boise": "Mountain Time",
    "America/Phoenix": "Mountain Standard Time",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "Pacific/Honolulu": "Hawaii Time",
    "America/Puerto_Rico": "Atlantic Time",
    "UTC": "Coordinated Universal Time",
}


class BlankFault(ValueError):
    """What was typed cannot be the value of this blank; the message is a sentence for whoever typed it."""


@dataclass(frozen=True)
class Blank:
    """A typed gap in a text, declared once for a template and filled for each solicitation."""

    key: str
    label: str
    kind: str = "text"
    help: str = ""
    required: bool = True
    choices: tuple[str, ...] = ()
    #: What stood in the imported text, printed as long as nobody has filled the blank.
    original: str = ""
    #: What offers a value for it: one of DEFAULTS, or "" for nothing.
    default: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data for storing and for the API."""
        return {**asdict(self), "choices": list(self.choices)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Blank":
        """The opposite of `as_data`."""
        return cls(**{**data, "choices": tuple(data.get("choices", ()))})


def parse(blank: Blank, raw: Any, zone: str | None = None) -> Any:
    """The value of what was typed, or of a value sent as JSON; `None` when it is empty.

    `zone` (an IANA name) says where a date-time without a zone is meant. Raises `BlankFault`.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, float) or not isinstance(raw, str | int):
        raise BlankFault(f"“{blank.label}” takes typed text, not this kind of value.")
    if isinstance(raw, bool):
        if blank.kind != "yes-no":
            raise BlankFault(f"“{blank.label}” is not a yes-or-no blank.")
        return raw
    if isinstance(raw, int):
        return _whole(blank, raw)
    if blank.kind == "date-time":
        return _moment(blank, raw.strip(), zone)
    return _READERS[blank.kind](blank, raw)


def present(blank: Blank, value: Any, zone: str | None = None) -> str:
    """The words that are printed for a value; the empty text for a blank that nobody has filled.

    `zone` prints a date-time as it is in that zone instead of the one it was typed in.
    """
    if value is None:
        return ""
    if blank.kind == "money":
        return f"{'-' if value < 0 else ''}${abs(value) // 100:,}.{abs(value) % 100:02d}"
    if blank.kind == "number":
        return f"{Decimal(value):,f}"
    if blank.kind == "date":
        return _date_words(date.fromisoformat(value))
    if blank.kind == "date-time":
        return _moment_words(value, zone)
    if blank.kind == "yes-no":
        return "yes" if value else "no"
    return str(value)


def instant(value: str) -> datetime:
    """The instant of a date-time value, in UTC."""
    return datetime.fromisoformat(value.partition("[")[0]).astimezone(UTC)


def _text(blank: Blank, raw: str) -> str:
    words = " ".join(_legible(raw).split())
    if len(words) > 2_000:
        raise BlankFault(f"“{blank.label}” takes at most 2,000 characters; this is {len(words):,}.")
    return words


def _long_text(blank: Blank, raw: str) -> str:
    lines = _legible(raw.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    if len(text) > 50_000:
        raise BlankFault(f"“{blank.label}” takes at most 50,000 characters; this is {len(text):,}.")
    return re.sub(r"\n{3,}", "\n\n", text)


def _legible(raw: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", raw)


def _choice(blank: Blank, raw: str) -> str:
    for choice in blank.choices:
        if choice.casefold() == raw.strip().casefold():
            return choice
    offered = ", ".join(f"“{choice}”" for choice in blank.choices)
    raise BlankFault(f"“{blank.label}” is one of {offered}.")


def _yes_no(blank: Blank, raw: str) -> bool:
    word = raw.strip().casefold()
    if word in ("yes", "y", "true", "on"):
        return True
    if word in ("no", "n", "false", "off"):
        return False
    raise BlankFault(f"“{blank.label}” is answered by yes or no.")


def _money(blank: Blank, raw: str) -> int:
    match = _MONEY.fullmatch(raw.strip())
    if match is None:
        raise BlankFault(
            f"“{blank.label}” is an amount in dollars and cents, such as $1,234.50; “{_short(raw)}” is not."
        )
    return int(match[1].replace(",", "")) * 100 + int((match[2] or "0").ljust(2, "0"))


def _number(blank: Blank, raw: str) -> str:
    match = _NUMBER.fullmatch(raw.strip())
    if match is None:
        raise BlankFault(f"“{blank.label}” is a number, such as 12 or 1,234.5; “{_short(raw)}” is not.")
    whole = str(int(match[2].replace(",", "")))
    number = whole if match[3] is None else f"{whole}.{match[3]}"
    return f"-{number}" if match[1] == "-" and Decimal(number) != 0 else number


def _whole(blank: Blank, raw: int) -> Any:
    """An integer sent as JSON: cents for money, itself for a number, the words for text."""
    if blank.kind == "money":
        if not 0 <= raw < 10**15:
            raise BlankFault(f"“{blank.label}” is an amount in whole cents, zero or more.")
        return raw
    return parse(blank, str(raw))


def _date(blank: Blank, raw: str) -> str:
    found = _date_of(raw.strip())
    if found is None:
        raise BlankFault(
            f"“{blank.label}” is a date, such as 2026-05-05, 5/5/2026 or May 5, 2026; "
            f"“{_short(raw)}” is not one that exists in the calendar."
        )
    return found.isoformat()


def _date_of(raw: str) -> date | None:
    weekday = None
    if match := _ISO_DATE.fullmatch(raw):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _US_DATE.fullmatch(raw):
        year, month, day = int(match[3]), int(match[1]), int(match[2])
    elif match := _WORDED_DATE.fullmatch(raw):
        weekday, year, month, day = match[1], int(match[4]), _month(match[2]), int(match[3])
    else:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    if weekday and _WEEKDAYS[found.weekday()].casefold() != weekday.casefold():
        return None
    return found


def _month(word: str) -> int:
    """The month of a name or of its first three letters; 0, which no calendar has, for anything else."""
    for number, name in enumerate(_MONTHS, start=1):
        if word.casefold() in (name.casefold(), name[:3].casefold(), "sept" if number == 9 else None):
            return number
    return 0


def _moment(blank: Blank, raw: str, zone: str | None) -> str:
    rest = raw
    if match := _ZONE.search(rest):
        zone, rest = match[1], rest[: match.start()]
    offset = None
    if match := _OFFSET.search(rest):
        offset, rest = match[1], rest[: match.start()]
    parts = _SPLIT.match(rest.strip())
    day = _date_of(parts[1]) if parts else None
    clock = _clock_of(parts[2].strip()) if parts else None
    if day is None or clock is None:
        raise BlankFault(
            f"“{blank.label}” is a date with a time, such as 2026-05-05 14:00 or May 5, 2026, 2:00 p.m.; "
            f"“{_short(raw)}” is not."
        )
    naive = datetime(day.year, day.month, day.day, *clock)
    if offset is not None:
        return _with_offset(blank, naive, offset, zone)
    if zone is None:
        raise BlankFault(f"“{blank.label}” needs a time zone: add one, such as America/Chicago.")
    return _written(_local(blank, naive, _zone(blank, zone)), zone)


def _clock_of(raw: str) -> tuple[int, int, int] | None:
    match = _CLOCK.fullmatch(raw)
    if match is None or (match[4] is None and (match[2] is None or match[5])) or (match[4] and not match[5]):
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(blank: Blank, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BlankFault(f"“{blank.label}” names a time zone that does not exist: “{_short(name)}”.") from None


def _local(blank: Blank, naive: datetime, zone: ZoneInfo) -> datetime:
    """The moment a clock on that wall shows this; refused when it never does or does twice."""
    first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != naive:
        raise BlankFault(f"“{blank.label}” does not exist: the clocks are set forward over that time.")
    raise BlankFault(
        f"“{blank.label}” happens twice, because the clocks are set back: add the offset, "
        f"{first.isoformat()[-6:]} or {second.isoformat()[-6:]}."
    )


def _with_offset(blank: Blank, naive: datetime, offset: str, zone: str | None) -> str:
    if offset == "Z":
        fixed = UTC
    else:
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        if minutes >= 24 * 60:
            raise BlankFault(f"“{blank.label}” has an offset that no place on earth has: {offset}.")
        fixed = timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
    moment = naive.replace(tzinfo=fixed)
    try:
        return _written(moment if zone is None else moment.astimezone(_zone(blank, zone)), zone)
    except OverflowError:
        raise BlankFault(f"“{blank.label}” lies outside the calendar.") from None


def _written(moment: datetime, zone: str | None) -> str:
    return moment.isoformat(timespec="seconds") + (f"[{zone}]" if zone else "")


def _date_words(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _moment_words(value: str, zone: str | None) -> str:
    """Weekday, date, time, the zone's name and what it means on that date."""
    written, _, named = value.partition("[")
    name = zone or named.rstrip("]")
    moment = datetime.fromisoformat(written)
    if name:
        moment = moment.astimezone(ZoneInfo(name))
    hour, half = moment.hour % 12 or 12, "a.m." if moment.hour < 12 else "p.m."
    seconds = f":{moment.second:02d}" if moment.second else ""
    offset = f"UTC{moment.isoformat()[-6:]}"
    short = moment.tzname() if name and (moment.tzname() or "").isalpha() else ""
    meaning = f"{short}, {offset}" if short and short != "UTC" else offset
    place = f"{_ZONE_NAMES.get(name, name)} ({meaning})" if name else offset
    day = f"{_WEEKDAYS[moment.weekday()]}, {_date_words(moment.date())}"
    return f"{day}, at {hour}:{moment.minute:02d}{seconds} {half} {place}"


def _short(raw: str) -> str:
    words = " ".join(raw.split())
    return words if len(words) <= 60 else words[:59] + "…"


_READERS = {
    "text": _text,
    "long-text": _long_text,
    "choice": _choice,
    "yes-no": _yes_no,
    "money": _money,
    "number": _number,
    "date": _date,
}
