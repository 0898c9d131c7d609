"""Shapes of the guided start: what is to be bought, and what is there already. Floor: schemas."""

from marshmallow import Schema, fields, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.library.lineage_shapes import Told
from procurement.library.models import Kind
from procurement.library.schemas import Categories, Found, Owner
from procurement.plans.schemas import Match
from procurement.solicitations.fact_shapes import Answer, Dollars
from procurement.solicitations.lifecycle import SolicitationState

KINDS = [str(kind) for kind in Kind]


class Wanted(Shape):
    """What somebody wants to buy, as far as they know it yet."""

    title = Text(required=True, metadata={"description": "What is to be bought, in words."})
    jurisdiction_id = Text(longest=16, load_default="")
    kind = fields.String(
        load_default="", validate=validate.OneOf(["", *KINDS], error="Choose one of: " + ", ".join(KINDS) + ".")
    )
    focus_area = Text(longest=60, load_default="")
    amount_cents = Dollars(data_key="amount", load_default=None, allow_none=True)
    federal_money = Answer(load_default=None, allow_none=True)
    construction = Answer(load_default=None, allow_none=True)
    personal_data = Answer(load_default=None, allow_none=True)
    categories = Categories(load_default=list)
    publish_on = fields.Date(load_default=None, allow_none=True)
    due_date = Text(longest=40, load_default="")
    due_time = Text(longest=40, load_default="")
    plan_id = Text(longest=16, load_default="", metadata={"description": "The own plan it is started from."})


class Chosen(Wanted):
    """The same, with what the draft is to begin with: a template's version, or nothing."""

    jurisdiction_id = Text(longest=16, required=True)
    template_version_id = Text(longest=16, load_default="")


class Offered(Found):
    """An item of the library that may fit."""

    times_used = fields.Integer(metadata={"description": "Solicitations published from it."})


class Outcome(Schema):
    """What came of a solicitation."""

    award_id = fields.String()
    state = fields.String()
    outcome = fields.String()
    vendor = fields.String(allow_none=True)
    amount_cents = fields.Integer(allow_none=True)


class Peer(Schema):
    """A published solicitation that may be alike."""

    id = fields.String()
    reference = fields.String()
    kind = fields.Enum(Kind, by_value=True)
    state = fields.Enum(SolicitationState, by_value=True)
    title = fields.String()
    jurisdiction = fields.Nested(Owner())
    published_at = Instant()
    award = fields.Nested(Outcome(), allow_none=True)


class OpenPool(Schema):
    """A pool of the caller's networks that may buy the same."""

    id = fields.String()
    title = fields.String()
    lead = fields.Nested(Owner())
    join_by = Instant(allow_none=True)


class OpenContract(Schema):
    """A contract in force that fits the words."""

    id = fields.String()
    title = fields.String()
    vendor_name = fields.String()
    lead = fields.Nested(Owner(), attribute="jurisdiction")
    ends_on = fields.Date()
    eligible = fields.String(metadata={"description": "Who may buy besides: none, named, network, states or any."})
    told = fields.Nested(Told, allow_none=True, metadata={"description": "What buyers say came of it; null: nothing."})


class There(Schema):
    """What is there already, in each list what fits best first."""

    templates = fields.List(fields.Nested(Offered()))
    findings = fields.List(fields.Nested(Offered()))
    guides = fields.List(fields.Nested(Offered()))
    models = fields.List(fields.Nested(Offered()))
    solicitations = fields.List(fields.Nested(Peer()))
    pools = fields.List(fields.Nested(OpenPool()))
    contracts = fields.List(fields.Nested(OpenContract()))
    needs = fields.List(fields.Nested(Match()), metadata={"description": "Who may need the same, and why."})
