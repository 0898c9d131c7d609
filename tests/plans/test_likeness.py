"""How alike two needs are: what always holds, what people would say of pairs, and the reasons they read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.library import vocabulary
from procurement.plans import likeness, wording
from procurement.plans.likeness import Comparing, Need, Place, Weights, explained, is_retold, judged

THINGS = [
    "Body-worn cameras", "Police officer video recorders", "EV chargers", "Charging stations for electric vehicles",
    "Street sweeping", "Street lighting maintenance", "Oboe repair", "Annual contract", "2027", "", "for the of",
]  # fmt: skip
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1))


def a_need(title: str, text: str = "", **given) -> Need:
    return Need(wording.units(title), wording.units(text), **given)


NEEDS = st.builds(
    lambda titles, text, categories, area, begins, ends: a_need(
        " ".join(titles), text, categories=tuple(categories), focus_area=area, from_on=begins, to_on=ends
    ),
    st.lists(st.sampled_from(THINGS), max_size=3),
    st.sampled_from(THINGS) | st.text(max_size=30),
    st.lists(st.sampled_from(["541512", "5415", "236", "X-9", "2373"]), max_size=2, unique=True),
    st.sampled_from(["", "Transportation", "cybersecurity"]),
    DAYS,
    DAYS,
)
WEIGHTS = st.builds(
    Weights, st.dictionaries(st.sampled_from(wording.units(" ".join(THINGS))), st.integers(0, 900)), st.integers(0, 900)
)


@given(NEEDS, NEEDS, WEIGHTS, st.sampled_from(Place))
def test_it_is_a_share_the_same_both_ways_and_whole_for_a_need_itself(one, other, weights, place):
    score = likeness.likeness(one, other, weights, place).score
    assert 0 <= score <= 1
    assert score == pytest.approx(likeness.likeness(other, one, weights, place).score)
    itself = likeness.likeness(one, one, weights, place).score
    assert itself == (1 if any(not wording.is_deed(each) for each in (*one.title, *one.text)) else 0)
    nearer = likeness.likeness(one, other, weights, Place.NETWORK).score
    assert nearer >= score - 1e-12, "what is nearer is never less alike"


SAME = [
    ("Police officer video recorders", "Body-worn cameras for patrol"),
    ("EV chargers", "Charging stations for electric vehicles"),
    ("Meters for water customers", "Advanced metering infrastructure"),
    ("Nightly office cleaning", "Janitorial services"),
    ("Carillon bell tuning", "Tuning of the carillon bells"),
]
OTHER = [
    ("Street lighting maintenance", "Street sweeping"),
    ("Body armor", "Body-worn cameras"),
    ("Fire trucks", "Fire alarm inspection"),
    ("Annual contract for services", "Annual contract for purchase of equipment"),
    ("Museum roof", "Museum ticketing software"),
    ("Water meters", "Parking meters"),
]


@pytest.mark.parametrize(("pairs", "expected"), [(SAME, True), (OTHER, False)], ids=["same", "other"])
def test_the_same_need_in_other_words_and_another_need_in_the_same_words(pairs, expected):
    for one, other in pairs:
        found = likeness.likeness(a_need(one), a_need(other))
        assert found.is_same == expected, f"{one} / {other}: {found.score:.2f}"


def test_category_time_and_place_speak_for_it_or_against_it_and_say_so():
    one = a_need("Body-worn cameras", categories=("541512",), from_on=date(2027, 3, 1), to_on=date(2027, 9, 30))
    title = "Cameras worn by officers, oboe repair"
    other = a_need(title, categories=("541512",), from_on=date(2027, 7, 1), to_on=date(2027, 12, 1))
    bare = likeness.likeness(one, a_need(title)).score
    found = likeness.likeness(one, other, place=Place.NETWORK)
    assert found.score > bare
    said = explained(found, wording.readable(title, found.units))
    assert said == ["shares “body-worn cameras”", "category 541512", "both within 6 months", "same coalition"]
    far = a_need(title, categories=("111",), from_on=date(2032, 1, 1))
    assert likeness.likeness(one, far).score < bare


def test_what_everybody_or_one_jurisdiction_always_says_says_little():
    one, other = a_need("Smart riverbend oboe repair"), a_need("Smart riverbend bassoon tuning")
    rare = likeness.likeness(one, other).score
    usual = Weights({"smart": 900, "riverbend": 900}, 1_000)
    assert likeness.likeness(one, other, usual).score < rare
    own = Comparing(one, lambda unit: Weights()(unit) * (likeness.own_share(9, 10) if unit == "riverbend" else 1))
    assert judged(one, other, own.shared(other), Place.ELSEWHERE).score < rare
    assert likeness.own_share(5, 5) == 1, "so few entries prove nothing"
    assert "riverbend" not in wording.units("Riverbend oboe repair", wording.own_words("City of Riverbend"))


def test_a_title_told_again_with_a_slip_is_known_and_another_is_not():
    first = wording.units("Body-worn cameras and docking stations for patrol")
    assert is_retold(first, wording.units("Body-worn cameras, docking station for patrols 2027"))
    assert not is_retold(first, wording.units("Ballistic vests for patrol"))


def test_no_phrase_of_a_concept_is_made_of_words_that_say_nothing():
    """A phrase such as “IT services” would be taken for the word “services”."""
    empty = {vocabulary.word(each) for each in vocabulary.EMPTY}
    for name, phrases in wording.phrases().items():
        assert wording.units(name), name
        for phrase in phrases:
            said = vocabulary.words(phrase)
            assert len(said) > 1 or set(said) - empty, f"{name}: {phrase}"
