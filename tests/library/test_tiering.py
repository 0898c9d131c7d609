"""Prices by volume and region: the tier that summed quantities reach, what counts, what contradicts itself."""

from decimal import Decimal

import pytest

from procurement.core.errors import Invalid
from procurement.core.shapes import load
from procurement.library import pricing, tiering
from procurement.library.pricing import PriceLine
from procurement.responses import entering
from procurement.responses.prices import schedule

SALT = {"key": "p1", "description": "Road salt", "unit": "ton", "quantity": "150", "optional": False}
BY_VOLUME = {**SALT, "tiers": ["0", "100", "500"]}
BY_REGION = {
    **BY_VOLUME,
    "regions": [
        {"key": "north", "name": "North", "quantity": "90"},
        {"key": "south", "name": "South", "quantity": "60"},
    ],
}
PRICES = {"p1": {"by_tier": {"all": ["80", "70.5", "61"]}}}
REGIONAL = {"p1": {"by_tier": {"north": ["80", "70", "60"], "south": ["90", "75", "65"]}}}


def total(line, prices):
    return schedule([line], prices).exact


def test_the_quantity_of_all_together_reaches_the_tier_whose_price_everybody_pays():
    assert total(BY_VOLUME, PRICES) == Decimal("150") * Decimal("70.5")
    assert total({**BY_VOLUME, "quantity": "99.999"}, PRICES) == Decimal("99.999") * 80
    assert total({**BY_VOLUME, "quantity": "100"}, PRICES) == Decimal(7050)
    # Neither region alone reaches the second tier's next step; together they stand in it.
    assert total(BY_REGION, REGIONAL) == 90 * 70 + 60 * 75


def test_every_year_stands_in_its_own_tier():
    line = {**BY_VOLUME, "years": ["50", "100"], "quantity": "150"}
    assert total(line, PRICES) == 50 * 80 + Decimal("70.5") * 100
    assert total({**line, "counted_years": 1}, PRICES) == 50 * 80


def test_a_stated_mix_is_compared_instead_of_the_sum():
    line = {**BY_REGION, "mix": [{"region": "north", "tier": 0, "quantity": "10"},
                                 {"region": "south", "tier": 2, "quantity": "1"}]}  # fmt: skip
    assert total(line, REGIONAL) == 10 * 80 + 65
    assert tiering.in_words(line).endswith("compared at 10 (North, below 100); 1 (South, 500 and more)")


def test_one_open_price_leaves_the_total_open_and_is_named():
    open_cell = {"p1": {"by_tier": {"north": ["80", None, "60"], "south": ["90", "75", "65"]}}}
    found = schedule([BY_REGION], open_cell)
    assert found.exact is None
    assert [(row.name, row.cells[tier][0]) for row, tier in found.lines[0].missing_cells] == [
        ("North", "100 to below 500")
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tiers": ["0"]}, "at least two tiers"),
        ({"tiers": ["10", "100"]}, "the first from 0"),
        ({"tiers": ["0", "100", "100"]}, "more than the one before"),
        ({"regions": BY_REGION["regions"][:1]}, "at least two regions"),
        ({"quantity": "151"}, "do not add up"),
        ({"mix": [{"region": "west", "tier": 0, "quantity": "1"}]}, "does not have"),
        ({"mix": [{"region": "north", "tier": 3, "quantity": "1"}]}, "does not have"),
        ({"mix": [{"region": "north", "tier": 0, "quantity": "0"}]}, "is empty"),
        ({"years": ["100", "50"]}, "how many in each of the 2 years"),
    ],
)
def test_a_line_that_contradicts_itself_is_told_so(change, says):
    assert any(says in sentence for _, sentence in pricing.faults([{**BY_REGION, **change}]))
    assert pricing.faults([BY_REGION]) == []


def test_what_is_entered_is_kept_by_region_and_tier():
    faults = {}
    given = {"p1": {"by_tier": {"north": ["80", "70", "60"], "south": ["90", "", "65"]}}}
    kept = entering.prices({"price_lines": [BY_REGION]}, {}, given, faults)
    assert (kept["p1"]["by_tier"]["south"], faults) == (["90", None, "65"], {})
    entering.prices({"price_lines": [BY_REGION]}, {}, {"p1": {"by_tier": {"west": ["1"]}}}, faults)
    entering.prices({"price_lines": [BY_VOLUME]}, {}, {"p1": {"by_tier": {"all": ["x"]}}}, faults)
    assert set(faults) == {"prices.p1.by_tier", "prices.p1.by_tier.all.0"}


def test_the_shape_keeps_what_says_something_and_refuses_what_is_no_number():
    sent = {**BY_REGION, "mix": []}
    kept = load(PriceLine(), sent)
    assert "mix" not in kept
    assert [each["quantity"] for each in kept["regions"]] == [Decimal(90), Decimal(60)]
    with pytest.raises(Invalid):
        load(PriceLine(), {**BY_VOLUME, "tiers": ["0", "many"]})
