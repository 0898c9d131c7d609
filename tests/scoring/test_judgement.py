"""Who is out, what marks earn together, and who ranks where under each method."""

from __future__ import annotations

import pytest

from procurement.scoring import Faults, evaluate
from tests.scoring.documents import (
    by_id,
    contract,
    document,
    documented,
    given,
    price,
    ranks,
    rated,
    reasons,
    response,
    warned,
)


def test_the_documented_example_gives_the_documented_output() -> None:
    result = evaluate(documented())
    assert list(result) == ["contract_digest", "method", "ranking", "out", "ties", "warnings", "sensitivity", "panel"]
    assert result["method"] == "points"
    assert result["ranking"] == [
        {
            "id": "A",
            "rank": 1,
            "total": "92.00",
            "exact": "92",
            "price": "95000.00",
            "points": {"approach": "36.00", "experience": "16.00", "diversity": "5.00", "cost": "35.00"},
            "tie_broken_by": None,
        }
    ]
    assert result["out"] == [{"id": "B", "reason": "Non-responsive: no bid security"}]
    assert result["ties"] == []
    assert warned(result) == {("single-response", "A")}


@pytest.mark.parametrize(
    ("combine", "marks", "exact"),
    [
        ("mean", {"E1": "4", "E2": "5", "E3": "9"}, "6"),
        ("sum", {"E1": "4", "E2": "5", "E3": "9"}, "6"),
        ("median", {"E1": "4", "E2": "5", "E3": "9"}, "5"),
        ("median", {"E1": "4", "E2": "5", "E3": "9", "E4": "6"}, "11/2"),
        ("consensus", {"E1": "4", "E2": "5", "consensus": "8"}, "8"),
        ("mean", {"E1": "1", "E2": "1", "E3": "0"}, "2/3"),
        ("mean", {"E1": "0.1", "E2": 0, "E3": "2e-1"}, "1/10"),
        ("mean", {"E1": "0.0000000000001"}, "1/10000000000000"),
    ],
)
@pytest.mark.parametrize("criterion", [rated("c", "10"), given("c", "10")], ids=["rated", "given"])
def test_evaluators_marks_join(criterion, combine, marks, exact) -> None:
    result = evaluate(document(contract({**criterion, "combine": combine}), response("A", c=marks)))
    assert by_id(result)["A"]["exact"] == exact


def test_marks_count_in_proportion_to_the_scales_max_even_above_a_min() -> None:
    criterion = {"id": "c", "kind": "rated", "points": "40", "scale": {"min": "1", "max": "5"}}
    result = evaluate(document(contract(criterion), response("A", c="1"), response("B", c="5")))
    assert {name: entry["exact"] for name, entry in by_id(result).items()} == {"A": "8", "B": "40"}


def test_parts_add_up_and_are_shown_beside_the_points() -> None:
    parts = [rated("plan", "25", "5"), {**given("risk", "15"), "minimum": "5"}]
    terms = contract({"id": "approach", "kind": "rated", "points": "40", "children": parts, "minimum": "20"})
    result = evaluate(
        document(
            terms,
            response("A", plan={"E1": "4", "E2": "5"}, risk="15"),
            response("B", plan="1", risk="14"),
            response("C", plan="5", risk="4"),
        )
    )
    entry = by_id(result)["A"]
    assert entry["exact"] == "75/2"
    assert entry["points"] == {"approach": "37.50"}
    assert entry["parts"] == {"approach": {"plan": "22.50", "risk": "15.00"}}
    assert reasons(result) == {
        "B": "Below the minimum: approach 19 of at least 20",
        "C": "Below the minimum: risk 4 of at least 5",
    }


def test_equality_with_a_minimum_is_enough_and_zero_is_a_mark() -> None:
    terms = contract(rated("c", "10", minimum="5"), rated("d", "10"))
    result = evaluate(
        document(terms, response("A", c="5", d="0"), response("B", c="4.99", d="10"), response("C", c="0", d="10"))
    )
    assert ranks(result) == {"A": 1}
    assert reasons(result) == {
        "B": "Below the minimum: c 4.99 of at least 5",
        "C": "Below the minimum: c 0 of at least 5",
    }


def test_a_minimum_just_missed_is_told_exactly() -> None:
    terms = contract(rated("c", "10", "9", minimum="3.34"))
    result = evaluate(document(terms, response("A", c="3")))
    assert reasons(result) == {"A": "Below the minimum: c 3.33 (10/3) of at least 3.34"}


