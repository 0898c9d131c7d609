"""How far a panel's work is, what still hinders it, and the ranking that its sheets give. Floor: queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from procurement import scoring
from procurement.core.context import Context
from procurement.core.errors import Conflict, Hindrance, NotFound
from procurement.core.verdict import require, when
from procurement.evaluation import policy, queries
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import Determination, DeterminationKind, Panel, Seat, Sheet
from procurement.evaluation.tally import Judged, document, in_names, leaves, titles, without
from procurement.library import groups
from procurement.responses.models import Response
from procurement.solicitations.contract import needs_prices
from procurement.solicitations.models import Solicitation

_RULES = {"few": "2 AAC 12.260(a)", "disclosure": "2 CFR 200.318(c)(1)"}


@dataclass(frozen=True)
class Work:
    """A panel with everything that decides how far it is: loaded once, asked often."""

    panel: Panel
    responses: list[Response]
    determined: Mapping[str, list[Determination]]
    #: The criteria of the contract that take marks.
    marked: list[Mapping]
    evaluators_needed: int
    #: The people on the panel who have come to act for a vendor that responded.
    belonging: set[str]

    @property
    def competing(self) -> list[Response]:
        """The responses that no determination has put out."""
        return [each for each in self.responses if self.out(each.id) is None]

    def out(self, response_id: str) -> str | None:
        """Why a response is out by a determination, if it is."""
        return queries.out_reason(self.determined.get(response_id, []))

    def owed(self, seat: Seat) -> list[Response]:
        """The responses this seat has to score."""
        if not self.marked_by(seat):
            return []
        free = {each.response_id for each in seat.disclosures if not each.has_conflict}
        return [each for each in self.competing if each.id in free]

    def marked_by(self, seat: Seat) -> list[Mapping]:
        """The criteria that this seat marks: those of its groups, or all."""
        own = groups.marked_by(self.panel.solicitation.revision.body, seat.groups)
        return self.marked if own is None else [each for each in self.marked if each["id"] in own]

    def sheet(self, seat: Seat, response_id: str) -> Sheet | None:
        """The seat's sheet for a response."""
        return next((each for each in seat.sheets if each.response_id == response_id), None)

    def submitted(self, seat: Seat) -> int:
        """How many of its sheets the seat has handed in."""
        sheets = [self.sheet(seat, each.id) for each in self.owed(seat)]
        return sum(1 for each in sheets if each is not None and each.state == SheetState.SUBMITTED)

    @property
    def all_in(self) -> bool:
        """Whether scoring has begun, every seat has disclosed, and every sheet that is owed has been submitted.

        Where the contract asks for no marks (the price alone decides) no sheets are owed.
        """
        if self.panel.state == PanelState.CONVENED:
            return False
        if not self.marked:
            return True
        return all(
            queries.disclosed(seat, self.responses) and self.submitted(seat) == len(self.owed(seat))
            for seat in self.panel.seats
        )


def work(session: Session, panel: Panel) -> Work:
    """The panel's work as the rows stand now."""
    return Work(
        panel,
        queries.opened(session, panel.solicitation_id),
        queries.determinations(session, panel.solicitation_id),
        leaves(queries.contract_in_force(panel.solicitation)["criteria"]),
        queries.evaluators_needed(session, panel.solicitation),
        queries.belonging(session, panel),
    )


def marks_wanted(solicitation: Solicitation) -> bool:
    """Whether the contract asks evaluators for marks at all; where price alone decides, it does not."""
    return bool(leaves(queries.contract_in_force(solicitation)["criteria"]))


def criteria_of(seat: Seat) -> list[Mapping]:
    """The criteria of the contract that this seat marks."""
    own = groups.marked_by(seat.panel.solicitation.revision.body, seat.groups)
    marked = leaves(queries.contract_in_force(seat.panel.solicitation)["criteria"])
    return [each for each in marked if own is None or each["id"] in own]


