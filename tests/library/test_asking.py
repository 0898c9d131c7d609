"""What a solicitation asks and how it is judged, from values alone: requirements, price lines, marks, groups."""

from decimal import Decimal

import pytest

from procurement.core.errors import Invalid
from procurement.library import asked_forms, asking, groups, pieces, pricing, rubric, soundness
from procurement.library.content import empty
from procurement.solicitations import contract
from tests.builders.asked import PRICE_LINES, REQUIREMENTS, rich_content
from tests.builders.solicitations import the_content


def kept(part: str, piece: dict) -> dict:
    """The piece as a content keeps it."""
    content, key = pieces.add(empty(), part, piece)
    return pieces.find(pieces.sound(content, part, key), part, key)


@pytest.mark.parametrize(
    ("requirement", "words"),
    list(
        zip(
            REQUIREMENTS,
            [
                "Text, at most 5 words",
                "Number, from 1 to 52 weeks",
                "One or more of: English, Spanish, Hmong",
                "Date, not before October 1, 2026 and not after June 30, 2027",
                "File: .pdf, at most 1 MB",
                "3 statements, each answered by one of: Meets, Partly, No",
            ],
            strict=True,
        )
    ),
)
def test_a_requirement_keeps_its_details_and_says_what_it_takes(requirement, words):
    whole = kept("requirements", requirement)
    assert requirement.items() <= {**whole, "key": requirement["key"]}.items()
    assert asking.in_words(whole) == words


def test_details_of_another_kind_are_dropped_and_a_plain_requirement_stays_plain():
    plain = kept("requirements", {"kind": "text", "label": "Why?", "least": "3", "rows": [], "limit": None})
    assert set(plain) == {"key", "kind", "label", "help", "required", "choices"}
    zero = kept("requirements", {"kind": "number", "label": "How many?", "least": "0", "limit": 5})
    assert (zero["least"], asking.in_words(zero)) == ("0", "Number, at least 0")


@pytest.mark.parametrize(
    ("piece", "place"),
    [
        ({"kind": "choice", "choices": ["one"]}, "choices"),
        ({"kind": "matrix"}, "rows"),
        ({"kind": "number", "least": "5", "most": "4.9"}, "most"),
        ({"kind": "date", "not_before": "2027-01-02", "not_after": "2027-01-01"}, "not_after"),
        ({"kind": "date", "not_before": "tomorrow"}, "not_before"),
        ({"kind": "file", "types": ["exe"]}, "types"),
        ({"kind": "text", "limit": 0}, "limit"),
    ],
)
def test_a_requirement_nobody_could_answer_is_refused_at_its_field(piece, place):
    with pytest.raises(Invalid) as refused:
        kept("requirements", {"label": "X", **piece})
    assert next(iter(refused.value.faults)).startswith(place)


def test_statements_of_a_matrix_are_written_line_by_line_and_known_again():
    before = [{"key": "mine", "text": "Exports to CSV", "required": True}]
    data = {"kind": "matrix", "rows": "Exports to CSV (optional)\n\n Runs at night \n"}
    rows = asked_forms.as_piece("requirements", data, {"rows": before})["rows"]
    assert [(row["text"], row["required"]) for row in rows] == [("Exports to CSV", False), ("Runs at night", True)]
    assert rows[0]["key"] == "mine"
    assert rows[1] == asking.matrix_rows("Runs at night")[0]
    assert asking.matrix_lines(rows) == "Exports to CSV (optional)\nRuns at night"
    with pytest.raises(Invalid) as refused:
        asked_forms.as_piece("requirements", {"kind": "matrix", "rows": "Same\nSame (optional)"}, None)
    assert refused.value.faults == {"rows": ["“Same” stands here twice."]}


def test_price_lines_over_years_sum_up_and_say_what_counts():
    line = kept("price_lines", {**PRICE_LINES[0], "quantity": "5"})
    assert (line["quantity"], pricing.counted(line)) == ("36", 2)
    assert pricing.years_in_words(line) == "12 in each of 3 years; years 1 to 2 count in the compared price"
    whole = kept("price_lines", {**PRICE_LINES[0], "counted_years": 3})
    assert "counted_years" not in whole and pricing.counted(whole) == 3
    assert [pricing.counted(each) for each in PRICE_LINES] == [2, 1, 0, 0]
    with pytest.raises(Invalid) as refused:
        kept("price_lines", {"description": "X", "unit": "each"})
    assert refused.value.faults == {"quantity": ["Say how many, or how many in each year."]}


