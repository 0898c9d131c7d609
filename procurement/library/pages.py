"""The HTML door of the library: searching it, one item, what an item is called, a jurisdiction's categories.

Importing stands in `bringing_in.py`, writing a draft version in `writing.py`.
"""

from flask import current_app, flash, g, redirect, request, url_for

from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import Shape, load
from procurement.core.verdict import require
from procurement.library import (
    api,
    bringing_in,
    categories,
    clause_pages,
    lineage_pages,
    listing,
    operations,
    policy,
    presenting,
    queries,
    schemas,
    searching,
    writing,
)
from procurement.library import content as contents
from procurement.library.door import BEGIN, FORMS, KINDS, SCOPES, blueprint, owners, sharing_networks
from procurement.library.models import Form as ItemForm
from procurement.library.models import Item, ItemVersion, Scope
from procurement.library.piece_shapes import Version
from procurement.networks.duties import Permission, places
from procurement.solicitations import uses
from procurement.web.access import public, signed_in, takes_files
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

__all__ = ["blueprint", "bringing_in", "clause_pages", "lineage_pages", "writing"]
PAGE = 25
FACTS = ("title", "kind", "focus_area", "summary", "law", "review_on", "scope", "network_id")


@blueprint.get("/library")
@public
def index():
    """What is shared with whoever looks: found by words and filters, or the newest."""
    query, offset = _query()
    asked = {name: value for name, value in query.items() if name != "form"}
    found = searching.search(
        g.context,
        searching.Query(**asked, forms=[query["form"]] if query["form"] is not None else []),
        limit=PAGE,
        offset=offset,
    )
    return render(
        "library/index.html",
        found=found,
        uses=uses.uses(g.context, [hit.item.id for hit in found.hits]),
        is_due=lambda item: policy.is_review_due(item, g.context.now.date()),
        query=query,
        searched=any(value for value in query.values()),
        further=_address(query, offset + PAGE) if found.further else "",
        earlier=_address(query, offset - PAGE) if offset >= PAGE else "",
        forms=FORMS,
        kinds=KINDS,
        filters=queries.filters(g.context),
        may_write=_may_write(),
    )


@blueprint.route("/library/new", methods=["GET", "POST"])
@signed_in
def new():
    """Begin an item: a template from nothing, or the text of a clause, guide, financial model or findings."""
    choices = owners()
    wanted = request.args.get("form", "")
    of = ItemForm(wanted) if wanted in list(ItemForm) else ItemForm.TEMPLATE
    form = Form(schemas.NewItem(exclude=("content", "form")), initial={"scope": Scope.OWN, "kind": "RFP"})
    if choices and form.submit(lambda data: operations.create_item(g.context, form=of, **data)):
        flash(f"{BEGIN[of]} is begun. Nobody else sees it before it is published.")
        return redirect(url_for(".write", id=form.result.versions[0].id))
    return render(
        "library/new.html",
        form=form,
        of=of,
        forms=FORMS,
        owners=choices,
        kinds=KINDS,
        scopes=SCOPES,
        networks=sharing_networks(value for value, _ in choices),
    )


@blueprint.get("/library/findings/<id>")
@public
def findings(id):
    """Findings stood at this address before they became items; letters still name it."""
    return redirect(url_for(".show", id=queries.get(g.context, id).id))


@blueprint.get("/library/<id>")
@public
def show(id):
    """One item: the version offered now (or `?version=`), its blanks, requirements, criteria and text."""
    found = queries.get(g.context, id)
    version = _version(found, request.args.get("version", ""))
    body = presenting.template_body(version.content)
    return render(
        "library/item.html",
        it=found,
        version=version,
        versions=queries.versions(g.context, found),
        current=queries.current(found),
        draft=queries.draft(found) if policy.sees_drafts(g.context.actor, found) else None,
        body=body,
        sections=presenting.reading(body, [blank.label for blank in contents.blanks(version.content)]),
        alternates={f"section-{each['key']}": each for each in version.content["sections"]},
        points=presenting.points_in_all(body["criteria"]),
        how_judged=presenting.how_judged,
        forms=dict(FORMS),
        sharing={str(value): label for value, label, _ in SCOPES},
        categories=_categories(found),
        is_due=policy.is_review_due(found, g.context.now.date()),
        may_edit=policy.may_edit(g.context.actor, found),
        may_draft=bool(places(g.context.actor, Permission.DRAFT)),
        lineage=lineage_pages.surroundings(found, version),
    )


