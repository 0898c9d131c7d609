"""Browsers that sign in: where they come from, what proves them, and the cookie they are known by."""

from flask import current_app, request
from werkzeug.wrappers import Response

from procurement.accounts import passwords, queries
from procurement.web.identity import COOKIE


def address() -> str:
    """The network address this request came from: what the throttle counts by."""
    return request.remote_addr or "unknown"


def agent() -> str:
    """What the browser says it is."""
    return request.headers.get("User-Agent", "")


def claim(email: str, password: str) -> passwords.Claim:
    """Compare a password, outside every writing unit; TooMany when it was tried too often lately."""
    with current_app.unit(writes=False) as ctx:
        known = queries.credentials(ctx.session, email, address(), ctx.now)
    return passwords.prove(known, password)


def remember(response: Response, secret: str) -> Response:
    """Give the browser the cookie of its session; it ends with the browser, and on the server by its time-outs."""
    response.set_cookie(COOKIE, secret, httponly=True, samesite="Lax", secure=current_app.settings.is_secure)
    return response


def forget(response: Response) -> Response:
    """Take the cookie away, and whatever else the browser keeps of this site's pages."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=current_app.settings.is_secure)
    return response


def next_address(default: str) -> str:
    """Where the person wanted to go (`?next=`), if that is a page of ours."""
    wanted = request.args.get("next", "")
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\\" not in wanted
    return wanted if ours and wanted.isprintable() else default
