"""The life of a pool and of a jurisdiction's participation in it."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class PoolState(StrEnum):
    """What people may do with a pool."""

    #: Members join, leave and state quantities.
    FORMING = "forming"
    #: Members and quantities are settled; the lead drafts, the members approve.
    COMMITTED = "committed"
    #: The joint solicitation is out: what it says about members and quantities is public.
    SOURCING = "sourcing"
    #: The award is final; members sign their participating addenda.
    AWARDED = "awarded"
    #: Nothing more happens here.
    CLOSED = "closed"


class ParticipationState(StrEnum):
    """How far a jurisdiction takes part."""

    #: Asked by the lead, has not answered.
    INVITED = "invited"
    #: Takes part, by a stated authority.
    JOINED = "joined"
    #: Declined the invitation, or left; may join again while the pool is forming.
    LEFT = "left"


class MotionState(StrEnum):
    """How far a motion is; that its time has passed is read from the clock, not from here."""

    #: Members vote until it closes.
    OPEN = "open"
    #: Enough members said yes.
    CARRIED = "carried"
    #: Too few did.
    LOST = "lost"
    #: Taken back before it closed.
    WITHDRAWN = "withdrawn"


_S, _P, _M = PoolState, ParticipationState, MotionState
POOL = Lifecycle(
    "pool",
    _S.FORMING,
    Move.of("commit", _S.FORMING, _S.COMMITTED),
    Move.of("reopen", _S.COMMITTED, _S.FORMING),
    Move.of("source", _S.COMMITTED, _S.SOURCING),
    # What follows when the joint solicitation ends without an award.
    Move.of("release", {_S.COMMITTED, _S.SOURCING}, _S.FORMING),
    Move.of("award", _S.SOURCING, _S.AWARDED),
    Move.of("close", {_S.FORMING, _S.COMMITTED, _S.AWARDED}, _S.CLOSED),
)
PARTICIPATION = Lifecycle(
    "participation",
    _P.INVITED,
    Move.of("join", {_P.INVITED, _P.LEFT}, _P.JOINED),
    Move.of("invite-again", _P.LEFT, _P.INVITED),
    Move.of("leave", {_P.INVITED, _P.JOINED}, _P.LEFT),
)
MOTION = Lifecycle(
    "motion",
    _M.OPEN,
    Move.of("carry", _M.OPEN, _M.CARRIED),
    Move.of("lose", _M.OPEN, _M.LOST),
    Move.of("withdraw", _M.OPEN, _M.WITHDRAWN),
)
