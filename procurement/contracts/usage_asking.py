"""Asking for reports that are overdue: once for a quarter, who has not reported it. Floor: operations.

The worker looks at a contract on the day after a quarter was due, and plans the next look.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from procurement.contracts import contract_queries, quarters
from procurement.contracts import usage_queries as queries
from procurement.contracts.models import Contract
from procurement.contracts.usage_models import UsageAlert
from procurement.contracts.usage_queries import Missing
from procurement.core.context import Context
from procurement.mailbox import operations as mailbox
from procurement.networks.models import Jurisdiction

#: At what time of the lead's day the worker looks.
AT = time(8)


def plan(ctx: Context, contract: Contract) -> None:
    """Let the worker look for overdue reports. Asks nobody: a consequence of the deed that calls it."""
    mailbox.enqueue(ctx, "contracts.usage", {"contract": contract.id})


def look(ctx: Context, contract: Contract) -> int:
    """Write to whoever has not reported the last quarter that was due, once; how many quarters were asked for.

    The vendor gets one letter with all buyers that are missing, each buyer one about itself, the lead one of all.
    Plans the next look. Asks nobody: the worker's own.
    """
    ctx.lock(contract)
    due = queries.missing(ctx, contract)[:1]
    told = [each for each in due if _once(ctx, contract, each)]
    for each in told:
        _ask(ctx, contract, each)
    _plan_next(ctx, contract)
    return len(told)


def _once(ctx: Context, contract: Contract, missing: Missing) -> bool:
    code = f"overdue-{missing.quarter.key}"
    if ctx.session.get(UsageAlert, (contract.id, code)) is not None:
        return False
    ctx.add(UsageAlert(contract_id=contract.id, code=code, told_at=ctx.now))
    return True


def _ask(ctx: Context, contract: Contract, missing: Missing) -> None:
    if missing.by_vendor:
        names = [each.name for each in missing.by_vendor]
        _post(ctx, contract, missing, contract_queries.sellers(ctx.session, contract), "table", names)
    for place in missing.by_member:
        to = contract_queries.officers(ctx.session, [place.id])
        _post(ctx, contract, missing, to, f"report/{place.id}", [place.name])
    mailbox.post(
        ctx, "usage-missing", to=contract_queries.officers(ctx.session, [contract.jurisdiction_id]), about=contract,
        contract=contract, quarter=missing.quarter.key, due_on=missing.quarter.due_on,
        by_vendor=_named(missing.by_vendor), by_member=_named(missing.by_member),
        address=f"{ctx.url}/contracts/{contract.id}/usage",
    )  # fmt: skip


def _post(ctx: Context, contract: Contract, missing: Missing, to: list, place: str, names: list[str]) -> None:
    mailbox.post(
        ctx, "usage-overdue", to=to, about=contract, contract=contract, quarter=missing.quarter.key,
        due_on=missing.quarter.due_on, names=", ".join(names),
        address=f"{ctx.url}/contracts/{contract.id}/usage/{place}",
    )  # fmt: skip


def _named(places: list[Jurisdiction]) -> str:
    return ", ".join(each.name for each in places)


def _plan_next(ctx: Context, contract: Contract) -> None:
    """On the day after the next quarter is due, as long as one of the term is still to come."""
    if contract.starts_on is None or contract.ends_on is None:
        return
    today = contract_queries.today(ctx, contract)
    last = min(contract.ends_on, contract.terminated_on or contract.ends_on)
    quarter = quarters.of(max(contract.starts_on, today - 2 * quarters.WITHIN - timedelta(days=60)))
    while quarter.due_on < today:
        quarter = quarter.next
    if quarter.starts_on <= last:
        day = quarter.due_on + timedelta(days=1)
        at = datetime.combine(day, AT, tzinfo=ZoneInfo(contract.jurisdiction.zone)).astimezone(UTC)
        mailbox.enqueue(ctx, "contracts.usage", {"contract": contract.id}, not_before=at)
