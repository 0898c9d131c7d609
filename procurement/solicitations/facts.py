"""The facts of a draft that conditions of clauses ask: what it is worth, whose money it is, what it is about.

What nobody has stated is None: a section that hangs on it stays in the draft, and the checklist asks for the fact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from procurement.library.conditions import standing
from procurement.networks import rules


@dataclass(frozen=True)
class Fact:
    """One fact that a person states: how it is asked, and what it means."""

    key: str
    label: str
    kind: str
    help: str


FACTS = (
    Fact(
        "amount_cents", "Estimated amount", "money", "All years together. The formal threshold and clauses look at it."
    ),
    Fact("federal_money", "Is federal money spent?", "yes-no", "A grant counts, also in part: 2 CFR 200 then applies."),
    Fact("construction", "Is it construction?", "yes-no", "Prevailing wages and bonds hang on it."),
    Fact(
        "personal_data", "Will the contractor handle personal data?", "yes-no", "Privacy and breach clauses hang on it."
    ),
    Fact("categories", "Commodity categories", "codes", "Codes from your list of categories."),
)
LABELS = {each.key: each.label for each in FACTS}


def known(solicitation) -> dict[str, Any]:
    """What conditions may ask (`Condition.judge`): the stated facts and those that follow from the draft itself."""
    place = solicitation.jurisdiction
    return {
        **{each.key: solicitation.facts.get(each.key) for each in FACTS},
        "formal_threshold_cents": rules.formal_threshold(place.rules),
        "pool": solicitation.pool_id is not None or solicitation.pool is not None,
        "kind": str(solicitation.kind),
        "state": place.state_code,
        "blanks": solicitation.values,
    }


def checked(stated: Mapping[str, Any]) -> dict[str, Any]:
    """All facts, each as stated or None."""
    return {each.key: stated.get(each.key) for each in FACTS}


def asked(sections: Iterable[dict], facts: Mapping[str, Any]) -> dict[str, list[dict]]:
    """Facts that are not stated although a section hangs on them: {key: the sections}."""
    found: dict[str, list[dict]] = {}
    for each in standing(list(sections), facts):
        for key in each.judgement.unknown:
            found.setdefault(key, []).append(each.section)
    return found
