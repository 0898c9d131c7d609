"""Writing an addendum, issuing it, dropping it.

Issuing is one deed: it freezes a further revision under a new digest with its scoring contract, moves the dates, and
tells everybody. It holds the solicitation alone, as the opening does; vendors who submit share it: so a response is
sealed either for the text before or for the text after, and never for a deadline that has passed.
"""

from datetime import datetime

from procurement.audit import operations as ledger
from procurement.clarifications import policy, queries
from procurement.clarifications.lifecycle import ADDENDUM
from procurement.clarifications.models import Addendum
from procurement.core import words
from procurement.core.context import Context
from procurement.core.database import database_clock
from procurement.core.errors import Conflict, Incomplete
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.solicitations import amending, determinations
from procurement.solicitations import operations as solicitations
from procurement.solicitations import policy as determining
from procurement.solicitations import queries as published
from procurement.solicitations.checklist import blocking
from procurement.solicitations.models import Solicitation, WrittenDetermination

MOVED_ON = "The text was changed after you last looked at it. Read what the addendum changes now, and issue it then."


def begin(ctx: Context, solicitation: Solicitation) -> Addendum:
    """Begin an addendum: the published text is open for changes that nobody but its own people see."""
    require(policy.may_write(ctx.actor, solicitation))
    ctx.lock(solicitation)
    _in_time(solicitation, ctx.now)
    amending.begin(ctx, solicitation)
    addendum = ctx.add(
        Addendum(solicitation=solicitation, state=ADDENDUM.initial, begun_at=ctx.now, begun_by=ctx.actor.id)
    )
    ledger.record(ctx, "addendum.begun", solicitation, {"addendum": addendum.id})
    return addendum


def edit(ctx: Context, addendum: Addendum, *, version: int | None, **changes) -> Addendum:
    """Change its reason, the later deadline (`due_at`) or the later end of questions (`questions_due_at`).

    None for a date leaves it as it is published. The text itself is changed where a draft's is.
    """
    require(policy.may_write(ctx.actor, addendum.solicitation))
    ctx.lock(addendum)
    ctx.expect(addendum, version)
    _draft(addendum)
    for name in ("reason", "due_at", "questions_due_at"):
        if name in changes:
            setattr(addendum, name, changes.pop(name))
    if changes:
        raise TypeError(f"An addendum has no {', '.join(changes)} to edit.")
    ctx.session.flush()
    return addendum


def determine(
    ctx: Context, addendum: Addendum, *, code: str, reason: str, least: int | None = None
) -> WrittenDetermination:
    """Waive in writing a rule that this addendum breaks, where the rule pack lets somebody waive it."""
    require(determining.may_write_determinations(ctx.actor, addendum.solicitation))
    it = addendum.solicitation
    ctx.lock(it)
    _draft(addendum)
    fault = next((each for each in queries.standing(ctx, addendum).faults if each.code == code), None)
    if fault is None:
        raise Conflict("This addendum breaks no rule of this kind: there is nothing to waive.")
    if not fault.waivable:
        raise Conflict(f"No determination can waive this: the rules say nothing of it. {fault.rule}")
    return determinations.sign(ctx, it, fault, reason=reason, least=least)


def issue(ctx: Context, addendum: Addendum, *, digest: str | None = None) -> Addendum:
    """Give it its number and put it in force as the next revision, for everybody, and tell all who follow.

    `digest` names the text that was looked at last; another one refuses. Nothing is issued once the deadline has
    passed, not even while this waited for somebody else.
    """
    require(policy.may_issue(ctx.actor, addendum.solicitation))
    it = addendum.solicitation
    asked = database_clock(ctx.session)
    ctx.lock(it)
    ctx.lock(addendum)
    _draft(addendum)
    now = ctx.now + (database_clock(ctx.session) - asked)
    _in_time(it, now)
    stands = queries.standing(ctx, addendum, now)
    if digest not in (None, stands.digest):
        raise Conflict(MOVED_ON)
    if hindering := blocking(stands.hindrances):
        raise Incomplete(hindering)
    used = _used(ctx, addendum, {each.code for each in stands.hindrances if each.waived})
    ADDENDUM.fire("issue", addendum)
    addendum.number = queries.next_number(ctx, it)
    addendum.parts = stands.parts
    addendum.issued_at, addendum.issued_by = ctx.now, ctx.actor.id
    addendum.revision = amending.freeze(ctx, it, stands.new)
    ctx.session.flush()
    body = {"number": addendum.number, "revision": addendum.revision.number, "digest": addendum.revision.digest}
    waived = {"determinations": used} if used else {}
    ledger.record(ctx, "addendum.issued", it, {**body, "reason": addendum.reason, "due_at": it.due_at, **waived})
    _tell(ctx, addendum)
    return addendum


def drop(ctx: Context, addendum: Addendum) -> Addendum:
    """Give it up: the text is again what was published, and nobody outside ever saw it."""
    require(policy.may_write(ctx.actor, addendum.solicitation))
    it = addendum.solicitation
    ctx.lock(it)
    ctx.lock(addendum)
    ADDENDUM.fire("drop", addendum)
    addendum.dropped_at = ctx.now
    for each in queries.determinations(addendum):
        each.withdrawn_at, each.withdrawn_by = ctx.now, ctx.actor.id
    amending.drop(ctx, it)
    ledger.record(ctx, "addendum.dropped", it, {"addendum": addendum.id})
    return addendum


def _draft(addendum: Addendum) -> None:
    if not ADDENDUM.allows("issue", addendum):
        raise Conflict(f"This addendum is {addendum.state}: it does not change any more.")


def _in_time(it: Solicitation, now: datetime) -> None:
    if published.is_closed(it, now) and it.due_at is not None:
        due = words.when(it.due_at, it.zone)
        raise Conflict(f"The deadline passed on {due}: no addendum can be issued after it.")


def _used(ctx: Context, addendum: Addendum, waived: set[str]) -> list[str]:
    """Mark the determinations under which it is issued: they become public with it; gives their ids."""
    rows = [each for each in queries.determinations(addendum) if each.code in waived]
    for each in rows:
        each.used_at = ctx.now
    return [each.id for each in rows]


def _tell(ctx: Context, addendum: Addendum) -> None:
    it = addendum.solicitation
    anew = any(each["is_asked"] for each in addendum.parts)
    values = {"addendum": addendum, "anew": anew, "zone": it.zone}
    at_work = solicitations.everybody_at_work(ctx, it)
    solicitations.write_to_followers(ctx, it, "addendum_issued", besides=at_work, **values)
    mailbox.enqueue(ctx, "packets.print", {"kind": "solicitation", "subject_id": it.id})
