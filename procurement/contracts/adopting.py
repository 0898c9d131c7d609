"""Adopting a contract that another government awarded: asked for, consented to, signed, ended. Floor: operations.

Every deed holds the contract before the adoption, so that an adoption and an amendment, a termination, or another
request never pass each other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from procurement.audit import operations as ledger
from procurement.contracts import adoption_policy as policy
from procurement.contracts import adoption_queries as queries
from procurement.contracts import contract_queries
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.adoption_policy import Side
from procurement.contracts.eligibility import Finding
from procurement.contracts.lifecycle import ADOPTION, AdoptionState
from procurement.contracts.models import Contract
from procurement.core.context import Context
from procurement.core.database import database_clock
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Hindrance, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.files.store import Staged
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.networks.rules import Signer

SHORTEST = 20
MOVED_ON = "The contract's terms were amended after you wrote yours. Look at yours again, save them, and sign then."


def request(
    ctx: Context,
    contract: Contract,
    *,
    jurisdiction_id: str,
    need: str,
    amount_cents: int,
    federal_money: bool,
    scope: str,
    authority: str,
    waivers: Mapping[str, str] | None = None,
) -> Adoption:
    """Ask the lead and the vendor to let the government buy under the contract, once nothing hinders it.

    `waivers` {code of the checklist: reason} are written determinations by whoever requests. What an approver has to
    waive may be open yet: it is asked for by letter, and hinders the signature.
    """
    require(policy.may_request(ctx.actor, ctx.lock(contract), jurisdiction_id))
    place = networks.get(ctx, jurisdiction_id)
    there = queries.live(ctx.session, contract.id, place.id)
    if there is not None:
        raise Conflict(f"{place.name} has asked for this contract already: its adoption is {there.state}.")
    said = {"need": need, "scope": scope, "authority": authority}
    if blank := [name for name, text in said.items() if not text.strip()]:
        raise Invalid({name: ["Write a sentence: lead, vendor and auditors will read it."] for name in blank})
    adoption = _begun(ctx, contract, place, amount_cents=amount_cents, federal_money=federal_money, **said)
    for code, reason in (waivers or {}).items():
        _waive(ctx, adoption, code, reason)
    found = queries.findings_of(ctx, adoption)
    if final := [each for each in found if each.hinders and not each.can_be_waived]:
        raise Incomplete([Hindrance(each.code, each.reason, each.question, source=each.source) for each in final])
    adoption.findings = frozen(found)
    ctx.add(adoption)
    body = {"adopter": place.name, "amount_cents": amount_cents, "findings": digest(adoption.findings)}
    ledger.record(ctx, "adoption.requested", contract, body, jurisdiction_id=place.id)
    _tell(ctx, adoption, "adoption-requested", [*_lead(ctx, adoption), *_vendor(ctx, adoption)])
    if any(each.hinders for each in found):
        approvers = networks.people_with(ctx.session, place.id, Duty.APPROVER)
        _tell(ctx, adoption, "adoption-to-waive", approvers)
    return adoption


def consent(ctx: Context, adoption: Adoption, *, side: Side, document: Staged | None = None) -> Adoption:
    """The lead or the vendor agrees; of one that is not here, the adopter files the written consent (`document`)."""
    require(policy.may_consent(ctx.actor, _held(ctx, adoption), side))
    _still_in_force(ctx, adoption)
    paper = None
    if policy.is_on_paper(adoption.contract, side):
        if document is None:
            raise Invalid({"document": [f"Choose the file with the written consent of the {side}."]})
        paper = files.keep(ctx, document)
    if side == Side.LEAD:
        adoption.lead_consent_at, adoption.lead_consent_by, adoption.lead_paper = ctx.now, ctx.actor.id, paper
    else:
        adoption.vendor_consent_at, adoption.vendor_consent_by, adoption.vendor_paper = ctx.now, ctx.actor.id, paper
    if adoption.lead_consent_at is not None and adoption.vendor_consent_at is not None:
        ADOPTION.fire("agree", adoption)
        adoption.agreed_at = ctx.now
    ctx.session.flush()
    body = {"side": side, "paper": paper.digest if paper is not None else None, "adopter": adoption.jurisdiction.name}
    _record(ctx, adoption, "adoption.consented", body)
    _tell(ctx, adoption, "adoption-consented", _adopter(ctx, adoption), side=side)
    return adoption


def decline(ctx: Context, adoption: Adoption, *, side: Side, reason: str) -> Adoption:
    """The lead or the vendor says no, with a reason that the adopter reads; also after it had consented."""
    require(policy.may_decline(ctx.actor, _held(ctx, adoption), side))
    _close(ctx, adoption, "decline", side, reason)
    _tell(ctx, adoption, "adoption-declined", _adopter(ctx, adoption), side=side)
    return adoption


def determine(ctx: Context, adoption: Adoption, *, code: str, reason: str) -> Adoption:
    """Waive in writing what hinders the adoption, where the adopter's rule pack allows it; said anew it replaces."""
    require(policy.may_determine(ctx.actor, _held(ctx, adoption), _signer(adoption, code)))
    _waive(ctx, adoption, code, reason)
    ctx.session.flush()
    _record(ctx, adoption, "adoption.rule-waived", {"code": code, "reason": reason.strip()})
    return adoption


