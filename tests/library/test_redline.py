"""The redline: words that went and came, passages and rows matched first, in time that no text can run up."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.core.errors import TooLarge
from procurement.library import content, passages
from procurement.library.redline import body, for_everybody, redline, runs

QUICK = settings(max_examples=80, derandomize=True, deadline=None, database=None)
texts = st.lists(
    st.sampled_from(["a", "pays", "400", "500", "the", "fee.", "\n\n", "- ", "| x | y |\n", "\n", "```\n"]), max_size=30
).map(" ".join)


def short(found: list) -> str:
    """Runs as one line: -what went- and +what came+."""
    return "".join({"same": "{}", "deleted": "-{}-", "inserted": "+{}+"}[run.kind].format(run.text) for run in found)


def a_section(key: str, heading: str, text: str, **more) -> dict:
    made = {"key": key, "level": 1, "heading": heading, "body": text, "source": "", "format": "markdown", "role": ""}
    return {**made, **more}


def changed(old: str, new: str) -> list[tuple[str, str]]:
    """The blocks that are not the same, each with its runs on one line."""
    found = []
    for block in body(old, new):
        if block["status"] != "same":
            lines = [block["runs"]] if block["kind"] != "row" else block["cells"]
            marks = {"same": "{}", "deleted": "-{}-", "inserted": "+{}+"}
            told = " | ".join("".join(marks[run["kind"]].format(run["text"]) for run in line) for line in lines)
            found.append((block["kind"], told))
    return found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Pay 400 a day.", "Pay 500 a day.", "Pay -400 -+500 +a day."),
        ("up to 1,000.50", "up to 1,000.55", "up to -1,000.50-+1,000.55+"),
        ("same words", "same\n words", "same\n words"),
        ("", "All new.", "+All new.+"),
        ("All gone.", "", "-All gone.-"),
        (
            "Bids close on Monday.",
            "Bids close on Monday. They open at noon.",
            "Bids close on Monday. +They open at noon.+",
        ),
    ],
)
def test_a_change_is_never_smaller_than_a_word(old, new, told):
    assert short(runs(old, new)) == told


def test_paragraphs_items_and_rows_are_matched_before_their_words():
    table = "| Item | Fee |\n|---|---|\n| Visit | 400 |\n| Call | 20 |"
    other = "| Item | Fee |\n|------|----:|\n| Call | 25 |\n| Letter | 5 |"
    old = f"First words stay.\n\nThe fee is 400 a day.\n\n- one thing\n- other thing here\n\n{table}"
    items = "- one thing\n- other thing there"
    new = f"All new words.\n\nFirst words\nstay.\n\nThe **fee** is 500 a day.\n\n{items}\n\n{other}"
    assert changed(old, new) == [
        ("paragraph", "+All new words.+"),
        ("paragraph", "The fee is -400 -+500 +a day."),
        ("item", "other thing -here-+there+"),
        ("row", "-Visit- | -400-"),
        ("row", "Call | -20-+25+"),
        ("row", "+Letter+ | +5+"),
    ]


def test_a_document_tells_sections_and_pieces_that_changed():
    line = {"key": "p1", "description": "Desk", "unit": "month", "quantity": "12", "optional": False}
    old = {
        **content.empty(),
        "sections": [a_section("a", "Aim", "Old words."), a_section("b", "Law", "The law.")],
        "price_lines": [line],
    }
    new = {
        **content.empty(),
        "sections": [a_section("b", "Law", "The law."), a_section("a", "Aims", "Old words.", when="federal money")],
    }
    new["price_lines"] = [{**line, "quantity": "24", "optional": True}]
    new["evaluation"] = {**new["evaluation"], "minimum_total": "60"}
    found = redline(old, new)
    assert found["counts"] == {"same": 1, "changed": 1, "moved": 0, "inserted": 0, "deleted": 0}
    section = next(each for each in found["sections"] if each["key"] == "a")
    assert section["heading"] == [{"kind": "deleted", "text": "Aim"}, {"kind": "inserted", "text": "Aims"}]
    assert section["when"] == [{"kind": "inserted", "text": "federal money"}] and section["status"] == "changed"
    assert [(each["part"], each["title"], each["status"]) for each in found["pieces"]] == [
        ("price_lines", "Desk", "changed"),
        ("evaluation", "How responses are judged", "changed"),
    ]
    assert [field["name"] for field in found["pieces"][0]["fields"]] == ["quantity", "optional"]
    assert json.loads(json.dumps(found)) == found
    assert redline(new, new)["pieces"] == [] and redline(new, new)["counts"]["same"] == 2


@QUICK
@given(texts, texts)
def test_both_texts_can_be_read_from_the_runs(old, new):
    found = runs(old, new)
    assert "".join(run.text for run in found if run.kind != "deleted") == new
    assert "".join(run.text for run in found if run.kind != "inserted").split() == old.split()
    for text in (old, new):
        lead, cut = passages.cut(text)
        assert lead + "".join(each.text + each.behind for each in cut) == text
    pairs = passages.aligned(passages.cut(old)[1], passages.cut(new)[1])
    for side, text in ((0, old), (1, new)):
        places = [pair[side] for pair in pairs if pair[side] is not None]
        assert places == list(range(len(passages.cut(text)[1])))


def test_no_text_takes_long_however_it_repeats_itself():
    """Each of these would take `difflib` alone minutes: nothing but repetitions, of words and of paragraphs."""
    chance = random.Random(7)
    few = [" ".join(chance.choice("ab") for _ in range(30_000)) for _ in range(2)]
    steps = [" ".join(str(number % round_) for number in range(30_000)) for round_ in (97, 101)]
    for old, new in (few, steps):
        found = runs(old, new)
        assert "".join(run.text for run in found if run.kind != "deleted") == new
    many = ["\n\n".join(f"{chance.choice('xyz')} pays {chance.choice('123')}" for _ in range(3_000)) for _ in range(2)]
    assert sum(1 for block in body(*many) if block["status"] != "inserted") >= 1_000
    unclosed = "```\n" * 5_000 + "[" * 50_000 + "|" * 50_000 + "\\" * 50_000
    assert body(unclosed, unclosed + "x")


def test_nobody_keeps_the_service_busy_with_two_endless_texts():
    endless = {**content.empty(), "sections": [a_section("s1", "Lines", "x\n\n" * 60_000)]}
    short_one = {**content.empty(), "sections": [a_section("s1", "Lines", "x")]}
    assert for_everybody(short_one, short_one)["counts"]["same"] == 1
    with pytest.raises(TooLarge):
        for_everybody(endless, endless)
