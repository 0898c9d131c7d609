"""The JSON door of awards: recommend, decide, make final, rescind; announced decisions are for everybody."""

from flask import g

from procurement.awards import operations, protest_api, queries, schemas
from procurement.awards.api_door import blueprint
from procurement.solicitations import queries as solicitations
from procurement.web.access import public, signed_in
from procurement.web.api import PageQuery, envelope, etag, listed

__all__ = ["blueprint", "protest_api"]


@blueprint.route("/awards", methods=["GET"])
@public
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope(schemas.Award))
def index(page):
    """List announced decisions, the latest first."""
    return listed(queries.announced(g.context), **page)


@blueprint.route("/awards/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Award)
def show(id):
    """Read a decision."""
    award = queries.get(g.context, id)
    return award, etag(award)


@blueprint.route("/solicitations/<id>/awards", methods=["GET"])
@public
@blueprint.response(200, schemas.Award(many=True))
def of_solicitation(id):
    """List the decisions on a solicitation, the latest first: those taken back are among them."""
    return queries.awards_of(g.context, solicitations.get(g.context, id))


@blueprint.route("/solicitations/<id>/awards", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Recommend)
@blueprint.response(201, schemas.Award)
def recommend(data, id):
    """Recommend the response that is ranked first, or no award, with reasons."""
    award = operations.recommend(g.context, solicitations.get(g.context, id), **data)
    return award, etag(award)


@blueprint.route("/awards/<id>/approve", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Approve)
@blueprint.response(200, schemas.Award)
def approve(data, id):
    """Approve what another person recommended: everybody has notice at once, and the protest window begins."""
    award = operations.approve(g.context, queries.get(g.context, id), **data)
    return award, etag(award)


@blueprint.route("/awards/<id>/return", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Return)
@blueprint.response(200, schemas.Award)
def give_back(data, id):
    """Do not approve, and say why; the officer may recommend anew."""
    award = operations.return_(g.context, queries.get(g.context, id), **data)
    return award, etag(award)


@blueprint.route("/awards/<id>/finalise", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Award)
def finalise(id):
    """Make the decision final, when window and protests are over; each member of a pool is offered its addendum."""
    award = operations.finalise(g.context, queries.get(g.context, id))
    return award, etag(award)


@blueprint.route("/awards/<id>/rescind", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Rescind)
@blueprint.response(200, schemas.Award)
def rescind(data, id):
    """Take an announced decision back; everybody who had notice is told why."""
    award = operations.rescind(g.context, queries.get(g.context, id), **data)
    return award, etag(award)
