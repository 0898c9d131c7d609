"""The pure hearts: the gate, prices, the seam, completeness and the banner, from values alone."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.responses import answers, completeness, entering, gate, prices, sealing
from procurement.responses.content import content_of, empty_draft
from procurement.responses.lifecycle import ResponseState
from procurement.responses.standing import Code, Counting, standing
from procurement.solicitations.lifecycle import SolicitationState
from tests.builders import asked
from tests.builders.solicitations import CONTENT

DUE = datetime(2026, 5, 5, 19, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def a_solicitation(state=SolicitationState.PUBLISHED, due_at=DUE, published_at=DUE - timedelta(days=9)):
    return SimpleNamespace(state=state, due_at=due_at, published_at=published_at, zone="America/Chicago")


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (DUE, "exactly at the deadline, which is late (responses are accepted before it), so nothing was changed."),
        (DUE + TICK, "less than a second late, so nothing was changed."),
        (DUE + timedelta(seconds=1), "1 second late, so nothing was changed."),
        (DUE + timedelta(seconds=23), "23 seconds late, so nothing was changed."),
        (DUE + timedelta(seconds=119), "119 seconds late, so nothing was changed."),
        (DUE + timedelta(minutes=34), "34 minutes late, so nothing was changed."),
        (DUE + timedelta(days=3), "3 days late, so nothing was changed."),
    ],
)
def test_what_is_late_is_told_by_how_much(now, ends):
    sentence = gate.refusal(a_solicitation(), now)
    assert sentence.startswith("The deadline passed on Tuesday, May 5, 2026, at 2:00 p.m. Central Time. ")
    assert sentence.endswith(ends)


def test_responses_are_accepted_from_publication_until_the_deadline():
    solicitation = a_solicitation()
    assert gate.is_open(solicitation, solicitation.published_at)
    assert gate.is_open(solicitation, DUE - TICK)
    assert not gate.is_open(solicitation, DUE)
    assert not gate.is_open(solicitation, solicitation.published_at - TICK)
    assert gate.has_passed(solicitation, DUE) and not gate.has_passed(solicitation, DUE - TICK)


@pytest.mark.parametrize("state", [each for each in SolicitationState if each != SolicitationState.PUBLISHED])
def test_nothing_is_accepted_in_any_other_state(state):
    assert not gate.is_open(a_solicitation(state), DUE - timedelta(days=1))


def test_nothing_is_accepted_without_a_deadline():
    assert not gate.is_open(a_solicitation(due_at=None), DUE)


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value=0, max_value=10**15, places=3), st.decimals(min_value=0, max_value=10**15, places=6)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_totals_are_exact_and_rounded_once(lines):
    published = [
        {"key": f"p{n}", "description": "x", "unit": "", "quantity": format(quantity, "f"), "optional": False}
        for n, (quantity, _) in enumerate(lines)
    ]
    given_prices = {f"p{n}": {"unit_price": format(price, "f")} for n, (_, price) in enumerate(lines)}
    found = prices.schedule(published, given_prices)
    exact = sum((Fraction(quantity) * Fraction(price) for quantity, price in lines), Fraction(0))
    assert Fraction(found.exact) == exact
    cents = exact * 100
    whole = cents.numerator // cents.denominator
    assert found.cents == whole + (1 if cents - whole >= Fraction(1, 2) else 0)
    assert Decimal(prices.as_text(found.exact)) == found.exact


def test_optional_lines_are_priced_but_not_counted():
    lines = [
        {"key": "p1", "description": "A", "unit": "", "quantity": "2", "optional": False},
        {"key": "p2", "description": "B", "unit": "", "quantity": "1", "optional": True},
    ]
    assert prices.schedule(lines, {"p1": {"unit_price": "5"}}).cents == 1000
    found = prices.schedule(lines, {"p1": {"unit_price": "0.0025"}, "p2": {"unit_price": "900"}})
    assert (found.cents, found.lines[1].total) == (1, Decimal(900))
    assert prices.schedule(lines, {"p1": {"unit_price": "5"}, "p2": None}).lines[1].is_declined
    assert prices.schedule(lines, {"p2": {"unit_price": "900"}}).cents is None
    assert prices.schedule(lines, {"p1": {"unit_price": "0"}}).cents == 0


@pytest.mark.parametrize("raw", ["1.2345678", "-1", "abc", "1e30", "NaN", "Infinity", 1.5, True, ["1"]])
def test_what_is_no_unit_price_is_refused_in_a_sentence(raw):
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        prices.parse(raw)


def test_unit_prices_as_people_type_them():
    assert [prices.parse(raw) for raw in ("$1,234.50", " 0 ", "12", 12, "", None)] == [
        Decimal("1234.50"), Decimal(0), Decimal(12), Decimal(12), None, None,
    ]  # fmt: skip


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.decimals(min_value=0, max_value=10**12, places=3),
                st.decimals(min_value=0, max_value=10**12, places=6),
            ),
            min_size=2, max_size=6,
        ),
        min_size=1, max_size=6,
    ),
    st.integers(1, 6),
)  # fmt: skip
def test_totals_over_years_are_exact_and_take_only_the_years_that_count(lines, counted):
    published = [
        {"key": f"p{n}", "description": "x", "unit": "", "years": [format(each, "f") for each, _ in years],
         "counted_years": counted}
        for n, years in enumerate(lines)
    ]  # fmt: skip
    prices_given = {f"p{n}": {"unit_prices": [format(each, "f") for _, each in years]} for n, years in enumerate(lines)}
    found = prices.schedule(published, prices_given)
    exact = [[Fraction(quantity) * Fraction(price) for quantity, price in years] for years in lines]
    assert Fraction(found.exact) == sum(sum(years[:counted]) for years in exact)
    if found.in_all_years is not None:
        assert Fraction(found.in_all_years) == sum(map(sum, exact))
    half = {**prices_given, "p0": {"unit_prices": [*prices_given["p0"]["unit_prices"][:-1], None]}}
    assert [year.number for year in prices.schedule(published, half).lines[0].missing] == [len(lines[0])]


def test_headings_have_subtotals_and_alternates_do_not_count():
    found = prices.schedule(asked.PRICE_LINES, asked.PRICES)
    assert (found.cents, found.in_all_years) == (asked.TOTAL_CENTS, Decimal("3865.60"))
    assert [(each.title, each.subtotal) for each in found.headings] == [
        ("Service", Decimal("2402.40")), ("", Decimal(250)),
    ]  # fmt: skip
    by_key = {line.key: line for line in found.lines}
    assert (by_key["p3"].alternate_to, by_key["p3"].is_optional) == ("Set-up", True)
    assert by_key["p1"].total == Decimal("3615.60")
    alone = prices.schedule(asked.PRICE_LINES, {key: asked.PRICES[key] for key in ("p1", "p2")})
    assert alone.cents == asked.TOTAL_CENTS and not any(line.missing for line in alone.lines)


@pytest.mark.parametrize(
    ("sent", "place", "sentence"),
    [
        ({"p1": {"unit_prices": ["1", "2"]}}, "prices.p1.unit_prices", "“Service desk” is priced for 3 years"),
        ({"p1": {"unit_prices": ["1", "x", "2"]}}, "prices.p1.unit_prices.1", "“Service desk”: “x” is not a number."),
        ({"p2": {"unit_prices": ["1"]}}, "prices.p2.unit_prices", "one price, not one for each year"),
        ({"p2": {"no_price": True}}, "prices.p2.unit_price", "“Set-up” is not optional"),
        ({"p3": {"no_price": True, "unit_price": "1"}}, "prices.p3.unit_price", "choose one of the two"),
        ({"p1": {"unit_price": "2", "total": "71.99"}}, "prices.p1.total", "comes to $72.00 by the prices you entered"),
        ({"p2": {"total": "9"}}, "prices.p2.total", "cannot be compared before all of it is priced"),
    ],
)
def test_a_price_that_cannot_stand_is_named_by_its_line(sent, place, sentence):
    faults = {}
    entering.prices({"price_lines": asked.PRICE_LINES}, {}, sent, faults)
    assert list(faults) == [place] and sentence in faults[place][0]


def test_one_price_for_all_years_and_a_total_of_ones_own_that_is_right():
    faults = {}
    sent = {"p1": {"unit_price": "2", "total": "$72.00"}, "p2": {"unit_price": "1.005"}, "p3": {"no_price": True}}
    kept = entering.prices({"price_lines": asked.PRICE_LINES}, {}, sent, faults)
    assert kept == {"p1": {"unit_prices": ["2", "2", "2"]}, "p2": {"unit_price": "1.005"}, "p3": None}
    for own, right in (("49.01", True), ("49.005", True), ("49", False)):
        faults = {}
        entering.check_total({"price_lines": asked.PRICE_LINES}, kept, own, faults)
        assert (faults == {}) is right


REQUIREMENT = {each["key"]: {"required": True, "choices": [], **each} for each in asked.REQUIREMENTS}


@pytest.mark.parametrize(
    ("key", "typed", "value", "misfit"),
    [
        ("r1", "Five words are not more", "Five words are not more", ""),
        ("r1", "But six words are too many", "But six words are too many",
         "Shorten “Describe your approach”: it has 6 words, and at most 5 are taken."),
        ("r2", "1", "1", ""),
        ("r3", ["Hmong", "English", ""], ["English", "Hmong"], ""),
        ("r3", [], None, None),
        ("r4", "June 30, 2027", "2027-06-30", ""),
        ("r6", {"m1": {"answer": "Meets", "comment": ""}, "m2": "Partly", "m3": {"answer": ""}},
         {"m1": {"answer": "Meets", "comment": ""}, "m2": {"answer": "Partly", "comment": ""}}, ""),
        ("r6", {"m2": {"answer": "No", "comment": "Not yet"}}, {"m2": {"answer": "No", "comment": "Not yet"}},
         "“Point by point”: answer the statement “Answers in two minutes”."),
        ("r6", {"m3": {"comment": "Soon"}}, {"m3": {"answer": "", "comment": "Soon"}},
         "“Point by point”: 3 statements have no answer yet, the first is “Answers in two minutes”."),
        ("r6", {}, None, None),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value_and_what_does_not_fit_is_kept_and_named(key, typed, value, misfit):
    requirement = REQUIREMENT[key]
    typed = [each for each in typed if each] if isinstance(typed, list) else typed
    assert answers.parse(requirement, typed) == value
    if value is not None:
        assert answers.misfit(requirement, value) == misfit


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("r2", "53", "“Weeks until it runs” must be from 1 to 52 weeks; 53 weeks is not."),
        ("r2", "soon", "“Weeks until it runs” is a number"),
        ("r3", ["Latin"], "“Languages” is one of"),
        ("r4", "2027-07-01", "“First day” must be not before October 1, 2026 and not after June 30, 2027"),
        ("r5", "x", "“Plan” is answered by a file"),
        ("r6", {"m9": "Meets"}, "“Point by point” has no such statement: m9."),
        ("r6", {"m1": "Perhaps"}, "“Point by point: Answers in two minutes” is one of"),
        ("r6", "yes", "“Point by point” takes an answer for each of its statements."),
    ],
)
def test_what_cannot_be_a_value_is_refused_by_the_name_of_its_field(key, typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        answers.parse(REQUIREMENT[key], typed)


@pytest.mark.parametrize("value", ["12", True, ["English"], {"m1": {"answer": "Meets", "comment": ""}}, "2026-01-01"])
@pytest.mark.parametrize("key", ["r1", "r2", "r3", "r4", "r6"])
def test_an_answer_to_what_an_addendum_asks_in_another_way_hinders_and_breaks_nothing(key, value):
    misfit = answers.misfit(REQUIREMENT[key], value)
    assert isinstance(misfit, str) and isinstance(answers.present(REQUIREMENT[key], value), str)


def test_files_of_another_kind_or_too_large_are_named():
    assert answers.file_misfit(REQUIREMENT["r5"], "plan.PDF", 1024 * 1024) == ""
    assert "takes .pdf files, and plan.docx is none" in answers.file_misfit(REQUIREMENT["r5"], "plan.docx", 5)
    assert "files up to 1 MB, and plan.pdf is larger" in answers.file_misfit(REQUIREMENT["r5"], "plan.pdf", 1048577)


def a_content() -> dict:
    draft = {**empty_draft(), "answers": {"r1": "Plan", "r2": False}, "note": "Hello"}
    draft["prices"] = {"p1": {"unit_price": "2"}, "p2": {"unit_price": "3"}}
    return content_of(CONTENT, draft, [])


def sealed(content: dict) -> bytes:
    names = {"solicitation_id": "s", "response_id": "r", "revision_digest": "sha256:1"}
    return sealing.seal(content, **names, declaration={"text": "I may", "name": "Vera"})


def test_what_was_sealed_comes_back_and_always_has_the_same_digest():
    content = a_content()
    envelope = sealed(content)
    expected = sealing.digest_of(content)
    assert sealing.unseal(envelope, solicitation_id="s", response_id="r", expected=expected) == content
    assert sealed(a_content()) == envelope


def test_price_and_technical_part_are_separate_envelopes():
    envelopes = json.loads(sealed(a_content()))["envelopes"]
    assert set(envelopes["price"]["content"]) == {"prices", "total", "total_exact", "total_cents"}
    assert set(envelopes["technical"]["content"]) == {"answers", "files", "preferences", "note"}
    dearer = a_content()
    dearer["total"] = "76.00"
    other = json.loads(sealed(dearer))["envelopes"]
    assert other["technical"]["digest"] == envelopes["technical"]["digest"]
    assert other["price"]["digest"] != envelopes["price"]["digest"]


@given(st.data())
def test_any_damage_is_found(data):
    envelope = sealed(a_content())
    place = data.draw(st.integers(0, len(envelope) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != envelope[place]))
    damaged = envelope[:place] + bytes([byte]) + envelope[place + 1 :]
    with pytest.raises(sealing.Damaged):
        sealing.unseal(damaged, solicitation_id="s", response_id="r", expected=sealing.digest_of(a_content()))


@given(st.binary(max_size=200))
def test_no_rubbish_is_taken_for_an_envelope(rubbish):
    with pytest.raises(sealing.Damaged):
        sealing.unseal(rubbish)


@pytest.mark.parametrize("wrong", [{"solicitation_id": "t"}, {"response_id": "t"}, {"expected": "sha256:0"}])
def test_an_envelope_opens_only_where_it_belongs(wrong):
    with pytest.raises(sealing.Damaged):
        sealing.unseal(sealed(a_content()), **wrong)


def test_a_changed_envelope_with_fresh_digests_is_still_not_what_the_receipt_names():
    forged = a_content()
    forged["prices"]["p1"]["unit_price"] = "1"
    with pytest.raises(sealing.Damaged):
        sealing.unseal(sealed(forged), expected=sealing.digest_of(a_content()))


def test_steps_left_count_down_to_submitting():
    draft = empty_draft()
    assert completeness.steps_left(CONTENT, draft, []) == (3, 3)
    draft["answers"] = {"r1": "x", "r2": False}
    assert completeness.steps_left(CONTENT, draft, []) == (2, 3)
    draft["prices"] = {"p1": {"unit_price": "0"}, "p2": {"unit_price": "0"}}
    assert completeness.steps_left(CONTENT, draft, []) == (1, 3)
    assert completeness.hindrances(CONTENT, draft, []) == []


def test_an_answer_of_no_and_a_price_of_zero_are_answers():
    draft = {**empty_draft(), "answers": {"r1": "x", "r2": False}}
    draft["prices"] = {"p1": {"unit_price": "0"}, "p2": {"unit_price": "0"}}
    content = content_of(CONTENT, draft, [])
    assert (content["answers"]["r2"], content["total"], content["total_cents"]) == (False, "0.00", 0)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("yes-no", "no", False), ("yes-no", True, True), ("number", "1,234.50", "1234.50"), ("number", 7, "7"),
        ("date", "May 5, 2026", "2026-05-05"), ("choice", "red", "Red"), ("text", "  ", None),
        ("text", "a\r\nb", "a\nb"), ("number", "0", "0"),
    ],
)  # fmt: skip
def test_answers_are_typed(kind, raw, value):
    assert answers.parse({"kind": kind, "label": "It", "choices": ["Red", "Blue"]}, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("yes-no", "maybe"), ("number", "many"), ("date", "2026-02-30"), ("choice", "green"), ("text", "x" * 20_001),
        ("text", "\ud800"), ("text", 1.5), ("file", "x"), ("text", True),
    ],
)  # fmt: skip
def test_wrong_answers_are_refused_in_a_sentence(kind, raw):
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        answers.parse({"kind": kind, "label": "It", "choices": ["Red", "Blue"]}, raw)


COUNTS = Counting(2, DUE - timedelta(hours=1), True)


@pytest.mark.parametrize(
    ("state", "counts", "now", "solicitation", "code", "says"),
    [
        (ResponseState.DRAFT, None, DUE - TICK, a_solicitation(), Code.NOT_SUBMITTED, "NOT SUBMITTED"),
        (ResponseState.WITHDRAWN, None, DUE - TICK, a_solicitation(), Code.NOT_SUBMITTED, "NOT SUBMITTED"),
        (ResponseState.DRAFT, None, DUE, a_solicitation(), Code.TOO_LATE, "NOT SUBMITTED"),
        (ResponseState.WITHDRAWN, None, DUE, a_solicitation(), Code.TOO_LATE, "NOT SUBMITTED"),
        (ResponseState.SEALED, COUNTS, DUE - TICK, a_solicitation(), Code.SUBMITTED, "version 2 counts"),
        (ResponseState.SEALED, COUNTS._replace(is_current=False), DUE - TICK, a_solicitation(), Code.CHANGED,
         "your changes since are NOT SUBMITTED"),
        (ResponseState.SEALED, COUNTS._replace(is_current=False), DUE, a_solicitation(), Code.CHANGED, "NOT SUBMITTED"),
        (ResponseState.SEALED, COUNTS, DUE, a_solicitation(SolicitationState.CANCELLED), Code.CANCELLED, "cancelled"),
        (ResponseState.OPENED, COUNTS, DUE, a_solicitation(SolicitationState.OPENED), Code.OPENED, "opened"),
        (ResponseState.UNREADABLE, COUNTS, DUE, a_solicitation(SolicitationState.OPENED), Code.UNREADABLE,
         "not be opened"),
    ],
)  # fmt: skip
def test_the_banner_says_what_counts(state, counts, now, solicitation, code, says):
    found = standing(state, solicitation, now, counts=counts, steps=(2, 3))
    assert found.code == code
    assert says in found.headline
    assert found.is_warning == (code not in (Code.SUBMITTED, Code.OPENED))