def get_sheet(ctx: Context, sheet_id: str) -> Sheet:
    """The sheet if it is the actor's own, or if every seat has submitted; otherwise NotFound."""
    sheet, panel = queries.sheet_panel(ctx, sheet_id)
    if not policy.may_see_sheet(ctx.actor, sheet, all_in=work(ctx.session, panel).all_in):
        raise NotFound("There is no such score sheet, or it is not for you to see.")
    return sheet


def hindrances(found: Work) -> list[Hindrance]:
    """What stands in the way of the panel's next step: of scoring while it is convened, then of closing."""
    if found.panel.state == PanelState.CONVENED:
        return [*_seats(found), *_undetermined(found)]
    if found.panel.state == PanelState.SCORING:
        return [*_seats(found), *_sheets(found), *_undetermined(found), *_claims(found), *_prices(found)]
    return []


def _seats(found: Work) -> list[Hindrance]:
    if not found.marked:
        return []
    seats, needed, hinders = found.panel.seats, found.evaluators_needed, []
    if len(seats) < needed:
        sentence = f"The panel has {len(seats)} of the {needed} evaluators it needs at least."
        hinders.append(Hindrance("few-evaluators", sentence, rule=_RULES["few"], place="seats"))
    if not any(seat.is_chair for seat in seats):
        hinders.append(Hindrance("no-chair", "The panel has no chair.", place="seats"))
    for seat in seats:
        if seat.person_id in found.belonging and not found.all_in:
            sentence = f"{seat.person.name} has come to act for a vendor that responded, and cannot stay on the panel."
            hinders.append(Hindrance("belongs", sentence, rule=_RULES["disclosure"], place="seats"))
    waiting = [seat for seat in seats if not queries.disclosed(seat, found.responses)]
    for seat in waiting:
        sentence = f"{seat.person.name} has not disclosed yet."
        hinders.append(Hindrance("undisclosed", sentence, rule=_RULES["disclosure"], place="seats"))
    for response in found.competing if len(seats) >= needed and not waiting else ():
        free = sum(1 for seat in seats if not queries.has_conflict(seat, response.id))
        if free < needed:
            sentence = (
                f"Because of conflicts only {free} of the {needed} evaluators it needs may score "
                f"{response.vendor.name}. Seat others as well."
            )
            hinders.append(Hindrance("few-free", sentence, rule=_RULES["few"], place="seats"))
    return [*hinders, *(_groups(found) if not waiting else [])]


def _groups(found: Work) -> list[Hindrance]:
    """Every criterion of every response needs somebody who may mark it: a group nobody is in can mark nothing."""
    hinders = []
    for group in groups.of(found.panel.solicitation.revision.body):
        own = [seat for seat in found.panel.seats if group["key"] in seat.groups]
        if not own:
            sentence = f"Nobody on the panel is in the group “{group['title']}”, so its criteria would stay unmarked."
            hinders.append(Hindrance("group-empty", sentence, place="seats"))
        for response in found.competing if own else ():
            if all(queries.has_conflict(seat, response.id) for seat in own):
                sentence = (
                    f"Because of conflicts nobody in the group “{group['title']}” may score {response.vendor.name}. "
                    "Seat somebody else in it."
                )
                hinders.append(Hindrance("group-conflict", sentence, place="seats"))
    return hinders


def _sheets(found: Work) -> list[Hindrance]:
    if found.all_in:
        return []
    return [Hindrance("sheets-missing", "Not every seat has submitted all its sheets yet.", place="progress")]


def _undetermined(found: Work) -> list[Hindrance]:
    hinders = []
    for response in found.responses:
        if all(each.kind != DeterminationKind.RESPONSIVE for each in found.determined.get(response.id, [])):
            sentence = f"Whether the response of {response.vendor.name} is responsive is not determined."
            hinders.append(Hindrance("not-determined", sentence, place=f"determinations/{response.id}"))
    if not found.responses:
        hinders.append(Hindrance("no-responses", "There is nothing to score: recommend “no award” instead."))
    return hinders


