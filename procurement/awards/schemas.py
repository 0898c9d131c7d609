"""Shapes of awards: for JSON and for forms."""

from marshmallow import fields

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Outcome
from procurement.core.shapes import Instant, Shape, Text

LONGEST = 20_000


class Recommend(Shape):
    """Who is recommended and why; "no-award" names no response."""

    outcome = fields.Enum(
        Outcome, by_value=True, required=True, error_messages={"unknown": "Choose an award or no award."}
    )
    response_id = fields.String(load_default=None, allow_none=True)
    reasons = Text(required=True, longest=LONGEST)


class RecommendForm(Shape):
    """The same as the page sends it: a response, or "no-award"."""

    choice = Text(required=True, longest=16)
    reasons = Text(required=True, longest=LONGEST)


class Approve(Shape):
    """A remark for the record, if there is one."""

    comment = Text(longest=LONGEST, load_default="")


class Return(Shape):
    """Why the recommendation is not approved."""

    comment = Text(required=True, longest=LONGEST)


class Decide(Shape):
    """The approver's page: one of the two."""

    decision = fields.String(required=True)
    comment = Text(longest=LONGEST, load_default="")


class Rescind(Shape):
    """Why the decision is taken back; everybody reads it."""

    reason = Text(required=True, longest=LONGEST)


class Nothing(Shape):
    """A deed that needs no words."""


class Award(Shape):
    """A decision: who gets it and why, until when it can be protested, and the record that is published with it."""

    id = fields.String()
    solicitation_id = fields.String()
    reference = fields.String(attribute="solicitation.reference")
    title = fields.String(attribute="solicitation.title")
    outcome = fields.Enum(Outcome, by_value=True)
    state = fields.Enum(AwardState, by_value=True)
    response_id = fields.String()
    vendor = fields.String(attribute="response.vendor.name")
    amount_cents = fields.Integer()
    reasons = fields.String()
    recommended_at = Instant()
    decided_at = Instant()
    standstill_until = Instant(metadata={"description": "Before this instant the decision cannot become final."})
    final_at = Instant()
    record = fields.Dict(metadata={"description": "The ranking as it was announced; null before."})
    rescinded_because = fields.Function(
        lambda award: award.decision_comment if award.state == AwardState.RESCINDED else None
    )
    version = fields.Integer()
