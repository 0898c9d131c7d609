"""Shapes of participating addenda, for JSON and for forms: what a member buys, and its signature."""

from marshmallow import ValidationError, fields, post_load

from procurement.contracts.lifecycle import AddendumState
from procurement.core.shapes import Instant, Shape, Text


class Place(Shape):
    """A jurisdiction."""

    id = fields.String()
    name = fields.String()
    slug = fields.String()


class Vendor(Shape):
    """Who sells."""

    id = fields.String()
    name = fields.String()


class Award(Shape):
    """The award it stands under."""

    id = fields.String()
    solicitation_id = fields.String()
    reference = fields.String()
    title = fields.String()


class Line(Shape):
    """What the member buys of one line; the amount is rounded to the cent (half a cent upwards)."""

    key = fields.String()
    description = fields.String()
    unit = fields.String()
    quantity = fields.String()
    unit_price = fields.String(metadata={"description": "Dollars for one unit, exactly."})
    amount_cents = fields.Integer()


class Addendum(Shape):
    """A member's own contract under the award of its pool."""

    id = fields.String()
    state = fields.Enum(AddendumState, by_value=True)
    member = fields.Nested(Place())
    lead = fields.Nested(Place())
    vendor = fields.Nested(Vendor())
    award = fields.Nested(Award())
    lines = fields.List(fields.Nested(Line()))
    amount_cents = fields.Integer()
    local_terms = fields.String()
    offered_at = Instant()
    signed_at = Instant()
    signature = fields.String(metadata={"description": "Name and title of who signed, as typed."})
    decline_reason = fields.String()
    version = fields.Integer()


class Sign(Shape):
    """A signature: name and title as typed, the declaration, and the member's own terms."""

    name = Text(required=True, longest=100)
    title = Text(required=True, longest=90)
    declaration = fields.Boolean(
        load_default=False,
        metadata={"description": "True: you have the authority to sign this for your jurisdiction."},
    )
    local_terms = Text(
        longest=20_000, load_default=None, allow_none=True, metadata={"description": "null: those of your annex."}
    )

    @post_load
    def _as_signed(self, data, **_):
        if not data.pop("declaration"):
            raise ValidationError({"declaration": ["Confirm that you may sign for your jurisdiction."]})
        data["signature"] = f"{data.pop('name')}, {data.pop('title')}"
        return data


class SignForm(Sign):
    """The same from a form; an unticked box is not sent at all."""

    version = fields.Integer(load_default=None, allow_none=True)


class Decline(Shape):
    """Why the member does not sign."""

    reason = Text(required=True, longest=5_000)


class DeclineForm(Decline):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)
