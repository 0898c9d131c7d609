"""The JSON door of networks: jurisdictions, networks, members, rules, duties and invitations."""

from flask import g
from marshmallow import fields

from procurement.accounts import queries as accounts
from procurement.accounts.schemas import Invitation
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.networks import operations, people, policy, queries, rule_schemas, rules, schemas
from procurement.networks.duties import MATRIX
from procurement.networks.models import Assignment, Jurisdiction, Network
from procurement.web import api
from procurement.web.access import public, signed_in

blueprint = api.room("networks", "Networks of networks, jurisdictions, and who holds which duty where.")


class JurisdictionQuery(api.PageQuery):
    """Which jurisdictions to list."""

    q = fields.String(load_default="")
    state = fields.String(load_default="")


@blueprint.get("/permissions")
@public
@blueprint.response(200)
def permissions():
    """The permission matrix: what each duty allows where it is held."""
    return {str(duty): sorted(str(each) for each in allowed) for duty, allowed in MATRIX.items()}


@blueprint.get("/networks")
@public
@blueprint.response(200, schemas.Network(many=True))
def list_networks():
    """All networks, children after their parent."""
    return [network for network, _ in queries.tree(g.context.session)]


@blueprint.post("/networks")
@signed_in
@blueprint.arguments(schemas.NewNetwork)
@blueprint.response(201, schemas.Network)
def create_network(data):
    """Set up a network, for the operator."""
    network = operations.create_network(g.context, **_with_parent(data))
    return network, 201, api.etag(network)


@blueprint.get("/networks/<network_id>")
@public
@blueprint.response(200, schemas.Network)
def show_network(network_id: str):
    """One network."""
    network = queries.get_network(g.context, network_id)
    return network, 200, api.etag(network)


@blueprint.patch("/networks/<network_id>")
@signed_in
@blueprint.arguments(schemas.NetworkEdit(partial=True, exclude=("version",)))
@blueprint.response(200, schemas.Network)
def edit_network(data, network_id: str):
    """Change what is said about a network; the operator may also move it (`parent_id`) (needs If-Match)."""
    network = queries.get_network(g.context, network_id)
    require(policy.may_edit(g.actor, network))
    version = api.if_match(network)
    if "parent_id" in data:
        data = _with_parent(data)
        operations.move_network(g.context, network, data.pop("parent"), version=version)
    both = {"name": network.name, "description": network.description, **data}
    operations.edit_network(g.context, network, **both)
    g.context.session.flush()
    return network, 200, api.etag(network)


@blueprint.get("/networks/<network_id>/members")
@public
@blueprint.response(200, schemas.Jurisdiction(many=True))
def list_members(network_id: str):
    """The jurisdictions of a network, with those of the networks inside it."""
    return queries.members(g.context.session, queries.get_network(g.context, network_id).id)


@blueprint.post("/networks/<network_id>/members")
@signed_in
@blueprint.arguments(schemas.NewMember)
@blueprint.response(204)
def add_member(data, network_id: str):
    """Take a jurisdiction into a network."""
    network = queries.get_network(g.context, network_id)
    operations.add_member(g.context, network, queries.get(g.context, data["jurisdiction_id"]))


@blueprint.delete("/networks/<network_id>/members/<jurisdiction_id>")
@signed_in
@blueprint.response(204)
def remove_member(network_id: str, jurisdiction_id: str):
    """End a membership: the network lets the jurisdiction go, or the jurisdiction leaves."""
    operations.remove_member(g.context, queries.get_membership(g.context, network_id, jurisdiction_id))


@blueprint.get("/jurisdictions")
@public
@blueprint.arguments(JurisdictionQuery, location="query")
@blueprint.response(200, api.envelope(schemas.Jurisdiction))
def list_jurisdictions(query):
    """Jurisdictions whose name holds all the words, by name."""
    select = queries.jurisdictions(g.context, query["q"], state=query["state"].upper())
    return api.listed(select, query["limit"], query["offset"])


@blueprint.post("/jurisdictions")
@signed_in
@blueprint.arguments(schemas.NewJurisdiction)
@blueprint.response(201, schemas.Jurisdiction)
def create_jurisdiction(data):
    """Set up a jurisdiction, for the operator; then invite its first administrator."""
    jurisdiction = operations.create_jurisdiction(g.context, **data)
    return jurisdiction, 201, api.etag(jurisdiction)


@blueprint.get("/jurisdictions/<jurisdiction_id>")
@public
@blueprint.response(200, schemas.Jurisdiction)
def show_jurisdiction(jurisdiction_id: str):
    """One jurisdiction."""
    jurisdiction = queries.get(g.context, jurisdiction_id)
    return jurisdiction, 200, api.etag(jurisdiction)


@blueprint.patch("/jurisdictions/<jurisdiction_id>")
@signed_in
@blueprint.arguments(schemas.JurisdictionEdit(partial=True, exclude=("version",)))
@blueprint.response(200, schemas.Jurisdiction)
def edit_jurisdiction(data, jurisdiction_id: str):
    """Change what is named; the rest stays (needs If-Match)."""
    jurisdiction = queries.get(g.context, jurisdiction_id)
    require(policy.may_edit(g.actor, jurisdiction))
    operations.edit_jurisdiction(g.context, jurisdiction, version=api.if_match(jurisdiction), **data)
    g.context.session.flush()
    return jurisdiction, 200, api.etag(jurisdiction)


