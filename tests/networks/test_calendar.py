"""Days and instants: published cases, daylight saving, holidays, closures, and packs combined by their strictest."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from procurement.networks.calendar import WorkCalendar
from procurement.networks.packs import Pack, combine
from procurement.networks.rules import Counted

PUBLISHED = Path(__file__).parents[2] / "../shared/data/deadline_cases.json"
CHICAGO = "America/Chicago"
WORKING, CALENDAR = Counted.WORKING, Counted.CALENDAR


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


#: (start, days, counted, zone, end): forward to the end of the last day, backward to the beginning of the first.
SPANS = [
    ("2026-10-30T12:00:00-05:00", 3, WORKING, CHICAGO, "2026-11-05T00:00:00-06:00"),
    ("2026-11-04T09:00:00-06:00", -3, WORKING, CHICAGO, "2026-10-30T00:00:00-05:00"),
    ("2026-03-06T23:59:00-06:00", 3, CALENDAR, CHICAGO, "2026-03-10T00:00:00-05:00"),
    ("2026-03-10T00:01:00-05:00", -3, CALENDAR, CHICAGO, "2026-03-07T00:00:00-06:00"),
    ("2026-07-01T12:00:00-07:00", 2, CALENDAR, "America/Phoenix", "2026-07-04T00:00:00-07:00"),
]


@pytest.mark.parametrize("start, days, counted, zone, expected", SPANS)
def test_full_days_begin_and_end_at_local_midnight_whatever_the_clocks_do(start, days, counted, zone, expected):
    assert WorkCalendar(zone).span(at(start), days, counted) == at(expected)


def published(rule: str) -> list:
    if not PUBLISHED.exists():
        return []
    return [each for each in json.loads(PUBLISHED.read_text()) if rule in each["rule"]]


@pytest.mark.parametrize("case", published("days, Europe/Kyiv"), ids=lambda case: str(case["inputs"]))
def test_published_spans(case):
    given = case["inputs"]
    calendar = WorkCalendar(given["tz"])
    assert calendar.span(at(given["start"]), given["days"], Counted(given["kind"])) == at(case["expected"])


@pytest.mark.parametrize("case", published("closing = publish date"), ids=lambda case: case["inputs"]["length"])
def test_published_marketplace_days(case):
    given, expected = case["inputs"], case["expected"]
    calendar = WorkCalendar("UTC")
    days, questions = {"1 week": (7, 2), "2 weeks": (14, 5)}[given["length"]]
    day = date.fromisoformat(given["published_at"][:10])
    closing = calendar.add(day, days)
    assert closing == date.fromisoformat(expected["applications_closed_at"][:10])
    assert calendar.add(day, questions, WORKING) == date.fromisoformat(expected["questions_closed_at"][:10])
    assert calendar.add(closing, -1, WORKING) == date.fromisoformat(expected["answers_published_by"][:10])
    # Theirs ends at 23:59:59 UTC; a day here ends where the next one begins, on the wall of its own zone.
    assert calendar.ends(closing) > at(expected["applications_closed_at"] + "+00:00")


def test_holidays_are_the_states_the_federal_ones_or_none_and_observed_days_count():
    day, columbus = date(2026, 7, 3), date(2026, 10, 12)
    assert WorkCalendar(CHICAGO, "WA", "state").closed(day) == "Independence Day (observed)"
    assert WorkCalendar(CHICAGO, "WA", "state").is_working(columbus)
    assert WorkCalendar(CHICAGO, "WA", "federal").closed(columbus) == "Columbus Day"
    assert WorkCalendar(CHICAGO, "WA", "none").is_working(day)
    assert WorkCalendar(CHICAGO, "WA", "state").closed(date(2021, 12, 31)) == "New Year's Day (observed)"


def test_own_closures_are_no_working_days_and_say_their_name():
    calendar = WorkCalendar.of(CHICAGO, "", "none", [{"date": "2026-12-24", "name": "Christmas Eve"}])
    assert calendar.closed(date(2026, 12, 24)) == "Christmas Eve"
    assert calendar.add(date(2026, 12, 23), 1, WORKING) == date(2026, 12, 25)
    assert calendar.working(date(2026, 12, 24), -1) == date(2026, 12, 23)
    assert calendar.closed(date(2026, 12, 26)) == "a Saturday"


def test_a_time_of_day_stays_on_the_wall_across_a_change_of_the_clocks():
    calendar = WorkCalendar(CHICAGO)
    assert calendar.later(at("2026-10-30T14:00:00-05:00"), 3) == at("2026-11-02T14:00:00-06:00")
    assert calendar.at(date(2026, 7, 1), time(12)) == datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert calendar.at(date(2026, 12, 1), time(12)) == datetime(2026, 12, 1, 18, tzinfo=UTC)


def test_the_strictest_pack_binds_on_the_day_and_is_named():
    calendar_days = Pack.of("Alder", {"notice_days": 14, "formal_threshold_cents": 50_000_00}, zone=CHICAGO)
    working_days = Pack.of("Birch", {"notice_days": {"value": 10, "counted": "working"}}, zone=CHICAGO, state_code="IL")
    both = combine([calendar_days, working_days])
    plain, christmas = both.after("notice_days", date(2026, 3, 2)), both.after("notice_days", date(2026, 12, 14))
    assert (plain.day, plain.whose) == (date(2026, 3, 16), "Alder")
    assert (christmas.day, christmas.whose) == (date(2026, 12, 29), "Birch")
    assert both.binding("formal_threshold_cents").whose == "Alder"
    both = combine([calendar_days, Pack.of("Cedar", {"deadline_on_closed_days": False}, zone=CHICAGO)])
    assert both.binding("deadline_on_closed_days").whose == "Cedar"
