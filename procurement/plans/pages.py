"""The HTML door of plans: the list, one plan, announcing, changing and withdrawing it, the weekly letter.

What is the same stands in `match_pages.py`, sheets of a whole year in `sheet_pages.py`.
"""

from collections.abc import Mapping

from flask import flash, g, redirect, request, url_for
from marshmallow import Schema

from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import Shape, load, plain
from procurement.core.verdict import require
from procurement.library.models import Scope
from procurement.networks.duties import Permission, places
from procurement.plans import alike, match_pages, operations, policy, queries, saying, schemas, sheet_pages, weekly
from procurement.plans.door import SCOPES, SHARING, blueprint, names_of, sharing_choices
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

__all__ = ["blueprint", "match_pages", "sheet_pages"]
PAGE = 25
STATES = [(str(state), str(state).capitalize()) for state in PlanState]
#: What a form of a plan holds, beside whose it is.
ENTRIES = (*operations.FACTS, "categories", "scope", "network_id")


@blueprint.get("/plans")
@public
def index():
    """What governments mean to buy, as far as it is shared with whoever looks; their own first."""
    query = _query()
    offset = query.pop("offset")
    query.pop("limit")
    select = queries.plans(g.context, queries.Query(**query)).limit(PAGE + 1).offset(offset)
    rows = g.context.session.scalars(select).unique().all()
    inside = places(g.actor, Permission.SEE_INTERNAL)
    return render(
        "plans/index.html",
        rows=rows[:PAGE],
        inside=inside,
        query=query,
        narrowed=any(query.values()),
        filters=queries.filters(g.context),
        states=STATES,
        further=_address(query, offset + PAGE) if len(rows) > PAGE else "",
        earlier=_address(query, max(0, offset - PAGE)) if offset else "",
        announcing=queries.announcing(g.context),
        open_sheets=queries.open_sheets(g.context),
        sees_money=policy.works_for_government(g.actor),
        saying=saying,
    )


@blueprint.route("/plans/new", methods=["GET", "POST"])
@signed_in
def new():
    """Announce a need; who needs the same is shown while it is typed."""
    choices = queries.announcing(g.context)
    networks = sharing_choices(value for value, _ in choices)
    form = Form(schemas.NewPlanForm(), initial=_initial(choices, networks))
    matches = match_pages.typed(form) if choices else None
    if matches is None and choices and form.submit(lambda data: operations.announce(g.context, **_new(data))):
        flash("It is announced. Below you see who may need the same.")
        return redirect(url_for(".show", id=form.result.id))
    return render(
        "plans/new.html",
        form=form,
        owners=choices,
        scopes=SCOPES,
        networks=networks,
        matches=matches,
        needed=saying.needed,
        because=saying.because,
    )


@blueprint.get("/plans/<id>")
@public
def show(id):
    """One announced need; for its own people, who may need the same."""
    plan = queries.get(g.context, id)
    own = plan.jurisdiction_id in policy.announces_for(g.actor)
    inside = plan.jurisdiction_id in places(g.actor, Permission.SEE_INTERNAL)
    matches = alike.of_plan(g.context, plan) if inside and plan.state == PlanState.ANNOUNCED else []
    return render(
        "plans/show.html",
        plan=plan,
        own=own,
        inside=inside,
        may_edit=bool(policy.may_edit(g.actor, plan)),
        may_announce=bool(policy.announces_for(g.actor)),
        may_draft=plan.jurisdiction_id in places(g.actor, Permission.DRAFT),
        sees_money=policy.works_for_government(g.actor),
        categories=names_of([plan])[plan.id],
        sharing=SHARING[plan.scope],
        matches=matches,
        rests=policy.RESTS.get(plan.state, ""),
        saying=saying,
        needed=saying.needed,
        because=saying.because,
    )


