"""Reading evaluations: panels for those on them and those who run them, sheets and results when it is time."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from procurement import scoring
from procurement.core.context import Context
from procurement.core.errors import Conflict, NotFound
from procurement.core.verdict import require
from procurement.evaluation import policy
from procurement.evaluation.lifecycle import SheetState
from procurement.evaluation.models import Determination, DeterminationKind, Disclosure, Panel, Seat, Sheet
from procurement.evaluation.tally import Judged, document
from procurement.networks.duties import Permission, places
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorMember


def visible(ctx: Context) -> sa.Select[tuple[Panel]]:
    """Panels the actor sits on, and those of jurisdictions whose internal work they see."""
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    own = Panel.seats.any(Seat.person_id == ctx.actor.id) if ctx.actor.id else sa.false()
    return sa.select(Panel).join(Panel.solicitation).where(sa.or_(own, Solicitation.jurisdiction_id.in_(inside)))


def get(ctx: Context, panel_id: str) -> Panel:
    """The panel with seats, people, disclosures and sheets, or NotFound."""
    return _found(ctx, Panel.id == panel_id)


def of(ctx: Context, solicitation_id: str) -> Panel:
    """The panel of a solicitation, or NotFound."""
    return _found(ctx, Panel.solicitation_id == solicitation_id)


def of_or_none(ctx: Context, solicitation_id: str) -> Panel | None:
    """The panel of a solicitation if there is one that the actor may see."""
    try:
        return of(ctx, solicitation_id)
    except NotFound:
        return None


def own_seat(ctx: Context, panel: Panel) -> Seat:
    """The actor's own seat, or NotFound."""
    seat = policy.seat_of(ctx.actor, panel)
    if seat is None:
        raise NotFound("You do not sit on this panel.")
    return seat


def get_seat(panel: Panel, seat_id: str) -> Seat:
    """A seat of this panel, or NotFound."""
    for seat in panel.seats:
        if seat.id == seat_id:
            return seat
    raise NotFound("There is no such seat on this panel.")


def get_sheet(ctx: Context, sheet_id: str) -> Sheet:
    """The sheet if it is the actor's own, or if every seat has submitted; otherwise NotFound."""
    select = (
        sa.select(Sheet)
        .join(Sheet.seat)
        .where(Sheet.id == sheet_id, Seat.panel_id.in_(visible(ctx).with_only_columns(Panel.id)))
        .options(
            joinedload(Sheet.response).joinedload(Response.vendor),
            joinedload(Sheet.seat).joinedload(Seat.panel).selectinload(Panel.seats).selectinload(Seat.sheets),
            joinedload(Sheet.seat).joinedload(Seat.panel).joinedload(Panel.solicitation),
            joinedload(Sheet.seat).selectinload(Seat.disclosures),
        )
    )
    sheet = ctx.session.scalar(select)
    if sheet is None or not policy.may_see_sheet(ctx.actor, sheet, all_in=all_in(sheet.seat.panel)):
        raise NotFound("There is no such score sheet, or it is not for you to see.")
    return sheet


def opened(session: Session, solicitation_id: str) -> list[Response]:
    """The opened responses with their vendors, by vendor name."""
    select = (
        sa.select(Response)
        .where(Response.solicitation_id == solicitation_id, Response.state == ResponseState.OPENED)
        .options(joinedload(Response.vendor))
    )
    return sorted(session.scalars(select), key=lambda each: (each.vendor.name, each.id))


def get_opened(session: Session, solicitation_id: str, response_id: str) -> Response:
    """One opened response of this solicitation, or NotFound."""
    for each in opened(session, solicitation_id):
        if each.id == response_id:
            return each
    raise NotFound("There is no such response.")


def determinations(session: Session, solicitation_id: str) -> dict[str, list[Determination]]:
    """Determinations by response id."""
    select = (
        sa.select(Determination)
        .join(Determination.response)
        .where(Response.solicitation_id == solicitation_id)
        .order_by(Determination.kind, Determination.preference)
    )
    found: dict[str, list[Determination]] = {}
    for each in session.scalars(select):
        found.setdefault(each.response_id, []).append(each)
    return found


