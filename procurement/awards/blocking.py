"""What stands between an announced decision and its being final: the protest window, and protests. Pure.

The same lines refuse the deed and are shown on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.awards.lifecycle import ProtestState
from procurement.core import words
from procurement.core.errors import Hindrance


@dataclass(frozen=True)
class Filed:
    """As much of a protest as matters here."""

    number: int
    state: ProtestState
    is_timely: bool
    #: The decision it is about; None for the terms of the solicitation.
    award_id: str | None = None
    #: Whether the solicitation was changed (an addendum was issued) after it was decided.
    is_answered: bool = False


def is_timely(received: datetime, until: datetime | None) -> bool:
    """Whether it came in time: the window is half-open, what comes at its very end is late."""
    return until is None or received < until


def hindrances(
    award_id: str, filed: Sequence[Filed], *, gives_award: bool, until: datetime | None, now: datetime, zone: str
) -> list[Hindrance]:
    """Why this decision cannot become final now; empty when it can.

    `filed` are all protests of the solicitation: those about an earlier decision hold nothing back. A late one holds
    nothing back by itself, only when it is sustained. `gives_award` is False for the decision that nobody gets it.
    """
    found = []
    if until is not None and now < until:
        sentence = f"The protest window runs until {words.when(until, zone)}; the decision cannot become final before."
        found.append(Hindrance("window", sentence))
    for each in filed:
        if each.award_id not in (None, award_id):
            continue
        if each.state == ProtestState.RECEIVED and each.is_timely:
            found.append(Hindrance("undecided", UNDECIDED.format(each.number)))
        elif each.state == ProtestState.SUSTAINED and each.award_id == award_id:
            found.append(Hindrance("sustained", SUSTAINED.format(each.number)))
    return [*found, *(against_terms(filed, "An approver takes the decision back first.") if gives_award else [])]


def against_terms(filed: Sequence[Filed], first: str = "") -> list[Hindrance]:
    """Why nothing can be awarded under the terms as they are; `first` is what has to be done before all.

    An addendum after the decision answers a protest: whether it does so well can be protested in turn.
    """
    about = [each for each in filed if each.award_id is None and each.state == ProtestState.SUSTAINED]
    wrong = [each for each in about if not each.is_answered]
    return [Hindrance("terms", " ".join([TERMS.format(each.number), *filter(None, [first]), REMEDY])) for each in wrong]


UNDECIDED = (
    "Protest {} is undecided. The decision cannot become final before an approver who did not recommend it has decided "
    "on the protest, or the protester has withdrawn it."
)
SUSTAINED = (
    "Protest {} was sustained, so this decision cannot become final. An approver takes it back; the officer can then "
    "recommend anew."
)
TERMS = "Protest {} against the terms was sustained, so nothing can be awarded under them."
REMEDY = "Cancel the solicitation and issue it anew in other words, or recommend no award."
