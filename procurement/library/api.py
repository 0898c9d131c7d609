"""The JSON door of the library: templates and their versions, imports, findings. Pieces: `api_pieces.py`."""

from flask import current_app, g, make_response

from procurement.core.errors import Invalid
from procurement.library import api_pieces, content, importing, operations, queries, schemas, soundness
from procurement.library.models import Item, ItemVersion
from procurement.web import api
from procurement.web.access import public, signed_in, takes_files
from procurement.web.api import envelope, etag, if_match, listed
from procurement.web.uploads import uploaded

blueprint = api.room("library", "The shared library: templates with their versions, and findings.")
api_pieces.install(blueprint)


def shown(template: Item) -> dict:
    """The template as this caller may see it: others never hear of drafts."""
    facts = ("id", "title", "kind", "scope", "network_id", "focus_area", "summary", "jurisdiction", "created_at")
    current = queries.current(template)
    return {
        **{name: getattr(template, name) for name in (*facts, "version")},
        "versions": queries.versions(g.context, template),
        "current_version_id": current.id if current is not None else None,
    }


@blueprint.route("/templates", methods=["GET"])
@public
@blueprint.arguments(schemas.TemplateSearch, location="query")
@blueprint.response(200, envelope(schemas.Item))
def templates(query):
    """List the templates that are shared with you, by title."""
    limit, offset = query.pop("limit"), query.pop("offset")
    found = listed(queries.templates(g.context, **query), limit, offset)
    return {**found, "items": [shown(each) for each in found["items"]]}


@blueprint.route("/templates", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewTemplate)
@blueprint.response(201, schemas.Item)
def create(data):
    """Begin a template; its version 1 is a draft."""
    template = operations.create_template(g.context, **data)
    return shown(template), etag(template)


@blueprint.route("/templates/import", methods=["POST"])
@signed_in
@takes_files(operations.LARGEST_FILE)
@blueprint.arguments(schemas.Import, location="form")
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
                        "file": {"type": "string", "format": "binary", "description": "A .md or .txt file."},
                        **{
                            name: {"type": "string"}
                            for name in ("jurisdiction_id", "title", "kind", "scope", "network_id", "focus_area")
                        },
                        "publish": {"type": "boolean", "default": True},
                    },
                }
            }
        },
    }
)
def import_file(data):
    """Turn a solicitation in Markdown or plain text into a template (multipart/form-data)."""
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Send the file in the field “file”."]})
    try:
        importing.check_name(staged.name)
        text = importing.decode(current_app.store.read(staged.digest))
    except importing.ImportFault as fault:
        raise Invalid({"file": [str(fault)]}) from None
    template = operations.import_template(g.context, text, staged.name, **data)
    return shown(template), etag(template)


@blueprint.route("/templates/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Item)
def template(id):
    """Read what a template is, and which versions it has."""
    found = queries.get(g.context, id)
    return shown(found), etag(found)


@blueprint.route("/templates/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.TemplateEdit(exclude=("version",)))
@blueprint.response(200, schemas.Item)
def edit(data, id):
    """Change title, kind, summary, focus area, or with whom it is shared (needs If-Match)."""
    found = queries.get(g.context, id)
    operations.edit_template(g.context, found, version=if_match(found), **data)
    return shown(found), etag(found)


@blueprint.route("/templates/<id>/versions", methods=["POST"])
@signed_in
@blueprint.response(201, schemas.VersionWhole)
def new_version(id):
    """Begin the next version, as a draft with the text of the latest one."""
    made = operations.new_version(g.context, queries.get(g.context, id))
    return made, etag(made)


@blueprint.route("/template-versions/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.VersionWhole)
def version(id):
    """Read a version with its text."""
    found = queries.get_version(g.context, id)
    return found, etag(found)


@blueprint.route("/template-versions/<id>/markdown", methods=["GET"])
@public
@blueprint.doc(responses={"200": {"description": "OK", "content": {"text/markdown": {"schema": {"type": "string"}}}}})
def markdown(id):
    """Read a version as one Markdown document; an imported text exactly as it came."""
    return as_download(queries.get_version(g.context, id))


@blueprint.route("/template-versions/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.VersionEdit)
@blueprint.response(200, schemas.VersionWhole)
def edit_version(data, id):
    """Replace the whole text of a draft version (needs If-Match); a published one never changes."""
    found = queries.get_version(g.context, id)
    return operations.edit_version(g.context, found, version=if_match(found), **data), etag(found)


@blueprint.route("/template-versions/<id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def discard(id):
    """Throw a draft version away (needs If-Match), and the template when it has no other."""
    found = queries.get_version(g.context, id)
    operations.discard_version(g.context, found, version=if_match(found))


@blueprint.route("/template-versions/<id>/checklist", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Checklist)
def checklist(id):
    """Read what hinders publication."""
    found = soundness.hindrances(queries.get_version(g.context, id).content)
    return {"ready": not any(each.blocking for each in found), "hindrances": found}


@blueprint.route("/template-versions/<id>/publish", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.VersionWhole)
def publish(id):
    """Freeze a draft version and offer it (needs If-Match)."""
    found = queries.get_version(g.context, id)
    operations.publish_version(g.context, found, version=if_match(found))
    return found, etag(found)


@blueprint.route("/template-versions/<id>/retire", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.VersionWhole)
def retire(id):
    """Stop offering a version (needs If-Match); drafts made from it keep their text."""
    found = queries.get_version(g.context, id)
    operations.retire_version(g.context, found, version=if_match(found))
    return found, etag(found)


@blueprint.route("/findings", methods=["GET"])
@public
@blueprint.arguments(schemas.Search, location="query")
@blueprint.response(200, envelope(schemas.Findings))
def findings(query):
    """List the findings that are shared with you, newest first."""
    limit, offset = query.pop("limit"), query.pop("offset")
    return listed(queries.findings(g.context, **query), limit, offset)


@blueprint.route("/findings", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewFindings)
@blueprint.response(201, schemas.Findings)
def share_findings(data):
    """Share what your jurisdiction found out."""
    made = operations.publish_findings(g.context, solicitation_id=None, **data)
    return made, etag(made)


@blueprint.route("/findings/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Findings)
def one_findings(id):
    """Read findings."""
    found = queries.get_findings(g.context, id)
    return found, etag(found)


@blueprint.route("/findings/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.FindingsEdit(exclude=("version",)))
@blueprint.response(200, schemas.Findings)
def edit_findings(data, id):
    """Correct or complete findings (needs If-Match)."""
    found = queries.get_findings(g.context, id)
    operations.edit_findings(g.context, found, version=if_match(found), **data)
    return found, etag(found)


def as_download(version: ItemVersion):
    """The version's text as a Markdown file to keep."""
    response = make_response(content.as_markdown(version.content).encode())
    response.content_type = "text/markdown; charset=utf-8"
    name = f"template-{version.item_id}-version-{version.number}.md"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
