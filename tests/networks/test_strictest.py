"""Several rule packs as one: who binds, and which rules cannot both be kept, on real calendars."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from procurement.networks import strictest
from procurement.networks.conflicts import conflicts
from procurement.networks.packs import Pack, combine

#: A Monday without holidays near.
MONDAY = date(2026, 5, 4)
CENTRAL, EASTERN = "America/Chicago", "America/New_York"


def a_pack(name="Alder", zone=CENTRAL, **stored):
    return Pack.of(name, stored, zone=zone, state_code="IL")


def days(count, counted="calendar", **more):
    return {"value": count, "counted": counted, **more}


def line(key, *packs):
    return next(each for each in strictest.report(combine(packs), MONDAY).lines if each.rule.key == key)


def codes(*packs):
    return [each.code for each in conflicts(combine(packs), MONDAY)]


def test_ten_working_days_are_stricter_than_thirteen_calendar_days():
    found = line("notice_days", a_pack(notice_days=days(13)), a_pack("Birch", notice_days=days(10, "working")))
    assert (found.binding.whose, found.binding.day) == ("Birch", date(2026, 5, 18))
    assert [each.day for each in found.packs] == [date(2026, 5, 17), date(2026, 5, 18)]


def test_the_lowest_threshold_the_largest_panel_and_the_shortest_limit_bind():
    lead = a_pack(formal_threshold_cents=10_000_000, minimum_evaluators=3, award_within_days=days(90))
    other = a_pack("Birch", formal_threshold_cents=5_000_000, minimum_evaluators=5, award_within_days=days(60))
    free = a_pack("Cedar")
    for key in ("formal_threshold_cents", "minimum_evaluators", "award_within_days"):
        found = line(key, lead, other, free)
        assert found.binding.whose == "Birch", key
    assert line("award_within_days", free).binding is None


def test_two_hours_of_the_day_are_a_conflict_with_a_way_out_for_who_may_waive():
    lead = a_pack(deadline_time="14:00")
    strict = a_pack("Birch", deadline_time={"value": "17:00", "waivable": True, "signed_by": "officer"})
    (found,) = conflicts(combine([lead, strict]), MONDAY)
    assert found.code == "hours"
    assert "Alder 2:00 p.m." in found.sentence and "Birch 5:00 p.m." in found.sentence
    assert found.ways_out[0] == "An officer of Birch waives its rule by a written determination."


def test_one_instant_on_two_clocks_is_no_conflict():
    lead, east = a_pack(deadline_time="14:00"), a_pack("Birch", EASTERN, deadline_time="15:00")
    assert codes(lead, east) == []
    assert codes(lead, a_pack("Birch", EASTERN, deadline_time="14:00")) == ["hours"]


def test_a_protest_window_longer_than_the_time_to_award_is_a_conflict():
    lead, slow = a_pack(award_within_days=days(30)), a_pack("Birch", protest_days=days(45))
    (found,) = conflicts(combine([lead, slow]), MONDAY)
    assert found.code == "award-too-late"
    assert [each.whose for each in found.between] == ["Alder", "Birch"]
    assert "no determination can waive it" in found.ways_out[0]
    assert codes(lead, a_pack("Birch", protest_days=days(29))) == []


def test_who_may_not_buy_jointly_is_named_with_what_it_may_do_instead():
    barred = a_pack("Birch", joint_purchasing=False)
    (found,) = conflicts(combine([a_pack(), barred]), MONDAY)
    assert (found.code, found.ways_out[0]) == (
        "joint-forbidden",
        "Birch leaves the pool and adopts the contract after the award.",
    )
    (found,) = conflicts(combine([a_pack(), a_pack("Birch", joint_purchasing=False, adoption=False)]), MONDAY)
    assert found.ways_out[0] == "Birch leaves the pool."


def test_questions_that_end_before_they_begin_are_solved_by_a_later_deadline():
    short, early = a_pack(notice_days=days(7)), a_pack("Birch", notice_days=days(5), question_days=days(10))
    (found,) = conflicts(combine([short, early]), MONDAY)
    assert (found.code, found.is_a_matter_of_dates) == ("no-time-for-questions", True)
    assert found.ways_out == ("Keep it open until Friday, May 15, 2026 at least.",)


def test_offices_that_are_never_all_open_are_a_conflict():
    shut = [{"date": f"2026-{day:%m-%d}", "name": "Move"} for day in _weekdays()]
    strict = {"deadline_on_closed_days": False, "closures": shut}
    assert codes(a_pack(), a_pack("Birch", **strict)) == ["no-open-day"]


def _weekdays():
    return [day for day in (date.fromordinal(MONDAY.toordinal() + count) for count in range(90)) if day.weekday() < 5]


packs_drawn = some.lists(
    some.builds(
        lambda notice, counted, evaluators, protest: {
            "notice_days": days(notice, counted),
            "minimum_evaluators": evaluators,
            "protest_days": days(protest),
        },
        some.integers(1, 60),
        some.sampled_from(["calendar", "working"]),
        some.integers(1, 9),
        some.integers(1, 20),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(packs_drawn, some.permutations(range(6)))
def test_nobody_is_stricter_than_what_binds_and_the_order_of_members_changes_nothing(stored, order):
    packs = [a_pack(f"Member {number}", **each) for number, each in enumerate(stored)]
    found = line("notice_days", *packs)
    assert all(each.day <= found.binding.day for each in found.packs)
    shuffled = [packs[place] for place in order if place < len(packs)]
    assert line("notice_days", *shuffled).binding.day == found.binding.day
    for key in ("minimum_evaluators", "protest_days"):
        assert line(key, *shuffled).binding.setting.value == line(key, *packs).binding.setting.value
