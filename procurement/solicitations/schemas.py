"""Shapes of solicitations, for JSON and for forms: the thing itself, what is sent to change it, its reviews."""

from marshmallow import fields, post_load, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.library.models import Kind, Scope
from procurement.library.piece_shapes import (  # noqa: F401 (its doors use them as their own)
    Added,
    Blank,
    Criterion,
    Evaluation,
    Hindrance,
    Lines,
    Move,
    MoveForm,
    Number,
    PriceLine,
    Requirement,
    Section,
    Version,
)
from procurement.solicitations.fact_shapes import FactsStated, LeftOut
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import ReviewDecision

KINDS = [str(kind) for kind in Kind]
MAIL = validate.Regexp(r"\A(|[^@\s]+@[^@\s]+\.[^@\s]+)\Z", error="This is not an e-mail address.")


class Jurisdiction(Shape):
    """Whose solicitation it is."""

    id = fields.String()
    name = fields.String()
    slug = fields.String()


class Solicitation(Shape):
    """A solicitation as lists show it."""

    id = fields.String()
    reference = fields.String()
    kind = fields.Enum(Kind, by_value=True)
    state = fields.Enum(SolicitationState, by_value=True)
    is_closed = fields.Boolean(metadata={"description": "Whether the deadline has passed, at this very moment."})
    title = fields.String()
    summary = fields.String()
    focus_area = fields.String()
    jurisdiction = fields.Nested(Jurisdiction())
    pool_id = fields.String(allow_none=True)
    template_version_id = fields.String(allow_none=True)
    due_at = Instant(metadata={"description": "Responses are accepted before this instant, not at it."})
    questions_due_at = Instant(metadata={"description": "Until when questions are taken; null: until the deadline."})
    zone = fields.String()
    contact_name = fields.String()
    contact_email = fields.String()
    published_at = Instant()
    cancelled_at = Instant()
    cancel_reason = fields.String()
    version = fields.Integer()


class Whole(Solicitation):
    """A solicitation with its text: the published body, or the draft's with open blanks marked."""

    digest = fields.String(metadata={"description": "Of the text: what approvals are given for."})
    contract_digest = fields.String(allow_none=True)
    revision = fields.Integer(allow_none=True)
    body = fields.Dict()


class Draft(Shape):
    """What the draft is made of: its content before the blanks are filled, and their values."""

    content = fields.Dict()
    values = fields.Dict()
    facts = fields.Nested(FactsStated())
    left_out = fields.List(fields.Nested(LeftOut()), metadata={"description": "Sections whose conditions are not met."})
    version = fields.Integer()


class Revision(Shape):
    """What was published, frozen, with its scoring contract."""

    number = fields.Integer()
    body = fields.Dict()
    digest = fields.String()
    contract = fields.Dict(allow_none=True)
    contract_digest = fields.String(allow_none=True)
    published_at = Instant()


class New(Shape):
    """To begin a solicitation, from a template version or from nothing, for one jurisdiction or for its pool."""

    jurisdiction_id = Text(required=True, longest=16)
    title = Text(required=True)
    kind = fields.String(
        allow_none=True,
        validate=validate.OneOf(["", *KINDS], error="Choose one of: " + ", ".join(KINDS) + "."),
        metadata={"description": "Nothing: the template's."},
    )
    template_version_id = Text(longest=16)
    pool_id = Text(longest=16)
    plan_id = Text(longest=16, metadata={"description": "The own plan it is started from."})
    reference = Text(longest=60)
    summary = Text(longest=5_000)
    focus_area = Text(longest=60)
    facts = fields.Nested(FactsStated())
    due_at = Instant(allow_none=True)
    forecast_publish_on = fields.Date(allow_none=True)

    @post_load
    def _kind_of_the_template(self, data, **_):
        return {**data, "kind": data.get("kind") or None}


class Edit(Shape):
    """To change the facts of a draft. The deadline: `due_at`, or a local day and time in the jurisdiction's zone."""

    title = Text()
    reference = Text(longest=60)
    summary = Text(longest=5_000)
    focus_area = Text(longest=60)
    contact_name = Text(longest=200)
    contact_email = Text(longest=254, validate=MAIL)
    due_at = Instant(allow_none=True)
    due_date = Text(longest=40)
    due_time = Text(longest=40)
    questions_due_at = Instant(allow_none=True)


class EditForm(Edit):
    """The same from a form."""

    version = fields.Integer(required=True)
    title = Text(required=True)
    reference = Text(required=True, longest=60)


class Fill(Shape):
    """Values of blanks by key, as typed; an empty one empties the blank."""

    values = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), load_default=dict)


class FillForm(Fill):
    """The same from a form."""

    version = fields.Integer(required=True)


class Decision(Shape):
    """What a reviewer says."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf([str(each) for each in ReviewDecision], error="Choose to approve or to return it."),
    )
    comment = Text(longest=10_000, load_default="")
    digest = Text(longest=71, load_default="", metadata={"description": "Of the text that was read."})
    places = fields.List(
        Text(longest=120),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=5_000),
        metadata={"description": "Only these parts are approved, such as “sections/s3”; nothing: the whole."},
    )


class StepDecision(Decision):
    """The same for one step of the approval chain."""

    step = Text(longest=60, load_default="", metadata={"description": "Left open: the first of yours that waits."})


class Review(Shape):
    """Who was asked about which text, and what they said."""

    id = fields.String()
    participation_id = fields.String(allow_none=True)
    step = fields.String(metadata={"description": "The step of the approval chain; empty for a member of the pool."})
    parts = fields.Dict(metadata={"description": "What was approved: each place with the digest of what stood there."})
    reminded_at = Instant()
    draft_digest = fields.String()
    asked_at = Instant()
    decision = fields.Enum(ReviewDecision, by_value=True, allow_none=True)
    comment = fields.String()
    decided_at = Instant()
    decided_by = fields.String(allow_none=True)


class Return(Shape):
    """Why the draft is taken back."""

    reason = Text(longest=2_000, load_default="")


class Cancel(Shape):
    """Why it is cancelled; everybody may read it."""

    reason = Text(required=True, longest=5_000)


class CancelForm(Cancel):
    """The same from a form."""

    version = fields.Integer(required=True)


class Findings(Shape):
    """What was found out, in Markdown, and with whom it is shared."""

    title = Text(required=True)
    body = Text(required=True, longest=200_000)
    scope = fields.String(load_default=str(Scope.PUBLIC), validate=validate.OneOf([str(each) for each in Scope]))
    network_id = Text(longest=16, load_default=None, allow_none=True)

    @post_load
    def _no_network(self, data, **_):
        return {**data, "network_id": data.get("network_id") or None}


class FindingsMade(Shape):
    """The findings as published."""

    id = fields.String()
    title = fields.String()
    scope = fields.Enum(Scope, by_value=True)


class Checklist(Shape):
    """Everything that hinders publication now, and what only deserves a look."""

    items = fields.List(fields.Nested(Hindrance()))
    ready = fields.Boolean()


class Member(Shape):
    """A member of the pool as the joint solicitation sees it."""

    id = fields.String(metadata={"description": "The participation."})
    jurisdiction = fields.Nested(Jurisdiction())


class Search(Shape):
    """What a list is narrowed to."""

    words = Text(longest=200, load_default="", data_key="q")
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    jurisdiction_id = Text(longest=16, load_default="")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class Opportunities(Search):
    """Published solicitations only."""

    status = fields.String(load_default="open", validate=validate.OneOf(["open", "closed", "cancelled", "all"]))


class Mine(Search):
    """Those the caller sees, drafts of their own jurisdictions included."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *map(str, SolicitationState)]))
