"""Shapes of pools, for JSON and for forms: the pool, its lines, who takes part, and what they need."""

from decimal import Decimal

from marshmallow import ValidationError, fields, pre_load, validate

from procurement.core.shapes import Exact, Instant, Shape, Text
from procurement.pools.lifecycle import ParticipationState, PoolState

#: The largest quantity of one member for one line.
MOST = Decimal(1_000_000_000)
#: Rows for lines on the page that forms a pool; more are added on the pool's own page.
ROWS = 5


def _not_too_much(quantity: Decimal | None) -> None:
    if quantity is not None and quantity > MOST:
        raise ValidationError(f"At most {MOST:,} are taken.")


class Place(Shape):
    """A jurisdiction or a network."""

    id = fields.String()
    name = fields.String()
    slug = fields.String()


class Line(Shape):
    """One thing the pool buys; the joint solicitation has a price line under the same key."""

    id = fields.String()
    key = fields.String()
    position = fields.Integer()
    description = fields.String()
    unit = fields.String()
    version = fields.Integer()


class Participation(Shape):
    """A jurisdiction's part in the pool."""

    id = fields.String()
    jurisdiction = fields.Nested(Place())
    state = fields.Enum(ParticipationState, by_value=True)
    since = Instant()
    joined_at = Instant()
    authority = fields.String(metadata={"description": "By what authority it buys cooperatively."})
    has_document = fields.Function(
        lambda each: each.authority_file_id is not None,
        metadata={"type": "boolean", "description": "Whether a document about the authority can be downloaded."},
    )
    version = fields.Integer()


class Share(Shape):
    """What one member needs of a line."""

    participation_id = fields.String()
    jurisdiction_id = fields.String()
    jurisdiction = fields.String()
    quantity = fields.String()
    is_firm = fields.Boolean()


class Demand(Shape):
    """What all members need of one line, exactly."""

    key = fields.String()
    description = fields.String()
    unit = fields.String()
    quantity = fields.String(metadata={"description": "The sum of all shares."})
    firm = fields.String(metadata={"description": "The part of it that is firm; the rest is estimated."})
    shares = fields.List(fields.Nested(Share()))
    missing = fields.List(
        fields.String(), metadata={"description": "Members that have not stated a quantity for this line."}
    )


class Hindrance(Shape):
    """What stands in the way of committing the pool (or, not blocking, what the lead should know before)."""

    code = fields.String()
    sentence = fields.String()
    place = fields.String()
    blocking = fields.Boolean()


class JointSolicitation(Shape):
    """A solicitation for this pool, as far as you may see it."""

    id = fields.String()
    reference = fields.String()
    title = fields.String()
    state = fields.String()


class Pool(Shape):
    """A pool as lists show it."""

    id = fields.String()
    state = fields.Enum(PoolState, by_value=True)
    title = fields.String()
    description = fields.String()
    focus_area = fields.String()
    lead = fields.Nested(Place())
    network = fields.Nested(Place())
    join_by = Instant(metadata={"description": "Others can join before this instant, not at it; null: open end."})
    is_open_to_join = fields.Boolean()
    created_at = Instant()
    version = fields.Integer(metadata={"description": "Counts every change of the pool, its members and quantities."})


class Whole(Pool):
    """A pool with all that belongs to it."""

    lines = fields.List(fields.Nested(Line()))
    members = fields.List(fields.Nested(Participation()))
    demand = fields.List(fields.Nested(Demand()))
    hindrances = fields.List(fields.Nested(Hindrance()))
    solicitations = fields.List(fields.Nested(JointSolicitation()))


class NewLine(Shape):
    """To add a line, or to change what one says."""

    description = Text(required=True, longest=300)
    unit = Text(required=True, longest=40)


class LineForm(NewLine):
    """The same from a form that shows a line."""

    version = fields.Integer(load_default=None, allow_none=True)


class PoolEdit(Shape):
    """What the lead says about the pool."""

    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    join_by = Instant(load_default=None, allow_none=True)


class NewPool(PoolEdit):
    """To form a pool."""

    jurisdiction_id = Text(required=True, longest=16)
    network_id = Text(required=True, longest=16)
    authority = Text(longest=2_000, load_default="")
    lines = fields.List(fields.Nested(NewLine()), load_default=list, validate=validate.Length(max=200))


class PoolEditForm(Shape):
    """The same from a form: the time to join is a local day and time in the lead's zone."""

    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    join_date = Text(longest=40, load_default="")
    join_time = Text(longest=40, load_default="")
    version = fields.Integer(load_default=None, allow_none=True)


class NewPoolForm(PoolEditForm):
    """To form a pool by its page; rows of lines that were left empty do not count."""

    jurisdiction_id = Text(required=True, longest=16)
    network_id = Text(required=True, longest=16)
    authority = Text(longest=2_000, load_default="")
    lines = fields.List(fields.Nested(NewLine()), load_default=list, validate=validate.Length(max=200))

    @pre_load
    def _drop_empty_rows(self, data, **_):
        rows = data.get("lines")
        if not isinstance(rows, list):
            return data
        kept = [each for each in rows if not isinstance(each, dict) or any(str(part).strip() for part in each.values())]
        return {**data, "lines": kept}


class Invitation(Shape):
    """Whom to invite."""

    jurisdiction_id = Text(required=True, longest=16)


class Authority(Shape):
    """By what authority a jurisdiction buys cooperatively: a resolution, a statute, an agreement."""

    authority = Text(longest=2_000, load_default="")


class AuthorityForm(Authority):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Join(Authority):
    """To take part; the document, if there is one, comes as the file `document`."""

    jurisdiction_id = Text(required=True, longest=16)


class Quantity(Shape):
    """What a member needs of one line; null takes an earlier statement back."""

    quantity = Exact(places=3, required=True, allow_none=True, validate=_not_too_much)
    is_firm = fields.Boolean(load_default=False, metadata={"description": "Firm, or an estimate."})


class Quantities(Shape):
    """What a member needs, by line key: {"p1": {"quantity": "12.5", "is_firm": true}}; other lines stay."""

    quantities = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 20)), values=fields.Nested(Quantity()), required=True
    )


class QuantitiesForm(Quantities):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Version(Shape):
    """Which state of the pool somebody has seen."""

    version = fields.Integer(required=True)


class Nothing(Shape):
    """Nothing but the wish."""
