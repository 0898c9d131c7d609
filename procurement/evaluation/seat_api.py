"""What a seat does, as JSON: disclose, read, mark, hand in; the chair returns. Floor: api."""

from flask import g

from procurement.evaluation import operations, presenting, queries, results, schemas
from procurement.web.access import signed_in
from procurement.web.api import etag, if_match
from procurement.web.downloads import download


def install(blueprint) -> None:
    """Add these routes to the room's blueprint."""

    @blueprint.route("/solicitations/<id>/seat", methods=["GET"])
    @signed_in
    @blueprint.response(200, schemas.OwnSeat)
    def own_seat(id):
        """Read your own seat: what is to be declared, and how far your sheets are."""
        return _seat(id)

    @blueprint.route("/solicitations/<id>/seat/disclosures", methods=["PUT"])
    @signed_in
    @blueprint.arguments(schemas.Disclose)
    @blueprint.response(200, schemas.OwnSeat)
    def disclose(data, id):
        """Declare for every response whether you have a conflict of interest."""
        seat = queries.own_seat(g.context, queries.of(g.context, id))
        operations.disclose(g.context, seat, **data)
        return _seat(id)

    @blueprint.route("/solicitations/<id>/seat/responses/<response_id>", methods=["GET"])
    @signed_in
    @blueprint.response(200, schemas.Content)
    def read(id, response_id):
        """Read a response as an evaluator; its prices only where the published groups of your seat may see them."""
        response = _readable(id, response_id)
        return presenting.content(g.context, queries.of(g.context, id), response)

    @blueprint.route("/solicitations/<id>/seat/responses/<response_id>/files/<file_id>", methods=["GET"])
    @signed_in
    @blueprint.response(200, content_type="application/octet-stream")
    def file(id, response_id, file_id):
        """Download a file of a response."""
        return download(queries.file_of(g.context.session, _readable(id, response_id), file_id))

    _sheets(blueprint)


def _sheets(blueprint) -> None:
    @blueprint.route("/sheets/<id>", methods=["GET"])
    @signed_in
    @blueprint.response(200, schemas.Sheet)
    def sheet(id):
        """Read a score sheet: your own, or any when every seat has submitted."""
        found = results.get_sheet(g.context, id)
        return found, etag(found)

    @blueprint.route("/sheets/<id>", methods=["PATCH"])
    @signed_in
    @blueprint.arguments(schemas.SaveSheet(exclude=["version"]))
    @blueprint.response(200, schemas.Sheet)
    def save(data, id):
        """Save marks and reasons so far (needs If-Match); a criterion that is not named keeps what it had."""
        found = results.get_sheet(g.context, id)
        operations.save_sheet(g.context, found, version=if_match(found), **data)
        return found, etag(found)

    @blueprint.route("/sheets/<id>/submit", methods=["POST"])
    @signed_in
    @blueprint.response(200, schemas.Sheet)
    def submit(id):
        """Hand your sheet in (needs If-Match): it is complete, and rests."""
        found = results.get_sheet(g.context, id)
        operations.submit_sheet(g.context, found, version=if_match(found))
        return found, etag(found)

    @blueprint.route("/sheets/<id>/return", methods=["POST"])
    @signed_in
    @blueprint.arguments(schemas.Return)
    @blueprint.response(200, schemas.Sheet)
    def give_back(data, id):
        """Return a sheet to its evaluator with a reason, as the chair."""
        found = results.get_sheet(g.context, id)
        operations.return_sheet(g.context, found, **data)
        return found, etag(found)


def _seat(solicitation_id: str) -> dict:
    panel = queries.of(g.context, solicitation_id)
    seat = queries.own_seat(g.context, panel)
    return presenting.seat_whole(results.work(g.context.session, panel), seat)


def _readable(solicitation_id: str, response_id: str):
    panel = queries.of(g.context, solicitation_id)
    queries.own_seat(g.context, panel)
    return presenting.readable(g.context, results.work(g.context.session, panel), response_id)[1]
