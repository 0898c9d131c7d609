"""An adoption in a real browser: why not, what is open, the request, the local terms as a redline, the passport."""

import pytest

from procurement.networks.duties import Duty
from tests.browser.people import Somebody
from tests.builders.adoptions import OURS, an_adoptable_contract, an_agreed_adoption
from tests.builders.contracts import contract_officer
from tests.builders.people import a_jurisdiction
from tests.builders.solicitations import somebody
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_is_told_why_not_another_asks_and_a_third_signs(page, live_server):
    with a_unit(live_server.app) as ctx:
        day = ctx.now.date()
        contract = an_adoptable_contract(ctx, starts_on=day, ends_on=day.replace(year=day.year + 2, day=1))
        fern, fir, moss = (a_jurisdiction(ctx, name) for name in ("City of Fern", "Fir County", "City of Moss"))
        fir.rules = {"adoption": {"value": False, "citation": "Fir County Code 9"}}
        officer, forbidden = contract_officer(ctx, fern).actor.email, contract_officer(ctx, fir).actor.email
        agreed = an_agreed_adoption(ctx, contract, moss).id
        rita, at = somebody(ctx, moss, Duty.REPRESENTATIVE, "Rita").email, f"/contracts/{contract.id}"
    who = Somebody(page, live_server)
    who.is_in(forbidden)
    who.go(f"{at}/adopt")
    who.reads("No: Fir County may not adopt it")
    who.reads("Fir County Code 9")

    who.is_in(officer)
    who.go(at)
    who.follow("May we adopt it?")
    who.reads("Nothing stands in the way so far")
    page.get_by_label("Amount in dollars").fill("80,000")
    page.get_by_label("Is any federal money spent?").select_option("false")
    page.get_by_label("Why it is within the contract's scope").fill("It is line 1.")
    who.press("Check")
    who.reads("You mean to buy for $80,000.00")
    page.get_by_label("What you need").fill("Forty for six parks.")
    page.get_by_label("By what authority you buy so").fill("City Code 3-9")
    who.press("Ask for their consent")
    who.reads("you can sign once both have consented")

    who.is_in(rita)
    who.go(f"/adoptions/{agreed}/terms")
    page.get_by_label("Terms of your participating addendum").fill(OURS.replace("45", "60"))
    who.press("Save")
    assert "60" in page.locator("#terms ins").first.inner_text()
    who.follow("Sign")
    who.fill(Your_title="City manager")
    page.get_by_text("I have the authority to sign this for City of Moss").click()
    who.press("Sign for $80,000.00")
    who.go(f"{at}/passport")
    who.reads("City of Moss")
