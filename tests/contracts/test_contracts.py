"""Contracts from their preparation to their end: who may what, what is kept, who is told, what is found."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.contracts import amending, filing, finding, nominating, recording, reminding
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts.finding import Query, Sort
from procurement.contracts.lifecycle import ContractState
from procurement.contracts.models import Contract, ContractDocument, DocumentKind, Eligibility
from procurement.contracts.term import Standing
from procurement.core.context import NOBODY, SYSTEM
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotFound, NotSignedIn
from procurement.files.store import Staged
from procurement.library import queries as library
from procurement.library.models import Scope
from procurement.mailbox.models import Job, Letter
from procurement.networks.duties import Duty
from tests.builders.contracts import (
    a_prepared_contract,
    a_signed_addendum,
    an_active_contract,
    an_award_for_a_pool,
    an_open_contract,
    contract_officer,
    offered_addenda,
)
from tests.builders.people import a_context, a_jurisdiction, a_vendor, acting
from tests.builders.pools import the_member, the_network
from tests.builders.solicitations import somebody

PAPER = Staged("sha256:" + "0" * 64, 12, "application/pdf", "signed contract.pdf")


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template):
    found = sa.select(Letter.to_email).where(Letter.template == template).order_by(Letter.to_email)
    return list(ctx.session.scalars(found))


def test_a_final_award_becomes_a_contract_that_its_officer_brings_into_force(ctx):
    award = an_award_for_a_pool(ctx)
    system = replace(ctx, actor=SYSTEM)
    contract = recording.propose(system, award)
    assert recording.propose(system, award) is contract
    addenda = offered_addenda(ctx, award)
    assert {each.contract_id for each in addenda.values()} == {contract.id}
    assert (contract.vendor_name, contract.state) == (award.response.vendor.name, ContractState.PREPARED)
    assert [(each["key"], each["unit_price"]) for each in contract.lines] == [("p1", "100"), ("p2", "100")]
    assert len(letters(ctx, "contract-prepared")) == 2
    stranger = contract_officer(ctx, a_jurisdiction(ctx, "City of Fern"))
    with pytest.raises(NotFound):
        queries.get(stranger, contract.id)
    officer = contract_officer(ctx, contract.jurisdiction)
    with pytest.raises(Incomplete) as open_ends:
        recording.activate(officer, contract)
    assert {each.place for each in open_ends.value.hindrances} == {"starts_on", "ends_on"}
    recording.edit(officer, contract, starts_on=date(2026, 12, 1), ends_on=date(2028, 11, 30), vendor_id=None)
    recording.activate(officer, contract)
    assert contract.vendor_id == award.response.vendor_id, "what the award decided stays"
    assert queries.get(replace(ctx, actor=NOBODY), contract.id) is contract
    a_signed_addendum(ctx, addenda["City of Birch"])
    names = [each.jurisdiction.name for each in queries.buyers(ctx.session, contract)]
    assert names == ["City of Alder", "City of Birch"]
    with pytest.raises(Conflict):
        recording.edit(officer, contract, title="Another")


def test_an_amendment_keeps_what_was_before_and_tells_everybody(ctx):
    contract = an_active_contract(ctx, lines=[{"description": "Pole", "unit": "pole", "unit_price": "10"}])
    officer, key = contract_officer(ctx, contract.jurisdiction), contract.lines[0]["key"]
    contract.used_cents = 900_00
    first = amending.amend(
        officer, contract, reason="Steel is dearer.", prices={key: Decimal("11.50")}, ceiling_cents=60_000_000,
        effective_on=date(2026, 12, 20),
    )  # fmt: skip
    assert (first.number, first.changes) == (
        1, {"ceiling_cents": [50_000_000, 60_000_000], f"lines.{key}.unit_price": ["10", "11.5"]}
    )  # fmt: skip
    assert letters(ctx, "contract-amended")[-1] == "sales@fieldnet.example.com"
    for wanted, place in (
        ({"ceiling_cents": 100}, "ceiling_cents"),
        ({"ends_on": date(2026, 11, 30)}, "ends_on"),
        ({"eligible": Eligibility.ANY}, "cooperative_clause"),
        ({"prices": {"nothing": Decimal(1)}}, "prices.nothing"),
        ({"terms": "New.", "effective_on": date(2026, 12, 1)}, "effective_on"),
    ):
        with pytest.raises(Invalid) as fault:
            amending.amend(officer, contract, reason="Why not.", **wanted)
        assert place in fault.value.faults
    with pytest.raises(Invalid):
        amending.amend(officer, contract, reason="Nothing at all.", ceiling_cents=60_000_000)
    with pytest.raises(Conflict):
        amending.amend(officer, contract, version=1, reason="Read long ago.", terms="New.")
    found = finding.find(officer, Query(price_from=Decimal("11"), price_to=Decimal("12")))
    assert [hit.lowest for hit in found.hits] == [Decimal("11.5")]


def test_renewals_are_decided_in_order_in_time_and_an_expired_contract_stays_so(ctx):
    contract = an_active_contract(ctx)
    officer = contract_officer(ctx, contract.jurisdiction)
    with pytest.raises(Conflict):
        amending.renew(officer, contract, number=2)
    amending.renew(officer, contract, number=1, reason="It works well.")
    assert contract.ends_on == date(2027, 12, 31)
    with pytest.raises(Conflict):
        amending.renew(officer, contract, number=1)
    late = replace(officer, now=officer.now.replace(year=2027, day=15))
    with pytest.raises(Conflict) as missed:
        amending.renew(late, contract, number=2)
    assert "December 1, 2027" in missed.value.sentence
    amending.decline_renewal(late, contract, number=2, reason="We have our own now.")
    assert letters(ctx, "contract-not-renewed")
    over = replace(officer, now=officer.now.replace(year=2028, month=1))
    assert queries.standing(over, contract) == Standing.EXPIRED
    for deed in (
        lambda: amending.amend(over, contract, reason="Once more.", ends_on=date(2029, 1, 1)),
        lambda: amending.terminate(over, contract, reason="It is over."),
    ):
        with pytest.raises(Conflict):
            deed()
    assert finding.find(over, Query()).hits == []
    assert len(finding.find(over, Query(past=True)).hits) == 1


def test_termination_tells_all_who_buy_and_ends_the_life(ctx):
    award = an_award_for_a_pool(ctx)
    contract = recording.propose(replace(ctx, actor=SYSTEM), award)
    addenda = offered_addenda(ctx, award)
    officer = contract_officer(ctx, contract.jurisdiction)
    recording.edit(officer, contract, starts_on=date(2026, 12, 1), ends_on=date(2028, 11, 30))
    recording.activate(officer, contract)
    a_signed_addendum(ctx, addenda["City of Birch"])
    amending.terminate(officer, contract, reason="They do not deliver.", effective_on=date(2026, 12, 31))
    told = letters(ctx, "contract-terminated")
    assert any("birch" in each for each in told) and not any("cedar" in each for each in told)
    assert award.response.vendor.email in told
    with pytest.raises(Conflict):
        amending.amend(officer, contract, reason="Still.", terms="x")


def test_people_are_told_ahead_of_each_day_once(ctx):
    contract = an_active_contract(ctx)
    officer, system = contract_officer(ctx, contract.jurisdiction), replace(ctx, actor=SYSTEM)
    filing.add_certificate(officer, contract, name="Liability insurance", expires_on=date(2026, 12, 20))
    assert reminding.look(system, contract, None) == 3
    assert reminding.look(system, contract, None) == 0
    assert [len(letters(ctx, f"contract-{kind}-ahead")) for kind in ("renewal", "expiry", "certificate")] == [1, 1, 2]
    jobs = ctx.session.scalars(sa.select(Job).where(Job.task == "contracts.look"))
    planned = [each for each in jobs if each.payload["on"]]
    assert [each.payload["on"] for each in planned] == ["2026-12-13"]
    assert reminding.look(system, contract, date(2026, 12, 9)) == 0, "a look that was planned otherwise since"
    newer = filing.add_certificate(officer, contract, name="liability insurance", expires_on=date(2028, 1, 1))
    assert queries.certificates(ctx.session, contract) == [newer]
    later = replace(system, now=system.now + timedelta(days=12))
    assert reminding.look(later, contract, date(2026, 12, 13)) == 0
    assert reminding.look(replace(later, now=later.now + timedelta(days=11)), contract, date(2026, 12, 24)) == 1


def test_who_sees_which_contract_and_document_agrees_with_the_policy(ctx):
    network = the_network(ctx)
    lead, near = (the_member(ctx, name, network) for name in ("City of Alder", "City of Birch"))
    far = a_jurisdiction(ctx, "City of Fern")
    vendor, seller = a_vendor(ctx)
    rows = [
        made(ctx, lead, title=f"{made.__name__} {scope}", scope=scope, vendor_id=vendor.id)
        for scope in Scope
        for made in (a_prepared_contract, an_active_contract)
    ]
    for row in rows:
        files = contract_officer(ctx, lead)
        filing.add_document(files, row, kind=DocumentKind.CONTRACT, document=PAPER)
        filing.add_document(files, row, kind=DocumentKind.OTHER, document=PAPER, is_internal=True)
    people = [
        *(acting(ctx, somebody(ctx, lead, duty, str(duty))) for duty in (Duty.OFFICER, Duty.APPROVER, Duty.EVALUATOR)),
        *(acting(ctx, somebody(ctx, place, Duty.AUDITOR, place.name)) for place in (near, far)),
        acting(ctx, seller), replace(ctx, actor=NOBODY), replace(ctx, actor=SYSTEM),
    ]  # fmt: skip
    for each in people:
        around = library.circles(each)
        seen = {row.id for row in each.session.scalars(queries.visible(each))}
        for row in rows:
            shared = row.scope == Scope.PUBLIC or row.network_id in (
                around.above if row.scope == Scope.NETWORK else around.below if row.scope == Scope.PARENTS else ()
            )
            assert bool(policy.may_see(each.actor, row, is_shared=shared)) == (row.id in seen)
            if row.id in seen:
                papers = ctx.session.scalars(sa.select(ContractDocument).where(ContractDocument.contract_id == row.id))
                allowed = {one.id for one in papers if policy.may_read_document(each.actor, one)}
                assert {one.id for one in queries.documents(each, row)} == allowed
        found = {hit.contract.id for hit in finding.find(each, Query()).hits}
        assert found == {row.id for row in rows if row.id in seen and row.state == ContractState.ACTIVE}
    outside, nobody = people[4], people[6]
    with pytest.raises(NotAllowed):
        recording.record(outside, jurisdiction_id=lead.id, title="x", vendor_name="y")
    with pytest.raises(NotSignedIn):
        amending.amend(nobody, rows[1], reason="x", terms="x")
    assert policy.sees_fees(outside.actor, rows[1]) and policy.sees_fees(people[5].actor, rows[1])
    assert not policy.sees_fees(nobody.actor, rows[1])


def test_the_search_finds_by_words_filters_and_order(ctx):
    lead = the_member(ctx, "City of Alder", the_network(ctx))
    wifi = an_open_contract(ctx, lead, categories=["113"], ends_on=date(2027, 6, 30))
    bus = an_active_contract(
        ctx, lead, title="Electric buses", description="Low floor, wireless diagnostics.", vendor_name="Volt Coach",
        focus_area="Transportation", lines=[{"description": "Bus of 12 m", "unit": "bus", "unit_price": "640000"}],
        terms="Access points in every bus.", ends_on=date(2027, 1, 31),
    )  # fmt: skip
    nobody = replace(ctx, actor=NOBODY)

    def found(words="", **filters):
        return [hit.contract for hit in finding.find(nobody, Query(words, **filters)).hits]

    assert found("access points") == [wifi, bus]
    assert found('"wireless access"') == [wifi]
    assert found("volt coach") == [bus] and found("bus 12") == [bus] and found("electr") == [bus]
    assert found("purple elephants") == [] and found("  ,;  ") == [] and found("\x00 ' \" OR -") == []
    loose = finding.find(nobody, Query("buses with purple seats"))
    assert loose.is_loose and [hit.contract for hit in loose.hits] == [bus]
    assert found(sort=Sort.EXPIRY) == [bus, wifi] and found(sort=Sort.PRICE) == [wifi, bus]
    assert found(focus_area="Connectivity") == [wifi] and found(category="113") == [wifi]
    assert found("wireless", category="21") == [] and found(category="11") == [wifi]
    assert found("wireless", category="1") == [] and found("wireless", category="113") == [wifi]
    assert found(until=date(2027, 3, 1)) == [wifi] and found(state="IL") == [bus, wifi] and found(state="TX") == []
    assert found(network_id=the_network(ctx).id, price_to=Decimal(200)) == [wifi]
    assert found(price_from=Decimal(200_000)) == [bus]
    page = finding.find(nobody, Query(), eligibility=lambda rows: {each.id for each in rows if each.eligible != "none"})
    assert [hit.contract for hit in page.hits] == [wifi] and page.counted == "1"
    assert "<mark>buses</mark>" in str(finding.find(nobody, Query("buses")).hits[0].title_html)
    assert dict(finding.choices(nobody)["state"]) == {"IL": "IL"}


def test_wishes_that_a_contract_were_open_are_counted_and_can_be_taken_back(ctx):
    network = the_network(ctx)
    contract = an_active_contract(ctx, the_member(ctx, "City of Alder", network))
    birch, cedar = (the_member(ctx, name, network) for name in ("City of Birch", "City of Cedar"))
    for place in (birch, cedar, birch):
        nominating.nominate(contract_officer(ctx, place), contract, jurisdiction_id=place.id, note="For our parks.")
    assert [each.jurisdiction.name for each in queries.nominations(ctx.session, contract)] == [birch.name, cedar.name]
    subjects = ctx.session.scalars(sa.select(Letter.subject).where(Letter.template == "contract-nominated")).all()
    assert sorted(set(subjects)) == [
        "2 governments wish your contract were open to them", "One government wishes your contract were open to them",
    ] and len(subjects) == 4  # fmt: skip
    nominating.withdraw_nomination(contract_officer(ctx, birch), contract, jurisdiction_id=birch.id)
    assert len(queries.nominations(ctx.session, contract)) == 1
    lead = contract.jurisdiction
    for who, place, refusal in (
        (contract_officer(ctx, lead), lead, NotAllowed), (contract_officer(ctx, birch), cedar, NotAllowed),
        (replace(ctx, actor=NOBODY), cedar, NotSignedIn),
    ):  # fmt: skip
        with pytest.raises(refusal):
            nominating.nominate(who, contract, jurisdiction_id=place.id)
    assert ctx.session.get_one(Contract, contract.id).state == ContractState.ACTIVE
