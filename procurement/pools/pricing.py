"""How the pool's lines are priced: by volume tiers and by region, and what is compared. From values alone."""

from collections.abc import Iterator, Mapping, Sequence

from procurement.library import tiering


def regions_named(names: Sequence[str], before: Sequence[Mapping]) -> list[dict]:
    """The regions [{key, name}] of these names; one that keeps its name keeps its key.

    Raises ValueError with a sentence for one region alone, too many, or a name twice.
    """
    said = [" ".join(name.split()) for name in names if name.strip()]
    if len(said) == 1:
        raise ValueError("Name at least two regions, or none: one region is everywhere.")
    if len(said) > tiering.MOST_REGIONS:
        raise ValueError(f"At most {tiering.MOST_REGIONS} regions are taken.")
    twice = next((name for name in said if [each.casefold() for each in said].count(name.casefold()) > 1), "")
    if twice:
        raise ValueError(f"“{twice}” is named twice.")
    known = {each["name"]: each["key"] for each in before}
    kept = {known[name] for name in said if name in known}
    found: list[dict] = []
    for name in said:
        key = known.get(name) or tiering.free_key(name, kept | {each["key"] for each in found})
        found.append({"key": key, "name": name})
    return found


def line_faults(regions: Sequence[Mapping], line) -> Iterator[str]:
    """What is wrong with the tiers and the mix of a line of the pool, in sentences; an option has neither."""
    if line.tiers or line.mix:
        described = {"description": line.description, "tiers": line.tiers, "mix": line.mix, "quantity": "0"}
        yield from tiering.faults({**described, "regions": [{**each, "quantity": "0"} for each in regions]})
