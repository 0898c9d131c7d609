"""The JSON door of vendors: registration, links from letters, profiles and teams."""

from flask import current_app, g
from marshmallow import fields

from procurement.accounts import queries as people
from procurement.accounts.schemas import Invitation, Person
from procurement.core.verdict import require
from procurement.vendors import joining, operations, policy, queries, schemas
from procurement.web import api, browsers
from procurement.web.access import own_units, public, signed_in

blueprint = api.room("vendors", "Companies, registered once for all jurisdictions, and who acts for them.")


class VendorQuery(api.PageQuery):
    """Which vendors to list."""

    q = fields.String(load_default="")


@blueprint.post("/registrations")
@public
@blueprint.arguments(schemas.Registration)
@blueprint.response(202)
def register(data):
    """Ask for the letter that registers a company; the answer is the same for every mailbox."""
    joining.ask_to_register(g.context, **data, address=browsers.address())


@blueprint.post("/invitations/take-up")
@public
@own_units
@blueprint.arguments(schemas.JoiningBySecret)
@blueprint.response(200, Person)
def take_up(data):
    """Take up an invitation or a registration by the secret of its link; newcomers send name and password."""
    with current_app.unit(writes=False) as ctx:
        welcome = joining.welcome(ctx, data["secret"])
    hashed = None
    if not welcome.is_known:
        hashed = joining.choose_password(data["name"], data["password"], welcome.email)
    with current_app.unit() as ctx:
        return joining.take_up(ctx, data["secret"], name=data["name"], password_hash=hashed)


@blueprint.get("/vendors")
@signed_in
@blueprint.arguments(VendorQuery, location="query")
@blueprint.response(200, api.envelope(schemas.Vendor))
def list_vendors(query):
    """The vendors you act for; for government staff all, by name or description."""
    return api.listed(queries.vendors(g.context, query["q"]), query["limit"], query["offset"])


@blueprint.post("/vendors")
@signed_in
@blueprint.arguments(schemas.NewVendor)
@blueprint.response(201, schemas.Vendor)
def create_vendor(data):
    """Register a company that you will administer."""
    vendor = operations.register(g.context, people.me(g.context), **data)
    return vendor, 201, api.etag(vendor)


@blueprint.get("/vendors/<vendor_id>")
@signed_in
@blueprint.response(200, schemas.Vendor)
def show_vendor(vendor_id: str):
    """One vendor's profile."""
    vendor = queries.get(g.context, vendor_id)
    return vendor, 200, api.etag(vendor)


@blueprint.patch("/vendors/<vendor_id>")
@signed_in
@blueprint.arguments(schemas.VendorEdit(partial=True, exclude=("version",)))
@blueprint.response(200, schemas.Vendor)
def edit_vendor(data, vendor_id: str):
    """Change what is named; the rest stays (needs If-Match)."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_edit(g.actor, vendor))
    operations.edit(g.context, vendor, version=api.if_match(vendor), **data)
    g.context.session.flush()
    return vendor, 200, api.etag(vendor)


@blueprint.get("/vendors/<vendor_id>/members")
@signed_in
@blueprint.response(200, schemas.Member(many=True))
def list_team(vendor_id: str):
    """Who acts for the vendor, for its own people."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_see_team(g.actor, vendor))
    return [
        {**_plain(member), "person_name": person.name, "person_email": person.email}
        for member, person in queries.team(g.context, vendor.id)
    ]


@blueprint.patch("/vendor-members/<member_id>")
@signed_in
@blueprint.arguments(schemas.DutyChange)
@blueprint.response(204)
def change_duty(data, member_id: str):
    """Make a colleague an administrator, or a user again."""
    operations.change_duty(g.context, queries.get_member(g.context, member_id), data["duty"])


@blueprint.delete("/vendor-members/<member_id>")
@signed_in
@blueprint.response(204)
def remove_member(member_id: str):
    """Let a colleague go, or leave."""
    operations.remove(g.context, queries.get_member(g.context, member_id))


@blueprint.get("/vendors/<vendor_id>/invitations")
@signed_in
@blueprint.response(200, Invitation(many=True))
def list_invitations(vendor_id: str):
    """Invitations that nobody has taken up yet."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_invite(g.actor, vendor))
    return people.open_invitations(g.context.session, vendor.id, g.context.now)


@blueprint.post("/vendors/<vendor_id>/invitations")
@signed_in
@blueprint.arguments(schemas.NewColleague)
@blueprint.response(201, Invitation)
def invite(data, vendor_id: str):
    """Invite a colleague by letter."""
    return operations.invite(g.context, queries.get(g.context, vendor_id), **data)


@blueprint.delete("/vendors/<vendor_id>/invitations/<invitation_id>")
@signed_in
@blueprint.response(204)
def withdraw_invitation(vendor_id: str, invitation_id: str):
    """Take an invitation back."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_invite(g.actor, vendor))
    ticket = people.open_invitation(g.context.session, vendor.id, invitation_id, g.context.now)
    operations.withdraw_invitation(g.context, vendor, ticket)


def _plain(member) -> dict:
    return {name: getattr(member, name) for name in ("id", "person_id", "duty", "since")}
