"""Preparing contracts: proposed after a final award or recorded from outside, completed, brought into force.

What follows on an active contract stands in `amending.py`, its documents and certificates in `filing.py`, letters ahead
of its days in `reminding.py`. Floor: operations.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts import contract_words, outcomes, proposing, readiness, reminding, usage_asking
from procurement.contracts.lifecycle import CONTRACT, ContractState
from procurement.contracts.models import (
    Contract,
    ContractDocument,
    ContractSource,
    Eligibility,
    ParticipatingAddendum,
    RenewalOption,
    SolicitedHow,
)
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.shapes import plain
from procurement.core.verdict import require
from procurement.library import categories as lists
from procurement.library import content as contents
from procurement.library import operations as sharing
from procurement.library import queries as library
from procurement.library.models import Scope
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.networks.geography import STATES
from procurement.networks.models import Jurisdiction, Network
from procurement.responses.models import Response
from procurement.vendors import queries as vendors

#: What `record` and `edit` take beside lines, renewals, categories, eligibility and sharing.
FACTS = (
    "vendor_name", "vendor_email", "reference", "title", "description", "focus_area", "starts_on", "ends_on",
    "ceiling_cents", "terms", "solicited_by", "solicited", "cooperative_clause", "federal_terms", "fee_percent",
    "rebate_percent", "fee_to",
)  # fmt: skip


def propose(ctx: Context, award: Award) -> Contract | None:
    """Prepare the contract of a final award, filled from the frozen revision and the awarded response.

    Its officer completes it and brings it into force. Asked again it gives the same contract; without an award there
    is none. Asks nobody: a consequence of the award becoming final, whose own policy has been asked.
    """
    if award.outcome != Outcome.AWARD or award.state != AwardState.FINAL or award.response is None:
        return None
    ctx.lock(award)
    kept = Contract.state != ContractState.DISCARDED
    there = ctx.session.scalar(sa.select(Contract).where(Contract.award_id == award.id, kept))
    if there is not None:
        return there
    contract = ctx.add(_of_award(ctx, award, award.response))
    under = sa.select(ParticipatingAddendum).where(ParticipatingAddendum.award_id == award.id)
    for addendum in ctx.session.scalars(under):
        addendum.contract = contract
    ledger.record(ctx, "contract.prepared", contract, {"award": award.id, "lines": len(contract.lines)})
    mailbox.post(
        ctx,
        "contract-prepared",
        to=networks.people_with(ctx.session, contract.jurisdiction_id, Duty.OFFICER),
        about=contract,
        contract=contract,
        address=queries.address(ctx, contract),
    )
    return contract


def begin(ctx: Context, award: Award) -> Contract:
    """Prepare the contract of a final award by hand: of one that became final before there were contracts here."""
    require(policy.may_record(ctx.actor, award.solicitation.jurisdiction_id))
    contract = propose(ctx, award)
    if contract is None:
        raise Conflict("A contract follows from an award that is final; this one is not, or went to nobody.")
    return contract


def record(
    ctx: Context,
    *,
    jurisdiction_id: str,
    scope: Scope = Scope.PUBLIC,
    network_id: str | None = None,
    **given: Any,
) -> Contract:
    """Record a contract from outside, the jurisdiction's own or another agency's; it is prepared until activated.

    `given`: FACTS, and lines, renewals, categories, eligible, eligible_ids, vendor_id as for `edit`.
    """
    require(policy.may_record(ctx.actor, jurisdiction_id))
    contract = Contract(
        jurisdiction=networks.get(ctx, jurisdiction_id),
        source=ContractSource.RECORDED,
        state=CONTRACT.initial,
        vendor_name="",
        title="",
        lines=[],
        categories=[],
        eligible_ids=[],
        eligible=Eligibility.NONE,
        scope=scope,
        network_id=sharing.sharing_network(ctx, jurisdiction_id, scope, network_id),
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    _fill(ctx, contract, given)
    ctx.add(contract)
    ledger.record(ctx, "contract.recorded", contract, {"title": contract.title, "vendor": contract.vendor_name})
    return contract


def edit(ctx: Context, contract: Contract, *, version: int | None = None, **changes: Any) -> Contract:
    """Change a prepared contract; what is not named stays.

    `changes`: FACTS; `lines` [{key?, description, unit, unit_price, tiers?, region?}]; `renewals` [{months,
    notice_days}]; `categories`; `eligible` with `eligible_ids`; and of a recorded one `vendor_id`, `scope`,
    `network_id`.
    """
    require(policy.may_prepare(ctx.actor, ctx.lock(contract)))
    ctx.expect(contract, version)
    if contract.source == ContractSource.AWARD:
        # What the award decided is not for its officer to change.
        changes = {name: each for name, each in changes.items() if name not in ("vendor_id", "scope", "network_id")}
    elif "scope" in changes:
        scope, network_id = changes.pop("scope"), changes.pop("network_id", None)
        contract.network_id = sharing.sharing_network(ctx, contract.jurisdiction_id, scope, network_id)
        contract.scope = scope
    _fill(ctx, contract, changes)
    ctx.session.flush()
    ledger.record(ctx, "contract.edited", contract, {"fields": sorted(changes)})
    return contract


def activate(ctx: Context, contract: Contract, *, version: int | None = None) -> Contract:
    """Bring the contract into force: from now on it is found, and changed by amendments only."""
    require(policy.may_prepare(ctx.actor, ctx.lock(contract)))
    ctx.expect(contract, version)
    kinds = ctx.session.scalars(
        sa.select(ContractDocument.kind).where(ContractDocument.contract_id == contract.id).distinct()
    )
    found = [each for each in readiness.hindrances(contract, set(map(str, kinds))) if each.blocking]
    if found:
        raise Incomplete(found)
    CONTRACT.fire("activate", contract)
    contract.activated_at, contract.activated_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    contract_words.index(ctx, contract)
    reminding.plan(ctx, contract)
    outcomes.plan_asking(ctx, contract)
    usage_asking.plan(ctx, contract)
    ledger.record(ctx, "contract.activated", contract, {"digest": digest(as_agreed(contract))})
    mailbox.post(
        ctx,
        "contract-activated",
        to=queries.sellers(ctx.session, contract),
        about=contract,
        contract=contract,
        address=queries.address(ctx, contract),
    )
    return contract


def discard(ctx: Context, contract: Contract, *, reason: str) -> Contract:
    """Give up a prepared contract, for a reason that stays in the record."""
    require(policy.may_prepare(ctx.actor, ctx.lock(contract)))
    if not reason.strip():
        raise Invalid({"reason": ["Say why the contract is discarded."]})
    CONTRACT.fire("discard", contract)
    contract.termination_reason = reason.strip()
    ctx.session.flush()
    ledger.record(ctx, "contract.discarded", contract, {"reason": contract.termination_reason})
    return contract


def as_agreed(contract: Contract) -> dict:
    """What was agreed, as plain data; its digest stands in the ledger."""
    names = (*FACTS, "lines", "categories", "eligible", "eligible_ids", "vendor_id", "jurisdiction_id")
    renewals = [
        {"number": each.number, "months": each.months, "notice_days": each.notice_days} for each in contract.renewals
    ]
    return {**{name: getattr(contract, name) for name in names}, "renewals": renewals}


def checked_eligibility(ctx: Context, eligible: Eligibility, ids: Sequence[str]) -> list[str]:
    """The ids that go with this sort of eligibility, each once; Invalid for one that there is not.

    Asks nobody: it only reads.
    """
    wanted = list(dict.fromkeys(ids))
    if eligible == Eligibility.STATES:
        known = set(STATES)
        wanted = list(dict.fromkeys(each.strip().upper() for each in wanted))
    elif eligible in (Eligibility.NAMED, Eligibility.NETWORK):
        rows = Jurisdiction if eligible == Eligibility.NAMED else Network
        known = set(ctx.session.scalars(sa.select(rows.id).where(rows.id.in_(wanted))))
    else:
        return []
    if missing := [each for each in wanted if each not in known]:
        what = {"states": "state", "named": "government", "network": "network"}[eligible]
        raise Invalid({"eligible_ids": [f"There is no {what} “{each[:40]}”." for each in missing]})
    return wanted


def _of_award(ctx: Context, award: Award, response: Response) -> Contract:
    """A contract with what the frozen revision and the awarded response say."""
    solicitation, vendor = award.solicitation, response.vendor
    body = solicitation.revision.body
    starts_on, ends_on = proposing.term(solicitation.content["blanks"], solicitation.values)
    clause = proposing.cooperative_clause(body["sections"])
    pooled = solicitation.pool
    return Contract(
        jurisdiction=solicitation.jurisdiction,
        award=award,
        source=ContractSource.AWARD,
        state=CONTRACT.initial,
        vendor=vendor,
        vendor_name=vendor.name,
        vendor_email=vendor.email,
        reference=solicitation.reference,
        title=body["title"],
        description=body["summary"],
        focus_area=solicitation.focus_area,
        categories=list(solicitation.facts.get("categories") or []),
        starts_on=starts_on,
        ends_on=ends_on,
        ceiling_cents=None,
        lines=proposing.lines(body["price_lines"], (response.opened or {}).get("prices", {})),
        solicited=SolicitedHow.COMPETITIVE,
        cooperative_clause=clause,
        eligible=Eligibility.NETWORK if clause and pooled is not None else Eligibility.NONE,
        eligible_ids=[pooled.network_id] if clause and pooled is not None else [],
        federal_terms=None,
        scope=Scope.PUBLIC,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )


def _fill(ctx: Context, contract: Contract, given: Mapping[str, Any]) -> None:
    if unknown := set(given) - {*FACTS, "lines", "renewals", "categories", "eligible", "eligible_ids", "vendor_id"}:
        raise TypeError(f"A contract has no {', '.join(sorted(unknown))}.")
    for name in FACTS:
        if name in given:
            setattr(contract, name, given[name])
    if given.get("vendor_id") is not None:
        vendor = vendors.get(ctx, given["vendor_id"])
        contract.vendor, contract.vendor_name = vendor, given.get("vendor_name") or vendor.name
        contract.vendor_email = given.get("vendor_email") or vendor.email
    elif "vendor_id" in given:
        contract.vendor = None
    if "categories" in given:
        known = library.category_list(ctx, contract.jurisdiction.id)
        contract.categories = lists.understood(given["categories"], known)
    if "eligible" in given or "eligible_ids" in given:
        contract.eligible = given.get("eligible", contract.eligible)
        ids = given.get("eligible_ids", contract.eligible_ids)
        contract.eligible_ids = checked_eligibility(ctx, contract.eligible, ids)
    if "lines" in given:
        contract.lines = _keyed(given["lines"], {line["key"] for line in contract.lines})
    if "renewals" in given:
        _renewals(ctx, contract, given["renewals"])
    _check(contract)


def _check(contract: Contract) -> None:
    if not contract.title.strip():
        raise Invalid({"title": ["Give the contract a title."]})
    if not contract.vendor_name.strip():
        raise Invalid({"vendor_name": ["Name the vendor."]})
    starts_on, ends_on = contract.starts_on, contract.ends_on
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Invalid({"ends_on": ["The last day is before the first."]})


def _keyed(given: Sequence[Mapping], known: set[str]) -> list[dict]:
    """The lines with a key each: what is there keeps its own, so that amendments and usage find it again."""
    used: set[str] = set()
    result = []
    for place, line in enumerate(given):
        key = line.get("key") or ""
        if key and (key in used or key not in known):
            raise Invalid({f"lines.{place}.key": ["There is no such line, or it is there twice."]})
        used.add(key)
        result.append(_exact({**line, "key": key}))
    taken = {key for key in known | used if key}
    for line in result:
        if not line["key"]:
            line["key"] = contents.new_key("c", taken)
            taken.add(line["key"])
    return result


def _exact(line: Mapping) -> dict:
    """The line with its numbers as exact decimal strings, without what it does not say."""
    tiers = [{name: plain(Decimal(each[name])) for name in ("from", "unit_price")} for each in line.get("tiers") or ()]
    kept = {name: line[name] for name in ("key", "description", "unit")}
    more = {"tiers": tiers} if len(tiers) > 1 else {}
    place = {"region": line["region"]} if line.get("region") else {}
    return {**kept, "unit_price": plain(Decimal(line["unit_price"])), **more, **place}


def _renewals(ctx: Context, contract: Contract, given: Sequence[Mapping]) -> None:
    wanted = [(each["months"], each["notice_days"]) for each in given]
    if [(each.months, each.notice_days) for each in contract.renewals] == wanted:
        return
    contract.renewals.clear()
    if contract.id is not None:
        ctx.session.flush()
    contract.renewals.extend(
        RenewalOption(number=number, months=months, notice_days=days) for number, (months, days) in enumerate(wanted, 1)
    )
