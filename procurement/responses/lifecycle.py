"""The life of a response and of an opening."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class ResponseState(StrEnum):
    """How far a response has come."""

    #: Being written: NOT SUBMITTED.
    DRAFT = "draft"
    #: Submitted; its last sealed version counts.
    SEALED = "sealed"
    OPENED = "opened"
    WITHDRAWN = "withdrawn"
    #: Its envelope was damaged: it could not be opened.
    UNREADABLE = "unreadable"


_S = ResponseState
RESPONSE = Lifecycle(
    "response",
    _S.DRAFT,
    Move.of("submit", {_S.DRAFT, _S.SEALED, _S.WITHDRAWN}, _S.SEALED),
    Move.of("withdraw", _S.SEALED, _S.WITHDRAWN),
    Move.of("open", _S.SEALED, _S.OPENED),
    Move.of("mark-unreadable", _S.SEALED, _S.UNREADABLE),
)


class OpeningState(StrEnum):
    """One person has begun the opening, or two have done it."""

    BEGUN = "begun"
    DONE = "done"


OPENING = Lifecycle("opening", OpeningState.BEGUN, Move.of("complete", OpeningState.BEGUN, OpeningState.DONE))
