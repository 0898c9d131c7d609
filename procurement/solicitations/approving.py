"""Approvals part by part: what a text consists of, what an approval covers, and what is still to be approved.

A part is named by its place: "sections/s3", "requirements/r1", "criteria/…", "price_lines/…", "order" (which parts
there are, and in which order), "details", and one for everything else of the body under its own name ("evaluation",
"deadline", …). An approval is {place: digest}; it stands for a part as long as the part has that digest. So a change
of one clause asks for one clause again, and whoever approved all others has nothing to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from procurement.core.digest import digest

LISTS = ("sections", "requirements", "criteria", "price_lines")
#: What the first page prints; together one part.
DETAILS = ("title", "reference", "kind", "summary", "focus_area", "jurisdiction", "contact", "pool")
DEADLINE = ("due_at", "zone", "questions_due_at", "schedule")
#: Follows from other parts, or is said by "order".
DERIVED = frozenset({"contract_digest"})
SAID = {"sections": "", "requirements": "Requirement:", "criteria": "Criterion:", "price_lines": "Price line:"}
NAMES = {
    "details": "Facts: title, number, summary, contact",
    "deadline": "Deadline, end of questions, schedule",
    "order": "Which parts there are, and their order",
    "evaluation": "From points to a ranking",
}


def parts(body: Mapping) -> dict[str, str]:
    """Every part of a body (`snapshot.body`) with its digest; a section's number is not part of it, its place is."""
    found = {
        "details": digest({name: body[name] for name in DETAILS if name in body}),
        "deadline": digest({name: body[name] for name in DEADLINE if name in body}),
        "order": digest({part: [[each["key"], each.get("level")] for each in body[part]] for part in LISTS}),
    }
    for part in LISTS:
        for each in body[part]:
            text = {name: value for name, value in each.items() if name not in ("number", "key")}
            found[f"{part}/{each['key']}"] = digest(text)
    for name, value in body.items():
        if name not in (*LISTS, *DETAILS, *DEADLINE) and name not in DERIVED:
            found[name] = digest(value)
    return found


def missing(now: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
    """The places that an approval does not cover as they are now, in the order of the text."""
    return [place for place, value in now.items() if given.get(place) != value]


def standing(now: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What of an earlier approval still stands for the text as it is now."""
    return {place: value for place, value in now.items() if given.get(place) == value}


def names(body: Mapping, places: Iterable[str]) -> list[tuple[str, str]]:
    """Each place with what a person calls it."""
    titles = dict(NAMES)
    for part in LISTS:
        for each in body[part]:
            title = each.get("heading") or each.get("label") or each.get("title") or each.get("description")
            titles[f"{part}/{each['key']}"] = (
                f"{SAID[part]}{each.get('number') or ''} {title or '(no heading)'}".strip()
            )
    return [(place, titles.get(place) or place.replace("_", " ").capitalize()) for place in places]


@dataclass(frozen=True)
class Step:
    """One step of the approval chain, and whether it is complete for the text as it stands."""

    key: str
    title: str
    stage: int
    is_complete: bool


def to_ask(steps: Sequence[Step]) -> list[Step]:
    """The steps whose turn it is: those open in the first stage that is not complete; none when all are."""
    waiting = [step for step in steps if not step.is_complete]
    if not waiting:
        return []
    first = min(step.stage for step in waiting)
    return [step for step in waiting if step.stage == first]
