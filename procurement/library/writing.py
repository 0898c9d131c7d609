"""The pages on which a draft version is written: sections, blanks, criteria and so on. Floor: pages."""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Conflict
from procurement.core.shapes import load
from procurement.core.verdict import require
from procurement.library import (
    asked_forms,
    editing,
    form_shapes,
    operations,
    piece_shapes,
    pieces,
    policy,
    presenting,
    queries,
    schemas,
    soundness,
)
from procurement.library import blanks as filling
from procurement.library import content as contents
from procurement.library.brackets import notes
from procurement.library.door import blueprint
from procurement.library.lifecycle import VersionState
from procurement.library.models import ItemVersion
from procurement.library.values import DEFAULTS
from procurement.web.access import signed_in
from procurement.web.forms import Form, nest
from procurement.web.pages import render

#: Of each part: the form of a piece, the template with its fields, what a new piece begins with.
FORMS = {
    "sections": (form_shapes.Section, "section", {"level": 1, "format": "markdown"}),
    "blanks": (form_shapes.Blank, "blank", {"kind": "text", "required": "true"}),
    "requirements": (asked_forms.Requirement, "requirement", {"kind": "text", "required": "true"}),
    "criteria": (form_shapes.Criterion, "criterion", {}),
    "price_lines": (asked_forms.PriceLine, "price_line", {"quantity": "1"}),
}
TITLES = {
    "sections": "Text",
    "blanks": "Blanks",
    "requirements": "Requirements",
    "criteria": "Criteria and points",
    "price_lines": "Price lines",
}
#: What a preview of a section is made from.
SHOWN = ("heading", "level", "body", "format")
CRITERIA = ("rated", "price", "given", "pass-fail")


@blueprint.get("/library/versions/<id>/write")
@signed_in
def write(id):
    """The task list of a draft version: its parts, what hinders publication."""
    return _hub(_draft(id), None)


@blueprint.post("/library/versions/<id>/publish")
@signed_in
def publish(id):
    """Freeze the version and offer it."""
    it = _draft(id)
    form = Form(piece_shapes.Version())
    if form.submit(lambda data: operations.publish_version(g.context, it, **data)):
        flash(f"Version {it.number} is published. It never changes again; a new version can follow it.")
        return redirect(url_for(".show", id=it.item_id))
    return _hub(it, form)


@blueprint.route("/library/versions/<id>/discard", methods=["GET", "POST"])
@signed_in
def discard(id):
    """Ask, then throw the draft away."""
    it = _draft(id)
    template, number = it.item, it.number
    form = Form(piece_shapes.Version())
    if form.submit(lambda data: operations.discard_version(g.context, it, **data)):
        flash(f"The draft of version {number} is thrown away.")
        return redirect(url_for(".show", id=template.id) if form.result is not None else url_for(".index"))
    return render("library/discard.html", form=form, it=it, alone=it.item.versions == [it])


@blueprint.get("/library/versions/<id>/<any(sections,blanks,requirements,criteria,price_lines):part>")
@signed_in
def listing(id, part):
    """The pieces of one part, with buttons to move and change each."""
    return _listing(_draft(id), part, None)


def _listing(it: ItemVersion, part: str, form: Form | None):
    texts = [(each["key"], f"{each['heading']}\n{each['body']}") for each in it.content["sections"]]
    declared = contents.blanks(it.content)
    return _page(
        "pieces",
        it,
        part=part,
        form=form,
        **form_shapes.around_weights(it.content),
        rows=presenting.template_body(it.content)[part],
        notes={each["key"]: len(notes(each["body"])) for each in it.content["sections"]} if part == "sections" else {},
        undeclared=list(dict.fromkeys(key for _, key in filling.undeclared(texts, declared))),
        unused={blank.key for blank in filling.unused([text for _, text in texts], declared)},
        points=presenting.points_in_all(it.content["criteria"]),
        how_judged=presenting.how_judged,
        ties=presenting.tie_rules(it.content),
    )


