"""Saying that somebody else's need is not the same as one's own, and taking that back. Floor: operations."""

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.networks import queries as networks
from procurement.plans import matching, policy
from procurement.plans.models import Dismissal, NeedEntry, NeedKind, Plan


def dismiss(
    ctx: Context,
    *,
    other_subject: NeedKind,
    other_id: str,
    plan: Plan | None = None,
    jurisdiction_id: str = "",
    title: str = "",
    reason: str = "",
) -> Dismissal:
    """This need is not the same as the plan (or as what is only being typed, known by its title): not shown again.

    Said twice, it is said once.
    """
    require(policy.may_announce(ctx.actor, plan.jurisdiction_id if plan is not None else jurisdiction_id))
    place = plan.jurisdiction_id if plan is not None else jurisdiction_id
    subject, subject_id = (NeedKind.PLAN, plan.id) if plan is not None else (None, None)
    title = plan.title if plan is not None else title
    _seen(ctx, other_subject, other_id)
    same = sa.select(Dismissal).where(
        Dismissal.jurisdiction_id == place,
        Dismissal.subject == subject if subject is not None else Dismissal.subject.is_(None),
        Dismissal.subject_id == subject_id if subject_id is not None else Dismissal.title == title,
        Dismissal.other_subject == other_subject,
        Dismissal.other_id == other_id,
    )
    known = ctx.session.scalar(same.limit(1))
    if known is not None:
        return known
    made = ctx.add(
        Dismissal(
            jurisdiction_id=place,
            subject=subject,
            subject_id=subject_id,
            title=title,
            other_subject=other_subject,
            other_id=other_id,
            reason=reason.strip(),
            dismissed_at=ctx.now,
            dismissed_by=ctx.actor.id,
        )
    )
    about = plan if plan is not None else networks.get(ctx, place)
    ledger.record(ctx, "plan.match-dismissed", about, {"kind": other_subject, "id": other_id, "reason": made.reason})
    return made


def take_back(ctx: Context, dismissal: Dismissal) -> None:
    """It may be the same after all: it is shown again."""
    require(policy.may_announce(ctx.actor, dismissal.jurisdiction_id))
    place = networks.get(ctx, dismissal.jurisdiction_id)
    said = {"kind": dismissal.other_subject, "id": dismissal.other_id}
    ctx.session.delete(dismissal)
    ctx.session.flush()
    ledger.record(ctx, "plan.dismissal-taken-back", place, said)


def _seen(ctx: Context, subject: NeedKind, subject_id: str) -> None:
    """Refuse to speak of what the actor may not know."""
    found = matching.visible(ctx).where(NeedEntry.subject == subject, NeedEntry.subject_id == subject_id)
    if ctx.session.scalar(found) is None:
        raise NotFound("There is no such need, or it is not shared with you.")
