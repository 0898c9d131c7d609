"""Reporting what was bought, correcting it, booking what follows, watching the ceiling. Floor: operations.

Reports are the truth: none is refused for a ceiling. Whoever reports holds the contract's row, so that what is used,
the books and the alerts are changed by one at a time.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.contracts import account_queries, contract_queries, quarters
from procurement.contracts import usage_policy as policy
from procurement.contracts import usage_queries as queries
from procurement.contracts.models import Contract
from procurement.contracts.usage_models import (
    EntryKind,
    FeeEntry,
    Reporter,
    UsageAlert,
    UsageLine,
    UsageReport,
)
from procurement.core import words
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import MOST_CENTS
from procurement.core.verdict import require
from procurement.files.models import StoredFile
from procurement.mailbox import operations as mailbox

#: At these percentages of the ceiling those concerned are told, once each.
TOLD_AT = (80, 100)
WHO = {Reporter.VENDOR: "the vendor", Reporter.MEMBER: "the government itself"}


class Bought(NamedTuple):
    """What one government bought in one quarter; lines are {line_key?, description?, quantity?, amount_cents}."""

    jurisdiction_id: str
    quarter: str
    lines: Sequence[Mapping]
    note: str = ""


def report(
    ctx: Context, contract: Contract, *, reporter: Reporter, reported: Sequence[Bought], file: StoredFile | None = None
) -> list[UsageReport]:
    """Say what governments bought in quarters that have ended; what counts, fees and rebates follow at once.

    A quarter that this side has reported already is refused: correct that report instead.
    """
    require(
        policy.may_report(
            ctx.actor, ctx.lock(contract), reporter=reporter, of=_buyers(reported),
            buyers=queries.buyer_ids(ctx.session, contract),
        )
    )  # fmt: skip
    _sayable(ctx, contract, reported)
    there = queries.live(ctx.session, contract, [(each.jurisdiction_id, each.quarter) for each in reported])
    for each in reported:
        if reporter in there[each.jurisdiction_id, each.quarter]:
            raise Conflict(already(reporter, each.quarter))
    return _write(ctx, contract, reporter, reported, there, file)


def correct(
    ctx: Context, report: UsageReport, *, version: int | None = None, lines: Sequence[Mapping], note: str = ""
) -> UsageReport:
    """Put a new report in the place of one that was wrong; the old one stays in the record and counts no more.

    What changes is booked under the percentages of its quarter, whatever was amended since.
    """
    require(policy.may_correct(ctx.actor, _held(ctx, report)))
    contract = report.contract
    ctx.expect(report, version)
    said = Bought(report.jurisdiction_id, report.quarter, lines, note)
    _sayable(ctx, contract, [said])
    there = queries.live(ctx.session, contract, [(report.jurisdiction_id, report.quarter)])
    return _write(ctx, contract, report.reporter, [said], there, None)[0]


def replace(
    ctx: Context, contract: Contract, *, reporter: Reporter, reported: Sequence[Bought], file: StoredFile | None = None
) -> list[UsageReport]:
    """The same as `report`, but what was reported before is corrected: a sheet that says so replaces."""
    require(
        policy.may_report(
            ctx.actor, ctx.lock(contract), reporter=reporter, of=_buyers(reported),
            buyers=queries.buyer_ids(ctx.session, contract),
        )
    )  # fmt: skip
    _sayable(ctx, contract, reported)
    there = queries.live(ctx.session, contract, [(each.jurisdiction_id, each.quarter) for each in reported])
    return _write(ctx, contract, reporter, reported, there, file)


def pay(
    ctx: Context,
    contract: Contract,
    *,
    amount_cents: int,
    paid_on: date,
    reference: str,
    jurisdiction_id: str | None = None,
    quarter: str = "",
) -> FeeEntry:
    """Book what the vendor has paid: of the fee, or of a buyer's rebate; below zero takes a wrong booking back."""
    require(policy.may_pay(ctx.actor, ctx.lock(contract)))
    faults: dict[str, list[str]] = {}
    if amount_cents == 0:
        faults["amount_cents"] = ["An amount of nothing is no payment."]
    if paid_on > contract_queries.today(ctx, contract):
        faults["paid_on"] = ["This day has not come yet."]
    if not reference.strip():
        faults["reference"] = ["Say where the payment is found: the number of the check or of the transfer."]
    if jurisdiction_id is not None and jurisdiction_id not in queries.buyer_ids(ctx.session, contract):
        faults["jurisdiction_id"] = ["This government does not buy under the contract."]
    if quarter:
        try:
            quarter = quarters.parse(quarter).key
        except ValueError as fault:
            faults["quarter"] = [str(fault)]
    if faults:
        raise Invalid(faults)
    entry = ctx.add(
        FeeEntry(
            contract_id=contract.id,
            kind=EntryKind.PAYMENT,
            jurisdiction_id=jurisdiction_id,
            quarter=quarter,
            base_cents=0,
            percent=Decimal(0),
            amount_cents=-amount_cents,
            note=reference.strip(),
            paid_on=paid_on,
            booked_at=ctx.now,
            booked_by=ctx.actor.id,
        )
    )
    body = {"amount_cents": amount_cents, "paid_on": paid_on.isoformat(), "reference": entry.note, "quarter": quarter}
    ledger.record(ctx, "usage.paid", contract, {**body, "buyer": jurisdiction_id})
    return entry


