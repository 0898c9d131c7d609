"""The JSON door of adoptions: the question, the request, consents, terms, signature, end, and passports. Floor: api."""

from flask import g
from marshmallow import fields

from procurement.contracts import adopting, contract_queries
from procurement.contracts import adoption_policy as policy
from procurement.contracts import adoption_queries as queries
from procurement.contracts import adoption_reading as reading
from procurement.contracts import adoption_shapes as shapes
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.adoption_policy import Side
from procurement.contracts.contract_schemas import Reason
from procurement.contracts.door import FILE_LIMIT
from procurement.contracts.door import api_blueprint as blueprint
from procurement.contracts.lifecycle import AdoptionState
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.networks import queries as networks
from procurement.web.access import public, signed_in, takes_files
from procurement.web.api import PageQuery, envelope, etag, if_match, listed
from procurement.web.downloads import download
from procurement.web.uploads import uploaded

_PAPER = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "document": {"type": "string", "format": "binary"},
                    "side": {"type": "string", "enum": ["lead", "vendor"]},
                },
                "required": ["document", "side"],
            }
        }
    },
}


class AdoptionQuery(PageQuery):
    """Which adoptions to list."""

    state = fields.Enum(AdoptionState, by_value=True, load_default=None)


def answer(adoption: Adoption):
    """The whole adoption under its version."""
    return reading.whole(g.context, adoption), etag(adoption)


@blueprint.route("/contracts/<id>/adoptable", methods=["GET"])
@signed_in
@blueprint.arguments(shapes.Ask, location="query")
@blueprint.response(200, shapes.Checklist)
def may_adopt(query, id):
    """May your government adopt this contract? Every question with its answer, reason and source."""
    place_id = query.pop("jurisdiction_id")
    require(policy.may_ask(g.context.actor, place_id))
    contract, place = contract_queries.get(g.context, id), networks.get(g.context, place_id)
    return reading.checklist(queries.findings(g.context, contract, place, **query))


@blueprint.route("/contracts/<id>/adoptions", methods=["GET"])
@public
@blueprint.response(200, shapes.Adoptions)
def adoptions_of_contract(id):
    """List the adoptions of a contract: the signed ones, and those that concern you."""
    rows = queries.of_contract(g.context, contract_queries.get(g.context, id))
    return {"items": [reading.whole(g.context, each) for each in rows]}


@blueprint.route("/contracts/<id>/adoptions", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Request)
@blueprint.response(201, shapes.Adoption)
def request_adoption(data, id):
    """Ask the lead and the vendor to let your government buy; refused with the checklist when something hinders."""
    return answer(adopting.request(g.context, contract_queries.get(g.context, id), **data))


@blueprint.route("/adoptions", methods=["GET"])
@public
@blueprint.arguments(AdoptionQuery, location="query")
@blueprint.response(200, envelope(shapes.Adoption))
def list_adoptions(query):
    """List adoptions: the signed ones, and those that concern you, the newest request first."""
    found = listed(queries.adoptions(g.context, state=query["state"]), limit=query["limit"], offset=query["offset"])
    return {**found, "items": [reading.whole(g.context, each) for each in found["items"]]}


@blueprint.route("/adoptions/<id>", methods=["GET"])
@public
@blueprint.response(200, shapes.Adoption)
def read_adoption(id):
    """Read an adoption with its terms as a redline."""
    return answer(queries.get(g.context, id))


@blueprint.route("/adoptions/<id>/consent", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.OfSide)
@blueprint.response(200, shapes.Adoption)
def consent_to_adoption(data, id):
    """Consent as the lead or as the vendor."""
    return answer(adopting.consent(g.context, queries.get(g.context, id), **data))


@blueprint.route("/adoptions/<id>/papers", methods=["POST"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(shapes.OfSide, location="form")
@blueprint.response(200, shapes.Adoption)
@blueprint.doc(requestBody=_PAPER)
def file_consent(data, id):
    """File the written consent of a lead or a vendor that is not here (multipart/form-data: document, side)."""
    return answer(adopting.consent(g.context, queries.get(g.context, id), document=uploaded("document"), **data))


@blueprint.route("/adoptions/<id>/papers/<side>", methods=["GET"])
@signed_in
@blueprint.response(200, content_type="application/octet-stream")
def read_paper(id, side):
    """Download a written consent, as one of those concerned."""
    return download(paper(queries.get(g.context, id), side))


@blueprint.route("/adoptions/<id>/decline", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Refusing)
@blueprint.response(200, shapes.Adoption)
def decline_adoption(data, id):
    """Say no as the lead or as the vendor, with the reason."""
    return answer(adopting.decline(g.context, queries.get(g.context, id), **data))


@blueprint.route("/adoptions/<id>/determinations", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Determine)
@blueprint.response(200, shapes.Adoption)
def waive_for_adoption(data, id):
    """Waive in writing what hinders, where your rule pack lets you."""
    return answer(adopting.determine(g.context, queries.get(g.context, id), **data))


@blueprint.route("/adoptions/<id>/terms", methods=["PUT"])
@signed_in
@blueprint.arguments(shapes.Terms)
@blueprint.response(200, shapes.Adoption)
def write_adoption_terms(data, id):
    """Write your version of the contract's terms (needs If-Match)."""
    adoption = queries.get(g.context, id)
    return answer(adopting.write_terms(g.context, adoption, version=if_match(adoption), **data))


@blueprint.route("/adoptions/<id>/sign", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Signing)
@blueprint.response(200, shapes.Adoption)
def sign_adoption(data, id):
    """Sign for your government what you have read (needs If-Match)."""
    adoption = queries.get(g.context, id)
    return answer(adopting.sign(g.context, adoption, version=if_match(adoption), **data))


@blueprint.route("/adoptions/<id>/withdraw", methods=["POST"])
@signed_in
@blueprint.arguments(Reason)
@blueprint.response(200, shapes.Adoption)
def withdraw_adoption(data, id):
    """Take your government's request back."""
    return answer(adopting.withdraw(g.context, queries.get(g.context, id), **data))


@blueprint.route("/adoptions/<id>/end", methods=["POST"])
@signed_in
@blueprint.arguments(Reason)
@blueprint.response(200, shapes.Adoption)
def end_adoption(data, id):
    """Buy no more under the contract."""
    return answer(adopting.end(g.context, queries.get(g.context, id), **data))


def paper(adoption: Adoption, side: str):
    """The file of a written consent for whom it concerns, or NotFound."""
    found = {Side.LEAD: adoption.lead_paper, Side.VENDOR: adoption.vendor_paper}.get(side)
    if found is None or not policy.is_concerned(g.context.actor, adoption):
        raise NotFound("There is no such paper, or it is not for you to read.")
    return found
