"""The vendor's part: from an open solicitation to the receipt, with and without JavaScript."""

import pytest

from tests.browser.people import Somebody
from tests.builders.people import a_vendor
from tests.builders.solicitations import a_published_solicitation
from tests.responses.doors import PDF
from tests.support.browser import FAULTS
from tests.support.visitors import a_unit


@pytest.fixture
def vera(live_server) -> str:
    """The address of somebody who acts for a vendor; a solicitation is open."""
    with a_unit(live_server.app) as ctx:
        a_published_solicitation(ctx)
        return a_vendor(ctx)[1].email


@pytest.fixture
def plain_page(browser):
    """A browser in which JavaScript is switched off."""
    context = browser.new_context(locale="en-US", java_script_enabled=False)
    page = context.new_page()
    FAULTS[page] = []
    yield page
    context.close()
    del FAULTS[page]


def a_pdf(tmp_path) -> str:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(PDF)
    return str(path)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_vendor_responds_and_gets_a_receipt(page, live_server, vera, tmp_path):
    responds(Somebody(page, live_server), vera, a_pdf(tmp_path))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_vendor_responds_without_javascript(plain_page, live_server, vera, tmp_path):
    responds(Somebody(plain_page, live_server, scripts=False), vera, a_pdf(tmp_path))


def responds(vendor: Somebody, email: str, pdf: str) -> None:
    """The whole way, by what the pages offer next."""
    vendor.sign_in(email)
    vendor.follow("Opportunities", within="header")
    vendor.follow("Service desk")
    vendor.follow("Respond")
    vendor.press("Begin the response", exact=False)
    vendor.reads("not submitted")
    vendor.follow("Answer", exact=False)
    vendor.fill(Describe_your_approach="Our people answer every call.")
    vendor.choose("Yes", exact=True)
    vendor.press("Save and continue")
    for line in vendor.page.get_by_label("Unit price", exact=False).all():
        line.fill("1200.50")
    vendor.press("Save and continue")
    vendor.page.locator("input[type=file]").first.set_input_files(pdf)
    vendor.press("Add this file")
    vendor.reads("certificate.pdf")
    vendor.go(vendor.page.url.removeprefix(vendor.server.url).replace("/files", "/submit"))
    vendor.page.locator("label[for=declaration]").click()
    vendor.press("Submit the response")
    vendor.reads("Receipt R-")
    vendor.reads("submitted")
    vendor.go("/responses")
    vendor.go("/desk")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_company_registers(page, live_server):
    vendor = Somebody(page, live_server)
    vendor.go("/")
    vendor.follow("Register a company")
    vendor.fill(
        Name_of_the_company="Newco", Your_name="Nora Bell", **{"Your_e-mail_address": "nora@newco.example.com"}
    )  # fmt: skip
    vendor.press("Send me the link")
    vendor.reads("nora@newco.example.com")
    vendor.go("/letters")
    vendor.click(vendor.page.locator("main table a").first)
    link = vendor.page.locator(".letter a[href*='/join/']").first.get_attribute("href")
    vendor.go(link.removeprefix(live_server.url))
    vendor.fill(Your_name="Nora Bell")
    for field in vendor.page.locator("main input[type=password]").all():
        field.fill("nine quiet herons wade")
    vendor.press("Register the company")
    vendor.reads("Newco")
