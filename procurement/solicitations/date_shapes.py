"""Shapes of dates: what the calculator is asked and answers, forecasts, written determinations. Floor: schemas."""

import re
from datetime import date

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from procurement.core.shapes import Instant, Shape, Text
from procurement.library.models import Kind
from procurement.solicitations import waivers
from procurement.solicitations.schedule import Wishes as Asked

SPAN = validate.Range(date(2000, 1, 1), date(2200, 12, 31), error="Choose a year between 2000 and 2200.")
NO_DAY = {"invalid": "This is not a day of the calendar. Write it as 2026-12-01."}


def a_day(**options) -> fields.Date:
    """A day of the calendar that somebody chooses."""
    return fields.Date(allow_none=True, load_default=None, validate=SPAN, error_messages=NO_DAY, **options)


class Clock(Text):
    """A time of day in hours and minutes, "" for none."""

    def _deserialize(self, value, attr, data, **options):
        text = super()._deserialize(value, attr, data, **options)
        if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise ValidationError("Enter a time of day in hours and minutes, such as 14:00.")
        return text


class Wishes(Shape):
    """Any of these days; what is left open follows from the rules."""

    publish_on = a_day()
    due_on = a_day()
    award_on = a_day()
    questions_on = a_day(metadata={"description": "The last day for questions; nothing: by the rule."})
    clock = Clock(longest=20, load_default="", metadata={"description": "Time of day of the deadline."})

    @validates_schema(skip_on_field_errors=True)
    def _one_at_least(self, data, **_):
        if data["publish_on"] is None and data["due_on"] is None and data["award_on"] is None:
            raise ValidationError("Give the day of publication, of the deadline or of the award.", "publish_on")

    @post_load
    def _asked(self, data, **_) -> dict:
        names = ("publish_on", "due_on", "award_on", "questions_on", "clock")
        rest = {name: value for name, value in data.items() if name not in names}
        return {**rest, "wishes": Asked(**{name: data[name] for name in names})}


class Take(Wishes):
    """The dates that a draft takes over, and whether it prints what is expected after the deadline."""

    with_schedule = fields.Boolean(load_default=False)


class TakeForm(Take):
    """The same from a form."""

    version = fields.Integer(required=True)


class Step(Shape):
    """One date with the rule that set it."""

    key = fields.String()
    title = fields.String()
    day = fields.Date()
    at = Instant(metadata={"description": "The exact instant, where there is one."})
    rule = fields.String()
    source = fields.String()
    note = fields.String(metadata={"description": "What else happened: moved from a Saturday, and why."})


class Fault(Shape):
    """A rule that the chosen dates break."""

    code = fields.String()
    sentence = fields.String()
    rule = fields.String()
    source = fields.String()
    blocking = fields.Boolean()
    waivable = fields.Boolean()
    signed_by = fields.String()


class Plan(Shape):
    """Every date of a procurement, in order."""

    steps = fields.List(fields.Nested(Step()))
    faults = fields.List(fields.Nested(Fault()))


class Planned(Shape):
    """The dates of a draft as they stand."""

    due_at = Instant()
    questions_due_at = Instant()
    schedule = fields.List(fields.Dict())
    forecast_publish_on = fields.Date()
    is_announced = fields.Boolean()
    version = fields.Integer()


class Announce(Shape):
    """When publication is expected, and whether everybody may know."""

    forecast_publish_on = a_day()
    is_announced = fields.Boolean(load_default=False)


class AnnounceForm(Announce):
    """The same from a form."""

    version = fields.Integer(required=True)


class Government(Shape):
    """Who is going to publish it."""

    name = fields.String()
    slug = fields.String()
    state_code = fields.String()


class Forecast(Shape):
    """What everybody may know of a solicitation before it is published."""

    title = fields.String()
    kind = fields.Enum(Kind, by_value=True)
    summary = fields.String()
    focus_area = fields.String()
    jurisdiction = fields.Nested(Government())
    forecast_publish_on = fields.Date()
    contact_name = fields.String()
    contact_email = fields.String()


class Determine(Shape):
    """Why a rule is not kept in this case."""

    reason = Text(required=True, longest=5_000)
    least = fields.Integer(
        allow_none=True,
        load_default=None,
        validate=validate.Range(0, 3650, error="Enter a number of days, 0 or more."),
        error_messages={"invalid": "Enter a whole number of days."},
        metadata={"description": "For rules that count days: the fewest this determination allows."},
    )


class DetermineCode(Determine):
    """The same, naming the line of the checklist."""

    code = Text(required=True, longest=60)


class OfWhom(Shape):
    """Whose signature it is about."""

    participation_id = Text(
        longest=60, load_default="", metadata={"description": "A member of the pool; empty: whoever publishes."}
    )


class AskToDetermine(DetermineCode, OfWhom):
    """Which rule, the proposed reason, and whom to ask."""


class DeterminationRequest(Shape):
    """A written determination that waits for a signature."""

    id = fields.String()
    jurisdiction_id = fields.String(allow_none=True, metadata={"description": "Whose; null: whoever publishes."})
    code = fields.String()
    reason = fields.String()
    least = fields.Integer(allow_none=True)
    asked_at = Instant()
    asked_by = fields.String()
    closed_at = Instant(allow_none=True)


class ToSign(Shape):
    """A rule that a member of the pool is asked to waive."""

    participation_id = fields.String(attribute="member.id")
    code = fields.String(attribute="fault.code")
    sentence = fields.String(attribute="fault.sentence")
    rule = fields.String(attribute="fault.rule")
    source = fields.String(attribute="fault.source")
    signed_by = fields.String(attribute="owner.signed_by")
    asked = fields.Nested(DeterminationRequest())
    is_signed = fields.Function(lambda row: row.waiver is not None)


class Determination(Shape):
    """A written determination."""

    id = fields.String()
    jurisdiction_id = fields.String(allow_none=True, metadata={"description": "Whose rule; null: whoever publishes."})
    code = fields.String()
    rule = fields.String()
    allowed = fields.Dict(allow_none=True, metadata={"description": "Null for who may not see the draft behind it."})
    allowed_in_words = fields.Function(lambda row: None if row.allowed is None else waivers.in_words(row.allowed))
    reason = fields.String()
    made_at = Instant()
    made_by = fields.String(attribute="maker.name")
    withdrawn_at = Instant()
    used_at = Instant(metadata={"description": "When the solicitation was published under it."})
