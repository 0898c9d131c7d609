"""The JSON door to how a draft is made together: versions, what changed, comments, reminders, copies. Floor: api."""

from flask import g
from flask_smorest import Blueprint

from procurement.library.redline import redline
from procurement.solicitations import (
    commenting,
    comments,
    copying,
    operations,
    queries,
    schemas,
    sides,
    versions,
    work_shapes,
)
from procurement.web.access import signed_in
from procurement.web.api import etag, if_match


def install(blueprint: Blueprint, whole) -> None:
    """Give the room's door these addresses; `whole` presents a solicitation with its text."""
    _versions(blueprint, whole)
    _comments(blueprint)
    _deeds(blueprint, whole)


def _versions(blueprint: Blueprint, whole) -> None:
    @blueprint.route("/solicitations/<id>/versions", methods=["GET"])
    @signed_in
    @blueprint.response(200, work_shapes.KeptVersion(many=True))
    def list_versions(id):
        """List the versions of a draft that were kept, newest first."""
        return sides.kept(g.context, queries.get_work(g.context, id))

    @blueprint.route("/solicitations/<id>/versions", methods=["POST"])
    @signed_in
    @blueprint.response(201, work_shapes.KeptVersion)
    def keep_version(id):
        """Keep the draft as it stands now; where nothing has changed, the last version is given."""
        return versions.save(g.context, queries.get(g.context, id))

    @blueprint.route("/solicitations/<id>/versions/<int(max=999999):number>/restore", methods=["POST"])
    @signed_in
    @blueprint.response(200, schemas.Whole)
    def restore_version(id, number):
        """Go back to an older version, as a new change (needs If-Match)."""
        solicitation = queries.get_work(g.context, id)
        older = sides.get(g.context, solicitation, number)
        versions.restore(g.context, solicitation, older, version=if_match(solicitation))
        return whole(solicitation), etag(solicitation)

    @blueprint.route("/solicitations/<id>/compare", methods=["GET"])
    @signed_in
    @blueprint.arguments(work_shapes.ComparedSides, location="query")
    @blueprint.response(200, work_shapes.Comparison)
    def compare(query, id):
        """Compare two texts word by word: versions by number, “now”, “template”, or “r1” for a published revision."""
        solicitation = queries.get_work(g.context, id)
        old, new = (sides.side(g.context, solicitation, query[name]) for name in ("old", "new"))
        return {"old": old.label, "new": new.label, "redline": redline(old.content, new.content)}


def _comments(blueprint: Blueprint) -> None:
    @blueprint.route("/solicitations/<id>/comments", methods=["GET"])
    @signed_in
    @blueprint.response(200, work_shapes.CommentThread(many=True))
    def list_comments(id):
        """List what was said about a draft, open comments first."""
        return comments.threads_for(g.context, queries.get_work(g.context, id))

    @blueprint.route("/solicitations/<id>/comments", methods=["POST"])
    @signed_in
    @blueprint.arguments(work_shapes.NewComment)
    @blueprint.response(201, work_shapes.DraftComment)
    def comment(data, id):
        """Comment on a place of a draft, or answer a comment."""
        solicitation = queries.get_work(g.context, id)
        answered = data.pop("reply_to_id")
        reply_to = comments.get(g.context, solicitation, answered) if answered else None
        return commenting.comment(g.context, solicitation, reply_to=reply_to, **data)

    for deed, word, said in (
        (commenting.resolve, "resolve", "Settle a comment."),
        (commenting.reopen, "reopen", "Take a settled comment up again."),
    ):
        _deed_on_comment(blueprint, deed, word, said)


def _deed_on_comment(blueprint: Blueprint, deed, word: str, said: str) -> None:
    @blueprint.response(200, work_shapes.DraftComment)
    def view(id, comment_id):
        solicitation = queries.get_work(g.context, id)
        return deed(g.context, solicitation, comments.get(g.context, solicitation, comment_id))

    view.__doc__, view.__name__ = said, f"{word}_comment"
    address = f"/solicitations/<id>/comments/<comment_id>/{word}"
    blueprint.route(address, methods=["POST"], endpoint=f"{word}_comment")(signed_in(view))


def _deeds(blueprint: Blueprint, whole) -> None:
    @blueprint.route("/solicitations/<id>/remind", methods=["POST"])
    @signed_in
    @blueprint.response(200, schemas.Review(many=True))
    def remind(id):
        """Write once more to whoever was asked about the draft and has not answered."""
        return operations.remind(g.context, queries.get(g.context, id))

    @blueprint.route("/solicitations/<id>/copy", methods=["POST"])
    @signed_in
    @blueprint.arguments(work_shapes.Copying)
    @blueprint.response(201, schemas.Whole)
    def copy(data, id):
        """Begin a draft with the text of a solicitation that was published, one's own or a peer's."""
        made = copying.copy(g.context, queries.get(g.context, id), **data)
        return whole(made), etag(made)
