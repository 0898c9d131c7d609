"""Bringing in a real solicitation: upload, look through what was found, keep it as a template. Floor: pages.

Between the two steps the upload lies in the store under its digest; the address of the second page carries digest
and name, signed for the person who sent the file, so that the step can be reloaded and nobody reads another's file.
"""

from flask import current_app, flash, g, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from procurement.core.errors import Invalid, NotFound, Unavailable
from procurement.core.shapes import Shape
from procurement.library import importing, operations, queries, schemas, sources, word_api
from procurement.library.blanks import restore
from procurement.library.brackets import notes
from procurement.library.door import KINDS, SCOPES, blueprint, owners, sharing_networks
from procurement.library.models import Scope
from procurement.web.access import public, signed_in, takes_files
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

#: How long an upload may wait to be kept: as long as the sweep leaves it in the store.
A_DAY = 24 * 60 * 60
GONE = "This upload is no longer here: an upload waits for one day. Please choose the file again."
_WORD = {"changes": sources.CHANGES, "comments": sources.COMMENTS}


class Upload(Shape):
    """Nothing but the file."""


@blueprint.route("/library/import", methods=["GET", "POST"])
@signed_in
@takes_files(operations.LARGEST_FILE)
def import_file():
    """Choose a file; it is read, and shown before anything is kept."""
    choices = owners()
    form = Form(Upload())
    if choices and form.submit(_received):
        return redirect(url_for(".review_import", upload=form.result))
    return render("library/import.html", form=form, owners=choices)


@blueprint.route("/library/import/review", methods=["GET", "POST"])
@signed_in
def review_import():
    """What was found in the file; then keep it as a draft, or publish it at once."""
    name, data = _sent(request.args.get("upload", ""))
    chosen = _chosen()
    source = _source(data, name, **chosen)
    if source.asks and len(chosen) < 2:
        return render("library/review_word.html", name=name, source=source, upload=request.args["upload"], **_WORD)
    text = source.text
    found, choices = importing.read(text, name), owners()
    own = choices[0][0] if choices else ""
    initial = {
        "title": found.title,
        "kind": found.kind_guess,
        "jurisdiction_id": own,
        "scope": Scope.OWN if own else Scope.PUBLIC,
        "publish": "false",
    }
    form = Form(schemas.Import(), initial=initial)
    if form.submit(lambda data: operations.import_template(g.context, text, name, report=source.report, **data)):
        made = form.result.versions[0]
        if made.digest is None:
            flash("Kept as a draft. Look it through, then publish it.")
            return redirect(url_for(".write", id=made.id))
        flash("The template is published.")
        return redirect(url_for(".show", id=form.result.id))
    return render(
        "library/review_import.html",
        form=form,
        name=name,
        found=found,
        source=source,
        chosen=chosen,
        upload=request.args["upload"],
        rows=[(each, restore(each.heading, found.blanks), len(notes(each.body))) for each in found.sections],
        words=len(text.split()),
        owners=choices,
        kinds=KINDS,
        scopes=SCOPES,
        networks=sharing_networks(value for value, _ in choices),
    )


@blueprint.get("/library/versions/<id>/word")
@public
def word(id):
    """The text of a version as a Word document."""
    return word_api.as_word(queries.get_version(g.context, id))


def _received(data: dict) -> str:
    """The signed word for an upload that can be read."""
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Choose the file to import."]})
    try:
        found = sources.source(current_app.store.read(staged.digest), staged.name)
        importing.read(found.text, staged.name)
    except importing.ImportFault as fault:
        raise Invalid({"file": [str(fault)]}) from None
    return _signer().dumps([g.context.actor.id, staged.digest, staged.name])


def _chosen() -> dict[str, str]:
    """What the address says about tracked changes and comments; nothing but what can be chosen."""
    known = {"changes": sources.CHANGES, "comments": sources.COMMENTS}
    asked = {name: request.args.get(name, "") for name in known}
    return {name: value for name, value in asked.items() if value in [each[0] for each in known[name]]}


def _source(data: bytes, name: str, **chosen) -> sources.Source:
    try:
        return sources.source(data, name, **chosen)
    except importing.ImportFault as fault:
        raise Invalid(str(fault)) from None


def _sent(word: str) -> tuple[str, bytes]:
    """Name and content of the upload this person sent."""
    try:
        person, digest, name = _signer().loads(word, max_age=A_DAY)
        if person != g.context.actor.id:
            raise NotFound(GONE)
        return name, current_app.store.read(digest)
    except (BadSignature, Unavailable):
        raise NotFound(GONE) from None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="library import")
