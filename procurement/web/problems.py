"""Errors as people and programs read them: a page with a sentence, or an RFC 9457 problem document."""

from http import HTTPStatus

from flask import Flask, Response, current_app, g, json, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from procurement.core import errors
from procurement.core.shapes import flatten

STATUS = {
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.Incomplete: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.Refusal: 400,
}
SENTENCES = {
    400: "The service did not understand what was sent.",
    404: "There is nothing at this address, or it is not for you to see.",
    405: "This address does not take that method.",
    413: "What you sent is larger than what is taken here. Nothing was saved.",
    415: "Send this as JSON (Content-Type: application/json).",
    428: "Send the ETag you read in an If-Match header, so that nobody's change is lost.",
    500: "Something went wrong on our side. Nothing of what you sent was saved; it has been logged.",
    503: "The service is busy at the moment. Nothing was saved; please try again in a few seconds.",
}


def is_api() -> bool:
    """Whether this request came in by the JSON door."""
    return request.path.startswith("/api/v1")


def problem(status: int, detail: str, **members) -> Response:
    """An RFC 9457 problem document."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = make_response(json.dumps({**body, **members}), status)
    response.content_type = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer(status: int, detail: str, **members) -> Response:
    """The error in the form of the door it came in by."""
    if is_api():
        return problem(status, detail, **members)
    page = render_template("problem.html", status=status, title=HTTPStatus(status).phrase, sentence=detail, **members)
    return make_response(page, status)


def install(app: Flask) -> None:
    """Let every error of the application become a page or a problem document."""
    app.register_error_handler(errors.Refusal, _refusal)
    app.register_error_handler(errors.NotSignedIn, _not_signed_in)
    app.register_error_handler(CSRFError, _lost_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unexpected)


def _refusal(refusal: errors.Refusal) -> Response:
    members = {}
    if isinstance(refusal, errors.Invalid) and refusal.faults:
        members["errors"] = [
            {"place": place, "message": message} for place, several in refusal.faults.items() for message in several
        ]
    if isinstance(refusal, errors.Incomplete):
        members["errors"] = [{"place": each.place, "message": each.sentence} for each in refusal.hindrances]
    return answer(STATUS.get(type(refusal), 400), refusal.sentence, **members)


def _not_signed_in(refusal: errors.NotSignedIn) -> Response:
    if is_api():
        return problem(401, refusal.sentence)
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return _keep_and_sign_in(refusal.sentence)


def _lost_form(error: CSRFError) -> Response:
    """The form is from another session (signed out meanwhile, or an old tab): keep what was typed."""
    if is_api():
        return problem(401, "Send an API token as “Authorization: Bearer …”.")
    return _keep_and_sign_in("This form is too old to be sent as it is. Nothing was lost: what you typed is kept.")


def _keep_and_sign_in(sentence: str) -> Response:
    """A page that carries what was typed, to be sent again once the person is signed in."""
    if _from_elsewhere():
        return answer(403, "This form was not on a page of ours, so nothing of it was done.")
    sent = request.form.items(multi=True)
    kept = [(name, value) for name, value in sent if name != "csrf_token" and "password" not in name]
    page = render_template("lost_session.html", sentence=sentence, kept=kept, action=request.full_path.rstrip("?"))
    return make_response(page, 401)


def _from_elsewhere() -> bool:
    """Whether another site made the browser send this: its entries are not offered to be sent again as ours."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    ours = (request.host, current_app.settings.url.rpartition("//")[2])
    return origin is not None and origin.rpartition("//")[2] not in ours


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    data = getattr(error, "data", None) or {}
    detail = data.get("message") or SENTENCES.get(status, error.description or HTTPStatus(status).phrase)
    faults = data.get("messages") or data.get("errors")
    if faults:
        return answer(status, "There is a problem.", errors=_places(faults))
    return answer(status, detail)


def _places(faults) -> list[dict]:
    from_webargs = faults.get("json", faults) if isinstance(faults, dict) else faults
    return [
        {"place": place, "message": message} for place, several in flatten(from_webargs).items() for message in several
    ]


def _busy(error: OperationalError) -> Response:
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return answer(503, SENTENCES[503])


def _unexpected(error: Exception) -> Response:
    current_app.logger.exception("unexpected error in request %s", g.get("request_id", ""))
    return answer(500, SENTENCES[500])