@blueprint.get("/jurisdictions/<jurisdiction_id>/rules")
@public
@blueprint.response(200, rule_schemas.Setting(many=True))
def show_rules(jurisdiction_id: str):
    """The whole rule pack as it counts now, each rule with its source."""
    return rules.settings(queries.get(g.context, jurisdiction_id).rules)


@blueprint.put("/jurisdictions/<jurisdiction_id>/rules")
@signed_in
@blueprint.arguments(rule_schemas.Rules)
@blueprint.response(200, schemas.Jurisdiction)
def set_rules(data, jurisdiction_id: str):
    """Set the rule pack; null or left out means the default (needs If-Match)."""
    jurisdiction = queries.get(g.context, jurisdiction_id)
    require(policy.may_edit(g.actor, jurisdiction))
    operations.set_rules(g.context, jurisdiction, data, version=api.if_match(jurisdiction))
    g.context.session.flush()
    return jurisdiction, 200, api.etag(jurisdiction)


@blueprint.get("/jurisdictions/<jurisdiction_id>/contacts")
@signed_in
@blueprint.response(200, schemas.Contact(many=True))
def list_contacts(jurisdiction_id: str):
    """Officers and representatives of a jurisdiction, for people of jurisdictions in the same networks."""
    jurisdiction = queries.get(g.context, jurisdiction_id)
    shares = queries.shares_network(g.context, jurisdiction.id)
    require(policy.may_see_contacts(g.actor, jurisdiction, shares_network=shares))
    found = queries.contacts(g.context, jurisdiction)
    return [{"name": person.name, "email": person.email, "duties": duties} for person, duties in found]


@blueprint.get("/<any(jurisdictions, networks):kind>/<place_id>/duties")
@signed_in
@blueprint.response(200, schemas.Assignment(many=True))
def list_duties(kind: str, place_id: str):
    """Who holds which duty in a place, for those who work there."""
    place = _place(kind, place_id)
    require(policy.may_see_people(g.actor, place.id))
    return [_assignment(row, person.name) for row, person in queries.assignments(g.context, place.id)]


@blueprint.post("/<any(jurisdictions, networks):kind>/<place_id>/duties")
@signed_in
@blueprint.arguments(schemas.NewAssignment)
@blueprint.response(201, schemas.Assignment)
def assign(data, kind: str, place_id: str):
    """Give a further duty to somebody who has one in this place."""
    place = _place(kind, place_id)
    require(policy.may_edit(g.actor, place))
    here = {person.id: person for _, person in queries.assignments(g.context, place.id)}
    person = here.get(data["person_id"])
    if person is None:
        raise NotFound("There is no such person here: invite them by their e-mail address.")
    return _assignment(people.assign(g.context, place, person, data["duty"]), person.name)


@blueprint.patch("/duties/<assignment_id>")
@signed_in
@blueprint.arguments(schemas.Steps)
@blueprint.response(200, schemas.Assignment)
def limit_steps(data, assignment_id: str):
    """Say which steps of the approval chain an approver decides; none means every step."""
    row = people.limit_steps(g.context, queries.get_assignment(g.context, assignment_id), **data)
    return _assignment(row, accounts.person(g.context.session, row.person_id).name)


@blueprint.delete("/duties/<assignment_id>")
@signed_in
@blueprint.response(204)
def end_duty(assignment_id: str):
    """End a duty: an administrator somebody's, or anybody their own."""
    people.end_duty(g.context, queries.get_assignment(g.context, assignment_id))


@blueprint.get("/<any(jurisdictions, networks):kind>/<place_id>/invitations")
@signed_in
@blueprint.response(200, Invitation(many=True))
def list_invitations(kind: str, place_id: str):
    """Invitations that nobody has taken up yet."""
    place = _place(kind, place_id)
    require(policy.may_invite(g.actor, place))
    return accounts.open_invitations(g.context.session, place.id, g.context.now)


@blueprint.post("/<any(jurisdictions, networks):kind>/<place_id>/invitations")
@signed_in
@blueprint.arguments(schemas.NewInvitation)
@blueprint.response(201, Invitation)
def invite(data, kind: str, place_id: str):
    """Invite somebody by letter to hold duties here."""
    return people.invite(g.context, _place(kind, place_id), **data)


@blueprint.delete("/<any(jurisdictions, networks):kind>/<place_id>/invitations/<invitation_id>")
@signed_in
@blueprint.response(204)
def withdraw_invitation(kind: str, place_id: str, invitation_id: str):
    """Take an invitation back."""
    place = _place(kind, place_id)
    require(policy.may_invite(g.actor, place))
    ticket = accounts.open_invitation(g.context.session, place.id, invitation_id, g.context.now)
    people.withdraw_invitation(g.context, place, ticket)


def _place(kind: str, place_id: str) -> Jurisdiction | Network:
    return queries.get(g.context, place_id) if kind == "jurisdictions" else queries.get_network(g.context, place_id)


def _assignment(row: Assignment, person_name: str) -> dict:
    plain = ("id", "person_id", "duty", "jurisdiction_id", "network_id", "steps", "since")
    return {**{name: getattr(row, name) for name in plain}, "person_name": person_name}


def _with_parent(data: dict) -> dict:
    """The same with the network itself in place of its id."""
    parent_id = data.pop("parent_id", None)
    return {**data, "parent": queries.get_network(g.context, parent_id) if parent_id else None}
