"""The sum of what members need: exact, in a fixed order, and who is missing."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from procurement.pools.demand import Stated, missing, summed
from procurement.pools.settling import hindrances

KEYS = ("p1", "p2", "p3")
LINES = [(key, f"Thing {key}", "piece") for key in KEYS]
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
    found = missing(KEYS, members, stated)
    for key in KEYS:
        said = {each.jurisdiction for each in stated if each.line_key == key}
        assert set(found.get(key, [])) == {name for _, name in members} - said


def test_zero_is_a_statement():
    stated = [a_statement(quantity="0")]
    (line,) = summed(LINES[:1], stated)
    assert (line["quantity"], line["shares"][0]["quantity"]) == ("0", "0")
    assert missing(["p1"], [("m1", "City m1")], stated) == {}


def test_a_member_that_misses_many_lines_is_told_how_many():
    demand = summed([(f"p{number}", f"Thing {number}", "piece") for number in range(5)], [])
    open_lines = {line["key"]: ["City m1"] for line in demand}
    found = hindrances(members=2, demand=demand, missing=open_lines, invited=[])
    assert [each.sentence for each in found] == ["City m1 has not stated a quantity for 5 lines."]
