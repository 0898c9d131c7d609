"""Shapes of solicitations, for JSON and for forms: the thing itself, what is sent to change it, its reviews."""

from marshmallow import fields, post_load, validate

from procurement.core.shapes import Exact, Instant, Shape, Text, plain
from procurement.library import soundness
from procurement.library.models import Kind, Scope
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import ReviewDecision

KINDS = [str(kind) for kind in Kind]
MAIL = validate.Regexp(r"\A(|[^@\s]+@[^@\s]+\.[^@\s]+)\Z", error="This is not an e-mail address.")


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
    kind = fields.String(allow_none=True, validate=validate.OneOf(KINDS, error="Choose one of: {choices}."))
    template_version_id = Text(longest=16)
    pool_id = Text(longest=16)
    reference = Text(longest=60)
    summary = Text(longest=5_000)
    focus_area = Text(longest=60)


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


class Section(Shape):
    """A section of the text, in Markdown, with blanks written as {{key}}."""

    heading = Text(longest=500)
    level = fields.Integer(validate=validate.Range(1, 6, error="A section's level is 1 to 6."))
    body = fields.String(validate=validate.Length(max=soundness.BODY))
    format = fields.String(validate=validate.OneOf(["markdown", "preformatted"]))
    after = Text(longest=64, metadata={"description": "Where to add it: behind the section with this key."})

    def _tidy_one(self, item):
        return (item[0], item[1].replace("\r\n", "\n")) if item[0] == "body" and isinstance(item[1], str) else (
            super()._tidy_one(item)
        )  # fmt: skip


class Blank(Shape):
    """A typed blank; its key is what the text writes between {{ and }}."""

    key = Text(longest=64)
    label = Text(longest=200)
    kind = fields.String(validate=validate.OneOf(sorted(soundness.KINDS)))
    help = Text(longest=1_000)
    required = fields.Boolean()
    choices = Lines()


class Requirement(Shape):
    """What every response must answer."""

    kind = fields.String(validate=validate.OneOf(soundness.Requirement.KINDS))
    label = Text(longest=300)
    help = Text(longest=2_000)
    required = fields.Boolean()
    choices = Lines()


class PriceLine(Shape):
    """One thing to be priced."""

    description = Text(longest=300)
    unit = Text(longest=40)
    quantity = Number(places=3)
    optional = fields.Boolean()


class Criterion(Shape):
    """By what responses are judged; which fields it has depends on its kind (see the scoring contract)."""

    title = Text(longest=200)
    guidance = Text(longest=5_000)
    kind = fields.String(validate=validate.OneOf(["rated", "given", "pass-fail", "price"]))
    points = Number(allow_none=True)
    scale = fields.Dict(allow_none=True)
    combine = fields.String(allow_none=True, validate=validate.OneOf(["mean", "median", "sum", "consensus"]))
    minimum = Number(allow_none=True)
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


class Evaluation(Shape):
    """How points become a ranking."""

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


class Decision(Shape):
    """What a reviewer says."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf([str(each) for each in ReviewDecision], error="Choose to approve or to return it."),
    )
    comment = Text(longest=10_000, load_default="")
    digest = Text(longest=71, load_default="", metadata={"description": "Of the text that was read."})


class Review(Shape):
    """Who was asked about which text, and what they said."""

    id = fields.String()
    participation_id = fields.String(allow_none=True)
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


class Hindrance(Shape):
    """One line of the checklist."""

    code = fields.String()
    sentence = fields.String()
    rule = fields.String()
    place = fields.String()
    blocking = fields.Boolean()


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

    words = Text(longest=200, load_default="")
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
