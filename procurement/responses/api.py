"""The JSON door of responses: write and submit yours; open those of a solicitation, and read what was opened."""

from flask import g

from procurement.core.errors import Conflict, Invalid
from procurement.responses import operations, queries, reading, schemas
from procurement.web import api
from procurement.web.access import MEGABYTE, discreet, public, signed_in, takes_files
from procurement.web.api import PageQuery, envelope, etag, if_match, listed
from procurement.web.downloads import download
from procurement.web.uploads import uploaded

blueprint = api.room(
    "responses",
    "Responses of vendors: sealed from submission to the opening, which two people do after the deadline.",
)
#: What one upload may weigh.
FILE_LIMIT = 100 * MEGABYTE


@blueprint.route("/responses", methods=["GET"])
@signed_in
@discreet
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope(schemas.Brief))
def index(page):
    """List the responses of the vendors you act for, the next deadline first."""
    found = listed(queries.mine(g.context), **page)
    return {**found, "items": [reading.brief(each) for each in found["items"]]}


@blueprint.route("/solicitations/<id>/response", methods=["POST"])
@signed_in
@discreet
@blueprint.arguments(schemas.Begin)
@blueprint.response(201, schemas.Response)
def begin(data, id):
    """Begin your vendor's response, or get the one it has. Nothing is submitted by it."""
    response = operations.begin(g.context, reading.published(id), data["vendor_id"])
    return _own(response.id)


@blueprint.route("/responses/<id>", methods=["GET"])
@signed_in
@discreet
@blueprint.response(200, schemas.Response)
def show(id):
    """Read your response: its draft, what is left to do, its receipts."""
    return _own(id)


@blueprint.route("/responses/<id>", methods=["PATCH"])
@signed_in
@discreet
@blueprint.arguments(schemas.Save)
@blueprint.response(200, schemas.Response)
def save(data, id):
    """Save parts of the draft (needs If-Match). Saving does not submit: a version submitted before still counts."""
    response = queries.get_own(g.context, id)
    operations.save(g.context, response, version=if_match(response), **data)
    return _own(id)


@blueprint.route("/responses/<id>/files", methods=["POST"])
@signed_in
@discreet
@takes_files(FILE_LIMIT)
@blueprint.arguments(schemas.Attach, location="form")
@blueprint.response(201, schemas.Attachment)
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "requirement_key": {"type": "string"},
                    },
                }
            }
        },
    }
)
def attach(data, id):
    """Add a file to the draft (multipart/form-data: file, requirement_key). Adding does not submit."""
    response = queries.get_own(g.context, id)
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Send the file in the field “file”."]})
    return operations.attach(g.context, response, staged, data["requirement_key"])


@blueprint.route("/responses/<id>/files/<file_id>", methods=["GET"])
@signed_in
@discreet
def file(id, file_id):
    """Download a file of your draft."""
    response = queries.get_own(g.context, id)
    return download(queries.get_attachment(response, file_id).file)


@blueprint.route("/responses/<id>/files/<file_id>", methods=["DELETE"])
@signed_in
@discreet
@blueprint.response(204)
def detach(id, file_id):
    """Take a file out of the draft; a submitted version keeps it."""
    response = queries.get_own(g.context, id)
    operations.detach(g.context, response, queries.get_attachment(response, file_id))


@blueprint.route("/responses/<id>/submit", methods=["POST"])
@signed_in
@discreet
@blueprint.arguments(schemas.Submit)
@blueprint.response(201, schemas.Receipt)
def submit(data, id):
    """Seal the draft as your next version. The same token brings the same receipt back."""
    response = queries.get_own(g.context, id)
    return reading.shown_receipt(operations.submit(g.context, response, **data))


@blueprint.route("/responses/<id>/acknowledge", methods=["POST"])
@signed_in
@discreet
@blueprint.arguments(schemas.Acknowledge)
@blueprint.response(200, schemas.Response)
def acknowledge(data, id):
    """Acknowledge addenda that came after what you submitted and change nothing that is asked."""
    operations.acknowledge(g.context, queries.get_own(g.context, id), **data)
    return _own(id)


@blueprint.route("/responses/<id>/withdraw", methods=["POST"])
@signed_in
@discreet
@blueprint.response(200, schemas.Response)
def withdraw(id):
    """Take your submitted response back before the deadline; the draft stays, not submitted."""
    operations.withdraw(g.context, queries.get_own(g.context, id))
    return _own(id)


@blueprint.route("/responses/<id>/receipts/<receipt_number>", methods=["GET"])
@signed_in
@discreet
@blueprint.response(200, schemas.Receipt)
def receipt(id, receipt_number):
    """Read a receipt of yours."""
    response = queries.get_own(g.context, id)
    return reading.shown_receipt(queries.get_receipt(response, receipt_number))


@blueprint.route("/responses/<id>/opened", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Opened)
def content(id):
    """Read what an opened response says: officers, approvers and auditors of the jurisdiction, and its vendor."""
    response = reading.open_content(id)
    shown = ("id", "solicitation_id", "vendor_id", "vendor", "state", "submitted_at", "opened_at")
    return {**{name: getattr(response, name) for name in shown}, "opened": reading.said(response)}


@blueprint.route("/responses/<id>/opened/files/<file_id>", methods=["GET"])
@signed_in
def opened_file(id, file_id):
    """Download a file of an opened response."""
    return download(reading.opened_file(reading.open_content(id), file_id))


@blueprint.route("/solicitations/<id>/responses", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Listed(many=True))
def opened(id):
    """List the opened responses to a solicitation; empty before the opening, however many there are."""
    return queries.unsealed(g.context, reading.published(id))


@blueprint.route("/solicitations/<id>/opening", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Opening)
def opening(id):
    """Read how far the opening has come."""
    return _opening(reading.for_opening(id))


@blueprint.route("/solicitations/<id>/opening", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.BeginOpening)
@blueprint.response(201, schemas.Opening)
def begin_opening(data, id):
    """Begin the opening after the deadline as its first person; nothing is shown yet."""
    return operations.begin_opening(g.context, reading.for_opening(id), **data)


@blueprint.route("/solicitations/<id>/opening/complete", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Opening)
def complete_opening(id):
    """Open all responses as the second person, and draw up the register."""
    return operations.complete_opening(g.context, _opening(reading.for_opening(id)))


@blueprint.route("/solicitations/<id>/register", methods=["GET"])
@public
@blueprint.response(200, schemas.Register)
def register(id):
    """Read the register of the opening: who responded and when."""
    found = queries.register(g.context, reading.published(id))
    return {**(found.register or {}), "digest": found.register_digest}


def _opening(solicitation):
    found = queries.opening(g.context, solicitation)
    if found is None:
        raise Conflict("Nobody has begun the opening yet.")
    return found


def _own(id):
    """The response as it is now, with its version as ETag."""
    g.context.session.flush()
    g.context.session.expire_all()
    response = queries.get_own(g.context, id)
    return reading.whole(response), etag(response)
