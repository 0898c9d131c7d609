"""The life of a participating addendum: offered to a member after the award, signed or declined."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class AddendumState(StrEnum):
    """How far a member's participating addendum is."""

    OFFERED = "offered"
    SIGNED = "signed"
    DECLINED = "declined"


PARTICIPATING_ADDENDUM = Lifecycle(
    "participating addendum",
    AddendumState.OFFERED,
    Move.of("sign", AddendumState.OFFERED, AddendumState.SIGNED),
    Move.of("decline", AddendumState.OFFERED, AddendumState.DECLINED),
)
