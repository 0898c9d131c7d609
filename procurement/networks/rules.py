"""A jurisdiction's rule pack: its numbers as data, each with its source, and whether a determination may waive it.

What a jurisdiction has not set itself follows the default here, which is advice of this service and no law. Stored as
{key: {value, counted, citation, waivable, signed_by}}; a bare number, as older packs hold it, is read as its value.
What is sent is judged in `rule_shapes.py`; several packs are combined in `packs.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from procurement.core import words


class Shape(StrEnum):
    """What sort of value a rule has."""

    #: A number of days, counted in calendar or in working days.
    DAYS = "days"
    COUNT = "count"
    #: Integer cents, or none.
    MONEY = "money"
    #: "14:00", or "" for any.
    TIME = "time"
    YES_NO = "yes-no"
    #: One of `HOLIDAYS`.
    HOLIDAYS = "holidays"
    #: [{date: "2026-12-24", name}].
    CLOSURES = "closures"
    #: [{key, title, stage}]: equal stages in parallel, the next stage after.
    CHAIN = "chain"


class Counted(StrEnum):
    """Which days count."""

    CALENDAR = "calendar"
    WORKING = "working"


class Signer(StrEnum):
    """Whose name stands under a written determination."""

    OFFICER = "officer"
    APPROVER = "approver"


#: Whose holidays close the offices.
HOLIDAYS = {"state": "Those of its state", "federal": "The federal ones", "none": "None but its own closures"}
DEFAULT_CHAIN = [{"key": "approval", "title": "Approver", "stage": 1}]


@dataclass(frozen=True)
class Rule:
    """One entry of a rule pack: what it means, the value when nobody set one, and where such a rule was seen."""

    key: str
    shape: Shape
    group: str
    title: str
    default: Any
    unit: str
    sentence: str
    source: str
    #: The smallest and the largest number a jurisdiction may set.
    least: int = 0
    most: int = 365
    #: Whether a pack may let a written determination waive it.
    can_be_waived: bool = False
    counted: Counted = Counted.CALENDAR
    #: From or up to where its days are counted.
    counts: str = ""
    #: An upper limit, of which the smallest binds; 0 sets none.
    is_limit: bool = False

    @property
    def range_in_words(self) -> str:
        """What to enter, as a sentence."""
        unit = "days" if self.shape == Shape.DAYS else self.unit
        return f"Enter a whole number of {unit} from {self.least} to {self.most}."


_S = Shape
GROUPS = {
    "time": "Days and times",
    "people": "People",
    "money": "Money and records",
    "cooperation": "Buying with others",
    "calendar": "Days it is closed",
    "planning": "For planning only",
}
RULES = {
    rule.key: rule
    for rule in (
        Rule("notice_days", _S.DAYS, "time", "Minimum notice", 14, "days",
             "Days between publication and the deadline.", "State codes: 5 to 30 days are seen.", can_be_waived=True,
             counts="after publication"),
        Rule("question_days", _S.DAYS, "time", "End of questions", 5, "days",
             "Days before the deadline on which questions end.", "Common practice: three to ten days.",
             can_be_waived=True, counts="before the deadline"),
        Rule("addendum_days", _S.DAYS, "time", "Last addendum", 3, "days",
             "Days before the deadline after which an addendum is late.",
             "One day to seven are seen: Joseph, OR; Mississippi 12-9-7.4.", can_be_waived=True,
             counts="before the deadline"),
        Rule("extension_days", _S.DAYS, "time", "Extension for a late addendum", 5, "days",
             "Days by which a late addendum moves the deadline.", "Common practice.", can_be_waived=True),
        Rule("deadline_time", _S.TIME, "time", "Time of day of deadlines", "", "",
             "The time of day at which responses are due, on its own clocks.", "Common practice.",
             can_be_waived=True),
        Rule("deadline_on_closed_days", _S.YES_NO, "time", "Deadlines on closed days", False, "",
             "Whether responses may be due on a day its offices are closed.", "Common practice.", can_be_waived=True),
        Rule("protest_days", _S.DAYS, "time", "Protest window", 10, "days",
             "Days after the notice of intent during which the award cannot become final.",
             "72 hours to 14 days are seen: Miami Gardens; MT 18-4.",
             counts="after the notice of intent"),
        Rule("award_within_days", _S.DAYS, "time", "Award within", 0, "days",
             "Days after the deadline within which the award must be final; 0: no limit.",
             "Some codes limit how long responses may be held: 30 to 120 days are seen.", can_be_waived=True,
             counts="after the deadline", is_limit=True),
        Rule("minimum_evaluators", _S.COUNT, "people", "Evaluators", 3, "people",
             "Seats a panel needs before it may begin.", "2 AAC 12.260(a)", 1, 50),
        Rule("opening_people", _S.COUNT, "people", "Openers", 2, "people",
             "People who open the responses together.", "Practice; GePNIC", 1, 2),
        Rule("approval_chain", _S.CHAIN, "people", "Approvals of a draft", DEFAULT_CHAIN, "",
             "Who approves a draft before it is published, in which order.", "Whoever drafts does not approve alone."),
        Rule("reminder_days", _S.COUNT, "people", "Reminder to approvers", 5, "days",
             "Days after which whoever has not answered is reminded; 0: never.", "Common practice.", 0, 90),
        Rule("formal_threshold_cents", _S.MONEY, "money", "Formal threshold", None, "",
             "Over which amount a purchase is made by a formal, sealed solicitation.",
             "2 CFR 200.320; state and local codes.", 0, 100_000_000_000_00, can_be_waived=True),
        Rule("retention_years", _S.COUNT, "money", "Records are kept", 3, "years",
             "Years for which the file of a procurement is kept.", "2 CFR 200.334", 1, 100),
        Rule("joint_purchasing", _S.YES_NO, "cooperation", "Joint solicitations", True, "",
             "Whether it may buy under a solicitation that another government leads for several.",
             "Joint purchasing and cooperative purchasing acts of the states; 2 CFR 200.318(e)."),
        Rule("adoption", _S.YES_NO, "cooperation", "Adopting contracts of others", True, "",
             "Whether it may buy under a contract that another government awarded without it (piggyback).",
             "NIGP; HRS 103D-802; state cooperative purchasing acts."),
        Rule("adoption_uncompeted", _S.YES_NO, "cooperation", "Contracts without competition", False, "",
             "Whether it may adopt a contract that was not solicited competitively.",
             "2 CFR 200.319 where federal money is spent; common practice elsewhere.", can_be_waived=True),
        Rule("adoption_without_clause", _S.YES_NO, "cooperation", "Contracts without a cooperative clause", False, "",
             "Whether it may adopt a contract whose solicitation did not announce that others may use it.",
             "NIGP on piggyback contracts.", can_be_waived=True),
        Rule("adoption_other_states", _S.YES_NO, "cooperation", "Contracts of other states", True, "",
             "Whether it may adopt a contract of a government in another state.",
             "State codes differ: some allow any public body, some only their own.", can_be_waived=True),
        Rule("adoption_limit_cents", _S.MONEY, "cooperation", "Most that may be bought by adoption", None, "",
             "Over which amount it must solicit itself instead of adopting a contract.", "Local codes.",
             0, 100_000_000_000_00, can_be_waived=True),
        Rule("holidays", _S.HOLIDAYS, "calendar", "Holidays", "state", "",
             "Whose holidays are no working days.", "5 U.S.C. 6103; state law."),
        Rule("closures", _S.CLOSURES, "calendar", "Own closures", [], "",
             "Further days on which its offices are closed.", "Its own calendar."),
        Rule("evaluation_days", _S.DAYS, "planning", "Evaluation", 15, "days",
             "Days planned from the opening to the end of the evaluation.", "A plan, not a rule.",
             counted=Counted.WORKING),
        Rule("decision_days", _S.DAYS, "planning", "Decision", 5, "days",
             "Days planned from the end of the evaluation to the notice of intent.", "A plan, not a rule.",
             counted=Counted.WORKING),
        Rule("contract_days", _S.DAYS, "planning", "Contract", 10, "days",
             "Days planned from the final award to the start of the contract.", "A plan, not a rule.",
             counted=Counted.WORKING),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What one rule pack says about one rule."""

    rule: Rule
    value: Any
    counted: Counted
    #: The law or code it follows; the default's source where the jurisdiction named none.
    citation: str
    waivable: bool
    signed_by: Signer
    #: Whether the jurisdiction set the value itself; a default is advice.
    is_own: bool

    @property
    def in_words(self) -> str:
        """“14 calendar days”, “3 people”, “$50,000.00”, “2:00 p.m.”, “No”."""
        return _IN_WORDS[self.rule.shape](self)


