"""The pages on which blanks are filled, topic by topic. Floor: pages."""

from flask import flash, g, jsonify, redirect, request, url_for

from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import load
from procurement.library import blanks as filling
from procurement.solicitations import drafting, joining, operations, schemas, snapshot, topics, typing_in
from procurement.solicitations.door import blueprint, may_write_text, own, resting
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form, nest, sent_base
from procurement.web.pages import render

ALL = "all"


@blueprint.route("/solicitations/<id>/blanks", methods=["GET", "POST"])
@signed_in
def blanks(id):
    """The topics with how far each is; few blanks stand on this page themselves, and `?topic=` shows one topic."""
    it = own(id)
    declared = snapshot.blanks_of(it.content)
    found = topics.topics(it.content, declared)
    topic = request.args.get("topic", "")
    shown = [each for each in found if topic in (ALL, each.key)]
    few = len(declared) <= topics.ONE_PAGE or len(found) < 2
    if not shown and (few or request.method == "POST"):
        shown = found
    form = Form(schemas.FillForm(), initial={"values": _entries(it, shown)})
    if form.submit(lambda data: _fill(it, data, form.base)):
        return _saved(it, found, topic)
    return render(
        "solicitations/blanks.html",
        form=form,
        it=it,
        writable=may_write_text(it),
        why_not=resting(it),
        topics=found,
        shown=shown,
        topic=topic,
        base=_base(it, shown),
        clashes=_clashes(it, form),
        offers=_offers(it, shown),
        declared=declared,
        filled=sum(1 for blank in declared if it.values.get(blank.key) is not None),
        uses=topics.uses(it.content, declared),
        undeclared=_undeclared(it, declared),
        others=typing_in.others(g.context, it, "blanks"),
    )


@blueprint.post("/solicitations/<id>/blanks/autosave")
@signed_in
def autosave_blanks(id):
    """What stands in the form, saved while somebody types, but for what is not right yet. Answers in JSON."""
    it = own(id)
    base, sent = sent_base(), load(schemas.FillForm(), nest(request.form))["values"]
    if base is None:
        raise Conflict("Save by the button: this page is too old to save by itself.")
    # An offered value counts only when a person saves it.
    offers = _offers(it, topics.topics(it.content, snapshot.blanks_of(it.content)))
    typed = {key: value for key, value in sent.items() if not (base.get(key) == "" and value == offers.get(key))}
    faults: dict[str, list[str]] = {}
    try:
        typing_in.save_values(g.context, it, values=typed, base=base)
    except Invalid as refused:
        faults = refused.faults
        right = {key: value for key, value in typed.items() if f"values.{key}" not in faults}
        typing_in.save_values(g.context, it, values=right, base=base)
        typed = right
    there = typing_in.sign_of_life(g.context, it, "blanks")
    others = [{"name": each.person.name, "minutes": typing_in.minutes(g.context, each)} for each in there]
    # A value may read differently now (“1200” is kept as “1,200”): what this person read last is that.
    now = drafting.entries_of(it)
    saved = {**base, **{key: now[key] for key, value in typed.items() if value != base.get(key) and key in now}}
    return jsonify(version=it.version, base=saved, faults=faults, others=others)


def _fill(it: Solicitation, data: dict, base: dict | None) -> Solicitation:
    return operations.fill(g.context, it, version=data["version"], values=data["values"], base=base)


def _saved(it: Solicitation, found: list[topics.Topic], topic: str):
    """On to the next topic with something required left, or back to the task list."""
    declared = snapshot.blanks_of(it.content)
    left = filling.unfilled(declared, it.values)
    if not left:
        flash("Saved. Every required blank is filled.")
        return redirect(url_for(".hub", id=it.id))
    flash(f"Saved. {len(left)} required {'blank is' if len(left) == 1 else 'blanks are'} still open.")
    keys = {blank.key for blank in left}
    waiting = [each.key for each in found if keys & {blank.key for blank in each.blanks}]
    if topic in ("", ALL):
        return redirect(url_for(".blanks", id=it.id, topic=topic or None))
    order = [each.key for each in found]
    later = [key for key in waiting if key in order and topic in order and order.index(key) > order.index(topic)]
    return redirect(url_for(".blanks", id=it.id, topic=(later or waiting)[0]))


def _entries(it: Solicitation, shown: list[topics.Topic]) -> dict[str, str]:
    """What the fields show: the value, or what is offered for an empty one."""
    offers = _offers(it, shown)
    return {key: value or offers.get(key, "") for key, value in _base(it, shown).items()}


def _base(it: Solicitation, shown: list[topics.Topic]) -> dict[str, str]:
    now = drafting.entries_of(it)
    return {blank.key: now[blank.key] for topic in shown for blank in topic.blanks}


def _offers(it: Solicitation, shown: list[topics.Topic]) -> dict[str, str]:
    if not may_write_text(it):
        return {}
    wanted = (blank for topic in shown for blank in topic.blanks if it.values.get(blank.key) is None)
    return {blank.key: offer for blank in wanted if (offer := topics.offered(blank, it))}


def _clashes(it: Solicitation, form: Form) -> list[tuple[str, str, str]]:
    """Blanks that somebody else filled differently meanwhile: label, what stands there, what was typed."""
    typed = form.value("values")
    if form.status != 409 or form.base is None or not isinstance(typed, dict):
        return []
    labels = {each["key"]: each["label"] for each in it.content["blanks"]}
    now = drafting.entries_of(it)
    clashes = joining.entries(form.base, now, {key: value for key, value in typed.items() if key in labels}).clashes
    return [(labels[each.place], each.ours or "(empty)", each.theirs or "(empty)") for each in clashes]


def _undeclared(it: Solicitation, declared) -> list[str]:
    texts = [("", f"{each['heading']}\n{each['body']}") for each in it.content["sections"]]
    return [key for _, key in filling.undeclared(texts, declared)]
