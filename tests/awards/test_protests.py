"""Protests on both databases: in time or late, what they hold back, who decides, who is told what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.awards import blocking, operations, protest_policy, protest_queries, protests, tally
from procurement.awards.blocking import Filed
from procurement.awards.lifecycle import AwardState, ProtestState
from procurement.awards.models import Against, Award, Outcome, Protest
from procurement.core.context import NOBODY, SYSTEM, Actor, Grant
from procurement.core.errors import Conflict, Invalid, NotAllowed
from procurement.evaluation import queries as evaluation
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty
from tests.builders.awards import REASONS, a_recommended_award, after_standstill, an_announced_award, first_of
from tests.builders.evaluation import a_closed_panel, evaluation_time
from tests.builders.library import a_template
from tests.builders.people import a_context, a_vendor, acting, later, with_duty
from tests.builders.protests import GROUNDS, a_protest, decided, loser_of
from tests.builders.responses import COMPANIES, a_sealed_response, a_staged_file, as_vendor, opened, vendor_person
from tests.builders.solicitations import CONTENT, a_published_solicitation, as_approver, as_officer, officer_of

S = ProtestState
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template: str) -> dict[str, str]:
    found = ctx.session.execute(sa.select(Letter.to_email, Letter.body).where(Letter.template == template))
    return {to: body for to, body in found}


def test_an_undecided_protest_holds_the_award_and_a_denied_one_lets_it_go(ctx):
    award = an_announced_award(ctx)
    solicitation, loser = award.solicitation, loser_of(ctx, award)
    protest = a_protest(ctx, award, document=a_staged_file("grounds.pdf"))
    assert (protest.number, protest.is_timely, protest.timely_until) == (1, True, award.standstill_until)
    with pytest.raises(Conflict, match="Your protest 1 about this is undecided"):
        a_protest(ctx, award)
    winner = vendor_person(ctx, award.response.vendor).email
    assert GROUNDS not in "".join(
        body for name in ("notice", "filed") for body in letters(ctx, f"protest-{name}").values()
    )
    assert set(letters(ctx, "protest-notice")) == {winner}
    assert "It came in time" in letters(ctx, "protest-receipt")[vendor_person(ctx, loser).email]
    over = after_standstill(ctx, award)
    with pytest.raises(Conflict, match=r"Protest 1 is undecided\. The decision cannot become final before an approver"):
        operations.finalise(over, award)
    both = with_duty(ctx, solicitation.jurisdiction, "Bo Both", Duty.OFFICER, Duty.APPROVER)
    award.recommended_by, recommender = both.id, award.recommended_by
    with pytest.raises(NotAllowed, match="You recommended the award"):
        protests.decide(acting(over, both), protest, decision=S.DENIED, reason="No.")
    award.recommended_by = recommender
    with pytest.raises(Invalid):
        protests.decide(as_approver(over, solicitation), protest, decision=S.DENIED, reason=" ")
    decided(ctx, protest)
    respondents = {vendor_person(ctx, each.vendor).email for each in evaluation.opened(ctx.session, solicitation.id)}
    told = letters(ctx, "protest-decided")
    assert respondents <= set(told) and "The certificate was valid." in told[winner]
    operations.finalise(over, award)
    assert award.state == AwardState.FINAL
    entries = ctx.session.scalars(sa.select(Entry).where(Entry.deed.startswith("protest."))).all()
    assert sorted(each.deed for each in entries) == ["protest.decided", "protest.filed"]
    assert GROUNDS not in str([each.body for each in entries])


def test_what_comes_when_the_window_ends_is_late_told_so_and_holds_nothing(ctx):
    award = an_announced_award(ctx)
    end = award.standstill_until
    last = a_protest(ctx, award, at=replace(ctx, now=end - timedelta(microseconds=1)))
    assert last.is_timely
    decided(ctx, last)
    late = a_protest(ctx, award, at=replace(ctx, now=end))
    assert not late.is_timely and late.number == 2
    assert "It came late" in letters(ctx, "protest-receipt")[vendor_person(ctx, late.vendor).email]
    operations.finalise(after_standstill(ctx, award), award)
    assert late.state == S.RECEIVED
    decided(ctx, late, S.DISMISSED, "It came after the window.")
    overtaken = a_protest(ctx, award, at=replace(ctx, now=end - timedelta(microseconds=1)))
    assert (overtaken.received_at, overtaken.is_timely) == (award.final_at, False)
    with pytest.raises(Conflict, match="not open any more"):
        protests.withdraw(as_vendor(ctx, late.vendor), late, reason="We think better of it.")


def test_after_a_sustained_protest_the_award_is_taken_back_and_the_next_one_is_free(ctx):
    award = an_announced_award(ctx)
    solicitation = award.solicitation
    decided(ctx, a_protest(ctx, award), S.SUSTAINED, "The certificate had expired.")
    over = after_standstill(ctx, award)
    with pytest.raises(Conflict, match=r"Protest 1 was sustained, so this decision cannot become final\. An approver"):
        operations.finalise(over, award)
    operations.rescind(as_approver(over, solicitation), award, reason="Protest 1 was right.")
    chosen = first_of(ctx, solicitation)
    second = operations.recommend(over, solicitation, outcome=Outcome.AWARD, response_id=chosen, reasons=REASONS)
    second = operations.approve(as_approver(later(over, hours=1), solicitation), second)
    operations.finalise(after_standstill(ctx, second), second)
    assert second.state == AwardState.FINAL


def test_a_sustained_protest_against_the_terms_leaves_only_no_award(ctx):
    solicitation = a_published_solicitation(ctx)
    vendor, _ = a_vendor(ctx, "Ash Advisers", "Ada Ash")
    early = later(as_vendor(ctx, vendor), hours=1)
    sent = {"vendor_id": vendor.id, "grounds": "Only one maker can meet requirement 2."}
    with pytest.raises(Conflict, match="No decision on this solicitation has been announced"):
        protests.file(early, solicitation, against=Against.AWARD, **sent)
    protest = protests.file(early, solicitation, against=Against.TERMS, **sent)
    assert protest.is_timely and protest.timely_until == solicitation.due_at
    with pytest.raises(NotAllowed, match="Only an approver"):
        protests.decide(as_officer(early, solicitation), protest, decision=S.DENIED, reason="No.")
    decided(ctx, protest, S.SUSTAINED, "Requirement 2 is too narrow.")
    known = protest_queries.known(NOBODY, protest)
    assert known["decision_reason"] == "Requirement 2 is too narrow."
    assert (known["protester"], known["grounds"], known["document"]) == (None, None, None)
    with pytest.raises(Conflict, match="against the terms was sustained, so nothing can be awarded"):
        a_recommended_award(ctx, a_closed_panel(ctx, _opened(ctx, solicitation)).solicitation)
    acts = evaluation_time(ctx, solicitation, hours=5)
    none = operations.recommend(acts, solicitation, outcome=Outcome.NO_AWARD, reasons="The terms were too narrow.")
    operations.approve(as_approver(acts, solicitation), none)
    operations.finalise(after_standstill(ctx, none), none)
    assert none.state == AwardState.FINAL


def _opened(ctx, solicitation):
    for name, person in COMPANIES[:2]:
        a_sealed_response(later(ctx, hours=2), solicitation, a_vendor(ctx, name, person)[0])
    opened(ctx, solicitation)
    return solicitation


def test_an_officer_records_what_came_on_paper_by_the_day_of_its_stamp(ctx):
    award = an_announced_award(ctx)
    solicitation = award.solicitation
    over = after_standstill(ctx, award)
    sent = {"against": Against.AWARD, "protester": "Cedar Systems", "grounds": GROUNDS, "email": "Law@Cedar.example"}
    for wrong in (over.now + timedelta(seconds=1), award.decided_at - timedelta(seconds=1)):
        with pytest.raises(Invalid):
            protests.record_paper(over, solicitation, received_at=wrong, **sent)
    with pytest.raises(NotAllowed):
        protests.record_paper(as_approver(over, solicitation), solicitation, received_at=over.now, **sent)
    stamped = award.standstill_until - timedelta(minutes=1)
    protest = protests.record_paper(over, solicitation, received_at=stamped, **sent)
    assert protest.is_on_paper and protest.is_timely
    with pytest.raises(Conflict, match="Protest 1 is undecided"):
        operations.finalise(over, award)
    protests.withdraw(over, protest, reason="A letter of today says so.")
    assert set(letters(ctx, "protest-receipt")) == {"law@cedar.example"}
    assert {"law@cedar.example", vendor_person(ctx, award.response.vendor).email} <= set(
        letters(ctx, "protest-withdrawn")
    )
    operations.finalise(over, award)


def test_a_template_carries_its_protests(ctx):
    version = a_template(ctx, None, content=CONTENT).versions[0]
    award = an_announced_award(ctx, template_version=version)
    decided(ctx, a_protest(ctx, award), S.DENIED)
    decided(ctx, a_protest(ctx, award), S.SUSTAINED)
    found = tally.tally(ctx, [version.item_id])[version.item_id]
    assert (found.awarded, found.protested, found.sustained) == (1, 2, 1)


def place(duty, where="alder"):
    return frozenset({Grant(str(duty), where)})


ACTORS = {
    "nobody": NOBODY,
    "officer": Actor(id="olive", grants=place(Duty.OFFICER)),
    "approver": Actor(id="anna", grants=place(Duty.APPROVER)),
    "recommender": Actor(id="rita", grants=place(Duty.OFFICER) | place(Duty.APPROVER)),
    "author": Actor(id="arno", grants=place(Duty.APPROVER)),
    "auditor": Actor(id="august", grants=place(Duty.AUDITOR)),
    "evaluator": Actor(id="eve", grants=place(Duty.EVALUATOR)),
    "elsewhere": Actor(id="oscar", grants=place(Duty.OFFICER, "birch") | place(Duty.APPROVER, "birch")),
    "protester": Actor(id="vera", grants=place(VendorDuty.VENDOR_USER, "cedar")),
    "rival": Actor(id="rolf", grants=place(VendorDuty.VENDOR_ADMINISTRATOR, "dune")),
    "service": SYSTEM,
}


@pytest.mark.parametrize("state", list(S))
def test_who_may_do_what_in_which_state(state):
    solicitation = Solicitation(jurisdiction_id="alder", state=SolicitationState.DECIDED, drafted_by="arno")
    award = Award(solicitation=solicitation, state=AwardState.INTENDED, recommended_by="rita")
    filed = Protest(solicitation=solicitation, award=award, award_id="a", vendor_id="cedar", state=state)
    terms = Protest(solicitation=solicitation, vendor_id="cedar", state=state)
    paper = Protest(solicitation=solicitation, award=award, award_id="a", state=state)
    p, is_open = protest_policy, state == S.RECEIVED

    def who(deed, *about, **more):
        return {name for name, actor in ACTORS.items() if deed(actor, *about, **more)}

    inside = {"officer", "approver", "recommender", "author", "auditor", "service"}
    assert who(p.may_read, filed) == inside | {"protester"}
    assert who(p.may_read, paper) == inside
    assert who(p.may_decide, filed) == ({"approver", "author"} if is_open else set())
    assert who(p.may_decide, terms) == ({"approver", "recommender"} if is_open else set())
    assert who(p.may_decide, filed, conflicted=True) == set()
    assert who(p.may_withdraw, filed) == ({"protester"} if is_open else set())
    assert who(p.may_withdraw, paper) == ({"officer", "recommender"} if is_open else set())


@pytest.mark.parametrize("state", list(SolicitationState))
def test_what_is_published_and_stands_can_be_protested(state):
    solicitation = Solicitation(jurisdiction_id="alder", state=state, published_at=NOW)
    can = state in ("published", "opened", "evaluating", "decided", "concluded")
    buyers = {"alder"}
    for name, actor in ACTORS.items():
        may_file = protest_policy.may_file(actor, solicitation, "cedar", buyers=buyers)
        assert bool(may_file) == (can and name == "protester")
        assert bool(protest_policy.may_record(actor, solicitation)) == (can and name in ("officer", "recommender"))
    both = Actor(id="bo", grants=place(VendorDuty.VENDOR_USER, "cedar") | place(Duty.EVALUATOR))
    assert not protest_policy.may_file(both, solicitation, "cedar", buyers=buyers)


@pytest.mark.parametrize(
    ("filed", "codes"),
    [
        ([], []),
        ([Filed(1, S.RECEIVED, True, "this")], ["undecided"]),
        ([Filed(1, S.RECEIVED, True)], ["undecided"]),
        ([Filed(1, S.RECEIVED, False, "this")], []),
        ([Filed(1, S.RECEIVED, True, "earlier"), Filed(2, S.SUSTAINED, True, "earlier")], []),
        ([Filed(1, S.SUSTAINED, False, "this")], ["sustained"]),
        ([Filed(1, S.SUSTAINED, True)], ["terms"]),
        ([Filed(1, S.SUSTAINED, True, is_answered=True)], []),
        ([Filed(n, s, True, "this") for n, s in enumerate((S.DENIED, S.DISMISSED, S.WITHDRAWN))], []),
    ],
)
def test_what_stands_in_the_way(filed, codes):
    found = blocking.hindrances("this", filed, gives_award=True, until=NOW, now=NOW, zone="America/Chicago")
    assert [each.code for each in found] == codes
    early = blocking.hindrances(
        "this", filed, gives_award=False, until=NOW, now=NOW - timedelta(microseconds=1), zone="America/Chicago"
    )
    assert [each.code for each in early] == ["window", *(code for code in codes if code != "terms")]


def test_the_select_shows_that_there_is_a_protest_to_everybody_and_the_grounds_to_few(ctx):
    award = an_announced_award(ctx)
    protest = a_protest(ctx, award)
    people = {
        None: False,
        officer_of(ctx, award.solicitation): True,
        vendor_person(ctx, protest.vendor): True,
        vendor_person(ctx, award.response.vendor): False,
    }
    for person, reads in people.items():
        acts = acting(ctx, person)
        (found,) = protest_queries.of(acts, award.solicitation)
        assert protest_queries.known(acts.actor, found)["is_read"] == reads
        assert (protest_queries.known(acts.actor, found)["grounds"] == GROUNDS) == reads
