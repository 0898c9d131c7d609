"""What a written determination waives, and until where: it is void as soon as things are worse than it allowed.

It allows one broken rule (`timing.Fault.code`) within one measure: {"least": 9} days or more, {"most": 120000} cents
or less, {"exactly": "2026-12-24"} this day or time and no other. The same determination therefore still stands when
the notice grows longer, and no longer when a later publication or an earlier deadline makes it shorter than it said.
It also loses its force when the rule pack does not let the rule be waived any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.core.errors import Hindrance, Invalid
from procurement.solicitations.timing import Fault


@dataclass(frozen=True)
class Waiver:
    """A determination that is not withdrawn: what it waives, how far, why, and who signed it when."""

    code: str
    allowed: Mapping
    reason: str
    by: str
    at: datetime


def covers(allowed: Mapping, measure: Mapping) -> bool:
    """Whether what was allowed covers what is."""
    if "least" in allowed:
        return "least" in measure and measure["least"] >= allowed["least"]
    if "most" in allowed:
        return "most" in measure and measure["most"] <= allowed["most"]
    return bool(allowed) and allowed == measure


def standing(fault: Fault, waivers: Sequence[Waiver]) -> Waiver | None:
    """The latest determination that waives the fault as it is now."""
    if not fault.waivable:
        return None
    fitting = [each for each in waivers if each.code == fault.code and covers(each.allowed, fault.measure)]
    return max(fitting, key=lambda each: each.at, default=None)


def hindrance(fault: Fault, waivers: Sequence[Waiver], place: str) -> Hindrance:
    """The fault as a line of the checklist; a determination that stands takes its force, and is named."""
    found = standing(fault, waivers)
    earlier = [each for each in waivers if each.code == fault.code]
    sentence, waived = fault.sentence, ""
    if found is not None:
        waived = f"Waived by {found.by} ({in_words(found.allowed)}): {found.reason}"
    elif earlier and fault.waivable:
        limit = in_words(max(earlier, key=lambda each: each.at).allowed)
        sentence += f" The determination that was made allows it {limit}: this case needs another one."
    return Hindrance(
        fault.code,
        sentence,
        fault.rule,
        place,
        fault.blocking and found is None,
        source=fault.source,
        can_be_waived=fault.waivable and found is None,
        waived=waived,
    )


def allowed(fault: Fault, least: int | None = None) -> dict:
    """What a determination about this fault allows: its measure, or fewer days where the signer says so.

    Raises Invalid when `least` does not cover what is now, or is not asked for.
    """
    if least is None or "least" not in fault.measure:
        if least is not None:
            raise Invalid({"least": ["This determination is not about a number of days."]})
        return dict(fault.measure)
    now = fault.measure["least"]
    if least > now:
        raise Invalid({"least": [f"As it is planned now there are {now} days: the determination must allow that."]})
    if least < 0:
        raise Invalid({"least": ["Enter a number of days, 0 or more."]})
    return {"least": least}


def in_words(allowed: Mapping) -> str:
    """“not below 9 days”, “not over $1,200.00”, “only 2026-12-24”."""
    if "least" in allowed:
        return f"not below {allowed['least']} day{'' if allowed['least'] == 1 else 's'}"
    if "most" in allowed:
        return f"not over ${allowed['most'] // 100:,}.{allowed['most'] % 100:02}"
    return f"only {allowed.get('exactly', '')}"
