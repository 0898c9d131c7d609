"""Pages of the panel: determinations, seats, progress, close and ranking; a seat's own are in `seat_pages.py`."""

from flask import flash, g, json, make_response, redirect, url_for

from procurement.accounts import queries as accounts
from procurement.core.digest import digest
from procurement.core.errors import Invalid, NotFound
from procurement.core.verdict import require
from procurement.evaluation import operations, policy, presenting, queries, results, savings_pages, schemas, seat_pages
from procurement.evaluation.chart import bars
from procurement.evaluation.lifecycle import PanelState
from procurement.evaluation.models import DeterminationKind, Panel
from procurement.library.groups import of as published_groups
from procurement.responses import addenda
from procurement.responses import queries as responses
from procurement.responses.content import preferences_of
from procurement.responses.models import Response
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.web import pages
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

blueprint = pages.room("evaluation")
seat_pages.install(blueprint)
savings_pages.install(blueprint)

_KIND = DeterminationKind


@blueprint.get("/solicitations/<id>/panel")
@signed_in
def panel(id):
    """Where the evaluation stands, and the next step."""
    found = queries.of_or_none(g.context, id)
    if found is None:
        return _before(queries.for_work(g.context, id), Form(schemas.ConveneForm()))
    return _page(found, Form(schemas.NewSeat()))


@blueprint.post("/solicitations/<id>/panel/convene")
@signed_in
def convene(id):
    """Form the panel and send its people their letters."""
    solicitation = queries.for_work(g.context, id)
    form = Form(schemas.ConveneForm())
    if form.submit(lambda data: _convene(solicitation, **data)):
        flash("The panel is convened. Its people have been asked to disclose conflicts of interest.")
        return redirect(url_for(".panel", id=id))
    return _before(solicitation, form)


def _convene(solicitation: Solicitation, person_ids: list[str], chair_id: str, groups: dict) -> Panel:
    chosen = list(dict.fromkeys([*person_ids, *([chair_id] if chair_id else [])]))
    if not chosen and results.marks_wanted(solicitation):
        raise Invalid({"person_ids": ["Choose who shall sit on the panel."]})
    seats = [{"person_id": each, "is_chair": each == chair_id, "groups": groups.get(each, [])} for each in chosen]
    try:
        return operations.convene(g.context, solicitation, seats=seats)
    except Invalid as fault:
        sentences = [each for place in ("person_id", "groups") for each in fault.faults.get(place, [])]
        raise Invalid({"person_ids": sentences or [fault.sentence]}) from None


@blueprint.post("/solicitations/<id>/panel/seats")
@signed_in
def add_seat(id):
    """One more evaluator."""
    found = queries.of(g.context, id)
    form = Form(schemas.NewSeat())
    if form.submit(lambda data: operations.add_seat(g.context, found, **data)):
        flash(f"{form.result.person.name} sits on the panel now, and has been asked to disclose.")
        return redirect(url_for(".panel", id=id))
    return _page(found, form)


@blueprint.post("/solicitations/<id>/panel/seats/<seat_id>/chair")
@signed_in
def appoint_chair(id, seat_id):
    """Make this seat the chair."""
    seat = operations.appoint_chair(g.context, queries.get_seat(queries.of(g.context, id), seat_id))
    flash(f"{seat.person.name} chairs the panel now.")
    return redirect(url_for(".panel", id=id))


@blueprint.route("/solicitations/<id>/panel/seats/<seat_id>/remove", methods=["GET", "POST"])
@signed_in
def remove_seat(id, seat_id):
    """Take an evaluator off the panel."""
    found = queries.of(g.context, id)
    seat = queries.get_seat(found, seat_id)
    work = results.work(g.context.session, found)
    require(policy.may_change_seats(g.context.actor, found, all_in=work.all_in))
    name = seat.person.name
    form = Form(schemas.Removal())
    if form.submit(lambda data: operations.remove_seat(g.context, seat, **data) or True):
        flash(f"{name} is off the panel. If the panel is too small now, seat somebody else.")
        return redirect(url_for(".panel", id=id))
    return render("evaluation/remove.html", form=form, solicitation=found.solicitation, panel=found, seat=seat)


