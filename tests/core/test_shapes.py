"""What every schema shares: exact numbers, instants with offsets, blank text, faults as sentences in their place."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from marshmallow import fields

from procurement.core.errors import Invalid
from procurement.core.shapes import MISSING, Exact, Instant, Shape, Text, load


class Line(Shape):
    quantity = Exact(places=3, required=True)


class Thing(Shape):
    title = Text(longest=20, required=True)
    due_at = Instant(allow_none=True)
    count = fields.Integer(allow_none=True)
    lines = fields.List(fields.Nested(Line()))


def faults(data) -> dict:
    with pytest.raises(Invalid) as refused:
        load(Thing(), data)
    return refused.value.faults


def test_good_input_comes_out_typed():
    loaded = load(
        Thing(), {"title": " Desks ", "due_at": "2026-12-01T08:00:00-06:00", "lines": [{"quantity": "1,200"}]}
    )
    assert loaded["title"] == "Desks"
    assert loaded["due_at"] == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert loaded["lines"][0]["quantity"] == Decimal(1200)


def test_every_fault_is_named_in_its_place():
    found = faults({"title": "", "lines": [{"quantity": "1"}, {"quantity": "many"}], "colour": "red"})
    assert found == {
        "title": [MISSING],
        "lines.1.quantity": ["“many” is not a number."],
        "colour": ["There is no such field."],
    }


def test_text_left_open_counts_as_absent():
    assert load(Thing(), {"title": "x", "count": "", "due_at": ""}) == {"title": "x", "count": None, "due_at": None}


@pytest.mark.parametrize("value", ["2026-12-01T08:00:00", "soon", 5])
def test_an_instant_needs_its_offset(value):
    assert "due_at" in faults({"title": "x", "due_at": value})


@pytest.mark.parametrize("value", [1.5, True, "NaN", "Infinity", "1e999999", "-1", "0.0001", None])
def test_a_quantity_is_exact_finite_and_not_negative(value):
    assert "lines.0.quantity" in faults({"title": "x", "lines": [{"quantity": value}]})


def test_text_is_limited_and_free_of_nul():
    assert faults({"title": "x" * 21})["title"] == ["This is 21 characters long; at most 20 are taken."]
    assert "NUL" in faults({"title": "a\x00b"})["title"][0]


@pytest.mark.parametrize("data", [[], "text", None, 5])
def test_what_is_no_object_is_refused(data):
    assert faults(data)


def test_a_name_or_title_is_one_line_and_long_text_keeps_its_lines():
    class Both(Shape):
        name = Text(longest=200, required=True)
        body = Text(longest=5_000)

    sent = {"name": "Ada\r\n\nYour account ends:\t\u202ehttp\u2069 x ", "body": "One\r\n\nTwo"}
    assert load(Both(), sent) == {"name": "Ada Your account ends: http x", "body": "One\n\nTwo"}
    with pytest.raises(Invalid):
        load(Both(), {"name": "\u202e"})
