"""What a written determination waives, and until where: it is void as soon as things are worse than it allowed.

It allows one broken rule (`timing.Fault.code`) within one measure: {"least": 9} days or more, {"most": 120000} cents
or less, {"exactly": "2026-12-24"} this day or time and no other. The same determination therefore still stands when
the notice grows longer, and no longer when a later publication or an earlier deadline makes it shorter than it said.
It also loses its force when the rule pack does not let the rule be waived any more.

In a pool the rules of several members can be broken at once: each of them waives its own, and nobody that of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.core import words
from procurement.core.errors import Hindrance, Invalid
from procurement.solicitations.timing import Fault, Owner


@dataclass(frozen=True)
class Waiver:
    """A determination that is not withdrawn: what it waives, how far, why, and who signed it when."""

    code: str
    allowed: Mapping
    reason: str
    by: str
    at: datetime
    #: Whose rule it waives: the id of a member of the pool, "" for whoever publishes.
    whose: str = ""


def covers(allowed: Mapping, measure: Mapping) -> bool:
    """Whether what was allowed covers what is."""
    if "least" in allowed:
        return "least" in measure and measure["least"] >= allowed["least"]
    if "most" in allowed:
        return "most" in measure and measure["most"] <= allowed["most"]
    return bool(allowed) and allowed == measure


def signed(fault: Fault, waivers: Sequence[Waiver]) -> dict[str, Waiver]:
    """By whose rule is broken, the latest determination that waives it as it is now."""
    if not fault.waivable:
        return {}
    wanted = {each.id for each in fault.signers}
    fitting = [each for each in waivers if each.code == fault.code and covers(each.allowed, fault.measure)]
    return {each.whose: each for each in sorted(fitting, key=lambda each: each.at) if each.whose in wanted}


def unsigned(fault: Fault, waivers: Sequence[Waiver]) -> list[Owner]:
    """Those whose rule is broken and who have not waived it (for things as they are now)."""
    found = signed(fault, waivers)
    return [each for each in fault.signers if each.id not in found]


def standing(fault: Fault, waivers: Sequence[Waiver]) -> list[Waiver]:
    """The determinations that together waive the fault as it is now; none as long as one signature is missing."""
    found = signed(fault, waivers)
    return [found[each.id] for each in fault.signers] if len(found) == len(fault.signers) else []


def hindrance(fault: Fault, waivers: Sequence[Waiver], place: str) -> Hindrance:
    """The fault as a line of the checklist; determinations that stand take its force, and are named."""
    found = standing(fault, waivers)
    sentence, waived = fault.sentence, ""
    if found:
        said = (f"Waived by {each.by} ({in_words(each.allowed)}): {each.reason}" for each in found)
        waived = " ".join(said)
    elif fault.waivable:
        sentence += _what_is_left(fault, waivers)
    return Hindrance(
        fault.code,
        sentence,
        fault.rule,
        place,
        fault.blocking and not found,
        source=fault.source,
        can_be_waived=fault.waivable and not found,
        waived=waived,
    )


def _what_is_left(fault: Fault, waivers: Sequence[Waiver]) -> str:
    """Who has signed and who has not, and which determination does not cover things as they are now."""
    found, left = signed(fault, waivers), unsigned(fault, waivers)
    said = ""
    for each in left:
        earlier = [one for one in waivers if (one.code, one.whose) == (fault.code, each.id)]
        if earlier:
            limit = in_words(max(earlier, key=lambda one: one.at).allowed)
            said += f" The determination that was made allows it {limit}: this case needs another one."
    if any(each.id for each in fault.signers):
        names = {each.id: each.name for each in fault.signers}
        if found:
            said += f" Waived for {words.listed([names[each] for each in found])}."
        said += f" Not waived (yet) by {words.listed([each.name for each in left])}: each waives its own rule."
    return said


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