@blueprint.route("/solicitations/<id>/panel/responses/<response_id>", methods=["GET", "POST"])
@signed_in
def determine(id, response_id):
    """Whether a response is responsive, its vendor responsible, and its claims to preferences hold."""
    solicitation = queries.for_work(g.context, id)
    response = queries.get_opened(g.context.session, solicitation.id, response_id)
    found = queries.of_or_none(g.context, id)
    if found is not None and policy.is_barred(g.context.actor, found, response_id):
        raise NotFound(queries.NO_SUCH_RESPONSE)
    form = Form(schemas.Determine())
    if form.submit(lambda data: operations.determine(g.context, response, **data)):
        flash("The determination is recorded.")
        return redirect(url_for(".determine", id=id, response_id=response_id))
    known = queries.determinations(g.context.session, solicitation.id).get(response_id, [])
    names = accounts.names(g.context.session, [each.determined_by for each in known])
    page = {"form": form, "solicitation": solicitation, "response": response, "names": names}
    asked = _asked(solicitation, response, known, found)
    missing = [each.number for each in addenda.unread(responses.notices_of(response))]
    unread = addenda.in_words(missing) if missing else ""
    return render("evaluation/determine.html", asked=asked, unread=unread, **page)


def _asked(solicitation: Solicitation, response: Response, known, found: Panel | None) -> list[dict]:
    """Every determination there is to make about a response, with what was determined."""
    closed = found is not None and found.state == PanelState.CLOSED
    titles = {each["id"]: each.get("title") or each["id"] for each in preferences_of(solicitation.revision.body)}
    claims = (response.opened or {}).get("preferences", [])
    questions = [
        (_KIND.RESPONSIVE, "", "Is the response responsive?", "It answers everything that had to be answered."),
        (_KIND.RESPONSIBLE, "", "Is the vendor responsible?", "It is able and fit to perform."),
        *[(_KIND.PREFERENCE, each, f"Is the preference “{titles.get(each, each)}” granted?", "") for each in claims],
    ]
    return [
        {
            "kind": kind,
            "preference": preference,
            "question": question,
            "hint": hint,
            "known": next((each for each in known if (each.kind, each.preference) == (kind, preference)), None),
            "may": policy.may_determine(g.context.actor, solicitation, kind=kind, closed=closed),
        }
        for kind, preference, question, hint in questions
    ]


@blueprint.post("/solicitations/<id>/panel/begin")
@signed_in
def begin_scoring(id):
    """Hand out the sheets."""
    found = queries.of(g.context, id)
    form = Form(schemas.Nothing())
    if form.submit(lambda data: operations.begin_scoring(g.context, found)):
        flash("Scoring has begun. Each evaluator has been told by letter.")
        return redirect(url_for(".panel", id=id))
    return _page(found, form)


@blueprint.route("/solicitations/<id>/panel/close", methods=["GET", "POST"])
@signed_in
def close(id):
    """Settle the ranking."""
    found = queries.of(g.context, id)
    work = results.work(g.context.session, found)
    require(policy.may_run(g.context.actor, found))
    form = Form(schemas.Nothing())
    if form.submit(lambda data: operations.close(g.context, found)):
        flash("The panel has closed and the ranking is settled. Next: recommend an award.")
        return redirect(url_for(".panel", id=id))
    page = {"solicitation": found.solicitation, "panel": found, "hindrances": results.hindrances(work)}
    return render("evaluation/close.html", form=form, **page)


@blueprint.get("/solicitations/<id>/panel/scoring.json")
@signed_in
def scoring_document(id):
    """The document the ranking follows from, to be run again by anybody."""
    document = results.replayable(g.context, queries.of(g.context, id))
    answer = make_response(json.dumps(document, indent=1, ensure_ascii=False))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = "attachment; filename=scoring.json"
    return answer


@blueprint.route("/solicitations/<id>/panel/sheets/<sheet_id>", methods=["GET", "POST"])
@signed_in
def sheet(id, sheet_id):
    """One evaluator's sheet, when every seat has submitted; the chair can return it."""
    found = results.get_sheet(g.context, sheet_id)
    if found.seat.panel.solicitation_id != id:
        raise NotFound("There is no such score sheet, or it is not for you to see.")
    whole = found.seat.panel
    form = Form(schemas.Return())
    if form.submit(lambda data: operations.return_sheet(g.context, found, **data)):
        flash(f"The sheet went back to {found.seat.person.name}. The results are hidden until it is in again.")
        return redirect(url_for(".panel", id=id))
    work = results.work(g.context.session, whole)
    page = {"solicitation": whole.solicitation, "panel": whole, "sheet": found, "vendor": found.response.vendor.name}
    may_return = policy.may_return(g.context.actor, found, all_in=work.all_in)
    rubric = presenting.rubric(found.seat, found)
    return render("evaluation/sheet.html", form=form, rubric=rubric, may_return=may_return, **page)


