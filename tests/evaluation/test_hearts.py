"""What is pure in evaluations: marks as they are typed, sheets as a scoring document, results as they are shown."""

from datetime import UTC, datetime

import pytest

from procurement.evaluation.chart import bars
from procurement.evaluation.marks import MarkFault, check, levels, limits, short_scale
from procurement.evaluation.tally import Judged, document, in_names, is_marked, leaves, unmarked, without

SCALE = {"id": "a", "kind": "rated", "points": "40", "scale": {"min": "0", "max": "5"}}
FROM_ONE = {"id": "a", "kind": "rated", "points": "40", "scale": {"min": "1", "max": "5"}}
LEVELS = {"id": "a", "kind": "rated", "points": "20", "scale": {"levels": {"Good": "80", "Superb": "95"}, "of": "100"}}
GIVEN = {"id": "a", "kind": "given", "points": "10"}
PASS = {"id": "a", "kind": "pass-fail"}


@pytest.mark.parametrize(
    ("criterion", "typed", "kept"),
    [
        (SCALE, "4", "4"),
        (SCALE, " 4.50 ", "4.5"),
        (SCALE, "0", "0"),
        (SCALE, 0, "0"),
        (SCALE, "-0", "0"),
        (SCALE, "005", "5"),
        (SCALE, "4.0000000000", "4"),
        (LEVELS, "Good", "Good"),
        (GIVEN, "10", "10"),
        (GIVEN, "0.000001", "0.000001"),
        (PASS, "Pass", "pass"),
        (PASS, "fail", "fail"),
    ],
)
def test_a_mark_that_fits_is_kept_in_one_spelling(criterion, typed, kept):
    assert check(criterion, typed) == kept


@pytest.mark.parametrize(
    ("criterion", "typed", "says"),
    [
        (SCALE, "5.1", "Give a number from 0 to 5."),
        (SCALE, "-1", "Give a number from 0 to 5."),
        (FROM_ONE, "0", "Give a number from 1 to 5."),
        (SCALE, "four", "Give a number from 0 to 5."),
        (SCALE, "NaN", "Give a number from 0 to 5."),
        (SCALE, "Infinity", "Give a number from 0 to 5."),
        (SCALE, "1e0", "Give a number from 0 to 5."),
        (SCALE, "1_0", "Give a number from 0 to 5."),
        (SCALE, "٣", "Give a number from 0 to 5."),
        (SCALE, "3.0000001", "At most six digits after the point are taken."),
        (SCALE, "4.00000000000000000001", "At most six digits after the point are taken."),
        (LEVELS, "good", "Choose one of the levels: Superb, Good."),
        (GIVEN, "10.5", "Give a number from 0 to 10."),
        (PASS, "maybe", "Choose pass or fail."),
    ],
)
def test_a_mark_that_does_not_fit_is_refused_in_words(criterion, typed, says):
    with pytest.raises(MarkFault, match=says.replace(".", r"\.")):
        check(criterion, typed)


def test_how_a_criterion_is_marked():
    assert levels(LEVELS) == ["Superb", "Good"]
    assert limits(GIVEN) == ("0", "10") and limits(FROM_ONE) == ("1", "5")
    assert short_scale(FROM_ONE) == ["1", "2", "3", "4", "5"]
    assert short_scale(GIVEN) == [] and short_scale(LEVELS) == []
    assert short_scale({**SCALE, "scale": {"min": "0", "max": "100"}}) == []


