"""The vendor's pages: from the first click to the receipt, and what they say when something is wrong."""

import re

import pytest

from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from tests.builders.responses import second_person
from tests.builders.solicitations import officer_of
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


@pytest.fixture
def response(door):
    """A response that was just begun; its id."""
    solicitation = door.a_published_solicitation()
    vendor = door.sign_in_vendor()
    door.post(f"/solicitations/{solicitation}/respond", vendor_id=vendor)
    return door.place.rpartition("/")[2]


def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(door, response):
    page = door.send_file(f"/responses/{response}/files", "plan.pdf", b"just words", status=422, requirement_key="r3")
    assert "plan.pdf is not a PDF: its content is that of a plain text." in page
    assert "There is a problem" in page and "NOT SUBMITTED" in page


def test_without_a_file_the_form_says_so(door, response):
    page = door.post(f"/responses/{response}/files", status=422)
    assert "Choose a file first." in page


def test_a_body_over_the_limit_is_refused_and_the_draft_is_kept(door, response, monkeypatch):
    door.post(f"/responses/{response}/note", note="Kept")
    monkeypatch.setattr(door.app.view_functions["responses.files"], "upload_limit", 1000)
    page = door.send_file(f"/responses/{response}/files", "large.txt", b"x" * 2000, status=413)
    assert "Nothing was saved." in page
    assert "Kept" in door.get(f"/responses/{response}/note")


def test_a_fault_keeps_everything_that_was_typed(door, response):
    typed = {"answers.r1": "A long plan", "answers.r2": "yes"}
    page = door.post(f"/responses/{response}/prices", status=422, **{"prices.p1.unit_price": "ten", **typed})
    assert "“ten” is not a number." in page and 'value="ten"' in page


def test_two_tabs_do_not_overwrite_each_other(door, response):
    address = f"/responses/{response}/note"
    door.post(address, note="From the first tab")
    page = door.post(address, status=409, note="From the second tab", version="1")
    assert "Somebody changed this while you were working on it." in page
    assert "From the second tab" in page
    assert "From the first tab" in door.get(address)


def test_a_double_click_on_submit_shows_the_same_receipt(door, response):
    door.post(f"/responses/{response}/requirements", **{"answers.r1": "A plan", "answers.r2": "yes"})
    door.post(f"/responses/{response}/prices", **{"prices.p1.unit_price": "1", "prices.p2.unit_price": "2"})
    page = door.client.get(f"/responses/{response}/submit").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    places = [
        door.client.post(f"/responses/{response}/submit", data={**hidden, "declaration": "true"}).headers["Location"]
        for _ in range(2)
    ]
    assert places[0] == places[1] and "/receipts/R-" in places[0]


def test_a_submission_after_the_deadline_is_refused_in_the_words_of_the_gate(door, response):
    door.post(f"/responses/{response}/requirements", **{"answers.r1": "A plan", "answers.r2": "yes"})
    door.post(f"/responses/{response}/prices", **{"prices.p1.unit_price": "1", "prices.p2.unit_price": "2"})
    page = door.client.get(f"/responses/{response}/submit").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    with door.unit() as ctx:
        row = ctx.session.get_one(Response, response)
        solicitation_id, person_id = row.solicitation_id, row.begun_by
    door.move_to_deadline(solicitation_id)
    door.sign_in(person_id)
    hidden["csrf_token"] = re.search(r'name="csrf_token" value="([^"]*)"', door.client.get("/responses").text)[1]
    answer = door.client.post(f"/responses/{response}/submit", data={**hidden, "declaration": "true"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "The deadline passed on " in text and "so nothing was submitted." in text
    assert "NOT SUBMITTED" in text and "Submit the response" not in text
    assert "This response can no longer be changed." in door.get(f"/responses/{response}/prices")


def test_an_opening_without_a_single_response_says_so(door):
    solicitation_id = door.a_published_solicitation()
    with door.unit() as ctx:
        row = ctx.session.get_one(Solicitation, solicitation_id)
        first, second = officer_of(ctx, row).id, second_person(ctx, row).actor.id
    door.sign_in(first)
    assert "Responses stay sealed until the deadline." in door.get(f"/solicitations/{solicitation_id}/opening")
    door.move_to_deadline(solicitation_id)
    door.sign_in(first)
    page = door.post(f"/solicitations/{solicitation_id}/opening")
    assert "You have begun the opening. Nothing is open yet" in page and "Open all responses" not in page
    door.sign_in(second)
    door.get(f"/solicitations/{solicitation_id}/opening")
    page = door.post(f"/solicitations/{solicitation_id}/opening/complete")
    assert "No response had been submitted." in page and "No response was received" in page
