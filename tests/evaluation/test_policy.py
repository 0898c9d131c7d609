"""Who may do what with a panel and its sheets: every actor against every state."""

import pytest

from procurement.core.context import NOBODY, SYSTEM, Actor, Grant
from procurement.evaluation import policy
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import DeterminationKind, Disclosure, Panel, Seat, Sheet
from procurement.networks.duties import Duty
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

S, P = SolicitationState, PanelState


def actor(id: str, *duties: Duty, place: str = "alder") -> Actor:
    return Actor(id=id, name=id.title(), grants=frozenset(Grant(duty, place) for duty in duties))


ACTORS = {
    "nobody": NOBODY,
    "officer": actor("olive", Duty.OFFICER),
    "seated officer": actor("otto", Duty.OFFICER),
    "approver": actor("anna", Duty.APPROVER),
    "auditor": actor("august", Duty.AUDITOR),
    "chair": actor("eve", Duty.EVALUATOR),
    "seat": actor("edgar", Duty.EVALUATOR),
    "evaluator without a seat": actor("elena", Duty.EVALUATOR),
    "officer elsewhere": actor("oscar", Duty.OFFICER, place="birch"),
    "vendor": Actor(id="vera", grants=frozenset({Grant("vendor-user", "v1")})),
    "service": SYSTEM,
}
INSIDE = {"officer", "seated officer", "approver", "auditor", "service"}
SEATS = {"chair", "seat", "seated officer"}


def a_panel(state: PanelState = P.SCORING, solicitation: SolicitationState = S.EVALUATING) -> Panel:
    panel = Panel(id="p", state=state, solicitation=Solicitation(id="s", jurisdiction_id="alder", state=solicitation))
    for label, person in (("E1", "eve"), ("E2", "edgar"), ("E3", "otto")):
        seat = Seat(id=label, person_id=person, label=label, is_chair=person == "eve")
        seat.disclosures = [
            Disclosure(response_id="r1", has_conflict=False),
            Disclosure(response_id="r2", has_conflict=True),
        ]
        panel.seats.append(seat)
    return panel


def a_sheet(state: SheetState = SheetState.OPEN, response_id: str = "r1", /, **given) -> Sheet:
    return Sheet(seat=a_panel(**given).seats[1], response_id=response_id, state=state, marks={})


def who(deed) -> set[str]:
    allowed = set()
    for name, each in ACTORS.items():
        verdict = deed(each)
        assert verdict or verdict.reason.endswith("."), name
        if verdict:
            allowed.add(name)
    return allowed


@pytest.mark.parametrize("state", list(S))
def test_who_convenes(state):
    solicitation = Solicitation(jurisdiction_id="alder", state=state)
    expected = {"officer", "seated officer"} if state in (S.OPENED, S.EVALUATING) else set()
    assert who(lambda each: policy.may_convene(each, solicitation)) == expected


@pytest.mark.parametrize("state", list(P))
@pytest.mark.parametrize("all_in", [False, True])
def test_who_changes_seats(state, all_in):
    expected = {"officer", "seated officer", "chair"}
    if state == P.CLOSED or (state == P.SCORING and all_in):
        expected = set()
    assert who(lambda each: policy.may_change_seats(each, a_panel(state), all_in=all_in)) == expected


@pytest.mark.parametrize("state", [S.CANCELLED, S.DECIDED, S.CONCLUDED])
def test_nothing_moves_when_the_solicitation_is_over(state):
    panel, sheet = a_panel(solicitation=state), a_sheet(solicitation=state)
    for deed in (
        lambda each: policy.may_run(each, panel),
        lambda each: policy.may_score(each, sheet),
        lambda each: policy.may_disclose(each, sheet.seat),
        lambda each: policy.may_return(each, a_sheet(SheetState.SUBMITTED, solicitation=state), all_in=True),
        lambda each: policy.may_determine(each, panel.solicitation, kind=DeterminationKind.RESPONSIVE, closed=False),
    ):
        assert who(deed) == set()


