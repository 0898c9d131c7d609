"""The scoring contract: reading it, writing it in canonical form, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from procurement.scoring import exact
from procurement.scoring.criteria import GIVEN, PASS_FAIL, PRICE, RATED, CriteriaReader, Criterion
from procurement.scoring.faults import Findings, shown, step

METHODS = ("points", "quality-adjusted-price", "score-per-price", "value-deduction")
LOWEST_WINS = ("quality-adjusted-price", "value-deduction")
DIVIDES_BY_QUALITY = ("quality-adjusted-price", "score-per-price")
LOWEST_PRICE, EARLIEST, BY_CRITERION = "lowest-price", "earliest", "criterion:"
MOST_PLACES = 10
REQUIRED = ("method", "criteria")
OPTIONAL = (
    "minimum_total",
    "preferences",
    "round",
    "tie_break",
    "whole",
    "reasons_required",
    "abnormally_low",
)
ABNORMALLY_LOW = {"below_mean": Fraction(40), "below_next": Fraction(30)}


@dataclass(frozen=True)
class Preference:
    """A preference the law grants: a percentage off the compared price, or points on top."""

    id: str
    effect: str
    amount: Fraction


@dataclass(frozen=True)
class Contract:
    """A contract as read; `form` is its canonical form as plain data."""

    method: str
    criteria: tuple[Criterion, ...] = ()
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    minimum_total: Fraction | None = None
    whole: Fraction | None = None
    reference: Fraction | None = None
    places: int = 2
    mode: str = "half-up"
    tie_break: tuple[str, ...] = ()
    reasons_required: bool = False
    abnormally_low: Mapping[str, Fraction] = field(default_factory=lambda: dict(ABNORMALLY_LOW))
    unsound: frozenset[str] = frozenset()
    form: Mapping[str, object] = field(default_factory=dict)

    @property
    def every_criterion(self) -> list[Criterion]:
        """All criteria with their parts."""
        return [inner for outer in self.criteria for inner in outer.walk()]

    @property
    def prices(self) -> list[Criterion]:
        """The criteria that turn a price into points."""
        return [criterion for criterion in self.criteria if criterion.kind == PRICE]

    @property
    def quality(self) -> list[Criterion]:
        """The outermost criteria that evaluators judge."""
        return [criterion for criterion in self.criteria if criterion.kind in (RATED, GIVEN)]

    @property
    def needs_price(self) -> bool:
        """Whether a response cannot be judged without a price."""
        return self.method != "points" or self.prices != [] or LOWEST_PRICE in self.tie_break

    @property
    def lower_is_better(self) -> bool:
        """Whether the lowest figure wins."""
        return self.method in LOWEST_WINS


def canonical_text(form: object) -> str:
    """Canonical JSON: keys sorted, no spaces, characters as they are."""
    return json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(form: object) -> str:
    """The digest that is printed in the solicitation: `sha256:` and the hash of the canonical form in UTF-8."""
    return "sha256:" + hashlib.sha256(canonical_text(form).encode("utf-8")).hexdigest()


def read_contract(find: Findings, value: object, place: str = "contract") -> Contract | None:
    """The contract at `place`, or None when it is no object; its faults are noted in `find`."""
    item = find.mapping(place, value)
    if item is None:
        return None
    method = find.choice(step(place, "method"), item["method"], METHODS) if "method" in item else None
    required = (*REQUIRED, "reference") if method == "score-per-price" else REQUIRED
    find.keys(place, item, required, OPTIONAL, f"a contract with the method {method}" if method else "a contract")
    known = method or "points"
    reader = CriteriaReader(find, known)
    criteria, form = reader.read_all(step(place, "criteria"), item.get("criteria", []))
    if item.get("criteria") in ([], ()):
        find.add(step(place, "criteria"), "a contract needs at least one criterion")
    parts: dict[str, Any] = {
        **_numbers(find, place, item, known),
        **_preferences(find, place, item, known),
        **_round(find, place, item),
        **_tie_break(find, place, item, criteria, known),
        **_reasons(find, place, item),
        **_abnormally_low(find, place, item),
    }
    if known != "points":
        _check_price_and_quality(find, step(place, "criteria"), criteria, known)
    contract = Contract(known, tuple(criteria), unsound=frozenset(reader.unsound), **parts)
    return _with_form(contract, form)


def _with_form(contract: Contract, criteria: list[dict[str, object]]) -> Contract:
    """The contract with its canonical form: every default filled in, every number a plain decimal."""

    def plain(number: Fraction | None) -> str | None:
        return None if number is None else exact.plain(number)

    form: dict[str, object] = {
        "method": contract.method,
        "criteria": criteria,
        "whole": plain(contract.whole),
        "minimum_total": plain(contract.minimum_total),
        "preferences": [
            {
                "id": preference.id,
                "effect": preference.effect,
                "percent" if preference.effect == "price-discount" else "points": plain(preference.amount),
            }
            for preference in contract.preferences.values()
        ],
        "round": {"places": str(contract.places), "mode": contract.mode},
        "tie_break": list(contract.tie_break),
        "reasons_required": contract.reasons_required,
        "abnormally_low": {key: plain(percent) for key, percent in contract.abnormally_low.items()},
    }
    if contract.method == "score-per-price":
        form["reference"] = plain(contract.reference)
    return Contract(**{**vars(contract), "form": form})


def _numbers(find: Findings, place: str, item: Mapping[str, object], method: str) -> dict[str, Any]:
    """The single numbers of the contract; null means that there is none."""
    numbers: dict[str, Any] = {"minimum_total": None, "whole": None, "reference": None}
    for key in ("minimum_total", "whole"):
        if item.get(key) is not None:
            numbers[key] = find.number(step(place, key), item[key])
    if method in LOWEST_WINS and numbers["minimum_total"] is not None:
        find.add(step(place, "minimum_total"), f"under {method} the lowest figure wins, so there is no minimum")
    if method == "score-per-price" and "reference" in item:
        numbers["reference"] = find.number(step(place, "reference"), item["reference"], above=0)
    return numbers


def _preferences(find: Findings, place: str, item: Mapping[str, object], method: str) -> dict[str, Any]:
    here = step(place, "preferences")
    found: dict[str, Preference] = {}
    for index, value in enumerate(find.listing(here, item.get("preferences", []))):
        at = f"{here}[{index}]"
        entry = find.mapping(at, value)
        if entry is None:
            continue
        effect = None
        if "effect" in entry:
            effect = find.choice(step(at, "effect"), entry["effect"], ("price-discount", "points"))
        amount = "points" if effect == "points" else "percent"
        allowed = ("id", "effect", amount) if effect is not None else ("id", "effect")
        lenient = () if effect is not None else ("percent", "points")
        find.keys(
            at,
            entry,
            allowed,
            lenient,
            f"a preference with the effect {effect}" if effect else "a preference",
        )
        name = find.text(step(at, "id"), entry["id"]) if "id" in entry else None
        if effect is None or amount not in entry:
            continue
        bounds = {"least": 0, "below": 100} if amount == "percent" else {"least": 0}
        number = find.number(step(at, amount), entry[amount], **bounds)
        if effect == "points" and method == "value-deduction":
            find.add(step(at, "effect"), "value-deduction compares money, so a preference cannot give points")
        if name is None:
            continue
        if name in found:
            find.add(step(at, "id"), f"the id {shown(name)} is repeated")
        # Kept even where its amount could not be read, so that whoever claims it is not blamed as well.
        found[name] = Preference(name, effect, number or Fraction(0))
    return {"preferences": found}


def _round(find: Findings, place: str, item: Mapping[str, object]) -> dict[str, Any]:
    chosen: dict[str, Any] = {"places": 2, "mode": "half-up"}
    if "round" not in item:
        return chosen
    here = step(place, "round")
    value = find.mapping(here, item["round"])
    if value is None:
        return chosen
    find.keys(here, value, (), ("places", "mode"), "round")
    if "places" in value:
        places = find.number(step(here, "places"), value["places"], least=0, most=MOST_PLACES)
        if places is not None and places.denominator != 1:
            find.add(step(here, "places"), f"{exact.plain(places)} is not a whole number")
        elif places is not None:
            chosen["places"] = int(places)
    if "mode" in value:
        chosen["mode"] = find.choice(step(here, "mode"), value["mode"], exact.MODES) or "half-up"
    return chosen


def _tie_break(
    find: Findings, place: str, item: Mapping[str, object], criteria: list[Criterion], method: str
) -> dict[str, Any]:
    here = step(place, "tie_break")
    kinds = {inner.id: inner.kind for outer in criteria for inner in outer.walk()}
    rules: list[str] = []
    for index, value in enumerate(find.listing(here, item.get("tie_break", []))):
        at = f"{here}[{index}]"
        rule = find.text(at, value)
        if rule is None:
            continue
        if rule in rules:
            find.add(at, f"the rule {shown(rule)} is repeated")
        elif rule.startswith(BY_CRITERION):
            name = rule.removeprefix(BY_CRITERION)
            if name not in kinds:
                find.add(at, f"there is no criterion {shown(name)}")
            elif kinds[name] == PASS_FAIL or (kinds[name] == PRICE and method != "points"):
                find.add(at, f"the criterion {shown(name)} has no points to compare")
        elif rule not in (LOWEST_PRICE, EARLIEST):
            find.add(at, f"{shown(rule)} is not a rule; there are criterion:<id>, lowest-price and earliest")
        rules.append(rule)
    return {"tie_break": tuple(rules)}


def _reasons(find: Findings, place: str, item: Mapping[str, object]) -> dict[str, Any]:
    key = "reasons_required"
    return {key: find.flag(step(place, key), item[key]) if key in item else False}


def _abnormally_low(find: Findings, place: str, item: Mapping[str, object]) -> dict[str, Any]:
    percents = dict(ABNORMALLY_LOW)
    here = step(place, "abnormally_low")
    value = find.mapping(here, item["abnormally_low"]) if "abnormally_low" in item else None
    if value is not None:
        find.keys(here, value, (), tuple(percents), "abnormally_low")
        for key in [known for known in percents if known in value]:
            number = find.number(step(here, key), value[key], above=0, most=100)
            if number is not None:
                percents[key] = number
    return {"abnormally_low": percents}


def _check_price_and_quality(find: Findings, place: str, criteria: list[Criterion], method: str) -> None:
    """What the methods other than `points` ask of the criteria as a whole."""
    if sum(criterion.kind == PRICE for criterion in criteria) > 1:
        find.add(place, f"{method} compares one price, so there is at most one price criterion")
    if method in DIVIDES_BY_QUALITY and sum(criterion.full for criterion in criteria) == 0:
        find.add(place, f"{method} needs criteria with quality points")