def already(reporter: Reporter, quarter: str) -> str:
    """The sentence for a quarter that is reported twice by the same side."""
    return (
        f"{quarter} was reported by {WHO[reporter]} already. Correct that report instead: the earlier figures stay in "
        "the record and count no more."
    )


def _buyers(reported: Sequence[Bought]) -> set[str]:
    return {each.jurisdiction_id for each in reported}


def _held(ctx: Context, report: UsageReport) -> UsageReport:
    """The report as it is while its contract's row is held."""
    ctx.lock(report.contract)
    return ctx.lock(report)


def _sayable(ctx: Context, contract: Contract, reported: Sequence[Bought]) -> None:
    if not reported:
        raise Invalid("There is nothing to report here.")
    ended = {each.key for each in queries.ended_quarters(ctx, contract)}
    known = {line["key"] for line in contract.lines}
    seen = set()
    for each in reported:
        try:
            key = quarters.parse(each.quarter).key
        except ValueError as fault:
            raise Invalid({"quarter": [str(fault)]}) from None
        if key not in ended or key != each.quarter:
            sentence = f"{each.quarter} cannot be reported: it has not ended, or lies outside the contract's term."
            raise Invalid({"quarter": [sentence]})
        if (each.jurisdiction_id, key) in seen:
            raise Invalid({"quarter": [f"{key} is said twice for one government."]})
        seen.add((each.jurisdiction_id, key))
        for place, line in enumerate(each.lines):
            if line.get("line_key") and line["line_key"] not in known:
                raise Invalid({f"lines.{place}.line_key": ["There is no such line in this contract."]})
        if abs(sum(line["amount_cents"] for line in each.lines)) > MOST_CENTS:
            raise Invalid({"lines": ["Altogether this is too much to be meant."]})


