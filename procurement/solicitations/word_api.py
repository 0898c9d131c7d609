"""The JSON door to solicitations as Word documents, and to what an edited one brings back. Floor: api."""

import json

from flask import current_app, g
from marshmallow import Schema, fields, validate

from procurement.core.errors import Invalid
from procurement.core.shapes import Shape, load
from procurement.library import deciding
from procurement.library.lineage_shapes import Answers
from procurement.library.operations import LARGEST_FILE
from procurement.solicitations import queries, word_files, word_taking
from procurement.solicitations.api_door import blueprint
from procurement.web.access import public, signed_in, takes_files
from procurement.web.api import etag, if_match
from procurement.web.downloads import attachment
from procurement.web.uploads import uploaded

BINARY = {word_files.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
_ACCEPT, _LEAVE = {"enum": ["accept", "reject"]}, {"enum": ["leave", "notes"]}
#: The text fields of an upload that say what is taken in.
_FIELDS = {
    "file": {"type": "string", "format": "binary", "description": "The edited .docx of a kept version."},
    "changes": {"type": "string", "default": "accept", **_ACCEPT},
    "comments": {"type": "string", "default": "leave", **_LEAVE},
}
_TAKEN = {
    **_FIELDS,
    "choices": {"type": "string", "description": "JSON: a list of {place, answer, text}, one for each question."},
    "left": {"type": "string", "description": "Keys of sections that stay as they were exported, with commas."},
}


class Reading(Shape):
    """What becomes of tracked changes and comments."""

    changes = fields.String(load_default="accept", validate=validate.OneOf(["accept", "reject"]))
    comments = fields.String(load_default="leave", validate=validate.OneOf(["leave", "notes"]))


class Taking(Reading):
    """What is taken in."""

    choices = fields.String(load_default="[]", validate=validate.Length(max=1_000_000))
    left = fields.String(load_default="", validate=validate.Length(max=100_000))


class Exported(Schema):
    """The version that was kept, and where its document is."""

    number = fields.Integer()
    digest = fields.String()
    address = fields.String()


class Filled(Schema):
    """A blank that was filled outside."""

    key = fields.String()
    label = fields.String()
    was = fields.String()
    now = fields.String()
    ours = fields.String()


class Elsewhere(Schema):
    """What was changed outside and is kept on its own page: not taken in."""

    heading = fields.String()
    before = fields.String()
    after = fields.String()


class Brought(Schema):
    """What an edited export brings back."""

    number = fields.Integer(metadata={"description": "The version that was exported."})
    changed = fields.List(fields.String())
    inserted = fields.List(fields.String())
    deleted = fields.List(fields.String())
    filled = fields.List(fields.Nested(Filled()))
    elsewhere = fields.List(fields.Nested(Elsewhere()))
    report = fields.List(fields.String())
    questions = fields.List(fields.Dict())
    changes = fields.Dict(metadata={"description": "The redline from what was exported to what came back."})


class TakenIn(Schema):
    """The draft after it."""

    id = fields.String()
    content = fields.Dict()
    values = fields.Dict()
    version = fields.Integer()


def _sent(properties: dict) -> dict:
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


@blueprint.route("/solicitations/<id>/word/<key>", methods=["GET"])
@public
@blueprint.doc(responses={"200": {"description": "OK", "content": BINARY}})
def read_word(id, key):
    """Read as Word: `now` for the draft, a version's number, or `r1` for the first published revision."""
    name, data = word_files.named(g.context, queries.get(g.context, id), key)
    return attachment(data, name, word_files.MEDIA_TYPE)


@blueprint.route("/solicitations/<id>/word", methods=["POST"])
@signed_in
@blueprint.response(201, Exported)
def export_word(id):
    """Keep the draft as a version that is handed out as Word; what comes back is compared with it."""
    it = queries.get_work(g.context, id)
    version = word_taking.export(g.context, it)
    address = f"/api/v1/solicitations/{it.id}/word/{version.number}"
    return {"number": version.number, "digest": version.digest, "address": address}


@blueprint.route("/solicitations/<id>/word/changes", methods=["POST"])
@signed_in
@takes_files(LARGEST_FILE)
@blueprint.arguments(Reading, location="form")
@blueprint.doc(requestBody=_sent(_FIELDS))
@blueprint.response(200, Brought)
def look_through(data, id):
    """Send an edited export, and read what was changed in it and what is to be decided; nothing is taken in."""
    it = queries.get_own(g.context, id)
    found = word_files.brought(g.context, it, _file(), **data)
    return {
        "number": found.base.number,
        "changed": found.back.changed,
        "inserted": found.back.inserted,
        "deleted": found.back.deleted,
        "filled": found.filled,
        "elsewhere": found.back.parts,
        "report": found.back.sentences,
        "questions": deciding.questions(found.merge),
        "changes": found.change,
    }, etag(it)


@blueprint.route("/solicitations/<id>/word/take-in", methods=["POST"])
@signed_in
@takes_files(LARGEST_FILE)
@blueprint.arguments(Taking, location="form")
@blueprint.doc(requestBody=_sent(_TAKEN))
@blueprint.response(200, TakenIn)
def take_in(data, id):
    """Take in what was changed in an edited export (needs If-Match)."""
    it = queries.get_work(g.context, id)
    choices = _choices(data.pop("choices"))
    left = {each.strip() for each in data.pop("left").split(",") if each.strip()}
    word_taking.take_in(g.context, it, _file(), version=if_match(it), choices=choices, left=left, **data)
    return it, etag(it)


def _file() -> bytes:
    staged = uploaded("file")
    if staged is None:
        raise Invalid({"file": ["Send the file in the field “file”."]})
    return current_app.store.read(staged.digest)


def _choices(text: str) -> list[dict]:
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid({"choices": ["This is not JSON."]}) from None
    return load(Answers(), {"choices": sent})["choices"]
