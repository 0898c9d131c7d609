"""Merging what two sides made of one text: examples a clerk would know, and laws that hold for every text."""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.library import content, passages, pieces
from procurement.library.merging import Unresolved, merge, merge_text, resolve

QUICK = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
WORDS = ["parks", "roads", "wells", "boats", "trees", "desks", "maps", "pumps"]


def a_section(key: str, body: str = "", heading: str = "", level: int = 1, **more) -> dict:
    heading = heading or key.title()
    made = {
        "key": key,
        "level": level,
        "heading": heading,
        "body": body,
        "source": "",
        "format": "markdown",
        "role": "",
    }
    return {**made, **more}


def a_text(*sections: dict, **more) -> dict:
    return {**content.empty(), "sections": list(sections), **more}


def order(found: dict) -> list[str]:
    return [each["key"] for each in found["sections"]]


def body(found: dict, key: str) -> str:
    return next(each["body"] for each in found["sections"] if each["key"] == key)


BASE = a_text(
    a_section("aim", "The City buys a service desk.\n\nIt opens in May.\n\nIt closes never."),
    a_section(
        "fees", "- Visits cost 400.\n- Calls cost 20.\n\n| Item | Fee |\n|---|---|\n| Visit | 400 |\n| Call | 20 |"
    ),
    a_section("terms", "The law of the State holds."),
    a_section("law", "Chapter 7 applies.", level=2),
    requirements=[{"key": "r1", "kind": "text", "label": "Your plan", "help": "", "required": True, "choices": []}],
)


def with_body(found: dict, key: str, was: str, now: str) -> dict:
    assert was in body(found, key)
    return pieces.change(found, "sections", key, {"body": body(found, key).replace(was, now)})


def test_each_side_changes_another_paragraph_row_or_item_and_nobody_is_asked():
    ours = with_body(with_body(BASE, "aim", "in May", "in June"), "fees", "Visits cost 400", "Visits cost 450")
    ours = with_body(ours, "fees", "Visit | 400", "Visit | 450")
    theirs = with_body(with_body(BASE, "aim", "City", "County"), "fees", "Calls cost 20", "Calls cost 25")
    theirs = with_body(theirs, "fees", "Call | 20", "Call | 25")
    found = merge(BASE, ours, theirs)
    assert found.conflicts == [] and found.taken == ["sections/aim/body", "sections/fees/body"]
    assert body(found.content, "aim") == "The County buys a service desk.\n\nIt opens in June.\n\nIt closes never."
    assert body(found.content, "fees") == (
        "- Visits cost 450.\n- Calls cost 25.\n\n| Item | Fee |\n|---|---|\n| Visit | 450 |\n| Call | 25 |"
    )


def test_the_same_paragraph_changed_by_both_is_asked_and_every_answer_is_kept():
    ours, theirs = with_body(BASE, "aim", "in May", "in June"), with_body(BASE, "aim", "in May", "in July, or later")
    found = merge(BASE, ours, theirs)
    (asked,) = found.conflicts
    assert (asked.place, asked.kind, asked.base) == ("sections/aim/body/1", "text", "It opens in May.")
    assert (asked.ours, asked.theirs) == ("It opens in June.", "It opens in July, or later.")
    assert found.content == ours, "until somebody decides, the draft says what it said"
    assert resolve(found, {asked.place: "ours"}) == ours
    assert resolve(found, {asked.place: "theirs"}) == theirs
    assert body(resolve(found, {asked.place: "both"}), "aim").split("\n\n")[1:3] == [asked.ours, asked.theirs]
    assert "\n\nIt opens soon.\n\n" in body(resolve(found, {asked.place: {"text": "It opens soon."}}), "aim")
    for choices in ({}, {asked.place: "mine"}, {asked.place: {"text": 7}}):
        with pytest.raises(Unresolved, match="sections/aim/body/1"):
            resolve(found, choices)


