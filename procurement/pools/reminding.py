"""Reminding members to state their quantities: by the lead's button, and by the clock before they are due.

Floor: operations.
"""

from datetime import timedelta

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.pools import demand_queries, policy, queries
from procurement.pools.holding import address, hold, speakers
from procurement.pools.lifecycle import PoolState
from procurement.pools.models import Pool, PoolReminder

#: By hand at most so often within a day.
MOST, DAY = 2, timedelta(days=1)
#: How long before quantities are due the clock reminds.
AHEAD = (timedelta(days=7), timedelta(days=1))


def remind(ctx: Context, pool: Pool) -> list[str]:
    """Write to every member that has lines left to state, at most twice a day; gives the names of those."""
    require(policy.may_remind(ctx.actor, hold(ctx, pool)))
    by_hand = [each for each in queries.reminders(ctx.session, pool, ctx.now - DAY) if each.sent_by is not None]
    if len(by_hand) >= MOST:
        raise Conflict("Members have been reminded twice within a day. Give them a little time.")
    names = _write(ctx, pool, ctx.actor.id)
    if not names:
        raise Conflict("Every member has stated its quantities: there is nobody to remind.")
    return names


def remind_by_clock(ctx: Context, pool: Pool, due: str) -> list[str]:
    """The same, when the time that was set (`due`) comes near; done twice, it writes once.

    Asks nobody: the lead asked for it by setting the time.
    """
    hold(ctx, pool)
    if pool.state != PoolState.FORMING or pool.demand_due_at is None or pool.demand_due_at.isoformat() != due:
        return []
    since = ctx.now - timedelta(hours=12)
    if any(each.sent_by is None for each in queries.reminders(ctx.session, pool, since)):
        return []
    return _write(ctx, pool, None)


def remind_ahead(ctx: Context, pool: Pool) -> None:
    """Let the clock remind before the quantities are due. Asks nobody: the deed that sets the time has asked."""
    if pool.demand_due_at is None:
        return
    for ahead in AHEAD:
        at = pool.demand_due_at - ahead
        if at > ctx.now:
            payload = {"pool": pool.id, "due": pool.demand_due_at.isoformat()}
            mailbox.enqueue(ctx, "pools.remind", payload, not_before=at)


def _write(ctx: Context, pool: Pool, sent_by: str | None) -> list[str]:
    gaps = demand_queries.gaps(ctx.session, pool)
    if not gaps:
        return []
    place_of = {each.id: each.jurisdiction_id for each in pool.participations}
    known = queries.people_of(ctx.session, [place_of[gap.participation_id] for gap in gaps])
    for gap in gaps:
        place = place_of[gap.participation_id]
        to: list[Person] = known.get(place) or speakers(ctx, place)
        where = f"{address(ctx, pool)}/members/{gap.participation_id}/quantities"
        values = {"gap": gap, "address": where, "zone": pool.lead.zone}
        mailbox.post(ctx, "pool-demand-reminder", to=to, about=pool, pool=pool, **values)
    ctx.add(PoolReminder(pool_id=pool.id, sent_at=ctx.now, sent_by=sent_by))
    ledger.record(ctx, "pool.members-reminded", pool, {"members": len(gaps)})
    return [gap.name for gap in gaps]
