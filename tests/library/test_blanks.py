"""What a clerk may type into a blank, what is printed, and what nobody can smuggle in."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.core.markdown import to_html, to_text
from procurement.library.blanks import (
    KINDS,
    Blank,
    BlankFault,
    declaration_faults,
    fill,
    keys,
    parse,
    present,
    restore,
    undeclared,
    unfilled,
    unused,
)

CHICAGO = "America/Chicago"


def a_blank(kind="text", key="thing", **more):
    if kind == "choice":
        more.setdefault("choices", ("weekly", "monthly"))
    return Blank(key=key, label="The thing", kind=kind, **more)


def typed(kind, raw, zone=CHICAGO):
    """What is kept and what is printed for something typed."""
    blank = a_blank(kind)
    value = parse(blank, raw, zone)
    return value, present(blank, value)


@pytest.mark.parametrize(
    ("kind", "raw", "value", "words"),
    [
        ("text", "  City of \n Elm  ", "City of Elm", "City of Elm"),
        ("long-text", "One.\r\n\r\n\r\n\r\nTwo.\r\n", "One.\n\nTwo.", "One.\n\nTwo."),
        ("money", "$1,234.50", 123450, "$1,234.50"),
        ("money", "1234", 123400, "$1,234.00"),
        ("money", "0", 0, "$0.00"),
        ("money", "$.50", None, None),
        ("number", "1,234.50", "1234.50", "1,234.50"),
        ("number", "-0", "0", "0"),
        ("number", "007", "7", "7"),
        ("number", "12345678901234567890.123456789012", "12345678901234567890.123456789012", None),
        ("date", "2026-05-05", "2026-05-05", "May 5, 2026"),
        ("date", "5/5/2026", "2026-05-05", "May 5, 2026"),
        ("date", "May 5, 2026", "2026-05-05", "May 5, 2026"),
        ("date", "Tuesday, Sept. 1 2026", "2026-09-01", "September 1, 2026"),
        ("choice", "Weekly", "weekly", "weekly"),
        ("yes-no", "Yes", True, "yes"),
        ("yes-no", "no", False, "no"),
    ],
)
def test_what_is_typed_is_kept_exactly_and_printed_well(kind, raw, value, words):
    if value is None:
        with pytest.raises(BlankFault):
            typed(kind, raw)
        return
    kept, printed = typed(kind, raw)
    assert kept == value and type(kept) is type(value)
    assert words is None or printed == words


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026-05-05 14:00", "2026-05-05T14:00:00-05:00[America/Chicago]"),
        ("2026-05-05T14:00", "2026-05-05T14:00:00-05:00[America/Chicago]"),
        ("5/5/2026 2 pm", "2026-05-05T14:00:00-05:00[America/Chicago]"),
        ("May 5, 2026, at 2:00 p.m.", "2026-05-05T14:00:00-05:00[America/Chicago]"),
        ("2026-05-05 12:00 am", "2026-05-05T00:00:00-05:00[America/Chicago]"),
        ("2026-05-05 14:00 America/Denver", "2026-05-05T14:00:00-06:00[America/Denver]"),
        ("2026-05-05T19:00Z", "2026-05-05T14:00:00-05:00[America/Chicago]"),
        ("2026-11-01 01:30 -06:00", "2026-11-01T01:30:00-06:00[America/Chicago]"),
    ],
)
def test_a_moment_is_kept_with_its_zone(raw, value):
    assert parse(a_blank("date-time"), raw, CHICAGO) == value
    assert parse(a_blank("date-time"), value) == value


def test_a_moment_prints_weekday_zone_and_what_the_zone_means():
    value = parse(a_blank("date-time"), "2026-05-05 14:00", CHICAGO)
    summer = "Tuesday, May 5, 2026, at 2:00 p.m. Central Time (CDT, UTC-05:00)"
    assert present(a_blank("date-time"), value) == summer
    there = present(a_blank("date-time"), value, "Pacific/Honolulu")
    assert there == "Tuesday, May 5, 2026, at 9:00 a.m. Hawaii Time (HST, UTC-10:00)"


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        ("money", "1,23", "is an amount in dollars and cents, such as"),
        ("money", "$1.2 million", "“\\$1.2 million” is not"),
        ("money", "1.234", "amount in dollars"),
        ("money", "-5", "amount in dollars"),
        ("money", -5, "zero or more"),
        ("money", 12.5, "takes typed text"),
        ("money", True, "not a yes-or-no"),
        ("number", "NaN", "is a number"),
        ("number", "1e5", "is a number"),
        ("number", "٣", "is a number"),
        ("date", "2026-02-30", "does not exist|exists in the calendar"),
        ("date", "5/5/26", "such as 2026-05-05"),
        ("date", "Monday, May 5, 2026", "calendar"),
        ("date-time", "2026-05-05", "a date with a time"),
        ("date-time", "2026-05-05 25:00", "a date with a time"),
        ("date-time", "2026-05-05 14:00 pm", "a date with a time"),
        ("date-time", "2026-03-08 02:30", "clocks are set forward"),
        ("date-time", "2026-11-01 01:30", "-05:00 or -06:00"),
        ("date-time", "2026-05-05 14:00 Mars/Base", "time zone that does not exist"),
        ("date-time", "0001-01-01T00:00+14:00", "outside the calendar|such as"),
        ("choice", "daily", "one of “weekly”, “monthly”"),
        ("yes-no", "maybe", "yes or no"),
        ("text", ["a"], "takes typed text"),
        ("text", "x" * 2_001, "at most 2,000"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(kind, raw, sentence):
    with pytest.raises(BlankFault, match=sentence) as refused:
        parse(a_blank(kind), raw, CHICAGO)
    assert "“The thing”" in str(refused.value)


def test_a_moment_without_any_zone_is_refused():
    with pytest.raises(BlankFault, match="needs a time zone"):
        parse(a_blank("date-time"), "2026-05-05 14:00")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_is_nothing_filled(kind):
    assert parse(a_blank(kind), "  ") is None
    assert present(a_blank(kind), None) == ""


@pytest.mark.parametrize("raw", ["anything", "$5.10", "3", "2026-05-05", "2026-05-05 14:00", "weekly", "no"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_value_is_json_and_is_taken_again_unchanged(kind, raw):
    try:
        value = parse(a_blank(kind), raw, CHICAGO)
    except BlankFault:
        return
    stored = json.loads(json.dumps(value))
    assert parse(a_blank(kind), stored) == value


@settings(deadline=None, derandomize=True)
@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_every_amount_that_is_printed_can_be_typed(cents):
    assert parse(a_blank("money"), present(a_blank("money"), cents)) == cents


def test_zero_and_no_count_as_filled():
    blanks = [
        a_blank("money", "fee"),
        a_blank("yes-no", "visit"),
        a_blank(key="site"),
        a_blank(key="x", required=False),
    ]
    assert unfilled(blanks, {"fee": 0, "visit": False, "site": None}) == [a_blank(key="site")]


def test_keys_are_found_in_order_once_and_everywhere():
    assert keys("{{b}} {{ a }} `{{c}}` {{b}} {{ }} {d} {{{e}}}") == ["b", "a", "c", "e"]


def test_a_blank_that_nobody_declared_is_named_with_its_section():
    texts = [("Scope", "For {{agency}} at {{site}}."), ("Price", "{{Site Name}} {{site}}")]
    assert undeclared(texts, [a_blank(key="agency")]) == [
        ("Scope", "site"),
        ("Price", "Site Name"),
        ("Price", "site"),
    ]


def test_a_blank_that_stands_nowhere_is_named():
    assert unused(["For {{agency}}"], [a_blank(key="agency"), a_blank(key="site")]) == [a_blank(key="site")]


@pytest.mark.parametrize(
    ("blanks", "sentence"),
    [
        ([a_blank(key="Due Date")], "cannot be the key"),
        ([a_blank(), a_blank()], "declared twice"),
        ([Blank("a", " ")], "has no label"),
        ([a_blank("colour")], "not a kind"),
        ([a_blank("choice", choices=("one",))], "at least two different choices"),
        ([a_blank("choice", choices=("one", "One"))], "at least two different choices"),
    ],
)
def test_a_wrong_declaration_is_named(blanks, sentence):
    faults = declaration_faults(blanks)
    assert len(faults) == 1 and sentence in faults[0]


def test_a_right_declaration_has_no_faults():
    assert declaration_faults([a_blank(kind, f"k{number}") for number, kind in enumerate(KINDS)]) == []


def test_a_blank_is_plain_data():
    blank = a_blank("choice", help="Pick one", required=False, original="<weekly/monthly>")
    assert Blank.from_data(json.loads(json.dumps(blank.as_data()))) == blank


def test_unfilled_blanks_print_their_original_or_a_mark():
    blanks = [a_blank(key="agency", original="<Insert agency>"), a_blank(key="site")]
    text = "For {{agency}} at {{site}}."
    assert to_text(fill(text, blanks, {})) == "For <Insert agency> at [The thing]."
    assert to_text(fill(text, blanks, {}, unfilled="mark")) == "For [The thing] at [The thing]."


def test_an_original_with_escapes_prints_as_the_source_would():
    assert to_text(fill("{{a}}", [a_blank(key="a", original="\\<Agency\\>")], {})) == "<Agency>"


def test_an_undeclared_blank_stays_visible():
    assert fill("{{a}} {{b}}", [a_blank(key="a")], {"a": "x"}) == "x {{b}}"


def test_a_filled_value_is_never_filled_again():
    blanks = [a_blank(key="a"), a_blank(key="b")]
    filled = fill("{{a}} {{b}}", blanks, {"a": "{{b}}", "b": "secret"})
    assert to_text(filled) == "{{b}} secret"
    assert keys(filled) == []


def test_a_value_cannot_break_a_table():
    filled = fill("| a | b |\n|---|---|\n| {{thing}} | end |\n", [a_blank()], {"thing": "x | y\n| z |"})
    html = to_html(filled)
    assert html.count("<td>") == 2 and "<td>x | y | z |</td>" in html


@pytest.mark.parametrize(
    "value",
    [
        "# Heading",
        "1. item",
        "12) item",
        "- item",
        "+ item",
        "> quote",
        "---",
        "===",
        "```",
        "~~~",
        "[x](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "<https://evil.example>",
        "<b>bold</b>",
        "<br>",
        "<!-- x -->",
        "**bold** _x_ `y` ~~z~~",
        "&lt; &amp; &#35;",
        "back\\slash\\",
        "[x]: https://evil.example",
        "{{ 7 * 7 }} {% raw %}",
        "| a | b |",
    ],
)
@pytest.mark.parametrize("place", ["{{thing}}", "Before\n{{thing}}\nafter", "- {{thing}}", "[see]{{thing}}"])
def test_a_value_is_printed_as_its_words(value, place):
    expected = to_text(place.replace("{{thing}}", "MARK")).replace("MARK", value)
    filled = fill(place, [a_blank()], {"thing": value})
    assert to_text(filled) == expected
    assert "evil" not in "".join(part for part in to_html(filled).split("<") if part.startswith("a href"))


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="ab1 .#>*_-+=|[](){}<>!`~&\\\n:/", max_size=40))
def test_any_value_is_printed_as_its_words(raw):
    value = parse(a_blank(), raw)
    if value is None:
        return
    filled = fill("Before {{thing}} after\n\n{{thing}}\n", [a_blank()], {"thing": value})
    assert to_text(filled).split("\n") == [f"Before {value} after", value]


def test_long_text_keeps_its_paragraphs_where_it_stands_alone():
    filled = fill("Intro\n\n{{thing}}\n\nEnd", [a_blank("long-text")], {"thing": "One\ntwo.\n\n# Three"})
    assert to_html(filled) == "<p>Intro</p>\n<p>One<br>\ntwo.</p>\n<p># Three</p>\n<p>End</p>\n"


def test_long_text_keeps_to_its_place_elsewhere():
    quoted = to_html(fill("> {{thing}}", [a_blank("long-text")], {"thing": "One\n\nTwo"}))
    assert quoted == "<blockquote>\n<p>One</p>\n<p>Two</p>\n</blockquote>\n"
    cell = fill("| a |\n|---|\n| {{thing}} |\n", [a_blank("long-text")], {"thing": "One\n\nTwo"})
    assert cell == "| a |\n|---|\n| One<br><br>Two |\n"


def test_a_value_in_a_code_block_cannot_leave_it():
    filled = fill("```\n{{thing}}\n```\n", [a_blank("long-text")], {"thing": "a*b\n```\n# out"})
    assert to_html(filled) == "<pre><code>a*b ''' # out\n</code></pre>\n"


def test_preformatted_text_is_filled_with_the_plain_words():
    assert fill("  By: {{thing}}\n", [a_blank()], {"thing": "A*B <C>"}, preformatted=True) == "  By: A*B <C>\n"


def test_an_imported_text_is_restored():
    assert restore("{{a}} {{ a }} {{b}}", [a_blank(key="a", original="<A>"), a_blank(key="b")]) == "<A> <A> {{b}}"