def out_reason(determined: Sequence[Determination]) -> str | None:
    """Why a response is out by an officer's determination, if it is."""
    labels = {DeterminationKind.RESPONSIVE: "Non-responsive", DeterminationKind.RESPONSIBLE: "Not responsible"}
    for each in determined:
        if each.kind in labels and not each.holds:
            return f"{labels[each.kind]}: {each.reason}"
    return None


def is_closed(session: Session, response: Response) -> bool:
    """Whether the panel that judged this response has closed."""
    select = sa.select(Panel.closed_at).where(Panel.solicitation_id == response.solicitation_id)
    return session.scalar(select) is not None


def responding_vendors(session: Session, solicitation_id: str) -> set[str]:
    """The vendors whose responses were opened."""
    select = sa.select(Response.vendor_id).where(
        Response.solicitation_id == solicitation_id, Response.state == ResponseState.OPENED
    )
    return set(session.scalars(select))


def vendors_of(session: Session, person_id: str) -> set[str]:
    """The vendors a person acts for."""
    return set(session.scalars(sa.select(VendorMember.vendor_id).where(VendorMember.person_id == person_id)))


def all_in(panel: Panel) -> bool:
    """Whether every seat has submitted every sheet (and there are sheets at all)."""
    sheets = [sheet for seat in panel.seats for sheet in seat.sheets]
    return bool(sheets) and all(sheet.state == SheetState.SUBMITTED for sheet in sheets)


def disclosed(seat: Seat, responses: Sequence[Response]) -> bool:
    """Whether the seat has declared for every response."""
    return {each.response_id for each in seat.disclosures} >= {each.id for each in responses}


def has_conflict(seat: Seat, response_id: str) -> bool:
    """Whether the seat has declared a conflict with this response."""
    return any(each.response_id == response_id and each.has_conflict for each in seat.disclosures)


def contract_in_force(solicitation: Solicitation) -> dict:
    """The frozen scoring contract, or Conflict for what is not scored."""
    revision = solicitation.revision
    if revision is None or revision.contract is None:
        raise Conflict("This solicitation was published without a scoring contract, so nothing is scored.")
    return revision.contract


def scoring_input(ctx: Context, panel: Panel) -> dict:
    """The scoring document as the rows stand now."""
    responses = opened(ctx.session, panel.solicitation_id)
    determined = determinations(ctx.session, panel.solicitation_id)
    sheets: dict[str, dict[str, dict]] = {}
    for seat in panel.seats:
        for sheet in seat.sheets:
            sheets.setdefault(sheet.response_id, {})[seat.label] = sheet.marks
    judged = [
        Judged(
            id=each.id,
            price=(each.opened or {}).get("total_exact"),
            submitted=each.submitted_at,
            preferences=tuple(
                found.preference
                for found in determined.get(each.id, [])
                if found.kind == DeterminationKind.PREFERENCE and found.holds
            ),
            out=out_reason(determined.get(each.id, [])),
            sheets=sheets.get(each.id, {}),
        )
        for each in responses
    ]
    return document(contract_in_force(panel.solicitation), judged)


def ranking(ctx: Context, panel: Panel) -> dict:
    """The ranking, recomputed from the sheets (output format of the scoring contract).

    Refused before every seat has submitted. Raises Conflict with the faults when the sheets cannot be scored.
    """
    require(policy.may_see_results(ctx.actor, panel, all_in=all_in(panel)))
    try:
        return scoring.evaluate(scoring_input(ctx, panel))
    except scoring.Faults as fault:
        raise Conflict("The sheets cannot be scored: " + " ".join(fault.faults)) from None


def _found(ctx: Context, condition) -> Panel:
    select = (
        visible(ctx)
        .where(condition)
        .options(
            joinedload(Panel.solicitation).joinedload(Solicitation.jurisdiction),
            joinedload(Panel.solicitation).selectinload(Solicitation.revisions),
            selectinload(Panel.seats).joinedload(Seat.person),
            selectinload(Panel.seats).selectinload(Seat.disclosures),
            selectinload(Panel.seats).selectinload(Seat.sheets),
        )
    )
    panel = ctx.session.scalar(select)
    if panel is None:
        raise NotFound("There is no such panel, or it is not for you to see.")
    return panel


def conflicts(panel: Panel) -> list[tuple[Seat, Disclosure]]:
    """Every declared conflict on the panel."""
    return [(seat, each) for seat in panel.seats for each in seat.disclosures if each.has_conflict]
