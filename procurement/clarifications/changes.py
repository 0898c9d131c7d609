"""What changes from one published text to the next: a sentence for each part, and whether vendors are asked anew.

Asked anew is whoever sealed a response before, when requirements, price lines or the scoring contract differ: what was
answered then may no longer answer what is asked now.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from procurement.core import words

_NOUNS = {
    "requirements": ("Requirement", "label"),
    "price_lines": ("Price line", "description"),
    "criteria": ("Criterion", "title"),
}
_SAID = {
    "changed": "is changed",
    "inserted": "is new",
    "deleted": "is taken out",
    "moved": "stands in another place now",
}


def parts(change: Mapping, old: Mapping, new: Mapping) -> list[dict]:
    """Every changed part, [{part, key, status, sentence, is_asked}], dates first.

    `old` and `new` are bodies (`solicitations/snapshot.py`), `change` is the redline of the two (`library/redline.py`).
    """
    found = [*_dates(old, new)]
    for each in change["sections"]:
        status = "moved" if each["status"] == "same" and each["is_moved"] else each["status"]
        if status != "same":
            heading = "".join(run["text"] for run in each["heading"] if run["kind"] != "deleted") or "".join(
                run["text"] for run in each["heading"]
            )
            name = f"Section {each['number'] or each['old_number'] or ''} “{heading or 'without heading'}”"
            found.append(_part("sections", each["key"], status, f"{' '.join(name.split())} {_SAID[status]}."))
    return [*found, *questions(old, new), *_guidance(old, new)]


def questions(old: Mapping, new: Mapping) -> list[dict]:
    """The parts that vendors answer or are judged by: requirements, price lines, and the contract where it differs."""
    found = [each for part in ("requirements", "price_lines") for each in _pieces(part, old[part], new[part])]
    if old.get("contract_digest") != new.get("contract_digest"):
        criteria = _pieces("criteria", old["criteria"], new["criteria"])
        whole = _part("evaluation", "", "changed", "How responses are evaluated is changed.", is_asked=True)
        found += criteria or [whole]
    return found


def is_asked_anew(old: Mapping, new: Mapping) -> bool:
    """Whether a response to the old text has to be looked at again before it can count for the new one."""
    return any(each["is_asked"] for each in questions(old, new))


def _dates(old: Mapping, new: Mapping) -> Iterator[dict]:
    zone = new["zone"]
    if old["due_at"] != new["due_at"]:
        before, after = (words.when(datetime.fromisoformat(each["due_at"]), zone) for each in (old, new))
        yield _part("dates", "due_at", "changed", f"The deadline is moved from {before}, to {after}.")
    if old["questions_due_at"] != new["questions_due_at"] and new["questions_due_at"]:
        until = words.when(datetime.fromisoformat(new["questions_due_at"]), zone)
        yield _part("dates", "questions_due_at", "changed", f"Questions may be asked until {until}.")
    if old["schedule"] != new["schedule"]:
        expected = "; ".join(
            f"{each['title']}: {words.day(date.fromisoformat(each['day']))}" for each in new["schedule"]
        )
        yield _part("dates", "schedule", "changed", f"What is expected after the deadline moves along: {expected}.")


def _pieces(part: str, old: Sequence[Mapping], new: Sequence[Mapping]) -> list[dict]:
    noun, field = _NOUNS[part]
    before, after = ({each["key"]: each for each in pieces} for pieces in (old, new))
    found = []
    for key in dict.fromkeys([*after, *before]):
        if before.get(key) == after.get(key):
            continue
        status = "inserted" if key not in before else "deleted" if key not in after else "changed"
        name = (after.get(key) or before[key]).get(field) or key
        # An answer to what is asked no more does no harm; a price that counts no more does.
        is_asked = not (part == "requirements" and status == "deleted")
        found.append(_part(part, key, status, f"{noun} “{name}” {_SAID[status]}.", is_asked=is_asked))
    return found


def _guidance(old: Mapping, new: Mapping) -> list[dict]:
    """Words about criteria that leave the scoring contract as it was."""
    if old.get("contract_digest") != new.get("contract_digest"):
        return []
    found = [{**each, "is_asked": False} for each in _pieces("criteria", old["criteria"], new["criteria"])]
    if not found and old["evaluation"] != new["evaluation"]:
        found = [_part("evaluation", "", "changed", "The words about the evaluation are changed.")]
    return found


def _part(part: str, key: str, status: str, sentence: str, *, is_asked: bool = False) -> dict:
    return {"part": part, "key": key, "status": status, "sentence": sentence, "is_asked": is_asked}
