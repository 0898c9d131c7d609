"""What the seats of a panel do: disclosing conflicts, scoring alone, handing sheets in; the chair returns them.

Floor: operations.
"""

from collections.abc import Mapping, Sequence

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import Verdict, require
from procurement.evaluation import policy, queries, results
from procurement.evaluation.lifecycle import SHEET, PanelState
from procurement.evaluation.marks import MarkFault, check
from procurement.evaluation.models import Disclosure, Panel, Seat, Sheet
from procurement.evaluation.tally import unmarked
from procurement.mailbox import operations as mailbox


def disclose(ctx: Context, seat: Seat, *, declarations: Sequence[Mapping]) -> Seat:
    """Declare for each response whether there is a conflict ({response_id, has_conflict, statement}).

    While scoring runs a conflict can still be declared (its sheet is set aside), but none taken back.
    """
    require(policy.may_disclose(ctx.actor, _held_seat(ctx, seat)))
    responses = {each.id: each for each in queries.opened(ctx.session, seat.panel.solicitation_id)}
    known = {each.response_id: each for each in seat.disclosures}
    for place, each in enumerate(declarations):
        _check(place, each, responses, known.get(each["response_id"]), seat.panel.state)
        row = known.get(each["response_id"])
        if row is None:
            row = Disclosure(response_id=each["response_id"])
            seat.disclosures.append(row)
            known[row.response_id] = row
        row.has_conflict, row.statement = each["has_conflict"], (each.get("statement") or "").strip()
        row.declared_at = ctx.now
    if not queries.disclosed(seat, list(responses.values())):
        missing = next(place for place, each in enumerate(responses) if each not in known)
        raise Invalid({f"declarations.{missing}.has_conflict": ["Declare for every vendor before you go on."]})
    _set_aside(ctx, seat)
    ctx.session.flush()
    conflicts = sum(1 for each in seat.disclosures if each.has_conflict)
    ledger.record(ctx, "panel.disclosed", seat.panel.solicitation, {"seat": seat.label, "conflicts": conflicts})
    hand_out(ctx, seat.panel)
    return seat


def hand_out(ctx: Context, panel: Panel) -> None:
    """Give every seat the sheets it owes and does not have, while scoring runs.

    Asks nobody: a consequence of beginning, disclosing or determining, whose own policy has been asked.
    """
    if panel.state != PanelState.SCORING:
        return
    contract_digest = panel.solicitation.revision.contract_digest
    work = results.work(ctx.session, panel)
    for seat in panel.seats:
        if not queries.disclosed(seat, work.responses):
            continue
        for response in work.owed(seat):
            if work.sheet(seat, response.id) is None:
                seat.sheets.append(
                    Sheet(response=response, marks={}, contract_digest=contract_digest, state=SHEET.initial)
                )
    ctx.session.flush()


def save_sheet(ctx: Context, sheet: Sheet, *, version: int | None = None, marks: Mapping[str, Mapping]) -> Sheet:
    """Keep marks and reasons so far ({criterion id: {mark, reason}}); a mark that does not fit is refused.

    A criterion that is not named keeps what it had; an empty mark takes it away.
    """
    require(_may_score(ctx, sheet))
    ctx.expect(sheet, version)
    criteria = {each["id"]: each for each in results.criteria_of(sheet.seat)}
    kept, faults = dict(sheet.marks), {}
    for key, given in marks.items():
        if key not in criteria:
            faults[f"marks.{key}"] = ["The contract has no such criterion, or it is not yours to mark."]
            continue
        mark, reason = (_text(given, part) for part in ("mark", "reason"))
        try:
            kept[key] = {"mark": check(criteria[key], mark) if mark != "" else "", "reason": reason}
        except MarkFault as fault:
            faults[f"marks.{key}.mark"] = [str(fault)]
    if faults:
        raise Invalid(faults)
    sheet.marks = {key: given for key, given in kept.items() if given["mark"] != "" or given["reason"] != ""}
    ctx.session.flush()
    return sheet


