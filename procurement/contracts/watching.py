"""Which days of a contract people are told of ahead, and when to look again. From values alone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from procurement.contracts import term
from procurement.contracts.lifecycle import ContractState

#: So many days before the day itself people are told: of notice to be given, of the end, of a certificate's lapse.
AHEAD = {"renewal": (60, 14), "expiry": (90, 30, 7), "certificate": (30, 7)}


class Day(NamedTuple):
    """A day that people should hear of ahead."""

    kind: str
    #: The option or certificate; "" for the contract itself.
    subject_id: str
    due_on: date


class Due(NamedTuple):
    """A letter that is to be written now, about that day, meant for so many days ahead of it."""

    day: Day
    days_ahead: int


def days(contract, renewals: Sequence, certificates: Iterable) -> Iterator[Day]:
    """What there is to be told of an active contract; of any other, nothing."""
    if contract.state != ContractState.ACTIVE:
        return
    option = term.next_open(renewals)
    if option is not None:
        yield Day("renewal", option.id, term.notice_on(contract.ends_on, option.notice_days))
    yield Day("expiry", "", contract.ends_on)
    for each in certificates:
        if each.replaced_at is None and each.expires_on <= contract.ends_on:
            yield Day("certificate", each.id, each.expires_on)


def due(known: Iterable[Day], today: date) -> list[Due]:
    """What is to be told today: of each day the nearest announcement that has come; past days are told no more."""
    found = []
    for each in known:
        reached = [ahead for ahead in AHEAD[each.kind] if each.due_on - timedelta(days=ahead) <= today <= each.due_on]
        if reached:
            found.append(Due(each, min(reached)))
    return found


def next_look(known: Iterable[Day], today: date) -> date | None:
    """The first day after today on which something is to be told; None when nothing is left to tell."""
    every = (each.due_on - timedelta(days=ahead) for each in known for ahead in AHEAD[each.kind])
    return min((day for day in every if day > today), default=None)