def _claims(found: Work) -> list[Hindrance]:
    """Every preference that is claimed is granted or not by a determination: silence decides nothing."""
    hinders = []
    for response in found.competing:
        settled = {each.preference for each in found.determined.get(response.id, [])}
        for claim in (response.opened or {}).get("preferences", []):
            if claim not in settled:
                sentence = f"Whether {response.vendor.name} gets the preference “{claim}” is not determined."
                hinders.append(Hindrance("claim-open", sentence, place=f"determinations/{response.id}"))
    return hinders


def _prices(found: Work) -> list[Hindrance]:
    if not needs_prices(found.panel.solicitation.revision.body):
        return []
    return [
        Hindrance(
            "no-price",
            f"{each.vendor.name} offers no price, and prices are compared: determine that it is not responsive.",
            place=f"determinations/{each.id}",
        )
        for each in found.competing
        if (each.opened or {}).get("total") is None
    ]


def scoring_input(found: Work) -> dict:
    """The scoring document as the rows stand now."""
    sheets: dict[str, dict[str, dict]] = {}
    for seat in found.panel.seats:
        for sheet in seat.sheets:
            sheets.setdefault(sheet.response_id, {})[seat.label] = sheet.marks
    judged = [
        Judged(
            id=each.id,
            price=(each.opened or {}).get("total"),
            submitted=each.submitted_at,
            preferences=tuple(
                given.preference
                for given in found.determined.get(each.id, [])
                if given.kind == DeterminationKind.PREFERENCE and given.holds
            ),
            out=found.out(each.id),
            sheets=sheets.get(each.id, {}),
        )
        for each in found.responses
    ]
    return document(queries.contract_in_force(found.panel.solicitation), judged)


def evaluated(found: Work) -> dict:
    """The result of the scoring package, recomputed from the sheets; Conflict when they cannot be scored.

    It asks nobody: what an actor may see of it is `ranking`'s business.
    """
    try:
        return scoring.evaluate(scoring_input(found))
    except scoring.Faults as fault:
        raise Conflict("The sheets cannot be scored: " + "; ".join(in_words(found, fault.faults)) + ".") from None


def ranking(ctx: Context, panel: Panel, found: Work | None = None) -> dict:
    """The ranking as this actor may see it, recomputed from the sheets (output format of the scoring contract).

    Refused before every seat has submitted. What a seat has a conflict with is left out of it.
    """
    found = found or work(ctx.session, panel)
    require(policy.may_see_ranking(ctx.actor, panel, all_in=found.all_in))
    return without(evaluated(found), hidden(ctx, found))


def replayable(ctx: Context, panel: Panel) -> dict:
    """The scoring document itself, for whoever sees the whole ranking: anybody can run it again and compare.

    Refused before every seat has submitted, and for a seat with a conflict: the document cannot leave anybody out.
    """
    found = work(ctx.session, panel)
    require(policy.may_see_ranking(ctx.actor, panel, all_in=found.all_in))
    require(when(not hidden(ctx, found), "You have declared a conflict with one of these vendors."))
    return scoring_input(found)


def hidden(ctx: Context, found: Work) -> set[str]:
    """The responses of which this actor may see nothing, because of a seat with a conflict."""
    return {each.id for each in found.responses if policy.is_barred(ctx.actor, found.panel, each.id)}


def in_words(found: Work, messages: list[str]) -> list[str]:
    """Messages of the scoring package with vendors, evaluators and criteria by their names."""
    vendors = {each.id: each.vendor.name for each in found.responses}
    people = {seat.label: seat.person.name for seat in found.panel.seats}
    named = titles(found.panel.solicitation.revision.body["criteria"])
    return [in_names(each, vendors, people, named) for each in messages]