def _before(solicitation: Solicitation, form: Form):
    """The page before there is a panel: what can be determined already, and who shall sit."""
    may_convene = policy.may_convene(g.context.actor, solicitation)
    return render(
        "evaluation/convene.html",
        form=form,
        solicitation=solicitation,
        may_convene=may_convene,
        is_open=solicitation.state not in (SolicitationState.PUBLISHED, SolicitationState.CANCELLED),
        candidates=queries.candidates(g.context, solicitation) if may_convene else [],
        needed=queries.evaluators_needed(g.context.session, solicitation),
        marks_wanted=results.marks_wanted(solicitation),
        groups=published_groups(solicitation.revision.body),
        rows=_rows(queries.opened(g.context.session, solicitation.id), _determined(solicitation), None),
    )


def _page(found: Panel, form: Form):
    actor, work = g.context.actor, results.work(g.context.session, found)
    may_run = policy.may_run(actor, found)
    may_seat = policy.may_change_seats(actor, found, all_in=work.all_in)
    seated = {seat.person_id for seat in found.seats}
    others = queries.candidates(g.context, found.solicitation) if may_seat else []
    return render(
        "evaluation/panel.html",
        form=form,
        solicitation=found.solicitation,
        panel=found,
        work=work,
        own=policy.seat_of(actor, found),
        groups=published_groups(found.solicitation.revision.body),
        may_run=may_run,
        may_seat=may_seat,
        candidates=[(each.id, f"{each.name}, {places}") for each, places in others if each.id not in seated],
        hindrances=results.hindrances(work) if may_run else [],
        rows=_rows(work.responses, work.determined, found),
        sees_work=_sees_work(found.solicitation),
        progress=presenting.progress(work) if policy.may_see_progress(actor, found, all_in=work.all_in) else None,
        sheets=_sheets(work) if policy.may_see_sheets(actor, found, all_in=work.all_in) else [],
        **_ranking(work),
    )


def _ranking(work: results.Work) -> dict:
    """The ranking with its bars and remarks in names, when this actor may see it."""
    if not policy.may_see_ranking(g.context.actor, work.panel, all_in=work.all_in):
        return {"output": None}
    panel = work.panel
    output = results.ranking(g.context, panel, work)
    criteria = [each for each in panel.solicitation.revision.body["criteria"] if each["kind"] != "pass-fail"]
    settled = panel.state == PanelState.CLOSED
    now = digest({"input": results.scoring_input(work), "output": results.evaluated(work)})
    return {
        "output": output,
        "criteria": criteria,
        "bars": bars(output, [each["key"] for each in criteria]),
        "vendors": {each.id: each.vendor.name for each in work.responses},
        "offered": {each.id: (each.opened or {}).get("total_cents") for each in work.responses},
        "remarks": results.in_words(work, [each["message"] for each in output["warnings"]]),
        "has_changed": settled and now != panel.result_digest,
    }


def _sheets(work: results.Work) -> list[dict]:
    """Every sheet that this actor may read, by vendor."""
    hidden = results.hidden(g.context, work)
    return [
        {"vendor": response.vendor.name, "seat": seat, "sheet": sheet}
        for response in work.responses
        if response.id not in hidden
        for seat in work.panel.seats
        if (sheet := work.sheet(seat, response.id)) is not None
    ]


def _rows(responses: list[Response], determined, found: Panel | None) -> list[dict]:
    """What is determined about each response; nothing of one the actor is barred from."""
    rows = []
    for response in responses:
        barred = found is not None and policy.is_barred(g.context.actor, found, response.id)
        known = [] if barred else determined.get(response.id, [])
        kinds = {(each.kind, each.preference): each for each in known}
        rows.append(
            {
                "response": response,
                "barred": barred,
                "responsive": kinds.get((_KIND.RESPONSIVE, "")),
                "responsible": kinds.get((_KIND.RESPONSIBLE, "")),
                "preferences": [each for each in known if each.kind == _KIND.PREFERENCE],
                "claims": [] if barred else (response.opened or {}).get("preferences", []),
            }
        )
    return rows


def _determined(solicitation: Solicitation):
    return queries.determinations(g.context.session, solicitation.id)


def _sees_work(solicitation: Solicitation) -> bool:
    return bool(policy.may_see_work(g.context.actor, solicitation))
