"""Letters ahead of a contract's days: a renewal to be decided, its end, a certificate that lapses. Floor: operations.

The worker looks at a contract on the days that matter to it (`plan` says when); each day is told once however often
it looks.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from procurement.contracts import contract_queries as queries
from procurement.contracts import term, watching
from procurement.contracts.models import Certificate, Contract, ContractNotice, ContractWatch, NoticeKind
from procurement.core.context import Context
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty

#: At what time of its day the worker looks.
AT = time(8)


def plan(ctx: Context, contract: Contract) -> None:
    """Let the worker look at the contract again: now, and on the next day that matters.

    Asks nobody: a consequence of the deed that calls it.
    """
    mailbox.enqueue(ctx, "contracts.look", {"contract": contract.id, "on": None})


def look(ctx: Context, contract: Contract, on: date | None) -> int:
    """Write the letters that are due today, and plan the next look; how many days were told.

    `on` is the day this look was planned for; one that was replaced by another plan does nothing. Asks nobody: the
    worker's own.
    """
    ctx.lock(contract)
    watch = ctx.session.get(ContractWatch, contract.id) or ctx.add(ContractWatch(contract_id=contract.id))
    if on is not None and watch.look_on != on:
        return 0
    today = queries.today(ctx, contract)
    certificates = {each.id: each for each in queries.certificates(ctx.session, contract)}
    days = list(watching.days(contract, contract.renewals, certificates.values()))
    told = [due for due in watching.due(days, today) if _once(ctx, contract, due)]
    for due in told:
        _tell(ctx, contract, due, certificates)
    following = watching.next_look(days, today)
    if following != watch.look_on or on is not None:
        watch.look_on = following
        if following is not None:
            at = datetime.combine(following, AT, tzinfo=ZoneInfo(contract.jurisdiction.zone)).astimezone(UTC)
            payload = {"contract": contract.id, "on": following.isoformat()}
            mailbox.enqueue(ctx, "contracts.look", payload, not_before=at)
    return len(told)


def _once(ctx: Context, contract: Contract, due: watching.Due) -> bool:
    """Whether this was not told yet; from now on it is."""
    known = {
        "contract_id": contract.id,
        "kind": NoticeKind(due.day.kind),
        "subject_id": due.day.subject_id or contract.id,
        "due_on": due.day.due_on,
        "days_ahead": due.days_ahead,
    }
    if ctx.session.scalar(sa.select(ContractNotice.id).filter_by(**known)) is not None:
        return False
    ctx.add(ContractNotice(**known, written_at=ctx.now))
    return True


def _tell(ctx: Context, contract: Contract, due: watching.Due, certificates: dict[str, Certificate]) -> None:
    to = list(networks.people_with(ctx.session, contract.jurisdiction_id, Duty.OFFICER))
    if due.day.kind == "certificate":
        to += queries.sellers(ctx.session, contract)
    mailbox.post(
        ctx,
        f"contract-{due.day.kind}-ahead",
        to=to,
        about=contract,
        contract=contract,
        due_on=due.day.due_on,
        days_left=(due.day.due_on - queries.today(ctx, contract)).days,
        option=term.next_open(contract.renewals),
        certificate=certificates.get(due.day.subject_id),
        address=queries.address(ctx, contract),
    )
