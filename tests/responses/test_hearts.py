"""The pure hearts: the gate, prices, the seam, completeness and the banner, from values alone."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.responses import answers, completeness, gate, prices, sealing
from procurement.responses.content import content_of, empty_draft
from procurement.responses.lifecycle import ResponseState
from procurement.responses.standing import Code, Counting, standing
from procurement.solicitations.lifecycle import SolicitationState
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
