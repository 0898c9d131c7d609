"""Which addenda a response has taken note of, and what each asks of its vendor.

Addendum n turns revision n into revision n + 1. Whoever submits names every addendum there is; what comes later is
acknowledged by a button as long as it changes nothing that is asked, else by submitting anew. A sealed response is
never opened for this: it is judged by the revision it was sealed for, and by the texts themselves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from procurement.clarifications import changes


class Text(Protocol):
    """A published revision, as far as it matters here."""

    digest: str
    body: dict


class Status(StrEnum):
    """How a response stands to one addendum."""

    #: Read by whoever submitted or pressed the button: nothing is left to do.
    ACKNOWLEDGED = "acknowledged"
    #: The response was sealed before it, and it changes nothing that is asked.
    TO_ACKNOWLEDGE = "to-acknowledge"
    #: The response was sealed before it, and it asks something else or more.
    TO_ANSWER = "to-answer"
    #: Nothing is submitted: it is acknowledged by submitting.
    WITH_SUBMISSION = "with-submission"


@dataclass(frozen=True)
class Notice:
    """One addendum as it concerns one response; `asks` says what is asked anew, in sentences."""

    number: int
    status: Status
    asks: tuple[str, ...] = ()


def notices(texts: Sequence[Text], sealed: str | None, acknowledged: Collection[int]) -> list[Notice]:
    """Every addendum, the first first.

    `texts` are the revisions in their order, `sealed` the digest of the one the counting version was sealed for (None:
    nothing counts), `acknowledged` the numbers that were acknowledged by the button.
    """
    answered = next((place for place, each in enumerate(texts) if each.digest == sealed), None)
    return [_notice(number, texts, sealed, answered, acknowledged) for number in range(1, len(texts))]


def unread(found: Sequence[Notice]) -> list[Notice]:
    """Those that somebody who has submitted has still to take note of."""
    return [each for each in found if each.status in (Status.TO_ACKNOWLEDGE, Status.TO_ANSWER)]


def in_words(numbers: Sequence[int]) -> str:
    """“addendum 2”, “addenda 1 and 2”."""
    if len(numbers) == 1:
        return f"addendum {numbers[0]}"
    return f"addenda {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _notice(
    number: int, texts: Sequence[Text], sealed: str | None, answered: int | None, acknowledged: Collection[int]
) -> Notice:
    if sealed is not None and answered is not None and answered >= number:
        return Notice(number, Status.ACKNOWLEDGED)
    asked = changes.questions(texts[number - 1].body, texts[number].body)
    asks = tuple(each["sentence"] for each in asked if each["is_asked"])
    if sealed is None:
        return Notice(number, Status.WITH_SUBMISSION, asks)
    if asks:
        return Notice(number, Status.TO_ANSWER, asks)
    return Notice(number, Status.ACKNOWLEDGED if number in acknowledged else Status.TO_ACKNOWLEDGE)
