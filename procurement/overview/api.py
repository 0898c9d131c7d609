"""The JSON door of overviews: every figure with the address of its rows, and these rows."""

from dataclasses import asdict

from flask import g

from procurement.networks import queries as networks
from procurement.overview import addressing, figures, presenting, queries, schemas
from procurement.overview.looking import View
from procurement.web import api
from procurement.web.access import signed_in

blueprint = api.room("overview", "The view from above: what is bought, saved and ahead, with the rows of each figure.")


@blueprint.route("/jurisdictions/<jurisdiction_id>/overview", methods=["GET"])
@signed_in
@blueprint.arguments(schemas.Look, location="query")
@blueprint.response(200, schemas.Overview)
def jurisdiction_overview(query, jurisdiction_id):
    """Read the overview of a government, for its own people."""
    return _whole(_jurisdiction(jurisdiction_id, query["period"]), f"/jurisdictions/{jurisdiction_id}")


@blueprint.route("/jurisdictions/<jurisdiction_id>/overview/rows", methods=["GET"])
@signed_in
@blueprint.arguments(schemas.Page, location="query")
@blueprint.response(200, schemas.Rows)
def jurisdiction_rows(query, jurisdiction_id):
    """List the rows of one figure of a government's overview."""
    return _rows(_jurisdiction(jurisdiction_id, query.pop("period")), **query)


@blueprint.route("/networks/<network_id>/overview", methods=["GET"])
@signed_in
@blueprint.arguments(schemas.Look, location="query")
@blueprint.response(200, schemas.Overview)
def network_overview(query, network_id):
    """Read the overview of a network and those below it, for its members and stewards."""
    return _whole(_network(network_id, query["period"]), f"/networks/{network_id}")


@blueprint.route("/networks/<network_id>/overview/rows", methods=["GET"])
@signed_in
@blueprint.arguments(schemas.Page, location="query")
@blueprint.response(200, schemas.Rows)
def network_rows(query, network_id):
    """List the rows of one figure of a network's overview."""
    return _rows(_network(network_id, query.pop("period")), **query)


def _jurisdiction(jurisdiction_id: str, period: str) -> View:
    return queries.of_jurisdiction(g.context, networks.get(g.context, jurisdiction_id), period)


def _network(network_id: str, period: str) -> View:
    return queries.of_network(g.context, networks.get_network(g.context, network_id), period)


def _whole(view: View, at: str) -> dict:
    said = presenting.said(queries.board(view), f"{api.PREFIX}{at}/overview", view.period.key)
    return {"id": view.place.id, "name": view.place.name, "zone": view.zone, "period": view.period, **said}


def _rows(view: View, *, figure: str, filters: queries.Filters, limit: int, offset: int) -> dict:
    found = queries.listed(view, figure, filters, limit=limit, offset=offset)
    items = [
        {**asdict(each), "address": api.PREFIX + addressing.resource_of(each.sort, each.id)} for each in found.items
    ]
    return {
        "figure": figure,
        "title": figures.TITLES[figure],
        "items": items,
        "count": found.count,
        "amount_cents": found.cents,
        "number": found.number,
        "limit": limit,
        "offset": offset,
        "more": offset + len(items) < found.count,
    }
