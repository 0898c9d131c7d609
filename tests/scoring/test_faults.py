"""Every fault of a document is found, named with its place, and none is guessed away."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest

from procurement.scoring import Faults, evaluate, parse
from tests.scoring.documents import contract, document, documented, given, price, rated, response


def faults(value: object) -> list[str]:
    with pytest.raises(Faults) as refused:
        evaluate(value)
    assert all("\n" not in fault for fault in refused.value.faults)
    return refused.value.faults


def changed(path: str, value: object) -> dict[str, object]:
    """The documented example with one thing set; the path is spelled with slashes."""
    result = copy.deepcopy(documented())
    here = result
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in way:
        here = here[part]
    here[last] = value
    return result


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("responses/0/scores/approach/E1", "7", "responses[0].scores.approach.E1: 7 is above the scale's 5"),
        ("responses/0/scores/approach/E1", "-0.5", "responses[0].scores.approach.E1: -0.5 is below the scale's 0"),
        ("responses/0/scores/approach/E1", True, "responses[0].scores.approach.E1: true is not a number"),
        ("responses/0/scores/approach/E1", None, "responses[0].scores.approach.E1: null is not a number"),
        ("responses/0/scores/approach/E1", 4.5, "responses[0].scores.approach.E1: 4.5 is not a number"),
        ("responses/0/scores/approach/E1", "NaN", 'responses[0].scores.approach.E1: "NaN" is not a number'),
        ("responses/0/scores/approach/E1", Decimal("NaN"), "responses[0].scores.approach.E1: NaN is not a number"),
        ("responses/0/scores/diversity/panel", "5.01",
         "responses[0].scores.diversity.panel: 5.01 is above the criterion's 5"),
        ("responses/0/scores/experience/E1", "Fair",
         'responses[0].scores.experience.E1: "Fair" is not one of the scale\'s levels "Exceptional", "Good"'),
        ("responses/0/scores/insurance/panel", "yes",
         'responses[0].scores.insurance.panel: "yes" is neither pass nor fail'),
        ("responses/0/scores/insurance", {}, "responses[0].scores.insurance: the mark is missing"),
        ("responses/0/scores/color", {"E1": "1"}, 'responses[0].scores.color: there is no criterion "color"'),
        ("responses/0/scores/cost", {"E1": "1"},
         "responses[0].scores.cost: the price earns its points by the formula, nobody marks it"),
        ("responses/1/id", "A", 'responses[1].id: the id "A" is repeated'),
        ("responses/1/id", 7, "responses[1].id: text is expected here, not 7"),
        ("responses/1/id", "\ud800", "responses[1].id: this text holds a character that cannot be stored"),
        ("responses/0/price", "-1", "responses[0].price: -1 is below 0"),
        ("responses/0/price", "0.00",
         'responses[0].price: a price of zero is a fault unless the criterion says "zero": "full-points"'),
        ("responses/0/price", None, "responses[0].price: the price is missing, and the contract compares prices"),
        ("responses/0/price", "$5", 'responses[0].price: "$5" is not a number'),
        ("responses/0/price", "1,000", 'responses[0].price: "1,000" is not a number'),
        ("responses/0/price", "٤", 'responses[0].price: "٤" is not a number'),
        ("responses/0/price", "1e999999999",
         'responses[0].price: "1e999999999" is too large or too small to be meant'),
        ("responses/0/price", 10**4000, "responses[0].price: an integer of too many digits is too large"),
        ("responses/0/submitted", None,
         "responses[0].submitted: the instant is missing, and a tie-break may compare it"),
        ("responses/0/submitted", "2026-05-01T13:59:00",
         'responses[0].submitted: "2026-05-01T13:59:00" is not an instant with an offset (2026-05-01T13:59:00-05:00)'),
        ("responses/0/submitted", "2026-02-30T00:00Z",
         'responses[0].submitted: "2026-02-30T00:00Z" names a day or time that does not exist'),
        ("responses/0/preferences", ["resident", "lokal"],
         'responses[0].preferences[1]: there is no preference "lokal"'),
        ("responses/0/preferences", ["local", "local"],
         'responses[0].preferences[1]: the preference "local" is repeated'),
        ("responses/0/bid", "5", "responses[0].bid: a response has no such key"),
        ("responses/0/out", "late", 'responses[0].out: an object is expected here, not "late"'),
        ("responses/1/out", {"reason": " "}, "responses[1].out.reason: this text is empty"),
        ("responses/0/reasons", {"approach": {"E3": "x"}},
         "responses[0].reasons.approach.E3: there is no mark that this reason belongs to"),
        ("responses", None, "responses: a list is expected here, not null"),
        ("extra", 1, "extra: a scoring document has no such key"),
        ("contract", [], "contract: an object is expected here, not a list"),
        ("contract/method", "best",
         'contract.method: "best" is not one of points, quality-adjusted-price, score-per-price, value-deduction'),
        ("contract/weights", {}, "contract.weights: a contract with the method points has no such key"),
        ("contract/reference", "1", "contract.reference: a contract with the method points has no such key"),
        ("contract/whole", "90",
         "contract.whole: The points of the criteria add up to 100, not to the stated whole 90"),
        ("contract/criteria/0/points", "-1", "contract.criteria[0].points: -1 is below 0"),
        ("contract/criteria/0/scale/max", "0", "contract.criteria[0].scale.max: 0 is not above 0"),
        ("contract/criteria/0/scale/min", "6", "contract.criteria[0].scale.min: 6 is above the scale's max 5"),
        ("contract/criteria/0/combine", "average",
         'contract.criteria[0].combine: "average" is not one of mean, median, sum, consensus'),
        ("contract/criteria/1/scale/levels/Good", "101",
         "contract.criteria[1].scale.levels.Good: 101 is above the scale's 100"),
        ("contract/criteria/3/points", "5", "contract.criteria[3].points: a pass-fail criterion has no such key"),
        ("contract/criteria/4/cap", True,
         "contract.criteria[4].cap: a price criterion with the formula lowest-ratio has no such key"),
        ("contract/criteria/4/minimum", "5",
         "contract.criteria[4].minimum: a price criterion with the formula lowest-ratio has no such key"),
        ("contract/preferences/1/id", "local", 'contract.preferences[1].id: the id "local" is repeated'),
        ("contract/preferences/0/percent", "100", "contract.preferences[0].percent: 100 is not below 100"),
        ("contract/round", {"places": "2.5"}, "contract.round.places: 2.5 is not a whole number"),
        ("contract/round", {"places": True}, "contract.round.places: true is not a number"),
        ("contract/tie_break", ["criterion:insurance"],
         'contract.tie_break[0]: the criterion "insurance" has no points to compare'),
        ("contract/tie_break", ["alphabet"],
         'contract.tie_break[0]: "alphabet" is not a rule; there are criterion:<id>, lowest-price and earliest'),
        ("contract/reasons_required", "true",
         'contract.reasons_required: true or false is expected here, not "true"'),
        ("contract/abnormally_low", {"below_mean": "0"}, "contract.abnormally_low.below_mean: 0 is not above 0"),
    ],
)  # fmt: skip
def test_one_fault_is_named_with_its_place(path, value, fault) -> None:
    assert faults(changed(path, value)) == [fault]


def test_a_criterions_id_cannot_be_repeated() -> None:
    assert faults({"contract": contract(given("c", "5"), given("d", "5"), rated("c", "5"))}) == [
        'contract.criteria[2].id: the id "c" is repeated'
    ]


def test_all_faults_are_named_at_once() -> None:
    broken = changed("responses/0/scores/approach", {"E1": "7", "E2": "bad"})
    broken["responses"][0]["price"] = "-3"
    broken["responses"][1]["out"] = {}
    broken["contract"]["round"]["mode"] = "up"
    del broken["responses"][0]["scores"]["diversity"]
    assert sorted(faults(broken)) == [
        'contract.round.mode: "up" is not one of half-up, half-even, down',
        "responses[0].price: -3 is below 0",
        "responses[0].scores.approach.E1: 7 is above the scale's 5",
        'responses[0].scores.approach.E2: "bad" is not a number',
        "responses[0].scores.diversity: the mark is missing",
        "responses[1].out.reason: out needs this key",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"contract": ', "f.json: this is not JSON (line 1, column 14: Expecting value)"),
        ("", "f.json: this is not JSON (line 1, column 1: Expecting value)"),
        ("[" * 100_000, "f.json: this is nested too deeply to be a scoring document"),
        ("[1]", "document: an object is expected here, not a list"),
        ("NaN", "document: an object is expected here, not NaN"),
        ('{"contract": 1, "contract": 2}', "contract: this key is repeated"),
        ("{}", "contract: a scoring document needs this key"),
    ],
)
def test_unreadable_documents(text, fault) -> None:
    with pytest.raises(Faults) as refused:
        evaluate(parse(text.encode(), "f.json"))
    assert refused.value.faults[0] == fault


@pytest.mark.parametrize("spelling", ["NaN", "Infinity", "-Infinity", "1e999999999", "1E-99999999999", "9" * 5000])
def test_numbers_that_are_none_are_refused_at_their_place(spelling) -> None:
    text = json.dumps(documented()).replace('"100000.00"', spelling)
    (fault,) = _parsed_faults(text)
    assert fault.startswith("responses[0].price: ")


def test_a_repeated_key_is_named_where_it_stands() -> None:
    text = json.dumps(documented()).replace('"E1": "4"', '"E1": "4", "E1": "4"')
    assert _parsed_faults(text) == ["responses[0].scores.approach.E1: this key is repeated"]


def _parsed_faults(text: str) -> list[str]:
    return faults(parse(text.encode(), "f.json"))


def test_text_that_is_not_utf_8() -> None:
    with pytest.raises(Faults, match=r"f\.json: this is not UTF-8 text \(byte 0\)"):
        parse(b"\xff\xfe{}", "f.json")


def test_parts_that_do_not_add_up() -> None:
    parent = {"id": "p", "kind": "rated", "points": "10", "children": [given("a", "4"), given("b", "5")]}
    assert faults({"contract": contract(parent)}) == [
        "contract.criteria[0].children: the parts add up to 9 points, not to the criterion's 10"
    ]


def test_marks_stand_on_the_parts_not_on_the_whole() -> None:
    parent = {"id": "p", "kind": "rated", "points": "9", "children": [given("a", "4"), given("b", "5")]}
    assert faults(document(contract(parent), response("A", p="3", a="1", b="1"))) == [
        "responses[0].scores.p: this criterion has parts; the marks stand on them"
    ]


def test_parts_nested_without_end() -> None:
    innermost = here = given("c0", "1")
    for depth in range(1, 200):
        child = given(f"c{depth}", "1")
        here["children"] = [child]
        here = child
    (fault,) = faults({"contract": contract(innermost)})
    assert fault.endswith("criteria are nested more than 10 deep")


def test_the_price_is_not_a_part() -> None:
    parent = {"id": "p", "kind": "rated", "points": "5", "children": [price("5")]}
    assert "contract.criteria[0].children[0].kind: a part of a criterion is rated or given, not price" in faults(
        {"contract": contract(parent)}
    )


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (contract(rated("c", "5"), price("5"), method="quality-adjusted-price"),
         "contract.criteria[1].points: the price criterion under quality-adjusted-price has no such key"),
        (contract(rated("c", "5"), method="score-per-price"),
         "contract.reference: a contract with the method score-per-price needs this key"),
        (contract(rated("c", "5"), method="value-deduction"),
         "contract.criteria[0].value: a rated criterion here needs this key"),
        (contract({"id": "x", "kind": "pass-fail"}, method="quality-adjusted-price"),
         "contract.criteria: quality-adjusted-price needs criteria with quality points"),
        (contract(rated("c", "5"), method="quality-adjusted-price", minimum_total="5"),
         "contract.minimum_total: under quality-adjusted-price the lowest figure wins, so there is no minimum"),
        (contract(), "contract.criteria: a contract needs at least one criterion"),
        (contract(price("5", "reference-ratio")),
         "contract.criteria[0].reference: a price criterion with the formula reference-ratio needs this key"),
        (contract(price("5", "linear-between", zero_at="5", full_at="5.0")),
         "contract.criteria[0].full_at: it must differ from zero_at"),
    ],
)  # fmt: skip
def test_what_each_method_and_formula_needs(terms, fault) -> None:
    assert fault in faults({"contract": terms})


def test_the_consensus_mark_cannot_be_missing() -> None:
    terms = contract(rated("c", "10", combine="consensus"))
    assert faults(document(terms, response("A", c={"E1": "5"}))) == [
        "responses[0].scores.c.consensus: the consensus mark is missing"
    ]


def test_discounts_that_leave_no_price() -> None:
    terms = contract(
        price("5"),
        preferences=[{"id": name, "effect": "price-discount", "percent": "50"} for name in ("x", "y")],
    )
    granted = {**response("A", "10"), "preferences": ["x", "y"]}
    assert faults(document(terms, granted)) == [
        "responses[0].preferences: the discounts add up to 100 percent, which leaves no price"
    ]
