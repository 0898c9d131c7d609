"""The JSON door of a joint draft's annexes, and of going on with those who approved. Floor: api."""

from dataclasses import asdict, dataclass

from flask import g
from marshmallow import fields

from procurement.core.shapes import Instant, Shape
from procurement.pools import operations as pools
from procurement.solicitations import annex_queries, annex_shapes, annex_writing, going_on, queries
from procurement.solicitations.api_door import blueprint
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.api import if_match


@dataclass(frozen=True)
class Whole(annex_queries.Work):
    """A member's annex, and until when it is asked for."""

    due_at: object = None


class Approvals(Shape):
    """Until when the members of the pool are asked to approve."""

    approvals_due_at = Instant(required=True)


class Approving(Shape):
    """The same, as it stands."""

    approvals_due_at = Instant()
    publication_rule = fields.String()


@blueprint.route("/solicitations/<id>/annexes", methods=["GET"])
@signed_in
@blueprint.response(200, annex_shapes.Answer(many=True))
def list_annexes(id):
    """List how far the members' annexes are: all of them for the lead, your own for a member."""
    return [asdict(each) for each in annex_queries.answers(g.context, annex_queries.get(g.context, id))]


@blueprint.route("/solicitations/<id>/annexes/ask", methods=["POST"])
@signed_in
@blueprint.arguments(annex_shapes.AskAnnexes)
@blueprint.response(200, annex_shapes.Answer(many=True))
def ask_annexes(data, id):
    """Ask the members for their annexes until a date; asked again, the date moves (needs If-Match)."""
    solicitation = queries.get_own(g.context, id)
    annex_writing.ask_annexes(g.context, solicitation, version=if_match(solicitation), **data)
    return [asdict(each) for each in annex_queries.answers(g.context, solicitation)]


@blueprint.route("/solicitations/<id>/annexes/<participation_id>", methods=["GET"])
@signed_in
@blueprint.response(200, annex_shapes.MemberAnnex)
def show_annex(id, participation_id):
    """Read a member's annex, with the core as it concerns the member, and the redline of what it replaces."""
    return _whole(*_mine(id, participation_id))


@blueprint.route("/solicitations/<id>/annexes/<participation_id>/sections", methods=["POST"])
@signed_in
@blueprint.arguments(annex_shapes.AnnexSectionForm)
@blueprint.response(201, annex_shapes.MemberAnnex)
def add_annex_section(data, id, participation_id):
    """Add a section to the annex, or put it in the place of a section of the core."""
    it, member = _mine(id, participation_id)
    annex_writing.save_section(g.context, it, member, **data)
    return _whole(it, member)


@blueprint.route("/solicitations/<id>/annexes/<participation_id>/sections/<key>", methods=["PUT"])
@signed_in
@blueprint.arguments(annex_shapes.AnnexSectionForm)
@blueprint.response(200, annex_shapes.MemberAnnex)
def change_annex_section(data, id, participation_id, key):
    """Change a section of the annex; it counts as written against the core as it reads now."""
    it, member = _mine(id, participation_id)
    annex_writing.save_section(g.context, it, member, key=key, **data)
    return _whole(it, member)


@blueprint.route("/solicitations/<id>/annexes/<participation_id>/sections/<key>", methods=["DELETE"])
@signed_in
@blueprint.response(200, annex_shapes.MemberAnnex)
def remove_annex_section(id, participation_id, key):
    """Take a section out of the annex: the core holds for the member there again."""
    it, member = _mine(id, participation_id)
    annex_writing.remove_section(g.context, it, member, key=key)
    return _whole(it, member)


@blueprint.route("/solicitations/<id>/annexes/<participation_id>/confirm", methods=["POST"])
@signed_in
@blueprint.arguments(annex_shapes.Read)
@blueprint.response(200, annex_shapes.MemberAnnex)
def confirm_annex(data, id, participation_id):
    """Say that the annex is complete, or, with nothing in it, that none is needed."""
    it, member = _mine(id, participation_id)
    annex_writing.confirm_annex(g.context, it, member, **data)
    return _whole(it, member)


@blueprint.route("/solicitations/<id>/approvals-date", methods=["PUT"])
@signed_in
@blueprint.arguments(Approvals)
@blueprint.response(200, Approving)
def set_approvals_date(data, id):
    """Set until when the members of the pool are asked to approve."""
    return pools.set_approvals_date(g.context, annex_queries.pool_of(g.context, id), **data)


@blueprint.route("/solicitations/<id>/go-on", methods=["POST"])
@signed_in
@blueprint.response(200, annex_shapes.LeftOutMember(many=True))
def go_on(id):
    """Go on without the members that have not approved in time, where the pool's rule says so."""
    return going_on.go_on(g.context, queries.get_own(g.context, id))


def _mine(id: str, participation_id: str):
    it = annex_queries.get(g.context, id)
    return it, annex_queries.get_member(g.context, it, participation_id)


def _whole(it: Solicitation, member):
    work = annex_queries.work(g.context, it, member)
    given = {name: getattr(work, name) for name in annex_queries.Work.__dataclass_fields__}
    return Whole(**given, due_at=it.annexes_due_at)
