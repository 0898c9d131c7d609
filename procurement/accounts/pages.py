"""Pages of the account: sign in and out, new password, profile, signed-in browsers, API tokens, all people."""

from datetime import timedelta

from flask import current_app, flash, g, redirect, request, url_for

from procurement.accounts import operations, passwords, policy, queries, schemas, tickets
from procurement.accounts.agents import browser_name
from procurement.accounts.models import TicketKind
from procurement.core.verdict import require
from procurement.core.zones import zone_choices
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.vendors import queries as vendors
from procurement.web import browsers, pages
from procurement.web.access import own_units, public, signed_in
from procurement.web.forms import Form
from procurement.web.identity import COOKIE
from procurement.web.pages import render

blueprint = pages.room("accounts")
PEOPLE_ON_A_PAGE = 50
LASTING = [("30", "30 days"), ("90", "90 days"), ("365", "One year"), ("3650", "Ten years")]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@own_units
def sign_in():
    """E-mail address and password open a session."""
    target = browsers.next_address(url_for("desk.desk"))
    if request.method == "GET" and not g.actor.is_anonymous:
        return redirect(target)
    form = Form(schemas.SignIn())
    if form.submit(_sign_in):
        return browsers.remember(redirect(target), form.result)
    return render("accounts/sign_in.html", form=form, next=request.args.get("next"))


def _sign_in(data: dict) -> str:
    claim = browsers.claim(data["email"], data["password"])
    with current_app.unit() as ctx:
        secret, _ = operations.sign_in(
            ctx,
            claim,
            address=browsers.address(),
            agent=browsers.agent(),
            local=current_app.settings.is_local,
            replaces=request.cookies.get(COOKIE),
        )
    return secret


@blueprint.post("/sign-out")
@public
def sign_out():
    """End this browser's session; done twice, it is still done."""
    if g.identity.sign_in is not None:
        operations.sign_out(g.context, g.identity.sign_in)
    flash("You are signed out.")
    return browsers.forget(redirect(url_for("desk.home")))


@blueprint.route("/reset", methods=["GET", "POST"])
@public
def ask_reset():
    """Ask for a letter with a link for a new password."""
    form = Form(schemas.ResetRequest())
    if form.submit(lambda data: _ask_reset(**data)):
        return render("accounts/reset_sent.html", email=form.value("email"))
    return render("accounts/reset_ask.html", form=form)


def _ask_reset(email: str) -> None:
    tickets.request_reset(g.context, email, address=browsers.address(), post=mailbox.post)


@blueprint.route("/reset/<secret>", methods=["GET", "POST"])
@public
@own_units
def reset(secret: str):
    """Choose a new password by the link from the letter."""
    with current_app.unit(writes=False) as ctx:
        ticket = queries.ticket(ctx.session, secret, TicketKind.PASSWORD_RESET)
        usable, email = policy.may_use(ticket, ctx.now), ticket.email
    if not usable:
        return render("accounts/reset_spent.html", sentence=usable.reason, status=409)
    form = Form(schemas.Reset())
    if form.submit(lambda data: _reset(secret, email, **data)):
        flash("Your new password is set. Sign in with it.")
        return browsers.forget(redirect(url_for(".sign_in")))
    return render("accounts/reset.html", form=form, secret=secret, email=email)


