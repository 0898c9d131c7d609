"""Instants, days, amounts and quantities in words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from procurement.core import words

NOW = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "zone", "text"),
    [
        ("2026-12-01T20:00Z", "America/Chicago", "Tuesday, December 1, 2026, at 2:00 p.m. Central Time"),
        ("2026-07-01T19:00Z", "America/Chicago", "Wednesday, July 1, 2026, at 2:00 p.m. Central Time"),
        # Where the clock never changes, the name says so.
        ("2026-07-01T19:00Z", "America/Phoenix", "Wednesday, July 1, 2026, at 12:00 noon Mountain Standard Time"),
        (
            "2026-07-01T19:00Z",
            "Pacific/Honolulu",
            "Wednesday, July 1, 2026, at 9:00 a.m. Hawaii-Aleutian Standard Time",
        ),
        # Zones for which the Unicode tables have no name of their own.
        ("2026-07-01T19:05Z", "America/Indiana/Indianapolis", "Wednesday, July 1, 2026, at 3:05 p.m. Eastern Time"),
        ("2026-01-01T19:05Z", "America/Kentucky/Louisville", "Thursday, January 1, 2026, at 2:05 p.m. Eastern Time"),
        ("2026-07-01T19:05Z", "UTC", "Wednesday, July 1, 2026, at 7:05 p.m. Coordinated Universal Time"),
        # The hour that happens twice is told apart.
        ("2026-11-01T06:30Z", "America/Chicago", "Sunday, November 1, 2026, at 1:30 a.m. Central Daylight Time"),
        ("2026-11-01T07:30Z", "America/Chicago", "Sunday, November 1, 2026, at 1:30 a.m. Central Standard Time"),
        (
            "2026-07-01T05:00Z",
            "America/Chicago",
            "Wednesday, July 1, 2026, at 12:00 a.m. Central Time (midnight, as this day begins)",
        ),
    ],
)
def test_an_instant_is_told_as_people_in_the_zone_read_it(instant, zone, text):
    assert words.when(datetime.fromisoformat(instant), zone) == text


def test_a_receipt_tells_the_second():
    instant = datetime(2026, 12, 1, 19, 59, 59, tzinfo=UTC)
    assert words.when(instant, "America/Chicago", seconds=True) == (
        "Tuesday, December 1, 2026, at 1:59:59 p.m. Central Time"
    )


def test_what_a_zone_means_depends_on_the_date():
    assert words.zone_meaning(NOW, "America/Chicago") == "Central Daylight Time, 5 hours behind UTC"
    winter = datetime(2026, 12, 1, tzinfo=UTC)
    assert words.zone_meaning(winter, "America/Chicago") == "Central Standard Time, 6 hours behind UTC"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        words.when(datetime(2026, 5, 5), "America/Chicago")


def test_an_instant_falls_on_a_day_only_in_a_zone():
    late = datetime(2026, 12, 2, 3, tzinfo=UTC)
    assert words.day(late, "America/Chicago") == "Tuesday, December 1, 2026"
    assert words.day(date(2026, 12, 1)) == "Tuesday, December 1, 2026"
    with pytest.raises(ValueError, match="time zone"):
        words.day(late)


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "$0.00"), (5, "$0.05"), (123450, "$1,234.50"), (-123450, "−$1,234.50"), (-5, "−$0.05")]
)
def test_money_is_told_to_the_cent(cents, text):
    assert words.money(cents) == text


@pytest.mark.parametrize("amount", [1.5, Decimal("1.50"), True])
def test_money_that_is_not_whole_cents_is_refused(amount):
    with pytest.raises(TypeError):
        words.money(amount)


@pytest.mark.parametrize(
    ("number", "text"),
    [("1200.000000", "1,200"), ("0.250000", "0.25"), ("100", "100"), ("1E+3", "1,000"), ("0", "0")],
)
def test_a_quantity_is_told_exactly(number, text):
    assert words.quantity(Decimal(number)) == text


@pytest.mark.parametrize(
    ("dollars", "text"), [("12.500000", "$12.50"), ("0.003125", "$0.003125"), ("1200", "$1,200.00"), ("-1", "−$1.00")]
)
def test_a_unit_price_is_never_rounded(dollars, text):
    assert words.unit_price(Decimal(dollars)) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (34 * 1024 + 500, "34 kB"),
        (2_250_000, "2.1 MB"),
        (26_300_000, "25 MB"),
    ],
)
def test_the_size_of_a_file(count, text):
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (timedelta(days=9, hours=23), "in 9 days"),
        (timedelta(hours=26), "in 26 hours"),
        (timedelta(minutes=119, seconds=59), "in 119 minutes"),
        (timedelta(seconds=61), "in 1 minute"),
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(), "just now"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(minutes=-1), "1 minute ago"),
    ],
)
def test_how_far_away_an_instant_is(gap, text):
    assert words.ahead(NOW + gap, NOW) == text