@blueprint.post("/library/versions/<id>/weights")
@signed_in
def weights(id):
    """The points of several criteria at once."""
    it = _draft(id)
    form = Form(form_shapes.Weights())
    if form.submit(lambda data: editing.weigh_criteria(g.context, it, **data)):
        return _saved(it, "The points are saved.", "criteria")
    return _listing(it, "criteria", form)


@blueprint.route("/library/versions/<id>/numbering", methods=["POST"])
@signed_in
def numbering(id):
    """Who numbers the sections."""
    it = _draft(id)
    form = Form(schemas.NumberingForm())
    if not form.submit(lambda data: editing.set_numbering(g.context, it, **data)):
        _refuse(form)
    return _saved(it, "Saved.", "sections")


@blueprint.route("/library/versions/<id>/evaluation", methods=["GET", "POST"])
@signed_in
def evaluation(id):
    """How points become a ranking."""
    it = _draft(id)
    settings = it.content["evaluation"]
    form = Form(form_shapes.Evaluation(), initial=form_shapes.evaluation_entries(settings))
    if form.submit(lambda data: editing.set_evaluation(g.context, it, **data)):
        return _saved(it, "Saved.", "criteria")
    rules = [("lowest-price", "The lower price"), ("earliest", "The earlier submission")]
    judged = [each for each in it.content["criteria"] if each["kind"] != "pass-fail"]
    rules += [(f"criterion:{each['key']}", f"More points on “{each['title']}”") for each in judged]
    return _page(
        "evaluation",
        it,
        form=form,
        rules=rules,
        rows=len(settings.get("preferences", [])) + 2,
        **form_shapes.rows_of(it.content),
    )


@blueprint.route(
    "/library/versions/<id>/<any(sections,blanks,requirements,criteria,price_lines):part>/new",
    methods=["GET", "POST"],
    defaults={"key": ""},
)
@blueprint.route(
    "/library/versions/<id>/<any(sections,blanks,requirements,criteria,price_lines):part>/<key>",
    methods=["GET", "POST"],
)
@signed_in
def piece(id, part, key):
    """One piece added or changed."""
    it = _draft(id)
    before = pieces.find(it.content, part, key) if key else None
    shape, name, _ = FORMS[part]
    form = Form(shape(), initial=_entries(part, before))
    is_look = request.form.get("action") == "preview"
    if not is_look and form.submit(lambda data: _store(it, part, key, before, data)):
        return _saved(it, "Saved.", part)
    shown = form.value("kind") or "rated"
    return _page(
        "piece",
        it,
        form=form,
        part=part,
        key=key,
        name=name,
        current=_entries(part, before) if before else {},
        places=_places(it) if part == "sections" and not key else [],
        notes=notes(before["body"]) if before and part == "sections" else [],
        insertable=[(each["key"], each["label"]) for each in it.content["blanks"]] if part == "sections" else [],
        shown=_shown(it, {name: form.value(name) for name in SHOWN}) if part == "sections" else None,
        kind=shown if shown in CRITERIA else "rated",
        piece=before,
        simple=before is None or form_shapes.has_simple_parts(before),
        formulas=form_shapes.FORMULAS.items(),
        combines=form_shapes.COMBINES.items(),
        defaults=DEFAULTS,
        **asked_forms.around(it.content, part, key),
    )


@blueprint.post("/library/versions/<id>/preview-section")
@signed_in
def preview_section(id):
    """A section as it would be printed, from what stands in the form: a piece of a page."""
    it = _draft(id)
    typed = load(form_shapes.Section(), nest(request.form))
    return render("pieces/preview.html", shown=_shown(it, typed))


@blueprint.post("/library/versions/<id>/sections/<key>/notes")
@signed_in
def remove_note(id, key):
    """Take a note to whoever drafts out of the text."""
    it = _draft(id)
    form = Form(schemas.NoteForm())
    if not form.submit(lambda data: editing.remove_note(g.context, it, key=key, **data)):
        _refuse(form)
    flash("The note is taken out.")
    return redirect(url_for(".piece", id=id, part="sections", key=key))