def write_terms(ctx: Context, adoption: Adoption, *, version: int | None = None, terms: str) -> Adoption:
    """The adopter's own version of the contract's terms, against those that stand now."""
    require(policy.may_write_terms(ctx.actor, _held(ctx, adoption)))
    ctx.expect(adoption, version)
    adoption.terms, adoption.base_terms = terms.strip(), adoption.contract.terms
    ctx.session.flush()
    _record(ctx, adoption, "adoption.terms-written", {"digest": digest(adoption.terms)})
    return adoption


def sign(ctx: Context, adoption: Adoption, *, version: int | None = None, signature: str) -> Adoption:
    """Sign for the adopter: everything is examined once more while the contract is held, by the database's clock.

    A contract that ended or became full in between, even while this waited for somebody else, is refused. Sent twice
    by the same person it is signed once.
    """
    require(policy.may_sign_again(ctx.actor, adoption, signature))
    asked = database_clock(ctx.session)
    require(policy.may_sign_again(ctx.actor, _held(ctx, adoption), signature))
    now = ctx.now + (database_clock(ctx.session) - asked)
    if adoption.state == AdoptionState.ACTIVE:
        return adoption
    ctx.expect(adoption, version)
    if not signature.strip():
        raise Invalid({"signature": ["Type your name and title to sign."]})
    found = _nothing_hinders(ctx, adoption, now)
    if adoption.terms == adoption.base_terms:
        adoption.terms = adoption.base_terms = adoption.contract.terms
    elif adoption.base_terms != adoption.contract.terms:
        raise Conflict(MOVED_ON)
    ADOPTION.fire("sign", adoption)
    adoption.signed_at, adoption.signed_by, adoption.signature = now, ctx.actor.id, signature.strip()
    adoption.signed_findings = frozen(found)
    ctx.session.flush()
    _record(ctx, adoption, "adoption.signed", _said(adoption))
    _tell(ctx, adoption, "adoption-signed", [*_lead(ctx, adoption), *_vendor(ctx, adoption)])
    return adoption


def withdraw(ctx: Context, adoption: Adoption, *, reason: str) -> Adoption:
    """The adopter takes its request back before it has signed."""
    require(policy.may_withdraw(ctx.actor, _held(ctx, adoption)))
    _close(ctx, adoption, "withdraw", "adopter", reason)
    _tell(ctx, adoption, "adoption-closed", [*_lead(ctx, adoption), *_vendor(ctx, adoption)])
    return adoption


def end(ctx: Context, adoption: Adoption, *, reason: str) -> Adoption:
    """The adopter buys no more under the contract; what it bought stays reported."""
    require(policy.may_end(ctx.actor, _held(ctx, adoption)))
    _close(ctx, adoption, "end", "adopter", reason)
    _tell(ctx, adoption, "adoption-closed", [*_lead(ctx, adoption), *_vendor(ctx, adoption)])
    return adoption


def frozen(found: Sequence[Finding]) -> list[dict]:
    """The lines of the checklist as rows keep them."""
    names = ("code", "question", "reason", "source", "waived")
    return [{**{name: getattr(each, name) for name in names}, "answer": str(each.answer)} for each in found]


