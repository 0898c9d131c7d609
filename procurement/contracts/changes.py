"""Amendments as values: what differs, which prices hold on a day, and a change in words. From values alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from procurement.core import words
from procurement.core.shapes import plain

#: What an amendment can change beside the prices of lines, and what it is called.
FIELDS = {
    "ends_on": "Last day",
    "ceiling_cents": "Ceiling",
    "terms": "Terms",
    "cooperative_clause": "Cooperative clause",
    "eligible": "Who may buy besides",
    "eligible_ids": "Who exactly",
    "federal_terms": "Federal terms",
    "fee_percent": "Administrative fee",
    "rebate_percent": "Rebate",
    "fee_to": "The fee goes to",
    "vendor_name": "Vendor's name",
}
#: Of these only people of governments, the vendor and the operator hear (`contract_policy.sees_fees`).
FEES = frozenset({"fee_percent", "rebate_percent", "fee_to"})
_PRICE = "unit_price"


def as_value(value: Any) -> Any:
    """A value as it is kept in a change: days and decimals as text."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def differing(contract, wanted: Mapping[str, Any], prices: Mapping[str, Decimal]) -> dict[str, list]:
    """{field: [before, after]} of what is wanted otherwise than the contract (anything with its attributes) has it.

    Prices stand under `lines.<key>.unit_price`. Unknown keys of lines raise KeyError.
    """
    found = {}
    for name, after in wanted.items():
        before = getattr(contract, name)
        if as_value(before) != as_value(after):
            found[name] = [as_value(before), as_value(after)]
    known = {line["key"]: line for line in contract.lines}
    for key, price in prices.items():
        if Decimal(known[key][_PRICE]) != price:
            found[f"lines.{key}.{_PRICE}"] = [known[key][_PRICE], plain(price)]
    return found


def applied(lines: Sequence[Mapping], changes: Mapping[str, Sequence], *, side: int = 1) -> list[dict]:
    """The lines with the prices that these changes give them (side 1), or that they had before (side 0)."""
    result = []
    for line in lines:
        change = changes.get(f"lines.{line['key']}.{_PRICE}")
        result.append(dict(line) if change is None else _priced(line, change[side]))
    return result


def _priced(line: Mapping, price: str) -> dict:
    """The line at this unit price, which is also that of its first tier."""
    if not line.get("tiers"):
        return {**line, _PRICE: price}
    first, *rest = line["tiers"]
    return {**line, _PRICE: price, "tiers": [{**first, _PRICE: price}, *rest]}


def lines_on(lines: Sequence[Mapping], amendments: Iterable, day: date) -> list[dict]:
    """The lines with the prices that hold on this day: amendments of a later effect are undone, the newest first.

    `amendments` have `number`, `effective_on` and `changes`.
    """
    found = [dict(line) for line in lines]
    for each in sorted(amendments, key=lambda amendment: amendment.number, reverse=True):
        if each.effective_on > day:
            found = applied(found, each.changes, side=0)
    return found


def in_words(field: str, values: Sequence, lines: Sequence[Mapping]) -> tuple[str, str, str]:
    """What is changed, what it was and what it is, for people."""
    if field.startswith("lines."):
        key = field.removeprefix("lines.").removesuffix(f".{_PRICE}")
        line = next((each for each in lines if each["key"] == key), None)
        name = f"Unit price of “{line['description']}”" if line is not None else f"Unit price of line {key}"
        before, after = (words.unit_price(Decimal(each)) for each in values)
        return name, before, after
    before, after = (_said(field, each) for each in values)
    return FIELDS.get(field, words_of(field)), before, after


def words_of(field: str) -> str:
    """A field's name as words."""
    return field.replace("_", " ").capitalize()


def _said(field: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "none"
    if field.endswith("_cents"):
        return words.money(value)
    if field.endswith("_on"):
        return words.day(date.fromisoformat(value))
    if field.endswith("_percent"):
        return f"{value} percent"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
