"""The canonical contract, its digest, and what a contract alone is warned of."""

from __future__ import annotations

import copy
import hashlib
import json

import pytest

from procurement.scoring import Faults, canonical, check_contract, evaluate, parse
from tests.scoring.documents import contract, documented, given, price, rated

TERMS = contract(rated("c", "40", "5"), price("60"))


def digest(terms: object) -> str:
    return check_contract(terms)[0]


def warnings(terms: object) -> set[tuple[str, str | None]]:
    return {(entry["code"], entry["id"]) for entry in check_contract(terms)[2]}


def test_the_canonical_form_has_every_default_and_plain_numbers() -> None:
    assert canonical(TERMS) == (
        '{"abnormally_low":{"below_mean":"40","below_next":"30"},"criteria":['
        '{"children":[],"combine":"mean","id":"c","kind":"rated","minimum":null,"points":"40",'
        '"scale":{"max":"5","min":"0"}},'
        '{"formula":"lowest-ratio","id":"cost","kind":"price","points":"60","zero":null}],'
        '"method":"points","minimum_total":null,"preferences":[],"reasons_required":false,'
        '"round":{"mode":"half-up","places":"2"},"tie_break":[],"whole":null}'
    )


def test_the_digest_is_the_hash_of_the_canonical_form() -> None:
    terms = contract(given("Qualität", "10"))
    assert digest(terms) == "sha256:" + hashlib.sha256(canonical(terms).encode("utf-8")).hexdigest()
    assert "Qualität" in canonical(terms)


@pytest.mark.parametrize("spelling", ["40", '"40"', '"40.0"', "40.00", "4e1", '"4E+1"', "400e-1"])
def test_one_number_has_one_digest_however_it_is_spelled(spelling) -> None:
    text = json.dumps({"contract": TERMS}).replace('"40"', spelling)
    assert evaluate(parse(text.encode(), "f.json"))["contract_digest"] == digest(TERMS)


@pytest.mark.parametrize(
    "written",
    [
        {"minimum_total": None},
        {"preferences": []},
        {"round": {}},
        {"round": {"mode": "half-up"}},
        {"round": {"places": "2.0"}},
        {"tie_break": []},
        {"whole": None},
        {"reasons_required": False},
        {"abnormally_low": {"below_next": "30.0"}},
    ],
)
def test_a_default_written_out_changes_nothing(written) -> None:
    assert digest({**TERMS, **written}) == digest(TERMS)


@pytest.mark.parametrize(
    "change",
    [
        {"minimum_total": "1"},
        {"round": {"places": 3}},
        {"tie_break": ["lowest-price"]},
        {"whole": "100"},
        {"reasons_required": True},
        {"abnormally_low": {"below_next": "31"}},
        {"criteria": [rated("c", "40.5", "5"), price("60")]},
        {"criteria": [rated("c", "40", "5", combine="median"), price("60")]},
    ],
)
def test_a_changed_contract_has_another_digest(change) -> None:
    assert digest({**TERMS, **change}) != digest(TERMS)


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        documented()["contract"],
        contract(price("5", "reference-ratio", reference="10.50", zero="full-points")),
        contract({"id": "p", "kind": "rated", "points": "9", "children": [given("a", "4"), given("b", "5")]}),
        contract(rated("c", "5"), {"id": "cost", "kind": "price"}, method="score-per-price", reference="1e3"),
        contract({"id": "c", "kind": "given", "value": "5"}, method="value-deduction"),
    ],
)
def test_the_canonical_form_is_itself_a_contract_with_the_same_digest(terms) -> None:
    form = json.loads(canonical(terms))
    assert digest(form) == digest(terms)
    assert canonical(form) == canonical(terms)


def test_a_contract_alone_gives_its_digest_and_warnings() -> None:
    assert evaluate({"contract": TERMS}) == {"contract_digest": digest(TERMS), "warnings": []}
    assert evaluate(documented())["contract_digest"] == digest(documented()["contract"])


def test_reading_leaves_the_document_alone() -> None:
    before = documented()
    kept = copy.deepcopy(before)
    evaluate(before)
    assert before == kept


def test_points_that_miss_the_whole_warn_a_draft_and_refuse_scores() -> None:
    terms = {**TERMS, "whole": "99"}
    assert warnings(terms) == {("points-not-whole", None)}
    with pytest.raises(Faults):
        evaluate({"contract": terms, "responses": []})
    assert warnings({**TERMS, "whole": "100.0"}) == set()


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (contract(price("5", "linear-between", zero_at="100", full_at="200")), ("dearer-price-gets-more", "cost")),
        (contract(price("5", "linear-between", zero_at="200", full_at="100")), ("dearer-price-not-fewer", "cost")),
        (contract(price("5", "linear-from-lowest")), ("dearer-price-not-fewer", "cost")),
        (contract(price("5", "reference-ratio", reference="5", cap=True)), ("dearer-price-not-fewer", "cost")),
        (contract(rated("c", "10", minimum="10.1")), ("nobody-can-pass", "c")),
        (contract(rated("c", "10", minimum="0")), ("nobody-can-fail", "c")),
        (contract({"id": "c", "kind": "rated", "points": "10", "scale": {"min": "5", "max": "10"}, "minimum": "5"}),
         ("nobody-can-fail", "c")),
        (contract({"id": "c", "kind": "rated", "points": "10", "scale": {"levels": {"Fair": "6"}, "of": "10"},
                   "minimum": "7"}), ("nobody-can-pass", "c")),
        (contract({"id": "c", "kind": "rated", "points": "10", "scale": {"min": "5", "max": "5"}}),
         ("criterion-decides-nothing", "c")),
        (contract(given("c", "0")), ("criterion-decides-nothing", "c")),
        (contract(given("c", "5"), price("5"), minimum_total="10.5"), ("nobody-can-pass", None)),
        (contract(given("c", "5"), price("5"), minimum_total="0"), ("nobody-can-fail", None)),
        (contract(rated("c", "5", children=[given("d", "5")])), ("scale-unused", "c")),
    ],
)  # fmt: skip
def test_warnings_about_a_contract(terms, expected) -> None:
    assert expected in warnings(terms)


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        documented()["contract"],
        contract(rated("c", "10", minimum="10")),
        contract(price("5", "reference-ratio", reference="5")),
        contract(price("5", "min-max")),
        contract(given("c", "5"), price("5", "reference-ratio", reference="5"), minimum_total="11"),
    ],
)
def test_a_sound_contract_is_not_warned_of(terms) -> None:
    assert warnings(terms) == set()
