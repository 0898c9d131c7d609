"""Entering prices: what was typed for each line becomes the kept prices, or a fault at its place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from procurement.library import pricing, tiering
from procurement.responses.prices import Line, as_text, disagreement, parse, schedule

Faults = dict[str, list[str]]


def prices(body: Mapping, kept: Mapping, given: Mapping[str, Any], faults: Faults) -> dict:
    """The kept prices with what is given for some lines; a fault is added for each line that cannot be kept."""
    lines = {each["key"]: each for each in body["price_lines"]}
    result = dict(kept)
    for key, raw in given.items():
        if key not in lines:
            faults[f"prices.{key}.unit_price"] = ["There is no such price line."]
            continue
        found = _entered(lines[key], key, raw or {}, faults)
        if found is None:
            continue
        result.pop(key, None)
        if any(each is not None for each in found):
            result[key] = _kept(lines[key], [as_text(each) for each in found])
        elif (raw or {}).get("no_price") is True:
            result[key] = None
    totals = {key: raw["total"] for key, raw in given.items() if raw and raw.get("total") and key in lines}
    for line in schedule(body["price_lines"], result).lines if totals else ():
        if line.key in totals:
            _compare(line, totals[line.key], faults)
    return result


def _kept(line: Mapping, found: list[str | None]) -> dict:
    """The entered prices as they are kept (`prices.py`)."""
    if tiering.has_table(line):
        wide = len(tiering.tiers(line))
        keys = [key for key, _ in tiering.regions(line)]
        return {"by_tier": {key: found[at * wide : (at + 1) * wide] for at, key in enumerate(keys)}}
    return {"unit_prices": found} if line.get("years") else {"unit_price": found[0]}


def check_total(body: Mapping, kept: Mapping, own_total: Any, faults: Faults) -> None:
    """Compare the total that the vendor worked out with the one its prices give."""
    _compare_with(schedule(body["price_lines"], kept).exact, own_total, "The total", "own_total", faults)


def _entered(line: Mapping, key: str, raw: Mapping, faults: Faults) -> list[Decimal | None] | None:
    """What is entered for each year of a line (for each tier of each region, where it is priced so), None where nothing
    is; None altogether when there is a fault."""
    years = len(pricing.quantities(line)) if line.get("years") else 0
    place = f"prices.{key}.unit_price" + ("s.0" if years else "")
    if tiering.has_table(line):
        place = f"prices.{key}.by_tier.{tiering.regions(line)[0][0]}.0"
        found = _table(line, key, raw, faults)
    elif raw.get("by_tier"):
        faults[place] = [f"“{line['description']}” is not priced by volume or region."]
        found = None
    else:
        found = _several(line, key, raw, years, faults) if years else _one(line, key, raw, faults)
    if found is None or raw.get("no_price") is not True:
        return found
    if not pricing.may_stay_open(line):
        faults[place] = [f"“{line['description']}” is not optional: it needs a price."]
    elif any(each is not None for each in found):
        faults[place] = [f"“{line['description']}” has a price and says “no price”: choose one of the two."]
    return None if place in faults else found


def _one(line: Mapping, key: str, raw: Mapping, faults: Faults) -> list[Decimal | None] | None:
    if raw.get("unit_prices") is not None:
        faults[f"prices.{key}.unit_prices"] = [f"“{line['description']}” has one price, not one for each year."]
        return None
    found = _price(raw.get("unit_price"), f"prices.{key}.unit_price", line, faults)
    return None if found is _FAULT else [found]


def _several(line: Mapping, key: str, raw: Mapping, years: int, faults: Faults) -> list[Decimal | None] | None:
    """The price of every year; one `unit_price` is meant for all of them."""
    given = raw.get("unit_prices")
    if given is None:
        found = _price(raw.get("unit_price"), f"prices.{key}.unit_prices.0", line, faults)
        return None if found is _FAULT else [found] * years
    if len(given) != years:
        faults[f"prices.{key}.unit_prices"] = [
            f"“{line['description']}” is priced for {years} years: give each a price."
        ]
        return None
    several = [_price(each, f"prices.{key}.unit_prices.{number}", line, faults) for number, each in enumerate(given)]
    return None if any(each is _FAULT for each in several) else several


def _table(line: Mapping, key: str, raw: Mapping, faults: Faults) -> list[Decimal | None] | None:
    """The price of every tier in every region, region by region."""
    given, known, wide = raw.get("by_tier") or {}, dict(tiering.regions(line)), len(tiering.tiers(line))
    place, name = f"prices.{key}.by_tier", f"“{line['description']}”"
    if raw.get("unit_price") or raw.get("unit_prices"):
        faults[place] = [f"{name} is priced by volume or region: give each its price under by_tier."]
        return None
    unknown = [each for each in given if each not in known]
    if unknown or any(len(each) > wide for each in given.values()):
        faults[place] = [f"{name} has the regions {', '.join(known)} and {wide} tiers: send a price for each."]
        return None
    found = []
    for region in known:
        row = [*given.get(region, []), *[None] * wide][:wide]
        found += [_price(each, f"{place}.{region}.{tier}", line, faults) for tier, each in enumerate(row)]
    return None if any(each is _FAULT for each in found) else found


_FAULT: Any = object()


def _price(raw: Any, place: str, line: Mapping, faults: Faults) -> Any:
    try:
        return parse(raw)
    except ValueError as fault:
        faults[place] = [f"“{line['description']}”: {fault}"]
        return _FAULT


def _compare(line: Line, own: Any, faults: Faults) -> None:
    _compare_with(line.total, own, f"“{line.description}”", f"prices.{line.key}.total", faults)


def _compare_with(computed: Decimal | None, own: Any, what: str, place: str, faults: Faults) -> None:
    try:
        sentence = disagreement(own, computed, what)
    except ValueError as fault:
        sentence = f"{what}: {fault}"
    if sentence:
        faults[place] = [sentence]
