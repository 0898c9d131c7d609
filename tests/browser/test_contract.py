"""A contract in a real browser: found, read, renewed, and another recorded."""

from datetime import timedelta

import pytest

from procurement.contracts import filing
from tests.browser.people import Somebody
from tests.builders.contracts import an_open_contract, contract_officer
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_officer_finds_its_contract_and_renews_it(page, live_server):
    with a_unit(live_server.app) as ctx:
        day = ctx.now.date()
        contract = an_open_contract(ctx, starts_on=day - timedelta(days=300), ends_on=day + timedelta(days=80))
        officer = contract_officer(ctx, contract.jurisdiction)
        filing.add_certificate(officer, contract, name="Bond", expires_on=day + timedelta(days=9))
        email, slug = officer.actor.email, contract.jurisdiction.slug
    officer = Somebody(page, live_server)
    officer.is_in(email)
    officer.go("/contracts?q=wireless&price_to=200")
    officer.follow("Outdoor wireless access points")
    officer.reads("Lapses soon")
    officer.follow("Decide on renewal 1")
    page.get_by_role("button", name="Renew until", exact=False).click()
    officer.reads("Renewed. Whoever buys has a letter.")
    officer.follow("What is bought")
    officer.follow("Report for City of Alder")
    page.get_by_label("Dollars for Access point with pole kit").fill("18,500")
    page.get_by_role("button", name="Report").click()
    officer.reads("Adds up to the cent")
    officer.follow("City of Alder, ", exact=False)
    page.go_back()
    officer.follow("Outdoor wireless access points")
    officer.follow("Amend")
    officer.go("/contracts/new")
    officer.go(f"/jurisdictions/{slug}/overview?period=all")
    officer.follow("1 contracts held, alone", exact=False)
    officer.reads("Outdoor wireless access points")
