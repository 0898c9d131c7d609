"""Prices: unit prices as exact decimals, line totals and the total computed exactly, rounded once at the end.

The total is the sum of quantity times unit price over the lines that are not optional, rounded to the cent once, half
a cent upwards. Optional lines are priced and shown, but are not part of the total: whoever offers an option must not
look dearer for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Any

from marshmallow import ValidationError

from procurement.core.shapes import Exact

#: Digits after the point of a unit price.
PLACES = 6
ROUNDING = (
    "The total is computed exactly from all lines that are not optional, and rounded to the cent once, at the end "
    "(half a cent upwards)."
)
#: Wide enough for any product and sum of the numbers we take; were it ever not, it refuses instead of rounding.
_EXACT = Context(prec=200, traps=[Inexact])
_UNIT_PRICE = Exact(places=PLACES)


@dataclass(frozen=True)
class Line:
    """One price line with what the vendor wants for it."""

    key: str
    description: str
    unit: str
    quantity: Decimal
    is_optional: bool = False
    unit_price: Decimal | None = None
    #: The vendor said “no price”: it does not offer this optional line.
    is_declined: bool = False
    #: Exact: quantity times unit price.
    total: Decimal | None = None
    #: For a pool: [{jurisdiction, quantity, ...}].
    shares: Sequence[Mapping] = field(default=())

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about this line."""
        return self.unit_price is not None or self.is_optional


@dataclass(frozen=True)
class Schedule:
    """All price lines with their totals; the totals are None while a line that counts has no price."""

    lines: tuple[Line, ...]
    exact: Decimal | None
    cents: int | None

    @property
    def has_options(self) -> bool:
        """Whether any line is optional."""
        return any(line.is_optional for line in self.lines)


def parse(raw: Any) -> Decimal | None:
    """The unit price of what was typed; None when it is empty. Raises ValueError with a sentence."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    try:
        return _UNIT_PRICE.deserialize(raw)
    except ValidationError as fault:
        raise ValueError(" ".join(map(str, fault.messages))) from None


def schedule(price_lines: Sequence[Mapping], prices: Mapping[str, Mapping | None]) -> Schedule:
    """The published lines with these prices ({key: {unit_price: "12.50"} or None for “no price”})."""
    lines = tuple(_line(each, prices) for each in price_lines)
    counted = [line.total for line in lines if not line.is_optional]
    if not counted or None in counted:
        return Schedule(lines, None, None)
    exact = Decimal(0)
    for total in counted:
        exact = _EXACT.add(exact, total or Decimal(0))
    return Schedule(lines, exact, int(rounded(exact).scaleb(2, _EXACT)))


def rounded(amount: Decimal) -> Decimal:
    """The amount in dollars rounded to the cent, half a cent upwards."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=200))


def _line(line: Mapping, prices: Mapping[str, Mapping | None]) -> Line:
    given = prices.get(line["key"])
    quantity = Decimal(line.get("quantity") or "0")
    unit_price = Decimal(given["unit_price"]) if given is not None else None
    is_optional = bool(line.get("optional"))
    return Line(
        key=line["key"],
        description=line["description"],
        unit=line.get("unit") or "",
        quantity=quantity,
        is_optional=is_optional,
        unit_price=unit_price,
        is_declined=is_optional and line["key"] in prices and given is None,
        total=_EXACT.multiply(quantity, unit_price) if unit_price is not None else None,
        shares=tuple(line.get("shares") or ()),
    )


def as_text(amount: Decimal | None) -> str | None:
    """The amount as a plain decimal string without trailing zeros, however many digits it has."""
    return None if amount is None else format(amount.normalize(_EXACT), "f")
