"""The JSON door of evaluations: panels, determinations, ranking; what a seat does stands in `seat_api.py`."""

from flask import g, jsonify

from procurement.evaluation import operations, policy, presenting, queries, results, savings, schemas, seat_api
from procurement.web import api
from procurement.web.access import signed_in
from procurement.web.api import etag

blueprint = api.room(
    "evaluation",
    "Panels: conflicts are disclosed before anything is read, everybody scores alone, and the published contract "
    "says what follows. Nothing of another seat is shown before every seat has submitted.",
)
seat_api.install(blueprint)


@blueprint.route("/solicitations/<id>/panel", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Panel)
def of_solicitation(id):
    """Read the panel of a solicitation."""
    return _shown(queries.of(g.context, id))


@blueprint.route("/solicitations/<id>/panel", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Convene)
@blueprint.response(201, schemas.Panel)
def convene(data, id):
    """Convene the panel of an opened solicitation. Each evaluator gets a letter."""
    panel = operations.convene(g.context, queries.for_work(g.context, id), **data)
    return _shown(queries.get(g.context, panel.id))


@blueprint.route("/solicitations/<id>/panel/candidates", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Person(many=True))
def candidates(id):
    """List the people who may be seated."""
    found = queries.candidates(g.context, queries.for_work(g.context, id))
    return [{"id": person.id, "name": person.name, "works_for": places} for person, places in found]


@blueprint.route("/panels/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Panel)
def show(id):
    """Read a panel."""
    return _shown(queries.get(g.context, id))


@blueprint.route("/panels/<id>/seats", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewSeat)
@blueprint.response(201, schemas.Panel)
def add_seat(data, id):
    """Seat an evaluator, until every sheet is in."""
    panel = queries.get(g.context, id)
    operations.add_seat(g.context, panel, **data)
    return _shown(panel)


@blueprint.route("/panels/<id>/seats/<seat_id>/chair", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Panel)
def appoint_chair(id, seat_id):
    """Make this seat the chair."""
    panel = queries.get(g.context, id)
    operations.appoint_chair(g.context, queries.get_seat(panel, seat_id))
    return _shown(panel)


@blueprint.route("/panels/<id>/seats/<seat_id>/remove", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Removal)
@blueprint.response(200, schemas.Panel)
def remove_seat(data, id, seat_id):
    """Take an evaluator off the panel; once scoring has begun it needs a reason."""
    panel = queries.get(g.context, id)
    operations.remove_seat(g.context, queries.get_seat(panel, seat_id), **data)
    return _shown(panel)


@blueprint.route("/panels/<id>/begin-scoring", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Panel)
def begin_scoring(id):
    """Hand out the sheets."""
    return _shown(operations.begin_scoring(g.context, queries.get(g.context, id)))


@blueprint.route("/panels/<id>/close", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Panel)
def close(id):
    """Settle the ranking, when every sheet is in."""
    return _shown(operations.close(g.context, queries.get(g.context, id)))


@blueprint.route("/panels/<id>/ranking", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Ranking)
def ranking(id):
    """Read the ranking, recomputed from the sheets; refused before every seat has submitted."""
    return results.ranking(g.context, queries.get(g.context, id))


@blueprint.route("/panels/<id>/scoring-document", methods=["GET"])
@signed_in
@blueprint.response(200, {"type": "object"})
def scoring_document(id):
    """Take the scoring document, to run it again with `python -m procurement.scoring`."""
    # As it is: it is written for the scoring package, and has no shape of this API.
    return jsonify(results.replayable(g.context, queries.get(g.context, id)))


@blueprint.route("/panels/<id>/sheets", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Sheet(many=True))
def sheets(id):
    """Read every sheet, when every seat has submitted; before that, your own."""
    panel = queries.get(g.context, id)
    all_in = results.work(g.context.session, panel).all_in
    found = [sheet for seat in panel.seats for sheet in sorted(seat.sheets, key=lambda each: each.response_id)]
    return [each for each in found if policy.may_see_sheet(g.context.actor, each, all_in=all_in)]


@blueprint.route("/solicitations/<id>/determinations", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Determination(many=True))
def determinations(id):
    """Read what was determined about the responses."""
    solicitation = queries.for_work(g.context, id)
    panel = queries.of_or_none(g.context, id)
    found = queries.determinations(g.context.session, solicitation.id)
    return [
        each
        for response_id in sorted(found)
        for each in found[response_id]
        if panel is None or not policy.is_barred(g.context.actor, panel, response_id)
    ]


@blueprint.route("/solicitations/<id>/determinations", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewDetermination)
@blueprint.response(201, schemas.Determination)
def determine(data, id):
    """Determine about a response; determined anew, it replaces what was determined before."""
    solicitation = queries.for_work(g.context, id)
    response = queries.get_opened(g.context.session, solicitation.id, data.pop("response_id"))
    return operations.determine(g.context, response, **data)


def _shown(panel):
    return presenting.panel_whole(g.context, results.work(g.context.session, panel)), etag(panel)


@blueprint.route("/solicitations/<id>/savings", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Savings)
def members_pay(id):
    """Read what each member of the pool would pay at each opened response, and saves against what it paid last."""
    return savings.of(g.context, id)
