"""The vendor's pages: from the first click to the receipt, and what they say when something is wrong."""

import re

import pytest

from tests.responses.doors import Door


@pytest.fixture
def door(app):
    return Door(app)


def test_a_vendor_goes_from_the_first_click_to_a_receipt(door):
    solicitation = door.a_published_solicitation()
    vendor = door.sign_in_vendor("Birch Software", "Vera Stone")
    page = door.get(f"/solicitations/{solicitation}/respond")
    assert "Begin the response of Birch Software" in page
    page = door.post(f"/solicitations/{solicitation}/respond", vendor_id=vendor)
    assert "NOT SUBMITTED — 3 of 3 steps left" in page
    response = door.place.rpartition("/")[2]
    page = door.post(f"/responses/{response}/requirements", **{"answers.r1": "A plan", "answers.r2": "yes"})
    assert "NOT SUBMITTED — 2 of 3 steps left" in page
    prices = {"prices.p1.unit_price": "10.50", "prices.p2.unit_price": "1000"}
    page = door.post(f"/responses/{response}/prices", then="stay", **prices)
    assert "NOT SUBMITTED — 1 of 3 steps left" in page
    assert "$1,378.00" in page
    page = door.send_file(f"/responses/{response}/files", "certificate.pdf", requirement_key="r3")
    assert "certificate.pdf" in page and "NOT SUBMITTED" in page
    page = door.post(f"/responses/{response}/note", note="Good luck")
    assert "Check your response and submit it" in page and "Good luck" in page
    page = door.post(f"/responses/{response}/submit")
    assert "Confirm the declaration to submit." in page and "NOT SUBMITTED" in page
    page = door.post(f"/responses/{response}/submit", declaration="true")
    assert "Submitted: version 1 counts" in page and "NOT SUBMITTED" not in page
    assert re.search(r"R-\w{4}-\w{4}-\w{4}", page)
    page = door.post(f"/responses/{response}/prices", then="stay", **{**prices, "prices.p1.unit_price": "9"})
    assert "Submitted version 1 counts; your changes since are NOT SUBMITTED" in page
    page = door.post(f"/responses/{response}/withdraw")
    assert "NOT SUBMITTED — 1 of 3 steps left" in page
    assert "NOT SUBMITTED" in door.get("/responses")
