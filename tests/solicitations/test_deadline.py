"""Deadlines as people set them, around daylight saving and with everything that is no day or time."""

from datetime import UTC, date, datetime

import pytest

from procurement.core.errors import Invalid
from procurement.solicitations import deadline
from procurement.solicitations.models import Solicitation
from procurement.solicitations.queries import is_closed

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


#: The deadline as somebody's program writes it, and instants of attempts: as text each compares the other way round.
DUE = "2026-12-01T14:00:00-06:00"
ATTEMPTS = {
    "2026-12-01T19:59:59.999999+00:00": True,
    "2026-12-01T20:00:00Z": False,
    "2026-12-01T14:00:23-06:00": False,
    "2026-12-01T12:30:00-08:00": False,
    "2026-12-02T04:59:59+09:00": True,
}


@pytest.mark.parametrize("attempt, in_time", ATTEMPTS.items())
def test_late_is_judged_by_the_instant_not_by_its_text_and_equality_is_late(attempt, in_time):
    solicitation = Solicitation(due_at=datetime.fromisoformat(DUE))
    assert is_closed(solicitation, datetime.fromisoformat(attempt)) is not in_time
