"""Telling what came of a contract, asking for it at milestones, and the vendor's answer. Floor: operations."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from procurement.audit import operations as ledger
from procurement.contracts import contract_queries, milestones
from procurement.contracts import outcome_policy as policy
from procurement.contracts import outcome_queries as queries
from procurement.contracts.models import Contract
from procurement.contracts.outcome_models import Again, ContractOutcome, Kept, OutcomeAsk
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import plain
from procurement.core.verdict import require
from procurement.library.models import Scope
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty

#: At what time of the lead's day buyers are asked.
AT = time(8)
FIELDS = (
    "on_time", "on_budget", "buy_again", "incidents", "lessons", "measured", "saved_cents", "saved_hours", "saved_how",
    "scope", "network_id",
)  # fmt: skip


def tell(
    ctx: Context,
    contract: Contract,
    *,
    jurisdiction_id: str,
    milestone: str,
    on_time: Kept,
    on_budget: Kept,
    buy_again: Again,
    incidents: str = "",
    lessons: str = "",
    measured: Sequence[Mapping] = (),
    saved_cents: int | None = None,
    saved_hours: int | None = None,
    saved_how: str = "",
    scope: Scope = Scope.PUBLIC,
    network_id: str | None = None,
) -> ContractOutcome:
    """Say, under the government's name, what came of the contract at a milestone that has come.

    The vendor is told and may answer; the lead is told too. Told twice at a milestone is refused: change it instead.
    """
    require(policy.may_tell(ctx.actor, jurisdiction_id, buys=_buys(ctx, ctx.lock(contract), jurisdiction_id)))
    open_ones = {each.key for each in queries.to_tell(ctx, contract, jurisdiction_id)}
    if milestone not in open_ones:
        raise Conflict("This milestone has been told already, or has not come yet. Change what was told instead.")
    said = {
        "on_time": on_time,
        "on_budget": on_budget,
        "buy_again": buy_again,
        "incidents": incidents,
        "lessons": lessons,
        "measured": measured,
        "saved_cents": saved_cents,
        "saved_hours": saved_hours,
        "saved_how": saved_how,
        "scope": scope,
        "network_id": network_id,
    }
    outcome = ContractOutcome(contract=contract, jurisdiction_id=jurisdiction_id, milestone=milestone, reply="")
    _say(ctx, outcome, said)
    ctx.add(outcome)
    ledger.record(ctx, "outcome.told", contract, _said(outcome), jurisdiction_id=jurisdiction_id)
    if scope != Scope.OWN:
        _tell_those_concerned(ctx, outcome)
    return outcome


def change(ctx: Context, outcome: ContractOutcome, *, version: int | None = None, **changes) -> ContractOutcome:
    """Correct what was told, as long as the vendor has not answered it."""
    require(policy.may_change(ctx.actor, ctx.lock(outcome)))
    ctx.expect(outcome, version)
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"An outcome has no {', '.join(sorted(unknown))} to change.")
    was = outcome.scope
    _say(ctx, outcome, {name: changes.get(name, getattr(outcome, name)) for name in FIELDS})
    ctx.session.flush()
    ledger.record(ctx, "outcome.changed", outcome.contract, _said(outcome), jurisdiction_id=outcome.jurisdiction_id)
    if was == Scope.OWN and outcome.scope != Scope.OWN:
        _tell_those_concerned(ctx, outcome)
    return outcome


def reply(ctx: Context, outcome: ContractOutcome, *, version: int | None = None, text: str) -> ContractOutcome:
    """The vendor's answer, which stands beside the outcome wherever it is shown; said anew, it replaces the first."""
    require(policy.may_reply(ctx.actor, ctx.lock(outcome)))
    ctx.expect(outcome, version)
    if not text.strip():
        raise Invalid({"text": ["Write your answer."]})
    outcome.reply, outcome.replied_at, outcome.replied_by = text.strip(), ctx.now, ctx.actor.id
    ctx.session.flush()
    ledger.record(ctx, "outcome.replied", outcome.contract, {"outcome": outcome.id, "reply": outcome.reply})
    officers = networks.people_with(ctx.session, outcome.jurisdiction_id, Duty.OFFICER, Duty.REPRESENTATIVE)
    _post(ctx, "outcome-replied", officers, outcome)
    return outcome