def test_one_fail_is_a_fail_and_comes_before_a_minimum() -> None:
    terms = contract(
        rated("c", "10", minimum="5"), {"id": "bond", "kind": "pass-fail"}, {"id": "tax", "kind": "pass-fail"}
    )
    result = evaluate(
        document(
            terms,
            response("A", c="1", bond={"E1": "pass", "E2": "fail"}, tax="pass"),
            response("B", c="1", bond="fail", tax="fail"),
            response("C", c="9", bond={"E1": "pass", "E2": "pass"}, tax="pass"),
        )
    )
    assert reasons(result) == {
        "A": "Failed the pass-fail criterion bond",
        "B": "Failed the pass-fail criteria bond, tax",
    }
    assert ranks(result) == {"C": 1}


def test_who_is_out_may_lack_marks_price_and_instant() -> None:
    terms = contract(
        rated("c", "10", minimum="5"), rated("d", "10"), {"id": "bond", "kind": "pass-fail"}, price("5"),
        tie_break=["earliest"],
    )  # fmt: skip
    put_out = {"id": "O", "out": {"reason": "Late"}}
    inside = {**response("A", "10", c="5", d="5", bond="pass"), "submitted": "2026-05-01T09:00Z"}
    result = evaluate(document(terms, put_out, response("F", bond="fail"), response("M", c="4", bond="pass"), inside))
    assert ranks(result) == {"A": 1}
    assert list(reasons(result)) == ["F", "M", "O"]


def test_whoever_is_out_never_sets_the_price_reference() -> None:
    terms = contract(price("10"), rated("c", "10", minimum="5"), {"id": "bond", "kind": "pass-fail"})
    result = evaluate(
        document(
            terms,
            response("A", "200", c="5", bond="pass"),
            response("B", "400", c="5", bond="pass"),
            response("C", "20", c="4", bond="pass"),
            response("D", "10", c="9", bond="fail"),
            {**response("E", "5", c="9", bond="pass"), "out": {"reason": "Late"}},
        )
    )
    assert {name: entry["points"]["cost"] for name, entry in by_id(result).items()} == {"A": "10.00", "B": "5.00"}


def test_the_minimum_total_comes_last_and_leaves_the_price_reference() -> None:
    terms = contract(price("10"), rated("c", "10"), minimum_total="12")
    result = evaluate(
        document(terms, response("A", "200", c="10"), response("B", "100", c="1"), response("C", "100", c="2"))
    )
    assert {name: entry["exact"] for name, entry in by_id(result).items()} == {"A": "15", "C": "12"}
    assert reasons(result) == {"B": "Below the minimum total: 11 of at least 12"}
    assert ("minimum-total-reference", "B") not in warned(result), "C has the same price"


def test_discounts_add_up_and_change_the_compared_price_only() -> None:
    terms = contract(
        price("10"),
        preferences=[
            {"id": "local", "effect": "price-discount", "percent": "5"},
            {"id": "small", "effect": "price-discount", "percent": "7.5"},
        ],
    )
    both = {**response("A", "100"), "preferences": ["small", "local"]}
    result = evaluate(document(terms, both, response("B", "87.5")))
    assert {name: entry["price"] for name, entry in by_id(result).items()} == {"A": "87.50", "B": "87.50"}
    assert result["ties"] == [["A", "B"]]


def tied(tie_break: list[str], **changes: dict[str, object]) -> dict[str, object]:
    """Three responses with the same total: A from 5 + 5, B and C from 4 + 6; prices and instants as changed."""
    terms = contract(rated("c", "10"), rated("d", "10"), tie_break=tie_break)
    base = {
        "A": {**response("A", "30", c="5", d="5"), "submitted": "2026-05-01T12:00:00-05:00"},
        "B": {**response("B", "20", c="4", d="6"), "submitted": "2026-05-01T12:30:00-04:00"},
        "C": {**response("C", "20", c="4", d="6"), "submitted": "2026-05-01T11:00:00-06:00"},
    }
    return evaluate(document(terms, *({**item, **changes.get(name, {})} for name, item in base.items())))


def decided(result: dict[str, object]) -> list[tuple[str, int, str | None]]:
    return [(entry["id"], entry["rank"], entry["tie_broken_by"]) for entry in result["ranking"]]


def test_a_tie_without_a_rule_is_a_shared_rank() -> None:
    result = tied([])
    assert decided(result) == [("A", 1, None), ("B", 1, None), ("C", 1, None)]
    assert result["ties"] == [["A", "B", "C"]]


def test_rules_apply_in_their_order_and_are_named() -> None:
    result = tied(["criterion:c", "earliest"])
    assert decided(result) == [("A", 1, "criterion:c"), ("B", 2, "earliest"), ("C", 3, "earliest")]
    assert result["ties"] == []


