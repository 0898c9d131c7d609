"""Who may sit on a panel, what a seat may see and do, and when anybody may see more than their own sheet.

Whoever holds a seat is an evaluator first, whatever other duties they have: before every seat has submitted they
learn nothing of the others, and of a response they have a conflict with, nothing at all.
"""

from collections.abc import Collection

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, refused, untimely, when
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import DeterminationKind, Panel, Seat, Sheet
from procurement.library import groups
from procurement.networks.duties import Permission, may
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

_UNDER_WAY = (SolicitationState.OPENED, SolicitationState.EVALUATING)
_OVER = "The evaluation of this solicitation is over; its record stands."
_BELONGS = "You belong to a vendor that has responded, so you cannot evaluate here."


def may_convene(actor: Actor, solicitation: Solicitation) -> Verdict:
    """An officer of the jurisdiction, once the responses are open."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RUN_EVALUATION, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction may convene the panel.")
    return in_time(solicitation.state in _UNDER_WAY, "A panel is convened after the responses have been opened.")


def may_run(actor: Actor, panel: Panel) -> Verdict:
    """The jurisdiction's officers, and the chair, as long as the solicitation is being evaluated."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    runs = may(actor, Permission.RUN_EVALUATION, panel.solicitation.jurisdiction_id)
    if not runs and not is_chair(actor, panel):
        return refused("Only the chair or an officer of the jurisdiction may do this.")
    return in_time(panel.solicitation.state == SolicitationState.EVALUATING, _OVER)


def may_change_seats(actor: Actor, panel: Panel, *, all_in: bool = False) -> Verdict:
    """Seats are filled and emptied until every sheet is in: nobody is dropped for the marks they gave."""
    if panel.state == PanelState.CLOSED:
        return untimely("The panel has closed; its seats stand.")
    runs = may_run(actor, panel)
    if not runs:
        return runs
    return when(
        panel.state == PanelState.CONVENED or not all_in,
        "Every sheet is in and can be read, so the seats stand. The chair can return sheets.",
    )


def may_determine(
    actor: Actor, solicitation: Solicitation, *, kind: DeterminationKind, closed: bool, barred: bool = False
) -> Verdict:
    """The officer's. When the panel has closed only responsibility can still change: it is looked into again
    before an award."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RUN_EVALUATION, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction may determine this.")
    if solicitation.state not in _UNDER_WAY:
        return untimely("Determinations are made between the opening and the decision.")
    if barred:
        return refused("You hold a seat and have not declared to be free of a conflict with this vendor.")
    return when(
        not closed or kind == DeterminationKind.RESPONSIBLE,
        "The panel has closed; only whether a vendor is responsible can be determined anew.",
    )


def may_sit(person_vendors: Collection[str], responding_vendors: Collection[str]) -> Verdict:
    """Whoever belongs to a vendor that responded cannot evaluate (2 CFR 200.318(c)(1))."""
    return when(
        not set(person_vendors) & set(responding_vendors),
        "This person belongs to a vendor that has responded, and cannot evaluate.",
    )


def may_disclose(actor: Actor, seat: Seat) -> Verdict:
    """Each seat for itself, until the panel closes."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if seat.person_id != actor.id:
        return refused("Everybody discloses for themselves.")
    if seat.panel.solicitation.state != SolicitationState.EVALUATING:
        return untimely(_OVER)
    return in_time(seat.panel.state != PanelState.CLOSED, "The panel has closed; its record stands.")


def may_score(actor: Actor, sheet: Sheet, *, belongs: bool = False) -> Verdict:
    """The seat's own person, while scoring runs and the sheet is theirs to fill."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if sheet.seat.person_id != actor.id:
        return refused("This is another evaluator's sheet.")
    if belongs:
        return refused(_BELONGS)
    if is_barred(actor, sheet.seat.panel, sheet.response_id):
        return refused("You have declared a conflict with this vendor, so this response is closed to you.")
    if sheet.seat.panel.solicitation.state != SolicitationState.EVALUATING:
        return untimely(_OVER)
    if sheet.seat.panel.state != PanelState.SCORING:
        return untimely("Sheets are filled in while the panel is scoring.")
    return in_time(sheet.state != SheetState.SUBMITTED, "You have submitted this sheet; ask the chair to return it.")


def may_return(actor: Actor, sheet: Sheet, *, all_in: bool) -> Verdict:
    """The chair, when every sheet is in and can be read, until the panel closes."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not is_chair(actor, sheet.seat.panel):
        return refused("Only the chair may return a sheet.")
    if sheet.seat.panel.solicitation.state != SolicitationState.EVALUATING:
        return untimely(_OVER)
    if sheet.seat.panel.state != PanelState.SCORING:
        return untimely("Sheets can be returned until the panel closes.")
    return when(all_in, "Sheets are read, and returned, when every seat has submitted.")