@blueprint.route("/plans/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit(id):
    """Change what is needed, or who may know."""
    plan = queries.get(g.context, id)
    require(policy.may_edit(g.actor, plan))
    current = entries(plan)
    form = Form(schemas.NeedForm(), initial=current)
    matches = match_pages.typed(form, plan)
    if matches is None and form.submit(lambda data: _edit(plan, form.base, data)):
        flash("Saved.")
        return redirect(url_for(".show", id=id))
    return render(
        "plans/edit.html",
        form=form,
        plan=plan,
        current=current,
        scopes=SCOPES,
        networks=sharing_choices([plan.jurisdiction_id]),
        matches=matches,
        saying=saying,
        needed=saying.needed,
        because=saying.because,
    )


@blueprint.route("/plans/<id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(id):
    """Take a need back, with a reason."""
    plan = queries.get(g.context, id)
    require(policy.may_edit(g.actor, plan))
    form = Form(schemas.WithdrawalForm())
    if form.submit(lambda data: operations.withdraw(g.context, plan, **data)):
        flash("The plan is withdrawn. Only your own people still see it.")
        return redirect(url_for(".show", id=id))
    return render("plans/withdraw.html", form=form, plan=plan)


@blueprint.route("/plans/letter", methods=["GET", "POST"])
@signed_in
def letter():
    """Whether I want the weekly letter about needs like mine."""
    wish = queries.wish_of(g.context, g.actor.id)
    form = Form(schemas.Wish())
    if form.submit(lambda data: weekly.wish_for(g.context, **data)):
        flash(_said(form.result.is_wanted))
        return redirect(url_for(".letter"))
    return render(
        "plans/letter.html", form=form, wanted=wish is None or wish.is_wanted, wish=wish, to=url_for(".letter")
    )


@blueprint.route("/plans/letter/<key>", methods=["GET", "POST"])
@public
def letter_by_link(key):
    """The same by the link that stands in the letter, without signing in."""
    wish = queries.wish_by_key(g.context, key)
    form = Form(schemas.Wish())
    if form.submit(lambda data: weekly.wish_by_link(g.context, wish, **data)):
        flash(_said(form.result.is_wanted))
        return redirect(url_for(".letter_by_link", key=key))
    to = url_for(".letter_by_link", key=key)
    return render("plans/letter.html", form=form, wanted=wish.is_wanted, wish=wish, to=to)


def _said(is_wanted: bool) -> str:
    return (
        "You will get the weekly letter when there is something new." if is_wanted else "The weekly letter is stopped."
    )


def entries(plan: Plan) -> dict:
    """What the form of a plan shows: everything as text, as the browser sends it back."""
    dollars = schemas.NeedForm(only=("budget_low_cents", "budget_high_cents")).dump(plan)
    days = {name: day.isoformat() if (day := getattr(plan, name)) else "" for name in ("from_on", "to_on")}
    return {
        **{name: getattr(plan, name) for name in operations.FACTS},
        **{name: value or "" for name, value in dollars.items()},
        **days,
        "quantity": plain(plan.quantity) if plan.quantity is not None else "",
        "categories": ", ".join(plan.categories),
        "scope": str(plan.scope),
        "network_id": plan.network_id or "",
    }


def _initial(choices: list, networks: list) -> dict:
    """An empty form; `?like=` takes over what a visible plan of somebody else needs, never its money or contact."""
    first = {
        "jurisdiction_id": choices[0][0] if len(choices) == 1 else "",
        "scope": str(Scope.NETWORK if networks else Scope.OWN),
        "network_id": networks[0][0] if len(networks) == 1 else "",
        "contact_name": g.actor.name,
        "contact_email": g.actor.email,
    }
    if not request.args.get("like"):
        return first | {name: request.args.get(name, "")[:300] for name in ("title", "focus_area")}
    like = entries(queries.get(g.context, request.args["like"]))
    return first | {name: like[name] for name in ("title", "focus_area", "unit", "from_on", "to_on")}


def _new(data: Mapping) -> dict:
    return {name: value for name, value in data.items() if name != "version"}


def _edit(plan: Plan, base: dict | None, data: dict) -> Plan:
    version = data.pop("version")
    return operations.edit(g.context, plan, version=version, seen=_seen(base, data), **data)


def _seen(base: dict | None, data: Mapping) -> dict | None:
    """What the fields held when the person began, as a plan holds it; None when the form did not bring it along."""
    if base is None or not set(ENTRIES) <= set(base):
        return None
    shape: Schema = schemas.NeedForm(only=ENTRIES)
    try:
        found = load(shape, {name: base[name] for name in ENTRIES})
    except Invalid:
        raise Conflict("What this page was made from has been damaged on the way. Load it again.") from None
    return {name: found[name] for name in data if name in found}


def _query() -> dict:
    """What the address narrows the list to; what makes no sense there is left out."""
    shape: Shape = schemas.Search()
    sent = {("words" if name == "q" else name): value for name, value in request.args.items()}
    sent = {name: value for name, value in sent.items() if name in shape.fields and name != "limit"}
    try:
        return load(shape, sent)
    except Invalid as refused:
        return load(shape, {name: value for name, value in sent.items() if name not in refused.faults})


def _address(query: Mapping, offset: int) -> str:
    kept = {"q" if name == "words" else name: value for name, value in query.items() if value}
    return url_for("plans.index", **kept, **({"offset": offset} if offset else {}))