def submit_sheet(ctx: Context, sheet: Sheet, *, version: int | None = None) -> Sheet:
    """Hand the sheet in: it is complete, every mark with its reason, and rests."""
    require(_may_score(ctx, sheet))
    ctx.expect(sheet, version)
    solicitation = sheet.seat.panel.solicitation
    contract = queries.contract_in_force(solicitation)
    if sheet.contract_digest != solicitation.revision.contract_digest:
        raise Conflict("The published criteria have changed since this sheet was begun.")
    missing = unmarked(
        results.criteria_of(sheet.seat), sheet.marks, reasons_required=contract.get("reasons_required", True)
    )
    if missing:
        raise Invalid({f"marks.{place}": [sentence] for place, sentence in missing.items()})
    SHEET.fire("submit", sheet)
    sheet.submitted_at = ctx.now
    ctx.session.flush()
    ledger.record(ctx, "sheet.submitted", solicitation, {"seat": sheet.seat.label, "sheet": sheet.id})
    return sheet


def return_sheet(ctx: Context, sheet: Sheet, *, reason: str) -> Sheet:
    """Give a submitted sheet back to its evaluator, who learns why; until it is in again nothing is shown."""
    require(_may_return(ctx, sheet))
    if not reason.strip():
        raise Invalid({"reason": ["Say why the sheet is returned."]})
    SHEET.fire("return", sheet)
    sheet.return_reason, sheet.submitted_at = reason.strip(), None
    ctx.session.flush()
    solicitation = sheet.seat.panel.solicitation
    body = {"seat": sheet.seat.label, "sheet": sheet.id, "reason": sheet.return_reason}
    ledger.record(ctx, "sheet.returned", solicitation, body)
    mailbox.post(
        ctx,
        "sheet-returned",
        to=sheet.seat.person,
        about=solicitation,
        solicitation=solicitation,
        reason=sheet.return_reason,
    )
    return sheet


def _check(place: int, given: Mapping, responses: Mapping, known: Disclosure | None, state: PanelState) -> None:
    if given["response_id"] not in responses:
        raise Invalid({f"declarations.{place}.response_id": ["There is no such response."]})
    if given["has_conflict"] and not (given.get("statement") or "").strip():
        raise Invalid({f"declarations.{place}.statement": ["Say in a sentence what the conflict is."]})
    takes_back = known is not None and known.has_conflict and not given["has_conflict"]
    if takes_back and state == PanelState.SCORING:
        sentence = "Scoring has begun: a conflict that was declared stands."
        raise Invalid({f"declarations.{place}.has_conflict": [sentence]})


def _set_aside(ctx: Context, seat: Seat) -> None:
    """Take away the sheets of responses the seat has a conflict with; the ledger names them."""
    for sheet in [each for each in seat.sheets if queries.has_conflict(seat, each.response_id)]:
        body = {"seat": seat.label, "sheet": sheet.id, "response": sheet.response_id}
        ledger.record(ctx, "sheet.set-aside", seat.panel.solicitation, body)
        seat.sheets.remove(sheet)
        ctx.session.delete(sheet)


def _held_seat(ctx: Context, seat: Seat) -> Seat:
    queries.fresh(ctx, ctx.lock(seat.panel))
    return seat


def _may_score(ctx: Context, sheet: Sheet) -> Verdict:
    """The panel is held, so that it cannot close meanwhile; the sheets of other seats are not waited for."""
    panel = ctx.lock(sheet.seat.panel, shared=True)
    belongs = queries.belongs(ctx.session, sheet.seat.person_id, panel.solicitation_id)
    return policy.may_score(ctx.actor, sheet, belongs=belongs)


def _may_return(ctx: Context, sheet: Sheet) -> Verdict:
    panel = queries.fresh(ctx, ctx.lock(sheet.seat.panel))
    return policy.may_return(ctx.actor, sheet, all_in=results.work(ctx.session, panel).all_in)


def _text(given: Mapping, part: str) -> str:
    value = given.get(part)
    return "" if value is None else str(value).strip()
