"""Prices: unit prices as exact decimals, line totals and the total computed exactly, rounded once at the end.

The total is the sum of quantity times unit price over the lines that count (`library/pricing.py`: neither optional
nor alternate) in the years that count, rounded to the cent once, half a cent upwards. Optional lines, alternates and
later years are priced and shown, but are not part of the total: whoever offers more must not look dearer for it.

Kept for each line: {unit_price: "12.50"}; for one of several years {unit_prices: ["12.50", None]}; for one priced by
volume or region (`library/tiering.py`) {by_tier: {"north": ["12.50", "11"]}}; None for “no price”.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Any

from marshmallow import ValidationError

from procurement.core.shapes import Exact
from procurement.library import pricing, tiering

#: Digits after the point of a unit price.
PLACES = 6
ROUNDING = (
    "The total is computed exactly from all lines that are neither optional nor alternates, and rounded to the cent "
    "once, at the end (half a cent upwards)."
)
#: Wide enough for any product and sum of the numbers we take; were it ever not, it refuses instead of rounding.
_EXACT = Context(prec=200, traps=[Inexact])
_UNIT_PRICE = Exact(places=PLACES)


@dataclass(frozen=True)
class Bought:
    """So much of a line at one unit price; `region` and `tier` name it in words where the line has several prices."""

    quantity: Decimal
    unit_price: Decimal | None
    region: str = ""
    tier: str = ""

    @property
    def where(self) -> str:
        """“North, below 100”."""
        return ", ".join(each for each in (self.region, self.tier) if each)

    @property
    def total(self) -> Decimal | None:
        """Exact: quantity times unit price."""
        return None if self.unit_price is None else _EXACT.multiply(self.quantity, self.unit_price)


@dataclass(frozen=True)
class Year:
    """What a line costs in one year; a line without years has one. In `parts` it is told apart by region."""

    number: int
    quantity: Decimal
    unit_price: Decimal | None
    #: Whether it counts in the total.
    counts: bool
    parts: tuple[Bought, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """Exact: quantity times unit price, in every region."""
        return _sum([each.total for each in self.parts or (Bought(self.quantity, self.unit_price),)])


@dataclass(frozen=True)
class Row:
    """The prices of one region for every tier: `cells` are (tier in words, unit price)."""

    region: str
    name: str
    cells: tuple[tuple[str, Decimal | None], ...]


@dataclass(frozen=True)
class Line:
    """One price line with what the vendor wants for it."""

    key: str
    description: str
    unit: str
    quantity: Decimal
    years: tuple[Year, ...]
    has_years: bool = False
    #: It may stay without a price and is not counted.
    is_optional: bool = False
    #: What the main line says, for an alternate.
    alternate_to: str = ""
    group: str = ""
    #: The vendor said “no price”: it does not offer this optional line.
    is_declined: bool = False
    #: For a pool: [{jurisdiction, quantity, ...}].
    shares: Sequence[Mapping] = field(default=())
    #: All its prices, for a line priced by volume or region.
    table: tuple[Row, ...] = ()
    #: What is compared instead of the summed quantities.
    mix: tuple[Bought, ...] = ()

    @property
    def unit_price(self) -> Decimal | None:
        """The price of one unit; None as well where there are several."""
        return None if self.has_years or self.table else self.years[0].unit_price

    @property
    def total(self) -> Decimal | None:
        """Exact, over all years; None while one of them has no price."""
        return _sum([year.total for year in self.years])

    @property
    def counted(self) -> Decimal | None:
        """The part of it that counts in the total; None while one of those years has no price."""
        if self.mix and not self.is_optional:
            return _sum([each.total for each in self.mix])
        return _sum([year.total for year in self.years if year.counts])

    @property
    def cells(self) -> list[Bought]:
        """Every price by region and tier, each with how much of it is compared (0: none of it)."""
        counted = [part for year in self.years if year.counts or self.is_optional for part in year.parts]
        compared = self.mix or counted
        return [
            Bought(
                sum((each.quantity for each in compared if (each.region, each.tier) == (row.name, tier)), Decimal(0)),
                price,
                row.name,
                tier,
            )
            for row in self.table
            for tier, price in row.cells
        ]

    @property
    def missing_cells(self) -> list[tuple[Row, int]]:
        """The prices by region and tier that are still open; an optional line needs all of them or none."""
        cells = [(row, tier) for row in self.table for tier, _ in enumerate(row.cells)]
        found = [(row, tier) for row, tier in cells if row.cells[tier][1] is None]
        return [] if self.is_optional and len(found) == len(cells) else found

    @property
    def missing(self) -> list[Year]:
        """The years that still need a price; an optional line needs all of them or none."""
        found = [] if self.table else [year for year in self.years if year.unit_price is None]
        return [] if self.is_optional and len(found) == len(self.years) else found


@dataclass(frozen=True)
class Heading:
    """The lines under one heading with their subtotal; the heading is "" for lines without one."""

    title: str
    lines: tuple[Line, ...]
    subtotal: Decimal | None


@dataclass(frozen=True)
class Schedule:
    """All price lines with their totals; the totals are None while a line that counts has no price."""

    lines: tuple[Line, ...]
    exact: Decimal | None
    cents: int | None

    @property
    def headings(self) -> list[Heading]:
        """The lines by heading, in their order; one without a title where no line has any."""
        found = []
        for title in dict.fromkeys(line.group for line in self.lines):
            lines = tuple(line for line in self.lines if line.group == title)
            found.append(Heading(title, lines, _sum([line.counted for line in lines if not line.is_optional])))
        return found

    @property
    def has_years(self) -> bool:
        """Whether any line is priced for each of several years."""
        return any(line.has_years for line in self.lines)

    @property
    def in_all_years(self) -> Decimal | None:
        """What the lines that count cost in all their years, where not every year counts in the total; else None."""
        counted = [line for line in self.lines if not line.is_optional]
        if all(year.counts for line in counted for year in line.years):
            return None
        return _sum([line.total for line in counted])


def parse(raw: Any) -> Decimal | None:
    """The unit price of what was typed; None when it is empty. Raises ValueError with a sentence."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    try:
        return _UNIT_PRICE.deserialize(raw)
    except ValidationError as fault:
        raise ValueError(" ".join(map(str, fault.messages))) from None


