"""Shapes of contracts as programs hear of them: lists, the whole contract, its changes and papers. Floor: schemas."""

from marshmallow import Schema, fields

from procurement.contracts.lifecycle import ContractState, RenewalState
from procurement.contracts.models import AmendmentKind, ContractSource, DocumentKind, Eligibility, SolicitedHow
from procurement.contracts.term import Standing
from procurement.core.shapes import Exact, Instant
from procurement.library.models import Scope
from procurement.library.schemas import Owner

_GOVERNMENTS = {"description": "For people who work for governments and for the vendor; null for everybody else."}


class ShownTier(Schema):
    """From which quantity which unit price holds."""

    from_ = fields.String(data_key="from", attribute="from")
    unit_price = fields.String()


class ShownLine(Schema):
    """One thing that can be bought, at the price agreed last."""

    key = fields.String()
    description = fields.String()
    unit = fields.String()
    unit_price = fields.String(metadata={"description": "Dollars for one unit, exactly."})
    tiers = fields.List(fields.Nested(ShownTier()))
    region = fields.String()


class ShownRenewal(Schema):
    """An option to renew."""

    number = fields.Integer()
    months = fields.Integer()
    notice_days = fields.Integer()
    state = fields.Enum(RenewalState, by_value=True)
    notice_on = fields.Date(metadata={"description": "The last day to give notice, while it is the next to decide."})
    decided_at = Instant()
    reason = fields.String()


class Brief(Schema):
    """A contract as lists show it."""

    id = fields.String()
    state = fields.Enum(ContractState, by_value=True)
    standing = fields.Enum(Standing, by_value=True, metadata={"description": "As of today where the lead is."})
    source = fields.Enum(ContractSource, by_value=True)
    lead = fields.Nested(Owner())
    reference = fields.String()
    title = fields.String()
    description = fields.String()
    vendor_name = fields.String()
    vendor_id = fields.String(allow_none=True)
    focus_area = fields.String()
    categories = fields.List(fields.String())
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    eligible = fields.Enum(Eligibility, by_value=True)
    version = fields.Integer()


class Prepared(Schema):
    """Contracts that are not in force yet."""

    items = fields.List(fields.Nested(Brief()))


class Found(Brief):
    """A contract that was found, with the lowest unit price and the lines that fit."""

    lowest = fields.String(allow_none=True)
    fitting = fields.List(fields.Nested(ShownLine()))


class FoundList(Schema):
    """One page of what was found, best first."""

    items = fields.List(fields.Nested(Found()))
    count = fields.Integer(metadata={"description": "How many were found, or were counted."})
    is_loose = fields.Boolean(metadata={"description": "Nothing has all the words; these have some."})
    limit = fields.Integer()
    offset = fields.Integer()
    more = fields.Boolean()


class Buyer(Schema):
    """A government that buys under the contract."""

    jurisdiction = fields.Nested(Owner())
    how = fields.String()
    addendum_id = fields.String(allow_none=True)
    adoption_id = fields.String(allow_none=True)


class Contract(Brief):
    """A contract with all that was agreed and whoever buys under it."""

    award_id = fields.String(allow_none=True)
    solicitation_id = fields.String(allow_none=True)
    last_possible_on = fields.Date(allow_none=True, metadata={"description": "If every open renewal were used."})
    terminated_on = fields.Date(allow_none=True)
    termination_reason = fields.String()
    ceiling_cents = fields.Integer(allow_none=True)
    used_cents = fields.Integer(allow_none=True, metadata=_GOVERNMENTS)
    lines = fields.List(fields.Nested(ShownLine()))
    renewals = fields.List(fields.Nested(ShownRenewal()))
    terms = fields.String()
    solicited_by = fields.String()
    solicited = fields.Enum(SolicitedHow, by_value=True, allow_none=True)
    cooperative_clause = fields.String()
    eligible_ids = fields.List(fields.String())
    federal_terms = fields.Boolean(allow_none=True)
    fee_percent = Exact(places=4, allow_none=True, metadata=_GOVERNMENTS)
    rebate_percent = Exact(places=4, allow_none=True, metadata=_GOVERNMENTS)
    fee_to = fields.String(allow_none=True, metadata=_GOVERNMENTS)
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    created_at = Instant()
    activated_at = Instant()
    buyers = fields.List(fields.Nested(Buyer()))


class Amendment(Schema):
    """A numbered change; `changes` is {field: [before, after]}, prices under `lines.<key>.unit_price`."""

    number = fields.Integer()
    kind = fields.Enum(AmendmentKind, by_value=True)
    changes = fields.Dict(
        metadata={"description": "Fees and rebates only for people who work for governments and for the vendor."}
    )
    reason = fields.String()
    effective_on = fields.Date()
    made_at = Instant()


class Amendments(Schema):
    """All changes, the newest first."""

    items = fields.List(fields.Nested(Amendment()))


class Document(Schema):
    """A document of a contract."""

    id = fields.String()
    kind = fields.Enum(DocumentKind, by_value=True)
    title = fields.String()
    is_internal = fields.Boolean()
    name = fields.String(attribute="file.name")
    size = fields.Integer(attribute="file.size")
    digest = fields.String(attribute="file.digest")
    added_at = Instant()


class Documents(Schema):
    """The documents that you may read."""

    items = fields.List(fields.Nested(Document()))


class Certificate(Schema):
    """A certificate of the vendor that counts now."""

    id = fields.String()
    name = fields.String()
    issuer = fields.String()
    expires_on = fields.Date()
    has_lapsed = fields.Boolean()
    has_document = fields.Boolean()
    added_at = Instant()


class Certificates(Schema):
    """The certificates that count, the first to lapse first."""

    items = fields.List(fields.Nested(Certificate()))


class Nomination(Schema):
    """A government that wishes the contract were open to it."""

    jurisdiction = fields.Nested(Owner())
    note = fields.String()
    nominated_at = Instant()


class Nominations(Schema):
    """How many wish so, and, for the lead and the vendor, who; others see their own governments'."""

    count = fields.Integer(allow_none=True, metadata={"description": "For the lead and the vendor; null for others."})
    items = fields.List(fields.Nested(Nomination()))
