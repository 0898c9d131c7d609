"""Shapes of overviews: which period and which rows are asked for, and the figures with the addresses of their rows."""

import re
from datetime import date

from marshmallow import ValidationError, fields, post_load, validate

from procurement.core.shapes import Shape, Text
from procurement.overview import figures
from procurement.overview.queries import Filters

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z", re.ASCII)


class Look(Shape):
    """Over which time."""

    period = fields.String(load_default="", metadata={"description": "12-months (unless said), all, or a year."})


class Asked(Look):
    """Which figure, and what narrows its rows."""

    figure = fields.String(required=True, validate=validate.OneOf(list(figures.TITLES)))
    how = fields.String(load_default=None, validate=validate.OneOf(["alone", "together"]))
    area = Text(longest=60, load_default=None, metadata={"description": "Empty: what has no focus area."})
    year = fields.Integer(load_default=None, metadata={"description": "0: before those that are told apart."})
    vendor = Text(longest=200, load_default=None)
    peer = Text(longest=16, load_default=None)
    month = fields.String(load_default=None, metadata={"description": "Such as 2026-11, for what is ahead."})

    @post_load
    def _filters(self, data, **_):
        month = data.pop("month")
        found = _MONTH.match(month) if month else None
        if month and not found:
            raise ValidationError({"month": ["Write a month such as 2026-11."]})
        narrowed = {name: data.pop(name) for name in ("how", "area", "year", "vendor", "peer")}
        if narrowed["year"] is not None and not 0 <= narrowed["year"] <= 9_000:
            raise ValidationError({"year": ["Write a year such as 2026."]})
        day = date(int(found[1]), int(found[2]), 1) if found else None
        return {**data, "filters": Filters(month=day, **narrowed)}


class Page(Asked):
    """The same for one page of the list."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class Period(Shape):
    """The stretch of time, both days included."""

    key = fields.String()
    label = fields.String()
    from_on = fields.Date(allow_none=True)
    to_on = fields.Date()


class Figure(Shape):
    """So many rows; `amount_cents` is the sum of those `priced` ones that name an amount."""

    figure = fields.String()
    title = fields.String()
    how = fields.String(metadata={"description": "alone, together, or empty."})
    area = fields.String()
    year = fields.Integer()
    count = fields.Integer()
    amount_cents = fields.Integer(allow_none=True)
    priced = fields.Integer()
    number = fields.Integer(allow_none=True, metadata={"description": "Hours, or words."})
    rows = fields.String(metadata={"description": "The address of exactly these rows."})


class Party(Shape):
    """Somebody with whom it was bought."""

    id = fields.String()
    name = fields.String()
    count = fields.Integer()
    amount_cents = fields.Integer()
    priced = fields.Integer()
    rows = fields.String()


class Savings(Shape):
    """What was saved, each from its own figures and never added up."""

    figure = fields.String()
    title = fields.String()
    from_what = fields.String()
    count = fields.Integer()
    governments = fields.Integer(allow_none=True)
    amount_cents = fields.Integer(allow_none=True)
    hours = fields.Integer(allow_none=True)
    words = fields.Integer(allow_none=True)
    words_an_hour = fields.Integer(allow_none=True)
    rows = fields.String()


class Ahead(Shape):
    """So many of one sort in a month ahead."""

    figure = fields.String()
    month = fields.String()
    count = fields.Integer()
    rows = fields.String()


class Overview(Shape):
    """The view from above."""

    id = fields.String()
    name = fields.String()
    zone = fields.String(metadata={"description": "Days are days in this zone."})
    period = fields.Nested(Period())
    bought = fields.List(fields.Nested(Figure()), metadata={"description": "By side, area and year."})
    peers = fields.List(fields.Nested(Party()))
    vendors = fields.List(fields.Nested(Party()))
    saved = fields.List(fields.Nested(Savings()))
    ahead = fields.List(fields.Nested(Ahead()))
    doings = fields.List(fields.Nested(Figure()), metadata={"description": "What peers do, by area."})


class Row(Shape):
    """One thing a figure counts."""

    sort = fields.String()
    id = fields.String()
    title = fields.String()
    government = fields.String(attribute="place")
    area = fields.String()
    how = fields.String()
    day = fields.Date()
    amount_cents = fields.Integer(attribute="cents", allow_none=True)
    number = fields.Integer(allow_none=True)
    vendor = fields.String()
    note = fields.String()
    address = fields.String()


class Rows(Shape):
    """A page of the rows of a figure; `count` and the sums are those of all."""

    figure = fields.String()
    title = fields.String()
    items = fields.List(fields.Nested(Row()))
    count = fields.Integer()
    amount_cents = fields.Integer(allow_none=True)
    number = fields.Integer(allow_none=True)
    limit = fields.Integer()
    offset = fields.Integer()
    more = fields.Boolean()
