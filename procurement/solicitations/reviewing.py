"""Asking others about a draft: the steps of the approval chain, and every member of the pool. Floor: operations.

Approvals are given part by part (`approving.py`): what somebody approved stands as long as it reads the same, and
whoever is asked again is asked about what changed. One person may decide several steps, never what they wrote in.
"""

from collections.abc import Collection
from datetime import timedelta

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks import rules
from procurement.networks.duties import Permission, duties_with
from procurement.pools.models import Participation
from procurement.solicitations import (
    annex_letters,
    approving,
    asked,
    checklist,
    determinations,
    policy,
    queries,
    versions,
)
from procurement.solicitations.asked import Say
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import Checkpoint, DraftVersion, Review, ReviewDecision, Solicitation

#: Nobody is reminded by hand more often.
BETWEEN_REMINDERS = timedelta(hours=12)


def submit_for_review(ctx: Context, solicitation: Solicitation, *, version: int | None = None) -> list[Review]:
    """Hand the draft to the first stage of approvers and to every member of the pool; the text rests meanwhile.

    Whoever has approved everything as it reads now is not asked again; all others are, by letter.
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
    determinations.close_requests(ctx, solicitation)
    annex_letters.tell_of_changes(ctx, solicitation)
    ctx.session.flush()
    ledger.record(ctx, "solicitation.submitted-for-review", solicitation, {"digest": stands.digest})
    return _go_on(ctx, solicitation, stands)


def decide_review(
    ctx: Context,
    solicitation: Solicitation,
    *,
    decision: ReviewDecision | str,
    step: str = "",
    comment: str = "",
    digest: str = "",
    places: Collection[str] | None = None,
) -> Review:
    """An approver approves a step of the chain (all of the text, or the parts at `places`), or returns the draft.

    Without a `step` it is the first that waits and that the approver may decide.
    """
    require(policy.may_decide_review(ctx.actor, solicitation))
    mine = asked.decides(ctx.session, ctx.actor, solicitation)
    require(policy.may_decide_step(step or None, mine))

    def is_meant(say: Say) -> bool:
        return say.member is None and say.step in mine and step in ("", say.step)

    return _decide(ctx, solicitation, is_meant, ReviewDecision(decision), comment, digest, places)


def decide_for_member(
    ctx: Context,
    solicitation: Solicitation,
    participation: Participation,
    *,
    decision: ReviewDecision | str,
    comment: str = "",
    digest: str = "",
    places: Collection[str] | None = None,
) -> Review:
    """A member of the pool approves the joint draft (or the parts at `places`), or returns it with a comment."""
    require(policy.may_decide_for_member(ctx.actor, solicitation, participation))

    def is_meant(say: Say) -> bool:
        return say.member is not None and say.member.id == participation.id

    return _decide(ctx, solicitation, is_meant, ReviewDecision(decision), comment, digest, places)


def return_to_draft(ctx: Context, solicitation: Solicitation, *, reason: str = "") -> Solicitation:
    """Take the draft back to change it; of what was approved, everything stands that comes back the same."""
    require(policy.may_return_to_draft(ctx.actor, solicitation))
    ctx.lock(solicitation)
    LIFECYCLE.fire("return-to-draft", solicitation)
    ctx.session.flush()
    ledger.record(ctx, "solicitation.returned-to-draft", solicitation, {"reason": reason})
    return solicitation


def ask_anew(ctx: Context, solicitation: Solicitation) -> list[Review]:
    """Ask whoever has to approve something that changed while it is in review.

    Asks nobody: a consequence of a member's deed (its annex, its leaving) whose own policy has been asked.
    """
    if solicitation.state != SolicitationState.IN_REVIEW:
        return []
    return _go_on(ctx, solicitation, queries.standing(ctx.session, solicitation))


def remind(ctx: Context, solicitation: Solicitation) -> list[Review]:
    """Write once more to everybody who has not answered yet."""
    require(policy.may_submit_for_review(ctx.actor, solicitation))
    ctx.lock(solicitation)
    _in_review(solicitation)
    waiting = [each for each in solicitation.reviews if asked.is_open(each)]
    due = [each for each in waiting if ctx.now - (each.reminded_at or each.asked_at) >= BETWEEN_REMINDERS]
    if not due:
        raise Conflict("Everybody was written to less than half a day ago. Give them a little time.")
    for each in due:
        write_reminder(ctx, each)
    ledger.record(ctx, "solicitation.reviewers-reminded", solicitation, {"reviews": [each.id for each in due]})
    return due


def write_reminder(ctx: Context, review: Review) -> None:
    """One more letter about a question that is open. Asks nobody: the officer's button and the worker ask it."""
    review.reminded_at = ctx.now
    _write(ctx, "solicitation_review_reminder", review.solicitation, review, asked_at=review.asked_at)


def _go_on(ctx: Context, solicitation: Solicitation, stands: queries.Standing) -> list[Review]:
    """Ask whose turn it is; approved, once everybody who must has approved this very text."""
    if all(say.is_complete for say in stands.says):
        LIFECYCLE.fire("approve", solicitation)
        ctx.session.flush()
        ledger.record(ctx, "solicitation.approved", solicitation, {})
        _tell_drafter(ctx, solicitation, "solicitation_approved")
        return []
    turn = {step.key for step in approving.to_ask(asked.steps(stands.says))}
    text = versions.keep(ctx, solicitation, Checkpoint.REVIEW)
    made = []
    for say in stands.says:
        its_turn = not say.is_complete if say.member is not None else say.step in turn
        if its_turn and not (
            say.review is not None and say.is_open and say.review.draft_digest in (say.digest, stands.digest)
        ):
            made.append(_ask(ctx, solicitation, say, text))
    ctx.session.flush()
    return made


