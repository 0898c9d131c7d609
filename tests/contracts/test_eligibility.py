"""May I adopt it: each question answered with its reason; what hinders, what is open, what is waived."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.contracts.eligibility import Answer, Asking, Offered, findings, may_adopt
from procurement.networks import rules

TODAY = date(2026, 5, 4)
CONTRACT = Offered(
    lead="City of Alder",
    lead_state="IL",
    is_active=True,
    starts_on=date(2026, 1, 1),
    ends_on=date(2027, 12, 31),
    ceiling_cents=100_000_00,
    used_cents=60_000_00,
    solicited="competitive",
    clause="Other public bodies may use this contract.",
    eligible="any",
    covers=True,
    covered="any public body",
    documents=("solicitation", "notice", "tabulation", "award", "contract"),
    is_ours=False,
    federal_terms=True,
)


def own(**stored):
    return {key: rules.setting(stored, key) for key in rules.RULES}


ASKING = Asking("City of Birch", "IL", own(adoption={"value": True, "citation": "Birch Code 3"}), TODAY,
                amount_cents=40_000_00, federal_money=False, scope="The same road salt.")  # fmt: skip


def answers(contract=CONTRACT, asking=ASKING):
    return {each.code: each.answer for each in findings(contract, asking)}


def test_a_sound_contract_may_be_adopted_to_the_last_cent_of_its_ceiling():
    found = findings(CONTRACT, ASKING)
    assert may_adopt(found)
    assert {each.answer for each in found} == {Answer.YES}
    assert not may_adopt(findings(CONTRACT, replace(ASKING, amount_cents=40_000_01)))


@pytest.mark.parametrize(
    ("contract", "asking", "code", "says"),
    [
        ({}, {"rules": own(adoption={"value": False, "citation": "Fir Code 9"})}, "authority", "may not buy under"),
        ({"lead_state": "WI"}, {"rules": own(adoption_other_states=False)}, "other-state", "is in WI"),
        ({}, {"rules": own(adoption_limit_cents=39_999_99)}, "amount-limit", "$39,999.99"),
        ({"clause": " "}, {}, "clause", "No cooperative clause"),
        (
            {"covers": False, "covered": "members of the Lakes Coalition"},
            {},
            "covers",
            "Lakes Coalition, and to nobody",
        ),
        ({"covers": False, "eligible": "none"}, {}, "covers", "nominate it"),
        ({"solicited": "sole-source"}, {}, "competition", "sole source"),
        ({"solicited": ""}, {}, "competition", "ask its lead"),
        ({"ends_on": date(2026, 5, 3)}, {}, "term", "ran out on Sunday, May 3, 2026"),
        ({"starts_on": date(2026, 5, 5)}, {}, "term", "begins on Tuesday, May 5, 2026"),
        ({"is_active": False}, {}, "term", "not in force"),
        ({"used_cents": 100_000_00}, {}, "ceiling", "$0.00 are left"),
        ({"federal_terms": False}, {"federal_money": True}, "federal", "lacks the clauses"),
    ],
)
def test_what_stands_in_the_way_is_one_line_with_its_reason(contract, asking, code, says):
    found = findings(replace(CONTRACT, **contract), replace(ASKING, **asking))
    assert not may_adopt(found)
    (line,) = [each for each in found if each.hinders]
    assert line.code == code and says in line.reason


def test_the_last_day_is_still_a_day():
    assert answers(replace(CONTRACT, ends_on=TODAY))["term"] == Answer.CARE
    assert answers(replace(CONTRACT, starts_on=TODAY))["term"] == Answer.YES


def test_what_nobody_has_said_is_open_and_does_not_hinder():
    asking = replace(ASKING, amount_cents=None, federal_money=None, scope="", rules=own())
    found = answers(asking=asking)
    assert {code for code, answer in found.items() if answer == Answer.OPEN} == {"ceiling", "scope", "federal"}
    assert found["authority"] == Answer.CARE
    assert may_adopt(findings(CONTRACT, asking))


def test_only_what_the_own_rules_let_be_waived_is_waived():
    waivable = own(adoption_without_clause={"value": False, "waivable": True})
    bare = replace(CONTRACT, clause="")
    waiver = {"clause": "Signed by R. Lee: the vendor agreed in writing."}
    assert may_adopt(findings(bare, replace(ASKING, rules=waivable, waivers=waiver)))
    assert not may_adopt(findings(bare, replace(ASKING, waivers=waiver)))
    gone = replace(CONTRACT, ends_on=date(2026, 1, 2))
    assert not may_adopt(findings(gone, replace(ASKING, rules=waivable, waivers={"term": "Please."})))


def test_a_missing_document_and_a_lapsed_certificate_ask_for_care():
    found = answers(replace(CONTRACT, documents=("solicitation", "contract"), lapsed=("Liability insurance",)))
    assert (found["packet"], found["certificates"]) == (Answer.CARE, Answer.CARE)
    assert answers(replace(CONTRACT, documents=(), is_ours=True))["packet"] == Answer.YES
