"""The lives of contracts, of their renewal options, of members' participating addenda, and of adoptions."""

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


class AdoptionState(StrEnum):
    """How far an adoption is: a government that took no part in the award buys under the contract."""

    #: The lead and the vendor have a letter; one of them, or both, have not consented yet.
    REQUESTED = "requested"
    #: Both have consented; the adopter has not signed.
    AGREED = "agreed"
    #: Signed: the adopter buys under the contract, for as long as it runs.
    ACTIVE = "active"
    #: The lead or the vendor said no.
    DECLINED = "declined"
    #: The adopter took its request back.
    WITHDRAWN = "withdrawn"
    #: The adopter buys no more.
    ENDED = "ended"


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
ADOPTION = Lifecycle(
    "adoption",
    AdoptionState.REQUESTED,
    Move.of("agree", AdoptionState.REQUESTED, AdoptionState.AGREED),
    Move.of("sign", AdoptionState.AGREED, AdoptionState.ACTIVE),
    Move.of("decline", (AdoptionState.REQUESTED, AdoptionState.AGREED), AdoptionState.DECLINED),
    Move.of("withdraw", (AdoptionState.REQUESTED, AdoptionState.AGREED), AdoptionState.WITHDRAWN),
    Move.of("end", AdoptionState.ACTIVE, AdoptionState.ENDED),
)
