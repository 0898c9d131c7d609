"""The JSON door to where a solicitation's words come from, and to updates of its template. Floor: api."""

from flask import g
from marshmallow import Schema, fields

from procurement.core.verdict import require
from procurement.library import deciding, redline
from procurement.library import queries as library
from procurement.library.lineage_shapes import DraftUpdate, Merging, Run
from procurement.solicitations import origins, policy, queries, updates, updating
from procurement.solicitations.api_door import blueprint
from procurement.web.access import public, signed_in
from procurement.web.api import etag, if_match


class Paragraph(Schema):
    """One paragraph, and where it comes from."""

    text = fields.String()
    status = fields.String(metadata={"description": "unchanged, changed, or own: written here"})
    source = fields.String(allow_none=True, metadata={"description": "A key of `sources`; null: written here."})
    source_after = fields.String(allow_none=True, metadata={"description": "What the source itself was made from."})
    runs = fields.List(fields.Nested(Run()), metadata={"description": "What was changed, where you may see it."})


class Part(Schema):
    """A section, requirement, criterion or price line with its paragraphs."""

    place = fields.String()
    number = fields.String()
    title = fields.String()
    is_literal = fields.Boolean(metadata={"description": "Plain text, not Markdown."})
    paragraphs = fields.List(fields.Nested(Paragraph()))


class Reuse(Schema):
    """How many words came from where."""

    words = fields.Integer()
    reused_unchanged = fields.Integer()
    reused_changed = fields.Integer()
    own = fields.Integer()


class Provenance(Schema):
    """Where every paragraph comes from; empty for what was published before origins were kept."""

    parts = fields.List(fields.Nested(Part()))
    sources = fields.Dict(metadata={"description": "By key: name, item, version, number, jurisdiction, words."})
    reuse = fields.Nested(Reuse(), allow_none=True)


class Updated(Schema):
    """A draft after an update."""

    id = fields.String()
    template_version_id = fields.String()
    content = fields.Dict()
    values = fields.Dict()
    version = fields.Integer()


@blueprint.route("/solicitations/<id>/provenance", methods=["GET"])
@public
@blueprint.response(200, Provenance)
def provenance(id):
    """Read where every paragraph comes from: of what is public for everybody, of drafts for those at work."""
    it = queries.get(g.context, id)
    if not policy.is_public(it):
        it = queries.get_work(g.context, id)
    return origins.shown(g.context, it) or {"parts": [], "sources": {}, "reuse": None}


@blueprint.route("/solicitations/<id>/update", methods=["GET"])
@signed_in
@blueprint.response(200, Merging)
def update(id):
    """Read what the template has changed since, and what is to be decided."""
    it = queries.get_work(g.context, id)
    require(policy.may_edit(g.context.actor, it))
    theirs = updates.offered(g.context, it)
    if theirs is None:
        return {"version_id": None, "number": None, "stamp": None, "questions": [], "taken": [], "changes": None}
    merged = updates.merged(it, theirs)
    return {
        "version_id": theirs.id,
        "number": theirs.number,
        "stamp": None,
        "questions": deciding.questions(merged),
        "taken": deciding.taken(merged),
        "changes": redline.redline(it.template_version.content, theirs.content),
    }, etag(it)


@blueprint.route("/solicitations/<id>/update", methods=["POST"])
@signed_in
@blueprint.arguments(DraftUpdate(exclude=("version",)))
@blueprint.response(200, Updated)
def take_update(data, id):
    """Take over into the draft what the template has changed (needs If-Match)."""
    it = queries.get_work(g.context, id)
    theirs = library.get_version(g.context, data.pop("version_id"))
    updating.take_update(g.context, it, theirs, version=if_match(it), **data)
    return it, etag(it)
