"""Outcomes: asked at milestones, told under a name, shared as far as said, answered by the vendor, never ratings."""

from datetime import timedelta

import pytest

from procurement.contracts import outcome_queries, outcomes
from procurement.core.errors import Conflict, Invalid, NotAllowed
from procurement.library.models import Scope
from procurement.library.record import record
from procurement.networks.duties import Duty
from tests.builders.awards import a_final_award
from tests.builders.contracts import an_open_contract, contract_officer
from tests.builders.library import a_template
from tests.builders.people import a_context, a_vendor, acting, later, with_duty
from tests.builders.pools import the_member, the_network
from tests.support.visitors import Program, Visitor, a_unit, text_of

SAID = {"on_time": "yes", "on_budget": "partly", "buy_again": "yes", "lessons": "Ask for spare antennas."}


@pytest.fixture
def ctx(session):
    return a_context(session)


def a_contract(ctx):
    """Let by City of Alder itself, in force since more than three months, sold by Fieldnet Radio, which is here."""
    vendor, seller = a_vendor(ctx, "Fieldnet Radio")
    day = ctx.now.date() - timedelta(days=120)
    contract = an_open_contract(ctx, starts_on=day, ends_on=day + timedelta(days=700), renewals=[])
    contract.vendor_id = vendor.id
    ctx.session.flush()
    return contract, seller


def tell(ctx, contract, **given):
    officer = contract_officer(ctx, contract.jurisdiction)
    said = {"jurisdiction_id": contract.jurisdiction_id, "milestone": "start", **SAID, **given}
    return outcomes.tell(officer, contract, **said)


def test_buyers_are_asked_once_at_a_milestone_and_no_more_when_they_have_told(ctx):
    contract, _ = a_contract(ctx)
    assert outcomes.ask(ctx, contract) == 1
    assert outcomes.ask(ctx, contract) == 0
    tell(ctx, contract)
    year = later(ctx, days=400)
    assert [each.key for each in outcome_queries.to_tell(year, contract, contract.jurisdiction_id)] == ["year-1"]
    assert outcomes.ask(year, contract) == 1


def test_a_milestone_is_told_once_and_only_by_who_buys(ctx):
    contract, _ = a_contract(ctx)
    first = tell(ctx, contract)
    with pytest.raises(Conflict):
        tell(ctx, contract)
    with pytest.raises(Conflict):
        tell(ctx, contract, milestone="year-1")
    stranger = the_member(ctx, "City of Elm", the_network(ctx))
    with pytest.raises(NotAllowed):
        outcomes.tell(contract_officer(ctx, stranger), contract, jurisdiction_id=stranger.id, milestone="start", **SAID)
    officer = contract_officer(ctx, contract.jurisdiction)
    assert outcomes.change(officer, first, version=first.version, on_time="no").on_time == "no"
    with pytest.raises(Conflict):
        outcomes.change(officer, first, version=first.version - 1, on_time="yes")


def test_a_number_needs_the_figures_it_is_reckoned_from(ctx):
    contract, _ = a_contract(ctx)
    with pytest.raises(Invalid) as refused:
        tell(ctx, contract, saved_cents=1_000_00)
    assert "saved_how" in refused.value.faults


def test_the_vendor_answers_once_it_is_shared_and_then_it_stays_as_it_is(ctx):
    contract, seller = a_contract(ctx)
    outcome = tell(ctx, contract, scope=Scope.OWN)
    with pytest.raises(NotAllowed):
        outcomes.reply(acting(ctx, seller), outcome, text="We were never told.")
    officer = contract_officer(ctx, contract.jurisdiction)
    outcomes.change(officer, outcome, scope=Scope.PUBLIC)
    outcomes.reply(acting(ctx, seller), outcome, text="Antennas are in the box now.")
    with pytest.raises(NotAllowed):
        outcomes.change(officer, outcome, on_time="no")


