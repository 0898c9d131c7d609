"""Summing what members need: pure arithmetic over stated quantities, exact and in a fixed order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Stated:
    """The quantity one member stated for one line."""

    line_key: str
    participation_id: str
    jurisdiction_id: str
    jurisdiction: str
    quantity: Decimal
    is_firm: bool


def summed(lines: Sequence[tuple[str, str, str]], stated: Iterable[Stated]) -> list[dict]:
    """Each line (key, description, unit) with the summed quantity and every member's share, by name.

    Gives [{key, description, unit, quantity, firm, shares: [{participation_id, jurisdiction_id, jurisdiction,
    quantity, is_firm}]}]; quantities are decimal strings. Who stated nothing for a line has no share in it.
    """
    by_line: dict[str, list[Stated]] = {key: [] for key, _, _ in lines}
    for each in stated:
        by_line[each.line_key].append(each)
    result = []
    for key, description, unit in lines:
        shares = sorted(by_line[key], key=lambda each: (each.jurisdiction, each.participation_id))
        result.append(
            {
                "key": key,
                "description": description,
                "unit": unit,
                "quantity": _plain(sum((each.quantity for each in shares), Decimal(0))),
                "firm": _plain(sum((each.quantity for each in shares if each.is_firm), Decimal(0))),
                "shares": [
                    {
                        "participation_id": each.participation_id,
                        "jurisdiction_id": each.jurisdiction_id,
                        "jurisdiction": each.jurisdiction,
                        "quantity": _plain(each.quantity),
                        "is_firm": each.is_firm,
                    }
                    for each in shares
                ],
            }
        )
    return result


def missing(
    line_keys: Sequence[str], members: Sequence[tuple[str, str]], stated: Iterable[Stated]
) -> dict[str, list[str]]:
    """For each line the names of the members (participation id, name) who have not stated a quantity for it, by name.

    Lines for which everybody has are left out. Zero is a statement too.
    """
    done = {(each.participation_id, each.line_key) for each in stated}
    open_lines = {
        key: sorted(name for participation_id, name in members if (participation_id, key) not in done)
        for key in line_keys
    }
    return {key: names for key, names in open_lines.items() if names}


def _plain(number: Decimal) -> str:
    return format(number.normalize() + 0, "f")
