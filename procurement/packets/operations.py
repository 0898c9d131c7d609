"""Ordering a printed document, and writing down what became of the order."""

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.files.store import Staged
from procurement.mailbox import operations as mailbox
from procurement.packets import policy, queries
from procurement.packets.lifecycle import PACKET, PacketState
from procurement.packets.models import Packet, PacketKind


def order(ctx: Context, kind: PacketKind, subject_id: str, between: queries.Between | None = None) -> Packet:
    """Have the thing printed as the actor may read it now. The same document is printed once, however often ordered."""
    require(
        policy.may_order(ctx.actor, kind, is_published=kind == PacketKind.REDLINE and queries.is_published(between))
    )
    document = queries.document(ctx, kind, subject_id, between)
    packet = queries.find(ctx, kind, subject_id, document)
    if packet is not None and packet.state != PacketState.FAILED:
        return packet
    if packet is None:
        packet = ctx.add(
            Packet(
                kind=kind,
                subject_id=subject_id,
                document_digest=digest(document),
                document=document,
                ordered_at=ctx.now,
                ordered_by=ctx.actor.id,
                state=PACKET.initial,
            )
        )
    else:
        PACKET.fire("order-again", packet)
        packet.error = ""
    ctx.session.flush()
    mailbox.enqueue(ctx, "packets.press", {"packet": packet.id})
    return packet


def mark_printed(ctx: Context, packet: Packet, staged: Staged) -> None:
    """The file is there. Asks nobody: the worker's own, for an order whose policy has been asked."""
    ctx.lock(packet)
    if packet.state == PacketState.PRINTED:
        return
    PACKET.fire("print", packet)
    packet.file_id = files.keep(ctx, staged).id
    packet.printed_at = ctx.now
    ctx.session.flush()
    body = {"kind": packet.kind, "subject": packet.subject_id, "file": staged.digest}
    ledger.record(ctx, "packet.printed", packet, body)


def mark_failed(ctx: Context, packet: Packet, sentence: str) -> None:
    """It could not be printed, with the reason. Asks nobody: the worker's own."""
    ctx.lock(packet)
    if packet.state == PacketState.ORDERED:
        PACKET.fire("fail", packet)
        packet.error = sentence
        ctx.session.flush()
