"""Fees add up to the cent however they come in, quarters end when they end, and the vendor's report counts first."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from procurement.contracts import quarters
from procurement.contracts.fees import Basis, Counted, owed, to_book, total
from procurement.contracts.quarters import Quarter

QUARTER_PERCENT = Decimal("0.25")


def test_a_quarter_percent_of_many_small_reports_is_a_quarter_percent_of_their_sum():
    booked, bought = 0, 0
    for cents in [199] * 100:
        booked += to_book([Basis(QUARTER_PERCENT, bought)], booked, Basis(QUARTER_PERCENT, cents))
        bought += cents
    # Each alone would round to nothing.
    assert (owed([Basis(QUARTER_PERCENT, 199)]), booked) == (0, 50)


@given(
    some.lists(some.tuples(some.sampled_from(["0.25", "0.5", "1.125"]), some.integers(-(10**6), 10**9)), max_size=30)
)
def test_the_entries_always_add_up_to_the_whole_rounded_once(changes):
    before: dict[Decimal, int] = {}
    booked = 0
    for text, cents in changes:
        change = Basis(Decimal(text), cents)
        booked += to_book([Basis(*each) for each in before.items()], booked, change)
        before[change.percent] = before.get(change.percent, 0) + cents
    exact = sum((percent * cents for percent, cents in before.items()), Decimal(0)) / 100
    assert abs(Decimal(booked) - exact) <= Decimal("0.5")
    assert booked == owed([Basis(*each) for each in before.items()])


def test_a_correction_books_what_it_changes_and_taking_all_back_leaves_nothing():
    booked = to_book([], 0, Basis(QUARTER_PERCENT, 123_45))
    assert booked == 31
    assert to_book([Basis(QUARTER_PERCENT, 123_45)], booked, Basis(QUARTER_PERCENT, -123_45)) == -31


def test_the_vendors_report_counts_and_the_members_stands_in_for_it():
    counted = {
        ("alder", "2026-Q1"): Counted(by_vendor=100, by_member=120),
        ("birch", "2026-Q1"): Counted(by_member=50),
        ("cedar", "2026-Q1"): Counted(by_vendor=0),
    }
    assert total(counted) == 150
    assert [each.difference for each in counted.values()] == [-20, None, None]


def test_a_quarter_is_what_people_write_and_is_due_thirty_days_after_its_end():
    found = quarters.parse(" 2026 q4 ")
    assert (found.key, found.ends_on, found.due_on) == ("2026-Q4", date(2026, 12, 31), date(2027, 1, 30))
    assert quarters.of(date(2026, 3, 31)) == Quarter(2026, 1) and quarters.of(date(2026, 4, 1)) == Quarter(2026, 2)
    for wrong in ("2026-Q5", "Q2", "26-Q1", ""):
        with pytest.raises(ValueError, match="is no quarter"):
            quarters.parse(wrong)


def test_only_quarters_that_have_ended_are_to_be_reported():
    term = (date(2026, 2, 15), date(2026, 12, 31))
    assert [each.key for each in quarters.of_term(*term, date(2026, 9, 30))] == ["2026-Q1", "2026-Q2"]
    assert [each.key for each in quarters.of_term(*term, date(2027, 6, 1))][-1] == "2026-Q4"
