"""The scoring contract of a solicitation: made from its criteria and evaluation settings, checked by `scoring`.

Titles and guidance are for readers and stay out of it; what decides the ranking is in it and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from procurement import scoring

#: Kinds of solicitation that are not scored.
UNSCORED = frozenset({"RFI"})
_FOR_READERS = ("key", "title", "guidance", "anchors", "group")
_PLACE = re.compile(r"contract\.criteria\[(\d+)\]((?:\.children\[\d+\])*)\.?(.*)")


@dataclass(frozen=True)
class Checked:
    """A contract as `scoring` reads it: its digest and canonical form, or the faults (sentences) that forbid both."""

    digest: str | None = None
    form: dict | None = None
    warnings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def contract_of(content: Mapping) -> dict:
    """The contract that a content describes, unchecked; it shares nothing with the content."""
    evaluation = content["evaluation"]
    contract = {
        "method": evaluation.get("method", "points"),
        "criteria": [_criterion(each) for each in content["criteria"]],
        "minimum_total": evaluation.get("minimum_total"),
        "preferences": [
            {name: value for name, value in each.items() if name != "title" and value is not None}
            for each in evaluation.get("preferences", [])
        ],
        "round": dict(evaluation.get("round") or {}),
        "tie_break": list(evaluation.get("tie_break", [])),
        "reasons_required": evaluation.get("reasons_required", True),
    }
    for optional in ("whole", "reference", "abnormally_low"):
        if evaluation.get(optional) is not None:
            contract[optional] = evaluation[optional]
    return contract


def check(content: Mapping, kind: str) -> Checked:
    """The contract of this content, frozen as `scoring` reads it; nothing for a kind that is not scored."""
    if str(kind) in UNSCORED or not content["criteria"]:
        return Checked()
    try:
        digest, form, warnings = scoring.check_contract(contract_of(content))
    except scoring.Faults as refused:
        return Checked(faults=[in_words(content, each) for each in refused.faults])
    return Checked(digest, dict(form), [each["message"] for each in warnings])


def needs_prices(content: Mapping) -> bool:
    """Whether responses cannot be compared without a price."""
    evaluation = content["evaluation"]
    return (
        any(each["kind"] == "price" for each in content["criteria"])
        or evaluation.get("method", "points") != "points"
        or "lowest-price" in evaluation.get("tie_break", [])
    )


def in_words(content: Mapping, fault: str) -> str:
    """A fault of the scoring package with the criterion's title instead of its place in the document."""
    place, _, sentence = fault.partition(": ")
    match = _PLACE.fullmatch(place)
    if match is None:
        name = place.removeprefix("contract.").replace("_", " ").replace("[", " ").replace("]", "")
        return f"Evaluation, {name}: {sentence}."
    criterion = content["criteria"][int(match[1])]
    for step in re.findall(r"\d+", match[2]):
        criterion = criterion["children"][int(step)]
    what = f", {match[3]}" if match[3] else ""
    return f"“{criterion.get('title') or criterion['key']}”{what}: {sentence}."


def _criterion(criterion: Mapping) -> dict:
    own = {name: value for name, value in criterion.items() if name not in _FOR_READERS and value is not None}
    own["id"] = criterion["key"]
    if criterion.get("children"):
        own["children"] = [_criterion(each) for each in criterion["children"]]
    else:
        own.pop("children", None)
    return own