@blueprint.post("/library/versions/<id>/move/<part>/<key>")
@signed_in
def move(id, part, key):
    """One piece up or down."""
    it = _draft(id)
    pieces.known(part)
    form = Form(piece_shapes.MoveForm())
    if not form.submit(lambda data: editing.move_piece(g.context, it, part=part, key=key, **data)):
        _refuse(form)
    return redirect(url_for(".listing", id=id, part=part, _anchor=f"row-{key}"))


@blueprint.route("/library/versions/<id>/remove/<part>/<key>", methods=["GET", "POST"])
@signed_in
def remove(id, part, key):
    """Ask, then take one piece out."""
    it = _draft(id)
    pieces.known(part)
    found = pieces.find(it.content, part, key)
    form = Form(piece_shapes.Version())
    if form.submit(lambda data: editing.remove_piece(g.context, it, part=part, key=key, **data)):
        return _saved(it, "It is taken out.", part)
    name = found.get("heading") or found.get("label") or found.get("title") or found.get("description") or "Untitled"
    return _page("remove", it, form=form, part=part, noun=pieces.PARTS[part][1], name=name)


def _draft(id: str) -> ItemVersion:
    """The draft version for somebody who may write it."""
    found = queries.get_version(g.context, id)
    require(policy.may_edit(g.context.actor, found.item))
    if found.state != VersionState.DRAFT:
        raise Conflict("A published version never changes. Begin a new version and change that one.")
    return found


def _hub(it: ItemVersion, form: Form | None):
    found = soundness.hindrances(it.content)
    return _page(
        "write",
        it,
        form=form,
        titles=TITLES,
        points=presenting.points_in_all(it.content["criteria"]),
        stops=[(each, _mending(it, each.place)) for each in found if each.blocking],
        warnings=[(each, _mending(it, each.place)) for each in found if not each.blocking],
    )


def _mending(it: ItemVersion, place: str) -> str:
    part, _, key = place.partition("/")
    return url_for(".piece", id=it.id, part=part, key=key) if key else url_for(".listing", id=it.id, part=part)


def _entries(part: str, before: dict | None) -> dict:
    """What the fields show at first."""
    if part == "criteria":
        asked = request.args.get("kind", "rated")
        return form_shapes.entries(before or {"kind": asked if asked in CRITERIA else "rated", "points": ""})
    begun = asked_forms.shown(part, before or FORMS[part][2])
    if before is None:
        begun |= {"after": request.args.get("after", ""), "key": request.args.get("declare", "")}
    return begun


def _store(it: ItemVersion, part: str, key: str, before: dict | None, data: dict):
    version, after = data.pop("version"), data.pop("after", None)
    if part == "criteria":
        name = key or contents.new_key("c", [each["key"] for each in it.content["criteria"]])
        data = form_shapes.with_parts(data, name, before)
        if before is not None and not form_shapes.has_simple_parts(before):
            data = {**data, "children": before["children"], "scale": before.get("scale")}
    else:
        data = asked_forms.as_piece(part, data, before)
    if not key:
        return editing.add_piece(g.context, it, version=version, part=part, piece=data, after=after)
    changes = {name: value for name, value in data.items() if name != "key"}
    return editing.change_piece(g.context, it, version=version, part=part, key=key, changes=changes)


def _shown(it: ItemVersion, typed: dict) -> dict:
    level = str(typed.get("level") or 1)
    section = {**typed, "level": int(level) if level.isdecimal() else 1}
    return presenting.one_section(section, contents.blanks(it.content), {}, "UTC")


def _places(it: ItemVersion) -> list[tuple[str, str]]:
    rows = contents.numbered(it.content["sections"], it.content["numbering"])
    return [(each["key"], f"After {number} {each['heading'] or '(no heading)'}"[:90]) for number, each in rows]


def _saved(it: ItemVersion, sentence: str, part: str):
    flash(sentence)
    return redirect(url_for(".listing", id=it.id, part=part))


def _refuse(form: Form):
    """A button has no page of its own on which its refusal could stand."""
    raise Conflict(" ".join(each for several in form.faults.values() for each in several))


def _page(page: str, it: ItemVersion, /, **given):
    return render(f"library/{page}.html", it=it, **given)
