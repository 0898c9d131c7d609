"""The sum of what members need: exact, in a fixed order, and who is missing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from procurement.pools.demand import Line, Stated, amounts, missing, summed
from procurement.pools.settling import Asked, Gap, hindrances
from procurement.pools.voting import Decided, carries, stands_in_the_way, tally, yes_needed

KEYS = ("p1", "p2", "p3")
LINES = [Line(key, f"Thing {key}", "piece") for key in KEYS]
QUANTITIES = some.integers(0, 10**12).map(lambda number: Decimal(number).scaleb(-3))


def a_statement(key="p1", member="m1", quantity="1", firm=True):
    return Stated(key, member, f"j-{member}", f"City {member}", Decimal(quantity), firm)


@some.composite
def statements(draw):
    pairs = draw(some.lists(some.tuples(some.sampled_from(KEYS), some.integers(1, 40)), unique=True, max_size=60))
    return [a_statement(key, f"m{number}", draw(QUANTITIES), draw(some.booleans())) for key, number in pairs]


@given(statements(), some.randoms(use_true_random=False))
def test_sums_are_exact_whatever_the_order(stated, chance):
    found = summed(LINES, stated)
    shuffled = list(stated)
    chance.shuffle(shuffled)
    assert summed(LINES, shuffled) == found
    for line in found:
        own = [each for each in stated if each.line_key == line["key"]]
        assert Fraction(line["quantity"]) == sum((Fraction(each.quantity) for each in own), Fraction(0))
        assert Fraction(line["firm"]) == sum((Fraction(each.quantity) for each in own if each.is_firm), Fraction(0))
        assert sum((Fraction(share["quantity"]) for share in line["shares"]), Fraction(0)) == Fraction(line["quantity"])
        assert len(line["shares"]) == len(own)
        assert "E" not in line["quantity"] and "e" not in line["quantity"]


@given(statements())
def test_whoever_has_not_stated_a_line_is_missing_there_and_nobody_else(stated):
    members = [(f"m{number}", f"City m{number}") for number in range(1, 41)]
    found = missing(LINES, members, stated)
    for key in KEYS:
        said = {each.jurisdiction for each in stated if each.line_key == key}
        assert set(found.get(key, [])) == {name for _, name in members} - said


def test_zero_is_a_statement():
    stated = [a_statement(quantity="0")]
    (line,) = summed(LINES[:1], stated)
    assert (line["quantity"], line["shares"][0]["quantity"]) == ("0", "0")
    assert missing(LINES[:1], [("m1", "City m1")], stated) == {}


def test_a_member_that_misses_many_lines_is_told_how_many():
    lines = [Asked(f"Thing {number}", Decimal(0), gaps=1) for number in range(5)]
    found = hindrances(members=2, lines=lines, gaps=[Gap("m1", "City m1", 5, ("Thing 0", "Thing 1", "Thing 2"))])
    assert [each.sentence for each in found] == ["City m1 has not stated a quantity for 5 lines."]
    found = hindrances(members=60, lines=lines, gaps=[Gap(f"m{n}", f"City {n}", 1, ("Thing 0",)) for n in range(50)])
    assert len(found) == 21 and found[-1].sentence == "30 more members have not stated all their quantities."


def test_years_add_up_and_an_option_is_asked_of_its_member_alone():
    lines = [LINES[0], Line("p2", "Ramp", "piece", "m1", "City m1")]
    stated = [
        Stated("p1", "m1", "j1", "City m1", Decimal("1.5"), True, 1, Decimal(2)),
        Stated("p1", "m1", "j1", "City m1", Decimal("0.5"), True, 2),
        Stated("p1", "m2", "j2", "City m2", Decimal(3), False, 1),
        Stated("p1", "m2", "j2", "City m2", Decimal(0), False, 2),
    ]
    one, own = summed(lines, stated, 2)
    assert (one["years"], one["quantity"], one["firm"]) == (["4.5", "0.5"], "5", "2")
    assert [(each["years"], each.get("minimum")) for each in one["shares"]] == [
        (["1.5", "0.5"], "2"),
        (["3", "0"], None),
    ]
    assert (own["optional"], own["group"]) == (True, "Options of City m1 alone") and "optional" not in one
    assert missing(lines, [("m1", "City m1"), ("m2", "City m2")], stated) == {"p2": ["City m1"]}


@pytest.mark.parametrize(
    ("said", "years", "found"),
    [
        ({"quantity": Decimal(3)}, 1, [Decimal(3)]),
        ({"quantity": None}, 1, None),
        ({"years": [Decimal(1), Decimal(0)]}, 2, [Decimal(1), Decimal(0)]),
        ({"years": [None, None]}, 2, None),
        ({"years": [Decimal(1), None]}, 2, "State a quantity for each of the 2 years; 0 where you need none."),
        ({"quantity": Decimal(3)}, 2, "State a quantity for each of the 2 years; 0 where you need none."),
        ({"years": [Decimal(1), Decimal(1)]}, 1, "State a quantity for each of the 1 years; 0 where you need none."),
        ({"quantity": Decimal(3), "years": [Decimal(1), Decimal(1)]}, 2, "The quantity is not the sum of its years."),
    ],
)
def test_a_statement_says_every_year_or_nothing(said, years, found):
    if isinstance(found, str):
        with pytest.raises(ValueError, match=found[:30]):
            amounts(said, years)
    else:
        assert amounts(said, years) == found


@given(some.integers(1, 400), some.sampled_from(["majority", "two-thirds", "all"]))
def test_a_majority_is_of_the_members_not_of_those_who_voted(members, needs):
    needed = yes_needed(needs, members)
    share = {"majority": Fraction(1, 2), "two-thirds": Fraction(2, 3), "all": Fraction(1)}[needs]
    enough = Fraction(needed, members) > share if needs == "majority" else Fraction(needed, members) >= share
    less = Fraction(needed - 1, members)
    assert enough and (less <= share if needs == "majority" else less < share)
    assert carries(needs, tally(["yes"] * needed + ["no"] * (members - needed), members))
    assert not carries(needs, tally(["yes"] * (needed - 1) + ["abstain"] * (members - needed + 1), members))


def test_a_lost_gate_stands_in_the_way_until_it_is_carried_anew():
    lost = Decided("a", "Buy chargers", "publication", "lost")
    again = Decided("b", "Buy chargers", "publication", "open", "a")
    assert stands_in_the_way([lost], "publication") == [
        "The members voted against “Buy chargers”, which is needed before the publication."
    ]
    assert "still voting" in stands_in_the_way([lost, again], "publication")[0]
    assert stands_in_the_way([lost, Decided("b", "Buy chargers", "publication", "carried", "a")], "publication") == []
    withdrawn = Decided("b", "Buy chargers", "publication", "withdrawn", "a")
    assert len(stands_in_the_way([lost, withdrawn], "publication")) == 1
    assert stands_in_the_way([lost], "commitment") == []
