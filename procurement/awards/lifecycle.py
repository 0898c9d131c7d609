"""The life of an award: recommended -> notice of intent -> final; and that of a protest: received -> decided."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class AwardState(StrEnum):
    """How far an award is."""

    RECOMMENDED = "recommended"
    #: The approver did not approve; a new recommendation may follow.
    RETURNED = "returned"
    #: Approved; everybody has notice; the protest window runs.
    INTENDED = "intended"
    FINAL = "final"
    RESCINDED = "rescinded"


_S = AwardState
AWARD = Lifecycle(
    "award",
    _S.RECOMMENDED,
    Move.of("return", _S.RECOMMENDED, _S.RETURNED),
    Move.of("approve", _S.RECOMMENDED, _S.INTENDED),
    Move.of("finalise", _S.INTENDED, _S.FINAL),
    Move.of("rescind", _S.INTENDED, _S.RESCINDED),
)


class ProtestState(StrEnum):
    """What became of a protest."""

    #: On record; nobody has decided on it.
    RECEIVED = "received"
    #: The protester is right: what was protested cannot stand.
    SUSTAINED = "sustained"
    DENIED = "denied"
    #: Not looked into: it came late, or is not for this government to decide.
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


_P = ProtestState
PROTEST = Lifecycle(
    "protest",
    _P.RECEIVED,
    Move.of("sustain", _P.RECEIVED, _P.SUSTAINED),
    Move.of("deny", _P.RECEIVED, _P.DENIED),
    Move.of("dismiss", _P.RECEIVED, _P.DISMISSED),
    Move.of("withdraw", _P.RECEIVED, _P.WITHDRAWN),
)
