"""The outbox as the worker sees it: claim what is due, do it in no unit at all, settle. Floor: operations.

Claiming, acting and settling are three units of work, so that nothing slow holds a lock. Who dies in between holds
a lease that ends; then the letter or job is done again, at worst twice and never not at all.
"""

from datetime import timedelta

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.verdict import require
from procurement.mailbox import policy
from procurement.mailbox.models import Delivery, Job, Letter

LEASE = timedelta(minutes=15)
#: How long to wait after each failed try; after the last one it is given up.
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, 1440))
TRIES = len(PAUSES) + 1
ABANDONED = "The worker stopped in the middle, each time it tried."
_ENDED_AT = {Letter: "sent_at", Job: "done_at"}
_OPEN = (Delivery.WAITING, Delivery.CLAIMED)


def is_due(ctx: Context, kind: type[Letter] | type[Job]) -> bool:
    """Whether anything of this kind waits to be done now. Asks nobody: it tells nothing of anybody's."""
    return ctx.session.scalar(_due(ctx, kind, kind.id).limit(1)) is not None


def claim(ctx: Context, kind: type[Letter] | type[Job], limit: int) -> list:
    """Take up to `limit` due rows, oldest first; no other worker gets them before the lease ends."""
    require(policy.may_work(ctx.actor))
    due = _due(ctx, kind, kind).order_by(kind.next_try_at, kind.written_at, kind.id).limit(limit)
    claimed = []
    for row in ctx.session.scalars(due.with_for_update(skip_locked=True)):
        if row.tries >= TRIES:
            row.state, row.error = Delivery.FAILED, row.error or ABANDONED
            continue
        row.state = Delivery.CLAIMED
        row.tries += 1
        row.next_try_at = ctx.now + LEASE
        claimed.append(row)
    return claimed


def done(ctx: Context, row: Letter | Job) -> None:
    """Settle what was claimed as done."""
    require(policy.may_work(ctx.actor))
    _settle(ctx, row, state=Delivery.DONE, error="", **{_ENDED_AT[type(row)]: ctx.now})


def failed(ctx: Context, row: Letter | Job, sentence: str, *, permanent: bool = False) -> None:
    """Settle what was claimed as failed: it waits for its next try, or is given up."""
    require(policy.may_work(ctx.actor))
    if permanent or row.tries >= TRIES:
        _settle(ctx, row, state=Delivery.FAILED, error=sentence)
    else:
        pause = PAUSES[row.tries - 1]
        _settle(ctx, row, state=Delivery.WAITING, error=sentence, next_try_at=ctx.now + pause)


def again(ctx: Context, row: Letter | Job) -> None:
    """Let what was given up be tried again from the beginning."""
    require(policy.may_retry(ctx.actor, row))
    row.state, row.tries, row.next_try_at = Delivery.WAITING, 0, ctx.now


def _due(ctx: Context, kind, *columns) -> sa.Select:
    return sa.select(*columns).where(kind.state.in_(_OPEN), kind.next_try_at <= ctx.now)


def _settle(ctx: Context, row: Letter | Job, **values) -> None:
    """Write the outcome, unless the lease has ended and somebody else has claimed the row since."""
    kind = type(row)
    mine = (kind.id == row.id, kind.state == Delivery.CLAIMED, kind.tries == row.tries)
    ctx.session.execute(sa.update(kind).where(*mine).values(**values).execution_options(synchronize_session=False))
