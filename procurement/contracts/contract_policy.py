"""Who prepares, amends, renews, ends, reads and nominates contracts. Floor: policy."""

from procurement.contracts.lifecycle import ContractState
from procurement.contracts.models import Contract, ContractDocument, Eligibility
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, refused, when
from procurement.networks.duties import Duty, Permission, may, places
from procurement.vendors.models import VendorDuty

#: In these states a contract is more than its officer's own work.
SETTLED = frozenset({ContractState.ACTIVE, ContractState.TERMINATED})


def may_record(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Officers record contracts, their own and those of others, for their jurisdiction."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        may(actor, Permission.RECOMMEND, jurisdiction_id),
        "Only an officer of the jurisdiction may record contracts for it.",
    )


def may_prepare(actor: Actor, contract: Contract) -> Verdict:
    """Completing, activating and discarding: as long as it is prepared."""
    return _as_officer(actor, contract, ContractState.PREPARED, "It is amended now, not edited: it is in force.")


def may_amend(actor: Actor, contract: Contract) -> Verdict:
    """Amending, renewing and terminating: while it is in force by its state."""
    return _as_officer(actor, contract, ContractState.ACTIVE, "Only a contract in force can be amended or ended.")


def may_file(actor: Actor, contract: Contract) -> Verdict:
    """Adding documents and certificates: as long as it was not given up; the record goes on after the end."""
    inside = _officer(actor, contract)
    gone = contract.state == ContractState.DISCARDED
    return inside if not inside else in_time(not gone, "This contract was discarded before it came into force.")


def may_nominate(actor: Actor, contract: Contract, jurisdiction_id: str) -> Verdict:
    """Officers and representatives of another government, while the contract is in force by its state."""
    speaks = may_speak_for(actor, jurisdiction_id)
    if not speaks:
        return speaks
    if contract.jurisdiction_id == jurisdiction_id:
        return refused("This is your own contract: amend it to open it to others.")
    return in_time(contract.state == ContractState.ACTIVE, "Only a contract in force can be nominated.")


def nominates_for(actor: Actor, contract: Contract) -> frozenset[str]:
    """The governments for which the actor may wish the contract open; none if it is open to all already."""
    if contract.state != ContractState.ACTIVE or contract.eligible == Eligibility.ANY:
        return frozenset()
    own = places(actor, Permission.DRAFT) | places(actor, Permission.COMMIT_TO_POOLS)
    return own - {contract.jurisdiction_id}


def may_speak_for(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Officers and representatives say what their government wishes."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    speaks = may(actor, Permission.COMMIT_TO_POOLS, jurisdiction_id) or may(actor, Permission.DRAFT, jurisdiction_id)
    return when(speaks, "Only an officer or a representative of the government may nominate a contract for it.")


def sees_inside(actor: Actor, contract: Contract) -> bool:
    """Whether the actor belongs to the lead: internal documents and who nominates are for them."""
    return actor.is_system or may(actor, Permission.SEE_INTERNAL, contract.jurisdiction_id)


def sells(actor: Actor, contract: Contract) -> bool:
    """Whether the actor acts for the vendor."""
    return any(actor.holds(duty, contract.vendor_id) for duty in VendorDuty)


def sees_fees(actor: Actor, contract: Contract) -> bool:
    """Fees, rebates and what was used are for people of governments, for the vendor, and for the operator."""
    at_work = bool(actor.places(*Duty))
    return at_work or actor.is_operator or actor.is_system or sells(actor, contract)


def may_see(actor: Actor, contract: Contract, *, is_shared: bool) -> Verdict:
    """The lead sees all of its own; the vendor what is settled; others what is settled and shared with them.

    A contract from a final award is shared with everybody.
    """
    if sees_inside(actor, contract):
        return ALLOWED
    settled = contract.state in SETTLED
    return when(settled and (is_shared or sells(actor, contract)), "This contract is not for you to see.")


def may_read_document(actor: Actor, document: ContractDocument) -> Verdict:
    """Whoever sees the contract, unless the document is internal to the lead."""
    return when(
        not document.is_internal or sees_inside(actor, document.contract),
        "This document is internal to the government that holds the contract.",
    )


def _officer(actor: Actor, contract: Contract) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        may(actor, Permission.RECOMMEND, contract.jurisdiction_id),
        "Only an officer of the government that holds the contract may do this.",
    )


def _as_officer(actor: Actor, contract: Contract, state: ContractState, sentence: str) -> Verdict:
    inside = _officer(actor, contract)
    return inside if not inside else in_time(contract.state == state, sentence)
