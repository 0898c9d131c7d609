"""The JSON door of addenda: read the issued ones; write, issue or drop the next."""

from flask import g

from procurement.clarifications import operations, queries, schemas
from procurement.clarifications.models import Addendum
from procurement.core.errors import NotFound
from procurement.solicitations import date_shapes
from procurement.solicitations import queries as solicitations
from procurement.solicitations.checklist import blocking
from procurement.solicitations.models import Solicitation
from procurement.web import api
from procurement.web.access import public, signed_in
from procurement.web.api import etag, if_match

blueprint = api.room("clarifications", "Addenda: what was changed after publication, and why.")


@blueprint.route("/solicitations/<id>/addenda", methods=["GET"])
@public
@blueprint.response(200, schemas.Addendum(many=True))
def index(id):
    """List the addenda that were issued, in their order."""
    return queries.issued(g.context, _published(id))


@blueprint.route("/solicitations/<id>/addenda", methods=["POST"])
@signed_in
@blueprint.response(201, schemas.Draft)
def begin(id):
    """Begin an addendum. Its text is changed like that of a draft; nothing of it is public before it is issued."""
    return _draft(operations.begin(g.context, _published(id)))


@blueprint.route("/solicitations/<id>/addenda/<int(max=9999):number>", methods=["GET"])
@public
@blueprint.response(200, schemas.WithRedline)
def show(id, number):
    """Read an issued addendum, with everything it changed word by word."""
    found = queries.get(g.context, _published(id), number)
    names = ("id", "solicitation_id", "number", "state", "reason", "issued_at", "parts", "revision")
    return {**{name: getattr(found, name) for name in names}, "redline": queries.compared(g.context, found)[2]}


@blueprint.route("/solicitations/<id>/addenda/draft", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Draft)
def draft(id):
    """Read the addendum that is being written: what it would change, and what stands in its way; for its own people."""
    return _draft(_own(id))


@blueprint.route("/solicitations/<id>/addenda/draft", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.Edit)
@blueprint.response(200, schemas.Draft)
def edit(data, id):
    """Change its reason, the later deadline or the later end of questions (needs If-Match)."""
    found = _own(id)
    return _draft(operations.edit(g.context, found, version=if_match(found), **data))


@blueprint.route("/solicitations/<id>/addenda/draft/issue", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Issue)
@blueprint.response(200, schemas.Addendum)
def issue(data, id):
    """Put it in force as the next revision, for everybody, and tell all who follow."""
    return operations.issue(g.context, _own(id), **data)


@blueprint.route("/solicitations/<id>/addenda/draft/drop", methods=["POST"])
@signed_in
@blueprint.response(204)
def drop(id):
    """Give it up: the text is again what was published."""
    operations.drop(g.context, _own(id))


@blueprint.route("/solicitations/<id>/addenda/draft/written-determinations", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Determine)
@blueprint.response(201, date_shapes.Determination)
def determine(data, id):
    """Waive in writing a rule that it breaks, where the rule pack lets somebody waive it."""
    return operations.determine(g.context, _own(id), **data)


def _published(id: str) -> Solicitation:
    found = solicitations.get(g.context, id)
    if found.published_at is None:
        raise NotFound(solicitations.NO_SUCH)
    return found


def _own(id: str) -> Addendum:
    return queries.draft(g.context, solicitations.get_own(g.context, id))


def _draft(found: Addendum):
    stands = queries.standing(g.context, found)
    names = ("id", "solicitation_id", "state", "reason", "due_at", "questions_due_at", "begun_at", "version")
    shown = {
        **{name: getattr(found, name) for name in names},
        "parts": stands.parts,
        "digest": stands.digest,
        "hindrances": stands.hindrances,
        "ready": not blocking(stands.hindrances),
        "redline": stands.change,
    }
    return shown, etag(found)
