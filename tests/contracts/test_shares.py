"""A member's share of an award: exact, rounded to the cent once for each line."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from procurement.contracts.shares import annex_terms, share_of, total

LINE = {"key": "p1", "description": "Truck", "unit": "truck"}


def a_line(quantity, participation="m1", **given):
    return {**LINE, "shares": [{"participation_id": participation, "quantity": quantity}], **given}


def test_quantity_times_unit_price_is_rounded_half_up_once():
    (line,) = share_of([a_line("3")], {"p1": {"unit_price": "0.335"}}, "m1")
    assert (line["quantity"], line["unit_price"], line["amount_cents"]) == ("3", "0.335", 101)
    (line,) = share_of([a_line("0.5")], {"p1": {"unit_price": "0.01"}}, "m1")
    assert line["amount_cents"] == 1


def test_lines_of_others_of_zero_and_without_a_price_are_left_out():
    lines = [a_line("3", "m2"), a_line("0", key="p2"), a_line("1", key="p3"), {**LINE, "key": "p4"}]
    assert share_of(lines, {"p1": {"unit_price": "1"}, "p2": {"unit_price": "1"}, "p3": None}, "m1") == []


@given(
    some.lists(some.tuples(some.integers(1, 10**12), some.integers(0, 10**21)), min_size=1, max_size=8),
)
def test_amounts_are_the_exact_products_rounded_to_the_nearest_cent(pairs):
    lines = [a_line(str(Decimal(quantity).scaleb(-3)), key=f"p{n}") for n, (quantity, _) in enumerate(pairs)]
    prices = {f"p{n}": {"unit_price": str(Decimal(price).scaleb(-6))} for n, (_, price) in enumerate(pairs)}
    found = share_of(lines, prices, "m1")
    for line, (quantity, price) in zip(found, pairs, strict=True):
        exact = Fraction(quantity, 1000) * Fraction(price, 10**6) * 100
        assert line["amount_cents"] == (exact + Fraction(1, 2)).__floor__()
    assert total(found) == sum(line["amount_cents"] for line in found)


def test_the_terms_of_a_members_annex_come_with_its_share():
    section = {"number": "A.1", "heading": "Payment", "body": "Within 45 days.\n", "overrides": "s4",
               "overrides_number": "4", "overrides_heading": "Terms"}  # fmt: skip
    body = {"annexes": [{"participation_id": "m1", "sections": [section, {**section, "number": "A.2", "overrides": "",
                                                                          "overrides_number": "",
                                                                          "overrides_heading": ""}]}]}  # fmt: skip
    assert annex_terms(body, "m1") == (
        "**A.1 Payment** (instead of 4 Terms)\n\nWithin 45 days.\n\n**A.2 Payment**\n\nWithin 45 days."
    )
    assert annex_terms(body, "m2") == annex_terms({}, "m1") == ""
