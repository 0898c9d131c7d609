"""A response to a solicitation that asks everything: what the vendor meets on the way, and one figure everywhere."""

import pytest

from procurement.evaluation import queries as panels
from procurement.evaluation import results
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from tests.builders import asked
from tests.builders.evaluation import a_convened_panel, evaluation_time
from tests.builders.responses import opened
from tests.builders.solicitations import officer_of
from tests.responses.doors import Door

ANSWERS = {
    "answers.r1": "We answer the telephone ourselves, day and night",
    "answers.r2": "12",
    "answers.r3[]": ["", "English", "Hmong"],
    "answers.r4": "2027-01-04",
    "answers.r6.m1.answer": "Meets",
    "answers.r6.m1.comment": "Within one, mostly.",
}
PRICES = {
    **{f"prices.p1.unit_prices.{year}": price for year, price in enumerate(asked.PRICES["p1"]["unit_prices"])},
    "prices.p2.unit_price": "250",
    "prices.p3.unit_price": "90",
    "prices.p4.unit_price": "700",
}


@pytest.fixture
def door(app):
    return Door(app)


def test_a_vendor_answers_everything_and_its_total_is_one_figure_everywhere(door):
    solicitation = door.a_published_solicitation(content=asked.rich_content())
    assert "Named people, dates, and two references that confirm it." in door.get(f"/solicitations/{solicitation}")
    vendor = door.sign_in_vendor()
    door.post(f"/solicitations/{solicitation}/respond", vendor_id=vendor)
    response = door.place.rpartition("/")[2]

    page = door.post(f"/responses/{response}/requirements", 422, **{**ANSWERS, "answers.r2": "90"})
    assert "“Weeks until it runs” must be from 1 to 52 weeks; 90 weeks is not." in page
    assert "day and night" in page and "Within one, mostly." in page
    page = door.post(f"/responses/{response}/requirements", 200, **ANSWERS)
    assert "Enter your prices" in page and "Shorten “Describe your approach”: it has 8 words" in page
    page = door.get(f"/responses/{response}/requirements")
    assert "8 of 5 words as saved" in page and "“Point by point”: answer the statement “Exports to CSV”." in page
    page = door.get(f"/responses/{response}/submit")
    assert "Not ready to submit" in page and "Shorten “Describe your approach”" in page

    page = door.post(f"/responses/{response}/prices", 422, **PRICES, own_total="2,652.04")
    assert "The total comes to $2,652.40 by the prices you entered, not to $2,652.04" in page
    page = door.post(f"/responses/{response}/prices", 200, **PRICES, own_total="2,652.40", then="stay")
    assert "Total as saved: <strong>$2,652.40" in page and "$3,865.60" in page
    assert "Subtotal as saved, Service: <strong>$2,402.40" in page

    files = f"/responses/{response}/files"
    page = door.send_file(files, "plan.txt", b"in words", 422, requirement_key="r5")
    assert "“Plan” takes .pdf files, and plan.txt is none" in page
    door.send_file(files, "plan.pdf", requirement_key="r5")
    mended = {**ANSWERS, "answers.r1": "We answer day and night", "answers.r6.m2.answer": "Partly"}
    door.post(f"/responses/{response}/requirements", 200, **mended)
    assert "Not ready to submit" not in door.get(f"/responses/{response}/submit")
    door.post(f"/responses/{response}/submit", 200, declaration="true")

    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, solicitation)
        opened(ctx, it)
        officer = officer_of(ctx, it).id
    door.sign_in(officer)
    page = door.get(f"/responses/{response}/opened")
    assert "English, Hmong" in page and "12 weeks" in page and "Within one, mostly." in page and "$2,652.40" in page
    with door.unit() as ctx:
        row = ctx.session.get_one(Response, response)
        assert (row.opened["total"], row.opened["total_cents"]) == ("2652.40", asked.TOTAL_CENTS)
        panel = a_convened_panel(ctx, row.solicitation)
        work = results.work(ctx.session, panels.fresh(ctx, panel))
        assert [each["price"] for each in results.scoring_input(work)["responses"]] == ["2652.40"]
        assert evaluation_time(ctx, row.solicitation).actor.id == officer


