"""Where a response stands, as its vendor reads it on every page: never may a draft look submitted."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from procurement.core import words
from procurement.responses import addenda
from procurement.responses.lifecycle import ResponseState
from procurement.solicitations.lifecycle import SolicitationState


class Code(StrEnum):
    """What is true of a response at this instant."""

    #: Nothing counts, and the deadline is ahead.
    NOT_SUBMITTED = "not-submitted"
    #: The last version counts as it stands.
    SUBMITTED = "submitted"
    #: A version counts, but what was changed since does not.
    CHANGED = "changed"
    #: A version counts, and an addendum came after it that is to be acknowledged or answered.
    ADDENDUM = "addendum"
    #: Nothing counts, and the deadline has passed.
    TOO_LATE = "too-late"
    CANCELLED = "cancelled"
    OPENED = "opened"
    UNREADABLE = "unreadable"


class Standing(NamedTuple):
    """The banner: a headline, and what follows from it."""

    code: Code
    headline: str
    detail: str

    @property
    def is_warning(self) -> bool:
        """Whether something the vendor may think submitted is not."""
        return self.code not in (Code.SUBMITTED, Code.OPENED)


class Counting(NamedTuple):
    """The sealed version that counts."""

    number: int
    received_at: datetime
    #: Whether the draft is still what was sealed.
    is_current: bool
    #: Addenda that came after it and are neither acknowledged nor answered.
    unread: tuple[addenda.Notice, ...] = ()


def standing(
    state: ResponseState, solicitation, now: datetime, *, counts: Counting | None, steps: tuple[int, int]
) -> Standing:
    """The banner of a response; `steps` is (left, in all), `counts` the sealed version that counts, if any."""
    zone = solicitation.zone
    if state == ResponseState.UNREADABLE:
        return Standing(
            Code.UNREADABLE,
            "Your response could not be opened",
            "The stored envelope was damaged. Please write to the contact person of the solicitation.",
        )
    if state == ResponseState.OPENED:
        later = (
            "" if counts is None or counts.is_current else " What you changed after submitting it was NOT SUBMITTED."
        )
        detail = f"Version {_number(counts)} is the one that counts.{later}"
        return Standing(Code.OPENED, "Your response was opened", detail)
    if solicitation.state == SolicitationState.CANCELLED:
        return Standing(Code.CANCELLED, "The solicitation was cancelled", "Nobody will open your response.")
    passed = solicitation.due_at is not None and now >= solicitation.due_at
    if counts is None:
        return _uncounted(state, solicitation, passed, steps)
    received = f"It was received on {words.when(counts.received_at, zone, seconds=True)}."
    if counts.is_current and counts.unread:
        return _overtaken(counts, received, passed)
    if counts.is_current:
        detail = "It stays sealed until the opening." if passed else "You may change or withdraw it until the deadline."
        return Standing(Code.SUBMITTED, f"Submitted: version {counts.number} counts", f"{received} {detail}")
    tail = (
        "The deadline has passed, so they do not count."
        if passed
        else "Submit again before the deadline if they are to count."
    )
    headline = f"Submitted version {counts.number} counts; your changes since are NOT SUBMITTED"
    return Standing(Code.CHANGED, headline, f"{received} {tail}")


def _overtaken(counts: Counting, received: str, passed: bool) -> Standing:
    """An addendum came after what was submitted, which stays sealed and counts."""
    which = addenda.in_words([each.number for each in counts.unread])
    asks = any(each.asks for each in counts.unread)
    if passed:
        headline = f"Submitted: version {counts.number} counts, without {which}"
        return Standing(Code.ADDENDUM, headline, f"{received} The buyer decides what follows from that.")
    if asks:
        headline = f"Submitted: version {counts.number} counts, but {which} changed what is asked"
        detail = "It was sealed before that. Answer what is new, and submit again before the deadline."
        return Standing(Code.ADDENDUM, headline, f"{received} {detail}")
    headline = f"Submitted: version {counts.number} counts. Acknowledge {which}"
    detail = "It was sealed before that and stays sealed: one button acknowledges it, before the deadline."
    return Standing(Code.ADDENDUM, headline, f"{received} {detail}")


def _uncounted(state: ResponseState, solicitation, passed: bool, steps: tuple[int, int]) -> Standing:
    withdrawn = "You withdrew your response. " if state == ResponseState.WITHDRAWN else ""
    if passed:
        due = words.when(solicitation.due_at, solicitation.zone)
        return Standing(
            Code.TOO_LATE, "NOT SUBMITTED", f"{withdrawn}The deadline passed on {due}. Nothing of this was sent."
        )
    left, whole = steps
    tail = "Only submitting is left." if left == 1 else "Saving and uploading do not submit anything."
    headline = f"NOT SUBMITTED — {left} of {whole} steps left"
    return Standing(Code.NOT_SUBMITTED, headline, f"{withdrawn}{tail}")


def _number(counts: Counting | None) -> str:
    return "" if counts is None else str(counts.number)
