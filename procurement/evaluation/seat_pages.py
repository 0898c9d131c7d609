"""Pages of a seat: declare first, then read and score alone, one response at a time. Floor: pages."""

from flask import flash, g, redirect, url_for

from procurement.evaluation import operations, policy, presenting, queries, results, schemas
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import Panel, Seat, Sheet
from procurement.library import groups
from procurement.responses import answers, prices
from procurement.responses import queries as responses
from procurement.responses.content import files_for, preferences_of
from procurement.responses.models import Response
from procurement.web.access import signed_in
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import render

CHECK = "check"


def install(blueprint) -> None:
    """Add these pages to the room's blueprint."""
    for rule, view, methods in (
        ("/solicitations/<id>/seat", seat, ["GET"]),
        ("/solicitations/<id>/seat/conflicts", conflicts, ["GET", "POST"]),
        ("/solicitations/<id>/seat/responses/<response_id>", score, ["GET", "POST"]),
        ("/solicitations/<id>/seat/responses/<response_id>/submit", submit, ["GET", "POST"]),
        ("/solicitations/<id>/seat/responses/<response_id>/files/<file_id>", file, ["GET"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


@signed_in
def seat(id):
    """What the evaluator has to do: the declaration, then the responses with how far each sheet is."""
    work, own = _own(id)
    shown = presenting.seat_whole(work, own)
    left = [each for each in shown["responses"] if each["sheet_id"] and each["state"] != SheetState.SUBMITTED]
    closed = work.panel.state == PanelState.CLOSED
    return render(
        "evaluation/seat.html", solicitation=work.panel.solicitation, panel=work.panel, seat=shown, left=left,
        closed=closed, belongs=own.person_id in work.belonging,
        group_titles=groups.titles(work.panel.solicitation.revision.body, own.groups),
    )  # fmt: skip


@signed_in
def conflicts(id):
    """Say for each vendor whether there is a conflict of interest; nothing of any response is shown before."""
    work, own = _own(id)
    known = {each.response_id: each for each in own.disclosures}
    initial = {"declarations": [_declared(each, known) for each in work.responses]}
    form = Form(schemas.Disclose(), initial=initial)
    if form.submit(lambda data: operations.disclose(g.context, own, **data)):
        flash("Your declaration is recorded. You can read the responses that are open to you.")
        return redirect(url_for(".seat", id=id))
    page = {"solicitation": work.panel.solicitation, "panel": work.panel, "responses": work.responses}
    may = policy.may_disclose(g.context.actor, own)
    return render("evaluation/conflicts.html", form=form, known=known, may_disclose=may, **page)


def _declared(response: Response, known) -> dict:
    row = known.get(response.id)
    if row is None:
        return {"response_id": response.id}
    return {"response_id": response.id, "has_conflict": str(row.has_conflict).lower(), "statement": row.statement}


@signed_in
def score(id, response_id):
    """The response beside the rubric: mark, give reasons, save whenever you like."""
    work, own, response = _readable(id, response_id)
    sheet = work.sheet(own, response_id)
    form = Form(schemas.SheetForm(), initial={"marks": sheet.marks if sheet is not None else {}})
    if sheet is not None and form.submit(lambda data: _save(sheet, **data)):
        if form.result == CHECK:
            return redirect(url_for(".submit", id=id, response_id=response_id))
        left = len(work.marked_by(own)) - _marked(work, sheet)
        flash("Saved. " + ("Every criterion is marked: check and submit the sheet." if left == 0 else f"{left} to go."))
        return redirect(url_for(".score", id=id, response_id=response_id))
    return render("evaluation/score.html", form=form, **_frame(work, own, response))


def _save(sheet: Sheet, marks: dict, next: str = "", version: int | None = None) -> str:
    operations.save_sheet(g.context, sheet, version=version, marks=marks)
    return next or "stay"


@signed_in
def submit(id, response_id):
    """Check the sheet, then hand it in."""
    work, own, response = _readable(id, response_id)
    sheet = work.sheet(own, response_id)
    if sheet is None:
        return redirect(url_for(".score", id=id, response_id=response_id))
    form = Form(schemas.SubmitSheet())
    if form.submit(lambda data: operations.submit_sheet(g.context, sheet, **data)):
        flash(f"Your sheet for {response.vendor.name} is submitted.")
        return redirect(url_for(".seat", id=id))
    return render("evaluation/submit.html", form=form, **_frame(work, own, response))


@signed_in
def file(id, response_id, file_id):
    """Download a file of a response that is open to this seat."""
    _, _, response = _readable(id, response_id)
    return download(queries.file_of(g.context.session, response, file_id))


def _own(id: str) -> tuple[results.Work, Seat]:
    panel = queries.of(g.context, id)
    return results.work(g.context.session, panel), queries.own_seat(g.context, panel)


def _readable(id: str, response_id: str) -> tuple[results.Work, Seat, Response]:
    work, _ = _own(id)
    own, response = presenting.readable(g.context, work, response_id)
    return work, own, response


def _marked(work: results.Work, sheet: Sheet) -> int:
    return sum(1 for each in work.marked_by(sheet.seat) if presenting.is_marked(sheet.marks.get(each["id"])))


def _schedule(panel: Panel, response: Response) -> prices.Schedule | None:
    """The prices of a response, for a seat that may see them now."""
    lines, said = responses.answered(response).body["price_lines"], response.opened or {}
    if not lines or "prices" not in said or not policy.may_see_prices(g.context.actor, panel):
        return None
    return prices.schedule(lines, said["prices"])


def _frame(work: results.Work, own: Seat, response: Response) -> dict:
    panel, sheet = work.panel, work.sheet(own, response.id)
    body, claimed = responses.answered(response).body, (response.opened or {}).get("preferences", [])
    return {
        "solicitation": panel.solicitation,
        "panel": panel,
        "response": response,
        "content": presenting.content(g.context, panel, response),
        "schedule": _schedule(panel, response),
        "rounding": prices.ROUNDING,
        "body": body,
        "preferences": [each for each in preferences_of(body) if each["id"] in claimed],
        "sheet": sheet,
        "out": work.out(response.id),
        "rubric": presenting.rubric(own, sheet),
        "marked": 0 if sheet is None else _marked(work, sheet),
        "to_mark": len(work.marked_by(own)),
        "may_score": sheet is not None and policy.may_score(g.context.actor, sheet),
        "present": answers.present,
        "rows_of": answers.rows,
        "files_for": files_for,
    }
