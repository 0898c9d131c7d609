"""Shapes of what members need, for JSON and for forms: quantities, sheets, places, and the sums. Floor: schemas."""

from decimal import Decimal

from marshmallow import ValidationError, fields, pre_load, validate

from procurement.core.shapes import Exact, Instant, Shape, Text, plain

#: The largest quantity of one member for one line and year.
MOST = Decimal(1_000_000_000)


def _not_too_much(quantity: Decimal | None) -> None:
    if quantity is not None and quantity > MOST:
        raise ValidationError(f"At most {MOST:,} are taken.")


class Share(Shape):
    """What one member needs of a line."""

    participation_id = fields.String()
    jurisdiction_id = fields.String()
    jurisdiction = fields.String()
    quantity = fields.String()
    years = fields.List(fields.String(), metadata={"description": "By year, where the pool has several."})
    is_firm = fields.Boolean()
    minimum = fields.String(metadata={"description": "What it commits to buy in any case, over all years."})


class LineSum(Shape):
    """What all members need of one line, exactly."""

    id = fields.Function(lambda each: each.line.id, metadata={"type": "string"})
    key = fields.Function(lambda each: each.line.key, metadata={"type": "string"})
    description = fields.Function(lambda each: each.line.description, metadata={"type": "string"})
    unit = fields.Function(lambda each: each.line.unit, metadata={"type": "string"})
    only_for = fields.String(metadata={"description": "“” for a line that all buy."})
    quantity = fields.Function(lambda each: plain(each.quantity), metadata={"type": "string"})
    firm = fields.Function(
        lambda each: plain(each.firm),
        metadata={"type": "string", "description": "The part of it that is firm; the rest is estimated."},
    )
    years = fields.Function(
        lambda each: [plain(one) for one in each.years], metadata={"type": "array", "items": {"type": "string"}}
    )
    stated = fields.Integer(metadata={"description": "How many members have stated it."})
    asked = fields.Integer(metadata={"description": "How many are asked."})


class LineDemand(Shape):
    """One line with every member's share."""

    key = fields.String()
    description = fields.String()
    unit = fields.String()
    quantity = fields.String(metadata={"description": "The sum of all shares."})
    firm = fields.String()
    years = fields.List(fields.String())
    shares = fields.List(fields.Nested(Share()))
    missing = fields.List(fields.String(), metadata={"description": "Members that have not stated it."})


class Quantity(Shape):
    """What a member needs of one line; null takes an earlier statement back."""

    quantity = Exact(places=3, load_default=None, allow_none=True, validate=_not_too_much)
    years = fields.List(
        Exact(places=3, allow_none=True, validate=_not_too_much),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=20),
        metadata={"description": "Instead of `quantity`, where the pool has several years: one for each."},
    )
    is_firm = fields.Boolean(load_default=False, metadata={"description": "Firm, or an estimate."})
    minimum = Exact(places=3, load_default=None, allow_none=True, metadata={"description": "Committed to in any case."})

    @pre_load
    def _blank_years(self, data, **_):
        years = data.get("years") if isinstance(data, dict) else None
        if not isinstance(years, list):
            return data
        return {**data, "years": [None if isinstance(each, str) and not each.strip() else each for each in years]}


class QuantityRow(Quantity):
    """The same from a row of the page's table, with what was paid last."""

    last_price = Exact(places=6, load_default=None, allow_none=True, validate=_not_too_much)
    source = Text(longest=300, load_default="")


_KEY = fields.String(validate=validate.Length(1, 20))


class Quantities(Shape):
    """What a member needs, by line key: {"p1": {"quantity": "12.5", "is_firm": true}}; other lines stay."""

    quantities = fields.Dict(
        keys=_KEY, values=fields.Nested(Quantity()), required=True, validate=validate.Length(max=600)
    )


class QuantitiesForm(Shape):
    """The same from a form."""

    quantities = fields.Dict(
        keys=_KEY, values=fields.Nested(QuantityRow()), required=True, validate=validate.Length(max=600)
    )
    version = fields.Integer(load_default=None, allow_none=True)


class Paid(Shape):
    """What was paid for one unit last time, and where that stands written."""

    unit_price = Exact(places=6, required=True, validate=_not_too_much)
    source = Text(longest=300, required=True)


class LastPrices(Shape):
    """By line key; null takes it back. Only your own people see them before the opening."""

    prices = fields.Dict(
        keys=_KEY, values=fields.Nested(Paid(), allow_none=True), required=True, validate=validate.Length(max=600)
    )


class DeliveryPlace(Shape):
    """Where something is to be delivered."""

    name = Text(longest=200, required=True)
    address = Text(longest=500, load_default="")


class Places(Shape):
    """Where a member wants things delivered; they replace those it named before."""

    places = fields.List(fields.Nested(DeliveryPlace()), required=True, validate=validate.Length(max=100))


class PlacesForm(Places):
    """The same from a form; rows that were left empty do not count."""

    places = fields.List(fields.Nested(DeliveryPlace()), load_default=list, validate=validate.Length(max=100))
    version = fields.Integer(load_default=None, allow_none=True)

    @pre_load
    def _drop_empty_rows(self, data, **_):
        rows = data.get("places")
        if not isinstance(rows, list):
            return data
        kept = [each for each in rows if not isinstance(each, dict) or any(str(part).strip() for part in each.values())]
        return {**data, "places": kept}


class SheetFault(Shape):
    """A cell that is wrong."""

    cell = fields.String()
    sentence = fields.String()


class Sheet(Shape):
    """What a sheet says, until it is confirmed."""

    filename = fields.String()
    digest = fields.String(metadata={"description": "Send it back to confirm exactly this."})
    cells = fields.Raw(metadata={"description": "{line key: {years, is_firm, minimum, last_price, source}}"})
    faults = fields.List(fields.Nested(SheetFault()))
    read_at = Instant()


class Confirm(Shape):
    """Which sheet to confirm, as it was shown."""

    digest = Text(longest=80, required=True)


class Stated(Shape):
    """What a member has stated, by line key, with its places."""

    quantities = fields.Raw(metadata={"description": "{line key: {quantity, years, is_firm, minimum}}"})
    last_prices = fields.Raw(metadata={"description": "{line key: {unit_price, source}}; null for other people."})
    places = fields.List(fields.Nested(DeliveryPlace()))
