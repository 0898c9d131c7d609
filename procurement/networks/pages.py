"""Pages of networks and jurisdictions: who belongs to what, settings and rules, the permission matrix.

People and duties are in `people_pages.py`. Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core.verdict import require
from procurement.core.zones import zone_choices
from procurement.networks import operations, people_pages, policy, queries, rule_schemas, rules, schemas
from procurement.networks.duties import MATRIX, MEANING, Permission
from procurement.networks.geography import STATES
from procurement.networks.models import Jurisdiction, JurisdictionKind, Network
from procurement.overview import policy as overviews
from procurement.overview import queries as overview
from procurement.solicitations import uses
from procurement.web import pages
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

blueprint = pages.room("networks")
people_pages.install(blueprint)
ON_A_PAGE = 60
KINDS = [(kind.value, kind.value.capitalize()) for kind in JurisdictionKind]
FIELDS = ("name", "kind", "state_code", "zone", "population", "address", "website")


@blueprint.get("/networks")
@public
def index():
    """The tree of networks, and a search for jurisdictions."""
    words, state = request.args.get("q", ""), request.args.get("state", "")
    page = pages.page_number()
    select = queries.jurisdictions(g.context, words, state=state).limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
    found = g.context.session.scalars(select).all()
    return render(
        "networks/index.html",
        tree=queries.tree(g.context.session),
        jurisdictions=found[:ON_A_PAGE],
        more=len(found) > ON_A_PAGE,
        page=page,
        words=words,
        state=state,
        states=list(STATES.items()),
        may_create=policy.may_create(g.actor),
    )


@blueprint.get("/permissions")
@public
def permissions():
    """What each duty allows: the one matrix the whole service asks."""
    return render("networks/permissions.html", matrix=MATRIX, permissions=list(Permission), meaning=MEANING)


@blueprint.route("/networks/new", methods=["GET", "POST"])
@signed_in
def new_network():
    """Set up a network."""
    require(policy.may_create(g.actor))
    form = Form(schemas.NewNetwork())
    if form.submit(_create_network):
        return redirect(url_for(".network", slug=form.result.slug))
    return render("networks/network_form.html", form=form, network=None, parents=_parents())


def _create_network(data: dict) -> Network:
    return operations.create_network(g.context, **_with_parent(data))


@blueprint.get("/networks/<slug>")
@public
def network(slug: str):
    """A network: what it is for, who belongs to it."""
    session = g.context.session
    found = queries.get_network_by_slug(g.context, slug)
    direct = queries.memberships(session, found.id)
    own = {membership.jurisdiction_id for membership in direct}
    return render(
        "networks/network.html",
        network=found,
        parent=found.parent,
        children=queries.children(session, found.id),
        direct=direct,
        below=[each for each in queries.members(session, found.id) if each.id not in own],
        may_edit=policy.may_edit(g.actor, found),
        may_see_people=policy.may_see_people(g.actor, found.id),
        sees_overview=overview.offered(g.context, found),
        reuse=_reuse(queries.jurisdiction_ids_below([found.id]), found.name),
    )


@blueprint.route("/networks/<slug>/edit", methods=["GET", "POST"])
@signed_in
def edit_network(slug: str):
    """What is said about a network, and, for the operator, where it hangs."""
    found = queries.get_network_by_slug(g.context, slug)
    require(policy.may_edit(g.actor, found))
    form = Form(
        schemas.NetworkEdit(), initial={name: getattr(found, name) for name in ("name", "description", "parent_id")}
    )
    if form.submit(lambda data: _edit_network(found, data)):
        flash("The network is saved.")
        return redirect(url_for(".network", slug=slug))
    parents = [(id, name) for id, name in _parents() if id != found.id] if policy.may_move(g.actor, found) else []
    return render("networks/network_form.html", form=form, network=found, parents=parents)


def _edit_network(found: Network, data: dict) -> None:
    version = data.pop("version", None)
    if "parent_id" in data:
        data = _with_parent(data)
        operations.move_network(g.context, found, data.pop("parent"), version=version)
        version = None
    operations.edit_network(g.context, found, version=version, **data)


@blueprint.route("/networks/<slug>/members", methods=["GET", "POST"])
@signed_in
def members(slug: str):
    """Take a jurisdiction in, or let one go."""
    found = queries.get_network_by_slug(g.context, slug)
    require(policy.may_edit(g.actor, found))
    form = Form(schemas.NewMember())
    if form.submit(lambda data: _add_member(found, **data)):
        flash(f"{form.result.name} belongs to {found.name} now.")
        return redirect(url_for(".members", slug=slug))
    direct = queries.memberships(g.context.session, found.id)
    inside = {membership.jurisdiction_id for membership in direct}
    everybody = g.context.session.scalars(queries.jurisdictions(g.context)).all()
    others = [(each.id, f"{each.name}, {each.state_code}") for each in everybody if each.id not in inside]
    return render("networks/members.html", form=form, network=found, direct=direct, others=others)


def _add_member(found: Network, jurisdiction_id: str) -> Jurisdiction:
    jurisdiction = queries.get(g.context, jurisdiction_id)
    operations.add_member(g.context, found, jurisdiction)
    return jurisdiction


@blueprint.post("/networks/<slug>/members/<jurisdiction_id>/remove")
@signed_in
def remove_member(slug: str, jurisdiction_id: str):
    """End a membership."""
    found = queries.get_network_by_slug(g.context, slug)
    membership = queries.get_membership(g.context, found.id, jurisdiction_id)
    operations.remove_member(g.context, membership)
    flash(f"{membership.jurisdiction.name} does not belong to {found.name} any more.")
    if policy.may_edit(g.actor, found):
        return redirect(url_for(".members", slug=slug))
    return redirect(url_for(".jurisdiction", slug=membership.jurisdiction.slug))


@blueprint.route("/jurisdictions/new", methods=["GET", "POST"])
@signed_in
def new_jurisdiction():
    """Set up a jurisdiction."""
    require(policy.may_create(g.actor))
    form = Form(schemas.NewJurisdiction())
    if form.submit(lambda data: operations.create_jurisdiction(g.context, **data)):
        flash("The jurisdiction is set up. Now invite its first administrator.")
        return redirect(url_for(".jurisdiction_people", slug=form.result.slug))
    return _jurisdiction_form(form, None)


@blueprint.get("/jurisdictions/<slug>")
@public
def jurisdiction(slug: str):
    """A jurisdiction: the public facts, its networks, and for members of the same networks whom to talk to."""
    session = g.context.session
    found = queries.get_by_slug(g.context, slug)
    shares = queries.shares_network(g.context, found.id)
    own = queries.own_networks(session, found.id)
    may_edit = policy.may_edit(g.actor, found)
    return render(
        "networks/jurisdiction.html",
        jurisdiction=found,
        state=STATES[found.state_code],
        networks=own,
        above=[each for each in queries.networks_of(session, found.id) if each not in own],
        contacts=queries.contacts(g.context, found)
        if policy.may_see_contacts(g.actor, found, shares_network=shares)
        else None,
        groups=_grouped(found),
        may_edit=may_edit,
        may_see_people=policy.may_see_people(g.actor, found.id),
        sees_overview=bool(overviews.may_see_jurisdiction(g.actor, found.id)),
        reuse=_reuse([found.id], found.name),
    )


@blueprint.route("/jurisdictions/<slug>/edit", methods=["GET", "POST"])
@signed_in
def edit_jurisdiction(slug: str):
    """Name, kind, place and zone of a jurisdiction."""
    found = queries.get_by_slug(g.context, slug)
    require(policy.may_edit(g.actor, found))
    form = Form(schemas.JurisdictionEdit(), initial={name: _shown(getattr(found, name)) for name in FIELDS})
    if form.submit(lambda data: operations.edit_jurisdiction(g.context, found, **data)):
        flash("The jurisdiction is saved.")
        return redirect(url_for(".jurisdiction", slug=slug))
    return _jurisdiction_form(form, found)


def _jurisdiction_form(form: Form, found: Jurisdiction | None):
    zones = zone_choices(found.zone if found is not None else "")
    states = list(STATES.items())
    return render(
        "networks/jurisdiction_form.html", form=form, jurisdiction=found, zones=zones, states=states, kinds=KINDS
    )


@blueprint.route("/jurisdictions/<slug>/rules", methods=["GET", "POST"], endpoint="rules")
@signed_in
def edit_rules(slug: str):
    """The rule pack: each value with its source, and what a determination may waive."""
    found = queries.get_by_slug(g.context, slug)
    require(policy.may_edit(g.actor, found))
    form = Form(rule_schemas.RulesForm(), initial=rule_schemas.entries(found.rules))
    if form.submit(lambda data: operations.set_rules(g.context, found, data["entries"], version=data["version"])):
        flash("The rules are saved. They count for whatever is published from now on.")
        return redirect(url_for(".jurisdiction", slug=slug))
    return render(
        "networks/rules.html",
        form=form,
        jurisdiction=found,
        groups=_grouped(found),
        holidays=list(rules.HOLIDAYS.items()),
    )


def _grouped(found: Jurisdiction) -> list[tuple[str, list[rules.Setting]]]:
    """The settings of its pack under the titles of their groups."""
    settings = rules.settings(found.rules)
    return [(title, [each for each in settings if each.rule.group == key]) for key, title in rules.GROUPS.items()]


def _parents() -> list[tuple[str, str]]:
    return [(row.id, f"{'– ' * depth}{row.name}") for row, depth in queries.tree(g.context.session)]


def _with_parent(data: dict) -> dict:
    """The same with the network itself in place of its id ("" and None: none)."""
    parent_id = data.pop("parent_id", None)
    return {**data, "parent": queries.get_network(g.context, parent_id) if parent_id else None}


def _shown(value):
    return "" if value is None else str(value)


def _reuse(jurisdiction_ids, name: str) -> dict:
    """How much of what these jurisdictions published was there before, and whose words it is."""
    shares = uses.reuse(g.context, jurisdiction_ids)
    return {
        "shares": shares,
        "all": uses.together(shares, name),
        "sources": uses.sources(g.context, jurisdiction_ids)[:10] if shares else [],
    }
