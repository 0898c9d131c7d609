"""A contract's time from values alone: its term, what the renewals add, by when notice must be given, what ran out.

Days are days in the lead's zone; the last day is included.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from procurement.contracts.lifecycle import ContractState, RenewalState


class Standing(StrEnum):
    """Where a contract stands today; computed, never stored."""

    PREPARED = "prepared"
    #: Signed, but its first day is ahead.
    TO_COME = "to-come"
    IN_FORCE = "in-force"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Step:
    """One stretch of the term: the first, or what a renewal adds. `notice_on` is the last day to give notice."""

    label: str
    starts_on: date
    ends_on: date
    #: "past", "agreed", "open" (nobody has decided), or "declined".
    state: str
    notice_on: date | None = None
    number: int = 0


def today(now: datetime, zone: str) -> date:
    """Which day it is in this zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def standing(state: ContractState, starts_on: date | None, ends_on: date | None, day: date) -> Standing:
    """Where a contract in this state and with this term stands on this day."""
    if state != ContractState.ACTIVE or starts_on is None or ends_on is None:
        return Standing(str(state)) if state != ContractState.ACTIVE else Standing.PREPARED
    if day < starts_on:
        return Standing.TO_COME
    return Standing.IN_FORCE if day <= ends_on else Standing.EXPIRED


def add_months(last_day: date, months: int) -> date:
    """The last day of a term that goes on for so many months after this last day.

    The new stretch begins on the next day, and ends on the day before that day's number comes again: a term that ends
    on June 30 goes on to December 31 by six months, and one that ends on February 14 to August 14.
    """
    begins = last_day + timedelta(days=1)
    count = begins.year * 12 + begins.month - 1 + months
    year, month = divmod(count, 12)
    if year > 9_000:
        raise OverflowError("This is too far away to be meant.")
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(begins.day, length)) - timedelta(days=1 if begins.day <= length else 0)


def notice_on(ends_on: date, notice_days: int) -> date:
    """The last day on which notice can be given: so many days before the last day of the term."""
    return ends_on - timedelta(days=notice_days)


def next_open(renewals: Sequence):
    """The option that is to be decided next; None when all are decided, or one was declined."""
    for option in sorted(renewals, key=lambda each: each.number):
        if option.state == RenewalState.DECLINED:
            return None
        if option.state == RenewalState.OPEN:
            return option
    return None


def last_possible(ends_on: date, renewals: Sequence) -> date:
    """The last day there can be, if every option that is still open were used."""
    if next_open(renewals) is None:
        return ends_on
    for option in sorted(renewals, key=lambda each: each.number):
        if option.state == RenewalState.OPEN:
            ends_on = add_months(ends_on, option.months)
    return ends_on


def steps(starts_on: date, ends_on: date, renewals: Sequence, *, day: date) -> list[Step]:
    """The stretches of the term in order: what is agreed, then each option that is open or was declined.

    `ends_on` is the last day as agreed now, with every exercised renewal in it.
    """
    options = sorted(renewals, key=lambda each: each.number)
    used = [each for each in options if each.state == RenewalState.EXERCISED]
    ends = [*(each.ended_on for each in used), ends_on]
    found = [Step("Term as agreed", starts_on, ends[0], _when(ends[0], day))]
    for option, before, after in zip(used, ends, ends[1:], strict=False):
        begins = before + timedelta(days=1)
        found.append(Step(f"Renewal {option.number}", begins, after, _when(after, day), None, option.number))
    last = ends_on
    is_over = False
    for option in options:
        if option.state == RenewalState.EXERCISED:
            continue
        is_over = is_over or option.state == RenewalState.DECLINED
        after = add_months(last, option.months)
        due = notice_on(last, option.notice_days)
        begins = last + timedelta(days=1)
        state = "declined" if is_over else "open"
        found.append(Step(f"Renewal {option.number}", begins, after, state, due, option.number))
        last = after
    return found


def _when(ends_on: date, day: date) -> str:
    return "past" if ends_on < day else "agreed"
