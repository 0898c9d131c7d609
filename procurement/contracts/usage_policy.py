"""Who reports what was bought under a contract, who books payments, who reads the account. Floor: policy."""

from collections.abc import Collection

from procurement.contracts.contract_policy import SETTLED, sees_fees, sees_inside, sells
from procurement.contracts.models import Contract
from procurement.contracts.usage_models import Reporter, UsageReport, UsageSheet
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, when
from procurement.networks.duties import Permission, may, places


def may_report(
    actor: Actor, contract: Contract, *, reporter: Reporter, of: Collection[str], buyers: Collection[str]
) -> Verdict:
    """The vendor for every buyer, a government's officers and representatives for itself; also after the end.

    `of` are the governments whose buying is reported, `buyers` those that buy under the contract, or did.
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    who = _may_as_vendor(actor, contract) if reporter == Reporter.VENDOR else _may_as_member(actor, of)
    if not who:
        return who
    known = set(of) <= set(buyers)
    bought = when(known, "This government does not buy under the contract, so there is nothing to report for it.")
    return bought if not bought else _in_force(contract)


def may_correct(actor: Actor, report: UsageReport) -> Verdict:
    """Whoever may make such a report may correct it; nobody corrects the other side's figures."""
    of = (report.jurisdiction_id,)
    verdict = may_report(actor, report.contract, reporter=report.reporter, of=of, buyers=of)
    return verdict if not verdict else in_time(report.replaced_at is None, "This report was corrected already.")


def may_confirm(actor: Actor, sheet: UsageSheet, contract: Contract) -> Verdict:
    """Whoever may report by such a sheet."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if sheet.reporter == Reporter.VENDOR:
        return _may_as_vendor(actor, contract)
    return _may_as_member(actor, [sheet.jurisdiction_id] if sheet.jurisdiction_id is not None else [])


def may_pay(actor: Actor, contract: Contract) -> Verdict:
    """Officers of the lead book what the vendor has paid."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    lead = may(actor, Permission.RECOMMEND, contract.jurisdiction_id)
    who = when(lead, "Only an officer of the government that holds the contract may book payments.")
    return who if not who else _in_force(contract)


def may_read(actor: Actor, contract: Contract) -> Verdict:
    """People of governments, the vendor and the operator read how much is used; of the rest what concerns them."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(sees_fees(actor, contract), "What is used is for people who work for governments, and for the vendor.")


def sees_whole(actor: Actor, contract: Contract) -> bool:
    """The lead's people see the figures of all buyers and of both sides."""
    return sees_inside(actor, contract)


def sees_account(actor: Actor, contract: Contract) -> bool:
    """The lead and the vendor see the fees and rebates of all buyers: the one is owed them, the other owes."""
    return sees_whole(actor, contract) or sells(actor, contract)


def own_places(actor: Actor) -> frozenset[str]:
    """The governments whose own figures the actor sees."""
    return places(actor, Permission.SEE_INTERNAL)


def may_see(actor: Actor, report: UsageReport) -> Verdict:
    """The lead, the government whose buying it is, and of its own reports the vendor."""
    if sees_whole(actor, report.contract) or may(actor, Permission.SEE_INTERNAL, report.jurisdiction_id):
        return ALLOWED
    own = report.reporter == Reporter.VENDOR and sells(actor, report.contract)
    return when(own, "This report is not for you to see.")


def _may_as_vendor(actor: Actor, contract: Contract) -> Verdict:
    # A vendor that is not registered here sends its sheet to the lead, which files it.
    for_it = contract.vendor_id is None and may(actor, Permission.RECOMMEND, contract.jurisdiction_id)
    return when(for_it or sells(actor, contract), "Only the vendor's people may report for it.")


def _may_as_member(actor: Actor, of: Collection[str]) -> Verdict:
    own = places(actor, Permission.DRAFT) | places(actor, Permission.COMMIT_TO_POOLS)
    return when(
        bool(of) and set(of) <= own, "Only an officer or a representative of the government may report what it bought."
    )


def _in_force(contract: Contract) -> Verdict:
    return in_time(contract.state in SETTLED, "Nothing can be bought under this contract: it is not in force.")
