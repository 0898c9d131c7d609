"""Blanks as their form shows them: what stands in the field for a value, and how often the text uses each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from procurement.library.blanks import PLACE, Blank, instant


def entry(blank: Blank, value, zone: str) -> str:
    """What the field of a form shows for a value: what parsing it again gives back."""
    if value is None:
        return ""
    if blank.kind == "money":
        return f"{value // 100:,}.{value % 100:02}"
    if blank.kind == "yes-no":
        return "yes" if value else "no"
    if blank.kind == "date-time":
        return instant(value).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    return str(value)


def uses(texts: Iterable[str], declared: Sequence[Blank]) -> dict[str, int]:
    """How many times each declared blank stands in the texts."""
    found = Counter(match[1].strip() for text in texts for match in PLACE.finditer(text))
    return {blank.key: found[blank.key] for blank in declared}
