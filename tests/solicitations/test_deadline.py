"""Deadlines as people set them, around daylight saving and with everything that is no day or time."""

from datetime import UTC, date, datetime

import pytest

from procurement.core.errors import Invalid
from procurement.solicitations import deadline

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    "day, clock, zone, expected",
    [
        ("2026-12-01", "14:00", CHICAGO, datetime(2026, 12, 1, 20, tzinfo=UTC)),
        ("2026-07-01", "14:00", CHICAGO, datetime(2026, 7, 1, 19, tzinfo=UTC)),
        ("2026-07-01", "14:00", "America/Phoenix", datetime(2026, 7, 1, 21, tzinfo=UTC)),
        ("2026-03-08", "03:00", CHICAGO, datetime(2026, 3, 8, 8, tzinfo=UTC)),
        ("2026-11-01", "00:59", CHICAGO, datetime(2026, 11, 1, 5, 59, tzinfo=UTC)),
        ("2026-11-01", "02:00", CHICAGO, datetime(2026, 11, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_one_instant(day, clock, zone, expected):
    assert deadline.instant_of(day, clock, zone) == expected
    assert deadline.entries(expected, zone) == {"due_date": day, "due_time": clock}


@pytest.mark.parametrize(
    "day, clock, place, sentence",
    [
        (
            "2026-03-08",
            "02:30",
            "due_time",
            "2:30 a.m. does not exist on Sunday, March 8, 2026: the clocks go forward.",
        ),
        ("2026-11-01", "01:30", "due_time", "1:30 a.m. comes twice on Sunday, November 1, 2026: the clocks go back."),
        ("2026-02-29", "14:00", "due_date", "“2026-02-29” is not a day of the calendar."),
        ("0001-01-01", "14:00", "due_date", "Choose a year between 2000 and 2200."),
        ("2026-12-01", "", "due_time", "Give the time as well."),
        ("", "14:00", "due_date", "Give the day as well."),
        ("2026-12-01", "25:00", "due_time", "“25:00” is not a time of day"),
        ("2026-12-01", "14:00:30", "due_time", "“14:00:30” is not a time of day"),
        ("2026-12-01", "14:00+02:00", "due_time", "“14:00+02:00” is not a time of day"),
    ],
)
def test_what_is_no_deadline_gets_a_sentence(day, clock, place, sentence):
    with pytest.raises(Invalid) as refused:
        deadline.instant_of(day, clock, CHICAGO)
    assert refused.value.faults[place][0].startswith(sentence)


def test_none_is_none():
    assert deadline.instant_of("", "", CHICAGO) is None


def test_the_day_of_publication_does_not_count():
    late_evening = datetime(2026, 12, 2, 4, tzinfo=UTC)
    assert deadline.earliest_day(late_evening, 14, CHICAGO) == date(2026, 12, 15)
