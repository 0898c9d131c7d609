"""The life of an addendum."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class AddendumState(StrEnum):
    """Whether an addendum is still being written."""

    #: Being written; nobody but the buyer's people knows of it.
    DRAFT = "draft"
    #: Numbered, public, and in force as a revision of the solicitation.
    ISSUED = "issued"
    #: Given up; the text is again what was published.
    DROPPED = "dropped"


_S = AddendumState
ADDENDUM = Lifecycle(
    "addendum",
    _S.DRAFT,
    Move.of("issue", _S.DRAFT, _S.ISSUED),
    Move.of("drop", _S.DRAFT, _S.DROPPED),
)
