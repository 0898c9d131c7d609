"""The life of an award: recommended -> notice of intent -> final."""

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
