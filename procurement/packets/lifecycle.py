"""The life of a packet: ordered, then printed (or it failed, with the reason)."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class PacketState(StrEnum):
    """How far the printing is."""

    ORDERED = "ordered"
    PRINTED = "printed"
    FAILED = "failed"


PACKET = Lifecycle(
    "packet",
    PacketState.ORDERED,
    Move.of("print", {PacketState.ORDERED, PacketState.FAILED}, PacketState.PRINTED),
    Move.of("fail", PacketState.ORDERED, PacketState.FAILED),
    Move.of("order-again", PacketState.FAILED, PacketState.ORDERED),
)