@blueprint.route("/library/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit(id):
    """What the item is called and is about, and with whom it is shared."""
    found = queries.get(g.context, id)
    require(policy.may_edit(g.context.actor, found))
    may_share = bool(policy.may_share(g.context.actor, found))
    current = {name: getattr(found, name) for name in FACTS} | {"categories": ", ".join(found.categories)}
    hidden = [] if may_share else ["scope", "network_id"]
    hidden += [] if found.form == ItemForm.TEMPLATE else ["kind"]
    form = Form(schemas.ItemForm(exclude=hidden), initial=current)
    if form.submit(lambda data: operations.edit_item(g.context, found, **data)):
        flash("Saved.")
        return redirect(url_for(".show", id=id))
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


@blueprint.route("/library/categories", methods=["GET", "POST"])
@signed_in
@takes_files(listing.LARGEST_LIST)
def category_list():
    """The categories to choose from, and a jurisdiction's own list in place of the one before."""
    choices = [(value, label) for value, label in owners() if value]
    wanted = request.args.get("jurisdiction_id", "")
    own = wanted if wanted in dict(choices) else (choices[0][0] if choices else "")
    form = Form(schemas.NewList(), initial={"jurisdiction_id": own})
    if choices and form.submit(_keep_list):
        flash(f"The list is kept: {len(form.result):,} categories.")
        return redirect(url_for(".category_list", jurisdiction_id=form.values["jurisdiction_id"]))
    known = queries.category_list(g.context, own or None)
    words = request.args.get("q", "")[:200]
    codes = categories.matching(words, known) if words.strip() else list(known)
    return render(
        "library/categories.html",
        form=form,
        owners=choices,
        own=own,
        words=words,
        rows=[(code, known[code]) for code in codes[:500]],
        count=len(codes),
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
    return redirect(url_for(".show", id=found.item_id))


@blueprint.get("/library/versions/<id>/markdown")
@public
def markdown(id):
    """The text of a version as a Markdown file."""
    return api.as_download(queries.get_version(g.context, id))


def _keep_list(data: dict) -> list:
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Choose the file with the list."]})
    text = listing.decoded(current_app.store.read(staged.digest))
    return listing.keep_list(g.context, text=text, **data)


def _categories(found: Item) -> list[str]:
    if not found.categories:
        return []
    return categories.named(found.categories, queries.category_list(g.context, found.jurisdiction_id))


def _version(found: Item, wanted: str) -> ItemVersion:
    """The version asked for, else the one offered now, else the newest this person may see; with its text."""
    chosen = wanted or getattr(queries.current(found) or next(iter(queries.versions(g.context, found)), None), "id", "")
    version = queries.get_version(g.context, chosen)
    if version.item_id != found.id:
        return queries.get_version(g.context, "")
    return version


def _may_write() -> bool:
    return bool(places(g.context.actor, Permission.DRAFT)) or bool(policy.may_create(g.context.actor, None))


def _query() -> tuple[dict, int]:
    """What the address narrows the search to, and where the page begins; what makes no sense there is left out."""
    shape: Shape = schemas.Search()
    sent = {("words" if name == "q" else name): value for name, value in request.args.items()}
    sent = {name: value for name, value in sent.items() if name in shape.fields and name != "limit"}
    try:
        query = load(shape, sent)
    except Invalid as refused:
        query = load(shape, {name: value for name, value in sent.items() if name not in refused.faults})
    query.pop("limit")
    return query, query.pop("offset")


def _address(query: dict, offset: int) -> str:
    kept = {"q" if name == "words" else name: value for name, value in query.items() if value}
    return url_for("library.index", **kept, **({"offset": offset} if offset else {}))
