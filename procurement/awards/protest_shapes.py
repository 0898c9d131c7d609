"""Shapes of protests: what is sent, and what is given. Floor: schemas."""

from marshmallow import fields

from procurement.accounts.schemas import Email
from procurement.awards.lifecycle import ProtestState
from procurement.awards.models import Against
from procurement.awards.schemas import LONGEST
from procurement.core.shapes import Instant, Shape, Text

_ABOUT = {"unknown": "Say whether you protest the terms or the award."}
_DECISIONS = {"unknown": "A protest is sustained, denied or dismissed."}


class File(Shape):
    """What a vendor files: about the terms or the announced award, and why."""

    vendor_id = fields.String(required=True)
    against = fields.Enum(Against, by_value=True, required=True, error_messages=_ABOUT)
    grounds = Text(required=True, longest=LONGEST)


class Paper(Shape):
    """What an officer writes down of a protest that came on paper."""

    against = fields.Enum(Against, by_value=True, required=True, error_messages=_ABOUT)
    protester = Text(required=True, longest=200)
    email = Email(load_default="")
    grounds = Text(required=True, longest=LONGEST)


class Record(Paper):
    """The same with the instant at which it came."""

    received_at = Instant(required=True)


class RecordForm(Paper):
    """The same as the page sends it: a day and a time where the office is."""

    received_date = fields.String(load_default="")
    received_time = fields.String(load_default="")


class Decide(Shape):
    """How it is decided; everybody reads the reason."""

    decision = fields.Enum(ProtestState, by_value=True, required=True, error_messages=_DECISIONS)
    reason = Text(required=True, longest=LONGEST)


class Withdraw(Shape):
    """Why the protester does not insist."""

    reason = Text(required=True, longest=LONGEST)


class Document(Shape):
    """The document that came with a protest."""

    name = fields.String()
    size = fields.Integer()
    digest = fields.String()


class Known(Shape):
    """A protest. What only the buyer's people and the protester may read is null for everybody else."""

    id = fields.String()
    number = fields.Integer()
    solicitation_id = fields.String()
    reference = fields.String()
    title = fields.String()
    against = fields.Enum(Against, by_value=True)
    award_id = fields.String()
    state = fields.Enum(ProtestState, by_value=True)
    received_at = Instant()
    timely_until = Instant(metadata={"description": "What came at this instant or after it was late."})
    is_timely = fields.Boolean()
    decided_at = Instant()
    decision_reason = fields.String()
    is_read = fields.Boolean(metadata={"description": "Whether you are given what is confidential."})
    protester = fields.String()
    is_on_paper = fields.Boolean()
    grounds = fields.String()
    document = fields.Nested(Document)
    withdrawn_because = fields.String()
    version = fields.Integer()
