"""The life of a pool and of a jurisdiction's participation in it."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class PoolState(StrEnum):
    """What people may do with a pool."""

    #: Members join, leave and state quantities.
    FORMING = "forming"
    #: Members and quantities are settled; the lead may draft.
    COMMITTED = "committed"
    #: The joint solicitation is out or being drafted.
    SOURCING = "sourcing"
    AWARDED = "awarded"
    CLOSED = "closed"


class ParticipationState(StrEnum):
    """How far a jurisdiction takes part."""

    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"


_S, _P = PoolState, ParticipationState
POOL = Lifecycle(
    "pool",
    _S.FORMING,
    Move.of("commit", _S.FORMING, _S.COMMITTED),
    Move.of("reopen", {_S.COMMITTED, _S.SOURCING}, _S.FORMING),
    Move.of("source", _S.COMMITTED, _S.SOURCING),
    Move.of("award", _S.SOURCING, _S.AWARDED),
    Move.of("close", {_S.FORMING, _S.COMMITTED, _S.AWARDED}, _S.CLOSED),
)
PARTICIPATION = Lifecycle(
    "participation",
    _P.INVITED,
    Move.of("join", {_P.INVITED, _P.LEFT}, _P.JOINED),
    Move.of("leave", {_P.INVITED, _P.JOINED}, _P.LEFT),
)
