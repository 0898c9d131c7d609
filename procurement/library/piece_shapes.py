"""Shapes of the pieces of a content, as templates and drafts of solicitations take and give them. Floor: schemas."""

from marshmallow import fields, validate

from procurement.core.shapes import Exact, Shape, Text, plain
from procurement.library import asking, groups, rubric, soundness, tiering
from procurement.library.values import DEFAULTS


class Number(Exact):
    """An exact decimal that stays a string: content keeps its numbers so."""

    def _serialize(self, value, attr, obj, **options):
        return value

    def _deserialize(self, value, attr, data, **options) -> str:
        return plain(super()._deserialize(value, attr, data, **options))


class Lines(fields.Field):
    """A list of short texts; a form sends one per line."""

    def _deserialize(self, value, attr, data, **options) -> list[str]:
        several = value.split("\n") if isinstance(value, str) else value
        if not isinstance(several, list) or not all(isinstance(each, str) for each in several):
            raise self.make_error("invalid")
        return list(dict.fromkeys(each.strip() for each in several if each.strip()))

    default_error_messages = {"invalid": "Send a list of texts."}


class Section(Shape):
    """A section of the text, in Markdown, with blanks written as {{key}}."""

    heading = Text(longest=500)
    level = fields.Integer(validate=validate.Range(1, 6, error="A section's level is 1 to 6."))
    body = fields.String(validate=validate.Length(max=soundness.BODY))
    format = fields.String(validate=validate.OneOf(["markdown", "preformatted"]))
    when = soundness.When(metadata={"description": "A condition; where it is false the section is left out."})
    alternate = Text(longest=200, metadata={"description": "In a clause: what this alternate is called."})
    after = Text(longest=64, metadata={"description": "Where to add it: behind the section with this key."})

    def _tidy_one(self, item):
        name, value = item
        if name == "body" and isinstance(value, str) and "\x00" not in value:
            return name, value.replace("\r\n", "\n")
        return super()._tidy_one(item)


class Blank(Shape):
    """A typed blank; its key is what the text writes between {{ and }}."""

    key = Text(longest=64)
    label = Text(longest=200)
    kind = fields.String(validate=validate.OneOf(sorted(soundness.KINDS)))
    help = Text(longest=1_000)
    required = fields.Boolean()
    choices = Lines()
    default = fields.String(
        validate=validate.OneOf(["", *DEFAULTS]), metadata={"description": "What offers a value for it."}
    )


class Requirement(asking.Details):
    """What every response must answer."""

    kind = fields.String(validate=validate.OneOf(list(asking.KINDS)))
    label = Text(longest=300)
    help = Text(longest=2_000)
    required = fields.Boolean()
    choices = Lines()


class Region(Shape):
    """A part of the area that is bought for, with its part of the quantity."""

    key = fields.String(required=True, validate=asking.KEY_RULE)
    name = Text(longest=120, required=True)
    quantity = Number(places=3, load_default="0", metadata={"description": "With quantities of years, their sum."})
    years = fields.List(Number(places=3))


class InMix(Shape):
    """So much of the compared mix, in one region at the price of one tier."""

    region = fields.String(load_default=tiering.EVERYWHERE)
    tier = fields.Integer(load_default=0, metadata={"description": "Counted from 0."})
    quantity = Number(places=3, required=True)


class PriceLine(Shape):
    """One thing to be priced."""

    description = Text(longest=300)
    unit = Text(longest=40)
    quantity = Number(places=3, metadata={"description": "With quantities of years it is their sum."})
    optional = fields.Boolean()
    group = Text(longest=120, allow_none=True, metadata={"description": "The heading it stands under."})
    alternate_to = Text(longest=64, allow_none=True, metadata={"description": "The key of its main line."})
    years = fields.List(Number(places=3), allow_none=True, metadata={"description": "The quantity of each year."})
    counted_years = fields.Integer(
        allow_none=True, metadata={"description": "How many of the years count in the compared price; null: all."}
    )
    tiers = fields.List(
        Number(places=3),
        allow_none=True,
        validate=validate.Length(max=tiering.MOST_TIERS),
        metadata={"description": "From which quantity in a year each tier's price holds; the first is 0."},
    )
    regions = fields.List(fields.Nested(Region), allow_none=True, validate=validate.Length(max=tiering.MOST_REGIONS))
    mix = fields.List(
        fields.Nested(InMix),
        allow_none=True,
        validate=validate.Length(max=tiering.MOST_IN_MIX),
        metadata={"description": "Quantities that are compared instead of the summed ones."},
    )


