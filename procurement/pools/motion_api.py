"""The JSON door of what a pool's members agree on: the agreement they sign, their votes, who leads. Floor: api."""

from flask import g

from procurement.core.errors import Invalid
from procurement.pools import motion_queries, motion_shapes, operations, queries, reading, schemas
from procurement.pools.api_door import blueprint, shown
from procurement.web.access import signed_in
from procurement.web.api import envelope, etag


@blueprint.route("/pools/<id>/agreement", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Agreement)
def agreement(id):
    """Read the agreement that members sign now, in full."""
    return reading.agreement_of(queries.get(g.context, id))


@blueprint.route("/pools/<id>/members/<participation_id>/agreement", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Agreement)
def signed_agreement(id, participation_id):
    """Read the agreement as this member has signed it."""
    return reading.signed_by(queries.get_participation(queries.get(g.context, id), participation_id))


@blueprint.route("/pools/<id>/members/<participation_id>/sign", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Signed)
@blueprint.response(200, schemas.Participation)
def sign(data, id, participation_id):
    """Sign the agreement as it reads now, for your jurisdiction."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    if data["signature"] is None:
        raise Invalid({"signature": ["Type your name to sign."]})
    operations.sign_agreement(g.context, found, **data)
    return found, etag(found)


@blueprint.route("/pools/<id>/motions", methods=["GET"])
@signed_in
@blueprint.response(200, envelope(motion_shapes.Motion))
def motions(id):
    """List the motions of a pool with their votes, the newest first."""
    found = motion_queries.motions(g.context.session, queries.get(g.context, id))
    return {"items": found, "limit": len(found), "offset": 0, "more": False}


@blueprint.route("/pools/<id>/motions", methods=["POST"])
@signed_in
@blueprint.arguments(motion_shapes.NewMotion)
@blueprint.response(201, motion_shapes.Motion)
def move(data, id):
    """Put something to the members' vote."""
    motion = operations.move(
        g.context, queries.get(g.context, id), **{**data, "anew_of_id": data["anew_of_id"] or None}
    )
    return motion, etag(motion)


@blueprint.route("/pools/<id>/motions/<motion_id>", methods=["GET"])
@signed_in
@blueprint.response(200, motion_shapes.Motion)
def motion(id, motion_id):
    """Read a motion with its votes."""
    found = motion_queries.get(g.context.session, queries.get(g.context, id), motion_id)
    return found, etag(found)


@blueprint.route("/pools/<id>/motions/<motion_id>/votes", methods=["POST"])
@signed_in
@blueprint.arguments(motion_shapes.Cast)
@blueprint.response(200, motion_shapes.Motion)
def vote(data, id, motion_id):
    """Vote for your jurisdiction; said again before the closing, the last word counts."""
    pool = queries.get(g.context, id)
    found = motion_queries.get(g.context.session, pool, motion_id)
    participation = queries.get_participation(pool, data["participation_id"])
    operations.vote(g.context, found, participation, choice=data["choice"])
    return found, etag(found)


@blueprint.route("/pools/<id>/motions/<motion_id>/withdraw", methods=["POST"])
@signed_in
@blueprint.response(200, motion_shapes.Motion)
def withdraw_motion(id, motion_id):
    """Take a motion back before it closes."""
    found = motion_queries.get(g.context.session, queries.get(g.context, id), motion_id)
    operations.withdraw_motion(g.context, found)
    return found, etag(found)


@blueprint.route("/pools/<id>/lead/offer", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.LeadOffer)
@blueprint.response(200, schemas.Whole)
def offer_lead(data, id):
    """Ask a member to take over the lead; it and the network both have to say yes."""
    operations.offer_lead(g.context, queries.get(g.context, id), **data, beyond=reading.beyond_draft)
    return shown(id)


@blueprint.route("/pools/<id>/lead/take-back", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def take_lead_offer_back(id):
    """Keep the lead after all."""
    operations.take_lead_offer_back(g.context, queries.get(g.context, id))
    return shown(id)


@blueprint.route("/pools/<id>/lead/accept", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def accept_lead(id):
    """Accept the lead for your jurisdiction."""
    operations.accept_lead(g.context, queries.get(g.context, id), beyond=reading.beyond_draft)
    return shown(id)


@blueprint.route("/pools/<id>/lead/agree", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def agree_to_lead(id):
    """Agree to the new lead for the network."""
    operations.agree_to_lead(g.context, queries.get(g.context, id), beyond=reading.beyond_draft)
    return shown(id)


@blueprint.route("/pools/<id>/lead/decline", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def decline_lead(id):
    """Decline, as the member that is asked or for the network."""
    operations.decline_lead(g.context, queries.get(g.context, id))
    return shown(id)