@pytest.mark.parametrize(
    ("scope", "seen_by"),
    [
        (Scope.OWN, {"own"}),
        (Scope.NETWORK, {"own", "member", "vendor"}),
        (Scope.PARENTS, {"own", "member", "vendor"}),
        (Scope.PUBLIC, {"own", "member", "vendor", "far", "public"}),
    ],
)
def test_who_reads_it_is_who_it_is_shared_with(ctx, scope, seen_by):
    contract, seller = a_contract(ctx)
    network = the_network(ctx)
    member = the_member(ctx, "City of Elm", network)
    far = the_member(ctx, "City of Kelp", the_network(ctx, "Coastal Coalition"))
    shared = scope in (Scope.NETWORK, Scope.PARENTS)
    tell(ctx, contract, scope=scope, network_id=network.id if shared else None)
    actors = {
        "own": contract_officer(ctx, contract.jurisdiction),
        "member": acting(ctx, with_duty(ctx, member, "Mia", Duty.AUDITOR)),
        "vendor": acting(ctx, seller),
        "far": acting(ctx, with_duty(ctx, far, "Finn", Duty.OFFICER)),
        "public": acting(ctx, None),
    }
    seen = {name for name, who in actors.items() if outcome_queries.of_contract(who, contract)}
    assert seen == seen_by
    figures = {name: outcome_queries.standing_of(who, contract_ids=[contract.id]) for name, who in actors.items()}
    assert {name for name, each in figures.items() if each.governments} == seen_by


def test_it_is_told_and_answered_by_page_and_read_by_program(app):
    with a_unit(app) as unit:
        contract, seller = a_contract(unit)
        id, place_id, vendor_id = contract.id, contract.jurisdiction_id, contract.vendor_id
        officer = with_duty(unit, contract.jurisdiction, "Otto", Duty.OFFICER)
    visitor = Visitor(app).already_in(officer)
    form = {"milestone": "start", "on_time": "yes", "on_budget": "yes", "scope": "public", "measured": "Coverage 98"}
    page = visitor.post(f"/contracts/{id}/outcomes/new", {**form, "jurisdiction_id": place_id})
    assert page.status_code == 422 and "write what was measured, a colon" in text_of(page)
    assert "Coverage 98" in page.text
    good = {**form, "measured": "Coverage: 98 percent", "buy_again": "yes", "jurisdiction_id": place_id}
    answer = visitor.post(f"/contracts/{id}/outcomes/new", good)
    place = answer.headers["Location"]
    assert "98 percent" in text_of(visitor.get(place))
    assert "On time 1 of 1" in text_of(visitor.get(f"/contracts/{id}"))
    assert "On time 1 of 1" in text_of(visitor.get(f"/vendors/{vendor_id}"))
    vendors = Visitor(app).already_in(seller)
    assert vendors.post(f"{place}/reply", {"text": ""}).status_code == 422
    assert vendors.post(f"{place}/reply", {"text": "Glad to hear."}).status_code == 302
    found = Program(app).call("GET", f"/contracts/{id}/outcomes").json
    assert found["standing"]["buy_again"] == {"yes": 1, "of": 1}
    assert found["items"][0]["reply"] == "Glad to hear." and found["items"][0]["measured"][0]["value"] == "98"
    assert "Glad to hear." in text_of(Visitor(app).get("/outcomes"))


def test_the_template_of_what_was_bought_carries_what_came_of_it(ctx):
    award = a_final_award(ctx)
    contract, _ = a_contract(ctx)
    officer = contract_officer(ctx, contract.jurisdiction)
    template = a_template(officer, contract.jurisdiction, published=True)
    award.solicitation.template_version_id, contract.award_id = template.versions[-1].id, award.id
    ctx.session.flush()
    tell(ctx, contract, on_time="no")
    found = record(officer, template.id)["outcomes"]
    assert (found.on_time.in_words, found.buy_again.in_words, found.governments) == ("0 of 1", "1 of 1", 1)
    stranger = acting(ctx, with_duty(ctx, the_member(ctx, "City of Elm", the_network(ctx)), "Mia", Duty.AUDITOR))
    assert record(stranger, template.id)["outcomes"].governments == 1
