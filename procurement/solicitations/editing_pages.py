"""The page on which one section is written: toolbar, preview, saving while typing, comments beside it. Floor: pages."""

from flask import flash, g, jsonify, redirect, request, url_for

from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.shapes import load
from procurement.core.verdict import require
from procurement.library import pieces, presenting
from procurement.library.brackets import notes
from procurement.library.schemas import NoteForm
from procurement.solicitations import (
    comments,
    drafting,
    editing_shapes,
    facts,
    joining,
    operations,
    policy,
    snapshot,
    topics,
    typing_in,
)
from procurement.solicitations.door import at_work, blueprint, may_write_text, own, refused, resting
from procurement.solicitations.models import Editing, Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form, nest, sent_base
from procurement.web.pages import render

TYPED = ("heading", "level", "body", "when", "format")
GONE = (
    "Somebody took this section out while you were writing. What you typed is kept below: save it to put it in again, "
    "or leave it out."
)


@blueprint.route("/solicitations/<id>/sections/new", methods=["GET", "POST"], defaults={"key": ""})
@blueprint.route("/solicitations/<id>/sections/<key>", methods=["GET", "POST"])
@signed_in
def section(id, key):
    """One section: for its officers to write, for everybody else at work on it to read and to comment."""
    it = at_work(id)
    piece = next((each for each in _sections(it) if each["key"] == key), None)
    if key and piece is None and request.method == "GET":
        raise NotFound("There is no such section (any more).")
    if not may_write_text(it):
        return _read(it, piece) if request.method == "GET" else _resting(it)
    form = Form(editing_shapes.Section(), initial=_entries(piece))
    if key and piece is None:
        form.refuse(Conflict(GONE))
        return _page(it, None, form)
    action = request.form.get("action", "")
    if action != "preview" and form.submit(lambda data: _store(it, piece, data, action)):
        return _saved(it, form.result, action)
    return _page(it, piece, form)


@blueprint.post("/solicitations/<id>/sections/<key>/autosave")
@signed_in
def autosave(id, key):
    """What stands in the form, saved while somebody types; also the sign that they are still there. Answers in JSON."""
    it = own(id)
    base, data = sent_base(), load(editing_shapes.Section(), nest(request.form))
    typed = {name: data[name] for name in TYPED if name in data}
    if base is None:
        raise Conflict("Save by the button: this page is too old to save by itself.")
    typing_in.save_piece(g.context, it, part="sections", key=key, changes=typed, base=base)
    there = typing_in.sign_of_life(g.context, it, f"sections/{key}")
    stands = pieces.find(it.content, "sections", key)
    read = {name: typed[name] if name == "body" or typed[name] == base.get(name) else stands[name] for name in typed}
    return jsonify(version=it.version, base=read, others=_who(there))


@blueprint.post("/solicitations/<id>/preview-section")
@signed_in
def preview_section(id):
    """A section as it would be printed, from what stands in the form: a piece of a page."""
    it = own(id)
    require(policy.may_edit(g.context.actor, it))
    typed = load(editing_shapes.Section(), nest(request.form))
    return render("pieces/preview.html", shown=_shown(it, typed))


@blueprint.post("/solicitations/<id>/declare")
@signed_in
def declare(id):
    """A further blank, declared without leaving the section in which it is to stand. Answers in JSON."""
    it = own(id)
    made = _declared(it, load(editing_shapes.Declaring(), nest(request.form)))
    return jsonify(version=it.version, **made)


@blueprint.post("/solicitations/<id>/sections/<key>/notes")
@signed_in
def remove_note(id, key):
    """Take a note to whoever drafts out of the text."""
    it = own(id)
    form = Form(NoteForm())
    if not form.submit(lambda data: drafting.remove_note(g.context, it, key=key, **data)):
        refused(form)
    flash("The note is taken out.")
    return redirect(url_for(".section", id=id, key=key))


def _store(it: Solicitation, piece: dict | None, data: dict, action: str) -> str:
    """The key of the section that was saved; a blank that was named beside it is declared."""
    version, after, named = data.pop("version"), data.pop("after", None), data.pop("declare", {})
    base = sent_base()
    if piece is None:
        key = operations.add_piece(g.context, it, version=None, part="sections", piece=data, after=after)
    else:
        key = piece["key"]
        operations.change_piece(g.context, it, version=version, part="sections", key=key, changes=data, base=base)
    if action == "declare":
        made = _declared(it, named)
        flash(f"Saved, and “{made['label']}” is declared: write {{{{{made['key']}}}}} where it should stand.")
    return key


