"""Shapes of the forms of a requirement and of a price line, where they differ from the JSON. Floor: schemas."""

from collections.abc import Mapping

from marshmallow import ValidationError, fields, post_load, validate

from procurement.core.errors import Invalid
from procurement.core.shapes import Text
from procurement.files.kinds import KINDS as FILES
from procurement.library import asking, groups, presenting, tier_forms
from procurement.library.form_shapes import Versioned
from procurement.library.piece_shapes import Lines, Number


class Requirement(Versioned):
    """One requirement; only the details of its kind are kept (`library/asking.py`)."""

    kind = fields.String(required=True, validate=validate.OneOf(list(asking.KINDS)))
    label = Text(required=True, longest=300)
    help = Text(longest=2_000, load_default="")
    required = fields.Boolean(load_default=False)
    choices = Lines(load_default=list)
    limit = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, asking.LONGEST))
    limit_by = fields.String(load_default="words", validate=validate.OneOf(["words", "characters"]))
    unit = Text(longest=40, load_default="")
    least = Number(least=None, load_default=None, allow_none=True)
    most = Number(least=None, load_default=None, allow_none=True)
    several = fields.Boolean(load_default=False)
    not_before = fields.String(load_default="")
    not_after = fields.String(load_default="")
    types = fields.List(fields.String(), load_default=list)
    largest = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, asking.LARGEST))
    rows = fields.String(load_default="", validate=validate.Length(max=300_000))


def as_piece(part: str, data: Mapping, before: Mapping | None) -> dict:
    """What was sent for a piece of this part, its fields of several lines read; what stays keeps its key."""
    if part == "price_lines":
        return {**data, **tier_forms.read(data, before)}
    if part != "requirements":
        return dict(data)
    if data["kind"] != "matrix":
        return {**data, "rows": []}
    try:
        return {**data, "rows": asking.matrix_rows(data["rows"], (before or {}).get("rows") or ())}
    except ValueError as fault:
        raise Invalid({"rows": [str(fault)]}) from None


class Quantities(fields.Field):
    """Quantities of several years, one per line."""

    def _deserialize(self, value, attr, data, **options) -> list[str]:
        lines = [line.strip() for line in str(value).split("\n") if line.strip()]
        return [Number(places=3).deserialize(line) for line in lines]


class PriceLine(Versioned):
    """One price line; with quantities of years its own quantity is their sum."""

    description = Text(required=True, longest=300)
    unit = Text(required=True, longest=40)
    quantity = Number(places=3, load_default="0")
    optional = fields.Boolean(load_default=False)
    group = Text(longest=120, load_default="")
    alternate_to = Text(longest=64, load_default="")
    years = Quantities(load_default=list)
    counted_years = fields.Integer(load_default=None, allow_none=True)
    tiers = fields.String(load_default="", validate=validate.Length(max=2_000))
    regions = fields.String(load_default="", validate=validate.Length(max=10_000))
    mix = fields.String(load_default="", validate=validate.Length(max=10_000))

    @post_load
    def _has_a_quantity(self, data, **_):
        if not data["years"] and data["quantity"] == "0":
            raise ValidationError({"quantity": ["Say how many, or how many in each year."]})
        return data


def shown(part: str, piece: Mapping) -> dict:
    """What the form's fields show for a piece of this part."""
    found = dict(piece)
    if isinstance(found.get("choices"), list):
        found["choices"] = "\n".join(found["choices"])
    if part == "requirements":
        found |= {"rows": asking.matrix_lines(found.get("rows") or []), "several": str(bool(found.get("several")))}
    if part == "price_lines":
        found |= tier_forms.shown(piece)
    if part == "price_lines" and found.get("years"):
        found |= {"years": "\n".join(found["years"]), "quantity": ""}
    return found


def around(content: Mapping, part: str, key: str) -> dict:
    """What the page of one piece must know of the others."""
    if part == "requirements":
        return {"kinds": list(asking.KINDS.items()), "endings": list(FILES), "answers": ", ".join(asking.ANSWERS)}
    if part == "price_lines":
        others = [each for each in content["price_lines"] if each["key"] != key]
        return {
            "mains": [(each["key"], each["description"]) for each in others if not each.get("alternate_to")],
            "headings": list(dict.fromkeys(each["group"] for each in content["price_lines"] if each.get("group"))),
        }
    if part == "criteria":
        others = [each for each in content["criteria"] if each["key"] != key]
        return {
            "method": content["evaluation"].get("method", "points"),
            "groups": [(each["key"], each["title"]) for each in groups.of(content)],
            "others": presenting.points_in_all(others),
            "whole": content["evaluation"].get("whole"),
        }
    return {}
