"""The pages on which a draft is checked, reviewed, published, cancelled, and an RFI ends in findings.

Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import NotFound
from procurement.library.models import Scope
from procurement.networks import queries as networks
from procurement.solicitations import checklist, operations, policy, queries, ruling, schemas, waivers
from procurement.solicitations.door import blueprint, mending, own
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import Solicitation
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
        warnings=[(each, mending(it, each.place)) for each in found if not each.blocking and not each.waived],
        requests=ruling.all_requests(g.context.session, it),
        parts={each.jurisdiction_id: each.id for each in stands.members} | {None: None},
        waived=[{"row": each, "allowed": waivers.in_words(each.allowed)} for each in ruling.in_force(it)],
        in_force={each.code for each in found if each.waived},
        may_determine=bool(policy.may_write_determinations(g.context.actor, it)),
        may_publish=bool(policy.may_publish(g.context.actor, it)) and LIFECYCLE.allows("publish", it),
        may_submit=bool(policy.may_submit_for_review(g.context.actor, it)) and it.state == SolicitationState.DRAFT,
        before_review=checklist.blocking(queries.hindrances(g.context, it, approvals=False, known=stands)),
    )


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
