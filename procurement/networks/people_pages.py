"""Pages about who holds which duty in a jurisdiction or a network. Floor: pages."""

from flask import Blueprint, flash, g, redirect, url_for

from procurement.accounts import queries as accounts
from procurement.core.errors import Conflict, NotFound
from procurement.core.verdict import require
from procurement.networks import people, policy, queries, rules, schemas
from procurement.networks.duties import MEANING, OF_JURISDICTIONS, OF_NETWORKS
from procurement.networks.models import Jurisdiction, Network
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

Place = Jurisdiction | Network


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages, once for jurisdictions and once for networks."""
    for kind, views in (
        ("jurisdiction", (jurisdiction_people, jurisdiction_assign, jurisdiction_withdraw)),
        ("network", (network_people, network_assign, network_withdraw)),
    ):
        show, assign, withdraw = views
        top = f"/{kind}s/<slug>/people"
        blueprint.add_url_rule(top, view_func=show, methods=["GET", "POST"])
        blueprint.add_url_rule(f"{top}/assign", view_func=assign, methods=["POST"])
        blueprint.add_url_rule(f"{top}/invitations/<ticket_id>/withdraw", view_func=withdraw, methods=["POST"])
    blueprint.add_url_rule("/duties/<assignment_id>/end", view_func=end_duty, methods=["POST"])
    blueprint.add_url_rule("/duties/<assignment_id>/steps", view_func=limit_steps, methods=["POST"])


@signed_in
def jurisdiction_people(slug: str):
    """The people of a jurisdiction; the form invites one more."""
    return _people(queries.get_by_slug(g.context, slug))


@signed_in
def network_people(slug: str):
    """The people of a network; the form invites one more."""
    return _people(queries.get_network_by_slug(g.context, slug))


@signed_in
def jurisdiction_assign(slug: str):
    """A further duty for somebody of the jurisdiction."""
    return _assign(queries.get_by_slug(g.context, slug))


@signed_in
def network_assign(slug: str):
    """A further duty for somebody of the network."""
    return _assign(queries.get_network_by_slug(g.context, slug))


@signed_in
def jurisdiction_withdraw(slug: str, ticket_id: str):
    """Take an invitation to the jurisdiction back."""
    return _withdraw(queries.get_by_slug(g.context, slug), ticket_id)


@signed_in
def network_withdraw(slug: str, ticket_id: str):
    """Take an invitation to the network back."""
    return _withdraw(queries.get_network_by_slug(g.context, slug), ticket_id)


@signed_in
def end_duty(assignment_id: str):
    """End a duty: an administrator somebody's, or anybody their own."""
    assignment = queries.get_assignment(g.context, assignment_id)
    place = queries.place_of(g.context.session, assignment)
    people.end_duty(g.context, assignment)
    flash(f"The duty ended: {assignment.duty} in {place.name}.")
    if assignment.person_id == g.actor.id:
        return redirect(url_for("accounts.profile"))
    return redirect(_address(place))


@signed_in
def limit_steps(assignment_id: str):
    """Which steps of the approval chain an approver decides."""
    assignment = queries.get_assignment(g.context, assignment_id)
    form = Form(schemas.StepsForm())
    if not form.submit(lambda data: people.limit_steps(g.context, assignment, **data)):
        raise Conflict(" ".join(sentence for each in form.faults.values() for sentence in each))
    flash("Saved. It counts from the next decision on.")
    return redirect(_address(queries.place_of(g.context.session, assignment)))


def _people(place: Place):
    require(policy.may_see_people(g.actor, place.id))
    form = Form(schemas.NewInvitation())
    if form.submit(lambda data: people.invite(g.context, place, **data)):
        flash(f"A letter with an invitation is on its way to {form.result.email}.")
        return redirect(_address(place))
    return _shown(place, form)


def _shown(place: Place, form: Form):
    grouped: dict = {}
    for assignment, person in queries.assignments(g.context, place.id):
        grouped.setdefault(person, []).append(assignment)
    may_invite = policy.may_invite(g.actor, place)
    return render(
        "networks/people.html",
        form=form,
        place=place,
        kind=place.__tablename__,
        people=grouped,
        duties=OF_NETWORKS if isinstance(place, Network) else OF_JURISDICTIONS,
        meaning=MEANING,
        chain=rules.approval_chain(place.rules) if isinstance(place, Jurisdiction) else [],
        may_invite=may_invite,
        invitations=accounts.open_invitations(g.context.session, place.id, g.context.now) if may_invite else [],
    )


def _assign(place: Place):
    form = Form(schemas.NewAssignment())
    if form.submit(lambda data: _assigned(place, **data)):
        flash(f"{form.result.name} has a further duty in {place.name}.")
        return redirect(_address(place))
    form.faults = {"": [sentence for each in form.faults.values() for sentence in each]}
    return _shown(place, form)


def _assigned(place: Place, person_id: str, duty):
    person = next((one for _, one in queries.assignments(g.context, place.id) if one.id == person_id), None)
    if person is None:
        raise NotFound("There is no such person here.")
    people.assign(g.context, place, person, duty)
    return person


def _withdraw(place: Place, ticket_id: str):
    require(policy.may_invite(g.actor, place))
    ticket = accounts.open_invitation(g.context.session, place.id, ticket_id, g.context.now)
    people.withdraw_invitation(g.context, place, ticket)
    flash(f"The invitation to {ticket.email} is withdrawn.")
    return redirect(_address(place))


def _address(place: Place) -> str:
    return url_for(f"networks.{place.__tablename__}_people", slug=place.slug)
