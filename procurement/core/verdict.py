"""A policy's answer: yes, or no with the reason in a sentence."""

from typing import NamedTuple

from procurement.core.errors import Conflict, NotAllowed, NotSignedIn


class Verdict(NamedTuple):
    """Whether a deed is allowed, and if not, why; truthy when allowed."""

    ok: bool
    reason: str = ""
    #: The actor may, but the thing has moved on: a conflict with its state, not a lack of rights.
    is_untimely: bool = False

    def __bool__(self) -> bool:
        return self.ok


ALLOWED = Verdict(True)
SIGN_IN_FIRST = Verdict(False, "Please sign in first.")


def refused(reason: str) -> Verdict:
    """A no with its reason."""
    return Verdict(False, reason)


def untimely(reason: str) -> Verdict:
    """A no that comes from the state of the thing, not from who asks."""
    return Verdict(False, reason, is_untimely=True)


def when(condition: bool, reason: str) -> Verdict:
    """Allowed when the condition holds; otherwise refused with the reason."""
    return ALLOWED if condition else Verdict(False, reason)


def in_time(condition: bool, reason: str) -> Verdict:
    """Allowed when the state of the thing (or the time) allows it; otherwise untimely."""
    return ALLOWED if condition else untimely(reason)


def require(verdict: Verdict) -> None:
    """Go on when allowed; otherwise raise NotAllowed (or NotSignedIn, or Conflict when untimely) with the reason."""
    if verdict is SIGN_IN_FIRST:
        raise NotSignedIn(verdict.reason)
    if verdict.is_untimely:
        raise Conflict(verdict.reason)
    if not verdict.ok:
        raise NotAllowed(verdict.reason)
