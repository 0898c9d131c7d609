"""How a plan says when, how much and for what money: the same words in lists, on pages and in sheets."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from procurement.core import words


def short_day(day: date) -> str:
    """“March 1, 2027”."""
    return format_date(day, "long", locale=words.LOCALE)


def needed(from_on: date | None, to_on: date | None) -> str:
    """“between March 1, 2027 and September 30, 2027”, “from …”, “until …”, or nothing."""
    if from_on is not None and to_on is not None:
        return (
            f"on {short_day(from_on)}" if from_on == to_on else f"between {short_day(from_on)} and {short_day(to_on)}"
        )
    if from_on is not None:
        return f"from {short_day(from_on)}"
    return f"until {short_day(to_on)}" if to_on is not None else ""


def amount(quantity: Decimal | None, unit: str) -> str:
    """“120 × camera”; nothing when no quantity is known."""
    if quantity is None:
        return ""
    return f"{words.quantity(quantity)} × {unit}" if unit else words.quantity(quantity)


def because(reasons: Iterable[str]) -> str:
    """Why two needs may be the same, as one sentence: “Shares “road salt”; same network.”"""
    said = "; ".join(reasons)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def budget(low: int | None, high: int | None) -> str:
    """“$180,000.00 to $240,000.00”, “from …”, “up to …”, or nothing."""
    if low is not None and high is not None:
        return words.money(low) if low == high else f"{words.money(low)} to {words.money(high)}"
    if low is not None:
        return f"from {words.money(low)}"
    return f"up to {words.money(high)}" if high is not None else ""