def test_lines_stand_under_their_headings_and_alternates_behind_their_line():
    assert [each["key"] for each in pricing.in_order(PRICE_LINES)] == ["p1", "p4", "p2", "p3"]
    lost = [{**each, "alternate_to": "gone"} if each["key"] == "p3" else each for each in PRICE_LINES]
    assert [each["key"] for each in pricing.in_order(lost)] == ["p1", "p4", "p2", "p3"]
    assert pricing.faults(PRICE_LINES) == []
    assert pricing.faults(lost) == [("p3", "“Set-up by your own people” is an alternate to a line that is not there.")]
    other = [*PRICE_LINES, {**PRICE_LINES[0], "key": "p5", "years": ["1", "1"]}]
    assert [key for key, _ in pricing.faults(other)] == ["p1"]
    assert [key for key, _ in pricing.faults(PRICE_LINES[2:])] == ["p3", "p3"]


def test_marks_are_described_only_where_the_scale_has_them():
    criterion = rich_content()["criteria"][0]
    assert list(rubric.faults(criterion)) == []
    off = {**criterion, "anchors": [{"mark": "8", "text": "x"}, {"mark": "8", "text": "y"}]}
    assert list(rubric.faults(off)) == [
        "“Approach” describes the mark 8, which its scale does not have.",
        "“Approach” describes the mark 8 twice.",
        "“Approach” describes the mark 8, which its scale does not have.",
    ]
    named = {**criterion, "scale": {"levels": {"Good": "80", "Poor": "20"}, "of": "100"}}
    named["anchors"] = [{"mark": "Poor", "text": "x"}, {"mark": "Good", "text": "y"}]
    assert list(rubric.faults(named)) == []
    assert [each["mark"] for each in rubric.of(named)] == ["Good", "Poor"]
    assert [each["mark"] for each in rubric.of({"title": "A part"}, named)] == ["Good", "Poor"]


def test_groups_say_who_marks_what_and_who_sees_prices():
    text = rich_content(groups=True)
    assert groups.marked_by(text, ["technical"]) == {"approach", "insurance", "cost"}
    assert groups.marked_by(text, ["finance"]) == {"local", "cost"}
    assert groups.marked_by(text, []) is None and groups.marked_by(the_content(), ["technical"]) is None
    sees = {names: groups.sees_prices(text, names) for names in (("technical",), ("finance",), (), ("lost",))}
    assert sees == {("technical",): False, ("finance",): True, (): False, ("lost",): False}
    assert not groups.sees_prices(text, ["technical", "finance"])
    assert list(groups.faults(text)) == []
    text["criteria"][1]["group"] = "gone"
    assert [refuses for _, _, refuses in groups.faults(text)] == [True, True]


def test_what_readers_read_stays_out_of_the_scoring_contract():
    plain, rich = the_content(), rich_content(groups=True)
    plain["price_lines"] = rich["price_lines"]
    assert contract.check(rich, "RFP").digest == contract.check(plain, "RFP").digest
    assert contract.contract_of(rich) == contract.contract_of(plain)


def test_points_are_weighed_together_and_parts_keep_theirs():
    content = the_content()
    weighed = pieces.weigh(content, {"approach": "45.5", "cost": "44.5"})
    assert sum(Decimal(each.get("points", "0")) for each in weighed["criteria"]) == 100
    content["criteria"][0]["children"] = [{"key": "a", "title": "A", "points": "40"}]
    with pytest.raises(Invalid):
        pieces.weigh(content, {"approach": "45"})


def test_the_checklist_of_a_template_names_what_cannot_be_published():
    content = rich_content(groups=True)
    content["price_lines"][2]["alternate_to"] = "gone"
    content["criteria"][0]["anchors"] = [{"mark": "9", "text": "x"}]
    content["criteria"][1]["group"] = "gone"
    found = {each.code for each in soundness.hindrances(content) if each.blocking}
    assert {"price-lines", "rubric", "groups"} <= found
    assert not {"price-lines", "rubric", "groups"} & {each.code for each in soundness.hindrances(rich_content())}
