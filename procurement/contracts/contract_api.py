"""The JSON door of contracts: finding, reading, recording, activating; `change_api.py` has what follows. Floor: api."""

from flask import g

from procurement.awards import queries as awards
from procurement.contracts import adoption_queries, finding, recording
from procurement.contracts import contract_queries as queries
from procurement.contracts import contract_reading as reading
from procurement.contracts import contract_schemas as schemas
from procurement.contracts import contract_shown as shown
from procurement.contracts.door import api_blueprint as blueprint
from procurement.contracts.models import Contract
from procurement.web.access import public, signed_in
from procurement.web.api import etag, if_match


def answer(contract: Contract):
    """The whole contract under its version."""
    return reading.whole(g.context, contract), etag(contract)


@blueprint.route("/contracts", methods=["GET"])
@public
@blueprint.arguments(schemas.FindPage, location="query")
@blueprint.response(200, shown.FoundList)
def find_contracts(query):
    """Find contracts by words, category, place, expiry and price; best first, or as `sort` says."""
    limit, offset = query.pop("limit"), query.pop("offset")
    eligibility = adoption_queries.for_adopter(g.context, query.pop("adopter"))
    page = finding.find(g.context, finding.Query(**query), limit=limit, offset=offset, eligibility=eligibility)
    return {
        "items": [reading.found(g.context, hit) for hit in page.hits],
        "count": page.count,
        "is_loose": page.is_loose,
        "limit": limit,
        "offset": offset,
        "more": page.further,
    }


@blueprint.route("/contracts", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewContract)
@blueprint.response(201, shown.Contract)
def record_contract(data):
    """Record a contract from outside; it is prepared until you activate it."""
    return answer(recording.record(g.context, **data))


@blueprint.route("/contracts/prepared", methods=["GET"])
@signed_in
@blueprint.response(200, shown.Prepared)
def prepared_contracts():
    """List the contracts of your governments that are still to be completed, the newest first."""
    return {"items": [reading.brief(g.context, each) for each in queries.own_open(g.context)]}


@blueprint.route("/awards/<id>/contract", methods=["POST"])
@signed_in
@blueprint.response(201, shown.Contract)
def begin_contract(id):
    """Prepare the contract of a final award, or give the one that is there."""
    return answer(recording.begin(g.context, awards.get(g.context, id)))


@blueprint.route("/contracts/<id>", methods=["GET"])
@public
@blueprint.response(200, shown.Contract)
def show_contract(id):
    """Read a contract."""
    return answer(queries.get(g.context, id))


@blueprint.route("/contracts/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.ContractEdit(partial=True))
@blueprint.response(200, shown.Contract)
def edit_contract(data, id):
    """Change a prepared contract (needs If-Match)."""
    contract = queries.get(g.context, id)
    return answer(recording.edit(g.context, contract, version=if_match(contract), **data))


@blueprint.route("/contracts/<id>/activate", methods=["POST"])
@signed_in
@blueprint.response(200, shown.Contract)
def activate_contract(id):
    """Bring a prepared contract into force (needs If-Match)."""
    contract = queries.get(g.context, id)
    return answer(recording.activate(g.context, contract, version=if_match(contract)))


@blueprint.route("/contracts/<id>/discard", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Reason)
@blueprint.response(200, shown.Contract)
def discard_contract(data, id):
    """Give up a prepared contract."""
    return answer(recording.discard(g.context, queries.get(g.context, id), **data))