def test_a_program_sends_lists_matrices_and_prices_of_years(door):
    solicitation = door.a_published_solicitation(content=asked.rich_content())
    vendor = door.sign_in_vendor()
    door.post(f"/solicitations/{solicitation}/respond", vendor_id=vendor)
    response = door.place.rpartition("/")[2]
    with door.unit() as ctx:
        person = ctx.session.get_one(Response, response).begun_by
    token = door.token_of(person)

    def send(status: int, **sent) -> dict:
        headers = {"Authorization": f"Bearer {token}"}
        etag = door.client.get(f"/api/v1/responses/{response}", headers=headers).headers["ETag"]
        headers["If-Match"] = etag
        answer = door.client.patch(f"/api/v1/responses/{response}", json=sent, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    matrix = {"m1": "Meets", "m2": {"answer": "No", "comment": "In spring."}}
    found = send(200, answers={"r3": ["Spanish"], "r6": matrix}, prices=asked.PRICES, own_total="2652.40")
    assert found["answers"]["r6"]["m1"] == {"answer": "Meets", "comment": ""}
    assert (found["total_cents"], found["prices"]["p1"]) == (asked.TOTAL_CENTS, asked.PRICES["p1"])
    for wrong in (
        {"answers": {"r3": [1]}}, {"answers": {"r6": {"m1": {"answer": 5}}}}, {"answers": {"r6": [["m1"]]}},
        {"answers": {"r2": ["1"]}}, {"answers": {"r1": {"m1": "x"}}}, {"own_total": "1"},
        {"prices": {"p1": {"unit_prices": "1"}}}, {"prices": {"p1": {"unit_prices": [{}, None, True]}}},
        {"prices": {"p1": {"total": [1], "unit_price": "1"}}}, {"prices": {"p2": {"unit_prices": []}}},
        {"prices": {"p2": {"by_tier": {"all": "1"}}}}, {"prices": {"p2": {"by_tier": [1]}}},
        {"prices": {"p2": {"by_tier": {"all": ["1"]}}}},
    ):  # fmt: skip
        send(422, **wrong)


SALT = {
    "key": "p9", "description": "Road salt", "unit": "ton", "quantity": "150", "optional": False,
    "tiers": ["0", "100"],
    "regions": [{"key": "n", "name": "North", "quantity": "90"}, {"key": "s", "name": "South", "quantity": "60"}],
}  # fmt: skip


def test_a_vendor_prices_every_tier_of_every_region_and_the_sum_is_compared(door):
    content = {**asked.rich_content(), "requirements": [], "price_lines": [SALT]}
    solicitation = door.a_published_solicitation(content=content)
    vendor = door.sign_in_vendor()
    door.post(f"/solicitations/{solicitation}/respond", vendor_id=vendor)
    response = door.place.rpartition("/")[2]
    prices = {"prices.p9.by_tier.n.0": "80", "prices.p9.by_tier.n.1": "70", "prices.p9.by_tier.s.0": "90"}
    page = door.post(f"/responses/{response}/prices", 200, **prices, then="stay")
    assert "The quantity of all together decides which price counts: here that of “100 and more”" in page
    assert "Enter a unit price for “Road salt” (South, 100 and more)." in door.get(f"/responses/{response}/submit")
    page = door.post(f"/responses/{response}/prices", 422, **prices, **{"prices.p9.by_tier.s.1": "dear"})
    assert "“Road salt”: “dear” is not a number." in page and 'value="dear"' in page
    page = door.post(f"/responses/{response}/prices", 200, **prices, **{"prices.p9.by_tier.s.1": "75"}, then="stay")
    # 90 x 70 + 60 x 75
    assert "Total as saved: <strong>$10,800.00" in page
