"""Sheets of usage: read, shown, and confirmed once; then its good quarters are reports. Floor: operations."""

from procurement.audit import operations as ledger
from procurement.contracts import usage, usage_sheet
from procurement.contracts import usage_policy as policy
from procurement.contracts import usage_queries as queries
from procurement.contracts.models import Contract
from procurement.contracts.usage import Bought
from procurement.contracts.usage_models import Reporter, UsageReport, UsageSheet
from procurement.contracts.usage_sheet import Known
from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.spreadsheet import SheetFault
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.files.models import StoredFile

#: What a sheet may weigh, in bytes.
LARGEST = 5 * 1024 * 1024


def upload(
    ctx: Context,
    contract: Contract,
    *,
    reporter: Reporter,
    staged: files.Staged,
    data: bytes,
    jurisdiction_id: str | None = None,
    replaces: bool = False,
) -> UsageSheet:
    """Keep what the sheet says until somebody confirms it; nothing is reported yet.

    `replaces`: quarters that were reported already are to be corrected by it, not refused.
    """
    require(
        policy.may_report(
            ctx.actor, contract, reporter=reporter, of=[] if jurisdiction_id is None else [jurisdiction_id],
            buyers=queries.buyer_ids(ctx.session, contract),
        )
    )  # fmt: skip
    jurisdiction_id = None if reporter == Reporter.VENDOR else jurisdiction_id
    known = known_of(ctx, contract, reporter, jurisdiction_id, replaces=replaces)
    try:
        found = usage_sheet.read(data, staged.name, known)
    except SheetFault as fault:
        raise Invalid({"sheet": [str(fault)]}) from None
    file = files.keep(ctx, staged)
    return ctx.add(
        UsageSheet(
            contract_id=contract.id,
            reporter=reporter,
            jurisdiction_id=jurisdiction_id,
            file_id=file.id,
            content={**found.content, "replaces": replaces, "name": staged.name},
            uploaded_at=ctx.now,
            uploaded_by=ctx.actor.id,
        )
    )


def confirm(ctx: Context, contract: Contract, sheet: UsageSheet) -> list[UsageReport]:
    """Report the good quarters of the sheet; confirmed a second time, it reports nothing.

    A quarter that was reported meanwhile is left out, and stands among the faults.
    """
    require(policy.may_confirm(ctx.actor, sheet, ctx.lock(contract)))
    ctx.lock(sheet)
    if sheet.confirmed_at is not None:
        return []
    said = usage_sheet.grouped(sheet.content["rows"])
    replaces = sheet.content["replaces"]
    there = {} if replaces or not said else queries.live(ctx.session, contract, list(said))
    late = [cell for cell, by in there.items() if sheet.reporter in by]
    good = [Bought(place, quarter, lines) for (place, quarter), lines in said.items() if (place, quarter) not in late]
    names = {row["jurisdiction_id"]: row["buyer"] for row in sheet.content["rows"]}
    faults = [
        {"cell": "", "column": names[place], "sentence": usage.already(sheet.reporter, quarter)}
        for place, quarter in late
    ]
    sheet.content = {**sheet.content, "faults": [*sheet.content["faults"], *faults]}
    sheet.confirmed_at = ctx.now
    ctx.session.flush()
    if not good:
        return []
    file = ctx.session.get_one(StoredFile, sheet.file_id)
    deed = usage.replace if replaces else usage.report
    made = deed(ctx, contract, reporter=sheet.reporter, reported=good, file=file)
    ledger.record(ctx, "usage.sheet-confirmed", contract, {"sheet": sheet.id, "reports": len(made)})
    return made


def discard(ctx: Context, contract: Contract, sheet: UsageSheet) -> None:
    """Forget a sheet that was not confirmed."""
    require(policy.may_confirm(ctx.actor, sheet, contract))
    ctx.lock(sheet)
    if sheet.confirmed_at is None:
        ctx.session.delete(sheet)
        ctx.session.flush()


def known_of(ctx: Context, contract: Contract, reporter: Reporter, own: str | None, *, replaces: bool = False) -> Known:
    """What a sheet of this side is read against. Asks nobody: it only reads."""
    parties = queries.parties(ctx.session, contract)
    ended = [each.key for each in queries.ended_quarters(ctx, contract)]
    reported: list[tuple[str, str]] = []
    if not replaces:
        cells = queries.reported(ctx.session, contract, reporter)
        reported = [each for each in cells if own is None or each[0] == own]
    return Known(
        buyers={each.jurisdiction.id: each.jurisdiction.name for each in parties},
        lines={line["key"]: line["description"] for line in contract.lines},
        ended=frozenset(ended),
        reported=frozenset(reported),
        own=own,
    )
