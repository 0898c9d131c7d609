"""Changing a contract in force: amendments, renewals, termination; each keeps what was before. Floor: operations."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from procurement.audit import operations as ledger
from procurement.contracts import changes as differences
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts import contract_words, recording, reminding, term
from procurement.contracts.lifecycle import CONTRACT, RENEWAL, RenewalState
from procurement.contracts.models import Amendment, AmendmentKind, Contract, RenewalOption
from procurement.contracts.term import Standing
from procurement.core import words
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox


def amend(
    ctx: Context,
    contract: Contract,
    *,
    version: int | None = None,
    reason: str,
    effective_on: date | None = None,
    prices: Mapping[str, Decimal] | None = None,
    **wanted: Any,
) -> Amendment:
    """Amend the contract: everybody it concerns gets a letter, and what was before is kept.

    `wanted`: any of `changes.FIELDS`; `prices` {key of the line: unit price}. What is wanted as it is already is no
    change. The day of effect is today unless stated; prices hold from it, everything else from now on.
    """
    require(policy.may_amend(ctx.actor, ctx.lock(contract)))
    ctx.expect(contract, version)
    today = _still_running(ctx, contract)
    _reasoned(reason, "Say why the contract is amended; the reason stands in the amendment.")
    found = _differing(ctx, contract, wanted, prices or {})
    if not found:
        raise Invalid("Nothing is different from the contract as it is.")
    _possible(contract, wanted, found, today)
    _timely(ctx, contract, effective_on or today, wanted.get("ends_on") or contract.ends_on)
    for name in found:
        if not name.startswith("lines."):
            setattr(contract, name, wanted[name])
    contract.lines = differences.applied(contract.lines, found)
    made = _numbered(ctx, contract, AmendmentKind.AMENDMENT, found, reason, effective_on or today)
    _follow(ctx, contract, made, "contract.amended", "contract-amended")
    return made


def renew(ctx: Context, contract: Contract, *, number: int, version: int | None = None, reason: str = "") -> Amendment:
    """Exercise the next option: the term goes on, and whoever buys under the contract is told."""
    require(policy.may_amend(ctx.actor, ctx.lock(contract)))
    ctx.expect(contract, version)
    today = _still_running(ctx, contract)
    option = _to_decide(ctx, contract, number)
    assert contract.ends_on is not None
    notice = term.notice_on(contract.ends_on, option.notice_days)
    if today > notice:
        raise Conflict(
            f"Notice for this renewal was due by {words.day(notice)}. If the vendor agrees all the same, amend the "
            "last day instead."
        )
    before, after = contract.ends_on, term.add_months(contract.ends_on, option.months)
    RENEWAL.fire("exercise", option)
    option.ended_on, option.decided_at, option.decided_by = before, ctx.now, ctx.actor.id
    option.reason = reason.strip()
    contract.ends_on = after
    found = {"ends_on": [before.isoformat(), after.isoformat()]}
    said = option.reason or f"Renewal {number} was exercised."
    made = _numbered(ctx, contract, AmendmentKind.RENEWAL, found, said, today)
    _follow(ctx, contract, made, "contract.renewed", "contract-renewed")
    return made


def decline_renewal(
    ctx: Context, contract: Contract, *, number: int, version: int | None = None, reason: str
) -> RenewalOption:
    """Do not renew: the contract ends with its present term, and whoever buys under it is told in time."""
    require(policy.may_amend(ctx.actor, ctx.lock(contract)))
    ctx.expect(contract, version)
    _still_running(ctx, contract)
    _reasoned(reason, "Say why it is not renewed; whoever buys under the contract will read it.")
    option = _to_decide(ctx, contract, number)
    RENEWAL.fire("decline", option)
    option.decided_at, option.decided_by, option.reason = ctx.now, ctx.actor.id, reason.strip()
    _touch(ctx, contract)
    reminding.plan(ctx, contract)
    ledger.record(ctx, "contract.not-renewed", contract, {"renewal": number, "reason": option.reason})
    _tell(ctx, contract, "contract-not-renewed", option=option)
    return option


def terminate(
    ctx: Context, contract: Contract, *, version: int | None = None, reason: str, effective_on: date | None = None
) -> Amendment:
    """End the contract before its term; all who buy from it and the vendor are told, with the reason.

    `effective_on` is its last day, today unless stated: from now on nobody new may buy under it.
    """
    require(policy.may_amend(ctx.actor, ctx.lock(contract)))
    ctx.expect(contract, version)
    today = _still_running(ctx, contract)
    _reasoned(reason, "Say why the contract is ended; whoever buys under it will read it.")
    last = effective_on or today
    assert contract.ends_on is not None
    if not today <= last <= contract.ends_on:
        sentence = f"Choose a day from today to {words.day(contract.ends_on)}, when the contract ends anyway."
        raise Invalid({"effective_on": [sentence]})
    CONTRACT.fire("terminate", contract)
    contract.terminated_on, contract.termination_reason = last, reason.strip()
    found = {"terminated_on": [None, last.isoformat()]}
    made = _numbered(ctx, contract, AmendmentKind.TERMINATION, found, reason, last)
    _follow(ctx, contract, made, "contract.terminated", "contract-terminated")
    return made


def _still_running(ctx: Context, contract: Contract) -> date:
    """Today where the lead is; Conflict for a contract that has run out."""
    today = queries.today(ctx, contract)
    if term.standing(contract.state, contract.starts_on, contract.ends_on, today) == Standing.EXPIRED:
        assert contract.ends_on is not None
        raise Conflict(
            f"This contract ran out on {words.day(contract.ends_on)}: nothing can be changed in it any more."
        )
    return today


def _to_decide(ctx: Context, contract: Contract, number: int) -> RenewalOption:
    # The contract's row is held: what stands in the options now stays so until this unit ends.
    ctx.session.refresh(contract, ["renewals"])
    option = next((each for each in contract.renewals if each.number == number), None)
    if option is None:
        raise Invalid({"number": ["This contract has no such renewal."]})
    if option.state != RenewalState.OPEN:
        raise Conflict(f"Renewal {number} has been {option.state} already.")
    following = term.next_open(contract.renewals)
    if following is None:
        raise Conflict("An earlier renewal was declined: the contract ends with its present term.")
    if following.number != number:
        raise Conflict(f"Decide on renewal {following.number} first.")
    return option


def _differing(
    ctx: Context, contract: Contract, wanted: dict[str, Any], prices: Mapping[str, Decimal]
) -> dict[str, list]:
    if unknown := set(wanted) - set(differences.FIELDS):
        raise TypeError(f"An amendment cannot change {', '.join(sorted(unknown))}.")
    if "eligible" in wanted or "eligible_ids" in wanted:
        eligible = wanted.get("eligible", contract.eligible)
        ids = wanted.get("eligible_ids", contract.eligible_ids)
        wanted["eligible_ids"] = recording.checked_eligibility(ctx, eligible, ids)
    known = {line["key"] for line in contract.lines}
    if missing := sorted(set(prices) - known):
        raise Invalid({f"prices.{key}": ["There is no such line in this contract."] for key in missing})
    return differences.differing(contract, wanted, prices)


def _possible(contract: Contract, wanted: Mapping[str, Any], found: Mapping, today: date) -> None:
    faults: dict[str, list[str]] = {}
    if "ends_on" in found:
        assert contract.starts_on is not None
        if wanted["ends_on"] is None or wanted["ends_on"] < max(contract.starts_on, today):
            faults["ends_on"] = ["Choose a day from today on. To end the contract before, terminate it."]
    ceiling = wanted.get("ceiling_cents")
    if "ceiling_cents" in found and ceiling is not None and ceiling < contract.used_cents:
        used = words.money(contract.used_cents)
        faults["ceiling_cents"] = [f"{used} were reported as bought already: the ceiling cannot be below."]
    eligible = wanted.get("eligible", contract.eligible)
    if eligible != "none" and not wanted.get("cooperative_clause", contract.cooperative_clause).strip():
        faults["cooperative_clause"] = ["Others may buy only if the contract says so: give the words of its clause."]
    if eligible in ("named", "network", "states") and not wanted.get("eligible_ids", contract.eligible_ids):
        faults["eligible_ids"] = ["Say which governments, networks or states may buy."]
    fee, fee_to = wanted.get("fee_percent", contract.fee_percent), wanted.get("fee_to", contract.fee_to)
    if fee is not None and fee > 0 and not fee_to.strip():
        faults["fee_to"] = ["Say who receives the administrative fee."]
    if "vendor_name" in found and not wanted["vendor_name"].strip():
        faults["vendor_name"] = ["Name the vendor."]
    if faults:
        raise Invalid(faults)


def _timely(ctx: Context, contract: Contract, effective_on: date, ends_on: date | None) -> None:
    """Amendments take effect one after the other, so that for each day one price holds."""
    latest = sa.select(sa.func.max(Amendment.effective_on)).where(
        Amendment.contract_id == contract.id, Amendment.kind == AmendmentKind.AMENDMENT
    )
    first = max(filter(None, [contract.starts_on, ctx.session.scalar(latest)]))
    if effective_on < first:
        raise Invalid({"effective_on": [f"Choose a day from {words.day(first)} on: what took effect stays as it was."]})
    if ends_on is not None and effective_on > ends_on:
        raise Invalid({"effective_on": [f"The contract ends on {words.day(ends_on)}: choose a day before."]})


def _reasoned(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": [sentence]})


def _numbered(
    ctx: Context, contract: Contract, kind: AmendmentKind, found: dict, reason: str, effective_on: date
) -> Amendment:
    """The next amendment; the contract's row is held, so that each number is given once."""
    last = ctx.session.scalar(sa.select(sa.func.max(Amendment.number)).where(Amendment.contract_id == contract.id))
    return ctx.add(
        Amendment(
            contract=contract,
            number=(last or 0) + 1,
            kind=kind,
            changes=found,
            reason=reason.strip(),
            effective_on=effective_on,
            made_at=ctx.now,
            made_by=ctx.actor.id,
        )
    )


def _follow(ctx: Context, contract: Contract, made: Amendment, deed: str, letter: str) -> None:
    """What every change brings with it: the search, the dates that are watched, the ledger, and letters."""
    ctx.session.flush()
    contract_words.index(ctx, contract)
    reminding.plan(ctx, contract)
    body = {"number": made.number, "changes": made.changes, "reason": made.reason, "effective_on": made.effective_on}
    ledger.record(ctx, deed, contract, body)
    said = [differences.in_words(field, values, contract.lines) for field, values in made.changes.items()]
    _tell(ctx, contract, letter, amendment=made, said=said)


def _touch(ctx: Context, contract: Contract) -> None:
    """Count the contract's version up: whoever decided on what they read before learns that it has changed."""
    flag_modified(contract, "title")
    ctx.session.flush()


def _tell(ctx: Context, contract: Contract, letter: str, **values: Any) -> None:
    mailbox.post(
        ctx,
        letter,
        to=queries.concerned(ctx.session, contract),
        about=contract,
        contract=contract,
        address=queries.address(ctx, contract),
        **values,
    )
