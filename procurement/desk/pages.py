"""The start page, the desk, help, the API page, and the demo's controls."""

from flask import abort, current_app, flash, g, make_response, redirect, request, url_for

from procurement.accounts import operations as accounts
from procurement.core import clock
from procurement.core.context import SYSTEM, Context
from procurement.desk import demo_people, reference, waiting
from procurement.networks import queries as networks
from procurement.solicitations import queries as solicitations
from procurement.vendors.models import VendorDuty
from procurement.web import pages
from procurement.web.access import own_units, public, signed_in
from procurement.web.identity import COOKIE
from procurement.web.pages import render

blueprint = pages.room("desk")
HOUR, DAY = 3600, 86400
#: How far the demo's clock can be moved at once, in seconds.
STEPS = {"1 hour": HOUR, "1 day": DAY, "3 days": 3 * DAY, "1 week": 7 * DAY, "2 weeks": 14 * DAY}


@blueprint.get("/")
@public
def home():
    """What the service is, and what is open now."""
    open_now = solicitations.open_now(g.context, limit=6)
    return render("desk/home.html", open_now=open_now, regions=networks.tree(g.context.session))


@blueprint.get("/desk")
@signed_in
def desk():
    """What waits for whoever is signed in."""
    ctx = g.context
    sells = bool(g.actor.places(*VendorDuty))
    living = waiting.under_way(ctx)
    return render(
        "desk/desk.html",
        tasks=waiting.tasks(ctx, living),
        coming=waiting.coming(ctx, living),
        responses=waiting.own_responses(ctx),
        open_now=solicitations.open_now(ctx, limit=6) if sells else [],
    )


@blueprint.get("/help")
@public
def help():
    """How to do the common things."""
    return render("desk/help.html")


@blueprint.get("/accessibility")
@public
def accessibility():
    """What the service does for accessibility, and whom to tell when it falls short."""
    return render("desk/accessibility.html")


@blueprint.get("/api")
@public
def api_page():
    """The API, written out for reading."""
    return render("desk/api.html", groups=reference.groups(current_app.api.spec.to_dict()))


@blueprint.get("/demo")
@public
def demo():
    """Who can sign in, and the clock; only in a demonstration on this machine."""
    _demo_only()
    return render("desk/demo.html", people=demo_people.who(g.context), steps=STEPS)


@blueprint.post("/demo/clock")
@public
def move_clock():
    """Move the demo's clock forward, so that a tour can cross a deadline."""
    _demo_only()
    seconds = STEPS.get(request.form.get("step", ""))
    if seconds is None:
        abort(422)
    as_service = Context(g.context.session, SYSTEM, g.context.now)
    clock.move(g.context.session, seconds)
    accounts.carry_sessions_over(as_service, seconds)
    flash(f"The clock has been moved forward by {request.form['step']}.")
    return redirect(url_for(".demo"))


@blueprint.post("/demo/sign-in")
@public
@own_units
def become():
    """Sign in as one of the demo's people without typing the password."""
    _demo_only()
    with current_app.unit() as ctx:
        person = demo_people.get(ctx, request.form.get("person", ""))
        secret, _ = accounts.begin_session(ctx, person, agent=request.headers.get("User-Agent", ""))
    response = make_response(redirect(url_for(".desk")))
    response.set_cookie(COOKIE, secret, httponly=True, samesite="Lax", secure=current_app.settings.is_secure)
    return response


def _demo_only() -> None:
    settings = current_app.settings
    if not (settings.demo and settings.is_local):
        abort(404)
