"""A solicitation becomes a template by its page, and everybody's pages hold on a telephone."""

import pytest

from procurement.networks.duties import Duty
from tests.browser.people import Somebody
from tests.builders.people import a_jurisdiction, with_duty
from tests.journeys.scene import OWN
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_an_officer_imports_a_solicitation(page, live_server):
    with a_unit(live_server.app) as ctx:
        email = with_duty(ctx, a_jurisdiction(ctx), "Olive Marsh", Duty.OFFICER).email
    officer = Somebody(page, live_server)
    officer.is_in(email)
    officer.go("/library/import")
    page.locator("input[type=file]").set_input_files(str(OWN))
    officer.press("Read the file")
    officer.reads("Request for Proposals: Permit Counter Support")
    officer.press("Keep it")
    for path in (
        "/library",
        "/solicitations/new",
        "/solicitations/start",
        "/networks",
        "/account",
        "/help",
        "/api",
        "/accessibility",
    ):
        officer.go(path)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_address_that_leads_nowhere_is_a_page_too(page, live_server):
    stranger = Somebody(page, live_server)
    stranger.go("/solicitations/nowhere")
    stranger.reads("There is no such solicitation")
