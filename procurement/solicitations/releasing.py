"""The pages on which a draft is checked, reviewed, published, cancelled, and an RFI ends in findings.

Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import NotFound
from procurement.library.models import Scope
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, may
from procurement.pools.models import Participation
from procurement.solicitations import checklist, operations, policy, queries, schemas
from procurement.solicitations.door import at_work, blueprint, mending, own
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import ReviewDecision, Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

SCOPES = [
    (str(Scope.PUBLIC), "Everybody", "Also people who are not signed in."),
    (str(Scope.PARENTS), "The network and those above it", "Every government that meets yours in a network."),
    (str(Scope.NETWORK), "One network", "Its members, and those of the networks below it."),
    (str(Scope.OWN), "Only our own people", ""),
]


@blueprint.get("/solicitations/<id>/checklist", endpoint="checklist")
@signed_in
def show_checklist(id):
    """What hinders publication, with its rule and the way to mend it."""
    it = own(id)
    _before_publication(it)
    stands = queries.standing(g.context.session, it)
    found = queries.hindrances(g.context, it, known=stands)
    return render(
        "solicitations/checklist.html",
        it=it,
        stops=[(each, mending(it, each.place)) for each in checklist.blocking(found)],
        warnings=[(each, mending(it, each.place)) for each in found if not each.blocking],
        may_publish=bool(policy.may_publish(g.context.actor, it)) and LIFECYCLE.allows("publish", it),
        may_submit=bool(policy.may_submit_for_review(g.context.actor, it)) and it.state == SolicitationState.DRAFT,
        before_review=checklist.blocking(queries.hindrances(g.context, it, approvals=False, known=stands)),
    )


@blueprint.get("/solicitations/<id>/review")
@signed_in
def review(id):
    """Who was asked, what they said, and one's own decision."""
    return _review(at_work(id), Form(schemas.Decision(), initial={"decision": ""}))


@blueprint.post("/solicitations/<id>/review")
@signed_in
def decide(id):
    """Approve or return the draft, for the jurisdiction or for a member of the pool."""
    it = at_work(id)
    speaking = _speaks_for(it, request.args.get("member", ""))
    form = Form(schemas.Decision())

    def deed(data: dict):
        if speaking is not None:
            return operations.decide_for_member(g.context, it, speaking, **data)
        return operations.decide_review(g.context, it, **data)

    if form.submit(deed):
        approved = form.result.decision == ReviewDecision.APPROVED
        flash("You approved it." if approved else "It went back to its drafter, with your comment.")
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
        flash("It is handed in. Everybody who must approve has been written to; you hear from them by letter.")
        return redirect(url_for("solicitations.review", id=id))
    return _review(it, form)


@blueprint.post("/solicitations/<id>/take-back")
@signed_in
def take_back(id):
    """Back to draft, to change it."""
    it = own(id)
    form = Form(schemas.Return())
    if form.submit(lambda data: operations.return_to_draft(g.context, it, **data)):
        flash("It is a draft again. Approvals count on only if the text comes back unchanged.")
        return redirect(url_for("solicitations.hub", id=id))
    return _review(it, form)


@blueprint.route("/solicitations/<id>/publish", methods=["GET", "POST"])
@signed_in
def publish(id):
    """One last look, then the deed."""
    it = own(id)
    _before_publication(it, also=request.method == "POST")
    form = Form(schemas.Version())
    if form.submit(lambda data: operations.publish(g.context, it, **data)):
        flash(f"{it.reference} is published. Vendors can respond until the deadline; the PDF is being printed.")
        return redirect(url_for("solicitations.show", id=id))
    stands = queries.standing(g.context.session, it)
    found = checklist.blocking(queries.hindrances(g.context, it, known=stands))
    return render(
        "solicitations/publish.html",
        form=form,
        it=it,
        digest=stands.digest,
        stops=[(each, mending(it, each.place)) for each in found],
        members=stands.members,
    )


@blueprint.route("/solicitations/<id>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(id):
    """Cancel with a reason."""
    it = own(id)
    form = Form(schemas.CancelForm())
    if form.submit(lambda data: operations.cancel(g.context, it, **data)):
        flash(f"{it.reference} is cancelled. Everybody who works on it has been told why.")
        return redirect(url_for("solicitations.hub", id=id))
    return render("solicitations/cancel.html", form=form, it=it, possible=LIFECYCLE.allows("cancel", it))


@blueprint.route("/solicitations/<id>/findings", methods=["GET", "POST"])
@signed_in
def findings(id):
    """Write down what an RFI found out, for the others."""
    it = own(id)
    if it.kind not in operations.FINDING:
        raise NotFound("Only a request for information or a call for solutions ends in findings.")
    form = Form(schemas.Findings(), initial={"title": f"Findings: {it.title}", "scope": str(Scope.PUBLIC)})
    if form.submit(lambda data: operations.publish_findings(g.context, it, **data)):
        flash("The findings are in the library, where the others find them.")
        return redirect(url_for("library.show", id=form.result.id))
    nets = networks.networks_of(g.context.session, it.jurisdiction_id)
    return render(
        "solicitations/findings.html",
        form=form,
        it=it,
        scopes=SCOPES,
        networks=[(each.id, each.name) for each in nets],
        possible=LIFECYCLE.allows("decide", it),
    )


def _before_publication(it: Solicitation, *, also: bool = False) -> None:
    if it.published_at is not None and not also:
        raise NotFound("This is published; nothing is left to check.")


def _speaks_for(it: Solicitation, participation_id: str) -> Participation | None:
    return queries.get_participation(g.context, it, participation_id) if participation_id else None


def _review(it: Solicitation, form: Form):
    session, actor = g.context.session, g.context.actor
    asked = queries.reviews(it)
    open_reviews = [each for each in asked if each.decision is None] if it.state == SolicitationState.IN_REVIEW else []
    speaking = [
        each.participation
        for each in open_reviews
        if each.participation is not None and policy.may_decide_for_member(actor, it, each.participation)
    ]
    stands, found = queries.standing(session, it), []
    if it.state == SolicitationState.DRAFT:
        found = checklist.blocking(queries.hindrances(g.context, it, approvals=False, known=stands))
    may_submit = it.state == SolicitationState.DRAFT and bool(policy.may_submit_for_review(actor, it))
    own_open = any(each.participation_id is None for each in open_reviews)
    return render(
        "solicitations/review.html",
        form=form,
        it=it,
        asked=asked,
        approvals=stands.approvals if it.published_at is None else [],
        digest=stands.digest if it.published_at is None else it.revision.digest,
        speaking=speaking,
        may_decide=own_open and bool(policy.may_decide_review(actor, it)),
        wrote=own_open
        and not policy.may_decide_review(actor, it)
        and may(actor, Permission.APPROVE, it.jurisdiction_id),
        approvers=queries.approvers(session, it) if may_submit else [],
        may_submit=may_submit,
        may_return=LIFECYCLE.allows("return-to-draft", it) and bool(policy.may_return_to_draft(actor, it)),
        works_here=may(actor, Permission.SEE_INTERNAL, it.jurisdiction_id),
        stops=[(each, mending(it, each.place)) for each in found],
    )
