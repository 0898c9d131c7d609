"""The JSON door of accounts: tokens, one's own account, and, for the operator, all people."""

from flask import current_app, g
from marshmallow import fields

from procurement.accounts import operations, passwords, policy, queries, schemas, tickets
from procurement.core.errors import Invalid, NotSignedIn
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.web import api, browsers
from procurement.web.access import own_units, public, signed_in

blueprint = api.room("accounts", "Sign in with a token; mind your account.")


class PeopleQuery(api.PageQuery):
    """Whom to list."""

    q = fields.String(load_default="")


@blueprint.post("/tokens")
@public
@own_units
@blueprint.arguments(schemas.TokenByPassword)
@blueprint.response(201, schemas.TokenWithSecret)
def exchange(data):
    """Make a token with an e-mail address and a password: where a program that has nothing begins."""
    claim = browsers.claim(data.pop("email"), data.pop("password"))
    local = current_app.settings.is_local
    try:
        with current_app.unit() as ctx:
            secret, token = operations.exchange_for_token(ctx, claim, address=browsers.address(), local=local, **data)
    except Invalid as refusal:
        if "email" not in refusal.faults:
            raise
        raise NotSignedIn(refusal.sentence, records=refusal.records) from None
    return _with_secret(token, secret)


@blueprint.get("/tokens")
@signed_in
@blueprint.response(200, schemas.Token(many=True))
def list_tokens():
    """Your tokens that were not revoked; never their secrets."""
    return queries.tokens(g.context)


@blueprint.delete("/tokens/<token_id>")
@signed_in
@blueprint.response(204)
def revoke_token(token_id: str):
    """Revoke a token of yours."""
    operations.revoke_token(g.context, queries.get_token(g.context, token_id))


@blueprint.get("/me")
@signed_in
@blueprint.response(200, schemas.Person)
def show_me():
    """Your account."""
    me = queries.me(g.context)
    return me, 200, api.etag(me)


@blueprint.patch("/me")
@signed_in
@blueprint.arguments(schemas.Profile(partial=True, exclude=("version",)))
@blueprint.response(200, schemas.Person)
def edit_me(data):
    """Change your name or time zone (needs If-Match)."""
    me = queries.me(g.context)
    both = {"name": me.name, "zone": me.zone, **data}
    operations.edit_profile(g.context, me, version=api.if_match(me), **both)
    g.context.session.flush()
    return me, 200, api.etag(me)


@blueprint.post("/me/password")
@signed_in
@own_units
@blueprint.arguments(schemas.PasswordChange)
@blueprint.response(204)
def change_password(data):
    """Change your password, proved by the old one; every browser of yours is signed out but the one that asks."""
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


@blueprint.get("/me/sessions")
@signed_in
@blueprint.response(200, schemas.SignInSession(many=True))
def list_sessions():
    """The browsers you are signed in with."""
    return queries.sessions(g.context)


@blueprint.delete("/me/sessions")
@signed_in
@blueprint.response(204)
def end_sessions():
    """Sign every browser of yours out (but the one that asks, if a browser asks)."""
    operations.sign_out_everywhere(g.context, queries.me(g.context), except_for=g.identity.sign_in)


@blueprint.delete("/me/sessions/<session_id>")
@signed_in
@blueprint.response(204)
def end_session(session_id: str):
    """Sign one browser out."""
    operations.sign_out(g.context, queries.get_session(g.context, session_id))


@blueprint.post("/password-resets")
@public
@blueprint.arguments(schemas.ResetRequest)
@blueprint.response(202)
def ask_reset(data):
    """Send a letter with a link for a new password; the answer is the same whether the address is known or not."""
    tickets.request_reset(g.context, data["email"], address=browsers.address(), post=mailbox.post)


@blueprint.post("/password-resets/use")
@public
@own_units
@blueprint.arguments(schemas.ResetBySecret)
@blueprint.response(204)
def reset(data):
    """Set a new password by the secret of a reset link."""
    passwords.check(data["password"])
    hashed = passwords.hashed(data["password"])
    with current_app.unit() as ctx:
        tickets.reset_password(ctx, data["secret"], password_hash=hashed, post=mailbox.post)


@blueprint.get("/people")
@signed_in
@blueprint.arguments(PeopleQuery, location="query")
@blueprint.response(200, api.envelope(schemas.Person))
def list_people(query):
    """All people whose name or address holds the words, for the operator."""
    require(policy.may_see_people(g.actor))
    return api.listed(queries.people(g.context, query["q"]), query["limit"], query["offset"])


@blueprint.post("/people/<person_id>/disable")
@signed_in
@blueprint.response(200, schemas.Person)
def disable(person_id: str):
    """Keep somebody out, for the operator."""
    person = queries.get(g.context, person_id)
    operations.disable(g.context, person)
    return person


@blueprint.post("/people/<person_id>/enable")
@signed_in
@blueprint.response(200, schemas.Person)
def enable(person_id: str):
    """Let somebody in again, for the operator."""
    person = queries.get(g.context, person_id)
    operations.enable(g.context, person)
    return person


def _with_secret(token, secret: str) -> dict:
    return {**{name: getattr(token, name) for name in schemas.Token().fields}, "secret": secret}
