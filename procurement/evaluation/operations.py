"""Convening a panel, disclosing conflicts, determining, scoring alone, and closing with a ranking."""

from collections.abc import Mapping, Sequence

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Hindrance, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.evaluation import policy, queries
from procurement.evaluation.lifecycle import PANEL, SHEET
from procurement.evaluation.marks import MarkFault, check
from procurement.evaluation.models import Determination, DeterminationKind, Disclosure, Panel, Seat, Sheet
from procurement.evaluation.tally import leaves, unmarked
from procurement.mailbox import operations as mailbox
from procurement.networks.rules import number
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import Response
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation


def convene(ctx: Context, solicitation: Solicitation, *, seats: Sequence[Mapping] = ()) -> Panel:
    """Form the panel ({person_id, is_chair} a seat) and begin the evaluation; each evaluator gets a letter."""
    require(policy.may_convene(ctx.actor, solicitation))
    queries.contract_in_force(solicitation)
    solicitations.begin_evaluation(ctx, solicitation)
    panel = Panel(solicitation=solicitation, convened_at=ctx.now, convened_by=ctx.actor.id, state=PANEL.initial)
    ctx.add(panel)
    ledger.record(ctx, "panel.convened", solicitation, {"panel": panel.id})
    for each in seats:
        add_seat(ctx, panel, person_id=each["person_id"], is_chair=each.get("is_chair", False))
    return panel


def add_seat(ctx: Context, panel: Panel, *, person_id: str, is_chair: bool = False) -> Seat:
    """Seat an evaluator; there is one chair."""
    require(policy.may_change_seats(ctx.actor, ctx.lock(panel)))
    person = ctx.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        raise Invalid({"person_id": ["Choose a person from the list."]})
    if any(seat.person_id == person_id for seat in panel.seats):
        raise Invalid({"person_id": [f"{person.name} sits on this panel already."]})
    verdict = policy.may_sit(
        queries.vendors_of(ctx.session, person_id), queries.responding_vendors(ctx.session, panel.solicitation_id)
    )
    if not verdict:
        raise Invalid({"person_id": [verdict.reason]})
    if is_chair:
        for seat in panel.seats:
            seat.is_chair = False
    labels = {seat.label for seat in panel.seats}
    label = next(f"E{place}" for place in range(1, len(labels) + 2) if f"E{place}" not in labels)
    seat = Seat(person=person, label=label, is_chair=is_chair, seated_at=ctx.now)
    panel.seats.append(seat)
    ctx.session.flush()
    ledger.record(ctx, "panel.seated", panel.solicitation, {"person": person_id, "label": label, "chair": is_chair})
    mailbox.post(
        ctx,
        "panel-invitation",
        to=person,
        about=panel.solicitation,
        solicitation=panel.solicitation,
        address=f"{ctx.url}/solicitations/{panel.solicitation_id}/seat",
    )
    return seat


def remove_seat(ctx: Context, seat: Seat) -> None:
    """Take an evaluator off the panel before scoring begins; the ledger keeps that they had been on it."""
    require(policy.may_change_seats(ctx.actor, ctx.lock(seat.panel)))
    panel = seat.panel
    for disclosure in seat.disclosures:
        ctx.session.delete(disclosure)
    panel.seats.remove(seat)
    ctx.session.delete(seat)
    ctx.session.flush()
    ledger.record(ctx, "panel.unseated", panel.solicitation, {"person": seat.person_id, "label": seat.label})


def disclose(ctx: Context, seat: Seat, *, declarations: Sequence[Mapping]) -> None:
    """Declare for each response whether there is a conflict ({response_id, has_conflict, statement})."""
    require(policy.may_disclose(ctx.actor, seat))
    responses = {each.id: each for each in queries.opened(ctx.session, seat.panel.solicitation_id)}
    known = {each.response_id: each for each in seat.disclosures}
    for place, each in enumerate(declarations):
        if each["response_id"] not in responses:
            raise Invalid({f"declarations.{place}.response_id": ["There is no such response."]})
        if each["has_conflict"] and not each.get("statement", "").strip():
            raise Invalid({f"declarations.{place}.statement": ["Say in a sentence what the conflict is."]})
        row = known.get(each["response_id"])
        if row is None:
            row = Disclosure(response_id=each["response_id"])
            seat.disclosures.append(row)
            known[row.response_id] = row
        row.has_conflict, row.statement = each["has_conflict"], each.get("statement", "")
        row.declared_at = ctx.now
    if not queries.disclosed(seat, list(responses.values())):
        raise Invalid({"declarations": ["Declare for every vendor before you go on."]})
    ctx.session.flush()
    conflicts = sum(1 for each in seat.disclosures if each.has_conflict)
    ledger.record(ctx, "panel.disclosed", seat.panel.solicitation, {"seat": seat.label, "conflicts": conflicts})


