"""How entries of the ledger look in the API."""

from marshmallow import Schema, fields

from procurement.core.shapes import Instant


class EntrySchema(Schema):
    """One deed."""

    id = fields.Integer(dump_only=True)
    at = fields.AwareDateTime(dump_only=True, format="iso")
    deed = fields.String(dump_only=True)
    actor_id = fields.String(dump_only=True, allow_none=True)
    actor_name = fields.String(dump_only=True)
    about_kind = fields.String(dump_only=True)
    about_id = fields.String(dump_only=True)
    jurisdiction_id = fields.String(dump_only=True, allow_none=True)
    body = fields.Dict(dump_only=True)


class EntriesQuerySchema(Schema):
    """Which entries to list."""

    before = fields.Integer(load_default=None)
    deed = fields.String(load_default=None)
    jurisdiction_id = fields.String(load_default=None)
    since = Instant(load_default=None)
    until = Instant(load_default=None)
