"""Pages of pools: finding and forming them, what they buy, settling and ending them.

What a member does stands in `member_pages.py`. Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.awards import queries as awards
from procurement.awards.models import Award
from procurement.core import localtime, words
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.networks import queries as networks
from procurement.networks.geography import STATES as STATE_NAMES
from procurement.pools import (
    agreeing_pages,
    demand_pages,
    demand_queries,
    member_pages,
    operations,
    policy,
    pricing_pages,
    proposing_pages,
    queries,
    reading,
    rule_pages,
    schemas,
)
from procurement.pools.hub import hub
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Admission, LateJoining, Pool, PublicationRule
from procurement.solicitations.models import Solicitation
from procurement.web import pages
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

blueprint = pages.room("pools")
member_pages.install(blueprint)
demand_pages.install(blueprint)
agreeing_pages.install(blueprint)
proposing_pages.install(blueprint)
rule_pages.install(blueprint)
pricing_pages.install(blueprint)
ON_A_PAGE = 30
STATES = [(state.value, state.value.capitalize()) for state in PoolState]
#: The instants of a pool, each typed as a local day and a time.
TIMES = ("join", "demand", "approvals")
INSTANTS = {"join": "join_by", "demand": "demand_due_at", "approvals": "approvals_due_at"}
ADMISSIONS = [
    (Admission.NETWORK, "Every member of the network", ""),
    (Admission.NAMED, "Only governments that you invite", "Of whatever network."),
    (Admission.STATES, "Every public body of the states named below", "Also outside the network."),
]
LATE = [
    (LateJoining.NEVER, "Nobody", ""),
    (LateJoining.UNTIL_PUBLICATION, "Until the joint solicitation is published",
     "With its quantities; the joint draft is approved anew."),
    (LateJoining.AFTER_AWARD, "Also after the award",
     "The solicitation says so; each signs a participating addendum for its own quantities."),
]  # fmt: skip
RULES = [
    (PublicationRule.ALL, "All members approve it", "After the commitment nobody leaves."),
    (PublicationRule.STAYING, "Those approve it who stay", "Whoever objects may leave until it is published."),
]
#: Shares are shown on the pool's page up to so many; beyond that only the sums, and each line on its own page.
MOST_SHARES = 200
#: Members on one page.
MEMBERS_ON_A_PAGE = 50


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
        pools=[
            (each, queries.is_open_to_join(each, g.context.now), len(queries.joined(each)))
            for each in found[:ON_A_PAGE]
        ],
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
        **{"admission": Admission.NETWORK, "late_joining": LateJoining.NEVER, "years": 1},
        "publication_rule": PublicationRule.ALL,
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
        plans=reading.plans_named(request.args.getlist("plan_id")[:50]),
        **_choices(),
    )


@blueprint.get("/pools/<id>")
@signed_in
def show(id):
    """A pool: what comes next, what it buys, how much of each line, and who takes part."""
    pool = queries.get(g.context, id)
    session, actor = g.context.session, g.context.actor
    standing = queries.standing(session, pool)
    joint = reading.joint_solicitations(pool)
    members = reading.members(pool)
    number = max(1, min(request.args.get("members", 1, int), -(-len(members) // MEMBERS_ON_A_PAGE)))
    shown = members[(number - 1) * MEMBERS_ON_A_PAGE : number * MEMBERS_ON_A_PAGE]
    own = queries.own_participations(g.context, pool)
    return render(
        "pools/show.html",
        pool=pool,
        joined=queries.joined(pool),
        members=shown,
        members_page=number,
        members_pages=-(-len(members) // MEMBERS_ON_A_PAGE),
        **_demand(pool, standing),
        hub=hub(pool, standing, joint),
        own=own,
        can_join=member_pages.can_join(pool),
        leads=bool(policy.may_lead(actor, pool)),
        may_commit=bool(policy.may_commit(actor, pool)),
        may_edit=bool(policy.may_edit(actor, pool)),
        may_remind=bool(policy.may_remind(actor, pool)) and bool(standing.gaps),
        may_reopen=bool(policy.may_reopen(actor, pool)),
        may_close=bool(policy.may_close(actor, pool)),
        open_to_join=policy.is_open_to_join(pool, g.context.now, joined=len(queries.joined(pool))),
        blocking=[each for each in standing.hindrances if each.blocking],
        solicitations=joint,
        award=_to_join(pool, joint),
        state_names=STATE_NAMES,
        admissions=dict((value, label) for value, label, _ in ADMISSIONS),
        late=dict((value, label) for value, label, _ in LATE),
        rules=dict((value, label) for value, label, _ in RULES),
    )


def _to_join(pool: Pool, joint: list[Solicitation]) -> Award | None:
    """The award after which others may still join the pool."""
    if pool.state != PoolState.AWARDED or pool.late_joining != LateJoining.AFTER_AWARD:
        return None
    return next((found for each in joint if (found := awards.living(g.context, each)) is not None), None)


def _demand(pool: Pool, standing: queries.Standing) -> dict:
    """A page of the lines with their sums, and with every share where there are few."""
    lines, number, pages = demand_pages.page_of(pool.lines, "lines")
    asked = {each.line.id: each for each in standing.sums}
    sums = [asked[each.id] for each in lines]
    few = len(lines) * len(queries.joined(pool)) <= MOST_SHARES
    return {
        "sums": sums,
        "demand": reading.with_shares(pool, lines) if few else [],
        "with_shares": few,
        "lines_page": number,
        "lines_pages": pages,
        "totals": demand_queries.progress(standing.sums),
    }


@blueprint.route("/pools/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit(id):
    """What the lead says of the pool: title, description, who may join, until when, and its rules."""
    pool = queries.get(g.context, id)
    require(policy.may_edit(g.context.actor, pool))
    names = ("title", "description", "focus_area", "admission", "most_members", "late_joining", "publication_rule")
    now = {name: "" if getattr(pool, name) is None else getattr(pool, name) for name in (*names, "years")}
    now |= {"agreement_version_id": pool.agreement_version_id or "", "states": ", ".join(pool.states)}
    for each in TIMES:
        now |= localtime.entries(getattr(pool, INSTANTS[each]), pool.lead.zone, **_fields(each))
    form = Form(schemas.PoolEditForm(), initial=now)
    if form.submit(lambda data: _edit(pool, data)):
        flash("The pool is saved.")
        return redirect(url_for(".show", id=id))
    zone = words.zone_name(g.context.now, pool.lead.zone)
    return render("pools/edit.html", form=form, pool=pool, zone=zone, **_choices(pool))


def _choices(pool: Pool | None = None) -> dict:
    """What the lead chooses from."""
    agreements = queries.agreements(g.context)
    if pool is not None and pool.agreement is not None and pool.agreement_version_id not in dict(agreements):
        kept = pool.agreement
        agreements = [*agreements, (kept.id, f"{kept.item.title} (version {kept.number})")]
    return {"admissions": ADMISSIONS, "late": LATE, "rules": RULES, "agreements": agreements}


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
    sought = request.args.get("q", "").replace("\x00", "")[:200]
    found = queries.candidates(g.context.session, pool, sought)
    choices = [(each.id, f"{each.name}, {each.state_code}") for each in found]
    there = len([each for each in pool.participations if each.state != ParticipationState.LEFT])
    return render("pools/invite.html", form=form, pool=pool, choices=choices, words=sought, there=there)


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
        joined=queries.joined(pool),
        **_demand(pool, standing),
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
    data["plans"] = reading.plans_named(data.pop("plan_ids"))
    data.pop("version", None)
    return _with_times(data, lead.zone, lambda sent: operations.form(g.context, **sent))


def _edit(pool: Pool, data: dict) -> Pool:
    return _with_times(data, pool.lead.zone, lambda sent: operations.edit(g.context, pool, **sent))


def _fields(which: str) -> dict[str, str]:
    return {"day_field": f"{which}_date", "time_field": f"{which}_time"}


def _with_times(data: dict, zone: str, deed) -> Pool:
    """Do the deed with the instants of what was typed; their faults stand at the fields they were typed into."""
    for each in TIMES:
        day, clock = data.pop(f"{each}_date", ""), data.pop(f"{each}_time", "")
        data[INSTANTS[each]] = localtime.instant_of(day, clock, zone, **_fields(each))
    typed = {INSTANTS[each]: f"{each}_date" for each in TIMES}
    try:
        return deed(data)
    except Invalid as refusal:
        faults = {typed.get(place, place): said for place, said in refusal.faults.items()}
        raise Invalid(faults, refusal.sentence) from None
