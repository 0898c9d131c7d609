"""A member's share of an award: its own quantities at the awarded unit prices, exact, rounded to the cent once."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact

from procurement.core.shapes import plain

CENT = Decimal("0.01")
#: Wide enough for any product of the numbers we take; were it ever not, it refuses instead of rounding twice.
_EXACT = Context(prec=200, traps=[Inexact])


def share_of(price_lines: Sequence[Mapping], prices: Mapping[str, Mapping | None], participation_id: str) -> list[dict]:
    """The lines a member buys: [{key, description, unit, quantity, unit_price, amount_cents}].

    `price_lines` are those of the frozen revision with each member's `shares`; `prices` the awarded response's
    {line key: {unit_price} | None}. A line the member needs none of, or that has no price, is left out.
    """
    found = []
    for line in price_lines:
        own = [each for each in line.get("shares", []) if each["participation_id"] == participation_id]
        price = prices.get(line["key"])
        quantity = sum((Decimal(each["quantity"]) for each in own), Decimal(0))
        if quantity == 0 or price is None:
            continue
        unit_price = Decimal(price["unit_price"])
        amount = _EXACT.multiply(quantity, unit_price).quantize(CENT, ROUND_HALF_UP, Context(prec=200))
        found.append(
            {
                "key": line["key"],
                "description": line["description"],
                "unit": line["unit"],
                "quantity": plain(quantity),
                "unit_price": format(unit_price, "f"),
                "amount_cents": int(amount.scaleb(2)),
            }
        )
    return found


def total(lines: Sequence[Mapping]) -> int:
    """The sum of the lines in cents."""
    return sum(line["amount_cents"] for line in lines)
