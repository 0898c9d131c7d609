"""Letters for programs."""

from flask import g

from procurement.core.shapes import Text
from procurement.mailbox import outbox, queries, schemas
from procurement.mailbox.models import Letter
from procurement.mailbox.pages import in_demo
from procurement.web import api
from procurement.web.access import signed_in
from procurement.web.api import PageQuery, envelope, listed

blueprint = api.room("mailbox", "Letters that the service wrote to people.")


class LetterQuery(PageQuery):
    """Which letters."""

    to = Text(longest=254, load_default="")


@blueprint.route("/letters", methods=["GET"])
@signed_in
@blueprint.arguments(LetterQuery, location="query")
@blueprint.response(200, envelope(schemas.LetterSchema))
def letters(query):
    """The letters you may read, newest first."""
    found = queries.visible(g.context, in_demo=in_demo()).order_by(Letter.written_at.desc(), Letter.id)
    to = query.pop("to").strip().lower()
    return listed(found.where(Letter.to_email == to) if to else found, **query)


@blueprint.route("/letters/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.LetterSchema)
def letter(id):
    """One letter."""
    return queries.get(g.context, id, in_demo=in_demo())


@blueprint.route("/letters/<id>/retry", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.LetterSchema)
def retry(id):
    """Have a letter delivered that was given up (operator)."""
    found = queries.get(g.context, id)
    outbox.again(g.context, found)
    return found