def determine(
    ctx: Context, response: Response, *, kind: DeterminationKind, holds: bool, reason: str, preference: str = ""
) -> Determination:
    """Determine that a response is (not) responsive, its vendor (not) responsible, or a preference (not) granted."""
    require(policy.may_determine(ctx.actor, response.solicitation, closed=queries.is_closed(ctx.session, response)))
    if response.state != ResponseState.OPENED:
        raise Conflict("Only opened responses are determined.")
    if not reason.strip():
        raise Invalid({"reason": ["Every determination needs its reason."]})
    if (kind == DeterminationKind.PREFERENCE) != bool(preference):
        raise Invalid({"preference": ["Name the preference, and only for a preference."]})
    if preference and preference not in (response.opened or {}).get("preferences", []):
        raise Invalid({"preference": ["This response does not claim that preference."]})
    found = queries.determinations(ctx.session, response.solicitation_id).get(response.id, [])
    row = next((each for each in found if (each.kind, each.preference) == (kind, preference)), None)
    if row is None:
        row = Determination(response_id=response.id, kind=kind, preference=preference)
        ctx.session.add(row)
    row.holds, row.reason = holds, reason
    row.determined_at, row.determined_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    body = {"response": response.id, "kind": kind, "preference": preference, "holds": holds}
    ledger.record(ctx, "response.determined", response.solicitation, body)
    return row


def hindrances(ctx: Context, panel: Panel) -> list[Hindrance]:
    """What stands in the way of scoring. Asks nobody: it reads what the caller already holds."""
    found = []
    responses = queries.opened(ctx.session, panel.solicitation_id)
    determined = queries.determinations(ctx.session, panel.solicitation_id)
    needed = number(panel.solicitation.jurisdiction.rules, "minimum_evaluators")
    if len(panel.seats) < needed:
        sentence = f"The panel has {len(panel.seats)} of the {needed} evaluators it needs at least."
        found.append(Hindrance("few-evaluators", sentence, rule="2 AAC 12.260(a)", place="seats"))
    if not any(seat.is_chair for seat in panel.seats):
        found.append(Hindrance("no-chair", "The panel has no chair.", place="seats"))
    for seat in panel.seats:
        if not queries.disclosed(seat, responses):
            sentence = f"{seat.person.name} has not disclosed yet."
            found.append(Hindrance("undisclosed", sentence, rule="2 CFR 200.318(c)(1)", place="seats"))
    for response in responses:
        kinds = {each.kind for each in determined.get(response.id, [])}
        if DeterminationKind.RESPONSIVE not in kinds:
            sentence = f"Whether the response of {response.vendor.name} is responsive is not determined."
            found.append(Hindrance("not-determined", sentence, place="determinations"))
        if panel.seats and all(queries.has_conflict(seat, response.id) for seat in panel.seats):
            sentence = f"Nobody on the panel is free to score {response.vendor.name}."
            found.append(Hindrance("nobody-free", sentence, place="seats"))
    if not responses:
        found.append(Hindrance("no-responses", "There is nothing to score: recommend “no award” instead."))
    return found


def begin_scoring(ctx: Context, panel: Panel) -> Panel:
    """Hand every seat a sheet for each response that is in and that it has no conflict with."""
    require(policy.may_run(ctx.actor, ctx.lock(panel)))
    found = hindrances(ctx, panel)
    if found:
        raise Incomplete(found)
    PANEL.fire("begin-scoring", panel)
    determined = queries.determinations(ctx.session, panel.solicitation_id)
    contract_digest = panel.solicitation.revision.contract_digest
    for response in queries.opened(ctx.session, panel.solicitation_id):
        if queries.out_reason(determined.get(response.id, [])) is not None:
            continue
        for seat in panel.seats:
            if not queries.has_conflict(seat, response.id):
                seat.sheets.append(
                    Sheet(response_id=response.id, marks={}, contract_digest=contract_digest, state=SHEET.initial)
                )
    ctx.session.flush()
    ledger.record(ctx, "panel.scoring-begun", panel.solicitation, {"seats": len(panel.seats)})
    mailbox.post(
        ctx,
        "scoring-begun",
        to=[seat.person for seat in panel.seats],
        about=panel.solicitation,
        solicitation=panel.solicitation,
        address=f"{ctx.url}/solicitations/{panel.solicitation_id}/seat",
    )
    return panel