class Criterion(Shape):
    """By what responses are judged; which fields it has depends on its kind (see the scoring contract)."""

    title = Text(longest=200)
    guidance = Text(longest=5_000)
    anchors = rubric.field()
    group = Text(longest=64, allow_none=True, metadata={"description": "The evaluation group that marks it."})
    kind = fields.String(validate=validate.OneOf(["rated", "given", "pass-fail", "price"]))
    points = Number(allow_none=True)
    scale = fields.Dict(allow_none=True)
    combine = fields.String(allow_none=True, validate=validate.OneOf(["mean", "median", "sum", "consensus"]))
    minimum = Number(allow_none=True)
    value = Number(allow_none=True, metadata={"description": "Dollars for the full mark, under value-deduction."})
    formula = fields.String(allow_none=True)
    reference = Number(allow_none=True)
    cap = fields.Boolean(allow_none=True)
    zero = fields.String(allow_none=True)
    zero_at = Number(allow_none=True)
    full_at = Number(allow_none=True)
    children = fields.List(fields.Dict(), allow_none=True)


class Round(Shape):
    """How totals are printed; ranks come from exact values."""

    places = fields.Integer(load_default=2, validate=validate.Range(0, 10))
    mode = fields.String(load_default="half-up", validate=validate.OneOf(["half-up", "half-even", "down"]))


class Preference(Shape):
    """A preference the law grants: a percentage off the compared price, or points on top."""

    id = Text(required=True, longest=40)
    title = Text(longest=200)
    effect = fields.String(required=True, validate=validate.OneOf(["price-discount", "points"]))
    percent = Number(allow_none=True)
    points = Number(allow_none=True)


METHODS = ("points", "quality-adjusted-price", "score-per-price", "value-deduction")


class Evaluation(Shape):
    """How points become a ranking, and who marks what."""

    method = fields.String(validate=validate.OneOf(METHODS))
    reference = Number(allow_none=True, metadata={"description": "The published price of score-per-price."})
    groups = groups.field()
    minimum_total = Number(allow_none=True)
    whole = Number(allow_none=True, metadata={"description": "What the points must add up to."})
    reasons_required = fields.Boolean()
    round = fields.Nested(Round())
    tie_break = fields.List(Text(longest=80))
    preferences = fields.List(fields.Nested(Preference()))


class Move(Shape):
    """One place up (-1) or down (1)."""

    by = fields.Integer(required=True, validate=validate.OneOf([-1, 1], error="Move by -1 (up) or 1 (down)."))


class MoveForm(Move):
    """The same from a form."""

    version = fields.Integer(required=True)


class Version(Shape):
    """A button that names the version it was pressed on."""

    version = fields.Integer(required=True)


class Added(Shape):
    """The key a new piece got, and the draft's version after it."""

    key = fields.String()
    version = fields.Integer()


class Hindrance(Shape):
    """One line of the checklist."""

    code = fields.String()
    sentence = fields.String()
    rule = fields.String()
    source = fields.String(metadata={"description": "Where the rule stands: the law, or the code of the place."})
    place = fields.String()
    blocking = fields.Boolean()
    can_be_waived = fields.Boolean(metadata={"description": "Whether a written determination may waive it."})
    waived = fields.String(metadata={"description": "Who waived it, and why; empty when nobody did."})


class ClauseToInsert(Shape):
    """Which alternate of which version of a clause stands behind which section (none: at the end)."""

    clause_version_id = Text(required=True, longest=16)
    alternate = Text(required=True, longest=64, metadata={"description": "The key of the alternate's section."})
    after = Text(longest=64)


class ClauseForm(ClauseToInsert):
    """The same from a form."""

    version = fields.Integer(required=True)
