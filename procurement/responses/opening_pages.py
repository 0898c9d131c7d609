"""Pages of the opening: two people break the seals, everybody reads the register, readers read the responses.

Floor: pages.
"""

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.accounts import queries as accounts
from procurement.core.errors import Conflict
from procurement.networks import rules
from procurement.responses import answers as typed
from procurement.responses import gate, operations, policy, prices, queries, reading, schemas
from procurement.responses.content import files_for, preferences_of
from procurement.responses.lifecycle import OpeningState
from procurement.solicitations.lifecycle import SolicitationState
from procurement.web.access import public, signed_in
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import render


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    top = "/solicitations/<id>"
    blueprint.add_url_rule(f"{top}/opening", view_func=opening, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{top}/opening/complete", view_func=complete_opening, methods=["POST"])
    blueprint.add_url_rule(f"{top}/register", view_func=register)
    blueprint.add_url_rule(f"{top}/responses", view_func=opened)
    blueprint.add_url_rule("/responses/<id>/opened", view_func=content)
    blueprint.add_url_rule("/responses/<id>/opened/files/<file_id>", view_func=opened_file)


@signed_in
def opening(id):
    """Where the opening stands; posting begins it as its first person."""
    solicitation = reading.for_opening(id)
    form = Form(schemas.BeginOpening())
    if form.submit(lambda data: operations.begin_opening(g.context, solicitation, **data)):
        if form.result.first_id == g.context.actor.id and form.result.state == OpeningState.BEGUN:
            flash("You have begun the opening. Nothing is open yet: a second person completes it.")
        return redirect(url_for(".opening", id=id))
    return render("responses/opening.html", form=form, **_frame(solicitation))


@signed_in
def complete_opening(id):
    """Open all responses as the second person."""
    solicitation = reading.for_opening(id)
    found = queries.opening(g.context, solicitation)
    if found is None:
        raise Conflict("Nobody has begun the opening yet.")
    operations.complete_opening(g.context, found)
    count = len((found.register or {}).get("rows", []))
    said = {0: "No response had been submitted.", 1: "One response was opened."}
    flash(f"{said.get(count, f'{count} responses were opened.')} The register is drawn up and public.")
    return redirect(url_for(".register", id=id))


@public
def register(id):
    """Who responded and when."""
    solicitation = reading.published(id)
    found = queries.register(g.context, solicitation)
    reads = any(g.context.actor.holds(duty, solicitation.jurisdiction_id) for duty in policy.READERS)
    return render(
        "responses/register.html",
        solicitation=solicitation,
        opening=found,
        register=found.register,
        reads=reads,
        attempts=queries.attempts(g.context, solicitation),
    )


@signed_in
def opened(id):
    """The opened responses, for those who read them; before the opening it says only that they are sealed."""
    solicitation = reading.for_opening(id)
    found = queries.unsealed(g.context, solicitation)
    is_open = solicitation.state not in (SolicitationState.PUBLISHED, SolicitationState.CANCELLED)
    return render("responses/opened.html", solicitation=solicitation, responses=found, is_open=is_open)


@signed_in
def content(id):
    """What one opened response says."""
    response = reading.open_content(id)
    body = reading.text_of(response)
    said = reading.said(response) or {}
    return render(
        "responses/content.html",
        response=response,
        solicitation=response.solicitation,
        body=body,
        content=said,
        schedule=prices.schedule(body["price_lines"], said["prices"]) if "prices" in said else None,
        preferences=[each for each in preferences_of(body) if each["id"] in said.get("preferences", [])],
        present=typed.present,
        rows_of=typed.rows,
        files_for=files_for,
        rounding=prices.ROUNDING,
        is_own=policy.acts_for(g.context.actor, response.vendor_id),
    )


@signed_in
def opened_file(id, file_id):
    """Download a file of an opened response."""
    return download(reading.opened_file(reading.open_content(id), file_id))


def _frame(solicitation) -> dict:
    actor, found = g.context.actor, queries.opening(g.context, solicitation)
    names = accounts.names(g.context.session, [found.first_id, found.second_id]) if found is not None else {}
    near = queries.shares_network(g.context, solicitation)
    people = rules.number(solicitation.jurisdiction.rules, "opening_people")
    completes = found is not None and policy.may_complete_opening(
        actor, solicitation, found, shares_network=near, people=people
    )
    begins = policy.may_begin_opening(actor, solicitation)
    due = solicitation.state == SolicitationState.PUBLISHED and gate.has_passed(solicitation, g.context.now)
    choices = queries.second_people(g.context, solicitation, nearby=True) if begins and due and found is None else []
    return {
        "solicitation": solicitation,
        "opening": found,
        "names": names,
        "completes": completes,
        "begins": begins,
        "is_due": due,
        "people": people,
        "second_people": [(each.id, each.name) for each in choices],
        "address": request.url,
    }
