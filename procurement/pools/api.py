"""The JSON door of pools: forming, joining with authority, stating quantities, settling."""

from flask import g
from marshmallow import fields

from procurement.pools import (
    demand_api,
    motion_api,
    operations,
    pricing_api,
    proposing_pages,
    queries,
    reading,
    rule_shapes,
    schemas,
)
from procurement.pools.api_door import FILE_LIMIT, blueprint, multipart, sent_file, shown
from procurement.pools.lifecycle import PoolState
from procurement.web.access import signed_in, takes_files
from procurement.web.api import PageQuery, envelope, etag, if_match, listed
from procurement.web.downloads import download
from procurement.web.uploads import uploaded

__all__ = ["blueprint", "demand_api", "motion_api", "pricing_api"]
proposing_pages.install_api(blueprint)


class PoolQuery(PageQuery):
    """Which pools to list."""

    q = fields.String(load_default="")
    state = fields.Enum(PoolState, by_value=True, load_default=None)


@blueprint.route("/pools", methods=["GET"])
@signed_in
@blueprint.arguments(PoolQuery, location="query")
@blueprint.response(200, envelope(schemas.Pool))
def index(query):
    """List the pools of your networks, those that can be joined first."""
    found = listed(
        queries.pools(g.context, words=query["q"], state=query["state"]), limit=query["limit"], offset=query["offset"]
    )
    return {**found, "items": [reading.brief(each) for each in found["items"]]}


@blueprint.route("/pools", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewPool)
@blueprint.response(201, schemas.Whole)
def form(data):
    """Form a pool that your jurisdiction leads and takes part in from the start."""
    plans = reading.plans_named(data.pop("plan_ids"))
    return shown(operations.form(g.context, **data, plans=plans).id)


@blueprint.route("/pools/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Whole)
def show(id):
    """Read a pool: its lines, members, demand, and what hinders its commitment."""
    return shown(id)


@blueprint.route("/pools/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.PoolEdit(partial=True))
@blueprint.response(200, schemas.Whole)
def edit(data, id):
    """Change what is named, while the pool is forming (needs If-Match)."""
    pool = queries.get(g.context, id)
    operations.edit(g.context, pool, version=if_match(pool), **data)
    return shown(id)


@blueprint.route("/pools/<id>/lines", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewLine)
@blueprint.response(201, schemas.Line)
def add_line(data, id):
    """Add a thing to buy."""
    line = operations.add_line(g.context, queries.get(g.context, id), **data)
    return line, etag(line)


@blueprint.route("/pools/<id>/lines/<line_id>", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Line)
def line(id, line_id):
    """Read one line; its ETag is needed to change it."""
    found = queries.get_line(queries.get(g.context, id), line_id)
    return found, etag(found)


@blueprint.route("/pools/<id>/lines/<line_id>", methods=["PUT"])
@signed_in
@blueprint.arguments(schemas.NewLine)
@blueprint.response(200, schemas.Line)
def edit_line(data, id, line_id):
    """Change what a line says (needs If-Match); its unit stays once a member has stated a quantity in it."""
    found = queries.get_line(queries.get(g.context, id), line_id)
    operations.edit_line(g.context, found, version=if_match(found), **data)
    return found, etag(found)


@blueprint.route("/pools/<id>/lines/<line_id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def remove_line(id, line_id):
    """Take a line out that nobody needs."""
    operations.remove_line(g.context, queries.get_line(queries.get(g.context, id), line_id))


@blueprint.route("/pools/<id>/invitations", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Invitation)
@blueprint.response(201, schemas.Participation)
def invite(data, id):
    """Invite a member of the network; invited already, it is not asked twice."""
    found = operations.invite(g.context, queries.get(g.context, id), **data)
    return found, etag(found)


@blueprint.route("/pools/<id>/members", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Join)
@blueprint.response(201, schemas.Participation)
def join(data, id):
    """Take part for your jurisdiction, by the authority you name. Joining twice is joining once."""
    found = operations.join(g.context, queries.get(g.context, id), **data)
    return found, etag(found)


@blueprint.route("/pools/<id>/members/with-document", methods=["POST"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(schemas.JoinForm, location="form")
@blueprint.response(201, schemas.Participation)
@blueprint.doc(
    requestBody=multipart(
        jurisdiction_id=True,
        authority=False,
        signature=False,
        signature_title=False,
        declaration=False,
        agreement_digest=False,
    )
)
def join_with_document(data, id):
    """Take part by the authority in a document (multipart/form-data: document, jurisdiction_id, authority)."""
    pool = queries.get(g.context, id)
    found = operations.join(g.context, pool, **data, authority_file=sent_file("document", "the document"))
    return found, etag(found)


@blueprint.route("/pools/<id>/members/<participation_id>", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Participation)
def member(id, participation_id):
    """Read who takes part by what authority; the ETag is needed to state quantities."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    return found, etag(found)


@blueprint.route("/pools/<id>/members/<participation_id>/authority", methods=["PUT"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(schemas.Authority, location="form")
@blueprint.response(200, schemas.Participation)
@blueprint.doc(requestBody=multipart(authority=False))
def state_authority(data, id, participation_id):
    """Correct your authority (multipart/form-data: authority, document; needs If-Match)."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    version = if_match(found)
    operations.state_authority(g.context, found, version=version, **data, authority_file=uploaded("document"))
    return found, etag(found)


@blueprint.route("/pools/<id>/members/<participation_id>/authority", methods=["GET"])
@signed_in
def authority(id, participation_id):
    """Download the document about a member's authority."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    return download(queries.authority_file(g.context.session, found))


@blueprint.route("/pools/<id>/members/<participation_id>/leave", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Participation)
def leave(id, participation_id):
    """Leave the pool, or decline its invitation; what was stated is deleted."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    operations.leave(g.context, found)
    return found, etag(found)


@blueprint.route("/pools/<id>/commit", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def commit(id):
    """Settle members and quantities (needs If-Match with the pool's ETag: you commit what you have read)."""
    pool = queries.get(g.context, id)
    operations.commit(g.context, pool, version=if_match(pool))
    return shown(id)


@blueprint.route("/pools/<id>/reopen", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def reopen(id):
    """Let members and quantities change again, before the joint solicitation is out."""
    operations.reopen(g.context, queries.get(g.context, id))
    return shown(id)


@blueprint.route("/pools/<id>/close", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def close(id):
    """End the pool."""
    operations.close(g.context, queries.get(g.context, id))
    return shown(id)


@blueprint.route("/pools/<id>/rules", methods=["GET"])
@signed_in
@blueprint.arguments(rule_shapes.RulesAsked, location="query")
@blueprint.response(200, rule_shapes.RulesTogether)
def rules(query, id):
    """Whose rule binds the pool, and which rules cannot both be kept, when it is published on a day."""
    return queries.rule_report(g.context, queries.get(g.context, id), query["publish_on"])
