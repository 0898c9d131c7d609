"""Reading evaluations: panels for those on them and those who run them, who may be seated, what is determined."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.core.errors import Conflict, NotFound
from procurement.evaluation import policy
from procurement.evaluation.models import Determination, DeterminationKind, Disclosure, Panel, Seat, Sheet
from procurement.files.models import StoredFile
from procurement.networks import queries as networks
from procurement.networks.duties import Duty, Permission, places
from procurement.networks.models import Assignment, Jurisdiction
from procurement.networks.rules import number
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import Response
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorMember

NO_SUCH = "There is no such panel, or it is not for you to see."
NO_SUCH_RESPONSE = "There is no such response, or it is not for you to see."
#: Whose people may be seated: of those who buy, everybody who works on procurements; of neighbours in a network,
#: evaluators and officers.
OWN = (Duty.EVALUATOR, Duty.OFFICER, Duty.APPROVER, Duty.REPRESENTATIVE)
NEIGHBOURS = (Duty.EVALUATOR, Duty.OFFICER)


def visible(ctx: Context) -> sa.Select[tuple[Panel]]:
    """The panels this actor may see: the same as `policy.may_see_panel`, row by row."""
    select = sa.select(Panel).join(Panel.solicitation)
    if ctx.actor.is_system:
        return select
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    own = Panel.seats.any(Seat.person_id == ctx.actor.id) if ctx.actor.id else sa.false()
    return select.where(sa.or_(own, Solicitation.jurisdiction_id.in_(inside)))


def get(ctx: Context, panel_id: str) -> Panel:
    """The panel with seats, people, disclosures and sheets, or NotFound."""
    return _found(ctx, Panel.id == panel_id)


def of(ctx: Context, solicitation_id: str) -> Panel:
    """The panel of a solicitation, or NotFound."""
    return _found(ctx, Panel.solicitation_id == solicitation_id)


def of_or_none(ctx: Context, solicitation_id: str) -> Panel | None:
    """The panel of a solicitation if there is one that the actor may see."""
    return ctx.session.scalar(visible(ctx).where(Panel.solicitation_id == solicitation_id).options(*_whole()))


def fresh(ctx: Context, panel: Panel) -> Panel:
    """The panel with seats, disclosures and sheets as committed now; for whoever has just locked it."""
    ctx.session.flush()
    select = sa.select(Panel).where(Panel.id == panel.id).options(*_whole())
    return ctx.session.scalars(select.execution_options(populate_existing=True)).one()


def for_work(ctx: Context, solicitation_id: str) -> Solicitation:
    """The solicitation for those who see the jurisdiction's internal work; NotFound for everybody else."""
    found = solicitations.get(ctx, solicitation_id)
    if found.published_at is None or not policy.may_see_work(ctx.actor, found):
        raise NotFound("There is nothing at this address, or it is not for you to see.")
    return found


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


def candidates(ctx: Context, solicitation: Solicitation) -> list[tuple[Person, str]]:
    """Who may be seated, with the names of the jurisdictions they work for, by name; nobody who acts for a vendor
    that responded."""
    home, buying = solicitation.jurisdiction_id, solicitations.member_ids(ctx.session, solicitation)
    near = networks.jurisdictions_sharing_network(ctx.session, home)
    held = sa.or_(
        sa.and_(Assignment.jurisdiction_id.in_(buying | {home}), Assignment.duty.in_(OWN)),
        sa.and_(Assignment.jurisdiction_id.in_(near), Assignment.duty.in_(NEIGHBOURS)),
    )
    responding = sa.select(Response.vendor_id).where(
        Response.solicitation_id == solicitation.id, Response.state == ResponseState.OPENED
    )
    away = (Jurisdiction.id != home).label("away")
    select = (
        sa.select(Person, Jurisdiction.name, away)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Jurisdiction, Jurisdiction.id == Assignment.jurisdiction_id)
        .where(held, Person.disabled_at.is_(None))
        .where(Person.id.not_in(sa.select(VendorMember.person_id).where(VendorMember.vendor_id.in_(responding))))
        .order_by(away, Person.name, Person.id, Jurisdiction.name)
        .distinct()
    )
    found: dict[Person, list[str]] = {}
    for person, place, _ in ctx.session.execute(select):
        found.setdefault(person, []).append(place)
    return [(person, ", ".join(dict.fromkeys(named))) for person, named in found.items()]


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
    raise NotFound(NO_SUCH_RESPONSE)


