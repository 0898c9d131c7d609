"""Pages of outcomes: all of them, those of a contract, telling, correcting, answering. Floor: pages.

The module `pages.py` installs them on the room's door.
"""

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.contracts import contract_queries, milestones, outcomes
from procurement.contracts import outcome_policy as policy
from procurement.contracts import outcome_queries as queries
from procurement.contracts import outcome_shapes as shapes
from procurement.contracts.models import Contract
from procurement.contracts.outcome_models import Again, Kept
from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.library.models import Scope
from procurement.networks import queries as networks
from procurement.web import pages
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

ON_A_PAGE = 25
KEPT = {Kept.YES: "Yes", Kept.PARTLY: "Partly", Kept.NO: "No", Kept.TOO_EARLY: "Too early to say"}
AGAIN = {Again.YES: "Yes", Again.UNSURE: "Not sure", Again.NO: "No"}
SCOPES = [
    (Scope.PUBLIC, "Everybody", "Whoever looks at the contract reads it under your government's name."),
    (Scope.NETWORK, "One network", "Its members, the contract's lead and the vendor."),
    (
        Scope.PARENTS,
        "That network and the networks above it",
        "The whole family, the lead and the vendor.",
    ),
    (Scope.OWN, "Only our own people", "Neither the vendor nor any peer learns of it."),
]


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    for path, methods, view in (
        ("/outcomes", ["GET"], all_outcomes),
        ("/contracts/<id>/outcomes", ["GET"], contract_outcomes),
        ("/contracts/<id>/outcomes/new", ["GET", "POST"], tell_outcome),
        ("/outcomes/<id>", ["GET"], outcome),
        ("/outcomes/<id>/edit", ["GET", "POST"], change_outcome),
        ("/outcomes/<id>/reply", ["GET", "POST"], reply_outcome),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@public
def all_outcomes():
    """What came of contracts, the newest first."""
    page = pages.page_number()
    select = queries.outcomes(g.context).limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
    rows = g.context.session.scalars(select).all()
    return _render("outcomes.html", rows=rows[:ON_A_PAGE], more=len(rows) > ON_A_PAGE, page=page, contract=None)


@public
def contract_outcomes(id):
    """What came of one contract, with how many stand behind each figure."""
    contract = contract_queries.get(g.context, id)
    rows = queries.of_contract(g.context, contract)
    telling = _telling(contract)
    standing = milestones.standing(rows)
    return _render(
        "outcomes.html", rows=rows, more=False, page=1, contract=contract, standing=standing, telling=telling
    )


@signed_in
def tell_outcome(id):
    """Say what came of the contract at a milestone."""
    contract = contract_queries.get(g.context, id)
    telling = _telling(contract)
    chosen = request.values.get("jurisdiction_id", "")
    place = next((each for each, _ in telling if each.id == chosen), telling[0][0] if telling else None)
    if place is None:
        buys = set(contract_queries.who_buys(g.context.session, contract))
        own = next((each for each in buys if policy.may_tell(g.actor, each, buys=True)), None)
        require(policy.may_tell(g.actor, own or contract.jurisdiction_id, buys=own is not None))
        raise Conflict("Every milestone that has come has been told. You can correct what was told.")
    due = queries.to_tell(g.context, contract, place.id)
    begun = {"jurisdiction_id": place.id, "milestone": due[-1].key, "scope": Scope.PUBLIC}
    form = Form(shapes.TellForm(), initial=begun)

    def tell(data: dict):
        data.pop("version")
        return outcomes.tell(g.context, contract, **data)

    if form.submit(tell):
        flash("Thank you: it stands beside the contract now. The vendor may answer.")
        return redirect(url_for(".outcome", id=form.result.id))
    return _form(form, contract, place.id, due=[(each.key, each.title) for each in due], telling=telling)


@public
def outcome(id):
    """One outcome, with the vendor's reply."""
    found = queries.get(g.context, id)
    return _render(
        "outcome.html",
        it=found,
        may_change=bool(policy.may_change(g.actor, found)),
        may_reply=bool(policy.may_reply(g.actor, found)),
    )


@signed_in
def change_outcome(id):
    """Correct what was told."""
    found = queries.get(g.context, id)
    form = Form(shapes.SaidForm(), initial=shapes.as_typed(found))
    if form.submit(lambda data: outcomes.change(g.context, found, **data)):
        flash("The correction is saved.")
        return redirect(url_for(".outcome", id=id))
    if not form.faults:
        require(policy.may_change(g.actor, found))
    return _form(form, found.contract, found.jurisdiction_id, it=found)


@signed_in
def reply_outcome(id):
    """The vendor's answer."""
    found = queries.get(g.context, id)
    form = Form(shapes.ReplyForm(), initial={"text": found.reply})
    if form.submit(lambda data: outcomes.reply(g.context, found, **data)):
        flash("Your answer stands beside the outcome now.")
        return redirect(url_for(".outcome", id=id))
    if not form.faults:
        require(policy.may_reply(g.actor, found))
    return _render("outcome_reply.html", it=found, form=form)


def _telling(contract: Contract) -> list:
    """The buyers for which the reader may tell something now, each with the milestones that are open."""
    if g.actor.is_anonymous:
        return []
    found = []
    for buyer in contract_queries.buyers(g.context.session, contract):
        if policy.may_tell(g.actor, buyer.jurisdiction.id, buys=True):
            due = queries.to_tell(g.context, contract, buyer.jurisdiction.id)
            found += [(buyer.jurisdiction, due)] if due else []
    return found


def _form(form: Form, contract: Contract, place: str, **values):
    choices = [(each.id, each.name) for each in networks.networks_of(g.context.session, place)]
    asked = {"kept_choices": _choices(KEPT), "again_choices": _choices(AGAIN), "scopes": SCOPES, "networks": choices}
    return _render("outcome_form.html", form=form, contract=contract, **asked, **values)


def _choices(words: dict) -> list[tuple[str, str, str]]:
    return [(str(value), label, "") for value, label in words.items()]


def _render(template: str, **values):
    return render(f"contracts/{template}", kept=KEPT, again=AGAIN, title_of=milestones.title, **values)
