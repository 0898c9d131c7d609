"""Shapes of printed documents."""

from marshmallow import fields

from procurement.core.shapes import Instant, Shape
from procurement.packets.lifecycle import PacketState
from procurement.packets.models import PacketKind


class Order(Shape):
    """What to print."""

    kind = fields.Enum(PacketKind, by_value=True, required=True)
    subject_id = fields.String(
        required=True,
        metadata={"description": "The solicitation (for solicitation, register, evaluation), response or award."},
    )


class Packet(Shape):
    """A printed document, or how far it is."""

    kind = fields.Enum(PacketKind, by_value=True)
    subject_id = fields.String()
    state = fields.Enum(PacketState, by_value=True)
    document_digest = fields.String()
    ordered_at = Instant()
    printed_at = Instant(allow_none=True)
    error = fields.String()
    file_digest = fields.Function(lambda packet: packet.file.digest if packet.file else None)
    size = fields.Function(lambda packet: packet.file.size if packet.file else None)
