"""What can go wrong, as sentences for the person; the web turns each class into its status."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


class Refusal(Exception):
    """The service says no, in a sentence a clerk understands.

    `records` are written in a unit of work of their own after this one has rolled back
    (a late attempt, a failed sign-in): each is called with the fresh context.
    """

    def __init__(self, sentence: str, *, records: Sequence[Callable] = ()):
        super().__init__(sentence)
        self.sentence = sentence
        self.records = tuple(records)


class NotSignedIn(Refusal):
    """Nobody is signed in, and this needs somebody."""


class NotAllowed(Refusal):
    """This person may see the thing but may not do this to it."""


class NotFound(Refusal):
    """There is no such thing, or it is not for this person to know that there is."""


class Conflict(Refusal):
    """The thing has moved on: it was changed meanwhile, or its state does not allow the deed."""


class TooLarge(Refusal):
    """What was sent is larger than what is taken."""


class TooMany(Refusal):
    """Too many attempts in too short a time."""


class Unavailable(Refusal):
    """The service cannot do this just now, and it is not the person's fault (a full disk, a store that is down)."""


class Invalid(Refusal):
    """What was sent is not right; `faults` name each place (`deadline`, `lines.2.price`) with sentences."""

    def __init__(self, faults: Mapping[str, Sequence[str]] | str, sentence: str = "There is a problem."):
        if isinstance(faults, str):
            faults, sentence = {}, faults
        super().__init__(sentence)
        self.faults = {place: list(messages) for place, messages in faults.items()}


@dataclass(frozen=True)
class Hindrance:
    """One line of a checklist: what stands in the way, why, and where to mend it."""

    code: str
    sentence: str
    rule: str = ""
    place: str = ""
    #: A hindrance refuses the deed; a warning only asks to be read.
    blocking: bool = True
    #: Where the rule stands: the law, or the code of the place.
    source: str = ""
    #: Whether somebody may waive it in writing; `waived` says who did, and why: then it does not block.
    can_be_waived: bool = False
    waived: str = ""


class Incomplete(Refusal):
    """The checklist is not empty; `hindrances` are its lines."""

    def __init__(self, hindrances: Sequence[Hindrance]):
        super().__init__(" ".join(each.sentence for each in hindrances))
        self.hindrances = tuple(hindrances)
