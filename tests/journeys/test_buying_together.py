"""Buying together, from two plans in different words to what came of it: in a browser, and by API.

What only sets the scene (people, rule packs, the vendors' sealed responses, the panel's marks, the award) comes from
builders. Where several members do the same, the browser shows one of them, and programs do it for the others.
"""

import pytest

from tests.journeys.together import a_cast
from tests.journeys.together_by_api import ByApi
from tests.journeys.together_by_browser import ByBrowser

CHAPTERS = (
    "announces", "pools", "drafts", "annexes", "is_approved", "publishes", "signs", "holds_the_contract", "is_adopted",
    "is_forbidden", "reports", "tells", "is_read_by_everybody", "is_printed",
)  # fmt: skip


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_by_api(app):
    tell(ByApi(a_cast(app)))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_in_a_browser(page, live_server):
    tell(ByBrowser(a_cast(live_server.app), page, live_server))


def tell(story) -> None:
    """The whole story, chapter by chapter."""
    for chapter in CHAPTERS:
        getattr(story, chapter)()
