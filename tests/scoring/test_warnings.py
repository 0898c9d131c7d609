"""The warnings of a ranking: each appears where it should and stays away where it should not."""

from __future__ import annotations

from procurement.scoring import evaluate
from tests.scoring.documents import contract, document, given, price, rated, response, warned


def codes(result: dict[str, object]) -> set[str]:
    return {entry["code"] for entry in result["warnings"]}


def test_a_price_forty_percent_below_the_mean_of_the_others() -> None:
    terms = contract(given("c", "100"), given("d", "1"), price("10", "min-max"))
    first, rest = (
        response("A", "60", c="10", d="1"),
        [response("B", "85", c="90", d="1"), response("C", "115", c="80", d="1")],
    )
    assert ("abnormally-low-price", "A") in warned(evaluate(document(terms, first, *rest)))
    dearer = response("A", "60.01", c="10", d="1")
    assert "abnormally-low-price" not in codes(evaluate(document(terms, dearer, *rest)))


def test_a_price_thirty_percent_below_the_next_ranked() -> None:
    terms = contract(given("c", "100"), price("10"))
    third = response("C", "50", c="0")
    result = evaluate(document(terms, response("A", "70", c="100"), response("B", "100", c="50"), third))
    assert ("abnormally-low-price", "A") in warned(result)
    result = evaluate(document(terms, response("A", "70.01", c="100"), response("B", "100", c="50"), third))
    assert ("abnormally-low-price", "A") not in warned(result)


def test_the_contract_sets_what_is_abnormally_low() -> None:
    terms = contract(given("c", "100"), price("10"), abnormally_low={"below_mean": "50", "below_next": "50"})
    result = evaluate(document(terms, response("A", "51", c="100"), response("B", "100", c="50")))
    assert "abnormally-low-price" not in codes(result)


def test_a_loser_whose_leaving_would_change_who_is_first() -> None:
    """C sets the lowest price; without it the distance between A's and B's price points grows."""
    terms = contract(given("c", "60"), price("40"))
    a, b, c = response("A", "100", c="46"), response("B", "120", c="51"), response("C", "50", c="0")
    with_c = evaluate(document(terms, a, b, c))
    assert with_c["ranking"][0]["id"] == "B"
    assert evaluate(document(terms, a, b))["ranking"][0]["id"] == "A"
    assert {entry for entry in warned(with_c) if entry[0] == "rank-reversal"} == {("rank-reversal", "C")}


def test_a_loser_without_influence() -> None:
    terms = contract(given("c", "60"), price("40"))
    result = evaluate(
        document(terms, response("A", "100", c="46"), response("B", "120", c="40"), response("C", "50", c="0"))
    )
    assert "rank-reversal" not in codes(result)


def test_a_response_below_the_minimum_total_that_still_sets_the_price() -> None:
    terms = contract(given("c", "60"), price("40"), minimum_total="50")
    result = evaluate(document(terms, response("A", "100", c="40"), response("B", "50", c="5")))
    assert ("minimum-total-reference", "B") in warned(result)
    result = evaluate(document(terms, response("A", "100", c="40"), response("B", "101", c="5")))
    assert "minimum-total-reference" not in codes(result)


def test_ranks_that_rest_on_rounding() -> None:
    terms = contract(rated("c", "10", "1000"), round={"places": 1})
    result = evaluate(document(terms, response("A", c="501"), response("B", c="502")))
    assert ("rank-rests-on-rounding", "B") in warned(result)
    result = evaluate(document(terms, response("A", c="501"), response("B", c="512")))
    assert "rank-rests-on-rounding" not in codes(result)


def test_shown_points_that_add_up_the_other_way() -> None:
    terms = contract(given("c", "10"), given("d", "10"), round={"places": 0})
    result = evaluate(document(terms, response("A", c="5.4", d="5.4"), response("B", c="5.5", d="4.5")))
    assert [entry["total"] for entry in result["ranking"]] == ["11", "10"]
    assert ("rank-rests-on-rounding", "A") in warned(result)


def test_a_wide_spread_between_evaluators() -> None:
    terms = contract(rated("c", "40", "5"))
    wide = response("A", c={"E1": "1", "E2": "5"})
    near = response("B", c={"E1": "4", "E2": "5"})
    assert {entry for entry in warned(evaluate(document(terms, wide, near))) if entry[0] == "wide-spread"} == {
        ("wide-spread", "A")
    }


def test_marks_without_a_reason_where_reasons_are_required() -> None:
    scored = response("A", c={"E1": "4", "E2": "5"}, d="1")
    scored["reasons"] = {"c": {"E1": "Clear plan", "E2": "  "}, "d": {"E": "Stated"}}
    criteria = [rated("c", "40", "5"), given("d", "1")]
    result = evaluate(document(contract(*criteria, reasons_required=True), scored))
    (found,) = [entry for entry in result["warnings"] if entry["code"] == "missing-reason"]
    assert found["id"] == "A"
    assert found["message"] == "No reason is given for the marks of A on c by E2."
    assert "missing-reason" not in codes(evaluate(document(contract(*criteria), scored)))


def test_a_price_that_a_debriefing_gives_away() -> None:
    cheap, dear = response("A", "100", c="5"), response("B", "150", c="5")
    assert ("price-computable", "A") in warned(evaluate(document(contract(given("c", "5"), price("5")), cheap, dear)))
    hidden = contract(given("c", "5"), price("5", "min-max"))
    assert "price-computable" not in codes(evaluate(document(hidden, cheap, dear)))
    published = contract(given("c", "5"), price("5", "reference-ratio", reference="50"))
    assert ("price-computable", "A") in warned(evaluate(document(published, cheap, dear)))
    divided = contract(given("c", "5"), method="quality-adjusted-price")
    assert ("price-computable", "A") in warned(evaluate(document(divided, cheap, dear)))


def test_nobody_and_only_one_left() -> None:
    terms = contract(given("c", "5", minimum="3"))
    assert codes(evaluate(document(terms, response("A", c="1")))) == {"no-response"}
    assert warned(evaluate(document(terms, response("A", c="3"), response("B", c="1")))) == {("single-response", "A")}


def test_a_consensus_that_the_contract_averages() -> None:
    terms = contract(rated("c", "10"))
    result = evaluate(document(terms, response("A", c={"E1": "4", "consensus": "5"})))
    assert ("consensus-averaged", "A") in warned(result)