def setting(stored: Mapping, key: str) -> Setting:
    """What the pack says about this rule, or the default."""
    rule, given = RULES[key], stored.get(key)
    entry = given if isinstance(given, Mapping) else {"value": given}
    value = entry.get("value")
    is_own = value is not None
    return Setting(
        rule,
        value if is_own else rule.default,
        Counted(entry.get("counted") or rule.counted),
        entry.get("citation") or ("" if is_own else rule.source),
        bool(rule.can_be_waived and entry.get("waivable")),
        Signer(entry.get("signed_by") or Signer.APPROVER),
        is_own,
    )


def settings(stored: Mapping) -> list[Setting]:
    """The whole pack, defaults included, in its order."""
    return [setting(stored, key) for key in RULES]


def number(stored: Mapping, key: str) -> int:
    """The jurisdiction's number for a rule, or the rule's default."""
    return int(setting(stored, key).value)


def approval_chain(stored: Mapping) -> list[dict]:
    """The steps of approval, [{key, title, stage}], by stage; equal stages are asked at once."""
    return sorted((dict(step) for step in setting(stored, "approval_chain").value), key=lambda step: step["stage"])


def formal_threshold(stored: Mapping) -> int | None:
    """The amount in cents from which a formal solicitation is needed; None: no such rule."""
    return setting(stored, "formal_threshold_cents").value


