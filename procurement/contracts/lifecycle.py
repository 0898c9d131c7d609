"""The lives of contracts, of their renewal options, and of members' participating addenda."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class ContractState(StrEnum):
    """What may be done with a contract; whether it has run out is a matter of its last day, not of a state."""

    #: Being completed by its officer; nobody else sees it.
    PREPARED = "prepared"
    #: In force, changed by amendments only.
    ACTIVE = "active"
    TERMINATED = "terminated"
    #: Given up before it was ever active.
    DISCARDED = "discarded"


class RenewalState(StrEnum):
    """What became of an option to renew."""

    OPEN = "open"
    EXERCISED = "exercised"
    DECLINED = "declined"


class AddendumState(StrEnum):
    """How far a member's participating addendum is."""

    OFFERED = "offered"
    SIGNED = "signed"
    DECLINED = "declined"


CONTRACT = Lifecycle(
    "contract",
    ContractState.PREPARED,
    Move.of("activate", ContractState.PREPARED, ContractState.ACTIVE),
    Move.of("discard", ContractState.PREPARED, ContractState.DISCARDED),
    Move.of("terminate", ContractState.ACTIVE, ContractState.TERMINATED),
)
RENEWAL = Lifecycle(
    "renewal option",
    RenewalState.OPEN,
    Move.of("exercise", RenewalState.OPEN, RenewalState.EXERCISED),
    Move.of("decline", RenewalState.OPEN, RenewalState.DECLINED),
)
PARTICIPATING_ADDENDUM = Lifecycle(
    "participating addendum",
    AddendumState.OFFERED,
    Move.of("sign", AddendumState.OFFERED, AddendumState.SIGNED),
    Move.of("decline", AddendumState.OFFERED, AddendumState.DECLINED),
)
