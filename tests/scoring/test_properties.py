"""What must hold for every document: order does not matter, exact values rank, a better mark never harms."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import given as all_of
from hypothesis import settings
from hypothesis import strategies as some

from procurement.scoring import Faults, canonical, check_contract, evaluate
from tests.scoring.documents import by_id, contract, document, given, price, rated

EVALUATORS = ("E1", "E2", "E3")
TENTHS = some.integers(0, 100).map(lambda tenths: str(Decimal(tenths) / 10))
FORMULAS = some.sampled_from(
    [
        {"formula": "lowest-ratio"},
        {"formula": "linear-from-lowest"},
        {"formula": "min-max"},
        {"formula": "reference-ratio", "reference": "700", "cap": True},
        {"formula": "linear-between", "zero_at": "900", "full_at": "300"},
    ]
)
RULES = some.lists(some.sampled_from(["criterion:c0", "lowest-price", "earliest"]), unique=True)


@some.composite
def documents(draw: some.DrawFn) -> dict[str, object]:
    """A document of up to five responses, three evaluators, and every way of joining marks."""
    combines = some.sampled_from(["mean", "median", "sum"])
    names = [f"c{index}" for index in range(draw(some.integers(1, 3)))]
    criteria = [
        draw(some.sampled_from([rated, given]))(
            name, "10", combine=draw(combines), minimum=draw(some.sampled_from([None, "2"]))
        )
        for name in names
    ]
    criteria.append(price(draw(some.sampled_from(["20", "33.3"])), **draw(FORMULAS)))
    terms = contract(
        *criteria,
        minimum_total=draw(some.sampled_from([None, "20"])),
        tie_break=draw(RULES),
        round={"places": draw(some.integers(0, 3))},
        preferences=[
            {"id": "local", "effect": "price-discount", "percent": "5"},
            {"id": "small", "effect": "points", "points": "3"},
        ],
    )
    responses = [
        {
            "id": f"R{index}",
            "price": str(draw(some.integers(1, 12)) * 100),
            "submitted": f"2026-05-01T0{draw(some.integers(1, 3))}:00Z",
            "scores": {name: {who: draw(TENTHS) for who in EVALUATORS} for name in names},
            "preferences": draw(some.lists(some.sampled_from(["local", "small"]), unique=True)),
            "out": draw(some.sampled_from([None, None, None, {"reason": "Late"}])),
        }
        for index in range(draw(some.integers(1, 5)))
    ]
    return document(terms, *responses)


def shuffled(value: object, order: random.Random) -> object:
    """The same document in another order, except where order has a meaning (the tie-break)."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: value[key] if key == "tie_break" else shuffled(value[key], order) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, order) for item in value]
        order.shuffle(items)
        return items
    return value


@all_of(documents(), some.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_order_of_the_input_does_not_matter(original, order) -> None:
    expected, found = evaluate(original), evaluate(shuffled(original, order))
    # The digest is that of the contract as published, in its published order of criteria.
    expected.pop("contract_digest"), found.pop("contract_digest")
    assert found == expected


@all_of(documents())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_ranks_are_those_of_the_exact_totals(original) -> None:
    result = evaluate(original)
    ranking = result["ranking"]
    for entry in ranking:
        ahead = [other for other in ranking if Fraction(other["exact"]) > Fraction(entry["exact"])]
        level = [other for other in ranking if Fraction(other["exact"]) == Fraction(entry["exact"])]
        assert len(ahead) < entry["rank"] <= len(ahead) + len(level)
        if len(level) == 1:
            assert entry["tie_broken_by"] is None
    assert len(ranking) + len(result["out"]) == len(original["responses"])
    shared = [
        sorted(entry["id"] for entry in ranking if entry["rank"] == rank) for rank in {e["rank"] for e in ranking}
    ]
    assert result["ties"] == sorted(tied for tied in shared if len(tied) > 1)


@all_of(documents(), some.data())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_raising_ones_mark_never_lowers_ones_total(original, data) -> None:
    before = by_id(evaluate(original))
    index = data.draw(some.integers(0, len(original["responses"]) - 1))
    raised = copy.deepcopy(original)
    response = raised["responses"][index]
    marks = response["scores"][data.draw(some.sampled_from(sorted(response["scores"])))]
    who = data.draw(some.sampled_from(EVALUATORS))
    marks[who] = str(data.draw(some.decimals(Decimal(marks[who]), 10, places=2)))
    after = by_id(evaluate(raised))
    if response["id"] in before and response["id"] in after:
        assert Fraction(after[response["id"]]["exact"]) >= Fraction(before[response["id"]]["exact"])
    if response["id"] in before and original["contract"]["minimum_total"] is None:
        assert response["id"] in after


@all_of(documents())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_total_is_the_sum_of_what_is_shown_when_nothing_is_rounded_away(original) -> None:
    original["contract"]["round"] = {"places": 10, "mode": "down"}
    for entry in evaluate(original)["ranking"]:
        shown = [*entry["points"].values(), *entry.get("preference_points", {}).values()]
        difference = Fraction(entry["exact"]) - sum(Fraction(points) for points in shown)
        assert 0 <= difference < Fraction(len(shown), 10**10)


NUMBERS = some.decimals(0, 1000, places=4, allow_nan=False, allow_infinity=False)


@all_of(NUMBERS, some.integers(0, 3), some.booleans())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_digest_does_not_see_how_a_number_is_spelled(number, zeros, as_text) -> None:
    plain = format(number, "f") + "0" * zeros
    scientific = format(number, "E")
    spellings = [plain, scientific, number, Decimal(plain)]
    terms = [contract(given("c", str(spelling) if as_text else spelling)) for spelling in spellings]
    assert len({check_contract(item)[0] for item in terms}) == 1
    assert len({canonical(item) for item in terms}) == 1


JSON_VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.decimals() | some.floats() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@all_of(documents(), some.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_stands_somewhere_gives_a_result_or_faults(original, data) -> None:
    here = original
    while True:
        key = data.draw(some.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        deeper = here[key]
        if not isinstance(deeper, dict | list) or len(deeper) == 0 or data.draw(some.booleans()):
            break
        here = deeper
    here[key] = data.draw(JSON_VALUES)
    try:
        evaluate(original)
    except Faults as refused:
        assert refused.faults
        assert all("\n" not in fault and ": " in fault for fault in refused.faults)
