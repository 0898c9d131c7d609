"""The life of a plan, which is an announced need."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class PlanState(StrEnum):
    """What has become of an announced need."""

    #: It stands for itself: others may find it, propose a pool, or its owner may start to buy.
    ANNOUNCED = "announced"
    #: It is part of a pool.
    POOLED = "pooled"
    #: A solicitation was started from it.
    SOLICITED = "solicited"
    #: It is needed no more; the reason is kept.
    WITHDRAWN = "withdrawn"


_S = PlanState
LIFECYCLE = Lifecycle(
    "plan",
    _S.ANNOUNCED,
    Move.of("pool", {_S.ANNOUNCED, _S.SOLICITED}, _S.POOLED),
    Move.of("solicit", {_S.ANNOUNCED, _S.POOLED}, _S.SOLICITED),
    # What follows when the pool closes or the solicitation is cancelled.
    Move.of("release", {_S.POOLED, _S.SOLICITED}, _S.ANNOUNCED),
    Move.of("withdraw", _S.ANNOUNCED, _S.WITHDRAWN),
)
