"""Pages of vendors: register, take up a link from a letter, profile, team, and the list for government staff."""

from flask import current_app, flash, g, redirect, request, url_for

from procurement.accounts import operations as accounts
from procurement.accounts import queries as people
from procurement.contracts import outcome_queries
from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.vendors import joining, operations, policy, queries, schemas
from procurement.vendors.models import Vendor, VendorDuty
from procurement.web import browsers, pages
from procurement.web.access import own_units, public, signed_in
from procurement.web.forms import Form
from procurement.web.identity import COOKIE
from procurement.web.pages import render

blueprint = pages.room("vendors")
ON_A_PAGE = 50
FIELDS = ("name", "email", "phone", "website", "address", "description", "is_small_business")
DUTIES = [
    (VendorDuty.VENDOR_USER, "User", "Writes and submits responses."),
    (VendorDuty.VENDOR_ADMINISTRATOR, "Administrator", "The same, and edits the profile and the team."),
]


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register():
    """Register a company: by letter, or at once for somebody who is signed in."""
    if not g.actor.is_anonymous:
        return redirect(url_for(".new"))
    form = Form(schemas.Registration())
    if form.submit(lambda data: joining.ask_to_register(g.context, **data, address=browsers.address())):
        return render("vendors/register_sent.html", email=form.value("email"), company=form.value("company"))
    return render("vendors/register.html", form=form)


@blueprint.route("/join/<secret>", methods=["GET", "POST"])
@public
@own_units
def join(secret: str):
    """Take up an invitation or a registration by the link from the letter."""
    try:
        with current_app.unit(writes=False) as ctx:
            welcome = joining.welcome(ctx, secret)
    except Conflict as refusal:
        return render("vendors/join_spent.html", sentence=refusal.sentence, status=409)
    form = Form(schemas.Joining(), initial={"name": welcome.name})
    if form.submit(lambda data: _take_up(secret, welcome, data)):
        if form.result is None:
            flash(f"Done: {welcome.into}. Sign in to go on.")
            return redirect(url_for("accounts.sign_in" if g.actor.is_anonymous else "desk.desk"))
        flash(f"Welcome to {welcome.into}.")
        return browsers.remember(redirect(url_for("desk.desk")), form.result)
    return render("vendors/join.html", form=form, welcome=welcome, secret=secret)


def _take_up(secret: str, welcome: joining.Welcome, data: dict) -> str | None:
    """Newcomers are signed in at once (their session's secret); who has an account signs in as always (None)."""
    if welcome.is_known:
        with current_app.unit() as ctx:
            joining.take_up(ctx, secret)
        return None
    hashed = joining.choose_password(data["name"], data["password"], welcome.email)
    with current_app.unit() as ctx:
        person = joining.take_up(ctx, secret, name=data["name"], password_hash=hashed)
        session_secret, _ = accounts.begin_session(
            ctx, person, agent=browsers.agent(), replaces=request.cookies.get(COOKIE)
        )
    return session_secret


@blueprint.get("/vendors")
@signed_in
def index():
    """The registered vendors, for government staff; for everybody else those they act for."""
    words, page = request.args.get("q", ""), pages.page_number()
    select = queries.vendors(g.context, words).limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
    found = g.context.session.scalars(select).all()
    return render(
        "vendors/index.html",
        vendors=found[:ON_A_PAGE],
        more=len(found) > ON_A_PAGE,
        page=page,
        words=words,
        sees_all=policy.sees_all(g.actor),
    )


@blueprint.route("/vendors/new", methods=["GET", "POST"])
@signed_in
def new():
    """Register a company for the person who is signed in."""
    form = Form(schemas.NewVendor(), initial={"email": g.actor.email})
    me = people.me(g.context)
    if form.submit(lambda data: operations.register(g.context, me, **data)):
        flash(f"{form.result.name} is registered for all jurisdictions.")
        return redirect(url_for(".show", vendor_id=form.result.id))
    return render("vendors/vendor_form.html", form=form, vendor=None)


@blueprint.get("/vendors/<vendor_id>")
@signed_in
def show(vendor_id: str):
    """A vendor's profile."""
    vendor = queries.get(g.context, vendor_id)
    return render(
        "vendors/vendor.html",
        vendor=vendor,
        may_edit=policy.may_edit(g.actor, vendor),
        may_see_team=policy.may_see_team(g.actor, vendor),
        told=outcome_queries.standing_of(g.context, vendor_ids=[vendor.id]),
    )


@blueprint.route("/vendors/<vendor_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(vendor_id: str):
    """What a company says about itself."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_edit(g.actor, vendor))
    form = Form(schemas.VendorEdit(), initial={name: getattr(vendor, name) for name in FIELDS})
    if form.submit(lambda data: operations.edit(g.context, vendor, **data)):
        flash("The profile is saved.")
        return redirect(url_for(".show", vendor_id=vendor_id))
    return render("vendors/vendor_form.html", form=form, vendor=vendor)


@blueprint.route("/vendors/<vendor_id>/team", methods=["GET", "POST"])
@signed_in
def team(vendor_id: str):
    """Who acts for a vendor; the form invites one more."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_see_team(g.actor, vendor))
    form = Form(schemas.NewColleague(), initial={"duty": VendorDuty.VENDOR_USER.value})
    if form.submit(lambda data: operations.invite(g.context, vendor, **data)):
        flash(f"A letter with an invitation is on its way to {form.result.email}.")
        return redirect(url_for(".team", vendor_id=vendor_id))
    return _team(vendor, form)


def _team(vendor: Vendor, form: Form):
    may_invite = policy.may_invite(g.actor, vendor)
    return render(
        "vendors/team.html",
        form=form,
        vendor=vendor,
        team=queries.team(g.context, vendor.id),
        may_invite=may_invite,
        invitations=people.open_invitations(g.context.session, vendor.id, g.context.now) if may_invite else [],
        duties=DUTIES,
        words=operations.duty_in_words,
        user=VendorDuty.VENDOR_USER,
        administrator=VendorDuty.VENDOR_ADMINISTRATOR,
    )


@blueprint.post("/vendor-members/<member_id>/duty")
@signed_in
def change_duty(member_id: str):
    """Make a colleague an administrator, or a user again."""
    member = queries.get_member(g.context, member_id)
    form = Form(schemas.DutyChange())
    if form.submit(lambda data: operations.change_duty(g.context, member, data["duty"])):
        flash(f"The duty is changed to {operations.duty_in_words(member.duty)}.")
        return redirect(url_for(".team", vendor_id=member.vendor_id))
    return _team(member.vendor, form)


@blueprint.post("/vendor-members/<member_id>/remove")
@signed_in
def remove(member_id: str):
    """Let a colleague go, or leave."""
    member = queries.get_member(g.context, member_id)
    operations.remove(g.context, member)
    if member.person_id == g.actor.id:
        flash(f"You do not act for {member.vendor.name} any more.")
        return redirect(url_for("accounts.profile"))
    flash("That person does not act for the company any more.")
    return redirect(url_for(".team", vendor_id=member.vendor_id))


@blueprint.post("/vendors/<vendor_id>/invitations/<ticket_id>/withdraw")
@signed_in
def withdraw(vendor_id: str, ticket_id: str):
    """Take an invitation back."""
    vendor = queries.get(g.context, vendor_id)
    require(policy.may_invite(g.actor, vendor))
    ticket = people.open_invitation(g.context.session, vendor.id, ticket_id, g.context.now)
    operations.withdraw_invitation(g.context, vendor, ticket)
    flash(f"The invitation to {ticket.email} is withdrawn.")
    return redirect(url_for(".team", vendor_id=vendor_id))
