"""A member's share of an award: its own quantities at the awarded unit prices, exact, rounded to the cent once.

With it come its own terms, as its annex to the solicitation states them.
"""

from collections.abc import Mapping, Sequence

from procurement.core.shapes import plain
from procurement.responses.paying import Purchase, purchases


def share_of(price_lines: Sequence[Mapping], prices: Mapping[str, Mapping | None], participation_id: str) -> list[dict]:
    """The lines a member buys: [{key, description, unit, quantity, unit_price, amount_cents, year?}].

    `price_lines` are those of the frozen revision with each member's `shares`; `prices` the awarded response's. A line
    of several years gives one for each year. A line the member needs none of, or that has no price, is left out.
    """
    known = {line["key"]: line for line in price_lines}
    return [_said(known[each.key], each) for each in purchases(price_lines, prices, participation_id)]


def annex_terms(body: Mapping, participation_id: str) -> str:
    """The member's own terms as the published solicitation states them in its annex, as Markdown; "" without one."""
    found = [each for each in body.get("annexes") or () if each["participation_id"] == participation_id]
    return "\n\n".join(_term(section) for annex in found for section in annex["sections"])


def total(lines: Sequence[Mapping]) -> int:
    """The sum of the lines in cents."""
    return sum(line["amount_cents"] for line in lines)


def _term(section: Mapping) -> str:
    replaced = " ".join(filter(None, (section["overrides_number"], section["overrides_heading"])))
    instead = f" (instead of {replaced})" if section["overrides"] else ""
    return f"**{section['number']} {section['heading']}**{instead}\n\n{section['body'].strip()}"


def _said(line: Mapping, own: Purchase) -> dict:
    assert own.bought.unit_price is not None
    where = [f"year {own.year}" if own.year is not None else "", own.bought.where]
    said = {
        "key": line["key"],
        "description": ", ".join(filter(None, [line["description"], *where])),
        "unit": line["unit"],
        "quantity": plain(own.bought.quantity),
        "unit_price": format(own.bought.unit_price, "f"),
        "amount_cents": own.cents,
    }
    return said if own.year is None else {**said, "year": own.year}
