"""The HTML door of the library: looking through it, one template, one set of findings.

Importing stands in `bringing_in.py`, writing a draft version in `writing.py`.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import load
from procurement.core.verdict import require
from procurement.library import api, bringing_in, clause_pages, operations, policy, presenting, queries, schemas, writing
from procurement.library import content as contents
from procurement.library.door import KINDS, SCOPES, blueprint, owners, sharing_networks
from procurement.library.models import Findings, Item, ItemVersion, Scope
from procurement.library.piece_shapes import Version
from procurement.networks.duties import Permission, places
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

__all__ = ["blueprint", "bringing_in", "clause_pages", "writing"]
PAGE = 25
FACTS = ("title", "kind", "focus_area", "summary", "scope", "network_id")


@blueprint.get("/library")
@public
def index():
    """Templates and findings that are shared with whoever looks."""
    query, offset = _query(schemas.TemplateSearch())
    rows = g.context.session.scalars(queries.templates(g.context, **query).limit(PAGE + 1).offset(offset)).all()
    shared = queries.findings(g.context, words=query["words"], focus_area=query["focus_area"])
    return render(
        "library/index.html",
        rows=rows[:PAGE],
        current=queries.current,
        findings=g.context.session.scalars(shared.limit(6)).all() if offset == 0 and query["kind"] is None else [],
        query=query,
        searched=any(value for value in query.values()),
        further=_address("library.index", query, offset + PAGE) if len(rows) > PAGE else "",
        earlier=_address("library.index", query, offset - PAGE) if offset >= PAGE else "",
        kinds=KINDS,
        focus_areas=[(each, each) for each in queries.focus_areas(g.context)],
        may_write=_may_write(),
    )


@blueprint.route("/library/new", methods=["GET", "POST"])
@signed_in
def new():
    """Begin a template from nothing."""
    choices = owners()
    form = Form(schemas.NewTemplate(exclude=("content",)), initial={"scope": Scope.OWN, "kind": "RFP"})
    if choices and form.submit(lambda data: operations.create_template(g.context, **data)):
        flash("The template is begun. Write its text now; nobody else sees it before it is published.")
        return redirect(url_for(".write", id=form.result.versions[0].id))
    return render(
        "library/new.html",
        form=form,
        owners=choices,
        kinds=KINDS,
        scopes=SCOPES,
        networks=sharing_networks(value for value, _ in choices),
    )


@blueprint.get("/library/<id>")
@public
def template(id):
    """One template: the version offered now (or `?version=`), its blanks, requirements, criteria and text."""
    found = queries.get(g.context, id)
    version = _version(found, request.args.get("version", ""))
    body = presenting.template_body(version.content)
    return render(
        "library/template.html",
        it=found,
        version=version,
        versions=queries.versions(g.context, found),
        current=queries.current(found),
        draft=queries.draft(found) if policy.sees_drafts(g.context.actor, found) else None,
        body=body,
        sections=presenting.reading(body, [blank.label for blank in contents.blanks(version.content)]),
        points=presenting.points_in_all(body["criteria"]),
        how_judged=presenting.how_judged,
        sharing={str(value): label for value, label, _ in SCOPES},
        may_edit=policy.may_edit(g.context.actor, found),
        may_draft=bool(places(g.context.actor, Permission.DRAFT)),
    )


@blueprint.route("/library/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit(id):
    """What the template is called, and with whom it is shared."""
    found = queries.get(g.context, id)
    require(policy.may_edit(g.context.actor, found))
    may_share = bool(policy.may_share(g.context.actor, found))
    current = {name: getattr(found, name) for name in FACTS}
    shape = schemas.TemplateForm() if may_share else schemas.TemplateForm(exclude=("scope", "network_id"))
    form = Form(shape, initial=current)
    if form.submit(lambda data: operations.edit_template(g.context, found, **data)):
        flash("The template is saved.")
        return redirect(url_for(".template", id=id))
    return render(
        "library/edit.html",
        form=form,
        it=found,
        current=current,
        kinds=KINDS,
        scopes=SCOPES,
        may_share=may_share,
        networks=sharing_networks([found.jurisdiction_id]),
    )


@blueprint.post("/library/<id>/new-version")
@signed_in
def new_version(id):
    """Begin the next version as a copy of the latest."""
    made = operations.new_version(g.context, queries.get(g.context, id))
    flash(f"Version {made.number} is a draft with the text of the version before. Change it, then publish it.")
    return redirect(url_for(".write", id=made.id))


@blueprint.post("/library/versions/<id>/retire")
@signed_in
def retire(id):
    """Stop offering a version."""
    found = queries.get_version(g.context, id)
    form = Form(Version())
    if not form.submit(lambda data: operations.retire_version(g.context, found, **data)):
        raise Conflict(" ".join(each for several in form.faults.values() for each in several))
    flash(f"Version {found.number} is not offered any more. What was drafted from it keeps its text.")
    return redirect(url_for(".template", id=found.item_id))


@blueprint.get("/library/versions/<id>/markdown")
@public
def markdown(id):
    """The text of a version as a Markdown file."""
    return api.as_download(queries.get_version(g.context, id))


@blueprint.get("/library/findings")
@public
def findings():
    """All findings that are shared with whoever looks."""
    query, offset = _query(schemas.Search())
    rows = g.context.session.scalars(queries.findings(g.context, **query).limit(PAGE + 1).offset(offset)).all()
    return render(
        "library/findings.html",
        rows=rows[:PAGE],
        query=query,
        searched=any(query.values()),
        further=_address("library.findings", query, offset + PAGE) if len(rows) > PAGE else "",
        earlier=_address("library.findings", query, offset - PAGE) if offset >= PAGE else "",
        focus_areas=[(each, each) for each in queries.focus_areas(g.context)],
        may_write=bool(places(g.context.actor, Permission.DRAFT)),
    )


@blueprint.route("/library/findings/new", methods=["GET", "POST"])
@signed_in
def share_findings():
    """Write down what was learned, for the others."""
    choices = [(value, label) for value, label in owners() if value]
    form = Form(schemas.NewFindings(), initial={"scope": Scope.PUBLIC})
    if choices and form.submit(lambda data: _share(data)):
        flash("The findings are shared.")
        return redirect(url_for(".show_findings", id=form.result.id))
    return _findings_form(form, None, {}, choices)


@blueprint.get("/library/findings/<id>")
@public
def show_findings(id):
    """What somebody found out."""
    found = queries.get_findings(g.context, id)
    return render(
        "library/show_findings.html",
        it=found,
        sharing={str(value): label for value, label, _ in SCOPES},
        may_edit=policy.may_edit_findings(g.context.actor, found),
    )


@blueprint.route("/library/findings/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit_findings(id):
    """Correct or complete findings."""
    found = queries.get_findings(g.context, id)
    require(policy.may_edit_findings(g.context.actor, found))
    current = {name: getattr(found, name) for name in ("title", "body", "focus_area")}
    form = Form(schemas.FindingsEdit(), initial=current)
    if form.submit(lambda data: operations.edit_findings(g.context, found, **data)):
        flash("The findings are saved.")
        return redirect(url_for(".show_findings", id=id))
    return _findings_form(form, found, current, [])


def _share(data: dict) -> Findings:
    return operations.publish_findings(g.context, solicitation_id=None, **data)


def _findings_form(form: Form, found: Findings | None, current: dict, choices: list):
    return render(
        "library/findings_form.html",
        form=form,
        it=found,
        current=current,
        owners=choices,
        scopes=SCOPES,
        networks=sharing_networks(value for value, _ in choices),
    )


def _version(found: Item, wanted: str) -> ItemVersion:
    """The version asked for, else the one offered now, else the newest this person may see; with its text."""
    chosen = wanted or getattr(queries.current(found) or next(iter(queries.versions(g.context, found)), None), "id", "")
    version = queries.get_version(g.context, chosen)
    if version.item_id != found.id:
        return queries.get_version(g.context, "")
    return version


def _may_write() -> bool:
    return bool(places(g.context.actor, Permission.DRAFT)) or bool(policy.may_create(g.context.actor, None))


def _query(shape) -> tuple[dict, int]:
    """What the address narrows the list to, and where the page begins; what makes no sense there is left out."""
    sent = {("words" if name == "q" else name): value for name, value in request.args.items()}
    sent = {name: value for name, value in sent.items() if name in shape.fields and name != "limit"}
    try:
        query = load(shape, sent)
    except Invalid as refused:
        query = load(shape, {name: value for name, value in sent.items() if name not in refused.faults})
    query.pop("limit")
    return query, query.pop("offset")


def _address(endpoint: str, query: dict, offset: int) -> str:
    kept = {"q" if name == "words" else name: value for name, value in query.items() if value}
    return url_for(endpoint, **kept, **({"offset": offset} if offset else {}))
