"""Pages of participating addenda: the list, one addendum, signing and declining it.

Contracts stand in `contract_pages.py` and `change_pages.py`. Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.contracts import (
    adoption_pages,
    change_pages,
    contract_pages,
    joining_door,
    operations,
    outcome_pages,
    policy,
    queries,
    reading,
    schemas,
    usage_pages,
    usage_sheet_pages,
)
from procurement.contracts.door import blueprint
from procurement.core.verdict import require
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

contract_pages.install(blueprint)
change_pages.install(blueprint)
adoption_pages.install(blueprint)
outcome_pages.install(blueprint)
joining_door.install(blueprint)
usage_pages.install(blueprint)
usage_sheet_pages.install(blueprint)
ON_A_PAGE = 30


@blueprint.get("/addenda")
@public
def addenda():
    """Signed addenda for everybody, open ones for those concerned; what I am to sign stands first."""
    page = max(1, min(request.args.get("page", 1, int), 10_000))
    select = queries.addenda(g.context).limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
    found = g.context.session.scalars(select).unique().all()
    return render("contracts/addenda.html", addenda=found[:ON_A_PAGE], more=len(found) > ON_A_PAGE, page=page)


@blueprint.get("/addenda/<id>")
@public
def addendum(id):
    """What one member buys under the award, and its signature."""
    found = queries.get(g.context, id)
    may_sign = bool(policy.may_sign(g.context.actor, found))
    return render("contracts/addendum.html", addendum=found, lines=reading.lines(found), may_sign=may_sign)


@blueprint.route("/addenda/<id>/sign", methods=["GET", "POST"])
@signed_in
def sign(id):
    """Sign for the member."""
    addendum = queries.get(g.context, id)
    form = Form(schemas.SignForm(), initial={"name": g.context.actor.name, "local_terms": addendum.local_terms})
    if form.submit(lambda data: operations.sign(g.context, addendum, **data)):
        flash("Signed. The lead and the vendor have a letter, and the addendum is public now.")
        return redirect(url_for(".addendum", id=id))
    if not form.faults:
        require(policy.may_sign(g.context.actor, addendum))
    return render("contracts/sign.html", form=form, addendum=addendum, lines=reading.lines(addendum))


@blueprint.route("/addenda/<id>/decline", methods=["GET", "POST"])
@signed_in
def decline(id):
    """Do not sign, for a reason."""
    addendum = queries.get(g.context, id)
    form = Form(schemas.DeclineForm())
    if form.submit(lambda data: operations.decline(g.context, addendum, **data)):
        flash("Declined. The lead and the vendor have a letter with your reason.")
        return redirect(url_for(".addendum", id=id))
    if not form.faults:
        require(policy.may_sign(g.context.actor, addendum))
    return render("contracts/decline.html", form=form, addendum=addendum, lines=reading.lines(addendum))
