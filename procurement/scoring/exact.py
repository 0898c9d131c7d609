"""Exact numbers: read from a document without rounding, written plainly, rounded only to be shown."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

GRAMMAR = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE]([+-]?[0-9]+))?", re.ASCII)
#: A number is spelled in at most so many characters.
LONGEST = 120
#: A power of ten beyond this is refused before anybody computes it.
HIGHEST_POWER = 60
TOO_LARGE = 10**LONGEST

MODES = ("half-up", "half-even", "down")


class Number(str):
    """The spelling of a JSON number, kept as it was written until somebody reads it exactly."""

    __slots__ = ()


class NotExact(ValueError):
    """The value is not a number that can be read exactly; the message continues a sentence begun with it."""


def read(value: object) -> Fraction:
    """The exact value of a JSON number, an integer, a Decimal, or text spelled like a JSON number.

    Raises NotExact for everything else: booleans, binary floats, NaN, infinities, other spellings, and numbers
    too large to be meant.
    """
    if isinstance(value, str):
        return _spelled(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise NotExact("is not a number")
    if isinstance(value, int):
        if abs(value) >= TOO_LARGE:
            raise NotExact("is too large")
        return Fraction(value)
    if not value.is_finite():
        raise NotExact("is not a number")
    return _spelled(str(value).replace("E+", "E"))


def _spelled(text: str) -> Fraction:
    """The value of a spelling, refused by its length and its power of ten before any arithmetic."""
    if len(text) > LONGEST:
        raise NotExact("is longer than a number may be")
    match = GRAMMAR.fullmatch(text)
    if match is None:
        raise NotExact("is not a number")
    power = match.group(1)
    if power is not None and (len(power) > 6 or abs(int(power)) > HIGHEST_POWER):
        raise NotExact("is too large or too small to be meant")
    return Fraction(text)


def plain(value: Fraction) -> str:
    """A terminating decimal without exponent and without trailing zeros: 40, 0.5, -0.25."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        raise ValueError(f"{value} has no plain decimal form")
    places = max(twos, fives)
    return _pointed(abs(value.numerator) * 10**places // value.denominator, places, value < 0)


def fraction(value: Fraction) -> str:
    """The value in lowest terms: 92, 473/5."""
    return str(value)


def rounded(value: Fraction, places: int, mode: str) -> str:
    """The value for display with so many places; half-up rounds halves away from zero, down cuts off."""
    count = units(value, places, mode)
    return _pointed(abs(count), places, count < 0)


def units(value: Fraction, places: int, mode: str) -> int:
    """The value rounded, as a count of the last place: 12.345 with two places is 1235 half-up."""
    denominator = value.denominator
    quotient, remainder = divmod(abs(value.numerator) * 10**places, denominator)
    twice = 2 * remainder
    if (mode == "half-up" and twice >= denominator) or (
        mode == "half-even" and (twice > denominator or (twice == denominator and quotient % 2 == 1))
    ):
        quotient += 1
    return -quotient if value.numerator < 0 else quotient


def shortened(value: Fraction, places: int, mode: str) -> str:
    """The value for display like `rounded`, without trailing zeros: 1, -0.25."""
    text = rounded(value, places, mode)
    if "." not in text:
        return text
    return text.rstrip("0").rstrip(".")


def _pointed(digits: int, places: int, negative: bool) -> str:
    """An integer count of the last place as decimal text."""
    text = str(digits)
    if places > 0:
        text = text.rjust(places + 1, "0")
        text = f"{text[:-places]}.{text[-places:]}"
    return f"-{text}" if negative else text