def schedule(price_lines: Sequence[Mapping], prices: Mapping[str, Mapping | None]) -> Schedule:
    """The published lines, as they are printed, with these prices."""
    known = {line["key"]: line for line in price_lines}
    lines = tuple(_line(each, known, prices) for each in pricing.in_order(price_lines))
    exact = _sum([line.counted for line in lines if not line.is_optional])
    return Schedule(lines, exact, None if exact is None else int(rounded(exact).scaleb(2, _EXACT)))


def rounded(amount: Decimal) -> Decimal:
    """The amount in dollars rounded to the cent, half a cent upwards."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=200))


def disagreement(own: Any, computed: Decimal | None, what: str) -> str:
    """Why a total that the vendor worked out by itself cannot stand, in a sentence; "" when it is ours or empty."""
    typed = parse(own)
    if typed is None:
        return ""
    if computed is None:
        return f"{what} cannot be compared before all of it is priced: enter the prices first, or leave this empty."
    if typed in (computed, rounded(computed)):
        return ""
    ours = f"{what} comes to ${rounded(computed):,f} by the prices you entered, not to ${typed:,f}"
    return f"{ours}: correct the prices, or leave this empty."


def as_text(amount: Decimal | None) -> str | None:
    """The amount as a plain decimal string without trailing zeros, however many digits it has."""
    return None if amount is None else format(amount.normalize(_EXACT), "f")


def price_for(line: Mapping, given: Mapping, region: str, tier: int) -> Decimal | None:
    """The kept unit price of a line in one region at one tier."""
    found = (given.get("by_tier") or {}).get(region) or []
    return Decimal(found[tier]) if tier < len(found) and found[tier] is not None else None


def _line(line: Mapping, known: Mapping[str, Mapping], prices: Mapping[str, Mapping | None]) -> Line:
    given = prices.get(line["key"])
    quantities = pricing.quantities(line)
    main = known.get(line.get("alternate_to") or "")
    return Line(
        key=line["key"],
        description=line["description"],
        unit=line.get("unit") or "",
        quantity=sum(quantities, Decimal(0)),
        years=_years(line, given or {}, quantities),
        has_years=bool(line.get("years")),
        is_optional=pricing.may_stay_open(line),
        alternate_to=main["description"] if main is not None else "",
        group=pricing.heading(line, known),
        is_declined=pricing.may_stay_open(line) and line["key"] in prices and given is None,
        shares=tuple(line.get("shares") or ()),
        table=_table(line, given or {}) if tiering.has_table(line) else (),
        mix=tuple(_bought(line, given or {}, part) for part in tiering.mix(line)),
    )


def _years(line: Mapping, given: Mapping, quantities: Sequence[Decimal]) -> tuple[Year, ...]:
    counts = pricing.counted(line)
    if tiering.has_table(line):
        parts = [tiering.in_year(line, at, quantity) for at, quantity in enumerate(quantities)]
        bought = [tuple(_bought(line, given, each) for each in found) for found in parts]
        return tuple(
            Year(at, quantity, found[0].unit_price if len(found) == 1 else None, at <= counts, found)
            for at, (quantity, found) in enumerate(zip(quantities, bought, strict=True), 1)
        )
    unit_prices = _unit_prices(given, len(quantities), bool(line.get("years")))
    return tuple(
        Year(number, quantity, unit_price, number <= counts)
        for number, (quantity, unit_price) in enumerate(zip(quantities, unit_prices, strict=True), 1)
    )


def _bought(line: Mapping, given: Mapping, part: tiering.Part) -> Bought:
    price = price_for(line, given, part.region, part.tier)
    return Bought(part.quantity, price, dict(tiering.regions(line))[part.region], tiering.tier_names(line)[part.tier])


def _table(line: Mapping, given: Mapping) -> tuple[Row, ...]:
    names = tiering.tier_names(line)
    return tuple(
        Row(key, name, tuple((each, price_for(line, given, key, tier)) for tier, each in enumerate(names)))
        for key, name in tiering.regions(line)
    )


def _unit_prices(given: Mapping, years: int, has_years: bool) -> list[Decimal | None]:
    """What was given for each year; what was given for another kind of line counts as nothing."""
    found = (given.get("unit_prices") or []) if has_years else [given.get("unit_price")]
    found = [*found, *[None] * years][:years]
    return [None if each is None else Decimal(each) for each in found]


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The exact sum; None when there is nothing to sum, or one of the amounts is not known."""
    if not amounts:
        return None
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total = _EXACT.add(total, amount)
    return total
