"""The pages on which a solicitation becomes a Word document, and comes back from one. Floor: pages.

Between sending the file and taking it in, it lies in the store under its digest; the address carries digest and name,
signed for the person who sent it.
"""

from flask import current_app, flash, g, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from marshmallow import fields

from procurement.core.errors import Invalid, NotFound, Unavailable
from procurement.core.shapes import Shape
from procurement.core.verdict import require
from procurement.library import deciding, sources
from procurement.library.lineage_shapes import Answers
from procurement.library.operations import LARGEST_FILE
from procurement.solicitations import policy, queries, sides, word_files, word_taking
from procurement.solicitations.door import at_work, blueprint, may_write, own, refused
from procurement.solicitations.models import Solicitation
from procurement.web.access import public, signed_in, takes_files
from procurement.web.downloads import attachment
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

A_DAY = 24 * 60 * 60
GONE = "This upload is no longer here: an upload waits for one day. Please choose the file again."


class Sent(Shape):
    """Nothing but the file."""


class Taking(Answers):
    """Which changes are taken in, and how each question is decided."""

    take = fields.Dict(keys=fields.String(), values=fields.Boolean(), load_default=dict)
    fill = fields.Dict(keys=fields.String(), values=fields.Boolean(), load_default=dict)
    version = fields.Integer(load_only=True)


@blueprint.route("/solicitations/<id>/word", methods=["GET", "POST"])
@signed_in
@takes_files(LARGEST_FILE)
def word(id):
    """Download as Word; send an edited download back."""
    it = own(id)
    form = Form(Sent())
    if form.submit(lambda _: _received(it)):
        return redirect(url_for(".review_word", id=id, upload=form.result))
    exported = [each for each in sides.kept(g.context, it) if str(each.reason) == "exported"]
    return render("solicitations/word.html", form=form, it=it, writable=may_write(it), exported=exported[:10])


@blueprint.post("/solicitations/<id>/word/export")
@signed_in
def export_word(id):
    """Keep the draft as it is handed out, and hand it out."""
    it = own(id)
    form = Form(Sent())
    if not form.submit(lambda _: word_taking.export(g.context, it)):
        refused(form)
    return redirect(url_for(".word_file", id=id, key=str(form.result.number)))


@blueprint.get("/solicitations/<id>/word/<key>.docx")
@public
def word_file(id, key):
    """The Word document of a version, of what was published ("r1"), or of the draft as it stands ("now")."""
    name, data = word_files.named(g.context, queries.get(g.context, id), key)
    return attachment(data, name, word_files.MEDIA_TYPE)


@blueprint.get("/solicitations/<id>/compare.docx")
@signed_in
def compare_word(id):
    """What changed between two texts as a Word document with tracked changes."""
    it = at_work(id)
    choices = sides.choices(g.context, it)
    if not choices:
        raise NotFound(sides.NO_SUCH)
    old = sides.side(g.context, it, request.args.get("from", "") or choices[-1][0])
    new = sides.side(g.context, it, request.args.get("to", "") or choices[0][0])
    name, data = word_files.compared(g.context, it, old, new)
    return attachment(data, name, word_files.MEDIA_TYPE)


@blueprint.route("/solicitations/<id>/word/review", methods=["GET", "POST"])
@signed_in
def review_word(id):
    """What was changed outside, section by section; then take it in, or parts of it."""
    it = own(id)
    require(policy.may_edit(g.context.actor, it))
    name, data = _sent(it, request.args.get("upload", ""))
    chosen = _chosen()
    source = sources.source(data, name)
    if source.asks and len(chosen) < 2:
        return render(
            "solicitations/word_choose.html",
            it=it,
            name=name,
            source=source,
            upload=request.args["upload"],
            changes=sources.CHANGES,
            comments=sources.COMMENTS,
        )
    found = word_files.brought(g.context, it, data, **chosen)
    form = Form(Taking())
    if form.submit(lambda sent: _take(it, data, found, sent, chosen)):
        flash("What was changed in Word is in your draft. What stood here before is kept among its versions.")
        return redirect(url_for("solicitations.hub", id=id))
    touched = {*found.back.changed, *found.back.inserted, *found.back.deleted}
    titles = {
        each["key"]: each["heading"] for each in [*found.base.content["sections"], *found.back.content["sections"]]
    }
    return render(
        "solicitations/word_review.html",
        form=form,
        it=it,
        name=name,
        found=found,
        source=source,
        upload=request.args["upload"],
        writable=may_write(it),
        titles=titles,
        shown=[each for each in found.change["sections"] if each["key"] in touched or each["is_moved"]],
        asked=deciding.questions(found.merge),
        untaken={each for each in touched if form.faults and not form.value(f"take.{each}")},
        unfilled={each["key"] for each in found.filled if form.faults and not form.value(f"fill.{each['key']}")},
    )


def _take(it: Solicitation, data: bytes, found: word_files.Brought, sent: dict, chosen: dict) -> Solicitation:
    touched = {*found.back.changed, *found.back.inserted, *found.back.deleted}
    return word_taking.take_in(
        g.context,
        it,
        data,
        version=sent.get("version"),
        choices=sent["choices"],
        left={key for key in touched if not sent["take"].get(key)},
        blanks={key for key, wanted in sent["fill"].items() if wanted},
        **chosen,
    )


def _chosen() -> dict[str, str]:
    known = {"changes": sources.CHANGES, "comments": sources.COMMENTS}
    asked = {name: request.args.get(name, "") for name in known}
    return {name: value for name, value in asked.items() if value in [each[0] for each in known[name]]}


def _received(it: Solicitation) -> str:
    """The signed word for an export of this solicitation that came back."""
    require(policy.may_edit(g.context.actor, it))
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Choose the Word document that was changed."]})
    if not staged.name.lower().endswith(".docx"):
        raise Invalid({"file": ["This is not a Word document (.docx): choose the one that was downloaded here."]})
    word_files.brought(g.context, it, current_app.store.read(staged.digest))
    return _signer(it).dumps([g.context.actor.id, staged.digest, staged.name])


def _sent(it: Solicitation, word: str) -> tuple[str, bytes]:
    try:
        person, digest, name = _signer(it).loads(word, max_age=A_DAY)
        if person != g.context.actor.id:
            raise NotFound(GONE)
        return name, current_app.store.read(digest)
    except (BadSignature, Unavailable):
        raise NotFound(GONE) from None


def _signer(it: Solicitation) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"word of {it.id}")
