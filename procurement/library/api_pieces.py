"""The JSON door to the pieces of a draft version: sections, blanks, requirements, criteria, price lines. Floor: api."""

from flask import g
from flask_smorest import Blueprint

from procurement.core.errors import Invalid
from procurement.library import editing, piece_shapes, queries, schemas
from procurement.web.access import signed_in
from procurement.web.api import etag, if_match

PARTS = {
    "sections": ("sections", "section", piece_shapes.Section),
    "blanks": ("blanks", "blank", piece_shapes.Blank),
    "requirements": ("requirements", "requirement", piece_shapes.Requirement),
    "criteria": ("criteria", "criterion", piece_shapes.Criterion),
    "price_lines": ("price-lines", "price line", piece_shapes.PriceLine),
}


def install(blueprint: Blueprint) -> None:
    """Give every part its four addresses, and the settings theirs."""
    for part in PARTS:
        _doors_of(blueprint, part)
    _settings(blueprint)


def _doors_of(blueprint: Blueprint, part: str) -> None:
    address, noun, shape = PARTS[part]

    @blueprint.arguments(shape)
    @blueprint.response(201, piece_shapes.Added)
    def add(data, id):
        found = queries.get_version(g.context, id)
        version, after = if_match(found), data.pop("after", None)
        key = editing.add_piece(g.context, found, version=version, part=part, piece=data, after=after)
        return {"key": key, "version": found.version}, etag(found)

    @blueprint.arguments(shape)
    @blueprint.response(200, schemas.VersionWhole)
    def change(data, id, key):
        found = queries.get_version(g.context, id)
        version = if_match(found)
        if "after" in data or "key" in data:
            raise Invalid("A piece keeps its key; to put it elsewhere, move it.")
        editing.change_piece(g.context, found, version=version, part=part, key=key, changes=data)
        return found, etag(found)

    @blueprint.response(200, schemas.VersionWhole)
    def remove(id, key):
        found = queries.get_version(g.context, id)
        editing.remove_piece(g.context, found, version=if_match(found), part=part, key=key)
        return found, etag(found)

    @blueprint.arguments(piece_shapes.Move)
    @blueprint.response(200, schemas.VersionWhole)
    def move(data, id, key):
        found = queries.get_version(g.context, id)
        editing.move_piece(g.context, found, version=if_match(found), part=part, key=key, **data)
        return found, etag(found)

    place = f"/library/versions/<id>/{address}"
    for view, verb, method, tail, said in (
        (add, "add", "POST", "", f"Add a {noun} to a draft version (needs If-Match)."),
        (change, "change", "PATCH", "/<key>", f"Change a {noun} of a draft version (needs If-Match)."),
        (remove, "remove", "DELETE", "/<key>", f"Take a {noun} out of a draft version (needs If-Match)."),
        (move, "move", "POST", "/<key>/move", f"Move a {noun} up or down (needs If-Match)."),
    ):
        view.__doc__, view.__name__ = said, f"{verb}_{part}"
        blueprint.route(place + tail, methods=[method], endpoint=f"{verb}_{part}")(signed_in(view))


def _settings(blueprint: Blueprint) -> None:
    @blueprint.route("/library/versions/<id>/sections/<key>/notes/remove", methods=["POST"])
    @signed_in
    @blueprint.arguments(schemas.NoteNumber)
    @blueprint.response(200, schemas.VersionWhole)
    def remove_note(data, id, key):
        """Take a note to whoever drafts out of a section (needs If-Match)."""
        found = queries.get_version(g.context, id)
        editing.remove_note(g.context, found, version=if_match(found), key=key, **data)
        return found, etag(found)

    @blueprint.route("/library/versions/<id>/evaluation", methods=["PATCH"])
    @signed_in
    @blueprint.arguments(piece_shapes.Evaluation)
    @blueprint.response(200, schemas.VersionWhole)
    def set_evaluation(data, id):
        """Change how points become a ranking (needs If-Match)."""
        found = queries.get_version(g.context, id)
        editing.set_evaluation(g.context, found, version=if_match(found), **data)
        return found, etag(found)

    @blueprint.route("/library/versions/<id>/numbering", methods=["PATCH"])
    @signed_in
    @blueprint.arguments(schemas.Numbering)
    @blueprint.response(200, schemas.VersionWhole)
    def set_numbering(data, id):
        """Let the service number the sections, or leave it to their headings (needs If-Match)."""
        found = queries.get_version(g.context, id)
        editing.set_numbering(g.context, found, version=if_match(found), **data)
        return found, etag(found)