def _write(
    ctx: Context,
    contract: Contract,
    reporter: Reporter,
    reported: Sequence[Bought],
    there: Mapping[tuple[str, str], dict[Reporter, queries.Live]],
    file: StoredFile | None,
) -> list[UsageReport]:
    """The reports, what they change in the books, and who is told; the contract's row is held."""
    percents = account_queries.percents(ctx.session, contract)
    kept = account_queries.opened(ctx.session, contract, {each.jurisdiction_id for each in reported})
    _set_aside(ctx, [found[reporter].id for found in there.values() if reporter in found])
    made, change = [], 0
    for each in reported:
        before = dict(there[each.jurisdiction_id, each.quarter])
        row = _row(ctx, contract, reporter, each, file)
        made.append(row)
        after = {**before, reporter: queries.Live(row.id, row.total_cents)}
        cents = queries.counted(after).cents - queries.counted(before).cents
        change += cents
        for booking in kept.change(
            each.jurisdiction_id, cents, fee=percents.fee(each.quarter), rebate=percents.rebate(each.quarter)
        ):
            ctx.session.add(
                FeeEntry(
                    contract_id=contract.id, kind=EntryKind(booking.kind), jurisdiction_id=each.jurisdiction_id,
                    quarter=each.quarter, report_id=row.id, base_cents=booking.base_cents, percent=booking.percent,
                    amount_cents=booking.amount_cents, booked_at=ctx.now, booked_by=ctx.actor.id,
                )
            )  # fmt: skip
        said = {"buyer": each.jurisdiction_id, "quarter": each.quarter, "total_cents": row.total_cents}
        deed = "usage.corrected" if reporter in before else "usage.reported"
        ledger.record(ctx, deed, contract, {**said, "report": row.id, "by": str(reporter)})
    ctx.session.flush()
    _use(ctx, contract, change)
    return made


def _set_aside(ctx: Context, ids: Sequence[str]) -> None:
    """Reports that are corrected count no more, before the new ones come."""
    if not ids:
        return
    for row in ctx.session.scalars(sa.select(UsageReport).where(UsageReport.id.in_(ids))):
        row.replaced_at = ctx.now
    ctx.session.flush()


def _row(ctx: Context, contract: Contract, reporter: Reporter, said: Bought, file: StoredFile | None) -> UsageReport:
    row = UsageReport(
        contract=contract,
        jurisdiction_id=said.jurisdiction_id,
        reporter=reporter,
        quarter=said.quarter,
        total_cents=sum(line["amount_cents"] for line in said.lines),
        note=said.note.strip(),
        file=file,
        filed_at=ctx.now,
        filed_by=ctx.actor.id,
        lines=[
            UsageLine(
                position=place, line_key=line.get("line_key") or "", description=line.get("description") or "",
                quantity=line.get("quantity"), amount_cents=line["amount_cents"],
            )
            for place, line in enumerate(said.lines)
        ],
    )  # fmt: skip
    return ctx.add(row)


def _use(ctx: Context, contract: Contract, cents: int) -> None:
    """Keep what is used; whoever reads the contract to amend it is not disturbed by a report."""
    if cents != 0:
        table = Contract.__table__
        held = sa.update(table).where(table.c.id == contract.id).values(used_cents=table.c.used_cents + cents)
        ctx.session.execute(held)
        ctx.session.refresh(contract, ["used_cents"])
    now = queries.Totals(contract.used_cents, contract.ceiling_cents)
    if now.percent is None:
        return
    reached = [each for each in TOLD_AT if now.percent >= each]
    untold = [each for each in reached if _once(ctx, contract, f"ceiling-{each}-{contract.ceiling_cents}")]
    if untold and untold[-1] == reached[-1]:
        mailbox.post(
            ctx, "usage-ceiling", to=contract_queries.concerned(ctx.session, contract), about=contract,
            contract=contract, reached=untold[-1], used=words.money(now.used_cents),
            ceiling=words.money(contract.ceiling_cents or 0), is_exceeded=now.is_exceeded,
            address=f"{ctx.url}/contracts/{contract.id}/usage",
        )  # fmt: skip
        ledger.record(ctx, "usage.ceiling-reached", contract, {"percent": untold[-1], "used_cents": now.used_cents})


def _once(ctx: Context, contract: Contract, code: str) -> bool:
    """Whether this was not told yet; from now on it is. The contract's row is held."""
    if ctx.session.get(UsageAlert, (contract.id, code)) is not None:
        return False
    ctx.add(UsageAlert(contract_id=contract.id, code=code, told_at=ctx.now))
    return True
