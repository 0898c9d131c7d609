"""The JSON door of outcomes: reading, telling, correcting, answering. Floor: api."""

from flask import g

from procurement.contracts import contract_queries, milestones, outcomes
from procurement.contracts import outcome_queries as queries
from procurement.contracts import outcome_shapes as shapes
from procurement.contracts.door import api_blueprint as blueprint
from procurement.web.access import public, signed_in
from procurement.web.api import PageQuery, envelope, etag, if_match, listed


@blueprint.route("/outcomes", methods=["GET"])
@public
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope(shapes.Outcome))
def list_outcomes(query):
    """List what came of contracts, so far as it is shared with you, the newest first."""
    return listed(queries.outcomes(g.context), **query)


@blueprint.route("/contracts/<id>/outcomes", methods=["GET"])
@public
@blueprint.response(200, shapes.OfContract)
def outcomes_of_contract(id):
    """Read what came of a contract, with how many stand behind each figure."""
    rows = queries.of_contract(g.context, contract_queries.get(g.context, id))
    return {"standing": milestones.standing(rows), "items": rows}


@blueprint.route("/contracts/<id>/outcomes", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Tell)
@blueprint.response(201, shapes.Outcome)
def tell_outcome(data, id):
    """Say for your government what came of a contract, at a milestone that has come."""
    outcome = outcomes.tell(g.context, contract_queries.get(g.context, id), **data)
    return outcome, etag(outcome)


@blueprint.route("/outcomes/<id>", methods=["GET"])
@public
@blueprint.response(200, shapes.Outcome)
def read_outcome(id):
    """Read one outcome with the vendor's reply."""
    outcome = queries.get(g.context, id)
    return outcome, etag(outcome)


@blueprint.route("/outcomes/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(shapes.Changed(partial=True))
@blueprint.response(200, shapes.Outcome)
def change_outcome(data, id):
    """Correct what was told (needs If-Match); refused once the vendor has answered."""
    outcome = queries.get(g.context, id)
    outcomes.change(g.context, outcome, version=if_match(outcome), **data)
    return outcome, etag(outcome)


@blueprint.route("/outcomes/<id>/reply", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Reply)
@blueprint.response(200, shapes.Outcome)
def reply_outcome(data, id):
    """Answer as the vendor (needs If-Match)."""
    outcome = queries.get(g.context, id)
    outcomes.reply(g.context, outcome, version=if_match(outcome), **data)
    return outcome, etag(outcome)