def plan_asking(ctx: Context, contract: Contract) -> None:
    """Let the worker ask at the next milestone. Asks nobody: a consequence of the deed that calls it."""
    mailbox.enqueue(ctx, "contracts.ask", {"contract": contract.id})


def ask(ctx: Context, contract: Contract) -> int:
    """Write to every buyer who has not told of the last milestone that has come, once; how many were asked.

    Plans itself for the next milestone. Asks nobody: the worker's own.
    """
    ctx.lock(contract)
    if contract.starts_on is None or contract.ends_on is None:
        return 0
    known, count, today = queries.asked(ctx.session, contract), 0, contract_queries.today(ctx, contract)
    for buyer in contract_queries.buyers(ctx.session, contract):
        due = queries.to_tell(ctx, contract, buyer.jurisdiction.id)
        if not due or (buyer.jurisdiction.id, due[-1].key) in known:
            continue
        last = due[-1]
        ctx.add(
            OutcomeAsk(
                contract_id=contract.id,
                jurisdiction_id=buyer.jurisdiction.id,
                milestone=last.key,
                due_on=last.due_on,
                asked_at=ctx.now,
            )
        )
        to = networks.people_with(ctx.session, buyer.jurisdiction.id, Duty.OFFICER, Duty.REPRESENTATIVE)
        address = f"{ctx.url}/contracts/{contract.id}/outcomes/new?jurisdiction_id={buyer.jurisdiction.id}"
        mailbox.post(
            ctx, "outcome-asked", to=to, about=contract, contract=contract, member=buyer.jurisdiction.name,
            milestone=last.title, address=address,
        )  # fmt: skip
        count += 1
    ends_on = min(contract.ends_on, contract.terminated_on or contract.ends_on)
    ahead = [each.due_on for each in milestones.milestones(contract.starts_on, ends_on) if each.due_on > today]
    if ahead:
        at = datetime.combine(min(ahead), AT, tzinfo=ZoneInfo(contract.jurisdiction.zone)).astimezone(UTC)
        mailbox.enqueue(ctx, "contracts.ask", {"contract": contract.id}, not_before=at)
    return count


def _buys(ctx: Context, contract: Contract, jurisdiction_id: str) -> bool:
    return jurisdiction_id in contract_queries.who_buys(ctx.session, contract)


def _say(ctx: Context, outcome: ContractOutcome, said: Mapping) -> None:
    scope, network_id = Scope(said["scope"]), said["network_id"]
    if scope in (Scope.NETWORK, Scope.PARENTS):
        own = {each.id for each in networks.networks_of(ctx.session, outcome.jurisdiction_id)}
        if network_id not in own:
            raise Invalid({"network_id": ["Choose one of your government's networks."]})
    reckoned = said["saved_cents"] is not None or said["saved_hours"] is not None
    if reckoned and not said["saved_how"].strip():
        raise Invalid({"saved_how": ["Say from what figures this is reckoned: it is shown beside the number."]})
    for name in FIELDS:
        setattr(outcome, name, said[name])
    outcome.measured = [{**each, "value": plain(each["value"])} for each in said["measured"]]
    outcome.network_id = network_id if scope in (Scope.NETWORK, Scope.PARENTS) else None
    outcome.told_at, outcome.told_by = ctx.now, ctx.actor.id


def _said(outcome: ContractOutcome) -> dict:
    words = ("on_time", "on_budget", "buy_again", "incidents", "lessons", "measured", "saved_cents", "saved_hours")
    return {"milestone": outcome.milestone, "scope": outcome.scope, **{name: getattr(outcome, name) for name in words}}


def _tell_those_concerned(ctx: Context, outcome: ContractOutcome) -> None:
    contract = outcome.contract
    lead = contract.jurisdiction_id
    officers = [] if lead == outcome.jurisdiction_id else networks.people_with(ctx.session, lead, Duty.OFFICER)
    _post(ctx, "outcome-told", [*officers, *contract_queries.sellers(ctx.session, contract)], outcome)


def _post(ctx: Context, letter: str, to: list, outcome: ContractOutcome) -> None:
    place = networks.get(ctx, outcome.jurisdiction_id)
    mailbox.post(
        ctx, letter, to=to, about=outcome.contract, outcome=outcome, contract=outcome.contract, member=place.name,
        milestone=milestones.title(outcome.milestone), address=f"{ctx.url}/outcomes/{outcome.id}",
    )  # fmt: skip
