"""The JSON door of protests: file, record, decide, withdraw; that there is one is for everybody. Floor: api."""

from flask import g

from procurement.awards import protest_queries, protests
from procurement.awards import protest_shapes as shapes
from procurement.awards.api_door import blueprint
from procurement.awards.models import Protest
from procurement.solicitations import queries as solicitations
from procurement.web.access import MEGABYTE, public, signed_in, takes_files
from procurement.web.api import etag
from procurement.web.downloads import download
from procurement.web.uploads import uploaded

#: What a document may weigh.
FILE_LIMIT = 25 * MEGABYTE
_AGAINST = {"type": "string", "enum": ["terms", "award"]}


def _form(required: list[str], **properties) -> dict:
    """The description of a form with a document that may be left out."""
    whole = {**properties, "grounds": {"type": "string"}, "document": {"type": "string", "format": "binary"}}
    schema = {"type": "object", "required": [*required, "grounds"], "properties": whole}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _shown(protest: Protest) -> dict:
    return protest_queries.known(g.context.actor, protest)


@blueprint.route("/solicitations/<id>/protests", methods=["GET"])
@public
@blueprint.response(200, shapes.Known(many=True))
def protests_of(id):
    """List the protests about a solicitation, the first one first."""
    return [_shown(each) for each in protest_queries.of(g.context, solicitations.get(g.context, id))]


@blueprint.route("/solicitations/<id>/protests", methods=["POST"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(shapes.File, location="form")
@blueprint.response(201, shapes.Known)
@blueprint.doc(requestBody=_form(["vendor_id", "against"], vendor_id={"type": "string"}, against=_AGAINST))
def file_protest(data, id):
    """Protest the terms or the announced award for your company (multipart/form-data; a document if you like)."""
    solicitation = solicitations.get(g.context, id)
    made = protests.file(g.context, solicitation, document=uploaded("document"), **data)
    return _shown(made), etag(made)


@blueprint.route("/solicitations/<id>/protests/paper", methods=["POST"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(shapes.Record, location="form")
@blueprint.response(201, shapes.Known)
@blueprint.doc(
    requestBody=_form(
        ["against", "protester", "received_at"],
        against=_AGAINST,
        protester={"type": "string"},
        email={"type": "string"},
        received_at={"type": "string", "format": "date-time"},
    )
)
def record_protest(data, id):
    """Put a protest on record that came on paper (multipart/form-data; a document if there is one)."""
    solicitation = solicitations.get(g.context, id)
    made = protests.record_paper(g.context, solicitation, document=uploaded("document"), **data)
    return _shown(made), etag(made)


@blueprint.route("/protests/<id>", methods=["GET"])
@public
@blueprint.response(200, shapes.Known)
def protest(id):
    """Read a protest: grounds and document only as the protester, or as one of the jurisdiction's people."""
    found = protest_queries.get(g.context, id)
    return _shown(found), etag(found)


@blueprint.route("/protests/<id>/document", methods=["GET"])
@signed_in
def protest_document(id):
    """Download the document that came with a protest."""
    return download(protest_queries.get_document(g.context, protest_queries.get(g.context, id)))


@blueprint.route("/protests/<id>/decide", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Decide)
@blueprint.response(200, shapes.Known)
def decide_protest(data, id):
    """Sustain, deny or dismiss a protest; everybody who had notice is told why."""
    found = protests.decide(g.context, protest_queries.get(g.context, id), **data)
    return _shown(found), etag(found)


@blueprint.route("/protests/<id>/withdraw", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Withdraw)
@blueprint.response(200, shapes.Known)
def withdraw_protest(data, id):
    """Withdraw your protest; it holds nothing back any more."""
    found = protests.withdraw(g.context, protest_queries.get(g.context, id), **data)
    return _shown(found), etag(found)