def test_ranks_after_a_tie_skip() -> None:
    result = tied(["lowest-price", "criterion:d"])
    assert decided(result) == [("B", 1, "lowest-price"), ("C", 1, "lowest-price"), ("A", 3, "lowest-price")]
    assert result["ties"] == [["B", "C"]]


@pytest.mark.parametrize(
    ("instant", "first"),
    [
        ("2026-05-01T16:29:59.999999Z", "A"),
        ("2026-05-01 22:14:59.99999999999999+05:45", "A"),
        ("2026-05-01T16:30:00.000000000000001Z", "B"),
    ],
)
def test_instants_are_compared_not_their_text(instant, first) -> None:
    result = tied(["earliest"], A={"submitted": instant})
    assert result["ranking"][0]["id"] == first
    assert tied(["earliest"], A={"submitted": "2026-05-01T16:30Z"})["ties"] == [["A", "B"]]


def test_ranks_come_from_exact_values_and_rounding_is_for_display() -> None:
    terms = contract(rated("c", "10", "1000"), round={"places": 0})
    result = evaluate(document(terms, response("A", c="501"), response("B", c="502")))
    assert decided(result) == [("B", 1, None), ("A", 2, None)]
    assert {entry["total"] for entry in result["ranking"]} == {"5"}
    assert result["ties"] == []


@pytest.mark.parametrize(
    ("mode", "shown"), [("half-up", ["0.13", "0.38"]), ("half-even", ["0.12", "0.38"]), ("down", ["0.12", "0.37"])]
)
def test_rounding_modes(mode, shown) -> None:
    terms = contract(given("c", "1"), given("d", "1"), round={"places": 2, "mode": mode})
    entry = by_id(evaluate(document(terms, response("A", c="0.125", d="0.375"))))["A"]
    assert list(entry["points"].values()) == shown
    assert entry["exact"] == "1/2"


COST = {"id": "cost", "kind": "price"}


def test_quality_adjusted_price() -> None:
    terms = contract(rated("c", "60"), rated("d", "20"), COST, method="quality-adjusted-price")
    result = evaluate(
        document(
            terms,
            response("A", "100", c="10", d="10"),
            response("B", "70", c="5", d="10"),
            response("Z", "1", c="0", d="0"),
        )
    )
    assert result["lower_is_better"] is True
    assert [(entry["id"], entry["exact"], entry["total"]) for entry in result["ranking"]] == [
        ("A", "100", "100.00"),
        ("B", "112", "112.00"),
    ]
    assert by_id(result)["B"]["points"] == {"c": "30.00", "d": "20.00"}
    assert reasons(result) == {"Z": "No quality points, so there is nothing to compare its price with"}


def test_score_per_price() -> None:
    terms = contract(rated("c", "80"), COST, method="score-per-price", reference="1000")
    result = evaluate(
        document(terms, response("A", "100", c="10"), response("B", "50", c="6"), response("Z", "1", c="0"))
    )
    assert "lower_is_better" not in result
    assert [(entry["id"], entry["exact"]) for entry in result["ranking"]] == [("B", "960"), ("A", "800")]
    assert list(reasons(result)) == ["Z"]


def test_value_deduction() -> None:
    quality = {"id": "c", "kind": "rated", "value": "5000", "scale": {"min": "0", "max": "10"}}
    terms = contract(quality, COST, method="value-deduction")
    result = evaluate(
        document(terms, response("A", "1000", c="10"), response("B", "900", c="0"), response("C", "900", c="1"))
    )
    assert result["lower_is_better"] is True
    assert [(entry["id"], entry["total"]) for entry in result["ranking"]] == [
        ("A", "-4000.00"),
        ("C", "400.00"),
        ("B", "900.00"),
    ]
    assert by_id(result)["C"]["points"] == {"c": "500.00"}


def test_an_evaluator_who_forgot_one_mark_is_a_fault_but_one_who_sat_out_is_a_warning() -> None:
    terms = contract(rated("c", "10"), rated("d", "10"))
    full = {"E1": "5", "E2": "7"}
    with pytest.raises(Faults) as refused:
        evaluate(document(terms, response("A", c=full, d=full), response("B", c=full, d={"E1": "5"})))
    assert refused.value.faults == [
        "responses[1].scores.d.E2: the mark is missing; this evaluator marked the other responses here"
    ]
    alone = {"E1": "5"}
    result = evaluate(document(terms, response("A", c=full, d=full), response("B", c=alone, d=alone)))
    assert by_id(result)["B"]["exact"] == "10"
    assert ("uneven-panel", "B") in warned(result)