def _ask(ctx: Context, solicitation: Solicitation, say: Say, text: DraftVersion) -> Review:
    """A question about this text and a letter with it; one that was open about an earlier text is overtaken by it."""
    before = say.review
    if before is not None and say.is_open and before.parts:
        before.decided_at = ctx.now
        before = None
    if before is None or not say.is_open:
        before = Review(solicitation=solicitation, participation=say.member, step=say.step, comment="", parts={})
        ctx.session.add(before)
    before.asked_at, before.draft_digest, before.draft_version, before.reminded_at = ctx.now, say.digest, text, None
    ctx.session.flush()
    _write(
        ctx,
        "solicitation_review_asked",
        solicitation,
        before,
        asker=ctx.actor.name,
        again=len(say.missing) if say.given else 0,
    )
    days = rules.number(solicitation.jurisdiction.rules, "reminder_days")
    if days:
        payload = {"review": before.id, "asked_at": ctx.now.isoformat()}
        mailbox.enqueue(ctx, "solicitations.remind", payload, not_before=ctx.now + timedelta(days=days))
    return before


def _decide(
    ctx: Context,
    solicitation: Solicitation,
    is_meant,
    decision: ReviewDecision,
    comment: str,
    seen: str,
    places: Collection[str] | None,
) -> Review:
    ctx.lock(solicitation)
    _in_review(solicitation)
    stands = queries.standing(ctx.session, solicitation)
    say = next((each for each in stands.says if is_meant(each) and each.is_open), None)
    if say is None or say.review is None:
        late = any(is_meant(each) and each.review is not None for each in stands.says)
        raise Conflict(
            "This has been decided already." if late else "It is not your turn yet: an earlier step is open."
        )
    review = say.review
    if decision == ReviewDecision.RETURNED:
        return _return(ctx, solicitation, say, comment)
    known = (say.digest, stands.digest)
    if review.draft_digest not in known or (seen and seen not in known):
        raise Conflict(
            "The text has changed since you were asked (the pool's quantities are part of it). Read it again; if it "
            "is no longer what was handed to you, return it."
        )
    chosen = set(say.parts if places is None else places)
    if unknown := chosen - set(say.parts):
        raise Invalid({"places": [f"The text has no part “{min(unknown)}”."]})
    if not chosen:
        raise Invalid({"places": ["Choose what you approve."]})
    review.parts = {**say.given, **{place: say.parts[place] for place in chosen}}
    review.comment, review.decided_by = comment.strip() or review.comment, ctx.actor.id
    left = approving.missing(say.parts, review.parts)
    if not left:
        review.decision, review.decided_at = decision, ctx.now
    ctx.session.flush()
    what = {"parts": len(chosen), "left": len(left)} if left else {}
    deed = "solicitation.parts-approved" if left else "solicitation.review-approved"
    ledger.record(ctx, deed, solicitation, {**_who(say), "digest": say.digest, **what})
    if not left:
        _go_on(ctx, solicitation, queries.standing(ctx.session, solicitation))
    return review


def _return(ctx: Context, solicitation: Solicitation, say: Say, comment: str) -> Review:
    if not comment.strip():
        raise Invalid({"comment": ["Say what should be changed."]})
    review = say.review
    assert review is not None
    review.decision, review.comment = ReviewDecision.RETURNED, comment.strip()
    review.decided_at, review.decided_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    ledger.record(ctx, "solicitation.review-returned", solicitation, {**_who(say), "digest": review.draft_digest})
    LIFECYCLE.fire("return-to-draft", solicitation)
    _tell_drafter(ctx, solicitation, "solicitation_returned", comment=review.comment, by=ctx.actor.name)
    return review


def _in_review(solicitation: Solicitation) -> None:
    if solicitation.state != SolicitationState.IN_REVIEW:
        raise Conflict("This solicitation is not in review (any more), so there is nothing to decide.")


def _who(say: Say) -> dict:
    return {"member": say.member.jurisdiction.name if say.member is not None else None, "step": say.step}


def _write(ctx: Context, letter: str, solicitation: Solicitation, review: Review, **values) -> None:
    member = review.participation
    if member is None:
        to = asked.approvers(ctx.session, solicitation).get(review.step or asked.ONLY, [])
    else:
        to = networks.people_with(ctx.session, member.jurisdiction_id, *duties_with(Permission.COMMIT_TO_POOLS))
    titles = {step["key"]: step["title"] for step in rules.approval_chain(solicitation.jurisdiction.rules)}
    mailbox.post(
        ctx,
        letter,
        to=to,
        about=solicitation,
        solicitation=solicitation,
        member=member.jurisdiction.name if member is not None else "",
        step=titles.get(review.step, "") if len(titles) > 1 else "",
        **values,
    )


def _tell_drafter(ctx: Context, solicitation: Solicitation, letter: str, **values) -> None:
    drafter = ctx.session.get(Person, solicitation.drafted_by)
    if drafter is not None:
        mailbox.post(ctx, letter, to=drafter, about=solicitation, solicitation=solicitation, **values)
