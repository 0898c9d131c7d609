"""Shapes of addenda, for JSON and for forms."""

from datetime import datetime

from marshmallow import ValidationError, fields, post_load, validate

from procurement.clarifications.lifecycle import AddendumState
from procurement.core import localtime
from procurement.core.shapes import Instant, Shape, Text
from procurement.solicitations.date_shapes import Determine as Waiving
from procurement.solicitations.schemas import Hindrance

LONGEST_REASON = 5_000
_DIGEST = validate.Length(max=71)


def _in_calendar(instant: datetime | None) -> None:
    if instant is not None and not 2000 <= instant.year <= 2200:
        raise ValidationError("Choose a year between 2000 and 2200.")


class Part(Shape):
    """One thing an addendum changes."""

    part = fields.String(metadata={"description": "dates, sections, requirements, price_lines, criteria, evaluation."})
    key = fields.String()
    status = fields.String(metadata={"description": "changed, inserted, deleted or moved."})
    sentence = fields.String()
    is_asked = fields.Boolean(metadata={"description": "Whether a response sealed before has to be revised for it."})


class Addendum(Shape):
    """An issued addendum; `revision` is the text it put in force."""

    id = fields.String()
    solicitation_id = fields.String()
    number = fields.Integer()
    state = fields.Enum(AddendumState, by_value=True)
    reason = fields.String()
    issued_at = Instant()
    parts = fields.List(fields.Nested(Part))
    revision = fields.Integer(attribute="revision.number")
    digest = fields.String(attribute="revision.digest")
    due_at = fields.String(attribute="revision.body.due_at", metadata={"format": "date-time"})


class WithRedline(Addendum):
    """The same with everything it changed, word by word."""

    redline = fields.Dict(metadata={"description": "What was changed, as `/solicitations/<id>/compare` gives it."})


class Draft(Shape):
    """The addendum that is being written, and how it stands."""

    id = fields.String()
    solicitation_id = fields.String()
    state = fields.Enum(AddendumState, by_value=True)
    reason = fields.String()
    due_at = Instant(metadata={"description": "The later deadline; null: as it is published."})
    questions_due_at = Instant(metadata={"description": "The later end of questions; null: as it is published."})
    begun_at = Instant()
    parts = fields.List(fields.Nested(Part))
    digest = fields.String(metadata={"description": "Of the whole text as it would be issued now: send it with issue."})
    hindrances = fields.List(fields.Nested(Hindrance))
    ready = fields.Boolean()
    redline = fields.Dict()
    version = fields.Integer()


class Edit(Shape):
    """What of an addendum stands beside its text."""

    reason = Text(longest=LONGEST_REASON)
    due_at = Instant(allow_none=True, validate=_in_calendar)
    questions_due_at = Instant(allow_none=True, validate=_in_calendar)


class EditForm(Shape):
    """The same from a form: days and times as the wall clock of the solicitation's zone shows them."""

    version = fields.Integer(required=True)
    reason = Text(longest=LONGEST_REASON, load_default="")
    due_date = Text(load_default="")
    due_time = Text(load_default="")
    questions_date = Text(load_default="")
    questions_time = Text(load_default="")
    action = fields.String(load_default="")

    def __init__(self, zone: str, **options):
        super().__init__(**options)
        self.zone = zone

    @post_load
    def _instants(self, data, **_):
        named = {
            name: localtime.instant_of(
                data.pop(f"{part}_date"), data.pop(f"{part}_time"), self.zone,
                day_field=f"{part}_date", time_field=f"{part}_time",
            )
            for name, part in (("due_at", "due"), ("questions_due_at", "questions"))
        }  # fmt: skip
        data.pop("action")
        return {**data, **named}


class Issue(Shape):
    """Which text is issued: the digest of the draft as it was read (nothing: as it stands)."""

    digest = fields.String(load_default=None, allow_none=True, validate=_DIGEST)


class Nothing(Shape):
    """Nothing but the wish."""


class Determine(Waiving):
    """Why a rule is not kept by this addendum, naming the line of its checklist."""

    code = Text(required=True, longest=60)
