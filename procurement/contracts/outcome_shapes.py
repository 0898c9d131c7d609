"""Shapes of outcomes, for JSON and for forms. Floor: schemas."""

from collections.abc import Mapping
from decimal import Decimal

from marshmallow import ValidationError, fields, validate

from procurement.contracts import milestones
from procurement.contracts.outcome_models import Again, Kept
from procurement.core.shapes import MOST_CENTS, Dollars, Exact, Instant, Shape, Text
from procurement.library.models import Scope
from procurement.library.schemas import Owner, Shared

ID = 16
MOST_MEASURED = 20
HOURS = {"allow_none": True, "load_default": None, "validate": validate.Range(0, 10_000_000)}


class Measure(Shape):
    """A result in a number: “Miles driven on one charge”, 212, mile."""

    what = Text(longest=200, required=True)
    value = Exact(places=6, least=None, required=True)
    unit = Text(longest=40, load_default="")


class Said(Shared):
    """What came of it."""

    on_time = fields.Enum(Kept, by_value=True, required=True)
    on_budget = fields.Enum(Kept, by_value=True, required=True)
    buy_again = fields.Enum(Again, by_value=True, required=True)
    incidents = Text(longest=10_000, load_default="", metadata={"description": "What went wrong (Markdown)."})
    lessons = Text(longest=10_000, load_default="", metadata={"description": "For the next (Markdown)."})
    measured = fields.List(fields.Nested(Measure), load_default=list, validate=validate.Length(max=MOST_MEASURED))
    saved_cents = fields.Integer(
        allow_none=True, load_default=None, strict=True, validate=validate.Range(-MOST_CENTS, MOST_CENTS)
    )
    saved_hours = fields.Integer(**HOURS)
    saved_how = Text(longest=2_000, load_default="", metadata={"description": "From what figures it is reckoned."})
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.PUBLIC)


class Tell(Said):
    """What came of it, told at a milestone."""

    jurisdiction_id = Text(longest=ID, required=True)
    milestone = Text(longest=20, required=True, metadata={"description": "start, year-1, year-2 …, end."})


class Changed(Said):
    """What is corrected; what is not sent stays."""

    on_time = fields.Enum(Kept, by_value=True)
    on_budget = fields.Enum(Kept, by_value=True)
    buy_again = fields.Enum(Again, by_value=True)
    incidents = Text(longest=10_000)
    lessons = Text(longest=10_000)
    measured = fields.List(fields.Nested(Measure), validate=validate.Length(max=MOST_MEASURED))
    saved_cents = fields.Integer(allow_none=True, strict=True, validate=validate.Range(-MOST_CENTS, MOST_CENTS))
    saved_hours = fields.Integer(allow_none=True, validate=validate.Range(0, 10_000_000))
    saved_how = Text(longest=2_000)
    scope = fields.Enum(Scope, by_value=True)
    network_id = Text(longest=ID, allow_none=True)


class Measures(fields.Field):
    """One to a line, as people type them: “Miles on one charge: 212 mile”."""

    def _deserialize(self, value, attr, data, **options) -> list[dict]:
        lines = [line.strip() for line in str(value).split("\n") if line.strip()]
        if len(lines) > MOST_MEASURED:
            raise ValidationError(f"At most {MOST_MEASURED} results are taken.")
        return [_measure(line) for line in lines]


def _measure(line: str) -> dict:
    what, colon, rest = (each.strip() for each in line.rpartition(":"))
    number, _, unit = rest.partition(" ")
    if not colon or not what or not number:
        raise ValidationError(f"“{line[:80]}”: write what was measured, a colon, a number and its unit.")
    try:
        return Measure().load({"what": what, "value": number, "unit": unit.strip()})
    except ValidationError as fault:
        said = [sentence for sentences in fault.normalized_messages().values() for sentence in sentences]
        raise ValidationError(f"“{line[:80]}”: {' '.join(map(str, said))}") from None


class SaidForm(Said):
    """The same from a form: dollars as people type them, one result to a line."""

    measured = Measures(load_default=list)
    saved_cents = Dollars(allow_none=True, load_default=None)
    saved_hours = fields.Integer(**HOURS, error_messages={"invalid": "Enter a whole number of hours."})
    version = fields.Integer(load_default=None, allow_none=True)


class TellForm(SaidForm):
    """The same at a milestone, from a form."""

    jurisdiction_id = Text(longest=ID, required=True)
    milestone = Text(longest=20, required=True)


class Reply(Shape):
    """What the vendor says to it."""

    text = Text(longest=10_000, required=True, metadata={"description": "Markdown."})


class ReplyForm(Reply):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Outcome(Shape):
    """What one government says came of a contract, with the vendor's reply."""

    id = fields.String()
    contract_id = fields.String()
    contract = fields.String(attribute="contract.title")
    vendor = fields.String(attribute="contract.vendor_name")
    jurisdiction = fields.Nested(Owner())
    milestone = fields.String()
    milestone_title = fields.Function(lambda row: milestones.title(row.milestone))
    on_time = fields.Enum(Kept, by_value=True)
    on_budget = fields.Enum(Kept, by_value=True)
    buy_again = fields.Enum(Again, by_value=True)
    incidents = fields.String()
    lessons = fields.String()
    measured = fields.List(fields.Nested(Measure))
    saved_cents = fields.Integer(allow_none=True)
    saved_hours = fields.Integer(allow_none=True)
    saved_how = fields.String()
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    told_at = Instant()
    reply = fields.String()
    replied_at = Instant()
    version = fields.Integer()


class Figure(Shape):
    """So many of so many said yes."""

    yes = fields.Integer()
    of = fields.Integer()


class Standing(Shape):
    """The figures with how many stand behind them; who says it is too early is not counted."""

    on_time = fields.Nested(Figure)
    on_budget = fields.Nested(Figure)
    buy_again = fields.Nested(Figure)
    governments = fields.Integer()


class OfContract(Shape):
    """All that is told of one contract, so far as you may see it."""

    standing = fields.Nested(Standing)
    items = fields.List(fields.Nested(Outcome))


def as_typed(outcome) -> Mapping:
    """What the fields of the form show for an outcome."""
    measured = [f"{each['what']}: {each['value']} {each['unit']}".strip() for each in outcome.measured]
    return {
        **{name: getattr(outcome, name) for name in ("incidents", "lessons", "saved_how", "network_id")},
        **{name: str(getattr(outcome, name)) for name in ("on_time", "on_budget", "buy_again", "scope")},
        "measured": "\n".join(measured),
        "saved_cents": "" if outcome.saved_cents is None else str(Decimal(outcome.saved_cents).scaleb(-2)),
        "saved_hours": "" if outcome.saved_hours is None else str(outcome.saved_hours),
    }
