"""Shapes of pools, for JSON and for forms: the pool, its lines, who takes part, and what they need."""

from marshmallow import ValidationError, fields, post_load, pre_load, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.networks.geography import STATES
from procurement.pools.agreement import Signature
from procurement.pools.demand_shapes import LineSum, Quantity
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Admission, LateJoining, PublicationRule

#: Rows for lines on the page that forms a pool; more are added on the pool's own page.
ROWS = 5


class Place(Shape):
    """A jurisdiction or a network."""

    id = fields.String()
    name = fields.String()
    slug = fields.String()


class Line(Shape):
    """One thing the pool buys; the joint solicitation has a price line under the same key."""

    id = fields.String()
    key = fields.String()
    position = fields.Integer()
    description = fields.String()
    unit = fields.String()
    participation_id = fields.String(
        allow_none=True, metadata={"description": "The only member that buys it (an option of its own); null: all do."}
    )
    version = fields.Integer()


class Participation(Shape):
    """A jurisdiction's part in the pool."""

    id = fields.String()
    jurisdiction = fields.Nested(Place())
    state = fields.Enum(ParticipationState, by_value=True)
    since = Instant()
    joined_at = Instant()
    authority = fields.String(metadata={"description": "By what authority it buys cooperatively."})
    has_document = fields.Function(
        lambda each: each.authority_file_id is not None,
        metadata={"type": "boolean", "description": "Whether a document about the authority can be downloaded."},
    )
    signature = fields.String(metadata={"description": "Typed name of who signed the pool's agreement, “” for nobody."})
    signature_title = fields.String()
    signed_at = Instant()
    agreement_version_id = fields.String(allow_none=True, metadata={"description": "The version that was signed."})
    agreement_digest = fields.String()
    signed_earlier = fields.Function(
        lambda each: each.agreement_version_id not in (None, each.pool.agreement_version_id),
        metadata={"type": "boolean", "description": "Whether the pool has another agreement now: sign again."},
    )
    is_late = fields.Boolean(metadata={"description": "Joined after the pool had been committed."})
    left_at = Instant()
    version = fields.Integer()


class Hindrance(Shape):
    """What stands in the way of committing the pool (or, not blocking, what the lead should know before)."""

    code = fields.String()
    sentence = fields.String()
    place = fields.String()
    blocking = fields.Boolean()


class JointSolicitation(Shape):
    """A solicitation for this pool, as far as you may see it."""

    id = fields.String()
    reference = fields.String()
    title = fields.String()
    state = fields.String()


class Pool(Shape):
    """A pool as lists show it."""

    id = fields.String()
    state = fields.Enum(PoolState, by_value=True)
    title = fields.String()
    description = fields.String()
    focus_area = fields.String()
    lead = fields.Nested(Place())
    network = fields.Nested(Place())
    join_by = Instant(metadata={"description": "Others can join before this instant, not at it; null: open end."})
    demand_due_at = Instant(metadata={"description": "Until when members are asked to state quantities."})
    approvals_due_at = Instant(metadata={"description": "Until when they are asked to approve the joint draft."})
    admission = fields.Enum(Admission, by_value=True)
    states = fields.List(fields.String(), metadata={"description": "Where it is open to states: their codes."})
    most_members = fields.Integer(metadata={"description": "The last place, the lead counted; null: no limit."})
    late_joining = fields.Enum(LateJoining, by_value=True)
    publication_rule = fields.Enum(PublicationRule, by_value=True)
    years = fields.Integer(metadata={"description": "Demand is stated for each of so many years."})
    agreement_version_id = fields.String(allow_none=True)
    offered_lead_id = fields.String(allow_none=True, metadata={"description": "The member that is asked to lead."})
    is_open_to_join = fields.Boolean()
    created_at = Instant()
    version = fields.Integer(metadata={"description": "Counts every change of the pool, its members and quantities."})


class Whole(Pool):
    """A pool with all that belongs to it."""

    lines = fields.List(fields.Nested(Line()))
    members = fields.List(fields.Nested(Participation()))
    demand = fields.List(
        fields.Nested(LineSum()), metadata={"description": "The sums of every line; its shares are asked for by line."}
    )
    hindrances = fields.List(fields.Nested(Hindrance()))
    solicitations = fields.List(fields.Nested(JointSolicitation()))


class NewLine(Shape):
    """To add a line, or to change what one says."""

    description = Text(required=True, longest=300)
    unit = Text(required=True, longest=40)


class LineForm(NewLine):
    """The same from a form that shows a line."""

    version = fields.Integer(load_default=None, allow_none=True)


def _no_state(codes: list[str]) -> None:
    strange = [each for each in codes if each not in STATES]
    if strange:
        raise ValidationError(f"“{strange[0]}” is no state. Write codes such as OK or TX.")


class Rules(Shape):
    """Who may join, until when, and how the pool decides."""

    admission = fields.Enum(Admission, by_value=True, load_default=Admission.NETWORK)
    most_members = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(2, 10_000))
    late_joining = fields.Enum(LateJoining, by_value=True, load_default=LateJoining.NEVER)
    publication_rule = fields.Enum(PublicationRule, by_value=True, load_default=PublicationRule.ALL)
    years = fields.Integer(load_default=1, validate=validate.Range(1, 20, error="Choose 1 to 20 years."))
    agreement_version_id = Text(longest=16, load_default=None, allow_none=True)

    @post_load
    def _none(self, data, **_):
        if "agreement_version_id" in data:
            return {**data, "agreement_version_id": data["agreement_version_id"] or None}
        return data


