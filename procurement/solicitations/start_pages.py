"""The guided start: say what is to be bought, see what is there already, then begin the draft. Floor: pages."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Invalid
from procurement.core.shapes import load
from procurement.library import categories
from procurement.library import queries as library
from procurement.library.models import Category, Kind
from procurement.library.titling import KIND_NAMES
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.plans import queries as plans
from procurement.solicitations import deadline, planned, start_shapes, starting
from procurement.solicitations.door import blueprint
from procurement.solicitations.facts import FACTS
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

KINDS = [(str(kind), KIND_NAMES[kind] if kind == Kind.CALL else f"{kind}: {KIND_NAMES[kind]}") for kind in Kind]
#: What is typed on the first step and kept through the others.
ENTRIES = tuple(each.data_key or name for name, each in start_shapes.Wanted().fields.items())


@blueprint.route("/solicitations/start", methods=["GET", "POST"])
@signed_in
def start():
    """What is to be bought, then what is there already for it, then the draft."""
    chosen = request.values.get("jurisdiction_id", "")
    jurisdictions, lists = _jurisdictions(chosen)
    own = jurisdictions[0][0] if jurisdictions else ""
    known = library.with_shipped(lists.get(chosen or own, {}))
    entries = {name: request.args.get(name, "") for name in ENTRIES}
    form = Form(start_shapes.Chosen(), initial={**entries, "jurisdiction_id": entries["jurisdiction_id"] or own})
    if form.submit(begin):
        made = form.result
        flash(f"{made.reference} is a draft now. Go through the list below; every step is saved as you go.")
        return redirect(url_for(".hub", id=made.id))
    typed = {name: form.value(name) for name in ENTRIES}
    plan = plans.get(g.context, str(typed["plan_id"])) if typed["plan_id"] else None
    there = _look(form, typed, known) if any(request.args.get(name) for name in ENTRIES) or form.faults else None
    return render(
        "solicitations/start.html",
        form=form,
        jurisdictions=jurisdictions,
        kinds=KINDS,
        typed=typed,
        there=there,
        plan=plan,
    )


def _jurisdictions(chosen: str) -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    """Those for which the actor may draft, by name, and the lists of categories that are needed, in one select."""
    needed = Jurisdiction.id == chosen if chosen else sa.literal(bool(request.values.get("categories")))
    select = (
        sa.select(Jurisdiction.id, Jurisdiction.name, Category.code, Category.title)
        .outerjoin(Category, sa.and_(Category.jurisdiction_id == Jurisdiction.id, needed))
        .where(Jurisdiction.id.in_(places(g.context.actor, Permission.DRAFT)))
        .order_by(Category.code)
    )
    names: dict[str, str] = {}
    lists: dict[str, dict[str, str]] = {}
    for place, name, code, title in g.context.session.execute(select):
        names[place] = name
        if code is not None:
            lists.setdefault(place, {})[code] = title
    return sorted(names.items(), key=lambda pair: pair[1]), lists


def begin(data: Mapping) -> Solicitation:
    """The draft with what was said at the start; from a template's version, or with an empty text."""
    version_id = data["template_version_id"]
    place = g.context.session.get(Jurisdiction, data["jurisdiction_id"])
    zone = place.zone if place is not None else "UTC"
    return planned.draft(
        g.context,
        plans.get(g.context, data["plan_id"]) if data["plan_id"] else None,
        jurisdiction_id=data["jurisdiction_id"],
        title=data["title"],
        template_version=library.get_version(g.context, version_id) if version_id else None,
        kind=data["kind"] or None,
        focus_area=data["focus_area"],
        facts=_facts(data),
        due_at=deadline.instant_of(data["due_date"], data["due_time"], zone),
        forecast_publish_on=data["publish_on"],
    )


def _facts(data: Mapping) -> dict:
    known = library.category_list(g.context, data["jurisdiction_id"])
    codes = categories.understood(data["categories"], known)
    return {each.key: data[each.key] for each in FACTS if each.key != "categories"} | {"categories": codes or None}


def _look(form: Form, typed: Mapping, known: Mapping[str, str]) -> starting.There | None:
    """What fits what was typed; a fault in it stands beside its field, and what else was typed still counts."""
    try:
        data = load(start_shapes.Wanted(), typed)
        if data["categories"]:
            categories.understood(data["categories"], known)
        deadline.instant_of(data["due_date"], data["due_time"], "UTC")
    except Invalid as refused:
        form.refuse(refused)
    title = str(typed["title"])[:300]
    if not title.strip():
        return None
    kind = typed["kind"] if typed["kind"] in list(Kind) else ""
    return starting.look(g.context, title=title, kind=kind, focus_area=str(typed["focus_area"])[:60])
