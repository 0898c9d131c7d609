"""The dates of a procurement: forward and backward the same, each with the rule that set it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.networks.packs import Combined, Pack, combine
from procurement.solicitations.schedule import Wishes, plan

CHICAGO = "America/Chicago"
CODE = {
    "notice_days": {"value": 14, "citation": "Alder Code 3.12"},
    "question_days": {"value": 5, "counted": "working"},
    "deadline_time": "14:00",
    "deadline_on_closed_days": False,
    "protest_days": {"value": 5, "counted": "working", "citation": "Alder Code 3.40"},
}


def bound(*stored: dict) -> Combined:
    names = ("Alder", "Birch")
    packs = [Pack.of(name, each, zone=CHICAGO, state_code="IL") for name, each in zip(names, stored, strict=False)]
    return combine(packs)


def test_forward_from_publication_every_date_has_its_rule():
    found = plan(bound(CODE), Wishes(publish_on=date(2026, 12, 11)))
    days = {step.key: step.day.isoformat() for step in found.steps}
    assert days == {
        "publication": "2026-12-11",
        "questions": "2026-12-18",
        "addendum": "2026-12-24",
        "deadline": "2026-12-28",
        "opening": "2026-12-28",
        "evaluation": "2027-01-20",
        "notice": "2027-01-27",
        "protest": "2027-02-03",
        "final": "2027-02-04",
        "contract": "2027-02-22",
    }
    deadline = found.step("deadline")
    assert deadline.at == datetime(2026, 12, 28, 20, tzinfo=UTC)
    assert deadline.note == (
        "Moved to Monday, December 28, 2026: Alder is closed on Friday, December 25, 2026 (Christmas Day) and "
        "Saturday, December 26, 2026 (a Saturday) and Sunday, December 27, 2026 (a Sunday)."
    )
    assert (deadline.source, found.step("protest").source) == ("Alder Code 3.12", "Alder Code 3.40")
    assert deadline.rule == "Minimum notice of Alder: 14 calendar days after publication. Deadlines are at 2:00 p.m."
    assert found.step("addendum").note.startswith("Moved back from Friday, December 25, 2026 (Christmas Day)")
    assert found.faults == ()
    assert sorted(days.values()) == list(days.values())


def test_noon_is_noon_on_the_wall_whatever_standard_or_daylight_time_says():
    noon = {**CODE, "deadline_time": "12:00"}
    summer = plan(bound(noon), Wishes(publish_on=date(2026, 6, 15)))
    winter = plan(bound(noon), Wishes(publish_on=date(2026, 1, 12)))
    assert summer.step("deadline").at == datetime(2026, 6, 29, 17, tzinfo=UTC)
    assert winter.step("deadline").at == datetime(2026, 1, 26, 18, tzinfo=UTC)
    # The end of questions lies before the change of the clocks, the deadline behind it (Election Day is a holiday).
    across = plan(bound(noon), Wishes(publish_on=date(2026, 10, 26)))
    assert across.step("deadline").at == datetime(2026, 11, 9, 18, tzinfo=UTC)
    assert across.step("questions").at == datetime(2026, 10, 30, 17, tzinfo=UTC)


def test_the_hour_is_the_one_that_any_member_prescribes():
    free = {key: value for key, value in CODE.items() if key != "deadline_time"}
    found = plan(bound(free, {"deadline_time": "15:00"}), Wishes(publish_on=date(2026, 6, 15)))
    assert found.step("deadline").at == datetime(2026, 6, 29, 20, tzinfo=UTC)
    assert "Deadlines are at 3:00 p.m. on the clocks of" in found.step("deadline").rule


def test_the_member_that_binds_each_date_is_named():
    other = {"notice_days": {"value": 15, "counted": "working"}, "protest_days": 1, "question_days": 3}
    found = plan(bound(CODE, other), Wishes(publish_on=date(2026, 3, 2)))
    assert "of Birch: 15 working days" in found.step("deadline").rule
    assert "of Alder: 5 working days" in found.step("protest").rule
    assert "of Alder: 5 working days" in found.step("questions").rule


BROKEN = [
    (Wishes(publish_on=date(2026, 12, 1), due_on=date(2026, 12, 14)), ["notice-short"]),
    (Wishes(publish_on=date(2026, 12, 1), due_on=date(2026, 12, 19)), ["deadline-closed"]),
    (Wishes(publish_on=date(2026, 12, 1), clock="15:00"), ["deadline-time"]),
    (Wishes(publish_on=date(2026, 12, 1), award_on=date(2026, 12, 20)), ["award-early"]),
    (Wishes(publish_on=date(2026, 11, 2)), ["publish-past"]),
    (Wishes(publish_on=date(2026, 12, 1), questions_on=date(2026, 12, 14)), ["questions-late"]),
    (Wishes(publish_on=date(2026, 12, 20), due_on=date(2026, 12, 8)),
     ["deadline-before", "notice-short", "questions-past"]),
    (Wishes(award_on=date(2026, 12, 31)), ["publish-past"]),
]  # fmt: skip


@pytest.mark.parametrize("wishes, expected", BROKEN, ids=lambda value: str(value))
def test_wishes_that_break_a_rule_are_named(wishes, expected):
    found = plan(bound(CODE), wishes, today=date(2026, 11, 20))
    assert [each.code for each in found.faults] == expected


def test_nothing_given_is_refused():
    with pytest.raises(ValueError):
        plan(bound(CODE), Wishes())


@settings(max_examples=25)
@given(st.integers(0, 900), st.sampled_from([{}, CODE, {"notice_days": {"value": 30, "counted": "working"}}]))
def test_backward_is_the_latest_day_from_which_forward_is_in_time(days, stored):
    rules, award = bound(stored), date(2026, 6, 1) + timedelta(days=days)
    found = plan(rules, Wishes(award_on=award))
    publish_on = found.step("publication").day
    assert found.step("final").day <= award
    assert rules.calendar.is_working(publish_on)
    following = rules.calendar.working(publish_on + timedelta(days=1))
    assert plan(rules, Wishes(publish_on=following)).step("final").day > award
    due = found.step("deadline").day
    assert plan(rules, Wishes(due_on=due)).step("publication").day >= publish_on
