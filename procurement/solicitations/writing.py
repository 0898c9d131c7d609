"""The pages on which a draft is written: facts, sections, blanks, requirements, criteria, price lines.

Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Conflict
from procurement.library import asked_forms, form_shapes, pieces, presenting
from procurement.library.values import DEFAULTS
from procurement.solicitations import (
    comments,
    deadline,
    operations,
    policy,
    queries,
    schemas,
    snapshot,
    timing,
)
from procurement.solicitations.door import blueprint, may_write, may_write_text, own
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form, sent_base
from procurement.web.pages import render

FACTS = ("title", "reference", "summary", "focus_area", "contact_name", "contact_email")
#: Of each part: its form, what it is called, its list's page, and what a new piece begins with.
FORMS = {
    "blanks": (form_shapes.Blank, "blank", "blanks", {"kind": "text", "required": "true"}),
    "requirements": (asked_forms.Requirement, "requirement", "requirements", {"kind": "text", "required": "true"}),
    "price_lines": (asked_forms.PriceLine, "price_line", "price_lines", {"quantity": "1"}),
}


@blueprint.route("/solicitations/<id>/details", methods=["GET", "POST"])
@signed_in
def details(id):
    """Title, reference, summary, contact and deadline."""
    it = own(id)
    current = {**{name: getattr(it, name) for name in FACTS}, **deadline.entries(it.due_at, it.zone)}
    form = Form(schemas.EditForm(), initial=current)
    if form.submit(lambda data: operations.edit(g.context, it, base=form.base, **data)):
        return _saved(it, "Saved.", "hub")
    rules = queries.rules_that_bind(g.context.session, it)
    said = {key: timing.said(rules.binding(key)) for key in ("notice_days", "question_days")}
    return _page("details", it, form=form, current=current, said=said)


@blueprint.get("/solicitations/<id>/sections")
@signed_in
def sections(id):
    """The outline, with buttons to move and change each section."""
    it = own(id)
    rows = snapshot.sections(it.content, it.values, it.zone, "mark")
    said = comments.open_by_place(g.context.session, it)
    return _page("sections", it, talk=said, rows=rows)


@blueprint.get("/solicitations/<id>/requirements")
@signed_in
def requirements(id):
    """What every response must answer."""
    return _page("requirements", own(id))


@blueprint.route("/solicitations/<id>/criteria", methods=["GET", "POST"])
@signed_in
def criteria(id):
    """By what responses are judged, and their points, which can be weighed against each other here."""
    it = own(id)
    form = Form(form_shapes.Weights())
    if form.submit(lambda data: operations.weigh_criteria(g.context, it, **data)):
        return _saved(it, "The points are saved.", "criteria")
    found = [each for each in queries.hindrances(g.context, it, approvals=False) if each.place.startswith("criteria")]
    return _page(
        "criteria",
        it,
        form=form,
        **form_shapes.around_weights(it.content),
        points=presenting.points_in_all(it.content["criteria"]),
        how_judged=presenting.how_judged,
        ties=presenting.tie_rules(it.content),
        found=found,
    )


@blueprint.get("/solicitations/<id>/price-lines")
@signed_in
def price_lines(id):
    """What is to be priced; for a pool its demand with each member's share."""
    it = own(id)
    return _page("price_lines", it, lines=queries.content_in_force(g.context.session, it)["price_lines"])


@blueprint.post("/solicitations/<id>/price-lines/total")
@signed_in
def one_total(id):
    """Ask for one total price instead of lines."""
    it = own(id)
    form = Form(schemas.Version())
    piece = {"description": "Total price", "unit": "total", "quantity": "1", "optional": False}
    if not form.submit(lambda data: operations.add_piece(g.context, it, part="price_lines", piece=piece, **data)):
        _refuse(form)
    return _saved(it, "Vendors are asked for one total price.", "price_lines")


@blueprint.route("/solicitations/<id>/evaluation", methods=["GET", "POST"])
@signed_in
def evaluation(id):
    """How points become a ranking."""
    it = own(id)
    form = Form(form_shapes.Evaluation(), initial=form_shapes.evaluation_entries(it.content["evaluation"]))
    if form.submit(lambda data: operations.set_evaluation(g.context, it, **data)):
        return _saved(it, "Saved.", "criteria")
    rules = [("lowest-price", "The lower price"), ("earliest", "The earlier submission")]
    rules += [
        (f"criterion:{each['key']}", f"More points on “{each['title']}”")
        for each in it.content["criteria"]
        if each["kind"] != "pass-fail"
    ]
    return _page(
        "evaluation",
        it,
        form=form,
        rules=rules,
        rows=len(it.content["evaluation"]["preferences"]) + 2,
        **form_shapes.rows_of(it.content),
    )


