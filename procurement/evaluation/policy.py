"""Who may sit on a panel, what a seat may see and do, and when anybody may see more than their own sheet."""

from collections.abc import Collection

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import Panel, Seat, Sheet
from procurement.networks.duties import Permission, may
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation


def may_convene(actor: Actor, solicitation: Solicitation) -> Verdict:
    """An officer of the jurisdiction, once the responses are open."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RUN_EVALUATION, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction may convene the panel.")
    open_now = solicitation.state in (SolicitationState.OPENED, SolicitationState.EVALUATING)
    return when(open_now, "A panel is convened after the responses have been opened.")


def may_change_seats(actor: Actor, panel: Panel) -> Verdict:
    """Seats are filled and emptied until scoring begins."""
    if panel.state != PanelState.CONVENED:
        return refused("Seats can be changed only until scoring begins.")
    return may_run(actor, panel)


def may_run(actor: Actor, panel: Panel) -> Verdict:
    """The jurisdiction's officers, and the chair."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    runs = may(actor, Permission.RUN_EVALUATION, panel.solicitation.jurisdiction_id)
    return when(runs or is_chair(actor, panel), "Only the chair or an officer of the jurisdiction may do this.")


def may_determine(actor: Actor, solicitation: Solicitation, *, closed: bool) -> Verdict:
    """Determinations are the officer's, until the panel has closed."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RUN_EVALUATION, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction may determine this.")
    if solicitation.state not in (SolicitationState.OPENED, SolicitationState.EVALUATING):
        return refused("Determinations are made between the opening and the decision.")
    return when(not closed, "The panel has closed; its record stands.")


def may_sit(person_vendors: Collection[str], responding_vendors: Collection[str]) -> Verdict:
    """Whoever belongs to a vendor that responded cannot evaluate (2 CFR 200.318(c)(1))."""
    return when(
        not set(person_vendors) & set(responding_vendors),
        "This person belongs to a vendor that has responded, and cannot evaluate.",
    )


def may_disclose(actor: Actor, seat: Seat) -> Verdict:
    """Each seat for itself, until scoring begins."""
    if seat.person_id != actor.id:
        return refused("Everybody discloses for themselves.")
    return when(
        seat.panel.state == PanelState.CONVENED, "Scoring has begun; tell the chair about a conflict you find now."
    )


def may_score(actor: Actor, sheet: Sheet) -> Verdict:
    """The seat's own person, while scoring runs and the sheet is theirs to fill."""
    if sheet.seat.person_id != actor.id:
        return refused("This is another evaluator's sheet.")
    if sheet.seat.panel.state != PanelState.SCORING:
        return refused("Sheets are filled in while the panel is scoring.")
    return when(sheet.state != SheetState.SUBMITTED, "You have submitted this sheet; ask the chair to return it.")


def may_return(actor: Actor, sheet: Sheet) -> Verdict:
    """The chair returns a submitted sheet with a reason, until the panel closes."""
    if not is_chair(actor, sheet.seat.panel):
        return refused("Only the chair may return a sheet.")
    return when(sheet.seat.panel.state == PanelState.SCORING, "Sheets can be returned until the panel closes.")


def may_see_panel(actor: Actor, panel: Panel) -> Verdict:
    """Its seats, and those who see the jurisdiction's internal work."""
    return when(
        seat_of(actor, panel) is not None or may(actor, Permission.SEE_INTERNAL, panel.solicitation.jurisdiction_id),
        "This evaluation is for its panel and the jurisdiction.",
    )


def may_see_sheet(actor: Actor, sheet: Sheet, *, all_in: bool) -> Verdict:
    """One's own always; another's only when every seat has submitted, and never across a conflict."""
    if actor.id is not None and sheet.seat.person_id == actor.id:
        return ALLOWED
    return may_see_results(actor, sheet.seat.panel, all_in=all_in)


def may_see_results(actor: Actor, panel: Panel, *, all_in: bool) -> Verdict:
    """No aggregate and nothing of another seat before every seat has submitted every sheet."""
    seen = may_see_panel(actor, panel)
    if not seen:
        return seen
    return when(all_in or panel.state == PanelState.CLOSED, "Results appear when every seat has submitted its sheets.")


def may_read_response(actor: Actor, seat: Seat | None, *, disclosed: bool, has_conflict: bool) -> Verdict:
    """A seat reads a response after it has disclosed for all of them, and never one it has a conflict with."""
    if seat is None or seat.person_id != actor.id:
        return refused("Only the panel reads responses here.")
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
