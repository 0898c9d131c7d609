"""The pure parts of overviews: periods to the day, sums to the cent, drawings that say what the table says."""

import io
from datetime import UTC, date, datetime

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pdf
from procurement.overview import figures, periods, presenting
from procurement.overview.addressing import rows_at
from procurement.overview.figures import Board, Day, Group, Party
from procurement.packets import overview


def test_a_period_has_its_days_in_its_zone():
    today = date(2026, 11, 22)
    year = periods.parse("", today)
    assert (year.from_on, year.to_on) == (date(2025, 11, 23), today)
    assert periods.parse("2025", today).to_on == date(2025, 12, 31)
    assert periods.parse("2026", today).to_on == today
    assert periods.instants(periods.parse("2025", today), "America/Denver") == (
        datetime(2025, 1, 1, 7, tzinfo=UTC), datetime(2026, 1, 1, 7, tzinfo=UTC)
    )  # fmt: skip
    assert periods.parse("all", today).from_on is None
    for wrong in ("2016", "2027", "last week", "٢٠٢٦"):
        with pytest.raises(ValueError):
            periods.parse(wrong, today)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_the_months_ahead_hold_every_day_ahead_once(today):
    last, months = periods.ahead(today), periods.months(today)
    assert months[0] <= today and len(months) in (12, 13) and len(set(months)) == len(months)
    assert months[-1] == last.replace(day=1) and (last - today).days in (364, 365)
    assert periods.parse("", last).from_on <= today


@given(st.lists(st.integers(0, 10**15), max_size=8))
def test_drawings_keep_order_and_fill_the_bar(values):
    lengths = figures.lengths(values)
    assert sorted(lengths) == [length for _, length in sorted(zip(values, lengths, strict=True))]
    assert all((length > 0) == (value > 0) for value, length in zip(values, lengths, strict=True))
    pieces = figures.split(values)
    assert sum(width for _, width in pieces) == (1000 if sum(values) else 0)
    assert all(x == sum(width for _, width in pieces[:at]) for at, (x, _) in enumerate(pieces))


def test_areas_that_differ_in_capitals_are_one_and_addresses_say_what_is_empty():
    merged = figures.by_area(
        [Group("awards", "alone", "Roads", 2026, 1, 500, 1), Group("awards", "alone", "roads", 2026, 2, 0, 0)]
    )
    assert merged == [Group("awards", "alone", "Roads", 2026, 3, 500, 1)]
    assert figures.hours(749) == 2
    assert rows_at("/x", "ends", period="all", area="", month=date(2026, 11, 1), vendor=None) == (
        "/x/rows?figure=ends&period=all&area=&month=2026-11"
    )


def test_however_much_there_is_two_pages_are_enough():
    today = date(2026, 11, 22)
    areas = [f"Focus area of the kind number {number}" for number in range(20)]
    people = [Party(str(at), f"Metropolitan Water and Power Authority {at}", 900, 10**13, 900) for at in range(40)]
    board = Board(
        groups=[Group(figure, "alone", area, 2026, 1234, 10**13, 9) for figure in figures.BUYING for area in areas],
        bought=[Group("bought", how, "", 0, 1234, 10**13, 1234) for how in ("alone", "together")],
        peers=people, vendors=people, months=periods.months(today),
        days=[Day(figure, month.replace(day=22), 88) for figure in figures.DAYS for month in periods.months(today)],
        doings=[Group(figure, "", area, 0, 1234) for figure in figures.PEERS for area in areas],
    )  # fmt: skip
    document = overview.printed(
        board, presenting.saved(board, "", ""), name="Common Ground Purchasing Partnership of Western Counties",
        is_network=True, from_on=date(2025, 11, 23), to_on=today, zone="America/Los_Angeles",
    )  # fmt: skip
    assert pdf.check(document) == []
    with pikepdf.open(io.BytesIO(pdf.render(document))) as paper:
        assert len(paper.pages) == 2
