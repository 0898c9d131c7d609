"""When buyers are asked what came of it, and what stands behind a figure."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from procurement.contracts.milestones import milestones, reached, standing, title

NOW = datetime(2027, 5, 4, 12, tzinfo=UTC)


@dataclass
class Told:
    jurisdiction_id: str
    on_time: str = "yes"
    on_budget: str = "yes"
    buy_again: str = "yes"
    contract_id: str = "c1"
    told_at: datetime = field(default=NOW)


def test_three_months_after_the_start_every_year_and_the_day_after_the_end():
    found = milestones(date(2026, 1, 1), date(2028, 12, 31))
    assert [(each.key, each.due_on) for each in found] == [
        ("start", date(2026, 4, 1)),
        ("year-1", date(2027, 1, 1)),
        ("year-2", date(2028, 1, 1)),
        ("end", date(2029, 1, 1)),
    ]
    assert [each.key for each in reached(date(2026, 1, 1), date(2028, 12, 31), date(2027, 1, 1))] == ["start", "year-1"]


def test_a_short_contract_is_asked_about_once_and_a_leap_day_has_its_years():
    assert [each.key for each in milestones(date(2026, 1, 1), date(2026, 3, 1))] == ["end"]
    days = {each.key: each.due_on for each in milestones(date(2028, 2, 29), date(2030, 6, 30))}
    assert (days["year-1"], days["year-2"]) == (date(2029, 3, 1), date(2030, 3, 1))


def test_each_government_counts_once_by_what_it_said_last_and_too_early_not_at_all():
    found = standing(
        [
            Told("alder", buy_again="no"),
            Told("alder", buy_again="yes", told_at=NOW + timedelta(days=300)),
            Told("birch", on_time="too-early", buy_again="unsure"),
            Told("birch", contract_id="c2", on_time="partly"),
        ]
    )
    assert (found.on_time.in_words, found.buy_again.in_words, found.governments) == ("1 of 2", "2 of 3", 2)
    assert found.buy_again.share == Fraction(2, 3)
    assert standing([]).on_time.in_words == "nobody yet" and standing([]).on_time.share is None
    assert title("year-2") == "After year 2"
