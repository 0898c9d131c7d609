"""Sensitivity and panel figures, checked against what they mean rather than against their formula."""

from __future__ import annotations

from fractions import Fraction

import pytest

from procurement.scoring import evaluate, explain
from tests.scoring.documents import contract, document, documented, given, price, rated, response


def test_the_span_in_which_the_winner_stays_first() -> None:
    """B reaches half of both criteria, 30 points however they are weighed; A reaches all of c and nothing of d."""
    terms = contract(given("c", "40"), given("d", "20"))
    result = evaluate(document(terms, response("A", c="40", d="0"), response("B", c="20", d="10")))
    assert result["sensitivity"] == {
        "c": {"winner_holds_from": "30.00", "winner_holds_to": "60.00"},
        "d": {"winner_holds_from": "0.00", "winner_holds_to": "30.00"},
    }


RESPONSES = {"A": ("100", "31", "11"), "B": ("80", "22", "14"), "C": ("150", "38", "9.5")}


def reweighted(name: str, weight: Fraction) -> dict[str, object]:
    """The three responses with `weight` of 100 points on one criterion and the rest in proportion."""
    full = {"c": Fraction(40), "d": Fraction(20), "cost": Fraction(40)}
    share = (100 - weight) / (100 - full[name])
    new = {key: weight if key == name else points * share for key, points in full.items()}
    terms = contract(
        rated("c", str(float(new["c"])), "40"), rated("d", str(float(new["d"])), "20"), price(str(float(new["cost"])))
    )
    return evaluate(document(terms, *(response(who, amount, c=c, d=d) for who, (amount, c, d) in RESPONSES.items())))


@pytest.mark.parametrize("name", ["c", "d", "cost"])
def test_the_span_agrees_with_ranking_again_under_other_points(name) -> None:
    full = {"c": 40, "d": 20, "cost": 40}[name]
    base = reweighted(name, Fraction(full))
    winner = base["ranking"][0]["id"]
    span = base["sensitivity"][name]
    low, high = Fraction(span["winner_holds_from"]), Fraction(span["winner_holds_to"])
    step = Fraction(1, 20)
    assert low <= full <= high
    for weight in (low + step, high - step):
        assert reweighted(name, weight)["ranking"][0]["id"] == winner
    for weight in (low - step, high + step):
        if 0 <= weight <= 100:
            assert reweighted(name, weight)["ranking"][0]["id"] != winner


def test_quality_adjusted_prices_have_spans_too() -> None:
    terms = contract(given("c", "50"), given("d", "50"), method="quality-adjusted-price")
    result = evaluate(document(terms, response("A", "100", c="50", d="10"), response("B", "100", c="25", d="25")))
    assert result["sensitivity"]["c"] == {"winner_holds_from": "37.50", "winner_holds_to": "100.00"}


def test_a_preferences_points_do_not_move_with_the_criteria() -> None:
    """A has 40 and 3 from its preference; B has 60 (1 - w / 60): they meet where 3 + w = 60 - w."""
    terms = contract(
        given("c", "40"), given("d", "20"), preferences=[{"id": "local", "effect": "points", "points": "3"}]
    )
    winner = {**response("A", c="40", d="0"), "preferences": ["local"]}
    result = evaluate(document(terms, winner, response("B", c="0", d="20")))
    assert result["sensitivity"]["c"] == {"winner_holds_from": "28.50", "winner_holds_to": "60.00"}


def test_without_a_single_winner_there_is_no_span() -> None:
    terms = contract(given("c", "5"), given("d", "5"))
    assert evaluate(document(terms, response("A", c="1", d="1"), response("B", c="1", d="1")))["sensitivity"] == {}


def test_a_single_criterion_cannot_be_anything_else() -> None:
    result = evaluate(document(contract(given("c", "5")), response("A", c="1"), response("B", c="2")))
    assert result["sensitivity"] == {"c": {"winner_holds_from": "5.00", "winner_holds_to": "5.00"}}


def test_spread_and_severity_are_in_points() -> None:
    panel = evaluate(documented())["panel"]
    assert panel["approach"] == {"spread": {"A": "8"}, "severity": {"E1": "-4", "E2": "4"}}
    assert "diversity" not in panel, "one evaluator is no panel"


def test_severity_is_the_mean_deviation_over_all_responses() -> None:
    terms = contract(rated("c", "10"))
    marks = [{"E1": "4", "E2": "7", "E3": "4"}, {"E3": "1", "E1": "2", "E2": "3"}]
    result = evaluate(document(terms, *(response(f"R{index}", c=mark) for index, mark in enumerate(marks))))
    assert result["panel"]["c"] == {
        "spread": {"R0": "3", "R1": "2"},
        "severity": {"E1": "-0.5", "E2": "1.5", "E3": "-1"},
    }


def test_the_consensus_mark_is_no_evaluators_own() -> None:
    terms = contract(rated("c", "10", combine="consensus"))
    result = evaluate(document(terms, response("A", c={"E1": "4", "E2": "5", "consensus": "9"})))
    assert result["panel"]["c"] == {"spread": {"A": "1"}, "severity": {"E1": "-0.5", "E2": "0.5"}}


def test_sentences_tell_points_price_reasons_and_ties() -> None:
    lines = explain(documented())
    (told,) = [line for line in lines if line.startswith("A has rank 1")]
    assert "92.00 points" in told
    assert "On approach it earned 36.00 of 40: the mean of E1 32.00, E2 40.00." in told
    assert "Its price is 100000.00, compared as 95000.00 after the preferences local (5 %)." in told
    assert "B is out. Non-responsive: no bid security." in lines
    assert "90000" not in told


def test_sentences_about_a_tie() -> None:
    terms = contract(given("c", "5"), tie_break=["earliest"])
    early = {**response("A", c="1"), "submitted": "2026-05-01T09:00Z"}
    late = {**response("B", c="1"), "submitted": "2026-05-01T09:01Z"}
    assert any("the rule earliest decided its rank" in line for line in explain(document(terms, early, late)))
    same = {**late, "submitted": "2026-05-01T10:00+01:00"}
    assert "A and B are tied, and no rule of the contract parts them." in explain(document(terms, early, same))