def _reset(secret: str, email: str, password: str) -> None:
    passwords.check(password, email)
    hashed = passwords.hashed(password)
    with current_app.unit() as ctx:
        tickets.reset_password(ctx, secret, password_hash=hashed, post=mailbox.post)


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def profile():
    """One's own name and time zone, and what one is here for."""
    me = queries.me(g.context)
    form = Form(schemas.Profile(), initial={"name": me.name, "zone": me.zone})
    if form.submit(lambda data: operations.edit_profile(g.context, me, **data)):
        flash("Your profile is saved.")
        return redirect(url_for(".profile"))
    return render(
        "accounts/profile.html",
        form=form,
        me=me,
        zones=zone_choices(me.zone),
        duties=networks.duties_of(g.context, me.id),
        vendors=vendors.mine(g.context),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
@own_units
def password():
    """Change one's password."""
    form = Form(schemas.PasswordChange())
    if form.submit(_change_password):
        flash("Your password is changed. Every other browser of yours is signed out.")
        return redirect(url_for(".profile"))
    return render("accounts/password.html", form=form)


def _change_password(data: dict) -> None:
    passwords.check(data["new_password"], g.actor.email, place="new_password")
    claim = browsers.claim(g.actor.email, data["current_password"])
    hashed = passwords.hashed(data["new_password"])
    with current_app.unit() as ctx:
        operations.change_password(
            ctx,
            queries.me(ctx),
            claim,
            password_hash=hashed,
            address=browsers.address(),
            keep=g.identity.sign_in,
            post=mailbox.post,
        )


@blueprint.get("/account/sessions")
@signed_in
def sessions():
    """Where one is signed in."""
    current = g.identity.sign_in.id if g.identity.sign_in is not None else None
    found = [(row, browser_name(row.agent), row.id == current) for row in queries.sessions(g.context)]
    return render("accounts/sessions.html", sessions=found)


@blueprint.post("/account/sessions/<session_id>/end")
@signed_in
def end_session(session_id: str):
    """Sign one browser out."""
    operations.sign_out(g.context, queries.get_session(g.context, session_id))
    flash("That browser is signed out.")
    return redirect(url_for(".sessions"))


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions():
    """Sign out everywhere but here."""
    count = operations.sign_out_everywhere(g.context, queries.me(g.context), except_for=g.identity.sign_in)
    flash("No other browser was signed in." if count == 0 else "Every other browser of yours is signed out.")
    return redirect(url_for(".sessions"))


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@signed_in
def tokens():
    """API tokens: which there are, and a new one, whose secret is shown this once."""
    form = Form(schemas.TokenForm(), initial={"scope": "read", "days": "90"})
    if form.submit(_create_token):
        secret, token = form.result
        return render("accounts/token_made.html", secret=secret, token=token)
    return render("accounts/tokens.html", form=form, tokens=queries.tokens(g.context), lasting=LASTING)


def _create_token(data: dict):
    return operations.create_token(
        g.context,
        queries.me(g.context),
        name=data["name"],
        scopes=[data["scope"]],
        expires_at=g.context.now + timedelta(days=data["days"]),
    )


@blueprint.post("/account/tokens/<token_id>/revoke")
@signed_in
def revoke_token(token_id: str):
    """Make a token worthless."""
    operations.revoke_token(g.context, queries.get_token(g.context, token_id))
    flash("The token is revoked; programs that used it are refused from now on.")
    return redirect(url_for(".tokens"))


@blueprint.get("/people")
@signed_in
def people():
    """All people, for the operator."""
    require(policy.may_see_people(g.actor))
    words, page = request.args.get("q", ""), pages.page_number()
    select = queries.people(g.context, words).limit(PEOPLE_ON_A_PAGE + 1).offset((page - 1) * PEOPLE_ON_A_PAGE)
    found = g.context.session.scalars(select).all()
    more = len(found) > PEOPLE_ON_A_PAGE
    return render("accounts/people.html", people=found[:PEOPLE_ON_A_PAGE], words=words, page=page, more=more)


@blueprint.post("/people/<person_id>/<any(disable, enable):deed>")
@signed_in
def keep_out(person_id: str, deed: str):
    """Disable somebody, or let them in again."""
    person = queries.get(g.context, person_id)
    if deed == "disable":
        operations.disable(g.context, person)
        flash(f"{person.name} cannot sign in any more.")
    else:
        operations.enable(g.context, person)
        flash(f"{person.name} can sign in again.")
    return redirect(url_for(".people", q=request.args.get("q")))
