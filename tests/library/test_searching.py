"""Who finds what in the library, in which order, and what is marked: the same on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from procurement.library import content as contents
from procurement.library import facets, indexing, operations, queries, searching, vocabulary, word_index
from procurement.library.models import Form, Kind, Scope, SearchEntry, SearchText
from procurement.library.searching import Query, search
from tests.builders.library import a_blank, a_section, a_template, some_findings
from tests.builders.people import acting
from tests.library.test_operations import SEEN, ctx, looking, world  # noqa: F401 (fixtures)


def text(*bodies: str, blanks=()) -> dict:
    sections = [a_section(f"s{number}", f"Part {number}", body) for number, body in enumerate(bodies, 1)]
    return {**contents.empty(), "sections": sections, "blanks": list(blanks)}


def titles(ctx, words="", **asked) -> list[str]:  # noqa: F811
    return [hit.item.title for hit in search(ctx, Query(words, **asked)).hits]


def test_nobody_finds_counts_or_reads_what_is_not_shared_with_them(ctx, world):  # noqa: F811
    ada = acting(ctx, world["officer"])
    for scope in Scope:
        network = world["prairie"] if scope in (Scope.NETWORK, Scope.PARENTS) else None
        a_template(ada, world["alder"], str(scope), scope=scope, network=network, content=text("A secret zeppelin."))
    offered = a_template(ada, world["alder"], "Offered", scope=Scope.NETWORK, network=world["prairie"])
    second = operations.new_version(ada, offered)
    operations.edit_version(ada, second, content=text("An unpublished zeppelin."))
    a_template(ada, world["alder"], "Begun", scope=Scope.PUBLIC, published=False, content=text("A zeppelin begun."))
    inside = {"an officer of the owner", "the owner's auditor", "the operator", "the service"}
    for name, expected in SEEN.items():
        who = looking(ctx, world, name)
        found = search(who, Query("zeppelin"))
        more = {"Begun", "Offered"} if name in inside else {"Offered"} if name == "the network's steward" else set()
        assert {hit.item.title for hit in found.hits} == expected | more, name
        assert (found.count, found.more, found.further) == (len(found.hits), False, False), name
        everything = {hit.item.title for hit in search(who, Query()).hits}
        assert everything == expected | more | ({"Offered"} if "network" in expected else set()), name
        said = " ".join(hit.excerpt_html for hit in found.hits)
        assert ("unpublished" in said) == ("Offered" in more), name
        assert all("<mark>zeppelin</mark>" in hit.excerpt_html for hit in found.hits)
    assert titles(acting(ctx, None), "zeppelin", jurisdiction_id=world["alder"].id) == ["public"]


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_text_and_then_the_newest(ctx):  # noqa: F811
    a_template(ctx, None, "Cold storage", content=text("Fiber networks are rented."))
    a_template(ctx, None, "Old summary", summary="About a network of fiber.")
    a_template(ctx, None, "Networks made of fiber")
    a_template(ctx, None, "Fiber network")
    a_template(ctx, None, "The fiber networks of a county")
    a_template(ctx, None, "Warm storage", content=text("Rented: a fiber, a network."))
    a_template(ctx, None, "Network", content=text("Only of copper."))
    order = ["Fiber network", "The fiber networks of a county", "Networks made of fiber", "Old summary"]
    assert titles(ctx, "fiber network") == [*order, "Warm storage", "Cold storage"]
    assert titles(ctx, '"fiber network"') == [*order[:2], "Cold storage"]
    assert titles(ctx, "FÏBERS networking") == titles(ctx, "fiber network")
    begun = search(ctx, Query("fiber netw"))
    assert begun.count == 6 and "Fiber</mark> <mark>network" in " ".join(hit.title_html for hit in begun.hits)
    assert titles(ctx, "we need a new fiber network of glass", any_word=True)[0] == order[0]
    assert titles(ctx, '"renting a fiber"') == ["Warm storage"], "endings do not matter in a phrase either"


def test_filters_narrow_and_an_edit_is_found_at_once(ctx, world):  # noqa: F811
    ada = acting(ctx, world["officer"])
    facts = {"focus_area": "Cyber security", "categories": ["5415"], "content": text("To write at.")}
    made = a_template(ada, world["alder"], "Desks", scope=Scope.PUBLIC, **facts)
    some_findings(ada, world["alder"], "What desks cost")
    shared = a_template(
        ada,
        world["alder"],
        "Chairs",
        scope=Scope.NETWORK,
        network=world["prairie"],
        kind=Kind.CALL,
        content=text("To sit."),
    )
    asked = [
        ({"forms": [Form.FINDINGS]}, ["What desks cost"]),
        ({"forms": [Form.FINDINGS, Form.TEMPLATE], "words": "desk"}, ["Desks", "What desks cost"]),
        ({"kind": Kind.CALL}, ["Chairs"]),
        ({"focus_area": "cyber SECURITY"}, ["Desks"]),
        ({"category": "54"}, ["Desks"]),
        ({"category": "5416"}, []),
        ({"network_id": shared.network_id}, ["Chairs"]),
        ({"jurisdiction_id": "abcdefghjkmnpqrs"}, []),
    ]
    for sent, expected in asked:
        assert titles(ada, **sent) == expected, sent
    operations.edit_item(ada, made, title="Tables", scope=Scope.OWN)
    assert titles(ada, "tables") == ["Tables"] and titles(ada, "desks") == ["What desks cost"]
    assert titles(acting(ctx, None), "tables") == []
    operations.retire_version(ada, shared.versions[0])
    assert titles(ada, "chairs") == ["Chairs"] and titles(looking(ctx, world, "the steward of the network above")) == [
        "What desks cost"
    ]
    operations.discard_version(ada, operations.new_version(ada, made))
    rows = ctx.session.scalar(sa.text("SELECT count(*) FROM library_words"))
    assert rows == ctx.session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) == 3


def test_blanks_are_found_by_their_labels_and_nothing_is_marked_that_is_not_escaped(ctx):  # noqa: F811
    body = "Pay **{{fee}}** <script>alert(1)</script> & more, see [the guide](https://example.com/guide)."
    a_template(ctx, None, "Tax <b>fees</b>", content=text(body, blanks=[a_blank("fee", "Monthly toll")]))
    (hit,) = search(ctx, Query("fees toll")).hits
    assert hit.title_html == "Tax &lt;b&gt;<mark>fees</mark>&lt;/b&gt;"
    assert hit.excerpt_html == "Part 1. Pay [Monthly <mark>toll</mark>] alert(1) &amp; more, see the guide."


@given(st.text(max_size=60) | st.text(alphabet="\"'()*:&|!<->{}^~+ab\\ %_", max_size=40))
def test_no_query_is_a_fault(query):
    for term in vocabulary.asked(query) + vocabulary.telling(query):
        assert term and all(word.isascii() and word.isalnum() for word in term)


@pytest.mark.parametrize(
    "query", ['"', "'); DROP TABLE", "a:b*", "NEAR(a b)", "title:x", "& | !", "日本 ßé", "x" * 400]
)
def test_odd_queries_are_answered_by_both_databases(ctx, query):  # noqa: F811
    a_template(ctx, None, "日本 straße é")
    for any_word in (False, True):
        search(ctx, Query(query, any_word=any_word))
    assert titles(ctx, "日本 Straße") == ["日本 straße é"]


def test_what_was_written_before_there_was_a_search_is_indexed_once(ctx):  # noqa: F811
    for number in range(3):
        a_template(ctx, None, f"Desk {number}")
    for row in (SearchText, SearchEntry):
        ctx.session.execute(sa.delete(row))
    ctx.session.execute(sa.text("DELETE FROM library_words"))
    assert titles(ctx, "desk") == []
    assert (indexing.index_missing(ctx), indexing.index_missing(ctx)) == (3, 0)
    assert len(titles(ctx, "desk")) == 3


def test_a_very_common_word_is_counted_up_to_a_limit_and_the_best_is_still_first(ctx, monkeypatch):  # noqa: F811
    monkeypatch.setattr(searching, "MOST", 5)
    a_template(ctx, None, "Desk")
    for number in range(8):
        a_template(ctx, None, f"Number {number}", content=text("A desk."))
    found = search(ctx, Query("desk"), limit=3)
    assert found.counted.endswith("+") and found.further
    assert [hit.item.title for hit in found.hits] == ["Desk", "Number 7", "Number 6"]
    assert ctx.session.scalars(queries.reviews_due(ctx, ctx.now.date() + timedelta(days=1))).all() == []


def test_what_is_older_than_many_eras_is_found_as_well(ctx, monkeypatch):  # noqa: F811
    for module in (facets, word_index):
        monkeypatch.setattr(module, "ERA", 2)
    monkeypatch.setattr(word_index, "STEPS", (1, 2))
    for number in range(11):
        said = "a red chair." if number % 3 == 0 else "a chair, red."
        a_template(
            ctx, None, f"Number {number}", summary="" if number else "Of lamps.", content=text(f"To sell: {said}")
        )
    newest = [f"Number {number}" for number in reversed(range(11))]
    assert titles(ctx) == titles(ctx, "red chairs") == newest
    assert titles(ctx, '"red chair"') == ["Number 9", "Number 6", "Number 3", "Number 0"]
    assert titles(ctx, "lamp") == titles(ctx, "a lamp for us", any_word=True) == ["Number 0"]
