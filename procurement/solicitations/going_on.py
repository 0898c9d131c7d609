"""Going on with the members that have approved, by the pool's own rule. Floor: operations.

Until the date that the pool has set everybody is waited for. After it the lead may go on: each member that was asked
before the date and has not approved is left out by one deed, its share and its annex fall out of the text, and the
rules that bind are those of who stays. What changes with that is asked of the lead's own approvers anew; the other
members have approved the core and their own parts, which are as they were.
"""

from procurement.audit import operations as ledger
from procurement.core import words
from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.pools import operations as pools
from procurement.pools.models import Participation
from procurement.solicitations import policy, queries, reviewing
from procurement.solicitations.asked import Say
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import ReviewDecision, Solicitation

#: States in which members are waited for; in a draft only who objected is.
WAITING = (SolicitationState.DRAFT, SolicitationState.IN_REVIEW, SolicitationState.APPROVED)


def go_on(ctx: Context, solicitation: Solicitation, *, version: int | None = None) -> list[Participation]:
    """Leave out, each with a letter, the members that have not approved in time; gives who that was."""
    require(policy.may_submit_for_review(ctx.actor, solicitation))
    ctx.lock(solicitation)
    ctx.expect(solicitation, version)
    pool = solicitation.pool
    if pool is None or solicitation.state not in WAITING:
        raise Conflict("Only a joint solicitation that is not published yet waits for members.")
    pools.hold(ctx, pool)
    left = left_out(queries.standing(ctx.session, solicitation).says, solicitation)
    if not left:
        raise Conflict("Every member that was asked has approved: nobody is to be left out.")
    late = [each for each in left if _was_asked_late(each)]
    for each in left:
        assert each.member is not None
        require(pools.policy.may_leave_out(ctx.actor, each.member, ctx.now))
    if late:
        names = words.listed([each.title for each in late])
        raise Conflict(
            f"{names} was asked only after that date. Set a later date for approvals, so that there is time."
        )
    gone = [each.member for each in left if each.member is not None]
    for member in gone:
        pools.leave_out(ctx, member)
    body = {"left_out": [each.jurisdiction.name for each in gone]}
    ledger.record(ctx, "solicitation.went-on", solicitation, body)
    reviewing.ask_anew(ctx, solicitation)
    return gone


def left_out(says: list[Say], solicitation: Solicitation) -> list[Say]:
    """The members that were asked and have not approved; of a draft, only those that objected.

    Who has approved an earlier text is asked again, and not left out.
    """
    asked = [each for each in says if each.member is not None and each.review is not None]
    members = [each for each in asked if not each.is_complete and not each.has_approved]
    if solicitation.state != SolicitationState.DRAFT:
        return members
    return [each for each in members if each.review is not None and each.review.decision == ReviewDecision.RETURNED]


def _was_asked_late(say: Say) -> bool:
    due = say.member.pool.approvals_due_at if say.member is not None else None
    return due is not None and say.review is not None and say.review.asked_at >= due
