"""Convening a panel, seating it, determining, beginning to score, and closing with a ranking.

What the seats do themselves (disclosing, scoring) stands in `sheets.py`; all deeds can be called from here.
"""

from collections.abc import Mapping, Sequence

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.evaluation import policy, queries, results
from procurement.evaluation.lifecycle import PANEL, PanelState
from procurement.evaluation.models import Determination, DeterminationKind, Panel, Seat
from procurement.evaluation.sheets import disclose, hand_out, return_sheet, save_sheet, submit_sheet
from procurement.library.groups import of as published_groups
from procurement.mailbox import operations as mailbox
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import Response
from procurement.solicitations import operations as solicitations
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

__all__ = [
    "add_seat", "appoint_chair", "begin_scoring", "close", "convene", "determine", "disclose", "remove_seat",
    "return_sheet", "save_sheet", "submit_sheet",
]  # fmt: skip


def convene(ctx: Context, solicitation: Solicitation, *, seats: Sequence[Mapping] = ()) -> Panel:
    """Form the panel ({person_id, is_chair, groups} a seat) and begin the evaluation; each evaluator gets a letter."""
    require(policy.may_convene(ctx.actor, ctx.lock(solicitation)))
    queries.contract_in_force(solicitation)
    if queries.of_or_none(ctx, solicitation.id) is not None:
        raise Conflict("This solicitation has its panel already.")
    if solicitation.state == SolicitationState.OPENED:
        solicitations.begin_evaluation(ctx, solicitation)
    panel = Panel(solicitation=solicitation, convened_at=ctx.now, convened_by=ctx.actor.id, state=PANEL.initial)
    ctx.add(panel)
    ledger.record(ctx, "panel.convened", solicitation, {"panel": panel.id})
    for each in seats:
        own = each.get("groups", ())
        add_seat(ctx, panel, person_id=each["person_id"], is_chair=each.get("is_chair", False), groups=own)
    return panel


def add_seat(ctx: Context, panel: Panel, *, person_id: str, is_chair: bool = False, groups: Sequence[str] = ()) -> Seat:
    """Seat an evaluator, who is asked by letter to disclose; there is one chair.

    `groups` are keys of the published evaluation groups: the seat marks their criteria, and sees prices before the
    panel closes only if all of them may. Where there are groups, every seat is in one.
    While scoring runs, the sheets are handed out when the new seat has disclosed.
    """
    require(policy.may_change_seats(ctx.actor, ctx.lock(panel), all_in=_all_in(ctx, panel)))
    person = next((each for each, _ in queries.candidates(ctx, panel.solicitation) if each.id == person_id), None)
    if person is None:
        theirs = queries.vendors_of(ctx.session, person_id)
        verdict = policy.may_sit(theirs, queries.responding_vendors(ctx.session, panel.solicitation_id))
        raise Invalid({"person_id": [verdict.reason or "Choose a person from the list."]})
    if any(seat.person_id == person_id for seat in panel.seats):
        raise Invalid({"person_id": [f"{person.name} sits on this panel already."]})
    own = _own_groups(panel, person.name, groups)
    seat = Seat(person=person, label=_free_label(panel), is_chair=False, groups=own, seated_at=ctx.now)
    panel.seats.append(seat)
    ctx.session.flush()
    body = {"person": person_id, "label": seat.label, **({"groups": own} if own else {})}
    ledger.record(ctx, "panel.seated", panel.solicitation, body)
    if is_chair:
        appoint_chair(ctx, seat)
    mailbox.post(
        ctx,
        "panel-invitation",
        to=person,
        about=panel.solicitation,
        solicitation=panel.solicitation,
        address=f"{ctx.url}/solicitations/{panel.solicitation_id}/seat",
    )
    return seat


def appoint_chair(ctx: Context, seat: Seat) -> Seat:
    """Make this seat the chair, in place of whoever was it."""
    require(policy.may_change_seats(ctx.actor, ctx.lock(seat.panel), all_in=_all_in(ctx, seat.panel)))
    for each in seat.panel.seats:
        each.is_chair = each is seat
    ctx.session.flush()
    ledger.record(ctx, "panel.chair-appointed", seat.panel.solicitation, {"person": seat.person_id})
    return seat


