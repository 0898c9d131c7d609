"""The JSON door of contracts and of participating addenda: reading these, signing or declining for a member."""

from flask import g
from marshmallow import fields

from procurement.contracts import (
    adoption_api,
    change_api,
    contract_api,
    joining_door,
    operations,
    outcome_api,
    passport_api,
    queries,
    reading,
    schemas,
    usage_api,
)
from procurement.contracts.door import api_blueprint as blueprint
from procurement.contracts.lifecycle import AddendumState
from procurement.web.access import public, signed_in
from procurement.web.api import PageQuery, envelope, etag, if_match, listed

__all__ = ["adoption_api", "blueprint", "change_api", "contract_api", "outcome_api", "passport_api", "usage_api"]
joining_door.install_api(blueprint)


class AddendumQuery(PageQuery):
    """Which addenda to list."""

    state = fields.Enum(AddendumState, by_value=True, load_default=None)


@blueprint.route("/addenda", methods=["GET"])
@public
@blueprint.arguments(AddendumQuery, location="query")
@blueprint.response(200, envelope(schemas.Addendum))
def index(query):
    """List signed addenda, and those that concern your governments and companies; what is to be signed comes first."""
    found = listed(queries.addenda(g.context, state=query["state"]), limit=query["limit"], offset=query["offset"])
    return {**found, "items": [reading.whole(each) for each in found["items"]]}


@blueprint.route("/addenda/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Addendum)
def show(id):
    """Read a participating addendum."""
    addendum = queries.get(g.context, id)
    return reading.whole(addendum), etag(addendum)


@blueprint.route("/addenda/<id>/sign", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Sign)
@blueprint.response(200, schemas.Addendum)
def sign(data, id):
    """Sign for your jurisdiction (needs If-Match: you sign what you have read)."""
    addendum = queries.get(g.context, id)
    operations.sign(g.context, addendum, version=if_match(addendum), **data)
    return reading.whole(addendum), etag(addendum)


@blueprint.route("/addenda/<id>/decline", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Decline)
@blueprint.response(200, schemas.Addendum)
def decline(data, id):
    """Do not sign, for a reason that the lead and the vendor will read (needs If-Match)."""
    addendum = queries.get(g.context, id)
    operations.decline(g.context, addendum, version=if_match(addendum), **data)
    return reading.whole(addendum), etag(addendum)
