"""A jurisdiction's rule pack: its numbers as data, each with a default, a unit and the sentence it stands for."""

from dataclasses import dataclass

from procurement.core.errors import Invalid


@dataclass(frozen=True)
class Rule:
    """One number of a rule pack."""

    key: str
    default: int
    unit: str
    sentence: str
    source: str
    #: The smallest and the largest number a jurisdiction may set.
    least: int = 0
    most: int = 365

    @property
    def range_in_words(self) -> str:
        """What to enter, as a sentence."""
        return f"Enter a whole number of {self.unit} from {self.least} to {self.most}."


RULES = {
    rule.key: rule
    for rule in (
        Rule("notice_days", 14, "calendar days",
             "Days between publication and the deadline.", "State codes: 5 to 30 days are seen."),
        Rule("minimum_evaluators", 3, "people",
             "Seats a panel needs before it may begin.", "2 AAC 12.260(a)", 1, 50),
        Rule("protest_days", 10, "calendar days",
             "Days after the notice of intent during which the award cannot become final.",
             "72 hours to 14 days are seen: Miami Gardens; MT 18-4."),
        Rule("opening_people", 2, "people", "People who open the responses together.", "Practice; GePNIC", 1, 2),
    )
}  # fmt: skip


def number(rules: dict, key: str) -> int:
    """The jurisdiction's number for a rule, or the rule's default."""
    value = rules.get(key)
    return RULES[key].default if value is None else int(value)


def checked(numbers: dict) -> dict[str, int]:
    """The numbers a jurisdiction sets itself (None: the default stays); Invalid for what is unknown or out of range."""
    faults, kept = {}, {}
    for key, value in numbers.items():
        rule = RULES.get(key)
        if rule is None:
            faults[key] = ["There is no such rule."]
        elif value is None:
            continue
        elif isinstance(value, bool) or not isinstance(value, int) or not rule.least <= value <= rule.most:
            faults[key] = [rule.range_in_words]
        else:
            kept[key] = value
    if faults:
        raise Invalid(faults)
    return kept
