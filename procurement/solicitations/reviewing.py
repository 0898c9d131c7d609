"""Asking others about a draft: the jurisdiction's approvers, and every member of the pool. Floor: operations."""

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, duties_with
from procurement.pools.models import Participation
from procurement.solicitations import checklist, policy, queries
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import Review, ReviewDecision, Solicitation


def submit_for_review(ctx: Context, solicitation: Solicitation, *, version: int | None = None) -> list[Review]:
    """Hand the draft to the jurisdiction's approvers and to every member of the pool; the text rests meanwhile.

    What was approved under exactly this text stays approved; everybody else is asked, by letter.
    """
    require(policy.may_submit_for_review(ctx.actor, solicitation))
    ctx.lock(solicitation)
    ctx.expect(solicitation, version)
    stands = queries.standing(ctx.session, solicitation)
    if LIFECYCLE.allows("submit-for-review", solicitation):
        found = checklist.blocking(queries.hindrances(ctx, solicitation, approvals=False, known=stands))
        if found:
            raise Incomplete(found)
    LIFECYCLE.fire("submit-for-review", solicitation)
    digest = stands.digest
    asked = [_ask(ctx, solicitation, None, digest)]
    for each in stands.members:
        if each.jurisdiction_id != solicitation.jurisdiction_id:
            asked.append(_ask(ctx, solicitation, each, digest))
    ctx.session.flush()
    ledger.record(ctx, "solicitation.submitted-for-review", solicitation, {"digest": digest})
    _settle(ctx, solicitation)
    return [each for each in asked if each is not None]


def decide_review(
    ctx: Context, solicitation: Solicitation, *, decision: ReviewDecision | str, comment: str = "", digest: str = ""
) -> Review:
    """The jurisdiction's approver approves the draft, or returns it with a comment."""
    require(policy.may_decide_review(ctx.actor, solicitation))
    return _decide(ctx, solicitation, None, ReviewDecision(decision), comment, digest)


def decide_for_member(
    ctx: Context,
    solicitation: Solicitation,
    participation: Participation,
    *,
    decision: ReviewDecision | str,
    comment: str = "",
    digest: str = "",
) -> Review:
    """A member of the pool approves the joint draft under its digest, or returns it with a comment."""
    require(policy.may_decide_for_member(ctx.actor, solicitation, participation))
    return _decide(ctx, solicitation, participation, ReviewDecision(decision), comment, digest)


def return_to_draft(ctx: Context, solicitation: Solicitation, *, reason: str = "") -> Solicitation:
    """Take the draft back to change it; approvals count again only if the text comes back the same."""
    require(policy.may_return_to_draft(ctx.actor, solicitation))
    ctx.lock(solicitation)
    LIFECYCLE.fire("return-to-draft", solicitation)
    ctx.session.flush()
    ledger.record(ctx, "solicitation.returned-to-draft", solicitation, {"reason": reason})
    return solicitation


def _ask(ctx: Context, solicitation: Solicitation, member: Participation | None, digest: str) -> Review | None:
    """An open review for this text and a letter about it; None when the same text is approved already."""
    key = member.id if member is not None else None
    earlier = [each for each in solicitation.reviews if each.participation_id == key]
    if earlier and earlier[-1].decision == ReviewDecision.APPROVED and earlier[-1].draft_digest == digest:
        return None
    review = next((each for each in earlier if each.decision is None), None)
    if review is None:
        review = Review(solicitation=solicitation, participation=member, comment="", asked_at=ctx.now, draft_digest="")
        ctx.session.add(review)
    review.asked_at, review.draft_digest = ctx.now, digest
    if member is None:
        to = queries.approvers(ctx.session, solicitation)
    else:
        speaks = duties_with(Permission.COMMIT_TO_POOLS)
        to = networks.people_with(ctx.session, member.jurisdiction_id, *speaks)
    mailbox.post(
        ctx,
        "solicitation_review_asked",
        to=to,
        about=solicitation,
        solicitation=solicitation,
        member=member.jurisdiction.name if member is not None else "",
        asker=ctx.actor.name,
    )
    return review


def _decide(
    ctx: Context,
    solicitation: Solicitation,
    member: Participation | None,
    decision: ReviewDecision,
    comment: str,
    seen: str,
) -> Review:
    ctx.lock(solicitation)
    if solicitation.state != SolicitationState.IN_REVIEW:
        raise Conflict("This solicitation is not in review (any more), so there is nothing to decide.")
    key = member.id if member is not None else None
    review = next((each for each in solicitation.reviews if each.participation_id == key and not each.decision), None)
    if review is None:
        raise Conflict("This has been decided already.")
    digest = queries.draft_digest(ctx.session, solicitation)
    if decision == ReviewDecision.RETURNED and not comment.strip():
        raise Invalid({"comment": ["Say what should be changed."]})
    if decision == ReviewDecision.APPROVED and (digest != review.draft_digest or (seen and seen != digest)):
        raise Conflict(
            "The text has changed since you were asked (the pool's quantities are part of it). Read it again; if it "
            "is no longer what was handed to you, return it."
        )
    review.decision, review.comment = decision, comment.strip()
    review.decided_at, review.decided_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    ledger.record(
        ctx,
        f"solicitation.review-{decision}",
        solicitation,
        {"digest": digest, "member": member.jurisdiction.name if member is not None else None},
    )
    if decision == ReviewDecision.RETURNED:
        LIFECYCLE.fire("return-to-draft", solicitation)
        _tell_drafter(ctx, solicitation, "solicitation_returned", comment=review.comment, by=ctx.actor.name)
    else:
        _settle(ctx, solicitation)
    return review


def _settle(ctx: Context, solicitation: Solicitation) -> None:
    """Approved, once everybody who must has approved this very text."""
    found = queries.approvals(ctx.session, solicitation)
    if all(each.given and not each.is_void for each in found):
        LIFECYCLE.fire("approve", solicitation)
        ctx.session.flush()
        ledger.record(ctx, "solicitation.approved", solicitation, {})
        _tell_drafter(ctx, solicitation, "solicitation_approved")


def _tell_drafter(ctx: Context, solicitation: Solicitation, letter: str, **values) -> None:
    drafter = ctx.session.get(Person, solicitation.drafted_by)
    if drafter is not None:
        mailbox.post(ctx, letter, to=drafter, about=solicitation, solicitation=solicitation, **values)
