"""Where paragraphs come from: word for word, changed, moved, through forks, clauses and copies, and how many words."""

from hypothesis import given
from hypothesis import strategies as st

from procurement.library import provenance
from procurement.library.provenance import Source
from tests.builders.library import a_content, a_section

HOURS = "Calls are answered on working days between eight and five."
PRICE = "Prices are firm for the first three years of the contract."


def content(**bodies: str) -> dict:
    return {**a_content(), "sections": [a_section(key, f"Heading {key}", body) for key, body in bodies.items()]}


def told(traced, place: str) -> list[tuple]:
    """The body's paragraphs, without the heading."""
    return [(each.status, each.origin, each.after) for each in traced[place][1:]]


def test_a_paragraph_goes_back_to_whoever_wrote_its_words_through_any_number_of_forks():
    lakes1 = content(s1="Short.", s2=HOURS)
    lakes2 = content(s1="Short.", s2=f"{HOURS}\n\n{PRICE}")
    first = Source("lakes-1", lakes1, provenance.origins("lakes-1", lakes1, []))
    second = Source("lakes-2", lakes2, provenance.origins("lakes-2", lakes2, [first]))
    forked = content(s1="Short.", s2=f"{HOURS.replace('eight', 'seven')}\n\n{PRICE}")
    fork = Source("falls-1", forked, provenance.origins("falls-1", forked, [second]))

    draft = content(s1="Short.", s2=f"{HOURS.replace('eight', 'seven')}\n\n{PRICE.replace('three', 'two')}\n\nOurs.")
    traced = provenance.trace(draft, [fork])

    assert told(traced, "sections/s1") == [("unchanged", "lakes-1", None)]
    assert told(traced, "sections/s2") == [
        # Alder Falls wrote "seven", out of what Lakes had written in its first version.
        ("unchanged", "falls-1", "lakes-1"),
        # Changed in the draft itself; the words it is made of are of Lakes' second version.
        ("changed", "lakes-2", None),
        ("own", None, None),
    ]
    assert traced["sections/s2"][2].original == PRICE


def test_words_are_counted_once_and_what_fills_a_blank_is_our_own():
    template = Source("t", content(s1="The {{place}} buys a service desk for all."))
    draft = content(s1="The {{place}} buys a service desk for everybody.\n\nAnd three more words.")
    only = {"sections/s1": provenance.trace(draft, [template])["sections/s1"][1:]}
    counted = provenance.reuse(only, lambda place, text: text.replace("{{place}}", "City of Alder Falls"))
    assert counted == {
        "words": 11 + 4,
        "reused_unchanged": 0,
        "reused_changed": 6,
        "own": 9,
        "by_origin": {"t": {"unchanged": 0, "changed": 6}},
    }


def test_an_inserted_clause_is_known_although_its_alternate_has_another_key():
    clause = Source("clause", content(a1=HOURS, a2=PRICE))
    draft = content(s9=PRICE.replace("firm", "fixed"))
    draft["sections"][0]["clause"] = "clause"
    assert told(provenance.trace(draft, [clause]), "sections/s9") == [("changed", "clause", None)]


words = st.lists(
    st.sampled_from(["shall", "contractor", "city", "report", "invoice", "within", "days", "notice", "of", "the"]),
    max_size=9,
)
bodies = st.lists(words.map(" ".join), max_size=4).map("\n\n".join)
contents = st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4"]), bodies, max_size=4).map(lambda it: content(**it))


@given(contents, contents)
def test_nothing_vanishes_and_what_is_taken_whole_is_reused_whole(ours, theirs):
    source = Source("theirs", theirs)
    traced = provenance.trace(ours, [source])
    assert {place: [each.text for each in found] for place, found in traced.items()} == provenance.paragraphs(ours)
    counted = provenance.reuse(traced, lambda place, text: text)
    assert counted["words"] == counted["reused_unchanged"] + counted["reused_changed"] + counted["own"]
    assert counted["words"] == sum(provenance.count(each.text) for found in traced.values() for each in found)
    assert {each.status for found in provenance.trace(theirs, [source]).values() for each in found} <= {"unchanged"}
    kept = provenance.origins("ours", ours, [source])
    again = provenance.trace(ours, [Source("ours", ours, kept), source])
    assert all(each.status == "unchanged" for found in again.values() for each in found)


def test_thousands_of_changed_paragraphs_in_one_section_find_their_originals():
    texts = [f"Item {number} of the list is delivered to the yard in week {number % 52}." for number in range(4_000)]
    was = Source("was", content(s1="\n\n".join(texts)))
    traced = provenance.trace(content(s1="\n\n".join(f"{each} Sign for it." for each in texts)), [was])
    assert [each.original for each in traced["sections/s1"][1:]] == texts
