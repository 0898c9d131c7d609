"""Panels with fixed data, through the operations: convened, disclosed, scoring, every sheet in, closed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.evaluation import operations, queries, results
from procurement.evaluation.models import DeterminationKind, Panel, Seat, Sheet
from procurement.networks.duties import Duty
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from tests.builders.people import acting
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import as_officer, somebody
from tests.support.scenes import kept

EVALUATORS = ("Eve", "Edgar", "Elena")


def evaluation_time(ctx: Context, solicitation: Solicitation, hours: int = 2) -> Context:
    """A unit of work so many hours after the deadline, with the officer acting."""
    assert solicitation.due_at is not None
    return as_officer(replace(ctx, now=solicitation.due_at + timedelta(hours=hours)), solicitation)


def evaluators(ctx: Context, solicitation: Solicitation) -> list[Person]:
    """Three people of the jurisdiction who may be seated."""
    return [somebody(ctx, solicitation.jurisdiction, Duty.EVALUATOR, name) for name in EVALUATORS]


@kept
def a_convened_panel(ctx: Context, solicitation: Solicitation | None = None, **given) -> Panel:
    """Three seats, the first one the chair; nobody has disclosed."""
    solicitation = solicitation or an_opened_solicitation(ctx, **given)
    people = evaluators(ctx, solicitation)
    seats = [{"person_id": each.id, "is_chair": number == 0} for number, each in enumerate(people)]
    panel = operations.convene(evaluation_time(ctx, solicitation), solicitation, seats=seats)
    return queries.fresh(ctx, panel)


def as_seat(ctx: Context, seat: Seat) -> Context:
    """The evaluator acting, two hours after the deadline."""
    return acting(evaluation_time(ctx, seat.panel.solicitation), seat.person)


def disclosed(ctx: Context, seat: Seat, conflicts: Mapping[str, str] | None = None) -> Seat:
    """The seat declares for every response; `conflicts` are statements by response id."""
    conflicts = conflicts or {}
    declarations = [
        {"response_id": each.id, "has_conflict": each.id in conflicts, "statement": conflicts.get(each.id, "")}
        for each in queries.opened(ctx.session, seat.panel.solicitation_id)
    ]
    return operations.disclose(as_seat(ctx, seat), seat, declarations=declarations)


def determined(
    ctx: Context,
    response: Response,
    kind: DeterminationKind = DeterminationKind.RESPONSIVE,
    holds: bool = True,
    **given,
):
    """The officer determines, with a reason."""
    reason = given.pop("reason", "Checked against the list.")
    acts = evaluation_time(ctx, response.solicitation)
    return operations.determine(acts, response, kind=kind, holds=holds, reason=reason, **given)


@kept
def a_scoring_panel(ctx: Context, solicitation: Solicitation | None = None, **given) -> Panel:
    """Everybody has disclosed, every response is responsive, the sheets are handed out and empty."""
    panel = a_convened_panel(ctx, solicitation, **given)
    for seat in panel.seats:
        disclosed(ctx, seat)
    for response in queries.opened(ctx.session, panel.solicitation_id):
        determined(ctx, response)
    operations.begin_scoring(evaluation_time(ctx, panel.solicitation), panel)
    return queries.fresh(ctx, panel)


def marks_for(panel: Panel, mark: str | None = None) -> dict[str, dict]:
    """A mark and a reason for every criterion: 4 of 5, half of what can be given, pass; or `mark` where it fits."""
    contract = queries.contract_in_force(panel.solicitation)
    usual = {"rated": "4", "given": "5", "pass-fail": "pass"}
    return {
        each["id"]: {"mark": mark if mark and each["kind"] == "rated" else usual[each["kind"]], "reason": "As shown."}
        for each in contract["criteria"]
        if each["kind"] != "price"
    }


def submitted(ctx: Context, sheet: Sheet, marks: Mapping[str, Mapping] | None = None) -> Sheet:
    """The sheet filled in and handed in by its evaluator."""
    acts = as_seat(ctx, sheet.seat)
    operations.save_sheet(acts, sheet, marks=marks or marks_for(sheet.seat.panel))
    return operations.submit_sheet(acts, sheet)


def all_submitted(ctx: Context, panel: Panel, marks: Mapping[str, str] | None = None) -> Panel:
    """Every sheet is in; `marks` are the marks on rated criteria by response id."""
    for seat in panel.seats:
        for sheet in list(seat.sheets):
            if str(sheet.state) != "submitted":
                submitted(ctx, sheet, marks_for(panel, (marks or {}).get(sheet.response_id)))
    return queries.fresh(ctx, panel)


@kept
def a_closed_panel(
    ctx: Context, solicitation: Solicitation | None = None, *, marks: Mapping[str, str] | None = None, **given
) -> Panel:
    """Closed, with every vendor found responsible."""
    panel = all_submitted(ctx, a_scoring_panel(ctx, solicitation, **given), marks)
    for response in queries.opened(ctx.session, panel.solicitation_id):
        determined(ctx, response, DeterminationKind.RESPONSIBLE)
    operations.close(evaluation_time(ctx, panel.solicitation), panel)
    return queries.fresh(ctx, panel)


def ranked(ctx: Context, panel: Panel) -> dict:
    """The result as the officer sees it, by response id."""
    acts = evaluation_time(ctx, panel.solicitation)
    return {each["id"]: each for each in results.ranking(acts, queries.fresh(ctx, panel))["ranking"]}
