"""Saying what a pool buys, settling it, and what follows.

Beside it: forming and its rules in `forming.py`, taking part in `joining.py`, quantities in `stating.py`, the agreement
in `signing.py`, the lead in `leading.py`, votes in `moving.py`, reminders in `reminding.py`.
"""

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.pools import finding, linking, policy, queries
from procurement.pools.forming import MOST_LINES, edit, form, lines_said, new_line, set_approvals_date
from procurement.pools.holding import changed, hold, hold_for, hold_line, tell_members
from procurement.pools.joining import invite, join, join_after_award, leave, leave_out, state_authority
from procurement.pools.leading import accept_lead, agree_to_lead, decline_lead, offer_lead, take_lead_offer_back
from procurement.pools.lifecycle import POOL
from procurement.pools.models import Participation, Pool, PoolLine
from procurement.pools.moving import move, settle_motions, vote, withdraw_motion
from procurement.pools.reminding import remind, remind_by_clock
from procurement.pools.signing import sign_agreement
from procurement.pools.stating import (
    confirm_sheet,
    discard_sheet,
    read_sheet,
    state_last_prices,
    state_places,
    state_quantities,
)

__all__ = [
    "MOST_LINES", "accept_lead", "add_line", "add_option", "agree_to_lead", "begin_sourcing", "close", "commit",
    "confirm_sheet", "decline_lead", "discard_sheet", "edit", "edit_line", "form", "hold", "invite", "join",
    "join_after_award", "leave", "leave_out", "mark_awarded", "move", "offer_lead", "read_sheet", "release", "remind",
    "remind_by_clock", "remove_line", "reopen", "set_approvals_date", "settle_motions", "sign_agreement",
    "state_authority", "state_last_prices", "state_places", "state_quantities", "take_lead_offer_back", "vote",
    "withdraw_motion",
]  # fmt: skip

#: So many things of its own a member may add.
MOST_OPTIONS = 20
#: More shares than this the ledger keeps as a digest.
MOST_SHARES_SAID = 5_000


def add_line(ctx: Context, pool: Pool, *, description: str, unit: str) -> PoolLine:
    """One more thing to buy; every member is to state a quantity for it."""
    require(policy.may_edit(ctx.actor, hold(ctx, pool)))
    line = new_line(pool, description, unit)
    changed(ctx, pool)
    ledger.record(ctx, "pool.line-added", pool, {"key": line.key, "description": description, "unit": unit})
    finding.index(ctx, pool)
    return line


def add_option(ctx: Context, participation: Participation, *, description: str, unit: str) -> PoolLine:
    """One more thing that only this member buys; vendors may leave it without a price, and it is not compared."""
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    pool = participation.pool
    if sum(1 for each in pool.lines if each.participation_id == participation.id) >= MOST_OPTIONS:
        raise Invalid(f"A member has at most {MOST_OPTIONS} options of its own.")
    line = new_line(pool, description, unit, participation)
    changed(ctx, pool)
    said = {"key": line.key, "description": description, "unit": unit, "only": participation.jurisdiction_id}
    ledger.record(ctx, "pool.line-added", pool, said, jurisdiction_id=participation.jurisdiction_id)
    return line


def edit_line(ctx: Context, line: PoolLine, *, version: int | None = None, description: str, unit: str) -> PoolLine:
    """Correct what a line says. Members that have stated quantities are told; their unit does not change under them."""
    require(policy.may_edit_line(ctx.actor, hold_line(ctx, line)))
    ctx.expect(line, version)
    stated = queries.commitments_of_line(ctx.session, line)
    if stated and unit != line.unit:
        raise Conflict(
            f"Members have stated quantities in “{line.unit}” for this line, so its unit stays. Add a new line instead."
        )
    before = line.description
    line.description, line.unit = description, unit
    changed(ctx, line.pool)
    ledger.record(ctx, "pool.line-edited", line.pool, {"key": line.key, "description": description, "unit": unit})
    if stated and before != description:
        tell_members(ctx, line.pool, "pool-line-changed", before=before, line=line)
    return line


