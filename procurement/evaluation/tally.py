"""From sheets to the scoring document and from its result to what is shown: pure; the ranking is `scoring`'s.

Nobody types a total: what the panel marked, what the officer determined and what the vendor offered become one
document, and the published contract says what follows from it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Judged:
    """One opened response as the scoring sees it."""

    id: str
    #: The offered total in dollars and cents; None when nothing is priced.
    price: str | None
    submitted: datetime
    #: Granted preferences only.
    preferences: tuple[str, ...] = ()
    #: Why it is out ("Non-responsive: no bid security"), or None.
    out: str | None = None
    #: {seat label: {criterion key: {mark, reason}}}
    sheets: Mapping[str, Mapping] = field(default_factory=dict)


def leaves(criteria: Sequence[Mapping], name: str = "id") -> list[Mapping]:
    """The criteria that take marks: not the price, and of a divided one its parts. `name` is "id" or "key"."""
    found: list[Mapping] = []
    for criterion in criteria:
        if criterion.get("children"):
            found += leaves([{"kind": criterion["kind"], **child} for child in criterion["children"]], name)
        elif criterion["kind"] != "price":
            found.append(criterion)
    return found


def titles(criteria: Iterable[Mapping]) -> dict[str, str]:
    """The title of every criterion and part of the published text, by key."""
    found: dict[str, str] = {}
    for criterion in criteria:
        found[criterion["key"]] = criterion.get("title") or criterion["key"]
        found |= titles(criterion.get("children") or [])
    return found


def document(contract: Mapping, responses: Iterable[Judged]) -> dict:
    """The input of `scoring.evaluate` for these responses under the frozen contract."""
    marked = [criterion["id"] for criterion in leaves(contract["criteria"])]
    return {"contract": dict(contract), "responses": [_response(each, marked) for each in responses]}


def is_marked(given: Mapping | None) -> bool:
    """Whether there is a mark; zero is one."""
    return given is not None and _text(given, "mark") != ""


def unmarked(criteria: Iterable[Mapping], marks: Mapping[str, Mapping], *, reasons_required: bool) -> dict[str, str]:
    """What a sheet still lacks before it can be submitted: {"criterion.mark" or "criterion.reason": sentence}."""
    found = {}
    for criterion in criteria:
        given = marks.get(criterion["id"]) or {}
        if not is_marked(given):
            found[f"{criterion['id']}.mark"] = "Give a mark."
        elif reasons_required and _text(given, "reason") == "":
            found[f"{criterion['id']}.reason"] = "Write the reason for this mark."
    return found


def without(output: Mapping, hidden: Collection[str]) -> dict:
    """A result without anything about these responses: whoever has a conflict with a vendor reads nothing of it.

    Sensitivity and severity, which mix all responses, are left out as soon as anything is hidden.
    """
    if not hidden:
        return dict(output)
    kept = {
        name: [each for each in output[name] if each["id"] not in hidden] for name in ("ranking", "out", "warnings")
    }
    kept["warnings"] = [each for each in kept["warnings"] if not any(name in each["message"] for name in hidden)]
    ties = [[each for each in tie if each not in hidden] for tie in output["ties"]]
    return {**output, **kept, "ties": [tie for tie in ties if len(tie) > 1], "sensitivity": {}, "panel": {}}


def in_names(message: str, vendors: Mapping[str, str], people: Mapping[str, str], named: Mapping[str, str]) -> str:
    """A message of the scoring package with names for ids: vendors by response id, people by seat label.

    `named` are the titles of criteria; a key that is an English word stays as it is.
    """
    words = {key: f"“{title}”" for key, title in named.items() if any(letter.isdigit() for letter in key)}
    words |= people | vendors
    if not words:
        return message
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.sub(rf"(?<![\w-])({'|'.join(longest_first)})(?![\w-])", lambda found: words[found[1]], message)


def _response(judged: Judged, marked: Sequence[str]) -> dict:
    sheets = {label: judged.sheets[label] for label in sorted(judged.sheets)}
    result = {
        "id": judged.id,
        "submitted": judged.submitted.isoformat(),
        "preferences": sorted(judged.preferences),
        "out": None if judged.out is None else {"reason": judged.out},
        "scores": _by_criterion(sheets, marked, "mark"),
        "reasons": _by_criterion(sheets, marked, "reason"),
    }
    if judged.price is not None:
        result["price"] = judged.price
    return result


def _by_criterion(sheets: Mapping[str, Mapping], marked: Sequence[str], part: str) -> dict:
    found = {}
    for criterion in marked:
        given = {label: _text(marks.get(criterion) or {}, part) for label, marks in sheets.items()}
        given = {label: text for label, text in given.items() if text != ""}
        if given:
            found[criterion] = given
    return found


def _text(given: Mapping, part: str) -> str:
    value = given.get(part)
    return "" if value is None else str(value).strip()
