"""The JSON door of a contract's passport. Floor: api."""

from flask import g
from marshmallow import Schema, fields

from procurement.awards.lifecycle import ProtestState
from procurement.contracts import contract_queries
from procurement.contracts import contract_reading as reading
from procurement.contracts import passport as passports
from procurement.contracts.contract_shown import Amendment, Brief, Buyer
from procurement.contracts.door import api_blueprint as blueprint
from procurement.contracts.models import DocumentKind
from procurement.contracts.outcome_shapes import Outcome, Standing
from procurement.core.shapes import Instant
from procurement.web.access import public


class Entry(Schema):
    """A paper: of this service, or a document that was added (`document_id`)."""

    title = fields.String()
    at = Instant()
    digest = fields.String(allow_none=True)
    note = fields.String()
    document_id = fields.String(allow_none=True)


class Part(Schema):
    """The papers of one kind; none is said by an empty list."""

    kind = fields.Enum(DocumentKind, by_value=True)
    part = fields.String()
    entries = fields.List(fields.Nested(Entry))


class Ranked(Schema):
    """A row of the published tabulation."""

    vendor = fields.String()
    rank = fields.Integer(allow_none=True)
    total = fields.String(allow_none=True)
    amount_cents = fields.Integer(allow_none=True)
    out = fields.String(allow_none=True)


class PublicProtest(Schema):
    """As much of a protest as everybody may know."""

    number = fields.Integer()
    against = fields.String()
    state = fields.Enum(ProtestState, by_value=True)
    received_at = Instant()
    is_timely = fields.Boolean()
    decision_reason = fields.String(allow_none=True)


class Lapsing(Schema):
    """A certificate of the vendor that counts now."""

    name = fields.String()
    issuer = fields.String()
    expires_on = fields.Date()
    has_lapsed = fields.Boolean()


class Passport(Schema):
    """Everything about a contract that you may see."""

    contract = fields.Nested(Brief)
    lead = fields.String()
    solicitation_id = fields.String(allow_none=True)
    papers = fields.List(fields.Nested(Part))
    tabulation = fields.List(fields.Nested(Ranked))
    protests = fields.List(fields.Nested(PublicProtest))
    amendments = fields.List(fields.Nested(Amendment))
    cooperative_clause = fields.String()
    open_to = fields.String(metadata={"description": "Who may buy besides, in words."})
    buyers = fields.List(fields.Nested(Buyer))
    ceiling_cents = fields.Integer(allow_none=True)
    used_cents = fields.Integer(
        allow_none=True, metadata={"description": "For people of governments and for the vendor; null for others."}
    )
    told = fields.Nested(Standing)
    outcomes = fields.List(fields.Nested(Outcome))
    certificates = fields.List(fields.Nested(Lapsing))


@blueprint.route("/contracts/<id>/passport", methods=["GET"])
@public
@blueprint.response(200, Passport)
def read_passport(id):
    """Read everything about a contract that you may see: how it came about, who joined, what came of it."""
    contract = contract_queries.get(g.context, id)
    found = passports.passport(g.context, contract)
    clause, ceiling = contract.cooperative_clause, contract.ceiling_cents
    brief = reading.brief(g.context, contract)
    return {**found, "contract": brief, "cooperative_clause": clause, "ceiling_cents": ceiling}
