"""Pages of pools: finding and forming them, what they buy, settling and ending them.

What a member does stands in `member_pages.py`. Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core import localtime, words
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.networks import queries as networks
from procurement.pools import member_pages, operations, policy, queries, reading, rule_pages, schemas
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Participation, Pool
from procurement.solicitations.lifecycle import SolicitationState
from procurement.web import pages
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

blueprint = pages.room("pools")
member_pages.install(blueprint)
rule_pages.install(blueprint)
ON_A_PAGE = 30
STATES = [(state.value, state.value.capitalize()) for state in PoolState]
FIELDS = {"day_field": "join_date", "time_field": "join_time"}
#: Ended without an award: the pool may buy again.
ENDED = (SolicitationState.CANCELLED, SolicitationState.CONCLUDED)


@blueprint.get("/pools")
@signed_in
def index():
    """The pools of my networks, those that can be joined first."""
    sought, page = request.args.get("q", ""), max(1, min(request.args.get("page", 1, int), 10_000))
    state = next((each for each in PoolState if each == request.args.get("state")), None)
    select = queries.pools(g.context, words=sought.replace("\x00", ""), state=state)
    found = g.context.session.scalars(select.limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)).unique().all()
    return render(
        "pools/index.html",
        pools=[(each, queries.is_open_to_join(each, g.context.now), _joined(each)) for each in found[:ON_A_PAGE]],
        more=len(found) > ON_A_PAGE,
        page=page,
        words=sought,
        state=state or "",
        states=STATES,
        may_form=bool(queries.led_by(g.context)),
    )


@blueprint.route("/pools/new", methods=["GET", "POST"])
@signed_in
def new():
    """Form a pool."""
    places = queries.led_by(g.context)
    own_networks = {network.id: network.name for _, several in places for network in several}
    only = {
        "jurisdiction_id": places[0][0].id if len(places) == 1 else "",
        "network_id": next(iter(own_networks)) if len(own_networks) == 1 else "",
    }
    form = Form(schemas.NewPoolForm(), initial=only)
    if form.submit(_form):
        flash("The pool is formed. Now invite the members that need the same, and state your own quantities.")
        return redirect(url_for(".show", id=form.result.id))
    return render(
        "pools/new.html",
        form=form,
        places=[(each.id, each.name) for each, _ in places],
        networks=sorted(own_networks.items(), key=lambda item: item[1]),
        rows=range(max(schemas.ROWS, len(form.value("lines", [])))),
    )


@blueprint.get("/pools/<id>")
@signed_in
def show(id):
    """A pool: what it buys, who takes part, how much of each line, and what is to do."""
    pool = queries.get(g.context, id)
    session, actor = g.context.session, g.context.actor
    standing = queries.standing(session, pool)
    own = queries.own_participations(g.context, pool)
    joint = reading.joint_solicitations(pool)
    leads = bool(policy.may_lead(actor, pool))
    return render(
        "pools/show.html",
        pool=pool,
        joined=_joined(pool),
        members=reading.members(pool),
        documents=queries.authority_files(session, pool),
        demand=reading.demand(standing),
        own=own,
        own_to_do=_own_to_do(standing, own),
        can_join=member_pages.can_join(pool),
        leads=leads,
        may_commit=bool(policy.may_commit(actor, pool)),
        may_edit=bool(policy.may_edit(actor, pool)),
        may_invite=bool(policy.may_invite(actor, pool, g.context.now)),
        may_reopen=bool(policy.may_reopen(actor, pool)),
        may_close=bool(policy.may_close(actor, pool)),
        is_open_to_join=queries.is_open_to_join(pool, g.context.now),
        blocking=[each for each in standing.hindrances if each.blocking],
        solicitations=joint,
        may_draft=leads and bool(policy.may_source(actor, pool)) and all(each.state in ENDED for each in joint),
    )


@blueprint.route("/pools/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit(id):
    """Title, description, and until when the pool can be joined."""
    pool = queries.get(g.context, id)
    require(policy.may_edit(g.context.actor, pool))
    now = {name: getattr(pool, name) for name in ("title", "description", "focus_area")}
    form = Form(schemas.PoolEditForm(), initial={**now, **localtime.entries(pool.join_by, pool.lead.zone, **FIELDS)})
    if form.submit(lambda data: _edit(pool, data)):
        flash("The pool is saved.")
        return redirect(url_for(".show", id=id))
    return render("pools/edit.html", form=form, pool=pool, zone=words.zone_name(g.context.now, pool.lead.zone))


@blueprint.route("/pools/<id>/lines", methods=["GET", "POST"])
@signed_in
def lines(id):
    """What the pool buys, and one line more."""
    pool = queries.get(g.context, id)
    require(policy.may_edit(g.context.actor, pool))
    form = Form(schemas.NewLine())
    if form.submit(lambda data: operations.add_line(g.context, pool, **data)):
        flash("The line is added. Every member states a quantity for it now.")
        return redirect(url_for(".lines", id=id))
    return render("pools/lines.html", form=form, pool=pool, lines=pool.lines)


@blueprint.route("/pools/<id>/lines/<line_id>", methods=["GET", "POST"])
@signed_in
def line(id, line_id):
    """Change what one line says."""
    pool = queries.get(g.context, id)
    require(policy.may_edit(g.context.actor, pool))
    found = queries.get_line(pool, line_id)
    form = Form(schemas.LineForm(), initial={"description": found.description, "unit": found.unit})
    if form.submit(lambda data: operations.edit_line(g.context, found, **data)):
        flash("The line is saved.")
        return redirect(url_for(".lines", id=id))
    return render("pools/line.html", form=form, pool=pool, line=found)


@blueprint.post("/pools/<id>/lines/<line_id>/remove")
@signed_in
def remove_line(id, line_id):
    """Take a line out."""
    found = queries.get_line(queries.get(g.context, id), line_id)
    operations.remove_line(g.context, found)
    flash(f"“{found.description}” is taken out.")
    return redirect(url_for(".lines", id=id))


@blueprint.route("/pools/<id>/invite", methods=["GET", "POST"])
@signed_in
def invite(id):
    """Invite a member of the network."""
    pool = queries.get(g.context, id)
    require(policy.may_invite(g.context.actor, pool, g.context.now))
    form = Form(schemas.Invitation())
    if form.submit(lambda data: operations.invite(g.context, pool, **data)):
        name = networks.get(g.context, form.result.jurisdiction_id).name
        flash(f"{name} is invited; its representatives have a letter.")
        return redirect(url_for(".invite", id=id))
    choices = [(each.id, f"{each.name}, {each.state_code}") for each in queries.candidates(g.context.session, pool)]
    return render("pools/invite.html", form=form, pool=pool, choices=choices, members=reading.members(pool))


@blueprint.route("/pools/<id>/commit", methods=["GET", "POST"])
@signed_in
def commit(id):
    """Settle members and quantities, as the lead sees them on this very page."""
    pool = queries.get(g.context, id)
    require(policy.may_commit(g.context.actor, pool))
    form = Form(schemas.Version())
    if form.submit(lambda data: operations.commit(g.context, pool, **data)):
        flash("The pool is committed. Next: draft the joint solicitation.")
        return redirect(url_for(".show", id=id))
    standing = queries.standing(g.context.session, pool)
    return render(
        "pools/commit.html",
        form=form,
        pool=pool,
        joined=_joined(pool),
        demand=reading.demand(standing),
        blocking=[each for each in standing.hindrances if each.blocking],
        warnings=[each for each in standing.hindrances if not each.blocking],
    )


@blueprint.route("/pools/<id>/reopen", methods=["GET", "POST"])
@signed_in
def reopen(id):
    """Let members and quantities change again."""
    pool = queries.get(g.context, id)
    require(policy.may_reopen(g.context.actor, pool))
    form = Form(schemas.Nothing())
    if form.submit(lambda _: operations.reopen(g.context, pool)):
        flash("The pool is open for changes again. Commit it anew before the joint solicitation goes out.")
        return redirect(url_for(".show", id=id))
    return render("pools/reopen.html", form=form, pool=pool)


@blueprint.route("/pools/<id>/close", methods=["GET", "POST"])
@signed_in
def close(id):
    """End the pool."""
    pool = queries.get(g.context, id)
    require(policy.may_close(g.context.actor, pool))
    form = Form(schemas.Nothing())
    if form.submit(lambda _: operations.close(g.context, pool)):
        flash("The pool is closed; its members have a letter.")
        return redirect(url_for(".show", id=id))
    return render("pools/close.html", form=form, pool=pool)


def _form(data: dict) -> Pool:
    lead = networks.get(g.context, data["jurisdiction_id"])
    return _with_time(data, lead.zone, lambda sent: operations.form(g.context, **sent))


def _edit(pool: Pool, data: dict) -> Pool:
    return _with_time(data, pool.lead.zone, lambda sent: operations.edit(g.context, pool, **sent))


def _with_time(data: dict, zone: str, deed) -> Pool:
    """Do the deed with the instant of what was typed; its fault stands at the fields it was typed into."""
    version = {"version": data.pop("version", None)}
    day, clock = data.pop("join_date", ""), data.pop("join_time", "")
    data["join_by"] = localtime.instant_of(day, clock, zone, **FIELDS)
    try:
        return deed({**data, **(version if "jurisdiction_id" not in data else {})})
    except Invalid as refusal:
        faults = {"join_date" if place == "join_by" else place: said for place, said in refusal.faults.items()}
        raise Invalid(faults, refusal.sentence) from None


def _joined(pool: Pool) -> list[Participation]:
    return [each for each in pool.participations if each.state == ParticipationState.JOINED]


def _own_to_do(standing, own: list[Participation]) -> list[Participation]:
    """The participations of mine that have quantities left to state."""
    names = {name for several in standing.missing.values() for name in several}
    return [each for each in own if each.state == ParticipationState.JOINED and each.jurisdiction.name in names]
