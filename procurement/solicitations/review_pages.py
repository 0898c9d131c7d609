"""The page on which a draft is approved, step by step and part by part, and the deeds around it. Floor: pages."""

from flask import flash, g, redirect, request, url_for

from procurement.library.redline import redline
from procurement.networks.duties import Permission, may
from procurement.pools.models import Participation
from procurement.solicitations import (
    annex_queries,
    approving,
    asked,
    checklist,
    editing_shapes,
    operations,
    policy,
    queries,
    schemas,
    sides,
)
from procurement.solicitations.door import at_work, blueprint, mending, own, refused
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import ReviewDecision, Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


@blueprint.get("/solicitations/<id>/review")
@signed_in
def review(id):
    """Who was asked, what they said, and one's own decision."""
    return _review(at_work(id), Form(editing_shapes.Deciding(), initial={"decision": ""}))


@blueprint.post("/solicitations/<id>/review")
@signed_in
def decide(id):
    """Approve the draft, or parts of it, or return it: for a step of the chain, or for a member of the pool."""
    it = at_work(id)
    speaking = _speaks_for(it, request.args.get("member", ""))
    form = Form(editing_shapes.Deciding())

    def deed(data: dict):
        if speaking is not None:
            data.pop("step")
            return operations.decide_for_member(g.context, it, speaking, **data)
        return operations.decide_review(g.context, it, **data)

    if form.submit(deed):
        decision = form.result.decision
        if decision is None:
            flash("What you ticked is approved. The rest waits for you.")
        elif decision == ReviewDecision.APPROVED:
            flash("You approved it.")
        else:
            flash("It went back to its drafter, with your comment.")
        visible = policy.may_see_work(g.context.actor, it, queries.member_ids(g.context.session, it))
        return redirect(url_for("solicitations.review", id=id) if visible else url_for("solicitations.index"))
    return _review(it, form)


@blueprint.post("/solicitations/<id>/submit")
@signed_in
def submit(id):
    """Hand the draft to its reviewers."""
    it = own(id)
    form = Form(schemas.Version())
    if form.submit(lambda data: operations.submit_for_review(g.context, it, **data)):
        flash("It is handed in. Everybody whose turn it is has been written to; you hear from them by letter.")
        return redirect(url_for("solicitations.review", id=id))
    return _review(it, form)


@blueprint.post("/solicitations/<id>/take-back")
@signed_in
def take_back(id):
    """Back to draft, to change it."""
    it = own(id)
    form = Form(schemas.Return())
    if form.submit(lambda data: operations.return_to_draft(g.context, it, **data)):
        flash("It is a draft again. What was approved stands where the text comes back unchanged.")
        return redirect(url_for("solicitations.hub", id=id))
    return _review(it, form)


@blueprint.post("/solicitations/<id>/remind")
@signed_in
def remind(id):
    """Write once more to whoever has not answered."""
    it = own(id)
    form = Form(schemas.Return(only=()))
    if not form.submit(lambda _: operations.remind(g.context, it)):
        refused(form)
    count = len(form.result)
    flash(f"{count} {'reminder is' if count == 1 else 'reminders are'} on the way.")
    return redirect(url_for("solicitations.review", id=id))


def _speaks_for(it: Solicitation, participation_id: str) -> Participation | None:
    return queries.get_participation(g.context, it, participation_id) if participation_id else None


def _review(it: Solicitation, form: Form):
    session, actor = g.context.session, g.context.actor
    stands, found = queries.standing(session, it), []
    if it.state == SolicitationState.DRAFT:
        found = checklist.blocking(queries.hindrances(g.context, it, approvals=False, known=stands))
    says = stands.says if it.published_at is None else []
    mine, wrote = _mine(it, says)
    # One form at a time: the one that was asked for, else the first.
    asked_for = request.args.get("member", "") or request.values.get("step", "")
    now = next((each for each in mine if _name(each) == asked_for), mine[0] if mine else None)
    is_drafter = bool(policy.may_submit_for_review(actor, it))
    works_here = may(actor, Permission.SEE_INTERNAL, it.jurisdiction_id)
    in_review = it.state == SolicitationState.IN_REVIEW
    member = annex_queries.reader(g.context, it)
    digest = now.digest if now is not None else stands.digest_for(member)
    return render(
        "solicitations/review.html",
        form=form,
        it=it,
        asked=[each for each in queries.reviews(it) if member is None or each.participation_id == member.id],
        titles={each.step: each.title for each in stands.says},
        is_open=asked.is_open,
        says=says,
        people=asked.approvers(session, it) if works_here and says else {},
        parts=len(now.parts if now is not None else stands.parts),
        body=annex_queries.as_read(stands.body, now.member if now is not None else member),
        names=approving.names,
        digest=digest if it.published_at is None else it.revision.digest,
        say=now,
        since=_since(it, now) if now is not None else None,
        also=[(_name(each), each) for each in mine if each is not now],
        wrote=wrote,
        may_submit=it.state == SolicitationState.DRAFT and is_drafter,
        may_remind=in_review and is_drafter and any(each.is_open for each in says),
        may_return=LIFECYCLE.allows("return-to-draft", it) and bool(policy.may_return_to_draft(actor, it)),
        works_here=works_here,
        stops=[(each, mending(it, each.place)) for each in found],
        open_comments=it.open_comments if it.published_at is None else 0,
    )


def _mine(it: Solicitation, says: list[asked.Say]) -> tuple[list[asked.Say], bool]:
    """What this person may decide now, and whether something waits that they may not because they wrote in it."""
    actor = g.context.actor
    if it.state != SolicitationState.IN_REVIEW:
        return [], False
    steps = asked.decides(g.context.session, actor, it)
    may_decide = bool(policy.may_decide_review(actor, it))
    waiting = [each for each in says if each.is_open]
    mine = [
        each
        for each in waiting
        if (each.member is None and may_decide and each.step in steps)
        or (each.member is not None and policy.may_decide_for_member(actor, it, each.member))
    ]
    return mine, not may_decide and any(each.member is None and each.step in steps for each in waiting)


def _name(say: asked.Say) -> str:
    return say.member.id if say.member is not None else say.step


def _since(it: Solicitation, say: asked.Say) -> dict | None:
    """What changed since the same people approved last: the version they had, and the redline to the text now."""
    last = sides.approved_before(it, say.review) if say.review is not None else None
    if last is None or last.draft_version is None or last.draft_version_id == say.review.draft_version_id:
        return None
    number = last.draft_version.number
    old, new = sides.side(g.context, it, str(number)), sides.side(g.context, it, "now")
    is_whole = last.decision == ReviewDecision.APPROVED
    return {"number": number, "whole": is_whole, "change": redline(old.content, new.content)}