class PoolEdit(Rules):
    """What the lead says about the pool."""

    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    join_by = Instant(load_default=None, allow_none=True)
    demand_due_at = Instant(load_default=None, allow_none=True)
    approvals_due_at = Instant(load_default=None, allow_none=True)
    states = fields.List(fields.String(), load_default=list, validate=[validate.Length(max=60), _no_state])


class Signed(Shape):
    """The signature under the pool's agreement: typed name and title, and the digest of the text that was read."""

    signature = Text(longest=200, load_default="")
    signature_title = Text(longest=200, load_default="")
    declaration = fields.Boolean(load_default=False, metadata={"description": "“I am authorised to sign.”"})
    agreement_digest = Text(longest=80, load_default="")

    @post_load
    def _one(self, data, **_):
        name, title = data.pop("signature", ""), data.pop("signature_title", "")
        declares, digest = data.pop("declaration", False), data.pop("agreement_digest", "")
        is_signed = bool(name or title or declares or digest)
        return {**data, "signature": Signature(name, title, declares, digest) if is_signed else None}


class SignForm(Signed):
    """The same from a form; empty, it names every field."""

    @post_load
    def _one(self, data, **options):
        found = super()._one(data, **options)
        return {**found, "signature": found["signature"] or Signature("", "", False, "")}


class NewPool(PoolEdit, Signed):
    """To form a pool; the lead may sign its agreement at once, or before it commits."""

    jurisdiction_id = Text(required=True, longest=16)
    network_id = Text(required=True, longest=16)
    authority = Text(longest=2_000, load_default="")
    plan_ids = fields.List(
        fields.String(validate=validate.Length(max=16)),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"description": "Plans whose need it serves; the owners of others' plans are invited."},
    )
    lines = fields.List(fields.Nested(NewLine()), load_default=list, validate=validate.Length(max=500))


class PoolEditForm(Rules):
    """The same from a form: instants are local days and times in the lead's zone, states are codes with commas."""

    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    join_date = Text(longest=40, load_default="")
    join_time = Text(longest=40, load_default="")
    demand_date = Text(longest=40, load_default="")
    demand_time = Text(longest=40, load_default="")
    approvals_date = Text(longest=40, load_default="")
    approvals_time = Text(longest=40, load_default="")
    states = Text(longest=300, load_default="")
    version = fields.Integer(load_default=None, allow_none=True)

    @post_load
    def _codes(self, data, **_):
        codes = [each.upper() for each in data["states"].replace(",", " ").split()]
        try:
            _no_state(codes)
        except ValidationError as fault:
            raise ValidationError({"states": fault.messages}) from None
        return {**data, "states": codes}


class NewPoolForm(PoolEditForm):
    """To form a pool by its page; rows of lines that were left empty do not count."""

    jurisdiction_id = Text(required=True, longest=16)
    network_id = Text(required=True, longest=16)
    authority = Text(longest=2_000, load_default="")
    plan_ids = fields.List(fields.String(), load_default=list, validate=validate.Length(max=50))
    lines = fields.List(fields.Nested(NewLine()), load_default=list, validate=validate.Length(max=500))

    @pre_load
    def _drop_empty_rows(self, data, **_):
        rows = data.get("lines")
        if not isinstance(rows, list):
            return data
        kept = [each for each in rows if not isinstance(each, dict) or any(str(part).strip() for part in each.values())]
        return {**data, "lines": kept}


class Invitation(Shape):
    """Whom to invite."""

    jurisdiction_id = Text(required=True, longest=16)


class Authority(Shape):
    """By what authority a jurisdiction buys cooperatively: a resolution, a statute, an agreement."""

    authority = Text(longest=2_000, load_default="")


class AuthorityForm(Authority):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class JoinForm(Authority, Signed):
    """To take part; the document, if there is one, comes as the file `document`."""

    jurisdiction_id = Text(required=True, longest=16)


class Join(JoinForm):
    """The same; once the pool is committed, with the quantities of every line."""

    quantities = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 20)),
        values=fields.Nested(Quantity()),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=600),
    )


class JoinPage(Join):
    """The same from a page: rows of quantities that were left empty do not count."""

    @post_load
    def _without_empty(self, data, **_):
        said = data["quantities"] or {}
        kept = {key: each for key, each in said.items() if each["quantity"] is not None or any(each["years"] or ())}
        kept |= {key: each for key, each in said.items() if any(one is not None for one in each["years"] or ())}
        return {**data, "quantities": kept or None}


class Agreement(Shape):
    """The agreement that members sign now, in full."""

    id = fields.String(metadata={"description": "Of the version in the library."})
    title = fields.String(attribute="item.title")
    number = fields.Integer()
    digest = fields.String(metadata={"description": "Send it back as `agreement_digest` when you sign."})
    published_at = Instant()
    sections = fields.Raw(metadata={"description": "[{number, level, heading, body (Markdown)}]"})
    declaration = fields.String()


class LeadOffer(Shape):
    """Which member is asked to take over the lead."""

    jurisdiction_id = Text(required=True, longest=16)


class Version(Shape):
    """Which state of the pool somebody has seen."""

    version = fields.Integer(required=True)


class Nothing(Shape):
    """Nothing but the wish."""
