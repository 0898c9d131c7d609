"""What binds when several governments buy together: rule by rule, whose is the strictest, and what the others say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from procurement.networks.conflicts import Conflict, conflicts
from procurement.networks.packs import Binding, Combined
from procurement.networks.rules import RULES, Rule, Shape

#: Rules that only plan, or that each government applies to itself.
OWN_AFFAIRS = ("planning", "calendar")
NOT_COMPARED = ("approval_chain", "reminder_days", "adoption", "adoption_uncompeted", "adoption_without_clause",
                "adoption_other_states", "adoption_limit_cents")  # fmt: skip
#: Rules that count from the deadline, and whether backward.
_FROM_DEADLINE = {"question_days": -1, "addendum_days": -1, "extension_days": 1, "protest_days": 1,
                  "award_within_days": 1}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One rule as it binds all: whose it is, and what every pack says, the lead first, with the day it leads to.

    `binding` is None where no pack asks for anything.
    """

    rule: Rule
    binding: Binding | None
    packs: Sequence[Binding]

    @property
    def agree(self) -> bool:
        """Whether all ask for the same."""
        return len({each.setting.in_words for each in self.packs}) == 1


@dataclass(frozen=True)
class Report:
    """The rules of all together, for a procurement published on one day and due on the first day they allow."""

    publish_on: date
    due_on: date
    lines: Sequence[Line]
    conflicts: Sequence[Conflict]

    @property
    def notice(self) -> Line:
        """The minimum notice: the line that is drawn."""
        return next(each for each in self.lines if each.rule.key == "notice_days")


def report(rules: Combined, publish_on: date) -> Report:
    """Every compared rule, and the conflicts, when it is published on this day."""
    due_on = rules.after("notice_days", publish_on).day or publish_on
    compared = [each for each in RULES.values() if each.group not in OWN_AFFAIRS and each.key not in NOT_COMPARED]
    lines = [_line(rules, each, publish_on, due_on) for each in compared]
    return Report(publish_on, due_on, lines, conflicts(rules, publish_on))


def _line(rules: Combined, rule: Rule, publish_on: date, due_on: date) -> Line:
    if rule.shape != Shape.DAYS:
        return Line(rule, _telling(rules, rule), rules.all(rule.key))
    start, sign = (due_on, _FROM_DEADLINE[rule.key]) if rule.key in _FROM_DEADLINE else (publish_on, 1)
    packs = [Binding(each, each.settings[rule.key], each.count(start, rule.key, sign)) for each in rules.packs]
    if rule.is_limit:
        return Line(rule, rules.within(rule.key, start), packs)
    return Line(rule, rules.after(rule.key, start) if sign > 0 else rules.before(rule.key, start), packs)


def _telling(rules: Combined, rule: Rule) -> Binding | None:
    found = rules.binding(rule.key)
    if rule.key == "deadline_time" and not found.setting.value:
        return next((each for each in rules.all(rule.key) if each.setting.value), None)
    return None if found.setting.value in (None, "") else found


def share_of_longest(line: Line, start: date) -> list[tuple[Binding, int]]:
    """Each pack's span from this day, in thousandths of the longest: what is drawn."""
    spans = [((each.day or start) - start) // timedelta(days=1) for each in line.packs]
    longest = max([*spans, 1])
    return [(each, 1000 * span // longest) for each, span in zip(line.packs, spans, strict=True)]
