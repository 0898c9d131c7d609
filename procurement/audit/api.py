"""The ledger for programs."""

from flask import g
from marshmallow import Schema, fields, validate

from procurement.audit import queries, schemas, verification
from procurement.web import api
from procurement.web.access import signed_in

blueprint = api.room("audit", "The ledger: what was done, by whom and when.")


class EntriesQuery(schemas.EntriesQuerySchema):
    """Which entries, and how many; `before` is the id of the last entry of the page before."""

    before = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**53))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class Entries(Schema):
    """A page of entries."""

    items = fields.List(fields.Nested(schemas.EntrySchema()))
    more = fields.Boolean()


class Report(Schema):
    """What checking the chain found."""

    chained = fields.Integer()
    tip = fields.String()
    waiting = fields.Integer()
    is_whole = fields.Boolean()
    fault = fields.Function(lambda report: None if report.fault is None else report.fault.sentence)


@blueprint.route("/ledger", methods=["GET"])
@signed_in
@blueprint.arguments(EntriesQuery, location="query")
@blueprint.response(200, Entries)
def ledger(query):
    """The entries you may read, newest first."""
    limit = query.pop("limit")
    found = queries.page(g.context, limit=limit + 1, **query)
    return {"items": found[:limit], "more": len(found) > limit}


@blueprint.route("/ledger/check", methods=["GET"])
@signed_in
@blueprint.response(200, Report)
def check():
    """Whether the whole chain holds."""
    return verification.verify(g.context)
