"""A yearly plan uploaded as a spreadsheet: read, shown, and its good rows announced. Floor: operations."""

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.spreadsheet import SheetFault
from procurement.core.verdict import require
from procurement.library import operations as sharing
from procurement.library import queries as library
from procurement.library.models import Scope
from procurement.mailbox import operations as mailbox
from procurement.plans import operations, policy, queries, sheet
from procurement.plans.models import PlanSheet

#: What a sheet may weigh, in bytes.
LARGEST = 5 * 1024 * 1024


def upload(
    ctx: Context,
    *,
    data: bytes,
    filename: str,
    jurisdiction_id: str,
    scope: Scope = Scope.NETWORK,
    network_id: str | None = None,
) -> PlanSheet:
    """Keep what the sheet says until somebody confirms it; nothing is announced yet."""
    require(policy.may_announce(ctx.actor, jurisdiction_id))
    network_id = sharing.sharing_network(ctx, jurisdiction_id, scope, network_id)
    known = library.category_list(ctx, jurisdiction_id)
    try:
        found = sheet.read(data, filename, known=known, taken=queries.numbers_taken(ctx, jurisdiction_id))
    except SheetFault as fault:
        raise Invalid({"file": [str(fault)]}) from None
    rows = [sheet.kept(line) for line in found.lines]
    bad = sum(bool(row["faults"]) for row in rows)
    return ctx.add(
        PlanSheet(
            jurisdiction_id=jurisdiction_id,
            filename=filename,
            content={"rows": rows, "missing": found.missing, "unknown": found.unknown[:20]},
            good=len(rows) - bad,
            bad=bad,
            scope=scope,
            network_id=network_id,
            uploaded_at=ctx.now,
            uploaded_by=ctx.actor.id,
        )
    )


def confirm(ctx: Context, kept: PlanSheet) -> int:
    """Announce the good rows; how many. The bad ones stay, to be corrected and sent again.

    Confirmed a second time, it announces nothing. A row whose number was announced meanwhile becomes a bad one.
    """
    require(policy.may_announce(ctx.actor, kept.jurisdiction_id))
    ctx.lock(kept)
    if kept.confirmed_at is not None:
        return 0
    taken = queries.numbers_taken(ctx, kept.jurisdiction_id)
    made: list[str] = []
    bad = []
    for row in kept.content["rows"]:
        reference = row["values"].get("reference")
        if not row["faults"] and reference in taken:
            row = {**row, "faults": [f"Row {row['number']}, Line: “{reference}” is announced already."]}
        if row["faults"]:
            bad.append(row)
            continue
        plan = operations.announce(
            ctx,
            jurisdiction_id=kept.jurisdiction_id,
            scope=kept.scope,
            network_id=kept.network_id,
            sheet_id=kept.id,
            is_checked=True,
            **sheet.meant(row["values"]),
        )
        made.append(plan.id)
    kept.content = {**kept.content, "rows": bad}
    kept.good, kept.bad, kept.confirmed_at = len(made), len(bad), ctx.now
    ctx.session.flush()
    if made:
        mailbox.enqueue(ctx, operations.NOTICE, {"plans": made})
    ledger.record(ctx, "plan.sheet-confirmed", kept, {"announced": len(made), "left": len(bad)})
    return len(made)


def discard(ctx: Context, kept: PlanSheet) -> None:
    """Forget a sheet that was not confirmed, or whose bad rows nobody needs any more; plans made from it stay."""
    require(policy.may_announce(ctx.actor, kept.jurisdiction_id))
    ctx.lock(kept)
    if kept.confirmed_at is None:
        ctx.session.delete(kept)
    else:
        kept.content, kept.bad = {**kept.content, "rows": []}, 0
    ctx.session.flush()
