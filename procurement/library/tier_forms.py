"""Tiers, regions and the compared mix of a price line, as people type them: one to a line. Floor: schemas."""

from collections.abc import Mapping
from decimal import Decimal

from marshmallow import ValidationError

from procurement.core.errors import Invalid
from procurement.library import tiering
from procurement.library.piece_shapes import Number

_NUMBER = Number(places=3)


def read(data: Mapping, before: Mapping | None = None) -> dict:
    """`tiers`, `regions` and `mix` of what was typed into the fields of these names, each None where nothing was.

    A region that keeps its name keeps its key. Raises Invalid with the line that cannot be read.
    """
    tiers = read_tiers(data["tiers"])
    regions = _regions(data["regions"], bool(data["years"]), before or {})
    mix = read_mix(data["mix"], {"tiers": tiers, "regions": regions})
    return {"tiers": tiers or None, "regions": regions or None, "mix": mix or None}


def read_tiers(text: str) -> list[str]:
    """The quantities from which tiers hold, one to a line. Raises Invalid for what is no number."""
    return [_number(each, "tiers") for each in _lines(text)]


def shown(line: Mapping) -> dict[str, str]:
    """What the fields show for a line."""
    names, steps = dict(tiering.regions(line)), line.get("tiers") or ["0"]
    amounts = [(each["name"], each.get("years") or [each["quantity"]]) for each in line.get("regions") or ()]
    regions = [f"{name}: {', '.join(several)}" for name, several in amounts]
    mix = []
    for each in line.get("mix") or ():
        region = names[each["region"]] if line.get("regions") else ""
        tier = f"from {steps[each['tier']]}" if line.get("tiers") else ""
        mix.append("; ".join(filter(None, (region, tier, each["quantity"]))))
    return {"tiers": "\n".join(line.get("tiers") or ()), "regions": "\n".join(regions), "mix": "\n".join(mix)}


def _regions(text: str, with_years: bool, before: Mapping) -> list[dict]:
    known = {name: key for key, name in tiering.regions(before)}
    found: list[dict] = []
    for line in _lines(text):
        name, colon, amounts = (each.strip() for each in line.rpartition(":"))
        if not colon or not name:
            raise Invalid({"regions": [f"“{line}”: write the region, a colon and its quantity: “North: 90”."]})
        several = [_number(each, "regions") for each in amounts.split(",")]
        if len(several) > 1 and not with_years:
            raise Invalid({"regions": [f"“{line}”: several quantities are for a line of several years."]})
        taken = {each["key"] for each in found}
        key = known.get(name) or tiering.free_key(name, taken)
        years = {"years": several} if with_years else {}
        total = several[0] if not with_years else _NUMBER.deserialize(str(sum(map(Decimal, several))))
        found.append({"key": key, "name": name, "quantity": total, **years})
    return found


def read_mix(text: str, line: Mapping) -> list[dict]:
    """The compared mix of a line with these `tiers` and `regions`. Raises Invalid for what cannot be read."""
    regions = {name.casefold(): key for key, name in tiering.regions(line)}
    steps = line["tiers"] or ["0"]
    found = []
    for each in _lines(text):
        parts = [part.strip() for part in each.split(";")]
        example = "; ".join(filter(None, (line["regions"] and "North", line["tiers"] and "from 100", "50")))
        if len(parts) != example.count(";") + 1:
            raise Invalid({"mix": [f"“{each}”: write it as “{example}”."]})
        region = regions.get(parts[0].casefold()) if line["regions"] else tiering.EVERYWHERE
        step = _number(parts[-2].removeprefix("from").strip(), "mix") if line["tiers"] else "0"
        if region is None or step not in steps:
            raise Invalid({"mix": [f"“{each}”: the line has no such region or tier."]})
        found.append({"region": region, "tier": steps.index(step), "quantity": _number(parts[-1], "mix")})
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _number(text: str, field: str) -> str:
    try:
        return _NUMBER.deserialize(text.strip())
    except ValidationError as fault:
        raise Invalid({field: [f"“{text.strip()}”: {' '.join(map(str, fault.messages))}"]}) from None
