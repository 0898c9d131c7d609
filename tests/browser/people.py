"""Somebody at a real browser: signs in, presses what is there, and looks closely at every page."""

import os
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Locator, Page

from procurement.accounts import operations as accounts
from procurement.accounts.models import Person
from procurement.web.identity import COOKIE
from tests.builders.people import PASSWORD
from tests.support.accessibility import assert_accessible
from tests.support.service import LiveServer
from tests.support.visitors import a_unit

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
#: Where to keep pictures of the pages, for whoever wants to look at them.
PICTURES = os.environ.get("PROCUREMENT_TEST_PICTURES")


class Somebody:
    """One browser and whoever sits before it."""

    def __init__(self, page: Page, server: LiveServer, *, scripts: bool = True):
        self.page, self.server, self.scripts, self.seen = page, server, scripts, 0
        page.set_viewport_size(DESKTOP)

    def sign_in(self, email: str) -> None:
        """Come in by the door, as this person and nobody else."""
        self.page.context.clear_cookies()
        self.go("/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def is_in(self, email: str) -> None:
        """Go on as this person, signed in before the test looked: the door has tests of its own."""
        with a_unit(self.server.app) as ctx:
            person = ctx.session.scalars(sa.select(Person).where(Person.email == email)).one()
            secret, _ = accounts.begin_session(ctx, person, agent="Chromium")
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": COOKIE, "value": secret, "url": self.server.url}])

    def go(self, path: str) -> None:
        """Visit an address, and look."""
        self.page.goto(self.server.url + path)
        self.look()

    def follow(self, words: str, *, exact: bool = True, within: str = "main") -> None:
        """Follow the first link with these words, and look."""
        self.click(self.page.locator(within).get_by_role("link", name=words, exact=exact).first)

    def press(self, words: str, *, exact: bool = True) -> None:
        """Press the first button with these words, and look."""
        self.click(self.page.locator("main").get_by_role("button", name=words, exact=exact).first)

    def click(self, what: Locator) -> None:
        """Click on what leads to another page, and look at that."""
        with self.page.expect_navigation():
            what.click()
        self.look()

    def fill(self, **labels: str) -> None:
        """Fill in fields by their labels, underscores for spaces."""
        for label, value in labels.items():
            self.page.get_by_label(label.replace("_", " "), exact=False).first.fill(value)

    def choose(self, words: str, *, exact: bool = False) -> None:
        """Tick the first box or choice with these words."""
        self.page.locator("main").get_by_text(words, exact=exact).first.click()

    def reads(self, words: str) -> None:
        """The page says so."""
        shown = self.page.locator("main").inner_text()
        assert words.lower() in shown.lower(), f"{self.page.url} does not say “{words}”: {shown[:500]}"

    def look(self) -> None:
        """The page is whole, accessible, and on a telephone it scrolls in one direction only."""
        self.page.wait_for_load_state()
        if not self.scripts:
            return  # What is seen is the same; without scripts nobody can be asked about it.
        assert self.page.locator("h1").count() == 1, f"{self.page.url} has no single main heading"
        assert_accessible(self.page)
        self._picture("wide")
        self.page.set_viewport_size(TELEPHONE)
        assert_fits(self.page)
        self._picture("narrow")
        self.page.set_viewport_size(DESKTOP)

    def _picture(self, kind: str) -> None:
        if PICTURES:
            self.seen += kind == "wide"
            name = self.page.url.removeprefix(self.server.url).strip("/").replace("/", "-")[:60] or "start"
            self.page.screenshot(path=Path(PICTURES) / f"{self.seen:02}-{name}-{kind}.png", full_page=True)


def assert_fits(page: Page) -> None:
    """Nothing sticks out of the page to the right; what does is named."""
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide <= room:
        return
    sticking = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                && !each.closest('.scroll'))
            .slice(0, 5).map(each => each.outerHTML.slice(0, 160))"""
    )
    raise AssertionError(f"{page.url} is {wide} pixels wide on a telephone of {room}: {sticking}")
