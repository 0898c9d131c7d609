"""The JSON door of what members need: quantities, sheets, places, options, and the shares of a line. Floor: api."""

from flask import current_app, g

from procurement.pools import demand_shapes, operations, queries, reading, schemas
from procurement.pools.api_door import SHEET_LIMIT, blueprint, multipart, sent_file, shown
from procurement.web.access import signed_in, takes_files
from procurement.web.api import etag, if_match
from procurement.web.downloads import attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEMBER = "/pools/<id>/members/<participation_id>"


def member_of(id: str, participation_id: str):
    """The pool's member, or NotFound."""
    return queries.get_participation(queries.get(g.context, id), participation_id)


@blueprint.route("/pools/<id>/lines/<line_id>/demand", methods=["GET"])
@signed_in
@blueprint.response(200, demand_shapes.LineDemand)
def line_demand(id, line_id):
    """Read what each member needs of one line, and who has not said."""
    pool = queries.get(g.context, id)
    return reading.line_demand(pool, queries.get_line(pool, line_id))


@blueprint.route(f"{MEMBER}/quantities", methods=["GET"])
@signed_in
@blueprint.response(200, demand_shapes.Stated)
def quantities(id, participation_id):
    """Read what a member has stated; what it paid last is for its own people."""
    found = member_of(id, participation_id)
    return reading.stated(found), etag(found)


@blueprint.route(f"{MEMBER}/quantities", methods=["PATCH"])
@signed_in
@blueprint.arguments(demand_shapes.Quantities)
@blueprint.response(200, schemas.Participation)
def state_quantities(data, id, participation_id):
    """State how much your jurisdiction needs of the named lines (needs If-Match)."""
    found = member_of(id, participation_id)
    operations.state_quantities(g.context, found, version=if_match(found), **data)
    return found, etag(found)


@blueprint.route(f"{MEMBER}/last-prices", methods=["PATCH"])
@signed_in
@blueprint.arguments(demand_shapes.LastPrices)
@blueprint.response(200, demand_shapes.Stated)
def state_last_prices(data, id, participation_id):
    """State what your jurisdiction paid for one unit last time, with where it stands written."""
    found = member_of(id, participation_id)
    operations.state_last_prices(g.context, found, **data)
    return reading.stated(found), etag(found)


@blueprint.route(f"{MEMBER}/places", methods=["PUT"])
@signed_in
@blueprint.arguments(demand_shapes.Places)
@blueprint.response(200, demand_shapes.Stated)
def state_places(data, id, participation_id):
    """Say where your jurisdiction wants things delivered (needs If-Match); replaces what you said before."""
    found = member_of(id, participation_id)
    operations.state_places(g.context, found, version=if_match(found), **data)
    return reading.stated(found), etag(found)


@blueprint.route(f"{MEMBER}/options", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewLine)
@blueprint.response(201, schemas.Line)
def add_option(data, id, participation_id):
    """Add something that only your jurisdiction buys."""
    line = operations.add_option(g.context, member_of(id, participation_id), **data)
    return line, etag(line)


@blueprint.route(f"{MEMBER}/sheet.xlsx", methods=["GET"])
@signed_in
def download_sheet(id, participation_id):
    """Download your sheet of quantities, filled in as stated (a workbook)."""
    found = member_of(id, participation_id)
    return attachment(reading.own_sheet(found), "quantities.xlsx", XLSX)


@blueprint.route("/pools/<id>/sheet.xlsx", methods=["GET"])
@signed_in
def blank_sheet(id):
    """Download a sheet of the pool's lines with nothing stated (a workbook)."""
    return attachment(reading.blank_sheet(queries.get(g.context, id)), "quantities.xlsx", XLSX)


@blueprint.route(f"{MEMBER}/sheet", methods=["POST"])
@signed_in
@takes_files(SHEET_LIMIT)
@blueprint.response(201, demand_shapes.Sheet)
@blueprint.doc(requestBody=multipart("sheet", needed=True))
def read_sheet(id, participation_id):
    """Send your sheet (multipart/form-data: sheet); nothing is stated before you confirm it."""
    found = member_of(id, participation_id)
    staged = sent_file("sheet", "the sheet")
    data = current_app.store.read(staged.digest)
    return operations.read_sheet(g.context, found, data=data, filename=staged.name)


@blueprint.route(f"{MEMBER}/sheet", methods=["GET"])
@signed_in
@blueprint.response(200, demand_shapes.Sheet)
def sheet(id, participation_id):
    """Read the sheet that waits to be confirmed: what it states, and every cell that is wrong."""
    return reading.waiting_sheet(member_of(id, participation_id))


@blueprint.route(f"{MEMBER}/sheet/confirm", methods=["POST"])
@signed_in
@blueprint.arguments(demand_shapes.Confirm)
@blueprint.response(200, demand_shapes.Stated)
def confirm_sheet(data, id, participation_id):
    """State what the sheet says, without its bad cells."""
    found = member_of(id, participation_id)
    operations.confirm_sheet(g.context, found, **data)
    return reading.stated(found), etag(found)


@blueprint.route(f"{MEMBER}/sheet", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def discard_sheet(id, participation_id):
    """Forget the sheet."""
    operations.discard_sheet(g.context, member_of(id, participation_id))


@blueprint.route("/pools/<id>/remind", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def remind(id):
    """Write to every member that has lines left to state (twice a day at most)."""
    operations.remind(g.context, queries.get(g.context, id))
    return shown(id)
