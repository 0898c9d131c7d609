"""Shapes of how a pool is priced, for JSON and for forms. Floor: schemas."""

from marshmallow import fields, validate

from procurement.core.shapes import Shape, Text
from procurement.library import tiering
from procurement.library.piece_shapes import InMix, Number


class Names(Shape):
    """The regions by name."""

    names = fields.List(Text(longest=120), load_default=list, validate=validate.Length(max=100))


class NamesForm(Shape):
    """The same from a form: one to a line."""

    names = fields.String(load_default="", validate=validate.Length(max=10_000))
    version = fields.Integer(load_default=None, allow_none=True)


class Chosen(Shape):
    """In which region a member lies."""

    region = Text(longest=64, required=True, metadata={"description": "The key of the pool's region."})


class ChosenForm(Chosen):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class LinePricing(Shape):
    """Tiers and mix of one line of the pool."""

    tiers = fields.List(Number(places=3), load_default=list, validate=validate.Length(max=tiering.MOST_TIERS))
    mix = fields.List(fields.Nested(InMix), load_default=list, validate=validate.Length(max=tiering.MOST_IN_MIX))


class LinePricingForm(Shape):
    """The same from a form: one to a line."""

    tiers = fields.String(load_default="", validate=validate.Length(max=2_000))
    mix = fields.String(load_default="", validate=validate.Length(max=10_000))
    version = fields.Integer(load_default=None, allow_none=True)


class NamedRegion(Shape):
    """A region of the pool."""

    key = fields.String()
    name = fields.String()


class Priced(Shape):
    """How one line is priced."""

    key = fields.String()
    description = fields.String()
    tiers = fields.List(fields.String())
    mix = fields.List(fields.Nested(InMix))


class Lies(Shape):
    """Where a member lies."""

    participation_id = fields.String(attribute="id")
    member = fields.String(attribute="jurisdiction.name")
    region = fields.String()


class Pricing(Shape):
    """How the pool is priced."""

    regions = fields.List(fields.Nested(NamedRegion))
    members = fields.List(fields.Nested(Lies))
    lines = fields.List(fields.Nested(Priced))