def remove_seat(ctx: Context, seat: Seat, *, reason: str = "") -> None:
    """Take an evaluator off the panel, with their disclosures and sheets; the ledger keeps that they had been on it.

    Once scoring has begun it needs a reason, and it is too late when every sheet is in and can be read.
    """
    require(policy.may_change_seats(ctx.actor, ctx.lock(seat.panel), all_in=_all_in(ctx, seat.panel)))
    panel = seat.panel
    if panel.state == PanelState.SCORING and not reason.strip():
        raise Invalid({"reason": ["Say why this evaluator leaves while scoring runs."]})
    for row in [*seat.disclosures, *seat.sheets]:
        ctx.session.delete(row)
    panel.seats.remove(seat)
    ctx.session.delete(seat)
    ctx.session.flush()
    body = {"person": seat.person_id, "label": seat.label, "reason": reason.strip()}
    ledger.record(ctx, "panel.unseated", panel.solicitation, body)


def determine(
    ctx: Context, response: Response, *, kind: DeterminationKind, holds: bool, reason: str, preference: str = ""
) -> Determination:
    """Determine that a response is (not) responsive, its vendor (not) responsible, or a preference (not) granted.

    Determined anew it replaces what was determined before (the ledger keeps both), and the ranking follows.
    """
    require(_may_determine(ctx, response, kind))
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
    row.holds, row.reason = holds, reason.strip()
    row.determined_at, row.determined_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    body = {"response": response.id, "kind": kind, "preference": preference, "holds": holds, "reason": row.reason}
    ledger.record(ctx, "response.determined", response.solicitation, body)
    panel = queries.of_or_none(ctx, response.solicitation_id)
    if panel is not None:
        hand_out(ctx, queries.fresh(ctx, panel))
    return row


def begin_scoring(ctx: Context, panel: Panel) -> Panel:
    """Hand every seat a sheet for each response that is in and that it has no conflict with."""
    require(policy.may_run(ctx.actor, ctx.lock(panel)))
    panel = queries.fresh(ctx, panel)
    work = results.work(ctx.session, panel)
    if panel.state == PanelState.CONVENED and (found := results.hindrances(work)):
        raise Incomplete(found)
    PANEL.fire("begin-scoring", panel)
    hand_out(ctx, panel)
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


def close(ctx: Context, panel: Panel) -> Panel:
    """Settle the ranking: every sheet is in; input and output are kept as the record under a digest."""
    require(policy.may_run(ctx.actor, ctx.lock(panel)))
    panel = queries.fresh(ctx, panel)
    work = results.work(ctx.session, panel)
    if panel.state == PanelState.SCORING and (found := results.hindrances(work)):
        raise Incomplete(found)
    PANEL.fire("close", panel)
    output = results.evaluated(work)
    panel.closed_at = ctx.now
    panel.result = {"input": results.scoring_input(work), "output": output}
    panel.result_digest = digest(panel.result)
    ctx.session.flush()
    body = {"digest": panel.result_digest, "contract": output["contract_digest"]}
    ledger.record(ctx, "panel.closed", panel.solicitation, body)
    return panel


def _all_in(ctx: Context, panel: Panel) -> bool:
    return results.work(ctx.session, queries.fresh(ctx, panel)).all_in


def _own_groups(panel: Panel, name: str, chosen: Sequence[str]) -> list[str]:
    """The chosen groups in the order in which they are published."""
    known = [each["key"] for each in published_groups(panel.solicitation.revision.body)]
    if unknown := [each for each in chosen if each not in known]:
        raise Invalid({"groups": [f"This solicitation has no such evaluation group: {', '.join(unknown)[:200]}."]})
    if known and not chosen:
        raise Invalid({"groups": [f"Choose at least one evaluation group for {name}."]})
    return [each for each in known if each in chosen]


def _free_label(panel: Panel) -> str:
    """The next label: E1, E2 ..."""
    return f"E{max((int(seat.label[1:]) for seat in panel.seats), default=0) + 1}"


def _may_determine(ctx: Context, response: Response, kind: DeterminationKind):
    ctx.lock(response.solicitation, shared=True)
    panel = queries.of_or_none(ctx, response.solicitation_id)
    closed = panel is not None and ctx.lock(panel).state == PanelState.CLOSED
    barred = panel is not None and policy.is_barred(ctx.actor, panel, response.id)
    return policy.may_determine(ctx.actor, response.solicitation, kind=kind, closed=closed, barred=barred)
