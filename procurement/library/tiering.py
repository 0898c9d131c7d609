"""Price lines whose unit price depends on the volume or on the region: which prices are asked, and which of them count.

A line (`pricing.py`) may carry

    tiers     ["0", "100", "500"]: from which quantity in a year each tier's price holds; the first is "0"
    regions   [{key, name, quantity, years?}]: the line's quantity told apart by region
    mix       [{region, tier, quantity}]: quantities that are compared instead of the summed ones; `tier` counts from 0,
              `region` is "all" for a line without regions

A vendor prices every tier in every region: `by_tier` {region key: [unit price of each tier]}. What counts is, for each
counted year, every region's quantity at the price of the tier into which the quantity of all regions together falls
(buying together is what reaches the tier), or else the stated mix.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, pairwise

from procurement.core.words import quantity
from procurement.networks.geography import slug_of

#: The key under which a line without regions has its prices.
EVERYWHERE = "all"
MOST_TIERS, MOST_REGIONS, MOST_IN_MIX = 8, 20, 100


@dataclass(frozen=True)
class Part:
    """So much of a line, in one region (its key, "all" without regions) and at the price of one tier (from 0)."""

    region: str
    tier: int
    quantity: Decimal


def has_table(line: Mapping) -> bool:
    """Whether the line has more than one unit price."""
    return bool(line.get("tiers") or line.get("regions"))


def regions(line: Mapping) -> list[tuple[str, str]]:
    """The regions by key and name; one without a name for a line without regions."""
    return [(each["key"], each["name"]) for each in line.get("regions") or ()] or [(EVERYWHERE, "")]


def tiers(line: Mapping) -> list[Decimal]:
    """From which quantity each tier holds; a line without tiers has one."""
    return [Decimal(each) for each in line.get("tiers") or ["0"]]


def tier_names(line: Mapping) -> list[str]:
    """“below 100”, “100 to below 500”, “500 and more”; [""] for a line without tiers."""
    found = tiers(line)
    if len(found) == 1:
        return [""]
    middle = [f"{quantity(low)} to below {quantity(high)}" for low, high in pairwise(found[1:])]
    return [f"below {quantity(found[1])}", *middle, f"{quantity(found[-1])} and more"]


def tier_of(line: Mapping, amount: Decimal) -> int:
    """The tier into which a year's quantity falls, counted from 0."""
    return max(number for number, least in enumerate(tiers(line)) if least <= amount or number == 0)


def in_year(line: Mapping, year: int, amount: Decimal) -> list[Part]:
    """What is bought in a year (counted from 0) in which `amount` is bought in all, region by region."""
    tier = tier_of(line, amount)
    return [Part(key, tier, each) for key, each in _by_region(line, year, amount)]


def mix(line: Mapping) -> list[Part]:
    """The stated mix that is compared; empty where the summed quantities are."""
    return [Part(each["region"], each["tier"], Decimal(each["quantity"])) for each in line.get("mix") or ()]


def faults(line: Mapping) -> Iterator[str]:
    """What is wrong with tiers, regions and mix of a line, in sentences."""
    name, steps = f"“{line['description']}”", tiers(line)
    rising = steps[0] == 0 and all(low < high for low, high in pairwise(steps))
    if line.get("tiers") and (len(steps) < 2 or not rising):
        yield f"{name}: give at least two tiers, the first from 0 and each from more than the one before."
    found = line.get("regions") or []
    if found and (len(found) < 2 or len({each["key"] for each in found}) < len(found)):
        yield f"{name}: give at least two regions, each under a key of its own."
    years = [Decimal(each) for each in line.get("years") or [line.get("quantity") or "0"]]
    if line.get("years") and any(len(each.get("years") or []) != len(years) for each in found):
        yield f"{name}: say for each region how many in each of the {len(years)} years."
    elif found and any(sum((each for _, each in _by_region(line, at, total)), Decimal(0)) != total
                       for at, total in enumerate(years)):  # fmt: skip
        yield f"{name}: the quantities of its regions do not add up to the quantity of the line."
    known = {key for key, _ in regions(line)}
    if any(each.region not in known or not 0 <= each.tier < len(steps) for each in mix(line)):
        yield f"{name}: the compared mix names a region or a tier that the line does not have."
    elif line.get("mix") and not any(each.quantity > 0 for each in mix(line)):
        yield f"{name}: the compared mix is empty."


def in_words(line: Mapping) -> str:
    """“by volume (below 100; 100 and more) and by region (North, South)”, and what is compared; "" without a table."""
    if not has_table(line):
        return ""
    ways = [f"by volume ({'; '.join(tier_names(line))})"] if line.get("tiers") else []
    if line.get("regions"):
        ways.append(f"by region ({', '.join(name for _, name in regions(line))})")
    said = f"priced {' and '.join(ways)}"
    if not line.get("mix"):
        return said
    names, steps = dict(regions(line)), tier_names(line)
    stated = (", ".join(filter(None, (names[each.region], steps[each.tier]))) for each in mix(line))
    compared = "; ".join(f"{quantity(each.quantity)} ({where})" for each, where in zip(mix(line), stated, strict=True))
    return f"{said}; compared at {compared}"


def free_key(name: str, taken: Collection[str]) -> str:
    """A key for a region of this name that no other has."""
    key = f"r-{slug_of(name)}"[:40]
    return next(each for number in count(1) if (each := key if number == 1 else f"{key}-{number}") not in taken)


def _by_region(line: Mapping, year: int, amount: Decimal) -> list[tuple[str, Decimal]]:
    found = line.get("regions") or []
    if not found:
        return [(EVERYWHERE, amount)]
    several = bool(line.get("years"))
    return [
        (each["key"], Decimal((each.get("years") or ["0"] * (year + 1))[year] if several else each["quantity"]))
        for each in found
    ]
