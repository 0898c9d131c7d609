"""Approvals part by part: what a text consists of, what an approval covers, and what is still to be approved.

A part is named by its place: "sections/s3", "requirements/r1", "criteria/…", "price_lines/…", "order" (which parts
there are, and in which order), "details", and one for everything else of the body under its own name ("evaluation",
"deadline", …). An approval is {place: digest}; it stands for a part as long as the part has that digest. So a change
of one clause asks for one clause again, and whoever approved all others has nothing to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from procurement.core.digest import digest

LISTS = ("sections", "requirements", "criteria", "price_lines")
#: What the first page prints; together one part.
DETAILS = ("title", "reference", "kind", "summary", "focus_area", "jurisdiction", "contact", "pool")
DEADLINE = ("due_at", "zone", "questions_due_at", "schedule")
#: What follows in an annex from where things stand.
NUMBERS = frozenset({"number", "overrides_number", "overrides_heading"})
#: Follows from other parts, or is said by "order".
DERIVED = frozenset({"contract_digest"})
SAID = {"sections": "", "requirements": "Requirement:", "criteria": "Criterion:", "price_lines": "Price line:"}
NAMES = {
    "details": "Facts: title, number, summary, contact",
    "deadline": "Deadline, end of questions, schedule",
    "order": "Which parts there are, and their order",
    "evaluation": "From points to a ranking",
}


def parts(body: Mapping, known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Every part of a body (`snapshot.body`) with its digest; a section's number is not part of it, its place is.

    `known` are the parts of the whole text when `body` is what concerns one member: what is common is not read again.
    """
    found = {
        "details": digest({name: body[name] for name in DETAILS if name in body}),
        "deadline": digest({name: body[name] for name in DEADLINE if name in body}),
        "order": digest({part: [[each["key"], each.get("level")] for each in body[part]] for part in LISTS}),
    }
    for part in LISTS:
        shared = known if part != "price_lines" else {}
        for each in body[part]:
            place = f"{part}/{each['key']}"
            text = {name: value for name, value in each.items() if name not in ("number", "key")}
            found[place] = shared.get(place) or digest(text)
    for annex in body.get("annexes") or ():
        said = [{name: value for name, value in each.items() if name not in NUMBERS} for each in annex["sections"]]
        found[f"annexes/{annex['participation_id']}"] = digest([annex["member"], said])
    for name, value in body.items():
        if name not in (*LISTS, *DETAILS, *DEADLINE, "annexes") and name not in DERIVED:
            found[name] = digest(value)
    return found


def shares_of(body: Mapping) -> dict[str, dict[str, Mapping]]:
    """By participation and price line, the share of each member."""
    found: dict[str, dict[str, Mapping]] = {}
    for line in body["price_lines"]:
        for each in line.get("shares") or ():
            found.setdefault(each["participation_id"], {})[line["key"]] = each
    return found


def concerning(body: Mapping, participation_id: str, shares: Mapping[str, Mapping] | None = None) -> dict:
    """The body as it concerns one member of the pool: the core, its own annex, its own share of the price lines.

    `quantity` and `years` of a line are the member's own, options of others are left out, and who else takes part is
    not said; `shares` are the member's out of `shares_of`. It has no digest of a scoring contract: the whole has.
    """
    own = shares_of(body).get(participation_id, {}) if shares is None else shares
    found = {**body, "contract_digest": None}
    if body.get("pool"):
        found["pool"] = {name: value for name, value in body["pool"].items() if name != "members"}
    found["price_lines"] = [
        _own_line(each, own.get(each["key"]))
        for each in body["price_lines"]
        if each["key"] in own or not each.get("optional")
    ]
    annexes = [each for each in body.get("annexes") or () if each["participation_id"] == participation_id]
    found.pop("annexes", None)
    return {**found, "annexes": annexes} if annexes else found


def _own_line(line: Mapping, share: Mapping | None) -> dict:
    found = {name: value for name, value in line.items() if name not in ("firm", "years", "regions", "shares")}
    found["quantity"] = share["quantity"] if share is not None else "0"
    if share is not None and "years" in share:
        found["years"] = share["years"]
    if line.get("regions"):
        found["regions"] = [{"key": each["key"], "name": each["name"]} for each in line["regions"]]
    return {**found, "shares": [share] if share is not None else []}


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
    for each in body.get("annexes") or ():
        titles[f"annexes/{each['participation_id']}"] = f"Annex {each['letter']}: {each['member']}"
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
