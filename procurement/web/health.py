"""Whether the service lives, and whether it is ready: for whoever watches over it. No counts, no names."""

from flask import Blueprint, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from procurement.web.access import own_units, public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@public
@own_units
def live():
    """The process answers."""
    return jsonify(status="alive")


@blueprint.get("/health/ready")
@public
@own_units
def ready():
    """The database answers; 503 when it does not."""
    try:
        is_ready = current_app.healthy()
    except SQLAlchemyError:
        is_ready = False
    return jsonify(status="ready" if is_ready else "the database does not answer"), 200 if is_ready else 503