def save_sheet(ctx: Context, sheet: Sheet, *, version: int | None = None, marks: Mapping[str, Mapping]) -> Sheet:
    """Keep marks and reasons so far ({criterion id: {mark, reason}}); a mark that does not fit is refused."""
    require(policy.may_score(ctx.actor, sheet))
    ctx.expect(sheet, version)
    criteria = {
        each["id"]: each for each in leaves(queries.contract_in_force(sheet.seat.panel.solicitation)["criteria"])
    }
    kept, faults = dict(sheet.marks), {}
    for key, given in marks.items():
        if key not in criteria:
            faults[f"marks.{key}"] = ["The contract has no such criterion."]
            continue
        mark, reason = str(given.get("mark") or "").strip(), str(given.get("reason") or "").strip()
        try:
            kept[key] = {"mark": check(criteria[key], mark) if mark else "", "reason": reason}
        except MarkFault as fault:
            faults[f"marks.{key}.mark"] = [str(fault)]
    if faults:
        raise Invalid(faults)
    sheet.marks = kept
    ctx.session.flush()
    return sheet


def submit_sheet(ctx: Context, sheet: Sheet, *, version: int | None = None) -> Sheet:
    """Hand the sheet in: it is complete, every mark with its reason, and rests."""
    require(policy.may_score(ctx.actor, sheet))
    ctx.expect(sheet, version)
    contract = queries.contract_in_force(sheet.seat.panel.solicitation)
    if sheet.contract_digest != sheet.seat.panel.solicitation.revision.contract_digest:
        raise Conflict("The published criteria have changed since this sheet was begun.")
    missing = unmarked(
        leaves(contract["criteria"]), sheet.marks, reasons_required=contract.get("reasons_required", True)
    )
    if missing:
        raise Invalid({f"marks.{key}": [sentence] for key, sentence in missing.items()})
    SHEET.fire("submit", sheet)
    sheet.submitted_at = ctx.now
    ctx.session.flush()
    ledger.record(ctx, "sheet.submitted", sheet.seat.panel.solicitation, {"seat": sheet.seat.label, "sheet": sheet.id})
    return sheet


def return_sheet(ctx: Context, sheet: Sheet, *, reason: str) -> Sheet:
    """Give a submitted sheet back to its evaluator, who learns why."""
    require(policy.may_return(ctx.actor, sheet))
    if not reason.strip():
        raise Invalid({"reason": ["Say why the sheet is returned."]})
    SHEET.fire("return", sheet)
    sheet.return_reason = reason
    ctx.session.flush()
    solicitation = sheet.seat.panel.solicitation
    ledger.record(ctx, "sheet.returned", solicitation, {"seat": sheet.seat.label, "reason": reason})
    mailbox.post(
        ctx, "sheet-returned", to=sheet.seat.person, about=solicitation, solicitation=solicitation, reason=reason
    )
    return sheet


def close(ctx: Context, panel: Panel) -> Panel:
    """Settle the ranking: every sheet is in; input and output are kept as the record under a digest."""
    require(policy.may_run(ctx.actor, ctx.lock(panel)))
    ctx.session.refresh(panel, ["seats"])
    if not queries.all_in(panel):
        raise Conflict("Not every seat has submitted all its sheets yet.")
    output = queries.ranking(ctx, panel)
    PANEL.fire("close", panel)
    panel.closed_at = ctx.now
    panel.result = {"input": queries.scoring_input(ctx, panel), "output": output}
    panel.result_digest = digest(panel.result)
    ctx.session.flush()
    body = {"digest": panel.result_digest, "contract": output["contract_digest"]}
    ledger.record(ctx, "panel.closed", panel.solicitation, body)
    return panel
