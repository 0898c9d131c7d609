"""A jurisdiction's rule pack: its numbers as data, each with a default, a unit and the sentence it stands for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One number of a rule pack."""

    key: str
    default: int
    unit: str
    sentence: str
    source: str


RULES = {
    rule.key: rule
    for rule in (
        Rule("notice_days", 14, "calendar days",
             "Days between publication and the deadline.", "State codes: 5 to 30 days are seen."),
        Rule("minimum_evaluators", 3, "people",
             "Seats a panel needs before it may begin.", "2 AAC 12.260(a)"),
        Rule("protest_days", 10, "calendar days",
             "Days after the notice of intent during which the award cannot become final.",
             "72 hours to 14 days are seen: Miami Gardens; MT 18-4."),
        Rule("opening_people", 2, "people", "People who open the responses together.", "Practice; GePNIC"),
    )
}  # fmt: skip


def number(rules: dict, key: str) -> int:
    """The jurisdiction's number for a rule, or the rule's default."""
    value = rules.get(key)
    return RULES[key].default if value is None else int(value)
