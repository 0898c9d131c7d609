"""Summing what members need, year by year: pure arithmetic over stated quantities, exact and in a fixed order.

A statement for a line always covers every year of the pool: whoever has said something for year 1 has said it all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.core.shapes import plain


@dataclass(frozen=True)
class Line:
    """What is bought: `member` is the participation id of the only one that buys it, "" for a line for all."""

    key: str
    description: str
    unit: str
    member: str = ""
    #: The name of that member.
    of: str = ""
    #: How its price depends on the quantity, and what is compared (library/tiering.py).
    tiers: Sequence[str] = ()
    mix: Sequence[Mapping] = ()


@dataclass(frozen=True)
class Stated:
    """The quantity one member stated for one line and one year; what it takes at least stands with year 1."""

    line_key: str
    participation_id: str
    jurisdiction_id: str
    jurisdiction: str
    quantity: Decimal
    is_firm: bool
    year: int = 1
    minimum: Decimal | None = None
    #: Of the pool's, by its key; "" where the member has not said.
    region: str = ""


def summed(
    lines: Sequence[Line], stated: Iterable[Stated], years: int = 1, regions: Sequence[Mapping] = ()
) -> list[dict]:
    """Each line with the summed quantity and every member's share, by name.

    Gives [{key, description, unit, quantity, firm, shares: [{participation_id, jurisdiction_id, jurisdiction,
    quantity, is_firm, years?, minimum?, region?}], years?, optional?, group?, tiers?, regions?, mix?}]; quantities
    are decimal strings. `years` are the quantities of each year where the pool has several, and `quantity` is their
    sum. What only one member buys is optional, under a heading of its own. Who stated nothing for a line has no share
    in it. The `regions` of the pool ({key, name}) tell a line apart as soon as every member with a share has said
    where it lies.
    """
    found: dict[str, dict[str, list[Stated]]] = {line.key: {} for line in lines}
    for each in stated:
        found[each.line_key].setdefault(each.participation_id, []).append(each)
    result = []
    for line in lines:
        ordered = sorted(found[line.key].values(), key=lambda own: (own[0].jurisdiction, own[0].participation_id))
        shares = [_share(own, years) for own in ordered]
        amounts = [each for own in ordered for each in own]
        one = {"key": line.key, "description": line.description, "unit": line.unit}
        one["quantity"] = plain(sum((each.quantity for each in amounts), Decimal(0)))
        one["firm"] = plain(sum((each.quantity for each in amounts if each.is_firm), Decimal(0)))
        if years > 1:
            one["years"] = _by_year(amounts, years)
        if line.member:
            one |= {"optional": True, "group": only_for(line.of)}
        elif regions and all(each.region for each in amounts):
            one["regions"] = [_region(each, amounts, years) for each in regions]
        one |= {name: list(said) for name, said in (("tiers", line.tiers), ("mix", line.mix)) if said}
        result.append({**one, "shares": shares})
    return result


def only_for(name: str) -> str:
    """The heading of what only this member buys."""
    return f"Options of {name} alone"[:120]


def missing(
    lines: Sequence[Line], members: Sequence[tuple[str, str]], stated: Iterable[Stated]
) -> dict[str, list[str]]:
    """For each line the names of the members (participation id, name) who have not stated a quantity for it, by name.

    An option of one member is asked of nobody else. Lines for which everybody has are left out. Zero is a statement
    too.
    """
    done = {(each.participation_id, each.line_key) for each in stated}
    open_lines = {
        line.key: sorted(
            name
            for participation_id, name in members
            if line.member in ("", participation_id) and (participation_id, line.key) not in done
        )
        for line in lines
    }
    return {key: names for key, names in open_lines.items() if names}


def amounts(said: Mapping, years: int) -> list[Decimal] | None:
    """The quantity of each year out of {quantity} or {years: [...]}; None where the statement is taken back.

    Raises ValueError with a sentence where it does not say every year.
    """
    several, one = said.get("years"), said.get("quantity")
    if several is None or (years == 1 and not several):
        if one is None:
            return None
        if years > 1:
            raise ValueError(f"State a quantity for each of the {years} years; 0 where you need none.")
        return [one]
    if all(each is None for each in several):
        return None
    if one is not None and one != sum((each or Decimal(0) for each in several), Decimal(0)):
        raise ValueError("The quantity is not the sum of its years. Send the years alone.")
    if len(several) != years or any(each is None for each in several):
        raise ValueError(f"State a quantity for each of the {years} years; 0 where you need none.")
    return list(several)


def _share(own: list[Stated], years: int) -> dict:
    first = own[0]
    share = {
        "participation_id": first.participation_id,
        "jurisdiction_id": first.jurisdiction_id,
        "jurisdiction": first.jurisdiction,
        "quantity": plain(sum((each.quantity for each in own), Decimal(0))),
        "is_firm": first.is_firm,
    }
    if years > 1:
        share["years"] = _by_year(own, years)
    if first.region:
        share["region"] = first.region
    minimum = next((each.minimum for each in own if each.minimum is not None), None)
    return share if minimum is None else {**share, "minimum": plain(minimum)}


def _region(region: Mapping, amounts: Sequence[Stated], years: int) -> dict:
    """The part of a line that one region buys."""
    own = [each for each in amounts if each.region == region["key"]]
    found = {**region, "quantity": plain(sum((each.quantity for each in own), Decimal(0)))}
    return {**found, "years": _by_year(own, years)} if years > 1 else found


def _by_year(amounts: Iterable[Stated], years: int) -> list[str]:
    sums = [Decimal(0)] * years
    for each in amounts:
        sums[each.year - 1] += each.quantity
    return [plain(each) for each in sums]