@pytest.mark.parametrize("kind", list(DeterminationKind))
@pytest.mark.parametrize("closed", [False, True])
def test_who_determines(kind, closed):
    solicitation = Solicitation(jurisdiction_id="alder", state=S.EVALUATING)
    expected = {"officer", "seated officer"} if not closed or kind == DeterminationKind.RESPONSIBLE else set()
    assert who(lambda each: policy.may_determine(each, solicitation, kind=kind, closed=closed)) == expected
    assert who(lambda each: policy.may_determine(each, solicitation, kind=kind, closed=closed, barred=True)) == set()


@pytest.mark.parametrize("state", list(P))
@pytest.mark.parametrize("sheet", list(SheetState))
def test_a_sheet_is_filled_in_by_its_own_seat_while_scoring_runs(state, sheet):
    expected = {"seat"} if state == P.SCORING and sheet != SheetState.SUBMITTED else set()
    assert who(lambda each: policy.may_score(each, a_sheet(sheet, state=state))) == expected
    assert who(lambda each: policy.may_score(each, a_sheet(sheet, state=state), belongs=True)) == set()
    assert who(lambda each: policy.may_score(each, a_sheet(sheet, "r2", state=state))) == set()


@pytest.mark.parametrize("state", list(P))
@pytest.mark.parametrize("all_in", [False, True])
def test_the_chair_returns_when_all_can_be_read(state, all_in):
    expected = {"chair"} if state == P.SCORING and all_in else set()
    sheet = a_sheet(SheetState.SUBMITTED, state=state)
    assert who(lambda each: policy.may_return(each, sheet, all_in=all_in)) == expected


@pytest.mark.parametrize("state", list(P))
@pytest.mark.parametrize("all_in", [False, True])
def test_what_is_seen_when(state, all_in):
    panel, sheet = a_panel(state), a_sheet(SheetState.SUBMITTED, state=state)
    known = all_in or state == P.CLOSED
    assert who(lambda each: policy.may_see_panel(each, panel)) == INSIDE | SEATS
    expected = INSIDE | SEATS if known else INSIDE - SEATS
    assert who(lambda each: policy.may_see_progress(each, panel, all_in=all_in)) == expected
    assert who(lambda each: policy.may_see_sheets(each, panel, all_in=all_in)) == (INSIDE | SEATS if known else set())
    assert who(lambda each: policy.may_see_sheet(each, sheet, all_in=all_in)) == (INSIDE | SEATS if known else {"seat"})
    expected = INSIDE | SEATS if state == P.CLOSED else (INSIDE - SEATS if all_in else set())
    assert who(lambda each: policy.may_see_ranking(each, panel, all_in=all_in)) == expected


def test_a_conflict_outweighs_every_duty():
    sheet = a_sheet(SheetState.SUBMITTED, "r2", state=P.CLOSED)
    assert who(lambda each: policy.may_see_sheet(each, sheet, all_in=True)) == INSIDE - SEATS
    undisclosed = a_panel()
    undisclosed.seats[2].disclosures = []
    assert policy.is_barred(ACTORS["seated officer"], undisclosed, "r1")
    assert not policy.is_barred(ACTORS["officer"], undisclosed, "r1")


@pytest.mark.parametrize(
    ("disclosed", "has_conflict", "belongs", "reads"),
    [(True, False, False, True), (False, False, False, False), (True, True, False, False), (True, False, True, False)],
)
def test_a_seat_reads_after_disclosing_and_never_across_a_conflict(disclosed, has_conflict, belongs, reads):
    seat = a_panel().seats[1]
    facts = {"disclosed": disclosed, "has_conflict": has_conflict, "belongs": belongs}
    assert who(lambda each: policy.may_read_response(each, seat, **facts)) == ({"seat"} if reads else set())
