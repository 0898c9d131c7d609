"""Comparing two texts: which section is which, what counts as a change, and what the command prints."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from procurement.cli.library import command
from procurement.library import content, importing, numerals
from procurement.library.comparing import compare, grouped, rekeyed

REAL = Path(__file__).parents[3] / "shared/data/real_rfps"
WORDS = "The contractor reports every month what was done for the {} and what remains to be done."
#: Ways in which real solicitations number their sections, and what is the number of each.
STYLES = {
    "SEC. 1.01 PURPOSE/SEC. 1.02 BUDGET/SEC. 1.03 CONTRACT TYPE": "1.01 1.02 1.03",
    "1.2.1 Purpose/1.2.2 Budget/1.2.3 Terms": "1.2.1 1.2.2 1.2.3",
    "Section 4/Section 5/Section 6": "4 5 6",
    "II.A Purpose/II.B Budget/II.C. Terms": "II.A II.B II.C",
    "Article 5/Article 6 – Budget/Article 7: Terms": "5 6 7",
    "1. Purpose/2) Budget/3. Terms": "1 2 3",
    "1 Purpose/2 Budget/3 Terms": "1 2 3",
    "A. Purpose/B. Budget/C. Terms": "A B C",
    "SECTION ONE: PURPOSE/SECTION TWO: BUDGET/SECTION THREE: TERMS": "1 2 3",
    "52.216-1 PURPOSE/52.216-2 BUDGET/52.217-9 TERMS": "52.216-1 52.216-2 52.217-9",
    "Purpose/Budget/Terms": "1 2 3",
}


def of_text(text: str, name: str = "rfp.md") -> dict:
    """What a text holds, as it is cited."""
    return grouped(content.of_imported(importing.read(text, name)))


def written(*sections: tuple[str, str], cover: str = "The City asks for proposals.") -> str:
    return f"{cover}\n\n" + "".join(f"## {heading}\n\n{body}\n\n" for heading, body in sections)


def told(old: str, new: str, name: str = "rfp.md") -> list[tuple[str, str | None]]:
    """What is not the same."""
    found = compare(of_text(old, name), of_text(new, name))
    return [(each.status, each.number) for each in found if each.status != "same"]


def chapter(*names: str, first: int = 1) -> list[tuple[str, str]]:
    """Numbered sections, each about something of its own."""
    return [
        (f"Sec. 1.{number:02} {name.title()}", f"{WORDS.format(name)}\n\n{name.title()} {name * 3} belongs to it.")
        for number, name in enumerate(names, first)
    ]


@pytest.mark.parametrize("headings", STYLES)
def test_a_changed_word_is_found_under_every_way_of_numbering(headings):
    sections = [(heading, WORDS.format(heading)) for heading in headings.split("/")]
    changed = [sections[0], (sections[1][0], sections[1][1].replace("month", "week")), sections[2]]
    found = compare(of_text(written(*sections)), of_text(written(*changed)))
    assert [(each.number, each.status) for each in found] == [
        (None, "same"),
        *zip(STYLES[headings].split(), ["same", "changed", "same"], strict=True),
    ]


def test_words_that_only_look_like_numbers_are_none():
    headings = ["Parties", "Part-time staff", "3 Copies of everything", "U.S. Treasury", "Division of labor", "18F"]
    assert numerals.carried(headings) == [None] * len(headings)
    assert numerals.read("Sec. 8.01 Attachment 1 -- Cost Proposal").title == "Attachment 1 -- Cost Proposal"


def test_how_a_text_is_drawn_is_no_change_of_its_words():
    old = written(
        (
            "1. Scope",
            'The *contractor* shall deliver long-\nterm plans and "as-built" drawings at\nhttps://example.org/a.',
        ),
        ("2. Fees", "| Item | Fee |\n|---|---|\n| Visit | 400 |\n\n- one\n- two\n\n<br>Signed ______"),
    )
    new = written(
        (
            "1. Scope",
            "The contractor shall\n   deliver long-term plans and “as‑built”  drawings at https://exam\nple.org/a.",
        ),
        ("2. Fees", "| Item   |  Fee |\n|:-------|-----:|\n| Visit  |  400 |\n\n* one\n* two\n\nSigned\n__________"),
    )
    assert told(old, new) == []
    assert told(old, new.replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("400", "500"),
        ("shall", "may"),
        ("contractor", "Contractor"),
        ("plans and", "plans, and"),
        ("long-term", "longterm"),
    ],
)
def test_a_number_a_word_or_a_comma_is_a_change(was, now):
    text = written(("1. Scope", "The contractor shall deliver long-term plans and drawings for 400 dollars."))
    assert told(text, text.replace(was, now)) == [("changed", "1")]


def test_a_changed_heading_is_a_change_of_its_section():
    old, new = chapter("budget", "parks", "roads"), chapter("budget", "gardens", "roads")
    renamed = [old[0], (new[1][0], old[1][1]), old[2]]
    assert told(written(*old), written(*renamed)) == [("changed", "1.02")]


def test_what_follows_an_inserted_section_is_only_renumbered():
    old = chapter("budget", "parks", "roads", "bridges")
    new = [*chapter("budget"), *chapter("harbours", first=2), *chapter("parks", "roads", "bridges", first=3)]
    found = compare(of_text(written(*old)), of_text(written(*new)))
    assert [(each.status, each.old_number, each.number) for each in found[1:]] == [
        ("same", "1.01", "1.01"),
        ("inserted", None, "1.02"),
        ("same", "1.02", "1.03"),
        ("same", "1.03", "1.04"),
        ("same", "1.04", "1.05"),
    ]
    assert told(written(*new), written(*old)) == [("deleted", "1.02")]


def test_a_moved_section_is_known_again_though_renumbered_and_reworked():
    old = chapter("budget", "parks", "roads", "bridges", "wells")
    new = [*chapter("parks", "roads", "bridges"), *chapter("budget", first=4), *chapter("wells", first=5)]
    assert told(written(*old), written(*new)) == [("moved", "1.04")]
    new[3] = (new[3][0], new[3][1].replace("month", "week"))
    moved = [each for each in compare(of_text(written(*old)), of_text(written(*new))) if each.is_moved]
    assert [(each.status, each.old_number, each.number) for each in moved] == [("changed", "1.01", "1.04")]


def test_subsections_belong_to_the_section_that_has_a_number():
    old = (
        written(("1. Scope", "Words."), ("2. Forms", "All of these:"))
        + "### (a) Signature\n\nIn ink.\n\n## 3. End\n\nWords.\n"
    )
    assert told(old, old.replace("In ink.", "By hand.")) == [("changed", "2")]
    assert told(old, old.replace("The City asks", "The County asks")) == [("changed", None)]


def test_a_printed_table_of_contents_follows_the_text_and_is_no_change():
    body = chapter("budget", "parks", "roads")
    entries = "\n\n".join(f"{heading} {'.' * 20} {page}" for page, (heading, _) in enumerate(body, 4))
    old = f"## Table of contents\n\n{entries}\n\n{written(*body)}"
    new = old.replace(". 5", ". 7").replace(". 6", ". 9")
    assert old != new and told(old, new) == []
    without = "\n\n".join(entries.split("\n\n")[::2])
    assert told(old, f"## Table of contents\n\n{without}\n\n{written(body[0], body[2])}") == [("deleted", "1.02")]


def test_keys_are_believed_only_where_they_mean_something():
    def keyed(*sections: tuple[str, str, str]) -> dict:
        made = [
            {"key": key, "level": 1, "heading": heading, "body": body, "source": "", "format": "markdown", "role": ""}
            for key, heading, body in sections
        ]
        return {**content.empty(), "sections": made}

    one, two, three = (WORDS.format(name) for name in ("parks", "roads", "wells"))
    old = keyed(("s1", "Parks", one), ("s2", "Roads", two), ("s3", "Wells", three))
    counted = keyed(("s1", "Harbours", "Nothing."), ("s2", "Parks", one), ("s3", "Roads", two), ("s4", "Wells", three))
    assert [each.status for each in compare(old, counted)] == ["inserted", "same", "same", "same"]
    kept = keyed(
        ("s1", "Parks", one), ("s7f00aa", "Harbours", "Nothing."), ("s2", "Ways", "Rewritten."), ("s3", "Wells", three)
    )
    assert [each.status for each in compare(old, kept)] == ["same", "inserted", "changed", "same"]
    back = rekeyed(old, counted)
    assert [each["key"] for each in back["sections"]] == ["s1-2", "s1", "s2", "s3"]


def test_the_published_pair_differs_in_the_sections_its_list_names():
    if not REAL.exists():
        pytest.skip("the real solicitations are not here")
    listed = json.loads((REAL / "amendment_diffs.json").read_text())["aries_autorenewal"]
    old, new = (str(next(REAL.glob(f"{listed[each]}_*.md"))) for each in ("original", "amended"))
    result = CliRunner().invoke(command, ["compare", old, new, "--json"], catch_exceptions=False)
    sections = json.loads(result.stdout)["sections"]
    changed = [each["number"] for each in sections if each["status"] == "changed"]
    assert changed == listed["sections_changed_by_text_diff"]
    assert {each["status"] for each in sections} == {"same", "changed"}
    assert sections[0]["number"] is None and all(set(each) == {"number", "heading", "status"} for each in sections)


@pytest.mark.parametrize("start", ["02_", "06_", "12_", "13_"])
def test_edits_of_real_solicitations_are_found_and_nothing_else(start):
    if not REAL.exists():
        pytest.skip("the real solicitations are not here")
    file = next(each for each in REAL.glob(f"{start}*") if ".source" not in each.name)
    read = importing.read(importing.decode(file.read_bytes()), file.name)
    imported = content.of_imported(read)
    numbers = numerals.numbers(imported)
    sections = imported["sections"]
    at = [
        i
        for i, each in enumerate(sections)
        if numbers[i][0] and len(each["body"].split()) > 40 and i < len(sections) - 3
    ]
    at = [i for i in at if sections[i + 1]["level"] <= sections[i]["level"] and numbers[i + 1][0]][3:20:4]
    assert len(at) > 2
    for place in at:
        here = sections[place]
        edited = {**here, "body": here["body"].rstrip() + " Within 17 days.\n\n"}
        for status, changed in {
            "changed": [*sections[:place], edited, *sections[place + 1 :]],
            "deleted": [*sections[:place], *sections[place + 1 :]],
            "moved": [*sections[:2], here, *sections[2:place], *sections[place + 1 :]],
        }.items():
            new = {**imported, "sections": [{**each, "key": f"s{n}"} for n, each in enumerate(changed, 1)]}
            found = [each for each in compare(imported, new) if each.status != "same"]
            assert [(each.status, each.heading) for each in found] == [(status, here["heading"])], (file.name, status)


def test_the_command_needs_no_database_and_speaks_plainly(tmp_path, monkeypatch):
    monkeypatch.setenv("PROCUREMENT_INSTANCE", str(tmp_path / "nowhere"))
    old, new = tmp_path / "old.md", tmp_path / "new.txt"
    old.write_text(written(*chapter("budget", "parks", "roads")))
    new.write_text(
        written(*chapter("budget", "roads"), ("Sec. 1.03 Wells", "New."), cover="# The City asks for proposals")
    )
    shown = CliRunner().invoke(command, ["compare", str(old), str(new)], catch_exceptions=False).stdout
    assert "deleted       1.02  Sec. 1.02 Parks" in shown and "inserted      1.03  Sec. 1.03 Wells" in shown
    assert not (tmp_path / "nowhere").exists()
    missing = CliRunner().invoke(command, ["compare", str(old), str(tmp_path / "gone.md")])
    assert "There is no file" in str(missing.exception)


def test_hundreds_of_equal_sections_take_no_time_worth_noticing():
    body = "\n\n".join(["the same words again and again " * 20] * 3)
    old = written(*[("Terms", body)] * 400)
    new = written(*[("Terms", body)] * 390, ("Terms", "other"))
    found = told(old, new)
    assert [status for status, _ in found].count("deleted") == 9 and len(found) == 10
