"""The desk for programs: what waits for whoever owns the token."""

from flask import g, url_for
from marshmallow import Schema, fields

from procurement.core.shapes import Instant
from procurement.desk import waiting
from procurement.web import api
from procurement.web.access import signed_in

blueprint = api.room("desk", "What waits for you.")


class Task(Schema):
    """One deed that waits for you; `page` is where it is done by hand."""

    sentence = fields.String()
    about = fields.String()
    until = Instant(allow_none=True)
    page = fields.Function(lambda task: url_for(task.endpoint, **task.values))


class Desk(Schema):
    """Everything that waits, the most urgent first."""

    tasks = fields.List(fields.Nested(Task()))


@blueprint.route("/desk", methods=["GET"])
@signed_in
@blueprint.response(200, Desk)
def desk():
    """What waits for you, the most urgent first."""
    return {"tasks": waiting.tasks(g.context, waiting.under_way(g.context))}
