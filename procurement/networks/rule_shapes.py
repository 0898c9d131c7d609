"""Judging what somebody sets in a rule pack: each value by the shape of its rule, every fault named at its place."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from procurement.core.errors import Invalid
from procurement.networks.geography import slug_of
from procurement.networks.rules import HOLIDAYS, RULES, Counted, Rule, Shape, Signer

LONGEST_CITATION, LONGEST_NAME = 300, 120
MOST_CLOSURES, MOST_STEPS, MOST_STAGES = 200, 12, 12
PARTS = ("value", "counted", "citation", "waivable", "signed_by")


def checked(sent: Mapping) -> dict[str, dict]:
    """The pack as it is stored: {key: {value, counted, citation, waivable, signed_by}}, each only where it says more
    than the default. `sent` holds such entries, or bare values; None leaves the default.

    Raises Invalid: faults of a value stand under the rule's key, of the rest under `key.citation` and so on.
    """
    faults: dict[str, list[str]] = {}
    kept = {}
    for key, given in sent.items():
        rule = RULES.get(key)
        if rule is None:
            faults[key] = ["There is no such rule."]
            continue
        entry = given if isinstance(given, Mapping) else {"value": given}
        found, wrong = _entry(rule, entry)
        faults |= {f"{key}.{part}" if part != "value" else key: [sentence] for part, sentence in wrong.items()}
        if found:
            kept[key] = found
    if faults:
        raise Invalid(faults)
    return kept


def _entry(rule: Rule, entry: Mapping) -> tuple[dict, dict[str, str]]:
    found: dict[str, Any] = {}
    wrong = {str(part): "There is no such part of a rule." for part in entry if part not in PARTS}
    value = entry.get("value")
    if value is not None:
        try:
            found["value"] = VALUES[rule.shape](rule, value)
        except ValueError as fault:
            wrong["value"] = str(fault)
    citation = entry.get("citation") or ""
    if not isinstance(citation, str) or len(citation) > LONGEST_CITATION:
        wrong["citation"] = f"Name the source in at most {LONGEST_CITATION} characters."
    elif citation.strip():
        found["citation"] = " ".join(citation.split())
    if rule.shape == Shape.DAYS and entry.get("counted"):
        _choice(entry["counted"], Counted, "Choose calendar or working days.", "counted", found, wrong)
    if entry.get("waivable"):
        if entry["waivable"] is not True:
            wrong["waivable"] = "Say yes or no."
        elif not rule.can_be_waived:
            wrong["waivable"] = "No determination can waive this rule."
        else:
            found["waivable"] = True
    if rule.can_be_waived and entry.get("signed_by") and found.get("waivable"):
        _choice(entry["signed_by"], Signer, "Choose who signs: an officer or an approver.", "signed_by", found, wrong)
    return found, wrong


def _choice(value, codes, sentence: str, part: str, found: dict, wrong: dict) -> None:
    if isinstance(value, str) and value in list(codes):
        found[part] = str(value)
    else:
        wrong[part] = sentence


def _number(rule: Rule, value) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not rule.least <= value <= rule.most:
        raise ValueError(rule.range_in_words)
    return value


def _money(rule: Rule, value) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not rule.least <= value <= rule.most:
        raise ValueError("Enter an amount in dollars, such as 50,000 (programs: whole cents).")
    return value


def _time(rule: Rule, value) -> str:
    if value == "":
        return ""
    try:
        found = time.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is not None or found.second or found.microsecond:
        raise ValueError("Enter a time of day in hours and minutes, such as 14:00.")
    return f"{found:%H:%M}"


def _yes_no(rule: Rule, value) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Say yes or no.")
    return value


def _holidays(rule: Rule, value) -> str:
    if not isinstance(value, str) or value not in HOLIDAYS:
        raise ValueError("Choose state, federal or none.")
    return value


def _closures(rule: Rule, value) -> list[dict]:
    if not isinstance(value, list) or len(value) > MOST_CLOSURES:
        raise ValueError(f"List at most {MOST_CLOSURES} days.")
    found: dict[str, str] = {}
    for each in value:
        day, name = (each.get("date"), each.get("name")) if isinstance(each, Mapping) else (None, None)
        if not isinstance(day, str) or not _is_day(day):
            raise ValueError(f"“{str(day)[:30]}” is not a day of the calendar. Write it as 2026-12-24.")
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
            raise ValueError(f"Say why it is closed on {day}, in at most {LONGEST_NAME} characters.")
        if day in found:
            raise ValueError(f"{day} stands here twice.")
        found[day] = " ".join(name.split())
    return [{"date": day, "name": found[day]} for day in sorted(found)]


def _chain(rule: Rule, value) -> list[dict]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_STEPS:
        raise ValueError(f"Name one to {MOST_STEPS} steps of approval.")
    steps: list[dict] = []
    for number, each in enumerate(value, 1):
        title = each.get("title") if isinstance(each, Mapping) else None
        if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_NAME:
            raise ValueError(f"Step {number} needs a title, in at most {LONGEST_NAME} characters.")
        stage = each.get("stage", 1)
        if isinstance(stage, bool) or not isinstance(stage, int) or not 1 <= stage <= MOST_STAGES:
            raise ValueError(f"“{title.strip()}” needs a stage from 1 to {MOST_STAGES}.")
        key = each.get("key") or slug_of(title) or f"step-{number}"
        if not isinstance(key, str) or not re.fullmatch(r"[a-z0-9-]{1,60}", key):
            raise ValueError(f"The key of “{title.strip()}” may hold small letters, digits and hyphens.")
        if key in [step["key"] for step in steps]:
            raise ValueError(f"Two steps are called “{title.strip()}”.")
        steps.append({"key": key, "title": " ".join(title.split()), "stage": stage})
    return sorted(steps, key=lambda step: step["stage"])


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None and 2000 <= date.fromisoformat(text).year <= 2200
    except ValueError:
        return False


VALUES: dict[Shape, Callable[[Rule, Any], Any]] = {
    Shape.DAYS: _number,
    Shape.COUNT: _number,
    Shape.MONEY: _money,
    Shape.TIME: _time,
    Shape.YES_NO: _yes_no,
    Shape.HOLIDAYS: _holidays,
    Shape.CLOSURES: _closures,
    Shape.CHAIN: _chain,
}
