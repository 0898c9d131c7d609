"""A contract's time, prices and reminders from values alone."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace as Some

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.contracts import changes, proposing, term, watching
from procurement.contracts.lifecycle import ContractState, RenewalState
from procurement.contracts.term import Standing


@dataclass
class Option:
    number: int
    months: int
    notice_days: int = 30
    state: RenewalState = RenewalState.OPEN
    ended_on: date | None = None
    id: str = field(default="option")


@pytest.mark.parametrize(
    ("last", "months", "then"),
    [
        ("2026-06-30", 6, "2026-12-31"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-02-14", 6, "2026-08-14"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2026-01-30", 1, "2026-02-28"),
    ],
)
def test_a_renewal_adds_whole_months_to_the_last_day(last, months, then):
    assert term.add_months(date.fromisoformat(last), months) == date.fromisoformat(then)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60), st.integers(1, 60))
def test_more_months_end_later(last, months, more):
    first = term.add_months(last, months)
    assert last + timedelta(days=27 * months) < first < term.add_months(last, months + more)


def test_the_last_day_counts_in_the_zone_of_the_lead():
    ends, starts = date(2026, 12, 31), date(2026, 1, 1)
    from datetime import UTC, datetime

    late = datetime(2027, 1, 1, 5, 59, tzinfo=UTC)
    here, there = term.today(late, "America/Chicago"), term.today(late, "America/New_York")
    assert term.standing(ContractState.ACTIVE, starts, ends, here) == Standing.IN_FORCE
    assert term.standing(ContractState.ACTIVE, starts, ends, there) == Standing.EXPIRED
    assert term.standing(ContractState.ACTIVE, starts, ends, date(2025, 12, 31)) == Standing.TO_COME
    assert term.standing(ContractState.TERMINATED, starts, ends, here) == Standing.TERMINATED


def test_the_steps_of_a_term_say_what_is_agreed_and_what_may_follow():
    used = Option(1, 12, state=RenewalState.EXERCISED, ended_on=date(2025, 6, 30))
    steps = term.steps(date(2024, 7, 1), date(2026, 6, 30), [used, Option(2, 12)], day=date(2026, 1, 15))
    assert [(each.label, each.starts_on, each.ends_on, each.state) for each in steps] == [
        ("Term as agreed", date(2024, 7, 1), date(2025, 6, 30), "past"),
        ("Renewal 1", date(2025, 7, 1), date(2026, 6, 30), "agreed"),
        ("Renewal 2", date(2026, 7, 1), date(2027, 6, 30), "open"),
    ]
    assert steps[-1].notice_on == date(2026, 5, 31)
    declined = [Option(1, 12, state=RenewalState.DECLINED), Option(2, 12)]
    assert term.next_open(declined) is None
    assert term.last_possible(date(2026, 6, 30), declined) == date(2026, 6, 30)
    assert term.last_possible(date(2026, 6, 30), [Option(1, 12), Option(2, 6)]) == date(2027, 12, 31)


def test_each_day_is_told_by_its_nearest_announcement_and_never_afterwards():
    contract = Some(state=ContractState.ACTIVE, ends_on=date(2026, 12, 31))
    card = Some(id="card", expires_on=date(2026, 10, 1), replaced_at=None)
    days = list(watching.days(contract, [Option(1, 12, notice_days=20)], [card]))
    assert [(each.kind, each.due_on) for each in days] == [
        ("renewal", date(2026, 12, 11)), ("expiry", date(2026, 12, 31)), ("certificate", date(2026, 10, 1)),
    ]  # fmt: skip

    def told(day):
        return {(each.day.kind, each.days_ahead) for each in watching.due(days, day)}

    assert told(date(2026, 9, 1)) == {("certificate", 30)}
    assert told(date(2026, 10, 2)) == {("expiry", 90)}
    assert told(date(2026, 12, 1)) == {("renewal", 14), ("expiry", 30)}
    assert told(date(2026, 12, 12)) == {("expiry", 30)}
    assert told(date(2027, 1, 1)) == set()
    assert watching.next_look(days, date(2026, 12, 1)) == date(2026, 12, 24)
    assert watching.next_look(days, date(2026, 12, 24)) is None
    assert list(watching.days(Some(state=ContractState.TERMINATED), [], [])) == []


def test_prices_hold_from_the_day_an_amendment_takes_effect():
    lines = [{"key": "a", "unit_price": "12"}, {"key": "b", "unit_price": "5"}]
    first = Some(number=1, effective_on=date(2026, 3, 1), changes={"lines.a.unit_price": ["10", "11"]})
    second = Some(number=2, effective_on=date(2026, 6, 1), changes={"lines.a.unit_price": ["11", "12"]})
    for day, price in ((date(2026, 2, 28), "10"), (date(2026, 3, 1), "11"), (date(2026, 6, 1), "12")):
        found = changes.lines_on(lines, [first, second], day)
        assert [each["unit_price"] for each in found] == [price, "5"]


def test_a_contract_is_filled_from_what_the_solicitation_and_the_response_say():
    priced = [
        {"key": "p1", "description": "Truck", "unit": "truck"},
        {"key": "p2", "description": "Care", "unit": "year"},
        {"key": "p3", "description": "Cell", "unit": "cell", "tiers": ["0", "100"],
         "regions": [{"key": "n", "name": "North"}, {"key": "s", "name": "South"}]},
        {"key": "p4", "description": "Nothing", "unit": "x"},
    ]  # fmt: skip
    prices = {
        "p1": {"unit_price": "100"},
        "p2": {"unit_prices": ["5", "6"]},
        "p3": {"by_tier": {"n": ["9", "8.5"], "s": ["7", None]}},
        "p4": None,
    }
    assert proposing.lines(priced, prices) == [
        {"key": "p1", "description": "Truck", "unit": "truck", "unit_price": "100"},
        {"key": "p2-y1", "description": "Care, year 1", "unit": "year", "unit_price": "5"},
        {"key": "p2-y2", "description": "Care, year 2", "unit": "year", "unit_price": "6"},
        {"key": "p3-n", "description": "Cell", "unit": "cell", "unit_price": "9", "region": "North",
         "tiers": [{"from": "0", "unit_price": "9"}, {"from": "100", "unit_price": "8.5"}]},
        {"key": "p3-s", "description": "Cell", "unit": "cell", "unit_price": "7", "region": "South"},
    ]  # fmt: skip
    sections = [
        {"heading": "Terms", "level": 1, "body": "x", "role": ""},
        {"heading": "Cooperative purchasing", "level": 2, "body": "Others may buy.", "role": ""},
        {"heading": "How", "level": 3, "body": "By an addendum.", "role": ""},
        {"heading": "Payment", "level": 2, "body": "y", "role": ""},
    ]
    assert proposing.cooperative_clause(sections) == "Others may buy.\n\nBy an addendum."
    blanks = [
        {"key": "b1", "kind": "date", "label": "Contract start"},
        {"key": "b2", "kind": "date", "label": "Last day of the contract"},
        {"key": "b3", "kind": "date", "label": "Proposals are due"},
    ]
    values = {"b1": "2027-01-01", "b2": "2029-12-31", "b3": "2026-05-05"}
    assert proposing.term(blanks, values) == (date(2027, 1, 1), date(2029, 12, 31))
    assert proposing.term([*blanks, {"key": "b4", "kind": "date", "label": "Service begins"}], values)[0] is None
