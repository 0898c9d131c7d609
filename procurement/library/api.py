"""The JSON door of the library: items and their versions, search, imports, categories. Pieces: `api_pieces.py`."""

from flask import current_app, g, make_response

from procurement.core.errors import Invalid
from procurement.library import (
    api_pieces,
    categories,
    content,
    importing,
    lineage_api,
    listing,
    operations,
    queries,
    schemas,
    searching,
    soundness,
    sources,
    word_api,
)
from procurement.library.api_door import blueprint, shown
from procurement.library.models import ItemVersion
from procurement.web.access import public, signed_in, takes_files
from procurement.web.api import envelope, etag, if_match
from procurement.web.uploads import uploaded

__all__ = ["blueprint", "lineage_api", "word_api"]
api_pieces.install(blueprint)


@blueprint.route("/library/items", methods=["GET"])
@public
@blueprint.arguments(schemas.Search, location="query")
@blueprint.response(200, envelope(schemas.Found))
def items(query):
    """Search what is shared with you, best first; without words, the newest first."""
    limit, offset = query.pop("limit"), query.pop("offset")
    form = query.pop("form")
    asked = searching.Query(**query, forms=[form] if form is not None else [])
    found = searching.search(g.context, asked, limit=limit, offset=offset)
    queries.load_versions(g.context, [hit.item for hit in found.hits])
    hits = [{**shown(hit.item), "title_html": hit.title_html, "excerpt_html": hit.excerpt_html} for hit in found.hits]
    return {"items": hits, "limit": limit, "offset": offset, "more": found.further}


@blueprint.route("/library/items", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewItem)
@blueprint.response(201, schemas.Item)
def create(data):
    """Begin an item; its version 1 is a draft."""
    item = operations.create_item(g.context, **data)
    return shown(item), etag(item)


@blueprint.route("/library/import", methods=["POST"])
@signed_in
@takes_files(operations.LARGEST_FILE)
@blueprint.arguments(schemas.ImportWord, location="form")
@blueprint.response(201, schemas.Item)
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "A .docx, .md or .txt file."},
                        **{
                            name: {"type": "string"}
                            for name in ("jurisdiction_id", "title", "kind", "scope", "network_id", "focus_area")
                        },
                        "publish": {"type": "boolean", "default": True},
                        "changes": {"type": "string", "enum": ["accept", "reject"], "default": "accept"},
                        "comments": {"type": "string", "enum": ["notes", "leave"], "default": "notes"},
                    },
                }
            }
        },
    }
)
def import_file(data):
    """Turn a solicitation in Word, Markdown or plain text into a template (multipart/form-data).

    Of a Word file, `changes` and `comments` say what becomes of tracked changes and comments; what of it is not in the
    text is told in the note of version 1.
    """
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Send the file in the field “file”."]})
    chosen = {name: data.pop(name) for name in ("changes", "comments")}
    try:
        found = sources.source(current_app.store.read(staged.digest), staged.name, **chosen)
    except importing.ImportFault as fault:
        raise Invalid({"file": [str(fault)]}) from None
    template = operations.import_template(g.context, found.text, staged.name, report=found.report, **data)
    return shown(template), etag(template)


@blueprint.route("/library/items/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Item)
def item(id):
    """Read what an item is, and which versions it has."""
    found = queries.get(g.context, id)
    return shown(found), etag(found)


@blueprint.route("/library/items/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.ItemEdit(exclude=("version",)))
@blueprint.response(200, schemas.Item)
def edit(data, id):
    """Change title, kind, summary, categories and so on, or with whom it is shared (needs If-Match)."""
    found = queries.get(g.context, id)
    operations.edit_item(g.context, found, version=if_match(found), **data)
    return shown(found), etag(found)


@blueprint.route("/library/items/<id>/versions", methods=["POST"])
@signed_in
@blueprint.response(201, schemas.VersionWhole)
def new_version(id):
    """Begin the next version, as a draft with the text of the latest one."""
    made = operations.new_version(g.context, queries.get(g.context, id))
    return made, etag(made)


@blueprint.route("/library/versions/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.VersionWhole)
def version(id):
    """Read a version with its text."""
    found = queries.get_version(g.context, id)
    return found, etag(found)


@blueprint.route("/library/versions/<id>/markdown", methods=["GET"])
@public
@blueprint.doc(responses={"200": {"description": "OK", "content": {"text/markdown": {"schema": {"type": "string"}}}}})
def markdown(id):
    """Read a version as one Markdown document; an imported text exactly as it came."""
    return as_download(queries.get_version(g.context, id))


@blueprint.route("/library/versions/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.VersionEdit)
@blueprint.response(200, schemas.VersionWhole)
def edit_version(data, id):
    """Replace the whole text of a draft version (needs If-Match); a published one never changes."""
    found = queries.get_version(g.context, id)
    return operations.edit_version(g.context, found, version=if_match(found), **data), etag(found)


@blueprint.route("/library/versions/<id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def discard(id):
    """Throw a draft version away (needs If-Match), and the item when it has no other."""
    found = queries.get_version(g.context, id)
    operations.discard_version(g.context, found, version=if_match(found))


@blueprint.route("/library/versions/<id>/checklist", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Checklist)
def checklist(id):
    """Read what hinders publication."""
    found = soundness.hindrances(queries.get_version(g.context, id).content)
    return {"ready": not any(each.blocking for each in found), "hindrances": found}


@blueprint.route("/library/versions/<id>/publish", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.VersionWhole)
def publish(id):
    """Freeze a draft version and offer it (needs If-Match)."""
    found = queries.get_version(g.context, id)
    operations.publish_version(g.context, found, version=if_match(found))
    return found, etag(found)


@blueprint.route("/library/versions/<id>/retire", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.VersionWhole)
def retire(id):
    """Stop offering a version (needs If-Match); drafts made from it keep their text."""
    found = queries.get_version(g.context, id)
    operations.retire_version(g.context, found, version=if_match(found))
    return found, etag(found)


@blueprint.route("/library/categories", methods=["GET"])
@public
@blueprint.arguments(schemas.ListOf, location="query")
@blueprint.response(200, schemas.CategoryList)
def category_list(query):
    """List the categories that a jurisdiction's items may have: its own, and the shipped ones."""
    known = queries.category_list(g.context, query["jurisdiction_id"] or None)
    codes = categories.matching(query["words"], known) if query["words"] else known
    return {"items": [{"code": code, "title": known[code]} for code in codes]}


@blueprint.route("/library/categories", methods=["PUT"])
@signed_in
@takes_files(listing.LARGEST_LIST)
@blueprint.arguments(schemas.NewList, location="form")
@blueprint.response(200, schemas.CategoryList)
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "jurisdiction_id"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "A .csv file: code, title."},
                        "jurisdiction_id": {"type": "string"},
                    },
                }
            }
        },
    }
)
def keep_list(data):
    """Put your jurisdiction's own list of categories in place of the one before (multipart/form-data)."""
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Send the file in the field “file”."]})
    kept = listing.keep_list(g.context, text=listing.decoded(current_app.store.read(staged.digest)), **data)
    return {"items": [{"code": code, "title": title} for code, title in kept]}


def as_download(version: ItemVersion):
    """The version's text as a Markdown file to keep."""
    response = make_response(content.as_markdown(version.content).encode())
    response.content_type = "text/markdown; charset=utf-8"
    name = f"{version.item.form}-{version.item_id}-version-{version.number}.md"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
