"""The gate: whether something a vendor does about a response comes in time. Every path asks here and nowhere else.

Responses are accepted in the half-open span [published, due): what comes at the very instant of the deadline is late
(GAO, "23 seconds late"; Utah R23-1-605). The instant is that of the unit of work, taken from the database's clock.
"""

from datetime import datetime, timedelta

from procurement.core import words
from procurement.solicitations.lifecycle import PUBLIC, SolicitationState

_CHANGED = "nothing was changed."


def refusal(solicitation, now: datetime, *, outcome: str = _CHANGED) -> str | None:
    """Why this comes too late (or too early), as sentences for the vendor; None when it is in time.

    `solicitation` is anything with `state`, `published_at`, `due_at` and `zone`; `outcome` ends the sentence that
    says by how much it is late.
    """
    state, due = solicitation.state, solicitation.due_at
    if state == SolicitationState.CANCELLED:
        return f"This solicitation was cancelled, so responses are not accepted any more: {outcome}"
    if state not in PUBLIC or due is None or solicitation.published_at is None or now < solicitation.published_at:
        return f"This solicitation is not published, so responses are not accepted: {outcome}"
    if now >= due:
        passed = f"The deadline passed on {words.when(due, solicitation.zone)}."
        return f"{passed} What you sent reached the service {_lateness(now - due)}, so {outcome}"
    if state != SolicitationState.PUBLISHED:
        return f"The responses have been opened, so none is accepted any more: {outcome}"
    return None


def is_open(solicitation, now: datetime) -> bool:
    """Whether responses are accepted at this instant."""
    return refusal(solicitation, now) is None


def has_passed(solicitation, now: datetime) -> bool:
    """Whether the deadline has been reached: what may be opened is what can no longer be changed."""
    return solicitation.due_at is not None and now >= solicitation.due_at


def _lateness(gap: timedelta) -> str:
    """“23 seconds late”; equality is named, because somebody will ask."""
    if gap == timedelta():
        return "exactly at the deadline, which is late (responses are accepted before it)"
    seconds = int(gap.total_seconds())
    if seconds == 0:
        return "less than a second late"
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s late"
    return f"{seconds} second{'' if seconds == 1 else 's'} late"
