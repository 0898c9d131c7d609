"""The page on which something is issued again as a copy. Floor: pages."""

from flask import flash, g, redirect, url_for

from procurement.core.verdict import require
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.solicitations import copying, policy, queries, work_shapes
from procurement.solicitations.door import blueprint
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


@blueprint.route("/solicitations/<id>/copy", methods=["GET", "POST"])
@signed_in
def copy(id):
    """For which government, under which title and number; then a draft with the same text."""
    it = queries.get(g.context, id)
    mine = [g.context.session.get_one(Jurisdiction, each) for each in places(g.context.actor, Permission.DRAFT)]
    own = [(each.id, each.name) for each in sorted(mine, key=lambda place: place.name)]
    first = it.jurisdiction_id if it.jurisdiction_id in dict(own) else own[0][0] if own else ""
    require(policy.may_copy(g.context.actor, it, first))
    form = Form(work_shapes.Copying(), initial={"jurisdiction_id": first, "title": it.title})
    if form.submit(lambda data: copying.copy(g.context, it, **data)):
        flash(f"{form.result.reference} is a draft with the text of {it.reference}. Its blanks and deadline come next.")
        return redirect(url_for(".hub", id=form.result.id))
    return render("solicitations/copy.html", form=form, it=it, own=own, first=first)
