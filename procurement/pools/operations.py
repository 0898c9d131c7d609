"""Forming a pool, saying what it buys, settling it, and what follows; taking part stands in `joining.py`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.library.content import new_key
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.pools import policy, queries
from procurement.pools.holding import address, changed, hold, speakers_of_members
from procurement.pools.joining import invite, join, leave, state_authority, state_quantities, take_part
from procurement.pools.lifecycle import PARTICIPATION, POOL
from procurement.pools.models import Participation, Pool, PoolLine

__all__ = [
    "add_line", "begin_sourcing", "close", "commit", "edit", "edit_line", "form", "hold", "invite", "join", "leave",
    "mark_awarded", "release", "remove_line", "reopen", "state_authority", "state_quantities",
]  # fmt: skip

#: What a pool can buy: a page of lines, not a catalogue.
MOST_LINES = 200


def form(
    ctx: Context,
    *,
    jurisdiction_id: str,
    network_id: str,
    title: str,
    description: str = "",
    focus_area: str = "",
    join_by: datetime | None = None,
    authority: str = "",
    authority_file: files.Staged | None = None,
    lines: Sequence[Mapping] = (),
) -> Pool:
    """Form a pool in a network of the lead's; the lead takes part from the start, by the authority it names."""
    require(policy.may_form(ctx.actor, jurisdiction_id))
    if network_id not in {each.id for each in networks.networks_of(ctx.session, jurisdiction_id)}:
        raise Invalid({"network_id": ["Choose one of the networks that the lead belongs to."]})
    _check_join_by(ctx, join_by)
    pool = Pool(
        jurisdiction_id=jurisdiction_id,
        network_id=network_id,
        state=POOL.initial,
        title=title,
        description=description,
        focus_area=focus_area,
        join_by=join_by,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    for line in lines:
        _add_line(pool, line["description"], line["unit"])
    lead = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
    pool.participations.append(lead)
    ctx.add(pool)
    ledger.record(ctx, "pool.formed", pool, {"title": title, "lines": _said(pool)})
    take_part(ctx, lead, authority=authority, authority_file=authority_file)
    return pool


def edit(ctx: Context, pool: Pool, *, version: int | None = None, **changes) -> Pool:
    """Change title, description, focus area, or until when the pool can be joined (`join_by`, None: open end)."""
    require(policy.may_edit(ctx.actor, hold(ctx, pool)))
    ctx.expect(pool, version)
    unknown = set(changes) - {"title", "description", "focus_area", "join_by"}
    if unknown:
        raise TypeError(f"A pool has no {', '.join(sorted(unknown))} to edit.")
    if changes.get("join_by", pool.join_by) != pool.join_by:
        _check_join_by(ctx, changes["join_by"])
    for name, value in changes.items():
        setattr(pool, name, value)
    ctx.session.flush()
    ledger.record(ctx, "pool.edited", pool, {name: getattr(pool, name) for name in sorted(changes)})
    return pool


def add_line(ctx: Context, pool: Pool, *, description: str, unit: str) -> PoolLine:
    """One more thing to buy; every member is to state a quantity for it."""
    require(policy.may_edit(ctx.actor, hold(ctx, pool)))
    line = _add_line(pool, description, unit)
    changed(ctx, pool)
    ledger.record(ctx, "pool.line-added", pool, {"key": line.key, "description": description, "unit": unit})
    return line


def edit_line(ctx: Context, line: PoolLine, *, version: int | None = None, description: str, unit: str) -> PoolLine:
    """Correct what a line says. Members that have stated quantities are told; their unit does not change under them."""
    require(policy.may_edit(ctx.actor, hold(ctx, line.pool)))
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
        _tell_members(ctx, line.pool, "pool-line-changed", before=before, line=line)
    return line


def remove_line(ctx: Context, line: PoolLine) -> None:
    """Take a line out; refused once a member needs some of it."""
    require(policy.may_edit(ctx.actor, hold(ctx, line.pool)))
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
    ledger.record(ctx, "pool.committed", pool, {"shares": settled, "lines": _said(pool)})
    _tell_members(ctx, pool, "pool-committed")
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


def release(ctx: Context, pool: Pool) -> None:
    """The joint solicitation has ended without an award: members and quantities may change again.

    Asks nobody: a consequence of cancelling it or of deciding on no award, whose own policies have been asked.
    """
    hold(ctx, pool)
    if not POOL.allows("release", pool):
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
    ledger.record(ctx, "pool.closed", pool)
    _tell_members(ctx, pool, "pool-closed")
    return pool


def _opened_again(ctx: Context, pool: Pool) -> None:
    ctx.session.flush()
    ledger.record(ctx, "pool.reopened", pool)
    _tell_members(ctx, pool, "pool-reopened")


def _add_line(pool: Pool, description: str, unit: str) -> PoolLine:
    if len(pool.lines) >= MOST_LINES:
        raise Invalid(f"A pool has at most {MOST_LINES} lines.")
    line = PoolLine(
        position=max((each.position for each in pool.lines), default=0) + 1,
        key=new_key("p", [each.key for each in pool.lines]),
        description=description,
        unit=unit,
    )
    pool.lines.append(line)
    return line


def _said(pool: Pool) -> list[dict]:
    return [{"key": each.key, "description": each.description, "unit": each.unit} for each in pool.lines]


def _check_join_by(ctx: Context, join_by: datetime | None) -> None:
    if join_by is not None and join_by <= ctx.now:
        raise Invalid({"join_by": ["Choose a time in the future."]})


def _tell_members(ctx: Context, pool: Pool, letter: str, **values) -> None:
    to = speakers_of_members(ctx, pool)
    mailbox.post(ctx, letter, to=to, about=pool, pool=pool, address=address(ctx, pool), **values)
