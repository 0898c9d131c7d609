"""Who needs the same, on pages: while a plan is typed, and on its own page; dismissing what does not fit.

Floor: pages.
"""

from collections.abc import Mapping

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Invalid
from procurement.core.shapes import load
from procurement.core.verdict import require
from procurement.library import categories as lists
from procurement.library import queries as library
from procurement.plans import alike, dismissing, matching, policy, queries, saying, schemas
from procurement.plans.door import blueprint
from procurement.plans.models import NeedKind, Plan
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

LOOKED_AT = ("jurisdiction_id", "title", "description", "focus_area", "categories", "from_on", "to_on")
#: The action of a button that dismisses while typing: "dismiss plan abc".
DISMISS = "dismiss"


@blueprint.get("/plans/look")
@signed_in
def look():
    """What may be the same as what is being typed: a piece of a page."""
    own = request.args.get("plan", "")
    plan = queries.get(g.context, own) if own else None
    may_dismiss = request.args.get("plain") is None
    return render(
        "plans/_like.html",
        matches=_found(request.args, plan),
        may_dismiss=may_dismiss,
        needed=saying.needed,
        because=saying.because,
    )


@blueprint.get("/plans/same")
@signed_in
def same():
    """The same as a page of its own: who needs what somebody is about to buy."""
    own = request.args.get("plan", "")
    plan = queries.get(g.context, own) if own else None
    matches = _found(request.args, plan)
    return render(
        "plans/same.html", matches=matches, plan=plan, sent=request.args, needed=saying.needed, because=saying.because
    )


@blueprint.get("/plans/<id>/dismissed")
@signed_in
def dismissed(id):
    """What its people said is not the same as a plan, to be taken back."""
    plan = queries.get(g.context, id)
    require(policy.may_announce(g.actor, plan.jurisdiction_id))
    return render("plans/dismissed.html", plan=plan, dismissed=alike.dismissed(g.context, plan))


@blueprint.post("/plans/<id>/dismiss")
@signed_in
def dismiss(id):
    """It is not the same: it is not shown for this plan again."""
    plan = queries.get(g.context, id)
    form = Form(schemas.NewDismissal())
    if not form.submit(lambda data: dismissing.dismiss(g.context, plan=plan, **data)):
        raise Invalid(" ".join(each for several in form.faults.values() for each in several))
    flash("It is not shown for this plan again. Under “Dismissed” you can take that back.")
    return redirect(url_for(".show", id=id, _anchor="same"))


@blueprint.post("/plans/dismissals/<id>/take-back")
@signed_in
def take_back(id):
    """It may be the same after all."""
    found = queries.get_dismissal(g.context, id)
    back = url_for(".show", id=found.subject_id, _anchor="same") if found.subject_id else url_for(".index")
    dismissing.take_back(g.context, found)
    flash("It is shown again where it fits.")
    return redirect(back)


def typed(form: Form, plan: Plan | None = None) -> list[matching.Match] | None:
    """What may be the same as what stands in the form, when its button asks for that; None when it asks to save.

    A button of a match dismisses it, and what was typed stays.
    """
    action = request.form.get("action", "") if request.method == "POST" else ""
    if action != "look" and not action.startswith(f"{DISMISS} "):
        return None
    sent = {name: form.value(name) for name in LOOKED_AT}
    if action != "look":
        _dismiss_typed(action, sent, plan)
    return _found(sent, plan)


def _dismiss_typed(action: str, sent: Mapping, plan: Plan | None) -> None:
    _, kind, other = [*action.split(" ", 2), "", ""][:3]
    data = load(schemas.NewDismissal(), {"other_subject": kind, "other_id": other})
    title = " ".join(str(sent["title"]).split())[:300]
    place = str(sent["jurisdiction_id"])
    dismissing.dismiss(g.context, plan=plan, jurisdiction_id=place, title=title, **data)


def _found(sent: Mapping, plan: Plan | None) -> list[matching.Match]:
    """The matches of what was typed so far; what of it makes no sense yet is left out."""
    shape = schemas.Wanted()
    given = {name: sent.get(name, "") for name in LOOKED_AT}
    if plan is not None:
        given["jurisdiction_id"] = plan.jurisdiction_id
    try:
        data = load(shape, given)
    except Invalid as refused:
        try:
            data = load(shape, {name: value for name, value in given.items() if name not in refused.faults})
        except Invalid:
            return []
    place = data["jurisdiction_id"]
    require(policy.may_compare(g.actor, place))
    return matching.who_needs_the_same(
        g.context,
        jurisdiction_id=place,
        title=data["title"],
        text=data["description"],
        focus_area=data["focus_area"],
        categories=_codes(place, data["categories"]),
        from_on=data["from_on"],
        to_on=data["to_on"],
        leave_out=[(NeedKind.PLAN, plan.id)] if plan is not None else [],
    )


def _codes(place: str, typed_in: list[str]) -> list[str]:
    if not typed_in:
        return []
    known = library.category_list(g.context, place)
    found = []
    for each in typed_in:
        try:
            found += lists.understood([each], known)
        except Invalid:
            continue
    return found
