"""The pages of protests: filing, recording what came on paper, reading, deciding, withdrawing. Floor: pages."""

from datetime import datetime

from flask import flash, g, redirect, url_for

from procurement.accounts import queries as accounts
from procurement.awards import protest_policy, protest_queries, protests
from procurement.awards import protest_shapes as shapes
from procurement.awards.blocking import is_timely
from procurement.awards.door import blueprint
from procurement.awards.models import Against, Protest
from procurement.awards.protest_api import FILE_LIMIT
from procurement.core import localtime, words
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.responses import queries as responses
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation
from procurement.vendors import queries as vendors
from procurement.web.access import public, signed_in, takes_files
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

FIELDS = {"day_field": "received_date", "time_field": "received_time"}


def shown(solicitation: Solicitation) -> list[dict]:
    """The protests about a solicitation, as far as this reader may know them."""
    return [protest_queries.known(g.context.actor, each) for each in protest_queries.of(g.context, solicitation)]


@blueprint.get("/solicitations/<id>/protests")
@public
def protests_of(id):
    """The protests about a solicitation, and the ways to file and to record one."""
    solicitation = solicitations.get(g.context, id)
    return render(
        "awards/protests.html",
        solicitation=solicitation,
        protests=shown(solicitation),
        may_file=bool(_own_vendors(solicitation)),
        may_record=bool(protest_policy.may_record(g.context.actor, solicitation)),
    )


@blueprint.route("/solicitations/<id>/protests/file", methods=["GET", "POST"])
@signed_in
@takes_files(FILE_LIMIT)
def file_protest(id):
    """A vendor's person protests."""
    solicitation = solicitations.get(g.context, id)
    own = vendors.mine(g.context)
    buyers = responses.buyers(g.context.session, solicitation)
    first = own[0].id if own else ""
    require(protest_policy.may_file(g.context.actor, solicitation, first, buyers=buyers))
    about = _about(solicitation)
    form = Form(shapes.File(), initial={"vendor_id": first, "against": about[-1][0]})
    if form.submit(lambda data: protests.file(g.context, solicitation, document=uploaded("document"), **data)):
        late = "" if form.result.is_timely else " It came late, so it does not hold the decision back."
        flash(f"Your protest is on record; a receipt is on its way by letter.{late}")
        return redirect(url_for(".protest", id=form.result.id))
    return render("awards/protest_file.html", form=form, solicitation=solicitation, about=about, vendors=own)


@blueprint.route("/solicitations/<id>/protests/record", methods=["GET", "POST"])
@signed_in
@takes_files(FILE_LIMIT)
def record_protest(id):
    """An officer records a protest that came on paper."""
    solicitation = solicitations.get(g.context, id)
    require(protest_policy.may_record(g.context.actor, solicitation))
    about = _about(solicitation)
    now = localtime.entries(g.context.now, solicitation.zone, **FIELDS)
    form = Form(shapes.RecordForm(), initial={**now, "against": about[-1][0]})
    if form.submit(lambda data: _record(solicitation, data)):
        flash("The protest is on record. Approvers, officers and the protester are told by letter.")
        return redirect(url_for(".protest", id=form.result.id))
    return render("awards/protest_record.html", form=form, solicitation=solicitation, about=about)


def _record(solicitation: Solicitation, data: dict) -> Protest:
    day, clock = data.pop("received_date"), data.pop("received_time")
    received = localtime.instant_of(day, clock, solicitation.zone, **FIELDS)
    if received is None:
        raise Invalid({"received_date": ["Say when it came."]})
    # The form's clock knows no seconds: the minute that runs is now.
    received = min(received, g.context.now)
    try:
        return protests.record_paper(
            g.context, solicitation, received_at=received, document=uploaded("document"), **data
        )
    except Invalid as fault:
        faults = {"received_date" if place == "received_at" else place: said for place, said in fault.faults.items()}
        raise Invalid(faults, fault.sentence) from None


@blueprint.get("/protests/<id>")
@public
def protest(id):
    """One protest: for everybody how it stands; the grounds for those who may read them."""
    found = protest_queries.get(g.context, id)
    actor = g.context.actor
    it = protest_queries.known(actor, found)
    people = [person for person in (found.entered_by, found.decided_by) if person]
    may_decide = protest_policy.may_decide(actor, found)
    if may_decide:
        may_decide = protest_policy.may_decide(actor, found, conflicted=protest_queries.conflicted(g.context, found))
    return render(
        "awards/protest.html",
        it=it,
        solicitation=found.solicitation,
        names=accounts.names(g.context.session, people) if it["is_read"] else {},
        entered_by=found.entered_by,
        decided_by=found.decided_by,
        may_decide=may_decide,
        may_withdraw=protest_policy.may_withdraw(actor, found),
    )


@blueprint.get("/protests/<id>/document")
@signed_in
def protest_document(id):
    """The document that came with it, for those who may read it."""
    return download(protest_queries.get_document(g.context, protest_queries.get(g.context, id)))


@blueprint.route("/protests/<id>/decide", methods=["GET", "POST"])
@signed_in
def decide_protest(id):
    """An approver sustains, denies or dismisses it."""
    found = protest_queries.get(g.context, id)
    conflicted = protest_queries.conflicted(g.context, found)
    require(protest_policy.may_decide(g.context.actor, found, conflicted=conflicted))
    form = Form(shapes.Decide())
    if form.submit(lambda data: protests.decide(g.context, found, **data)):
        flash(f"Protest {found.number} is {found.state}. Everybody concerned is told by letter.")
        return redirect(url_for(".protest", id=id))
    return render(
        "awards/protest_decide.html",
        form=form,
        it=protest_queries.known(g.context.actor, found),
        solicitation=found.solicitation,
    )


@blueprint.route("/protests/<id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw_protest(id):
    """The protester does not insist."""
    found = protest_queries.get(g.context, id)
    require(protest_policy.may_withdraw(g.context.actor, found))
    form = Form(shapes.Withdraw())
    if form.submit(lambda data: protests.withdraw(g.context, found, **data)):
        flash(f"Protest {found.number} is withdrawn.")
        return redirect(url_for(".protest", id=id))
    return render(
        "awards/protest_withdraw.html",
        form=form,
        it=protest_queries.known(g.context.actor, found),
        solicitation=found.solicitation,
    )


def _own_vendors(solicitation: Solicitation) -> list:
    """The vendors for which this person may protest here."""
    own = vendors.mine(g.context)
    if not own:
        return []
    buyers = responses.buyers(g.context.session, solicitation)
    return [each for each in own if protest_policy.may_file(g.context.actor, solicitation, each.id, buyers=buyers)]


def _about(solicitation: Solicitation) -> list[tuple[str, str, str]]:
    """What can be protested now, with the time there is for each; the likeliest last."""
    award = protest_queries.standing_award(g.context, solicitation)
    found = [(str(Against.TERMS), "The terms of the solicitation", _until(solicitation, solicitation.due_at))]
    if award is not None:
        found.append((str(Against.AWARD), "The announced decision", _until(solicitation, award.standstill_until)))
    return found


def _until(solicitation: Solicitation, until: datetime | None) -> str:
    if until is None:
        return "There is no end to the time for it."
    said = words.when(until, solicitation.zone)
    if is_timely(g.context.now, until):
        return f"In time until {said}."
    return f"The time for it ended on {said}: a protest is recorded as late and holds nothing back by itself."
