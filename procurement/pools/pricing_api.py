"""The JSON door to how a pool is priced. Floor: api."""

from flask import g

from procurement.pools import pricing_deeds, pricing_shapes, queries
from procurement.pools.api_door import blueprint
from procurement.web.access import signed_in
from procurement.web.api import etag, if_match


@blueprint.route("/pools/<id>/pricing", methods=["GET"])
@signed_in
@blueprint.response(200, pricing_shapes.Pricing)
def read_pricing(id):
    """Read the pool's regions, where members lie, and how each line is priced."""
    pool = queries.get(g.context, id)
    return _shown(pool), etag(pool)


@blueprint.route("/pools/<id>/pricing/regions", methods=["PUT"])
@signed_in
@blueprint.arguments(pricing_shapes.Names)
@blueprint.response(200, pricing_shapes.Pricing)
def name_regions(data, id):
    """Name the regions in which vendors may ask different prices (needs If-Match with the pool's ETag)."""
    pool = queries.get(g.context, id)
    pricing_deeds.name_regions(g.context, pool, version=if_match(pool), **data)
    return _shown(pool), etag(pool)


@blueprint.route("/pools/<id>/members/<participation_id>/region", methods=["PUT"])
@signed_in
@blueprint.arguments(pricing_shapes.Chosen)
@blueprint.response(200, pricing_shapes.Lies)
def choose_region(data, id, participation_id):
    """Say in which region your government lies (needs If-Match with the participation's ETag)."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    pricing_deeds.choose_region(g.context, found, version=if_match(found), **data)
    return found, etag(found)


@blueprint.route("/pools/<id>/lines/<line_id>/pricing", methods=["PUT"])
@signed_in
@blueprint.arguments(pricing_shapes.LinePricing)
@blueprint.response(200, pricing_shapes.Priced)
def price_line(data, id, line_id):
    """Say from which quantities other prices hold, and which mix is compared (needs If-Match with the line's ETag)."""
    line = queries.get_line(queries.get(g.context, id), line_id)
    pricing_deeds.price_line(g.context, line, version=if_match(line), **data)
    return line, etag(line)


def _shown(pool) -> dict:
    lines = [each for each in pool.lines if each.participation_id is None]
    return {"regions": pool.regions, "members": queries.joined(pool), "lines": lines}
