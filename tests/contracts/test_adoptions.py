"""Adoptions: what hinders them is said, both consent, what is waived is written down, what is signed is examined."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from procurement.contracts import adopting, amending, finding
from procurement.contracts import adoption_policy as policy
from procurement.contracts import adoption_queries as queries
from procurement.contracts import contract_queries as contracts
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.adoption_policy import Side
from procurement.contracts.lifecycle import AdoptionState
from procurement.contracts.models import Eligibility, SolicitedHow
from procurement.core.context import NOBODY, SYSTEM
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotFound
from procurement.files.store import Staged
from procurement.mailbox.models import Letter
from procurement.networks import operations as networks
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.networks.rules import Signer
from tests.builders.adoptions import (
    ASKED,
    OURS,
    a_requested_adoption,
    an_adoptable_contract,
    an_agreed_adoption,
    as_adopter,
    as_seller,
)
from tests.builders.contracts import an_open_contract, contract_officer
from tests.builders.people import a_context, a_jurisdiction, a_network, acting
from tests.builders.solicitations import somebody

PAPER = Staged("sha256:" + "0" * 64, 12, "application/pdf", "consent.pdf")
FORBIDS = {"adoption": {"value": False, "citation": "Fir County Code 9"}}
BY_APPROVER = {"adoption_uncompeted": {"value": False, "waivable": True, "signed_by": "approver", "citation": "Code 4"}}


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template):
    found = sa.select(Letter.to_email).where(Letter.template == template).order_by(Letter.to_email)
    return list(ctx.session.scalars(found))


def a_place(ctx, name, **rules) -> Jurisdiction:
    place = a_jurisdiction(ctx, name)
    place.rules = rules
    return place


def test_an_adoption_from_the_question_to_the_signature_and_its_end(ctx):
    contract = an_adoptable_contract(ctx)
    fern = a_jurisdiction(ctx, "City of Fern")
    officer, lead, seller = (
        contract_officer(ctx, fern),
        contract_officer(ctx, contract.jurisdiction),
        as_seller(ctx, contract),
    )
    asked = {each.code: str(each.answer) for each in queries.findings(officer, contract, fern)}
    assert asked["clause"] == asked["covers"] == "yes" and asked["scope"] == asked["ceiling"] == "open"
    with pytest.raises(Invalid) as blank:
        adopting.request(officer, contract, jurisdiction_id=fern.id, **{**ASKED, "authority": " "})
    assert set(blank.value.faults) == {"authority"}
    adoption = adopting.request(officer, contract, jurisdiction_id=fern.id, **ASKED)
    assert len(adoption.findings) == len(asked) and not letters(ctx, "adoption-to-waive")
    assert "vic@fieldnet-radio.example.com" in letters(ctx, "adoption-requested")
    with pytest.raises(Conflict) as twice:
        adopting.request(officer, contract, jurisdiction_id=fern.id, **ASKED)
    assert "already" in twice.value.sentence
    rita = as_adopter(ctx, adoption)
    with pytest.raises(Conflict):
        adopting.sign(rita, adoption, signature="Rita, Mayor")
    adopting.consent(lead, adoption, side=Side.LEAD)
    with pytest.raises(Conflict):
        adopting.consent(lead, adoption, side=Side.LEAD)
    assert adoption.state == AdoptionState.REQUESTED
    adopting.consent(seller, adoption, side=Side.VENDOR)
    assert adoption.state == AdoptionState.AGREED
    adopting.write_terms(rita, adoption, terms=OURS)
    amending.amend(lead, contract, reason="Clearer.", terms="Invoices are paid in 20 days.")
    with pytest.raises(Conflict) as moved:
        adopting.sign(rita, adoption, signature="Rita, Mayor")
    assert "amended" in moved.value.sentence
    adopting.write_terms(rita, adoption, terms=OURS)
    assert fern.id not in contracts.who_buys(ctx.session, contract)
    adopting.sign(rita, adoption, signature="Rita, Mayor")
    assert adopting.sign(rita, adoption, signature="Rita, Mayor") is adoption
    assert len(letters(ctx, "adoption-signed")) == len(set(letters(ctx, "adoption-signed")))
    assert adoption.base_terms == "Invoices are paid in 20 days." and adoption.signed_findings
    assert (contracts.buyers(ctx.session, contract)[-1].how, contracts.who_buys(ctx.session, contract)[-1]) == (
        "adoption", fern.id
    )  # fmt: skip
    assert queries.get(replace(ctx, actor=NOBODY), adoption.id) is adoption, "what is signed is public"
    adopting.end(rita, adoption, reason="All is delivered.")
    assert fern.id not in contracts.who_buys(ctx.session, contract)
    assert a_requested_adoption(ctx, contract, fern).id != adoption.id, "an ended one may be followed by another"


def test_what_hinders_is_said_and_what_may_be_waived_is_waived_by_whom_the_own_rules_let(ctx):
    contract = an_adoptable_contract(ctx, solicited=SolicitedHow.SOLE_SOURCE)
    fir = a_place(ctx, "Fir County", **FORBIDS)
    with pytest.raises(Incomplete) as told:
        a_requested_adoption(ctx, contract, fir)
    first, *others = told.value.hindrances
    assert (first.code, first.source) == ("authority", "Fir County Code 9")
    assert [each.code for each in others] == ["competition"]
    fern = a_place(ctx, "City of Fern", **BY_APPROVER)
    approver = acting(ctx, somebody(ctx, fern, Duty.APPROVER, "Abe"))
    reason = "Only one maker fits the poles that the city owns."
    with pytest.raises(NotAllowed):
        a_requested_adoption(ctx, contract, fern, waivers={"competition": reason})
    adoption = a_requested_adoption(ctx, contract, fern)
    assert approver.actor.email in letters(ctx, "adoption-to-waive")
    adopting.consent(contract_officer(ctx, contract.jurisdiction), adoption, side=Side.LEAD)
    adopting.consent(as_seller(ctx, contract), adoption, side=Side.VENDOR)
    rita = as_adopter(ctx, adoption)
    with pytest.raises(Conflict) as hindered:
        adopting.sign(rita, adoption, signature="Rita, Mayor")
    assert "sole source" in hindered.value.sentence
    with pytest.raises(Conflict):
        adopting.determine(approver, adoption, code="authority", reason=reason)
    adopting.determine(approver, adoption, code="competition", reason=reason)
    adopting.sign(rita, adoption, signature="Rita, Mayor")
    waived = next(each["waived"] for each in adoption.signed_findings if each["code"] == "competition")
    assert reason in waived and approver.actor.name in waived


def test_of_a_contract_from_outside_the_adopter_files_the_written_consents_even_if_it_recorded_it(ctx):
    fern = a_jurisdiction(ctx, "City of Fern")
    contract = an_open_contract(ctx, fern, solicited_by="State of Ohio")
    adoption = a_requested_adoption(ctx, contract, fern)
    assert next(each for each in adoption.findings if each["code"] == "other-state")["answer"] == "care"
    officer = contract_officer(ctx, fern)
    with pytest.raises(Invalid):
        adopting.consent(officer, adoption, side=Side.LEAD)
    for side in Side:
        adopting.consent(officer, adoption, side=side, document=PAPER)
    assert adoption.state == AdoptionState.AGREED and adoption.lead_paper.name == "consent.pdf"
    with pytest.raises(NotAllowed):
        adopting.decline(officer, adoption, side=Side.LEAD, reason="No.")


@pytest.mark.parametrize("ending", ["expired", "terminated", "full", "in time"])
def test_signing_examines_everything_once_more_at_its_own_instant(ctx, ending):
    adoption = an_agreed_adoption(ctx)
    contract, rita = adoption.contract, as_adopter(ctx, adoption)
    last = datetime(2027, 1, 1, 5, 59, 59, tzinfo=UTC)  # One second before the last day ends in Chicago.
    if ending == "expired":
        rita = replace(rita, now=last.replace(hour=6, minute=0, second=0))
    elif ending == "terminated":
        amending.terminate(contract_officer(ctx, contract.jurisdiction), contract, reason="They do not deliver.")
    elif ending == "full":
        contract.used_cents = contract.ceiling_cents - adoption.amount_cents + 1
    else:
        adopting.sign(replace(rita, now=last), adoption, signature="Rita, Mayor")
        assert adoption.state == AdoptionState.ACTIVE
        return
    with pytest.raises(Conflict) as refused:
        adopting.sign(rita, adoption, signature="Rita, Mayor")
    said = {"expired": "ran out on", "terminated": "not in force", "full": "$79,999.99 are left"}[ending]
    assert said in refused.value.sentence and refused.value.sentence.endswith("Nothing was signed.")
    assert adoption.state == AdoptionState.AGREED and adoption.signature == ""


def test_the_search_finds_what_a_government_may_adopt_today_in_as_many_questions_for_one_as_for_many(ctx):
    prairie = a_network(ctx, "Prairie Coalition")
    fern = a_jurisdiction(ctx, "City of Fern")
    system = replace(ctx, actor=SYSTEM)
    networks.add_member(system, prairie, fern)
    may = {
        an_open_contract(ctx, title="Any").id,
        an_open_contract(ctx, title="Net", eligible=Eligibility.NETWORK, eligible_ids=[prairie.id]).id,
        an_open_contract(ctx, title="Us", eligible=Eligibility.NAMED, eligible_ids=[fern.id]).id,
    }
    an_open_contract(ctx, title="State", eligible=Eligibility.STATES, eligible_ids=["OH"])
    an_open_contract(ctx, title="Uncompeted", solicited=SolicitedHow.EXEMPT)
    an_open_contract(ctx, fern, title="Own")
    an_open_contract(ctx, title="Full", ceiling_cents=0)
    a_requested_adoption(ctx, an_open_contract(ctx, title="Asked for"), fern)
    officer = contract_officer(ctx, fern)
    counted = []
    sa.event.listen(ctx.session.get_bind(), "after_cursor_execute", lambda *row: counted.append(row[2]))
    found = finding.find(officer, finding.Query(), eligibility=queries.adoptable(officer, fern))
    assert {hit.contract.id for hit in found.hits} == may
    assert len(counted) <= 9
    assert finding.find(officer, finding.Query(category="\x84")).hits == [], "nothing that a category could be"
    fern.rules = FORBIDS
    assert finding.find(officer, finding.Query(), eligibility=queries.adoptable(officer, fern)).hits == []


STATES = {
    "requested": lambda ctx: a_requested_adoption(ctx),
    "agreed": an_agreed_adoption,
    "active": lambda ctx: adopting.sign(as_adopter(ctx, it := an_agreed_adoption(ctx)), it, signature="Rita, Mayor"),
    "declined": lambda ctx: adopting.decline(
        as_seller(ctx, (it := a_requested_adoption(ctx)).contract), it, side=Side.VENDOR, reason="Sold out."
    ),
    "withdrawn": lambda ctx: adopting.withdraw(as_adopter(ctx, it := a_requested_adoption(ctx)), it, reason="Later."),
}
#: Who may do what in which state: r(equested), a(greed), A(ctive); every other state allows nobody anything.
MAY = {
    "lead consents": ("r", "lead"),
    "vendor consents": ("r", "seller"),
    "lead declines": ("ra", "lead"),
    "vendor declines": ("ra", "seller"),
    "officer waives": ("ra", "officer"),
    "approver waives": ("ra", "approver"),
    "writes terms": ("ra", "officer representative"),
    "withdraws": ("ra", "officer representative"),
    "signs": ("a", "representative"),
    "ends": ("A", "representative"),
}
ASKS = {
    "lead consents": lambda actor, it: policy.may_consent(actor, it, Side.LEAD),
    "vendor consents": lambda actor, it: policy.may_consent(actor, it, Side.VENDOR),
    "lead declines": lambda actor, it: policy.may_decline(actor, it, Side.LEAD),
    "vendor declines": lambda actor, it: policy.may_decline(actor, it, Side.VENDOR),
    "officer waives": lambda actor, it: policy.may_determine(actor, it, Signer.OFFICER),
    "approver waives": lambda actor, it: policy.may_determine(actor, it, Signer.APPROVER),
    "writes terms": policy.may_write_terms,
    "withdraws": policy.may_withdraw,
    "signs": policy.may_sign,
    "ends": policy.may_end,
}


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_with_an_adoption_and_who_sees_it(ctx, state):
    adoption = STATES[state](ctx)
    fern, contract = adoption.jurisdiction, adoption.contract
    stranger = a_jurisdiction(ctx, "City of Moss")
    actors = {
        "officer": contract_officer(ctx, fern).actor,
        "representative": as_adopter(ctx, adoption).actor,
        "approver": acting(ctx, somebody(ctx, fern, Duty.APPROVER, "Abe")).actor,
        "auditor": acting(ctx, somebody(ctx, fern, Duty.AUDITOR, "Aud")).actor,
        "lead": contract_officer(ctx, contract.jurisdiction).actor,
        "seller": as_seller(ctx, contract).actor,
        "stranger": contract_officer(ctx, stranger).actor,
        "nobody": NOBODY,
    }
    letter = {"requested": "r", "agreed": "a", "active": "A"}.get(state, "-")
    for deed, (states, who) in MAY.items():
        allowed = {name for name, actor in actors.items() if ASKS[deed](actor, adoption)}
        expected = set(who.split()) if letter in states else set()
        if deed == "vendor consents" and adoption.vendor_consent_at is not None:
            expected = set()
        assert allowed == expected, deed
    for name, actor in actors.items():
        there = ctx.session.scalar(queries.visible(replace(ctx, actor=actor)).where(Adoption.id == adoption.id))
        assert (there is not None) == bool(policy.may_see(actor, adoption, sees_contract=True)), name
        assert policy.sees_file(actor, adoption) == (name in ("officer", "representative", "approver", "auditor"))
    if state == "requested":
        with pytest.raises(NotFound):
            queries.get(replace(ctx, actor=actors["stranger"]), adoption.id)
        with pytest.raises(NotAllowed):
            adopting.withdraw(replace(ctx, actor=actors["lead"]), adoption, reason="No.")
