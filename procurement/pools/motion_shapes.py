"""Shapes of motions and votes, for JSON and for forms. Floor: schemas."""

from marshmallow import fields

from procurement.core.shapes import Instant, Shape, Text
from procurement.pools.lifecycle import MotionState
from procurement.pools.models import Choice, Gate, Majority


class Vote(Shape):
    """What one member said last."""

    participation_id = fields.String()
    choice = fields.Enum(Choice, by_value=True)
    cast_at = Instant()


class Motion(Shape):
    """Something the members decide by vote."""

    id = fields.String()
    title = fields.String()
    body = fields.String()
    needs = fields.Enum(Majority, by_value=True)
    needed_before = fields.Enum(Gate, by_value=True)
    state = fields.Enum(MotionState, by_value=True)
    closes_at = Instant()
    moved_at = Instant()
    anew_of_id = fields.String(allow_none=True)
    tally = fields.Raw(metadata={"description": "{yes, no, abstain, members}: frozen once the result stands."})
    votes = fields.List(fields.Nested(Vote()))


class NewMotion(Shape):
    """To put something to the vote."""

    title = Text(required=True)
    body = Text(longest=10_000, load_default="")
    needs = fields.Enum(Majority, by_value=True, load_default=Majority.HALF)
    needed_before = fields.Enum(Gate, by_value=True, load_default=Gate.NONE)
    closes_at = Instant(required=True)
    anew_of_id = Text(longest=16, load_default=None, allow_none=True)


class NewMotionForm(Shape):
    """The same from a form: the closing is a local day and time in the lead's zone."""

    title = Text(required=True)
    body = Text(longest=10_000, load_default="")
    needs = fields.Enum(Majority, by_value=True, load_default=Majority.HALF)
    needed_before = fields.Enum(Gate, by_value=True, load_default=Gate.NONE)
    closes_date = Text(longest=40, required=True)
    closes_time = Text(longest=40, required=True)
    anew_of_id = Text(longest=16, load_default="")


class Cast(Shape):
    """A vote."""

    participation_id = Text(longest=16, required=True)
    choice = fields.Enum(Choice, by_value=True, required=True)
