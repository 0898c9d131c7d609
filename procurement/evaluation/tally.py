"""From sheets to the scoring document: pure; the ranking itself is `procurement.scoring`'s.

Nobody types a total: what the panel marked, what the officer determined and what the vendor offered become one
document, and the published contract says what follows from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Judged:
    """One opened response as the scoring sees it."""

    id: str
    #: The offered total in dollars, exact; None when nothing is priced.
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


def document(contract: Mapping, responses: Iterable[Judged]) -> dict:
    """The input of `scoring.evaluate` for these responses under the frozen contract."""
    marked = [criterion["id"] for criterion in leaves(contract["criteria"])]
    return {"contract": dict(contract), "responses": [_response(each, marked) for each in responses]}


def unmarked(criteria: Iterable[Mapping], marks: Mapping[str, Mapping], *, reasons_required: bool) -> dict[str, str]:
    """What a sheet still lacks before it can be submitted: {criterion id: sentence}."""
    found = {}
    for criterion in criteria:
        given = marks.get(criterion["id"]) or {}
        if str(given.get("mark", "")).strip() == "":
            found[criterion["id"]] = "Give a mark."
        elif reasons_required and not str(given.get("reason", "")).strip():
            found[criterion["id"]] = "Write the reason for this mark."
    return found


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
        given = {
            label: marks[criterion][part]
            for label, marks in sheets.items()
            if str((marks.get(criterion) or {}).get(part) or "").strip() != ""
        }
        if given:
            found[criterion] = given
    return found
