"""Shapes of printed documents."""

from marshmallow import fields, post_load

from procurement.core.shapes import Instant, Shape
from procurement.packets.lifecycle import PacketState
from procurement.packets.models import PacketKind


class Sides(Shape):
    """Of a redline, which two texts of the solicitation are compared."""

    between_from = fields.String(data_key="from", metadata={"description": "now, template, r1, or a version's number."})
    between_to = fields.String(data_key="to")

    @post_load
    def _pair(self, data, **_):
        named = (data.pop("between_from", ""), data.pop("between_to", ""))
        return {**data, "between": named if all(named) else None}


class Order(Sides):
    """What to print."""

    kind = fields.Enum(PacketKind, by_value=True, required=True)
    subject_id = fields.String(
        required=True,
        metadata={
            "description": "The solicitation (for solicitation, register, evaluation, redline), response, award, "
            "adoption (for due-diligence, adoption), addendum, contract (for passport), jurisdiction or network (for "
            "overview)."
        },
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
