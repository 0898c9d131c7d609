"""The life of a solicitation. "Closed" is no state: it is the deadline against the database's clock."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class SolicitationState(StrEnum):
    """What people may do with a solicitation."""

    DRAFT = "draft"
    #: Handed to approvers (and to the members of the pool); the text rests.
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    #: Frozen and public; responses are accepted until the deadline.
    PUBLISHED = "published"
    #: Responses are unsealed and the register drawn up.
    OPENED = "opened"
    EVALUATING = "evaluating"
    #: The decision (an award or "no award", for an RFI its findings) is made and announced.
    DECIDED = "decided"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


_S = SolicitationState
LIFECYCLE = Lifecycle(
    "solicitation",
    _S.DRAFT,
    Move.of("submit-for-review", _S.DRAFT, _S.IN_REVIEW),
    Move.of("return-to-draft", {_S.IN_REVIEW, _S.APPROVED}, _S.DRAFT),
    Move.of("approve", _S.IN_REVIEW, _S.APPROVED),
    Move.of("publish", _S.APPROVED, _S.PUBLISHED),
    Move.of("open", _S.PUBLISHED, _S.OPENED),
    Move.of("begin-evaluation", _S.OPENED, _S.EVALUATING),
    Move.of("decide", {_S.OPENED, _S.EVALUATING}, _S.DECIDED),
    #: An award that is not approved, or rescinded, sends the decision back.
    Move.of("undecide", _S.DECIDED, _S.EVALUATING),
    Move.of("conclude", _S.DECIDED, _S.CONCLUDED),
    Move.of(
        "cancel",
        {_S.DRAFT, _S.IN_REVIEW, _S.APPROVED, _S.PUBLISHED, _S.OPENED, _S.EVALUATING},
        _S.CANCELLED,
    ),
)
#: States in which the public sees the solicitation (a cancelled one only if it had been published).
PUBLIC = frozenset({_S.PUBLISHED, _S.OPENED, _S.EVALUATING, _S.DECIDED, _S.CONCLUDED})