def _begun(ctx: Context, contract: Contract, place: Jurisdiction, **said: Any) -> Adoption:
    """The request as a row that is in no session yet, with the contract's terms as its own."""
    return Adoption(
        contract=contract,
        jurisdiction=place,
        jurisdiction_id=place.id,
        state=ADOPTION.initial,
        **{name: each.strip() if isinstance(each, str) else each for name, each in said.items()},
        waivers={},
        terms=contract.terms,
        base_terms=contract.terms,
        requested_at=ctx.now,
        requested_by=ctx.actor.id,
    )


def _held(ctx: Context, adoption: Adoption) -> Adoption:
    ctx.lock(adoption.contract)
    return ctx.lock(adoption)


def _still_in_force(ctx: Context, adoption: Adoption) -> None:
    standing = contract_queries.standing(ctx, adoption.contract)
    if standing in ("expired", "terminated"):
        raise Conflict(f"The contract is {standing}: nobody can adopt it any more.")


def _nothing_hinders(ctx: Context, adoption: Adoption, now: datetime) -> list[Finding]:
    found = queries.findings_of(ctx, adoption, now=now)
    if hindering := [each.reason for each in found if each.hinders]:
        raise Conflict(f"It cannot be signed as things are now. {' '.join(hindering)} Nothing was signed.")
    return found


def _signer(adoption: Adoption, code: str) -> Signer:
    """Whom the adopter's rule pack lets waive this line; refused where it lets nobody."""
    signer = queries.signer_of(adoption.jurisdiction, code)
    if signer is None:
        raise Conflict("No determination can waive this: the rules of your government say nothing of it.")
    return signer


def _waive(ctx: Context, adoption: Adoption, code: str, reason: str) -> None:
    require(policy.may_determine(ctx.actor, adoption, _signer(adoption, code)))
    if not any(each.code == code and (each.hinders or each.waived) for each in queries.findings_of(ctx, adoption)):
        raise Conflict("This does not hinder the adoption: there is nothing to waive.")
    if len(reason.strip()) < SHORTEST:
        raise Invalid({"reason": ["Write down the reason in a sentence or more: it becomes part of the record."]})
    made = {"reason": reason.strip(), "by": ctx.actor.name, "by_id": ctx.actor.id, "at": ctx.now.isoformat()}
    adoption.waivers = {**adoption.waivers, code: made}


def _close(ctx: Context, adoption: Adoption, move: str, whose: str, reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": ["Say why; the others will read it."]})
    ADOPTION.fire(move, adoption)
    adoption.closed_at, adoption.closed_by = ctx.now, ctx.actor.id
    adoption.closed_for, adoption.closing_reason = str(whose), reason.strip()
    ctx.session.flush()
    _record(ctx, adoption, f"adoption.{adoption.state}", {"by": str(whose), "reason": adoption.closing_reason})


def _said(adoption: Adoption) -> dict:
    """What was signed, for the ledger."""
    content = {"terms": adoption.terms, "base_terms": adoption.base_terms, "amount_cents": adoption.amount_cents}
    own = {"adopter": adoption.jurisdiction.name, "signature": adoption.signature}
    return {**own, "amount_cents": adoption.amount_cents, "digest": digest(content),
            "findings": digest(adoption.signed_findings)}  # fmt: skip


def _record(ctx: Context, adoption: Adoption, deed: str, body: dict) -> None:
    said = {"adoption": adoption.id, **body}
    ledger.record(ctx, deed, adoption.contract, said, jurisdiction_id=adoption.jurisdiction_id)


def _lead(ctx: Context, adoption: Adoption) -> list:
    return networks.people_with(ctx.session, adoption.contract.jurisdiction_id, Duty.OFFICER)


def _vendor(ctx: Context, adoption: Adoption) -> list:
    return contract_queries.sellers(ctx.session, adoption.contract)


def _adopter(ctx: Context, adoption: Adoption) -> list:
    return contract_queries.officers(ctx.session, [adoption.jurisdiction_id])


def _tell(ctx: Context, adoption: Adoption, letter: str, to: Sequence, **values) -> None:
    mailbox.post(
        ctx, letter, to=to, about=adoption, adoption=adoption, contract=adoption.contract,
        adopter=adoption.jurisdiction.name, address=f"{ctx.url}/adoptions/{adoption.id}", **values,
    )  # fmt: skip
