"""Price lines: what one must be like, which of them count in the price that is compared, and how much of each.

Shape: {key, description, unit, quantity, optional} and, where they say something:

    group           heading under which the line stands; lines of one heading have a subtotal
    alternate_to    key of the main line that this line is another offer for
    years           quantities of several years, one decimal string a year; `quantity` is then their sum
    counted_years   how many of those years, from the first, count in the compared price (absent: all)
    tiers, regions, mix   unit prices by volume and by region (`tiering.py`)

What counts: a line that is neither optional nor an alternate, with its counted years. That price, exact and rounded to
the cent once, is the `price` of the scoring document; the scoring contract itself knows nothing of lines.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from marshmallow import ValidationError as Wrong
from marshmallow import fields, post_load, validate, validates_schema

from procurement.core.shapes import Exact, Shape, Text
from procurement.core.words import quantity
from procurement.library import tiering
from procurement.library.asking import KEY_RULE

MOST_YEARS = 20
_EXTRA = ("group", "alternate_to", "years", "counted_years", "tiers", "regions", "mix")
_BASE = ("key", "description", "unit", "quantity", "optional")


class Region(Shape):
    """A part of the area that is bought for, with its part of the quantity."""

    key = fields.String(required=True, validate=KEY_RULE)
    name = Text(longest=120, required=True)
    quantity = Exact(places=3)
    years = fields.List(Exact(places=3), allow_none=True, validate=validate.Length(max=MOST_YEARS))

    @post_load
    def _bare(self, data, **_):
        years = data.get("years") or []
        rest = {**data, "quantity": sum(years, Decimal(0)) if years else data.get("quantity", Decimal(0))}
        return rest if years else {name: value for name, value in rest.items() if name != "years"}


class InMix(Shape):
    """So much of the compared mix, in one region at the price of one tier (counted from 0)."""

    region = fields.String(load_default=tiering.EVERYWHERE)
    tier = fields.Integer(load_default=0, validate=validate.Range(0, tiering.MOST_TIERS - 1))
    quantity = Exact(places=3, required=True)


class PriceLine(Shape):
    """One thing to be priced, with its quantity."""

    key = fields.String(required=True, validate=KEY_RULE)
    description = Text(longest=300, required=True)
    unit = Text(longest=40, required=True)
    quantity = Exact(places=3)
    optional = fields.Boolean(load_default=False)
    group = Text(longest=120, allow_none=True)
    alternate_to = Text(longest=64, allow_none=True)
    years = fields.List(Exact(places=3), allow_none=True, validate=validate.Length(max=MOST_YEARS))
    counted_years = fields.Integer(allow_none=True, validate=validate.Range(1, MOST_YEARS))
    tiers = fields.List(Exact(places=3), allow_none=True, validate=validate.Length(max=tiering.MOST_TIERS))
    regions = fields.List(fields.Nested(Region), allow_none=True, validate=validate.Length(max=tiering.MOST_REGIONS))
    mix = fields.List(fields.Nested(InMix), allow_none=True, validate=validate.Length(max=tiering.MOST_IN_MIX))

    @validates_schema
    def _quantities(self, data, **_):
        if not data.get("years") and "quantity" not in data:
            raise Wrong("Say how many, or how many in each year.", "quantity")
        years = len(data.get("years") or [])
        if years == 1:
            raise Wrong("For one year write the quantity alone.", "years")
        if data.get("alternate_to") and data["alternate_to"] == data["key"]:
            raise Wrong("A line is no alternate to itself.", "alternate_to")

    @post_load
    def _bare(self, data, **_):
        years = data.get("years") or []
        kept = {**data, "quantity": sum(years, Decimal(0))} if years else data
        counted = data.get("counted_years")
        if not years or counted is None or counted >= len(years):
            kept = {name: value for name, value in kept.items() if name != "counted_years"}
        extra = {name: kept[name] for name in _EXTRA if kept.get(name)}
        return {**{name: kept[name] for name in _BASE}, **extra}


def quantities(line: Mapping) -> list[Decimal]:
    """The quantity of every year; a line without years has one."""
    return [Decimal(each) for each in line.get("years") or [line.get("quantity") or "0"]]


def counted(line: Mapping) -> int:
    """How many of its years count in the compared price, 0 for an optional line or an alternate."""
    if line.get("optional") or line.get("alternate_to"):
        return 0
    years = len(quantities(line))
    return min(line.get("counted_years") or years, years)


def may_stay_open(line: Mapping) -> bool:
    """Whether a response may leave the line without a price."""
    return counted(line) == 0


def in_order(lines: Sequence[Mapping]) -> list[Mapping]:
    """The lines as they are printed: by heading, as headings appear, and alternates behind their main line."""
    known = {line["key"]: line for line in lines}
    alternates: dict[str, list[Mapping]] = {}
    headings: dict[str, list[Mapping]] = {}
    for line in lines:
        main = known.get(line.get("alternate_to") or "")
        if main is not None and not main.get("alternate_to"):
            alternates.setdefault(main["key"], []).append(line)
        else:
            headings.setdefault(line.get("group") or "", []).append(line)
    return [each for own in headings.values() for line in own for each in (line, *alternates.get(line["key"], ()))]


def heading(line: Mapping, known: Mapping[str, Mapping]) -> str:
    """The heading a line stands under; an alternate stands with its main line. `known` are the lines by key."""
    main = known.get(line.get("alternate_to") or "", line)
    return (line if main.get("alternate_to") else main).get("group") or ""


def faults(lines: Sequence[Mapping]) -> list[tuple[str, str]]:
    """What is wrong with the lines together: (key of the line, sentence)."""
    found = []
    known = {line["key"]: line for line in lines}
    for line in lines:
        main = line.get("alternate_to")
        if main and main not in known:
            found.append((line["key"], f"“{line['description']}” is an alternate to a line that is not there."))
        elif main and known[main].get("alternate_to"):
            sentence = f"“{line['description']}” is an alternate to an alternate: name the main line."
            found.append((line["key"], sentence))
        found += [(line["key"], sentence) for sentence in tiering.faults(line)]
    if lines and not any(counted(line) for line in lines):
        found.append((lines[0]["key"], "Every price line is optional or an alternate, so no price could be compared."))
    spans = {(len(quantities(line)), counted(line)) for line in lines if line.get("years") and counted(line)}
    if len(spans) > 1:
        sentence = "The lines have, or count, different numbers of years: a total over years would mix them."
        found.append((next(line["key"] for line in lines if line.get("years")), sentence))
    return found


def in_words(line: Mapping, lines: Sequence[Mapping] = ()) -> str:
    """What is asked for: “24 in each of 3 years, month”, “optional”, “alternate to …”."""
    amount = years_in_words(line) or quantity(Decimal(line.get("quantity") or "0"))
    said = f"{amount} {line.get('unit') or ''}".strip() if not line.get("years") else f"{line.get('unit')}: {amount}"
    if tiering.has_table(line):
        said += f", {tiering.in_words(line)}"
    main = next((each["description"] for each in lines if each["key"] == line.get("alternate_to")), "")
    if line.get("alternate_to"):
        return f"{said}, alternate" + (f" to “{main}”" if main else "")
    return f"{said}, optional" if line.get("optional") else said


def years_in_words(line: Mapping) -> str:
    """“24 in each of 3 years” or “10, 20, 30 in years 1 to 3”, and which years count; "" for a line without years."""
    years = [quantity(each) for each in quantities(line)]
    if not line.get("years"):
        return ""
    same = len(set(years)) == 1
    said = f"{years[0]} in each of {len(years)} years" if same else f"{', '.join(years)} in years 1 to {len(years)}"
    count = counted(line)
    if count and count < len(years):
        which = "year 1 counts" if count == 1 else f"years 1 to {count} count"
        said += f"; {which} in the compared price"
    return said
