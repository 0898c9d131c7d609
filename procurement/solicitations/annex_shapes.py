"""Shapes of annexes: what is sent to write one, and what is shown of it. Floor: schemas."""

from marshmallow import fields, post_load, validate

from procurement.core import localtime
from procurement.core.shapes import Instant, Shape, Text
from procurement.solicitations import annexing


class AnnexSection(Shape):
    """One section of a member's annex."""

    topic = fields.String(
        required=True, validate=validate.OneOf(list(annexing.TOPICS), error="Choose what this is about.")
    )
    heading = Text(load_default="")
    body = Text(required=True, longest=annexing.LONGEST)
    overrides = Text(
        longest=60,
        load_default="",
        metadata={"description": "The key of the section of the core that it replaces; empty: it is added."},
    )


class AnnexSectionForm(AnnexSection):
    """The same from a form; the version is that of the annex that was read, absent as long as there is none."""

    version = fields.Integer(load_default=None, allow_none=True)


class Read(Shape):
    """Which version of the annex was read."""

    version = fields.Integer(load_default=None, allow_none=True)


class Replaced(Shape):
    """A section of an annex, as it stands."""

    key = fields.String(attribute="section.key")
    number = fields.String(attribute="printed.number")
    topic = fields.String(attribute="section.topic")
    heading = fields.String(attribute="section.heading")
    body = fields.String(attribute="section.body")
    overrides = fields.String(attribute="section.overrides")
    redline = fields.List(fields.Dict(), attribute="change")
    written_against_earlier_text = fields.Boolean(attribute="is_earlier")
    replaced_section_is_gone = fields.Boolean(attribute="is_lost")


class MemberAnnex(Shape):
    """A member's annex, with the core as it concerns the member."""

    participation_id = fields.String(attribute="member.id")
    member = fields.String(attribute="member.jurisdiction.name")
    is_complete = fields.Function(lambda work: bool(work.annex and work.annex.confirmed_at))
    sections = fields.List(fields.Nested(Replaced()), attribute="pieces")
    due_at = fields.Function(lambda work: _iso(work.due_at))
    core = fields.Dict(attribute="body")
    version = fields.Function(lambda work: work.annex.version if work.annex is not None else None, allow_none=True)


class Answer(Shape):
    """How far a member is with its annex."""

    participation_id = fields.String()
    member = fields.String()
    state = fields.String(metadata={"description": "not-answered, being-written, complete or none-needed"})
    sections = fields.Integer()


class AskAnnexes(Shape):
    """Until when members are asked for their annexes."""

    due_at = Instant(required=True)


class AskAnnexesForm(Shape):
    """The same from a form: a day and a time of the solicitation's zone."""

    version = fields.Integer(required=True)
    due_date = Text(load_default="")
    due_time = Text(load_default="")

    def __init__(self, zone: str, **options):
        super().__init__(**options)
        self.zone = zone

    @post_load
    def _instant(self, data, **_):
        names = {"day_field": "due_date", "time_field": "due_time"}
        due_at = localtime.instant_of(data.pop("due_date"), data.pop("due_time"), self.zone, **names)
        return {**data, "due_at": due_at}


class ApprovalsForm(AskAnnexesForm):
    """Until when members are asked to approve, from a form."""


class LeftOutMember(Shape):
    """A member the pool goes on without."""

    participation_id = fields.String(attribute="id")
    member = fields.String(attribute="jurisdiction.name")


def _iso(value) -> str | None:
    return None if value is None else value.isoformat()
