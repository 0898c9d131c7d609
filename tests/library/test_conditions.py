"""The condition language: what can be written, what it says of a draft's facts, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.library.conditions import FLAGS, Condition, ConditionFault, judge, parse, standing

FACTS = {
    "amount_cents": 120_000_00, "formal_threshold_cents": 50_000_00, "federal_money": True, "construction": False,
    "personal_data": None, "pool": False, "kind": "RFP", "state": "IL", "categories": ["9251", "4410"],
    "blanks": {"wants_training": True, "level": "24/7 coverage"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("federal money", True),
        ("not construction", True),
        ("construction and personal data", False),
        ("federal money or personal data", True),
        ("personal data", None),
        ("federal money and personal data", None),
        ("not personal data", None),
        ("over the formal threshold", True),
        ("amount under the formal threshold", False),
        ("amount at least $120,000", True),
        ("amount over $120,000.00", False),
        ("kind is rfp", True),
        ("kind is one of RFI, RFQ", False),
        ('kind is "call for solutions"', False),
        ("category begins with 92", True),
        ("category is 9252", False),
        ("state is one of IN, IL", True),
        ("blank wants_training is yes", True),
        ('blank level is "24/7 coverage"', True),
        ("blank level is none", False),
        ("blank not_there is yes", None),
        ("construction or federal money and not pool", True),
        ("(construction or federal money) and pool", False),
        ("", True),
    ],
)
def test_a_condition_is_judged_by_the_facts(text, holds):
    assert judge(text, FACTS).holds is holds


def test_the_judgement_says_why_and_what_is_missing():
    assert judge("federal money and over the formal threshold", FACTS).because == (
        "federal money is spent, and the amount, $120,000, is over the formal threshold of $50,000"
    )
    assert judge("construction", FACTS).because == "it is not construction"
    found = judge("personal data and amount over $1", {**FACTS, "amount_cents": None})
    assert (found.holds, found.unknown) == (None, ("personal_data", "amount_cents"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("federal", "“federal” is not a fact"),
        ("federal money and", "A fact is missing"),
        ("federal money construction", "“and” or “or” may follow, not “construction”"),
        ("(federal money", "is never closed"),
        ("amount 5", "After “amount” stands"),
        ("amount over 50.000", "is not an amount"),
        ("kind", "After “kind” stands “is”"),
        ("kind is one of RFP,", "is missing at the end"),
        ('state is "IL', "has no second one"),
        ("blank __class__ is yes", "cannot be the key"),
        ("__import__('os')", "is not a fact"),
        ("(" * 50 + "pool" + ")" * 50, "nested too deeply"),
        ("x" * 2_000, "at most 1,000 characters"),
    ],
)
def test_what_is_no_condition_is_refused_in_a_sentence(text, said):
    with pytest.raises(ConditionFault, match=None) as refused:
        parse(text)
    assert said in str(refused.value)


FLAG = st.sampled_from(sorted(FLAGS)).map(lambda name: parse(name))
CONDITIONS = st.recursive(
    FLAG | st.sampled_from(["amount over $7", "kind is RFP", 'state is one of IL, "and"']).map(parse),
    lambda inner: (
        st.tuples(inner, inner).map(lambda two: Condition("and", two))
        | st.tuples(inner, inner).map(lambda two: Condition("or", two))
        | inner.map(lambda one: Condition("not", (one,)))
    ),
    max_leaves=8,
)
STATED = st.fixed_dictionaries(
    {key: st.none() | st.booleans() for key, _, _ in FLAGS.values()}
    | {
        "amount_cents": st.none() | st.integers(0, 2_000),
        "kind": st.sampled_from(["RFP", "RFI"]),
        "state": st.just("IL"),
    }
)


@settings(max_examples=150, derandomize=True)
@given(CONDITIONS, STATED)
def test_a_condition_printed_and_read_again_judges_the_same(condition, facts):
    assert parse(str(condition)).judge(facts).holds == condition.judge(facts).holds


@settings(max_examples=100, derandomize=True)
@given(CONDITIONS, STATED)
def test_stating_a_fact_never_turns_what_was_known(condition, facts):
    """What is decided while facts are missing stays decided, whatever they turn out to be."""
    before = condition.judge(facts).holds
    stated = {key: (True if value is None else value) for key, value in facts.items()} | {"amount_cents": 5}
    if before is not None and facts["amount_cents"] is None:
        assert condition.judge(stated).holds is before


def test_a_section_left_out_takes_its_subsections_along():
    sections = [
        {"heading": "Scope", "level": 1, "when": ""},
        {"heading": "Davis-Bacon wages", "level": 2, "when": "construction"},
        {"heading": "Payrolls", "level": 3, "when": "federal money"},
        {"heading": "Federal terms", "level": 2, "when": "federal money"},
        {"heading": "Privacy", "level": 2, "when": "personal data"},
        {"heading": "Broken", "level": 2, "when": "when pigs fly"},
    ]
    found = standing(sections, FACTS)
    assert [each.section["heading"] for each in found if each.is_out] == ["Davis-Bacon wages", "Payrolls"]
    assert found[2].under == "Davis-Bacon wages"
    assert [each.section["heading"] for each in found if each.judgement.holds is None] == ["Privacy", "Broken"]
