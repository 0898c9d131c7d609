"""The pages of dates: the calculator of a jurisdiction and of a draft, forecasts, written determinations.

Floor: pages.
"""

from datetime import date
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Invalid, NotFound
from procurement.core.shapes import load
from procurement.networks import queries as networks
from procurement.networks import rules as packs
from procurement.networks.calendar import WorkCalendar
from procurement.networks.packs import combine
from procurement.networks.rules import Signer
from procurement.solicitations import (
    date_shapes,
    determinations,
    forecasts,
    member_pages,
    planning,
    policy,
    queries,
    ruling,
    schedule,
)
from procurement.solicitations.door import blueprint, may_write, own
from procurement.solicitations.models import Solicitation, WrittenDetermination
from procurement.web import pages
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

FIELDS = ("publish_on", "due_on", "award_on", "questions_on", "clock")
PAGE = 25
WRITTEN = "The determination is written down. It is part of the record, and becomes public with the solicitation."
ASKED = "Whoever may sign has been written to, and it stands on their desks. You hear by letter when it is signed."


@blueprint.get("/jurisdictions/<slug>/dates")
@public
def dates(slug):
    """The calculator of a jurisdiction, for whoever has no draft yet."""
    found = networks.get_by_slug(g.context, slug)
    rules = combine([networks.pack_of(found)])
    form, plan = _worked_out(rules, {"publish_on": rules.calendar.working(_today(rules.calendar)).isoformat()})
    return render(
        "solicitations/dates.html",
        form=form,
        jurisdiction=found,
        plan=plan,
        zone=found.zone,
        closed=_closed_days(rules.calendar),
        holidays=packs.HOLIDAYS[rules.lead.settings["holidays"].value],
    )


@blueprint.get("/solicitations/<id>/schedule", endpoint="schedule")
@signed_in
def show_schedule(id):
    """Every date of this procurement with its rule; one button takes them over."""
    it = own(id)
    rules = queries.rules_that_bind(g.context.session, it)
    form, plan = _worked_out(rules, _begun(it, rules.calendar.working(_today(rules.calendar))))
    return _schedule(it, form, plan, Form(date_shapes.AnnounceForm(), initial=_announced(it)))


@blueprint.post("/solicitations/<id>/schedule", endpoint="take_dates")
@signed_in
def take_dates(id):
    """Take deadline, end of questions and expected dates over into the draft."""
    it = own(id)
    form = Form(date_shapes.TakeForm())
    if form.submit(lambda data: planning.take_dates(g.context, it, **data)):
        flash("The dates are in the draft: deadline, end of questions and what is expected after it.")
        return redirect(url_for("solicitations.schedule", id=id))
    return _schedule(it, form, None, Form(date_shapes.AnnounceForm(), initial=_announced(it)))


@blueprint.post("/solicitations/<id>/announce")
@signed_in
def announce(id):
    """Say when publication is expected, and whether everybody may know."""
    it = own(id)
    form = Form(date_shapes.AnnounceForm())
    if form.submit(lambda data: planning.announce(g.context, it, **data)):
        flash("It is announced: everybody can read title and summary." if it.is_announced else "The forecast is saved.")
        return redirect(url_for("solicitations.schedule", id=id))
    rules = queries.rules_that_bind(g.context.session, it)
    begun = _begun(it, rules.calendar.working(_today(rules.calendar)))
    plan = schedule.plan(rules, load(date_shapes.Wishes(), begun)["wishes"])
    return _schedule(it, Form(date_shapes.Wishes(), initial=begun), plan, form)


@blueprint.get("/opportunities/forecast", endpoint="forecast")
@public
def show_forecast():
    """What is to come: announced, and not published yet."""
    words, page = request.args.get("q", ""), pages.page_number()
    select = forecasts.announced(g.context, words).limit(PAGE + 1).offset((page - 1) * PAGE)
    rows = g.context.session.scalars(select).all()
    return render("solicitations/forecast.html", rows=rows[:PAGE], more=len(rows) > PAGE, page=page, words=words)