def test_what_one_deleted_and_the_other_changed_is_asked_both_ways():
    gone = pieces.remove(BASE, "sections", "terms")
    changed = with_body(BASE, "terms", "State", "Land")
    for ours, theirs, ours_says in ((gone, changed, False), (changed, gone, True)):
        found = merge(BASE, ours, theirs)
        (asked,) = found.conflicts
        assert (asked.place, asked.kind) == ("sections/terms", "piece")
        assert ("terms" in order(found.content)) is ours_says
        answers = {answer: resolve(found, {asked.place: answer}) for answer in asked.answers()}
        assert answers == {"ours": ours, "theirs": theirs}
    assert order(merge(BASE, gone, BASE).content) == order(merge(BASE, BASE, gone).content) == ["aim", "fees", "law"]
    paragraph = with_body(BASE, "aim", "It opens in May.\n\n", "")
    (asked,) = merge(BASE, paragraph, with_body(BASE, "aim", "May", "June")).conflicts
    assert (asked.base, asked.ours, asked.theirs) == ("It opens in May.", "", "It opens in June.")


def test_moved_and_inserted_sections_find_their_places():
    moved = pieces.move(BASE, "sections", "terms", -1)
    inserted = pieces.add(BASE, "sections", a_section("new", "About boats.", level=2), after="fees")[0]
    key = order(inserted)[2]
    found = merge(BASE, moved, with_body(inserted, "terms", "State", "Land"))
    assert found.conflicts == []
    assert order(found.content) == ["aim", "terms", "law", "fees", key], "below what it was inserted below"
    assert "Land" in body(found.content, "terms"), "what was changed is found where it was moved to"
    both = a_text(*(a_section(each) for each in "abcd"))
    ours, theirs = (a_text(*(a_section(each) for each in order)) for order in ("bacd", "bcda"))
    found = merge(both, ours, theirs)
    assert [each.kind for each in found.conflicts] == ["place"] and order(found.content) == list("bacd")
    assert order(resolve(found, {found.conflicts[0].place: "theirs"})) == list("bcda")


def test_pieces_are_merged_field_by_field():
    def criterion(**more) -> dict:
        child = {"key": "c1-1", "title": "Depth", "guidance": "", "kind": "rated", "points": more.pop("depth", "10")}
        return {
            "key": "c1",
            "title": "Plan",
            "guidance": "Judge it.",
            "kind": "rated",
            "points": "60",
            "children": [child],
        } | more

    base = {**BASE, "criteria": [criterion()]}
    ours = {**base, "criteria": [criterion(points="70", depth="20")], "numbering": "own"}
    theirs = {
        **base,
        "criteria": [criterion(title="The plan", guidance="Judge it well.")],
        "evaluation": {**BASE["evaluation"], "minimum_total": "50"},
    }
    theirs["requirements"] = [{**BASE["requirements"][0], "required": False}]
    found = merge(base, ours, theirs)
    assert found.conflicts == []
    assert found.content["criteria"] == [
        criterion(title="The plan", guidance="Judge it well.", points="70", depth="20")
    ]
    assert found.content["numbering"] == "own" and found.content["evaluation"]["minimum_total"] == "50"
    assert found.content["requirements"][0]["required"] is False
    clash = merge(base, ours, {**base, "criteria": [criterion(points="80", depth="30")]})
    assert [(each.place, each.ours, each.theirs) for each in clash.conflicts] == [
        ("criteria/c1/points", "70", "80"),
        ("criteria/c1/children/c1-1/points", "20", "30"),
    ]


def test_an_equal_insertion_has_an_equal_key_and_stands_once():
    piece = {"level": 1, "heading": "Boats", "body": "About boats."}
    (ours, key), (theirs, other) = (pieces.add(BASE, "sections", piece, after=after) for after in ("aim", "aim"))
    assert key == other and merge(BASE, ours, theirs).content == ours
    twice, second = pieces.add(ours, "sections", piece)
    assert second != key and pieces.add(BASE, "sections", {**piece, "body": "About ships."})[1] != key
    assert order(twice).count(key) == 1