def remove_line(ctx: Context, line: PoolLine) -> None:
    """Take a line out; refused once a member needs some of it."""
    require(policy.may_edit_line(ctx.actor, hold_line(ctx, line)))
    stated = queries.commitments_of_line(ctx.session, line)
    if any(each.quantity > 0 for each in stated):
        raise Conflict("A member has stated a quantity for this line, so it stays.")
    pool, key = line.pool, line.key
    for commitment in stated:
        ctx.session.delete(commitment)
    ctx.session.flush()
    ctx.session.delete(line)
    ctx.session.flush()
    ctx.session.expire(pool, ["lines"])
    changed(ctx, pool)
    ledger.record(ctx, "pool.line-removed", pool, {"key": key})
    finding.index(ctx, pool)


def commit(ctx: Context, pool: Pool, *, version: int | None = None) -> Pool:
    """Settle members and quantities: nobody joins, leaves or restates afterwards; the lead drafts for all.

    `version` is that of the pool the lead has seen: what a member changed since is not committed unread.
    """
    require(policy.may_commit(ctx.actor, hold(ctx, pool)))
    if version is not None and version != pool.version:
        raise Conflict(
            "Something in the pool changed while you were looking at it: a member, a line or a quantity. Nothing is "
            "committed yet. Read the current state and commit again."
        )
    blocking = [each for each in queries.standing(ctx.session, pool).hindrances if each.blocking]
    if blocking:
        raise Incomplete(blocking)
    POOL.fire("commit", pool)
    ctx.session.flush()
    demand = queries.demand(ctx.session, pool)
    settled = {
        line["key"]: {share["jurisdiction_id"]: share["quantity"] for share in line["shares"]} for line in demand
    }
    # A pool of hundreds with hundreds of lines is settled by the digest of its shares; they are asked for by line.
    big = sum(len(each) for each in settled.values()) > MOST_SHARES_SAID
    said = {"digest": digest(demand)} if big else {"shares": settled}
    ledger.record(ctx, "pool.committed", pool, {**said, "lines": lines_said(pool)})
    finding.index(ctx, pool)
    tell_members(ctx, pool, "pool-committed")
    return pool


def reopen(ctx: Context, pool: Pool) -> Pool:
    """Let members and quantities change again, before the joint solicitation is out; its approvals become void."""
    require(policy.may_reopen(ctx.actor, hold(ctx, pool)))
    POOL.fire("reopen", pool)
    _opened_again(ctx, pool)
    return pool


def begin_sourcing(ctx: Context, pool: Pool) -> None:
    """The joint solicitation goes out: from now on what it says of the pool rests."""
    require(policy.may_source(ctx.actor, hold(ctx, pool)))
    POOL.fire("source", pool)
    ctx.session.flush()
    ledger.record(ctx, "pool.sourcing", pool)


def release(ctx: Context, pool: Pool, *, led_by: str | None = None) -> None:
    """The joint solicitation has ended without an award: members and quantities may change again.

    What an earlier lead (`led_by`) had drafted, and cancels, concerns the pool no more. Asks nobody: a consequence of
    cancelling it or of deciding on no award, whose own policies have been asked.
    """
    hold(ctx, pool)
    if not POOL.allows("release", pool) or led_by not in (None, pool.jurisdiction_id):
        return
    POOL.fire("release", pool)
    _opened_again(ctx, pool)


def mark_awarded(ctx: Context, pool: Pool) -> None:
    """The joint solicitation has led to an award. Asks nobody: a consequence of the award, whose policy was asked."""
    hold(ctx, pool)
    POOL.fire("award", pool)
    ctx.session.flush()
    ledger.record(ctx, "pool.awarded", pool)


def close(ctx: Context, pool: Pool) -> Pool:
    """End the pool."""
    require(policy.may_close(ctx.actor, hold(ctx, pool)))
    POOL.fire("close", pool)
    ctx.session.flush()
    linking.ended(ctx, pool)
    ledger.record(ctx, "pool.closed", pool)
    finding.index(ctx, pool)
    tell_members(ctx, pool, "pool-closed")
    return pool


def _opened_again(ctx: Context, pool: Pool) -> None:
    ctx.session.flush()
    ledger.record(ctx, "pool.reopened", pool)
    finding.index(ctx, pool)
    tell_members(ctx, pool, "pool-reopened")
