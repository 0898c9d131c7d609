"""What somebody has to decide about a merge, as questions for a page or a program, and their answers as choices.

question    {place, kind "text" | "field" | "piece" | "place", title, was, ours, theirs, ours_runs, theirs_runs,
            answers: ["ours", "theirs", "both"], may_type}       texts as words; runs against what it was (redline.py)
answer      {place, answer "ours" | "theirs" | "both" | "text", text}
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from procurement.core.errors import Invalid
from procurement.library import redline
from procurement.library.merging import Choice, Conflict, Merge, Unresolved, resolve

PARTS = {
    "sections": "Section",
    "blanks": "Blank",
    "requirements": "Requirement",
    "criteria": "Criterion",
    "price_lines": "Price line",
}
_NAMES = ("heading", "label", "title", "description")
_FIRST = "(at the beginning)"


def questions(merged: Merge) -> list[dict]:
    """Every conflict as a question, in the order of the merge."""
    return [_question(merged, each) for each in merged.conflicts]


def decide(merged: Merge, answers: Sequence[Mapping]) -> dict:
    """The merged content with every question answered; Invalid names those that are not (`choices.0.answer`)."""
    asked = [each.place for each in merged.conflicts]
    try:
        return resolve(merged, choices(answers))
    except Unresolved as open_:
        base, ours, theirs = merged.sources
        names = titles(ours, theirs, base)
        faults = {
            f"choices.{asked.index(place)}.answer": [f"Choose what to keep of “{_title(names, place)}”."]
            for place in open_.places
        }
        raise Invalid(faults, "There is something left to decide.") from None


def choices(answers: Iterable[Mapping]) -> dict[str, Choice]:
    """Answers as `merging.resolve` takes them."""
    return {
        each["place"]: {"text": each.get("text") or ""} if each["answer"] == "text" else each["answer"]
        for each in answers
        if each.get("answer")
    }


def titles(*contents: Mapping) -> dict[str, str]:
    """What a person calls each piece, by place; of several contents the first that has it."""
    found: dict[str, str] = {}
    for content in contents:
        for part, noun in PARTS.items():
            for each in content.get(part) or ():
                name = next((each[name] for name in _NAMES if each.get(name)), each["key"])
                found.setdefault(f"{part}/{each['key']}", f"{noun}: {name}")
    return found


def taken(merged: Merge) -> list[str]:
    """What came in without a question, as a person calls it, each once."""
    base, ours, theirs = merged.sources
    names = titles(theirs, ours, base)
    return list(dict.fromkeys(_title(names, place) for place in merged.taken))


def _question(merged: Merge, conflict: Conflict) -> dict:
    base, ours, theirs = merged.sources
    names = titles(ours, theirs, base)
    said = [_said(conflict, value, names) for value in (conflict.base, conflict.ours, conflict.theirs)]
    may_type = conflict.kind == "text" or (conflict.kind == "field" and isinstance(conflict.ours, str))
    return {
        "place": conflict.place,
        "kind": conflict.kind,
        "title": _title(names, conflict.place),
        "was": said[0],
        "ours": said[1],
        "theirs": said[2],
        "ours_runs": [run.as_data() for run in redline.runs(said[0], said[1])],
        "theirs_runs": [run.as_data() for run in redline.runs(said[0], said[2])],
        "answers": list(conflict.answers()),
        "may_type": may_type,
    }


def _title(names: Mapping[str, str], place: str) -> str:
    part, _, rest = place.partition("/")
    key, _, field = rest.partition("/")
    if part not in PARTS:
        return "How responses are judged" if part == "evaluation" else part.replace("_", " ").capitalize()
    name = names.get(f"{part}/{key}", f"{PARTS[part]} {key}")
    field = field.partition("/")[0]
    if field in ("", "body", "heading", "label", "title", "description"):
        return name
    return f"{name} ({'where it stands' if field == 'place' else field.replace('_', ' ')})"


def _said(conflict: Conflict, value: Any, names: Mapping[str, str]) -> str:
    if conflict.kind == "place":
        if value is None:
            return _FIRST
        return f"Behind “{names.get(conflict.place.partition('/')[0] + '/' + str(value), value)}”"
    if conflict.kind == "piece":
        return "" if value is None else _whole(value)
    return _plain(value)


def _whole(piece: Mapping) -> str:
    texts = [piece.get(name) for name in (*_NAMES, "body", "help", "guidance")]
    return "\n\n".join(str(text) for text in texts if text)


def _plain(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(each)}" for name, each in value.items() if each not in (None, "", []))
    if isinstance(value, list | tuple):
        return "; ".join(_plain(each) for each in value)
    return str(value)
