"""One line in the log for each request: who asked for what pattern of address, what came of it, how long it took."""

import logging
import time

from flask import Flask, Response, current_app, g, request

log = logging.getLogger("procurement.requests")


def install(app: Flask) -> None:
    """Measure and log every request but those for static files."""
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.begun = time.perf_counter()


def _tell(response: Response) -> Response:
    discreet = getattr(current_app.view_functions.get(request.endpoint or ""), "discreet", False)
    if request.endpoint == "static" or (discreet and response.status_code < 500):
        return response
    actor = g.get("actor") if not discreet else None
    begun = g.get("begun")
    fields = {
        "request": g.get("request_id", ""),
        "actor": actor.id if actor is not None else None,
        "method": request.method,
        # The pattern, not the address: ids and secrets of one-time links stand in addresses.
        "route": request.url_rule.rule if request.url_rule is not None else None,
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - begun) * 1000, 1) if begun is not None else None,
    }
    log.log(logging.ERROR if response.status_code >= 500 else logging.INFO, "request", extra={"fields": fields})
    return response
