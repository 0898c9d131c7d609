"""What each member of a pool pays and saves: its own quantities, the tier of all, its region, its own last prices."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from procurement.responses.paying import purchases, saving
from procurement.responses.prices import schedule


def a_line(shares, **given):
    """A line whose members' quantities are {member: quantity}, or {member: (quantity, region)}."""
    pairs = {name: each if isinstance(each, tuple) else (each, "") for name, each in shares.items()}
    said = [{"participation_id": name, "quantity": quantity, **({"region": region} if region else {})}
            for name, (quantity, region) in pairs.items()]  # fmt: skip
    total = str(sum(Decimal(quantity) for quantity, _ in pairs.values()))
    return {"key": "p1", "description": "Truck", "unit": "truck", "quantity": total, "shares": said, **given}


def cents(line, prices, member):
    return [each.cents for each in purchases([line], {"p1": prices}, member)]


def test_a_small_member_pays_the_price_of_the_tier_that_all_reach_together():
    line = a_line({"small": "2", "large": "198"}, tiers=["0", "100"])
    assert cents(line, {"by_tier": {"all": ["10", "8"]}}, "small") == [1600]


def test_each_pays_the_price_of_its_region():
    regions = [{"key": "n", "name": "North", "quantity": "3"}, {"key": "s", "name": "South", "quantity": "1"}]
    line = a_line({"a": ("3", "n"), "b": ("1", "s")}, regions=regions)
    prices = {"by_tier": {"n": ["10"], "s": ["12"]}}
    assert (cents(line, prices, "a"), cents(line, prices, "b")) == ([3000], [1200])


def test_years_are_bought_one_by_one_at_their_own_prices():
    shares = [{"participation_id": "a", "quantity": "5", "years": ["2", "3"]}]
    line = {**a_line({"a": "5"}), "years": ["2", "3"], "shares": shares}
    found = purchases([line], {"p1": {"unit_prices": ["10", "11"]}}, "a")
    assert [(each.year, each.cents) for each in found] == [(1, 2000), (2, 3300)]


def test_what_was_paid_before_is_compared_only_where_it_was_stated():
    lines = [a_line({"a": "10"}), {**a_line({"a": "1"}), "key": "p2"}]
    prices = {"p1": {"unit_price": "9"}, "p2": {"unit_price": "100"}}
    found = saving(lines, prices, "a", {"p1": Decimal(10)})
    assert (found.cents, found.compared_cents, found.last_cents) == (19000, 9000, 10000)
    assert (found.saved_cents, found.share, found.lines, found.of_lines) == (1000, Fraction(1, 10), 1, 2)
    assert saving(lines, prices, "a", {}).saved_cents is None
    assert saving(lines, prices, "a", {"p1": Decimal(8)}).saved_cents == -1000


@given(some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 10**6), min_size=1), some.integers(1, 10**6))
def test_what_the_members_pay_adds_up_to_the_compared_price_but_for_their_rounding(quantities, price):
    line = a_line({name: str(Decimal(each).scaleb(-3)) for name, each in quantities.items()}, tiers=["0", "100"])
    prices = {"by_tier": {"all": [str(Decimal(price).scaleb(-4)), str(Decimal(price).scaleb(-5))]}}
    paid = sum(sum(cents(line, prices, name)) for name in quantities)
    whole = schedule([line], {"p1": prices}).cents
    assert abs(paid - whole) <= len(quantities)