@blueprint.route("/solicitations/<id>/determine/<code>", methods=["GET", "POST"])
@signed_in
def determine(id, code):
    """Waive one broken rule in writing, with the reason; whoever may not sign it, or not for others, asks who may."""
    it = own(id)
    rules = queries.rules_that_bind(g.context.session, it)
    fault = next((each for each in ruling.faults(it, rules, g.context.now) if each.code == code), None)
    if fault is None or not fault.waivable:
        raise NotFound("There is nothing here that a written determination could waive.")
    signing = member_pages.signing(it, fault)
    chosen = request.args.get("member", "") or member_pages.first_asked(signing)
    member = queries.get_participation(g.context, it, chosen) if chosen else None
    owner = fault.signer(member.jurisdiction_id if member is not None else "")
    if owner is None:
        raise NotFound("No rule of this member is broken here.")
    least = fault.measure.get("least")
    asked = next((each["asked"] for each in signing if each["owner"] is owner), None)
    begun = {"least": asked.least if asked is not None and asked.least is not None else least}
    form = Form(date_shapes.Determine(), initial={**begun, **({"reason": asked.reason} if asked is not None else {})})
    verdict = policy.may_determine(g.context.actor, it, owner.signed_by, member)
    may_ask = not verdict and bool(policy.may_edit(g.context.actor, it))
    may_ask = may_ask and (member is not None or owner.signed_by == Signer.APPROVER)
    deed = determinations.ask if may_ask else determinations.determine
    if form.submit(lambda data: deed(g.context, it, code=code, member=member, **data)):
        flash(ASKED if may_ask else WRITTEN)
        return redirect(url_for("solicitations.checklist", id=id))
    return render(
        "solicitations/determine.html",
        form=form,
        it=it,
        fault=fault,
        least=least,
        verdict=verdict,
        may_ask=may_ask,
        asked=asked,
        signing=signing,
        owner=owner,
        member=member,
    )


@blueprint.post("/solicitations/<id>/written-determinations/<determination_id>/withdraw")
@signed_in
def withdraw_determination(id, determination_id):
    """The rule binds again."""
    it = own(id)
    determinations.withdraw(g.context, _determination(it, determination_id))
    flash("The determination is withdrawn: the rule binds again.")
    return redirect(url_for("solicitations.checklist", id=id))


@blueprint.post("/solicitations/<id>/determination-requests/<code>/withdraw")
@signed_in
def withdraw_request(id, code):
    """No signature is needed any more."""
    it, chosen = own(id), request.args.get("member", "")
    member = queries.get_participation(g.context, it, chosen) if chosen else None
    determinations.stop_asking(g.context, it, code=code, member=member)
    flash("Nobody is asked for this signature any more.")
    return redirect(url_for("solicitations.checklist", id=id))


def _determination(it: Solicitation, determination_id: str) -> WrittenDetermination:
    found = next((each for each in it.determinations if each.id == determination_id), None)
    if found is None:
        raise NotFound("There is no such determination.")
    return found


def _worked_out(rules, begun: dict) -> tuple[Form, schedule.Plan | None]:
    """The form of the wishes as the address names them, and the plan where they make sense."""
    sent = {name: request.args[name] for name in FIELDS if name in request.args}
    form = Form(date_shapes.Wishes(), initial=sent or begun)
    try:
        wishes = load(date_shapes.Wishes(), form.values)["wishes"]
    except Invalid as refused:
        form.refuse(refused)
        return form, None
    return form, schedule.plan(rules, wishes, today=_today(rules.calendar))


def _schedule(it: Solicitation, form: Form, plan: schedule.Plan | None, announcing: Form):
    lines = queries.members(g.context.session, it)
    return render(
        "solicitations/schedule.html",
        form=form,
        announcing=announcing,
        status=max(form.status, announcing.status),
        it=it,
        plan=plan,
        zone=it.zone,
        wished={name: form.value(name) for name in FIELDS if form.value(name)},
        writable=may_write(it),
        why_not=policy.may_edit(g.context.actor, it).reason or policy.rests(it),
        members=[each.jurisdiction.name for each in lines],
    )


def _begun(it: Solicitation, soonest: date) -> dict[str, str]:
    """What stands in the draft already, as wishes; publication at the soonest on that working day."""
    zone = ZoneInfo(it.zone)
    begun = {"publish_on": max(soonest, it.forecast_publish_on or soonest).isoformat()}
    if it.due_at is not None:
        local = it.due_at.astimezone(zone)
        begun |= {"due_on": local.date().isoformat(), "clock": f"{local:%H:%M}"}
    if it.questions_due_at is not None:
        begun["questions_on"] = it.questions_due_at.astimezone(zone).date().isoformat()
    return begun


def _announced(it: Solicitation) -> dict[str, str]:
    day = it.forecast_publish_on
    return {"forecast_publish_on": day.isoformat() if day else "", "is_announced": "true" if it.is_announced else ""}


def _today(calendar: WorkCalendar) -> date:
    return calendar.day_of(g.context.now)


def _closed_days(calendar: WorkCalendar) -> list[tuple[date, str]]:
    """The closed days of the next twelve months, weekends aside."""
    today = _today(calendar)
    days = [date.fromordinal(today.toordinal() + ahead) for ahead in range(366)]
    return [(day, why) for day in days if day.weekday() < 5 and (why := calendar.closed(day))]