def may_see_panel(actor: Actor, panel: Panel) -> Verdict:
    """Its seats, and those who see the jurisdiction's internal work."""
    inside = may(actor, Permission.SEE_INTERNAL, panel.solicitation.jurisdiction_id)
    return when(
        seat_of(actor, panel) is not None or inside or actor.is_system,
        "This evaluation is for its panel and the jurisdiction.",
    )


def may_see_work(actor: Actor, solicitation: Solicitation) -> Verdict:
    """Determinations and what led to the panel: the jurisdiction's people."""
    inside = may(actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id)
    return when(inside or actor.is_system, "This is for the people of the jurisdiction.")


def may_see_progress(actor: Actor, panel: Panel, *, all_in: bool) -> Verdict:
    """Who has submitted how many sheets: those who run it without a seat; for a seat only when all are in."""
    seen = may_see_panel(actor, panel)
    if not seen:
        return seen
    known = all_in or panel.state == PanelState.CLOSED or seat_of(actor, panel) is None
    return when(known, "You hold a seat: who else has submitted is shown when every sheet is in.")


def may_see_sheets(actor: Actor, panel: Panel, *, all_in: bool) -> Verdict:
    """Nothing of another seat before every seat has submitted every sheet."""
    seen = may_see_panel(actor, panel)
    if not seen:
        return seen
    return when(all_in or panel.state == PanelState.CLOSED, "Sheets appear when every seat has submitted.")


def may_see_sheet(actor: Actor, sheet: Sheet, *, all_in: bool) -> Verdict:
    """One's own; another's only when every seat has submitted; none of a response one has a conflict with."""
    if is_barred(actor, sheet.seat.panel, sheet.response_id):
        return refused("You have declared a conflict with this vendor, so this response is closed to you.")
    if actor.id is not None and sheet.seat.person_id == actor.id:
        return ALLOWED
    return may_see_sheets(actor, sheet.seat.panel, all_in=all_in)


def may_see_ranking(actor: Actor, panel: Panel, *, all_in: bool) -> Verdict:
    """No aggregate before every seat has submitted; a seat, which may get a sheet back, not before the close.

    The ranking holds the prices, and prices are not an evaluator's business while marks can change.
    """
    seen = may_see_sheets(actor, panel, all_in=all_in)
    if not seen:
        return seen
    return when(
        panel.state == PanelState.CLOSED or seat_of(actor, panel) is None,
        "The ranking and the prices are shown to the panel when it has closed.",
    )


def may_see_prices(actor: Actor, panel: Panel) -> Verdict:
    """Before the panel closes, of its seats only those whose published groups may: price stays out of the marks.

    Whoever holds no seat is not concerned; what they may see of a response is asked elsewhere.
    """
    seat = seat_of(actor, panel)
    if seat is None or panel.state == PanelState.CLOSED:
        return ALLOWED
    body = panel.solicitation.revision.body
    return when(groups.sees_prices(body, seat.groups), "Prices are shown to the panel when it has closed.")


def may_see_savings(
    actor: Actor, solicitation: Solicitation, panel: Panel | None, *, member_ids: Collection[str], is_opened: bool
) -> Verdict:
    """What members of the pool would pay, after the opening: the lead's people without a seat, and once the panel has
    closed its seats and the people of every member. Vendors never: it holds what members paid before.
    """
    if not is_opened:
        return untimely("What members would pay is known when the responses are opened.")
    closed = panel is not None and panel.state == PanelState.CLOSED
    if may_see_work(actor, solicitation) and (closed or panel is None or seat_of(actor, panel) is None):
        return ALLOWED
    inside = any(may(actor, Permission.SEE_INTERNAL, each) for each in member_ids)
    return when(inside and closed, "This is for the members of the pool, once the panel has closed.")


def may_read_response(
    actor: Actor, seat: Seat | None, *, disclosed: bool, has_conflict: bool, belongs: bool = False
) -> Verdict:
    """A seat reads a response after it has disclosed for all of them, and never one it has a conflict with."""
    if seat is None or seat.person_id != actor.id:
        return refused("Only the panel reads responses here.")
    if belongs:
        return refused(_BELONGS)
    if not disclosed:
        return refused("Say first whether you have a conflict of interest with any of the vendors.")
    return when(not has_conflict, "You have declared a conflict with this vendor, so this response is closed to you.")


def seat_of(actor: Actor, panel: Panel) -> Seat | None:
    """The actor's own seat on the panel."""
    return next((seat for seat in panel.seats if actor.id is not None and seat.person_id == actor.id), None)


def is_chair(actor: Actor, panel: Panel) -> bool:
    """Whether the actor chairs the panel."""
    seat = seat_of(actor, panel)
    return seat is not None and seat.is_chair


def is_barred(actor: Actor, panel: Panel, response_id: str) -> bool:
    """Whether the actor holds a seat and has not declared to be free of a conflict with this response's vendor."""
    seat = seat_of(actor, panel)
    if seat is None:
        return False
    return not any(each.response_id == response_id and not each.has_conflict for each in seat.disclosures)
