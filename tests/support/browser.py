"""A real Chromium: one for each worker, a clean profile for each test, and no fault on a page goes unnoticed."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.run_folder import run_folder

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000  # milliseconds
#: What went wrong on the pages that are open.
FAULTS: dict[Page, list[str]] = {}


def _executable() -> str:
    named = os.environ.get("PROCUREMENT_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(
            "Browser tests need Chromium: «apt-get install chromium», or name one in PROCUREMENT_TEST_CHROMIUM."
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this worker, which leaves no trace in anybody's home."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    home = {**os.environ, "HOME": str(run_folder())}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=flags, env=home)
        yield browser
        browser.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A page in a profile of this test's own; a script error or a breach of the security policy fails the test."""
    context = browser.new_context(locale="en-US", timezone_id="America/Chicago", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    FAULTS[page] = []
    context.on("weberror", lambda fault: FAULTS[page].append(str(fault.error)))
    context.on("console", lambda message: _note(message, FAULTS[page]))
    yield page
    context.close()
    check_faults(page)
    del FAULTS[page]


def check_faults(page: Page) -> None:
    """Fail with what the browser complained of since the last check."""
    faults, FAULTS[page] = FAULTS[page], []
    assert not faults, "The browser complained: " + "; ".join(faults)


def _note(message, faults: list[str]) -> None:
    # A refused form answers 422 and Chromium logs that as a failed resource: an answer is no fault.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        faults.append(message.text)
