"""Who asks whether a contract may be adopted, requests, consents, waives, signs, ends, and reads. Floor: policy."""

from enum import StrEnum

from procurement.contracts.adoption_models import Adoption
from procurement.contracts.contract_policy import sells
from procurement.contracts.lifecycle import AdoptionState, ContractState
from procurement.contracts.models import Contract
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, refused, untimely, when
from procurement.networks.duties import Permission, may
from procurement.networks.rules import Signer

#: What is signed is a public contract, and stays one.
SIGNED = frozenset({AdoptionState.ACTIVE, AdoptionState.ENDED})
#: Not decided yet.
OPEN = frozenset({AdoptionState.REQUESTED, AdoptionState.AGREED})


class Side(StrEnum):
    """Whose consent an adoption needs."""

    LEAD = "lead"
    VENDOR = "vendor"


def may_ask(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Whoever works inside a government may ask what stands between it and a contract."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        may(actor, Permission.SEE_INTERNAL, jurisdiction_id),
        "Only people who work for the government may ask what it may adopt.",
    )


def may_request(actor: Actor, contract: Contract, jurisdiction_id: str) -> Verdict:
    """Officers and representatives of a government that does not hold the contract, while it is active."""
    speaks = _speaks(actor, jurisdiction_id)
    if not speaks:
        return speaks
    if contract.jurisdiction_id == jurisdiction_id and not contract.solicited_by:
        return refused("This is your own contract: you buy under it already.")
    return in_time(contract.state == ContractState.ACTIVE, "Only a contract in force can be adopted.")


def is_on_paper(contract: Contract, side: Side) -> bool:
    """Whether this side has nobody here who could consent: then the adopter files its written consent."""
    return bool(contract.solicited_by) if side == Side.LEAD else contract.vendor_id is None


def may_consent(actor: Actor, adoption: Adoption, side: Side) -> Verdict:
    """The lead's officers, the vendor's people; of a side that is not here, the adopter's, with its written consent."""
    on_paper = is_on_paper(adoption.contract, side)
    inside = _speaks(actor, adoption.jurisdiction_id) if on_paper else _of_side(actor, adoption, side)
    if not inside:
        return inside
    if adoption.state != AdoptionState.REQUESTED:
        return untimely(f"This adoption has been {adoption.state} already.")
    return in_time(consent_at(adoption, side) is None, f"The consent of the {side} is there already.")


def may_decline(actor: Actor, adoption: Adoption, side: Side) -> Verdict:
    """The lead's officers and the vendor's people, until the adopter has signed, also after they consented."""
    inside = _of_side(actor, adoption, side)
    return inside if not inside else _while_open(adoption)


def may_determine(actor: Actor, adoption: Adoption, signer: Signer) -> Verdict:
    """Whom the adopter's own rule pack lets sign, until the adoption is signed."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    needed = Permission.APPROVE if signer == Signer.APPROVER else Permission.DRAFT
    if not may(actor, needed, adoption.jurisdiction_id):
        return refused(f"By the rules of {adoption.jurisdiction.name} an {signer} signs this determination.")
    return _while_open(adoption)


def may_write_terms(actor: Actor, adoption: Adoption) -> Verdict:
    """The adopter's officers and representatives, until it is signed."""
    speaks = _speaks(actor, adoption.jurisdiction_id)
    return speaks if not speaks else _while_open(adoption)


def may_sign(actor: Actor, adoption: Adoption) -> Verdict:
    """The adopter's representative, once lead and vendor have consented: each government contracts for itself."""
    inside = _representative(actor, adoption)
    if not inside:
        return inside
    if adoption.state == AdoptionState.REQUESTED:
        return untimely("The lead and the vendor have not both consented yet.")
    return in_time(adoption.state == AdoptionState.AGREED, f"This adoption is {adoption.state} already.")


def may_sign_again(actor: Actor, adoption: Adoption, signature: str) -> Verdict:
    """The same, and whoever has just signed it in the same words: a form sent twice does no harm."""
    repeated = adoption.state == AdoptionState.ACTIVE and adoption.signature == signature.strip()
    if repeated and adoption.signed_by is not None and adoption.signed_by == actor.id:
        return ALLOWED
    return may_sign(actor, adoption)


def may_withdraw(actor: Actor, adoption: Adoption) -> Verdict:
    """The adopter's officers and representatives, until it is signed."""
    return may_write_terms(actor, adoption)


def may_end(actor: Actor, adoption: Adoption) -> Verdict:
    """The adopter's representative, once it is signed."""
    inside = _representative(actor, adoption)
    return inside if not inside else in_time(adoption.state == AdoptionState.ACTIVE, "It is not in force.")


def sees_file(actor: Actor, adoption: Adoption) -> bool:
    """Whether the checklist and the determinations are for the actor: they are the adopter's own file."""
    return actor.is_system or may(actor, Permission.SEE_INTERNAL, adoption.jurisdiction_id)


def is_concerned(actor: Actor, adoption: Adoption) -> bool:
    """Whether the actor belongs to the adopter, to whoever holds the contract here, or to the vendor."""
    held = may(actor, Permission.SEE_INTERNAL, adoption.contract.jurisdiction_id)
    return sees_file(actor, adoption) or held or sells(actor, adoption.contract)


def may_see(actor: Actor, adoption: Adoption, *, sees_contract: bool) -> Verdict:
    """Those concerned; once it is signed, whoever sees the contract."""
    public = adoption.state in SIGNED and sees_contract
    return when(public or is_concerned(actor, adoption), "This adoption is not for you to see.")


def consent_at(adoption: Adoption, side: Side):
    """When this side consented; None while it has not."""
    return adoption.lead_consent_at if side == Side.LEAD else adoption.vendor_consent_at


def _of_side(actor: Actor, adoption: Adoption, side: Side) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if is_on_paper(adoption.contract, side):
        return refused(f"The {side} is not here: the adopter files what it writes.")
    if side == Side.VENDOR:
        return when(sells(actor, adoption.contract), "Only the vendor of the contract may answer for it.")
    lead = may(actor, Permission.RECOMMEND, adoption.contract.jurisdiction_id)
    return when(lead, "Only an officer of the government that holds the contract may answer for it.")


def _speaks(actor: Actor, jurisdiction_id: str) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    speaks = may(actor, Permission.DRAFT, jurisdiction_id) or may(actor, Permission.COMMIT_TO_POOLS, jurisdiction_id)
    return when(speaks, "Only an officer or a representative of the government may do this for it.")


def _representative(actor: Actor, adoption: Adoption) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(
        may(actor, Permission.COMMIT_TO_POOLS, adoption.jurisdiction_id),
        "Only a representative of the government may sign or end this for it.",
    )


def _while_open(adoption: Adoption) -> Verdict:
    return in_time(adoption.state in OPEN, f"This adoption is {adoption.state} already.")
