"""Published evaluations and worked examples come out as they were published."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from procurement.scoring import evaluate, parse
from tests.scoring.documents import by_id, contract, cost_points, document, given, price, ranks, rated, response

EXAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "scoring"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_the_examples_beside_the_project(path: Path) -> None:
    example = parse(path.read_bytes(), path.name)
    result = evaluate(example["file"])
    expected = json.loads(path.read_text())["expect"]
    assert expected.keys() <= {"points", "totals", "ranking"}
    entries = by_id(result)
    for name, points in expected.get("points", {}).items():
        assert {key: entries[name]["points"][key] for key in points} == points
    for name, total in expected.get("totals", {}).items():
        assert entries[name]["total"] == total
    if "ranking" in expected:
        assert [entry["id"] for entry in result["ranking"]] == expected["ranking"]


@pytest.mark.parametrize(
    ("points", "places", "prices", "shown"),
    [
        ("40", 1, ["40000", "42750", "47500"], ["40.0", "37.4", "33.7"]),
        ("35", 1, ["100000", "125000", "150000"], ["35.0", "28.0", "23.3"]),
        ("40", 0, ["100", "105", "108"], ["40", "38", "37"]),
        ("70", 0, ["10000", "8000"], ["56", "70"]),
    ],
)
def test_the_lowest_price_earns_everything_and_the_others_their_ratio(points, places, prices, shown) -> None:
    terms = contract(price(points), round={"places": places})
    responses = [response(f"R{index}", amount) for index, amount in enumerate(prices)]
    entries = by_id(evaluate(document(terms, *responses)))
    assert [entries[f"R{index}"]["points"]["cost"] for index in range(len(prices))] == shown


def test_ten_points_of_preference_turn_the_order_round() -> None:
    terms = contract(given("all", "100"), preferences=[{"id": "state", "effect": "points", "points": "10"}])
    second = {**response("2", all="74"), "preferences": ["state"]}
    third = {**response("3", all="80"), "preferences": ["state"]}
    result = evaluate(document(terms, response("1", all="83"), second, third))
    assert [(entry["id"], entry["exact"]) for entry in result["ranking"]] == [("3", "90"), ("2", "84"), ("1", "83")]
    assert by_id(result)["3"]["preference_points"] == {"state": "10.00"}
    assert "preference_points" not in by_id(result)["1"]


def test_three_scales_and_a_price_add_up() -> None:
    terms = contract(rated("q", "20", "10"), rated("c", "20", "100"), rated("s", "20", "100"), price("40"))
    first = response("X", "210000", q="9", c="91", s="92")
    second = response("Y", "420000", q="5", c="51", s="52")
    entries = by_id(evaluate(document(terms, first, second)))
    assert (entries["X"]["total"], entries["X"]["exact"]) == ("94.60", "473/5")
    assert (entries["Y"]["total"], entries["Y"]["exact"]) == ("50.60", "253/5")


def test_a_published_reference_price_with_a_cap() -> None:
    terms = contract(
        given("technical", "60"), price("40", "reference-ratio", reference="1000000", cap=True), round={"places": 0}
    )
    result = evaluate(
        document(
            terms,
            response("A", "1200000", technical="51"),
            response("B", "1250000", technical="53"),
            response("C", "1100000", technical="44"),
        )
    )
    entries = by_id(result)
    assert {name: entry["points"]["cost"] for name, entry in entries.items()} == {"A": "33", "B": "32", "C": "36"}
    assert {name: entry["total"] for name, entry in entries.items()} == {"A": "84", "B": "85", "C": "80"}
    assert ranks(result) == {"B": 1, "A": 2, "C": 3}


def test_a_cheaper_response_can_lose_by_two_points() -> None:
    terms = contract(given("experience", "60"), given("quality", "40"), given("time", "30"), price("70"))
    dear = response("A", "10000", experience="40", quality="30", time="20")
    cheap = response("B", "8000", experience="32", quality="20", time="22")
    result = evaluate(document(terms, dear, cheap))
    assert [(entry["id"], entry["exact"]) for entry in result["ranking"]] == [("A", "146"), ("B", "144")]


def test_a_panel_of_eight_on_three_rubrics() -> None:
    """Column sums 49, 42 and 50 over eight raters. The mean of all is 5.875; it was published as 5.92."""
    marks = {
        "history": ["7", "6", "6", "6", "6", "6", "6", "6"],
        "support": ["6", "6", "5", "5", "5", "5", "5", "5"],
        "values": ["7", "7", "6", "6", "6", "6", "6", "6"],
    }
    scores = {key: {f"E{index}": mark for index, mark in enumerate(column)} for key, column in marks.items()}
    terms = contract(*(rated(name, "7", "7") for name in marks))
    entry = by_id(evaluate(document(terms, response("station", None, **scores))))["station"]
    assert entry["points"] == {"history": "6.13", "support": "5.25", "values": "6.25"}
    assert entry["exact"] == "141/8"
    assert Fraction(entry["exact"]) / 3 == Fraction("5.875")


@pytest.mark.parametrize(
    ("criterion", "prices", "exact"),
    [
        (price("30"), ["100", "150", "300"], ["30", "20", "10"]),
        (price("30", "reference-ratio", reference="120"), ["100", "150"], ["36", "24"]),
        (price("30", "reference-ratio", reference="120", cap=True), ["100", "150"], ["30", "24"]),
        (price("30", "linear-from-lowest"), ["100", "150", "200", "250"], ["30", "15", "0", "0"]),
        (price("30", "linear-between", zero_at="200", full_at="100"), ["50", "100", "150", "200", "250"],
         ["30", "30", "15", "0", "0"]),
        (price("30", "linear-between", zero_at="100", full_at="200"), ["50", "150", "250"], ["0", "15", "30"]),
        (price("30", "min-max"), ["100", "150", "300"], ["30", "45/2", "0"]),
        (price("30", "min-max"), ["100", "100"], ["30", "30"]),
        (price("30", zero="full-points"), ["0", "100"], ["30", "0"]),
        (price("30", "linear-from-lowest", zero="full-points"), ["0", "100", "0"], ["30", "0", "30"]),
        (price("30", "reference-ratio", reference="120", zero="full-points"), ["0", "240"], ["30", "15"]),
        (price("30", "min-max", zero="full-points"), ["0", "50", "100"], ["30", "15", "0"]),
    ],
)  # fmt: skip
def test_every_price_formula(criterion, prices, exact) -> None:
    assert cost_points(criterion, *prices) == exact
