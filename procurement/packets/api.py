"""Printed documents for programs: order, look, fetch."""

from flask import g

from procurement.core.errors import Conflict, NotFound
from procurement.packets import operations, queries, schemas
from procurement.packets.models import Packet, PacketKind
from procurement.web import api
from procurement.web.access import public
from procurement.web.downloads import download

blueprint = api.room("packets", "Printed documents: accessible PDFs of solicitations, responses, registers, reports.")


@blueprint.route("/packets", methods=["POST"])
@public
@blueprint.arguments(schemas.Order)
@blueprint.response(202, schemas.Packet)
def order(data):
    """Have something printed; the same document is printed once."""
    return operations.order(g.context, **data)


@blueprint.route("/packets/<kind>/<subject_id>", methods=["GET"])
@public
@blueprint.arguments(schemas.Sides, location="query")
@blueprint.response(200, schemas.Packet)
def show(query, kind, subject_id):
    """How far the printing of the present document is."""
    return present(kind, subject_id, query["between"])


@blueprint.route("/packets/<kind>/<subject_id>/file", methods=["GET"])
@public
@blueprint.arguments(schemas.Sides, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def fetch(query, kind, subject_id):
    """The PDF."""
    packet = present(kind, subject_id, query["between"])
    if packet.file is None:
        raise Conflict("It is not printed yet: order it, and look again in a few seconds.")
    return download(packet.file)


def present(kind: str, subject_id: str, between: queries.Between | None) -> Packet:
    """The packet of the document as the actor may read it now, or NotFound."""
    if kind not in set(PacketKind):
        raise NotFound("There is no such kind of printed document.")
    document = queries.document(g.context, PacketKind(kind), subject_id, between)
    packet = queries.find(g.context, PacketKind(kind), subject_id, document)
    if packet is None:
        raise NotFound("This has not been ordered yet.")
    return packet
