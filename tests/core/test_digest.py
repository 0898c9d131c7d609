"""The same data has the same digest, however it was written."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from procurement.core.digest import canonical, digest


def test_order_of_keys_and_spelling_of_numbers_and_zones_do_not_matter():
    here = datetime(2026, 12, 1, 8, tzinfo=timezone(timedelta(hours=-6)))
    there = datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert digest({"a": Decimal("40.0"), "b": here}) == digest({"b": there, "a": Decimal("40")})


def test_large_and_small_decimals_are_written_out():
    assert canonical([Decimal("1E+3"), Decimal("0.50")]) == '["1000","0.5"]'


def test_a_change_changes_it():
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}])
def test_binary_floats_are_refused(value):
    with pytest.raises(TypeError, match="no exact canonical form"):
        digest(value)