def _declared(it: Solicitation, data: dict) -> dict:
    if not data.get("label"):
        raise Invalid({"declare.label": ["Say what the blank asks for."]})
    taken = [each["key"] for each in it.content["blanks"]]
    key = topics.new_key(data["label"], taken)
    piece = {"key": key, "label": data["label"], "kind": data["kind"], "required": True}
    operations.add_piece(g.context, it, version=None, part="blanks", piece=piece)
    return {"key": key, "label": data["label"]}


def _saved(it: Solicitation, key: str, action: str):
    if action == "declare":
        return redirect(url_for(".section", id=it.id, key=key))
    flash("Saved.")
    following = _neighbours(it, key)[1]
    if action == "next" and following is not None:
        return redirect(url_for(".section", id=it.id, key=following["key"]))
    return redirect(url_for(".sections", id=it.id, _anchor=f"row-{key}"))


def _entries(piece: dict | None) -> dict:
    if piece is None:
        return {"level": 1, "format": "markdown", "after": request.args.get("after", "")}
    return {name: piece.get(name) or "" for name in TYPED}


def _page(it: Solicitation, piece: dict | None, form: Form):
    key = piece["key"] if piece is not None else ""
    typed = {name: form.value(name) for name in TYPED}
    before, following = _neighbours(it, key)
    place = f"sections/{key}"
    return render(
        "solicitations/section.html",
        form=form,
        it=it,
        key=key,
        current=_entries(piece),
        clashes=_clashes(piece, form),
        shown=_shown(it, typed) if piece is not None or form.value("body") else None,
        notes=notes(piece["body"]) if piece is not None else [],
        insertable=[(each["key"], each["label"]) for each in it.content["blanks"]],
        places=_places(it),
        before=before,
        following=following,
        others=typing_in.others(g.context, it, place) if piece is not None else [],
        **_talk(it, place if piece is not None else None),
    )


def _read(it: Solicitation, piece: dict | None):
    before, following = _neighbours(it, piece["key"] if piece is not None else "")
    return render(
        "solicitations/read_section.html",
        it=it,
        shown=_shown(it, piece) if piece is not None else {"title": "Add a section", "html": ""},
        before=before,
        following=following,
        works_here=bool(policy.may_see_work(g.context.actor, it)),
        why_not=resting(it),
        **_talk(it, f"sections/{piece['key']}" if piece is not None else None),
    )


def _resting(it: Solicitation):
    """Somebody without the right, or after the draft: the deed itself says so."""
    require(policy.may_edit(g.context.actor, it))
    raise Conflict(policy.rests(it))


def _talk(it: Solicitation, place: str | None) -> dict:
    """What the comments beside a section need."""
    may_comment = policy.may_comment(g.context.actor, it, _members(it))
    return {
        "place": place,
        "threads": comments.threads_for(g.context, it, place) if place is not None else [],
        "may_comment": bool(may_comment),
        "may_settle": bool(may_comment) and bool(policy.may_edit(g.context.actor, it)),
    }


def _members(it: Solicitation):
    from_pool = it.pool_id is not None
    return operations.queries.member_ids(g.context.session, it) if from_pool else ()


def _clashes(piece: dict | None, form: Form) -> list:
    """What two people want differently, when that is why the form was refused."""
    if piece is None or form.status != 409 or form.base is None:
        return []
    typed = {name: form.value(name) for name in ("heading", "body", "when")}
    typed["body"] = str(typed["body"]).replace("\r\n", "\n")
    return joining.piece(form.base, {name: piece.get(name, "") for name in typed}, typed).clashes


def _shown(it: Solicitation, typed: dict) -> dict:
    level = str(typed.get("level") or 1)
    return presenting.one_section(
        {**typed, "level": int(level) if level.isdecimal() else 1}, snapshot.blanks_of(it.content), it.values, it.zone
    )


def _sections(it: Solicitation) -> list[dict]:
    """The sections this person may know of: a pool's members are asked only about those that stand."""
    is_own = policy.may_see_work(g.context.actor, it)
    return (it.content if is_own else snapshot.in_force(it.content, facts.known(it)))["sections"]


def _neighbours(it: Solicitation, key: str) -> tuple[dict | None, dict | None]:
    """The sections before and after this one as the outline shows them."""
    content = {**it.content, "sections": _sections(it)}
    rows = [each for each in snapshot.sections(content, it.values, it.zone, "mark") if each["role"] != "contents"]
    at = next((place for place, each in enumerate(rows) if each["key"] == key), None)
    if at is None:
        return None, None
    return rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None


def _places(it: Solicitation) -> list[tuple[str, str]]:
    rows = snapshot.sections(it.content, it.values, it.zone, "mark")
    return [(each["key"], f"After {each['number']} {each['heading'] or '(no heading)'}"[:90]) for each in rows]


def _who(rows: list[Editing]) -> list[dict]:
    return [{"name": each.person.name, "minutes": typing_in.minutes(g.context, each)} for each in rows]