def file_of(session: Session, response: Response, file_id: str) -> StoredFile:
    """A file that the opened content names, or NotFound."""
    named = {each["file_id"] for each in (response.opened or {}).get("files", [])}
    found = session.get(StoredFile, file_id) if file_id in named else None
    if found is None:
        raise NotFound("There is no such file in this response.")
    return found


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
    for kind, label in labels.items():
        for each in determined:
            if each.kind == kind and not each.holds:
                return f"{label}: {each.reason}"
    return None


def responding_vendors(session: Session, solicitation_id: str) -> set[str]:
    """The vendors whose responses were opened."""
    select = sa.select(Response.vendor_id).where(
        Response.solicitation_id == solicitation_id, Response.state == ResponseState.OPENED
    )
    return set(session.scalars(select))


def vendors_of(session: Session, person_id: str) -> set[str]:
    """The vendors a person acts for."""
    return set(session.scalars(sa.select(VendorMember.vendor_id).where(VendorMember.person_id == person_id)))


def belongs(session: Session, person_id: str, solicitation_id: str) -> bool:
    """Whether this person acts, now, for a vendor that has responded."""
    return bool(vendors_of(session, person_id) & responding_vendors(session, solicitation_id))


def belonging(session: Session, panel: Panel) -> set[str]:
    """The people on the panel who act, now, for a vendor that has responded."""
    responding = sa.select(Response.vendor_id).where(
        Response.solicitation_id == panel.solicitation_id, Response.state == ResponseState.OPENED
    )
    select = sa.select(VendorMember.person_id).where(
        VendorMember.person_id.in_([seat.person_id for seat in panel.seats]), VendorMember.vendor_id.in_(responding)
    )
    return set(session.scalars(select))


def disclosed(seat: Seat, responses: Sequence[Response]) -> bool:
    """Whether the seat has declared for every response."""
    return {each.response_id for each in seat.disclosures} >= {each.id for each in responses}


def has_conflict(seat: Seat, response_id: str) -> bool:
    """Whether the seat has declared a conflict with this response."""
    return any(each.response_id == response_id and each.has_conflict for each in seat.disclosures)


def conflicted(session: Session, solicitation_id: str, person_id: str | None) -> bool:
    """Whether this person has declared a conflict with any response to the solicitation, or acts for a respondent."""
    if person_id is not None and belongs(session, person_id, solicitation_id):
        return True
    select = (
        sa.select(Disclosure.id)
        .join(Disclosure.seat)
        .join(Seat.panel)
        .where(Panel.solicitation_id == solicitation_id, Seat.person_id == person_id, Disclosure.has_conflict)
    )
    return session.scalar(select.limit(1)) is not None


def contract_in_force(solicitation: Solicitation) -> dict:
    """The frozen scoring contract, or Conflict for what is not scored."""
    revision = solicitation.revision
    if revision is None or revision.contract is None:
        raise Conflict("This solicitation was published without a scoring contract, so nothing is scored.")
    return revision.contract


def evaluators_needed(session: Session, solicitation: Solicitation) -> int:
    """How many people must score a response; of a pool the strictest member's rule."""
    rules = [solicitation.jurisdiction.rules]
    rules += [each.jurisdiction.rules for each in solicitations.members(session, solicitation)]
    return max(number(each, "minimum_evaluators") for each in rules)


def _found(ctx: Context, condition) -> Panel:
    panel = ctx.session.scalar(visible(ctx).where(condition).options(*_whole()))
    if panel is None:
        raise NotFound(NO_SUCH)
    return panel


def _whole() -> tuple:
    return (
        joinedload(Panel.solicitation).joinedload(Solicitation.jurisdiction),
        joinedload(Panel.solicitation).joinedload(Solicitation.pool),
        joinedload(Panel.solicitation).selectinload(Solicitation.revisions),
        selectinload(Panel.seats).joinedload(Seat.person),
        selectinload(Panel.seats).selectinload(Seat.disclosures),
        selectinload(Panel.seats).selectinload(Seat.sheets),
    )


def sheet_panel(ctx: Context, sheet_id: str) -> tuple[Sheet, Panel]:
    """The sheet and its panel, for those who may see the panel; whether they may see the sheet is asked next."""
    its_panel = sa.select(Seat.panel_id).join(Seat.sheets).where(Sheet.id == sheet_id).scalar_subquery()
    panel = ctx.session.scalar(visible(ctx).where(Panel.id == its_panel).options(*_whole()))
    for seat in panel.seats if panel is not None else ():
        for sheet in seat.sheets:
            if sheet.id == sheet_id:
                return sheet, panel
    raise NotFound("There is no such score sheet, or it is not for you to see.")