def test_lines_broken_elsewhere_are_no_reason_to_ask():
    text = "The contractor reports every month\nwhat was done.\n\nThe end."
    flowed = text.replace("month\nwhat", "month what")
    found = merge_text(text, flowed, text.replace("every month", "every week"))
    assert found.conflicts == [] and "every week" in found.text


paragraphs = st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(" ".join)
bodies = st.lists(paragraphs, max_size=4).map("\n\n".join)


@st.composite
def edits(draw, base: dict) -> dict:
    """The text as somebody edits it: words, paragraphs and sections changed, taken out, put in and moved."""
    found = deepcopy(base)
    for _ in range(draw(st.integers(0, 3))):
        sections = found["sections"]
        if not sections:
            break
        place = draw(st.integers(0, len(sections) - 1))
        deed = draw(st.sampled_from(["word", "paragraph", "drop", "delete", "insert", "move", "heading"]))
        here = sections[place]
        if deed == "word":
            here["body"] = here["body"].replace(draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS)), 1)
        elif deed == "paragraph":
            here["body"] = "\n\n".join(filter(None, [draw(paragraphs), here["body"]]))
        elif deed == "drop":
            here["body"] = "\n\n".join(here["body"].split("\n\n")[1:])
        elif deed == "heading":
            here["heading"] = draw(st.sampled_from(WORDS))
        elif deed == "delete":
            del sections[place]
        elif deed == "move":
            sections.insert(draw(st.integers(0, len(sections) - 1)), sections.pop(place))
        else:
            piece = {**a_section("x", draw(bodies), draw(st.sampled_from(WORDS)), draw(st.integers(1, 2)))}
            found, _ = pieces.add(found, "sections", piece, after=here["key"])
    return found


@st.composite
def three(draw) -> tuple[dict, dict, dict]:
    """A text and what two people made of it."""
    made = draw(st.lists(bodies, min_size=1, max_size=5))
    base = a_text(*(a_section(f"s{place}", each, WORDS[place], 1 + place % 2) for place, each in enumerate(made)))
    return base, draw(edits(base)), draw(edits(base))


def said(found: dict) -> set[tuple[str, str]]:
    """Every paragraph and heading, with the key of its section."""
    return {
        (each["key"], words)
        for each in found["sections"]
        for words in [each["heading"], *(passage.text for passage in passages.cut(each["body"])[1])]
    }


@QUICK
@given(three())
def test_what_only_one_side_did_is_taken_as_it_is(texts):
    base, ours, theirs = texts
    assert merge(base, ours, base).content == ours
    assert merge(base, base, theirs).content == theirs
    assert merge(base, ours, ours).content == ours
    assert merge(base, ours, base).conflicts == merge(base, ours, ours).conflicts == []


@QUICK
@given(three())
def test_without_conflict_it_does_not_matter_who_is_called_ours(texts):
    base, ours, theirs = texts
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert len(one.conflicts) == len(other.conflicts)
    if not one.conflicts:
        assert one.content == other.content
        again = merge(base, one.content, one.content)
        assert again.content == one.content and not again.conflicts


@QUICK
@given(three())
def test_nothing_vanishes(texts):
    base, ours, theirs = texts
    found = merge(base, ours, theirs)
    asked = "\n\n".join(str(side) for each in found.conflicts for side in (each.ours, each.theirs))
    kept = " ".join(words for _, words in said(found.content))
    assert len(set(order(found.content))) == len(order(found.content))
    for mine, other in ((ours, theirs), (theirs, ours)):
        for key, words in said(mine) - said(base):
            assert words in kept or words in asked, (key, words)
        for key, words in (said(mine) & said(base)) & said(other):
            assert words in kept or words in asked, (key, words)


@QUICK
@given(three(), st.sampled_from(["ours", "theirs"]))
def test_every_conflict_can_be_decided(texts, answer):
    found = merge(*texts)
    decided = resolve(found, {each.place: answer for each in found.conflicts})
    assert len(set(order(decided))) == len(order(decided))
    for each in found.conflicts:
        if each.kind == "text" and getattr(each, answer):
            assert getattr(each, answer) in "\n\n".join(section["body"] for section in decided["sections"])
