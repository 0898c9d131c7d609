"""Who tells what came of a contract, who answers, who reads it. Floor: policy."""

from procurement.contracts.contract_policy import sells
from procurement.contracts.outcome_models import ContractOutcome
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when
from procurement.library.models import Scope
from procurement.networks.duties import Permission, may


def may_tell(actor: Actor, jurisdiction_id: str, *, buys: bool) -> Verdict:
    """Officers and representatives of a government that buys under the contract (`buys`), or has bought."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not (may(actor, Permission.DRAFT, jurisdiction_id) or may(actor, Permission.COMMIT_TO_POOLS, jurisdiction_id)):
        return refused("Only an officer or a representative of the government may say for it what came of a contract.")
    return when(buys, "Only a government that buys under the contract can say what came of it.")


def may_change(actor: Actor, outcome: ContractOutcome) -> Verdict:
    """The same people, as long as the vendor has not answered: then a later milestone says what changed."""
    verdict = may_tell(actor, outcome.jurisdiction_id, buys=True)
    if verdict and outcome.reply:
        return refused("The vendor has answered this, so it stays as it is. Say what changed at the next milestone.")
    return verdict


def may_reply(actor: Actor, outcome: ContractOutcome) -> Verdict:
    """The vendor's people, once it is shared with anybody."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if outcome.scope == Scope.OWN:
        return refused("This is not shared with you.")
    return when(sells(actor, outcome.contract), "Only the vendor of the contract may answer.")


def may_see(actor: Actor, outcome: ContractOutcome, *, sees_contract: bool, is_shared: bool) -> Verdict:
    """Its own government; who it is shared with, and then also the contract's lead and vendor, who see the contract."""
    if actor.is_system or may(actor, Permission.SEE_INTERNAL, outcome.jurisdiction_id):
        return ALLOWED
    concerned = may(actor, Permission.SEE_INTERNAL, outcome.contract.jurisdiction_id) or sells(actor, outcome.contract)
    shared = outcome.scope != Scope.OWN and (is_shared or concerned)
    return when(sees_contract and shared, "This outcome is not shared with you.")