def clock_in_words(clock: str) -> str:
    """“2:00 p.m.” for "14:00"; noon and midnight are spelled out."""
    hour, minute = (int(part) for part in clock.split(":"))
    if minute == 0 and hour in (0, 12):
        return "12:00 noon" if hour else "midnight, as the day begins"
    return f"{hour % 12 or 12}:{minute:02} {'a.m.' if hour < 12 else 'p.m.'}"


def days_in_words(count: int, counted: Counted) -> str:
    """“1 working day”, “14 calendar days”."""
    return f"{count} {counted} day{'' if count == 1 else 's'}"


def _days(found: Setting) -> str:
    return "No limit" if found.rule.is_limit and found.value == 0 else days_in_words(found.value, found.counted)


def _chain(found: Setting) -> str:
    stages: dict[int, list[str]] = {}
    for step in sorted(found.value, key=lambda step: step["stage"]):
        stages.setdefault(step["stage"], []).append(step["title"])
    return ", then ".join(" and ".join(titles) for titles in stages.values())


def _closures(found: Setting) -> str:
    days = [f"{words.day(date.fromisoformat(each['date']))} ({each['name']})" for each in found.value]
    return "; ".join(days) or "None"


_IN_WORDS = {
    Shape.DAYS: lambda found: _days(found),
    Shape.COUNT: lambda found: f"{found.value} {found.rule.unit}",
    Shape.MONEY: lambda found: "None" if found.value is None else words.money(found.value),
    Shape.TIME: lambda found: clock_in_words(found.value) if found.value else "Any",
    Shape.YES_NO: lambda found: "Allowed" if found.value else "Not allowed",
    Shape.HOLIDAYS: lambda found: HOLIDAYS[found.value],
    Shape.CLOSURES: _closures,
    Shape.CHAIN: _chain,
}
