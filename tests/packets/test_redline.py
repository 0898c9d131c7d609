"""The printed redline, as its reader gets it, with eyes or without."""

from datetime import UTC, datetime

import pdf
from procurement.library import content
from procurement.library.redline import redline
from procurement.packets.redline import printed
from tests.pdf.reading import faults, pages, tags


def a_section(key: str, heading: str, body: str, **more) -> dict:
    made = {"key": key, "level": 1, "heading": heading, "body": body, "source": "", "format": "markdown", "role": ""}
    return {**made, **more}


def test_what_came_and_went_is_told_in_words_and_passes_the_accessibility_check():
    table = "| Item | Fee |\n|---|---|\n| Visit | {} |\n| Call | 20 |"
    line = {"key": "p1", "description": "Service desk", "unit": "month", "quantity": "12", "optional": False}
    old = [
        a_section("a", "Aim", "Pay 400 a day."),
        a_section("b", "Fees", table.format(400)),
        a_section("c", "Law", "Old."),
    ]
    new = [a_section("b", "Prices", table.format(500)), a_section("a", "Aim", "Pay 500 a day.\n\n- At once.", level=2)]
    found = redline(
        {**content.empty(), "sections": old, "price_lines": [line]},
        {**content.empty(), "sections": [*new, a_section("d", "", "New < words & signs.", format="preformatted")]},
    )
    made = printed(
        found, title="Desk", issuer="Pell Lake", old="Version 1", new="Version 2", date=datetime(2026, 5, 1, tzinfo=UTC)
    )
    assert pdf.check(made) == []
    finished = pdf.render(made)
    assert faults(finished) == []
    text = " ".join(pages(finished))
    for words in (
        "Pay [deleted: 400] [inserted: 500] a day.",
        "[inserted: At once.]",
        "[deleted: Fees] [inserted: Prices]",
        "Visit [deleted: 400] [inserted: 500]",
        "Law Deleted. [deleted: Old.]",
        "[inserted: New < words & signs.]",
        "Price line: Service desk Deleted.",
        "Unit [deleted: month]",
    ):
        assert words in text, words
    assert "TH" in tags(finished)


def test_two_equal_texts_print_that_nothing_differs():
    same = {**content.empty(), "sections": [a_section("a", "Aim", "Words.")]}
    made = printed(redline(same, same), title="T", issuer="I", old="1", new="2", date=datetime(2026, 5, 1, tzinfo=UTC))
    assert pdf.check(made) == [] and made["sections"][0]["blocks"][0]["empty"] == "Nothing differs."
    whole = printed(
        redline(same, same), title="T", issuer="I", old="1", new="2", date=datetime(2026, 5, 1, tzinfo=UTC), whole=True
    )
    assert [each["heading"] for each in whole["sections"]] == ["What changed", "Aim"]


def test_a_malformed_redline_is_told_in_sentences():
    blocks = [
        {"type": "redline", "runs": [{"kind": "new", "text": 7}], "shape": "poem", "depth": 9},
        {"type": "redline-table", "rows": [], "header": 1},
        {"type": "redline-table", "rows": [[[{"kind": "same"}]], []]},
    ]
    made = {"kind": "redline", "language": "es", "title": "T", "issuer": "I", "state": "final", "date": "2026-05-01"}
    told = pdf.check({**made, "sections": [{"number": None, "heading": "A", "blocks": blocks}]})
    assert len(told) == 8 and all(each.endswith(".") for each in told)
