"""The page of a printed document: order it, wait for it, take it."""

from flask import g, redirect, request, url_for

from procurement.core.errors import Conflict, NotFound
from procurement.packets import operations, queries
from procurement.packets.lifecycle import PacketState
from procurement.packets.models import PacketKind
from procurement.web import pages
from procurement.web.access import public
from procurement.web.downloads import download
from procurement.web.pages import render

blueprint = pages.room("packets")


@blueprint.get("/packets/<kind>/<subject_id>")
@public
def order(kind, subject_id):
    """What would be printed, and how far it is."""
    document, packet = _present(kind, subject_id)
    waiting = packet is not None and packet.state == PacketState.ORDERED
    at = {"kind": kind, "subject_id": subject_id, **_sides()}
    return render("packets/packet.html", document=document, packet=packet, waiting=waiting, at=at)


@blueprint.post("/packets/<kind>/<subject_id>")
@public
def place_order(kind, subject_id):
    """Have it printed."""
    _kind(kind)
    operations.order(g.context, PacketKind(kind), subject_id, _between())
    return redirect(url_for(".order", kind=kind, subject_id=subject_id, **_sides()))


@blueprint.get("/packets/<kind>/<subject_id>/file")
@public
def fetch(kind, subject_id):
    """The PDF."""
    _, packet = _present(kind, subject_id)
    if packet is None or packet.file is None:
        raise Conflict("This is not printed yet. Order it on its page and wait a few seconds.")
    return download(packet.file)


def _present(kind: str, subject_id: str):
    document = queries.document(g.context, _kind(kind), subject_id, _between())
    return document, queries.find(g.context, _kind(kind), subject_id, document)


def _sides() -> dict[str, str]:
    """Of a redline, which two texts the address names."""
    return {name: request.args[name] for name in ("from", "to") if request.args.get(name)}


def _between() -> queries.Between | None:
    found = _sides()
    return (found["from"], found["to"]) if len(found) == 2 else None


def _kind(kind: str) -> PacketKind:
    if kind not in set(PacketKind):
        raise NotFound("There is no such kind of printed document.")
    return PacketKind(kind)
