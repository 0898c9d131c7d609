"""What one member of a pool would pay at a response's prices, and what that saves against what it paid last; exact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from procurement.library import pricing, tiering
from procurement.responses.prices import Bought, price_for, rounded


@dataclass(frozen=True)
class Purchase:
    """So much of a line that one member buys at one price; `year` is counted from 1, None for a line without years."""

    key: str
    year: int | None
    bought: Bought

    @property
    def cents(self) -> int:
        """Rounded to the cent once, half a cent upwards."""
        assert self.bought.total is not None
        return int(rounded(self.bought.total).scaleb(2))


def purchases(
    price_lines: Sequence[Mapping], prices: Mapping[str, Mapping | None], participation_id: str
) -> list[Purchase]:
    """What the member buys, line by line and year by year, at these prices.

    `price_lines` are those of the frozen revision with each member's `shares` ({participation_id, quantity, years?,
    region?}); `prices` those of the response. The tier is that of all members' quantity in the year. A line that the
    member needs none of, or that has no price, is left out.
    """
    found: list[Purchase] = []
    for line in price_lines:
        given = prices.get(line["key"])
        for share in line.get("shares") or ():
            if share["participation_id"] == participation_id and given is not None:
                found += [each for each in _of(line, given, share) if each.bought.total is not None]
    return found


def _of(line: Mapping, given: Mapping, share: Mapping) -> Iterator[Purchase]:
    together = pricing.quantities(line)
    own = [Decimal(each) for each in share.get("years") or [share["quantity"]]]
    several = bool(line.get("years"))
    if several and len(own) != len(together):
        raise ValueError(f"The share of {share['participation_id']} says nothing of the years of {line['key']}.")
    for at, quantity in enumerate(own):
        if quantity != 0:
            yield Purchase(
                line["key"], at + 1 if several else None, _bought(line, given, share, at, quantity, together)
            )


def _bought(
    line: Mapping, given: Mapping, share: Mapping, at: int, quantity: Decimal, together: Sequence[Decimal]
) -> Bought:
    if tiering.has_table(line):
        region = share.get("region") or tiering.EVERYWHERE
        tier = tiering.tier_of(line, together[at])
        name, step = dict(tiering.regions(line)).get(region, ""), tiering.tier_names(line)[tier]
        return Bought(quantity, price_for(line, given, region, tier), name, step)
    several = given.get("unit_prices") or []
    price = (several[at] if at < len(several) else None) if line.get("years") else given.get("unit_price")
    return Bought(quantity, None if price is None else Decimal(price))


@dataclass(frozen=True)
class Saving:
    """What a member would pay, and what it would pay for the same at the prices it paid last, both in cents.

    Only lines for which it has stated its last price are compared: `compared_cents` is their part of `cents`, and
    `last_cents` what they would have cost. `lines` of `of_lines` are compared.
    """

    participation_id: str
    cents: int
    compared_cents: int
    last_cents: int
    lines: int
    of_lines: int

    @property
    def saved_cents(self) -> int | None:
        """Below zero: it would pay more; None where it has stated no last price."""
        return self.last_cents - self.compared_cents if self.lines else None

    @property
    def share(self) -> Fraction | None:
        """What is saved, as a part of what it paid last; None where there is nothing to compare with."""
        return Fraction(self.last_cents - self.compared_cents, self.last_cents) if self.last_cents else None

    @property
    def percent(self) -> str:
        """The share in percent with one digit, half up; "" where there is none."""
        if self.share is None:
            return ""
        tenths = (abs(self.share) * 1000 + Fraction(1, 2)).__floor__()
        return f"{'-' if self.share < 0 and tenths else ''}{tenths // 10}.{tenths % 10}"


def saving(
    price_lines: Sequence[Mapping],
    prices: Mapping[str, Mapping | None],
    participation_id: str,
    last_prices: Mapping[str, Decimal],
) -> Saving:
    """The member's payment and saving; `last_prices` are its own stated last unit prices by line key."""
    bought = purchases(price_lines, prices, participation_id)
    compared = [each for each in bought if each.key in last_prices]
    before = [Bought(each.bought.quantity, last_prices[each.key]) for each in compared]
    return Saving(
        participation_id,
        sum(each.cents for each in bought),
        sum(each.cents for each in compared),
        sum(int(rounded(each.total).scaleb(2)) for each in before if each.total is not None),
        len({each.key for each in compared}),
        len({each.key for each in bought}),
    )