def test_the_parts_of_a_divided_criterion_are_marked_and_the_price_is_not():
    parts = [{"id": "x", "points": "10", "scale": {"max": "5"}}, {"id": "y", "points": "30", "scale": {"max": "5"}}]
    criteria = [{"id": "a", "kind": "rated", "children": parts}, {"id": "p", "kind": "price", "points": "60"}, PASS]
    assert [(each["id"], each["kind"]) for each in leaves(criteria)] == [
        ("x", "rated"), ("y", "rated"), ("a", "pass-fail"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"mark": "0", "reason": "Nothing was offered."}, {}),
        ({"mark": 0, "reason": "Nothing was offered."}, {}),
        ({"mark": "4", "reason": " "}, {"a.reason": "Write the reason for this mark."}),
        ({"mark": None, "reason": "Good."}, {"a.mark": "Give a mark."}),
        ({}, {"a.mark": "Give a mark."}),
    ],
)
def test_what_a_sheet_lacks_and_zero_is_a_mark(given, missing):
    assert unmarked([SCALE], {"a": given}, reasons_required=True) == missing
    assert is_marked(given) == ("a.mark" not in missing)


def test_a_reason_is_asked_for_only_where_the_contract_does():
    assert unmarked([SCALE], {"a": {"mark": "4", "reason": ""}}, reasons_required=False) == {}


def test_sheets_become_the_scoring_document():
    sheets = {"E2": {"a": {"mark": "0", "reason": "None."}}, "E1": {"a": {"mark": "4", "reason": ""}}}
    one = Judged("r1", "100.00", datetime(2026, 5, 1, tzinfo=UTC), ("local",), None, sheets)
    out = Judged("r2", None, datetime(2026, 5, 1, tzinfo=UTC), (), "Non-responsive: no bond", {})
    made = document({"criteria": [SCALE]}, [one, out])["responses"]
    assert made[0]["scores"] == {"a": {"E1": "4", "E2": "0"}} and made[0]["reasons"] == {"a": {"E2": "None."}}
    assert made[0]["price"] == "100.00" and made[0]["preferences"] == ["local"]
    assert made[1]["out"] == {"reason": "Non-responsive: no bond"} and "price" not in made[1]


RESULT = {
    "method": "points",
    "ranking": [
        {"id": "r1", "rank": 1, "total": "60", "points": {"a": "40", "p": "10"}, "preference_points": {"local": "10"}},
        {"id": "r2", "rank": 2, "total": "30", "points": {"a": "20", "p": "10"}},
        {"id": "r3", "rank": 2, "total": "30", "points": {"a": "30", "p": "0"}},
    ],
    "out": [{"id": "r4", "reason": "Not responsible"}],
    "ties": [["r2", "r3"]],
    "warnings": [{"code": "w", "id": "r1", "message": "r1 is far below r2."}],
    "sensitivity": {"a": {}},
    "panel": {"a": {}},
}


def test_nothing_is_left_of_a_response_that_is_hidden():
    assert without(RESULT, set()) == RESULT
    shown = without(RESULT, {"r2", "r4"})
    assert [each["id"] for each in shown["ranking"]] == ["r1", "r3"]
    assert "r2" not in str(shown) and "r4" not in str(shown)
    assert shown["sensitivity"] == {} and shown["panel"] == {}


def test_bars_are_as_long_as_their_totals():
    drawn = bars(RESULT, ["a", "p"])
    assert [(each["id"], each["x"], each["width"]) for each in drawn["r1"]] == [
        ("a", "0.00%", "66.67%"), ("p", "66.67%", "16.67%"), ("preferences", "83.33%", "16.67%"),
    ]  # fmt: skip
    assert [each["width"] for each in drawn["r3"]] == ["50.00%", "0.00%"]


def test_a_chart_of_nothing_and_of_zeros_is_drawn():
    assert bars({**RESULT, "ranking": []}, ["a"]) == {}
    zero = {"id": "r1", "rank": 1, "total": "0", "points": {"a": "0"}}
    assert bars({**RESULT, "ranking": [zero]}, ["a"])["r1"][0]["width"] == "0.00%"


def test_remarks_name_people_instead_of_ids():
    said = in_names(
        "r1 was not marked by E1 on c2; cost stays.", {"r1": "Birch"}, {"E1": "Ada"}, {"c2": "Plan", "cost": "Price"}
    )
    assert said == "Birch was not marked by Ada on “Plan”; cost stays."