@blueprint.route("/solicitations/<id>/criteria/new", methods=["GET", "POST"], defaults={"key": ""})
@blueprint.route("/solicitations/<id>/criteria/<key>", methods=["GET", "POST"])
@signed_in
def criterion(id, key):
    """One criterion: its kind decides which fields it has."""
    it = own(id)
    piece = pieces.find(it.content, "criteria", key) if key else None
    asked = request.args.get("kind", "rated")
    fresh = {"kind": asked if asked in ("rated", "given", "pass-fail", "price") else "rated", "points": ""}
    form = Form(form_shapes.Criterion(), initial=form_shapes.entries(piece or fresh))

    def save(data: dict):
        name = key or form_shapes.new_key("c", [each["key"] for each in it.content["criteria"]])
        sent = form_shapes.with_parts(data, name, piece)
        if piece is not None and not form_shapes.has_simple_parts(piece):
            sent = {**sent, "children": piece["children"], "scale": piece.get("scale")}
        return _store(it, "criteria", key, sent, data["version"])

    if form.submit(save):
        return _saved(it, f"“{form.value('title')}” is saved.", "criteria")
    kind = form.value("kind") or fresh["kind"]
    return _page(
        "criterion",
        it,
        form=form,
        key=key,
        kind=kind if kind in ("rated", "given", "pass-fail", "price") else "rated",
        piece=piece,
        raw=piece,
        current=form_shapes.entries(piece) if piece else {},
        simple=piece is None or form_shapes.has_simple_parts(piece),
        formulas=form_shapes.FORMULAS.items(),
        combines=form_shapes.COMBINES.items(),
        **asked_forms.around(it.content, "criteria", key),
    )


def _piece_page(part: str, address: str) -> None:
    """The page on which one piece is added or changed."""
    shape, name, listing, fresh = FORMS[part]

    def view(id, key):
        it = own(id)
        piece = pieces.find(it.content, part, key) if key else None
        begun = asked_forms.shown(part, piece or fresh)
        if piece is None:
            begun["after"] = request.args.get("after", "")
            begun["key"] = request.args.get("declare", "")
        form = Form(shape(), initial=begun)

        def save(data: dict):
            version, after = data.pop("version"), data.pop("after", None)
            data = asked_forms.as_piece(part, data, piece)
            return _store(it, part, key, data, version, after=after)

        if form.submit(save):
            return _saved(it, "Saved.", listing)
        around = asked_forms.around(it.content, part, key)
        page = {
            "form": form,
            "key": key,
            "raw": piece,
            "current": begun if piece else {},
            "places": _places(it),
            **around,
        }
        return _page(name, it, defaults=DEFAULTS, **page)

    view.__doc__ = f"Add or change a {name.replace('_', ' ')}."
    view = signed_in(view)
    place = f"/solicitations/<id>/{address}"
    blueprint.add_url_rule(f"{place}/new", name, view, methods=["GET", "POST"], defaults={"key": ""})
    blueprint.add_url_rule(f"{place}/<key>", name, view, methods=["GET", "POST"])


_piece_page("blanks", "blanks")
_piece_page("requirements", "requirements")
_piece_page("price_lines", "price-lines")


@blueprint.post("/solicitations/<id>/move/<part>/<key>")
@signed_in
def move(id, part, key):
    """One piece up or down."""
    it = own(id)
    form = Form(schemas.MoveForm())
    order = [each["key"] for each in it.content[_part(part)]]

    def deed(data: dict):
        # What others wrote meanwhile does not matter, only what they moved, put in or took out.
        version = None if form.base == {"order": order} else data["version"]
        operations.move_piece(g.context, it, part=part, key=key, by=data["by"], version=version)

    if not form.submit(deed):
        _refuse(form)
    return redirect(url_for(f"solicitations.{part}", id=id, _anchor=f"row-{key}"))


@blueprint.route("/solicitations/<id>/remove/<part>/<key>", methods=["GET", "POST"])
@signed_in
def remove(id, part, key):
    """Ask, then take one piece out."""
    it = own(id)
    piece = pieces.find(it.content, _part(part), key)
    form = Form(schemas.Version())

    def deed(data: dict):
        version = None if form.base == piece else data["version"]
        operations.remove_piece(g.context, it, part=part, key=key, version=version)

    if form.submit(deed):
        return _saved(it, "It is taken out.", part)
    name = piece.get("heading") or piece.get("label") or piece.get("title") or piece.get("description") or "Untitled"
    return _page("remove", it, form=form, raw=piece, part=part, noun=pieces.PARTS[part][1], name=name)


def _places(it: Solicitation) -> list[tuple[str, str]]:
    rows = snapshot.sections(it.content, it.values, it.zone, "mark")
    return [(each["key"], f"After {each['number']} {each['heading'] or '(no heading)'}") for each in rows]


def _part(part: str) -> str:
    pieces.known(part)
    return part


def _store(it: Solicitation, part: str, key: str, data: dict, version: int, after: str | None = None):
    """What others changed meanwhile is joined, field by field; a further piece takes nothing from anybody."""
    if key:
        changes = {name: value for name, value in data.items() if name != "key"}
        return operations.change_piece(
            g.context, it, version=version, part=part, key=key, changes=changes, base=sent_base()
        )
    return operations.add_piece(g.context, it, version=None, part=part, piece=data, after=after)


def _saved(it: Solicitation, sentence: str, page: str):
    flash(sentence)
    return redirect(url_for(f"solicitations.{page}", id=it.id))


def _refuse(form: Form):
    """A button has no page of its own on which its refusal could stand."""
    sentences = [each for several in form.faults.values() for each in several]
    raise Conflict(" ".join(sentences))


def _page(name: str, it: Solicitation, /, **given):
    # Title, contact and deadline are no part of an addendum's text.
    writable = may_write(it) if name == "details" else may_write_text(it)
    why = "" if writable else policy.may_edit(g.context.actor, it).reason or policy.rests(it)
    return render(f"solicitations/{name}.html", it=it, writable=writable, why_not=why, **given)
