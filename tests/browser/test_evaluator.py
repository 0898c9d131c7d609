"""The evaluator's part, by keyboard alone; and the officer's pages of panel and award around it."""

import pytest

from procurement.core import clock
from procurement.evaluation import queries
from tests.browser.people import Somebody
from tests.builders.awards import a_final_award
from tests.builders.evaluation import (
    a_convened_panel,
    determined,
    disclosed,
)
from tests.builders.solicitations import officer_of
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_evaluator_declares_and_scores_with_the_keyboard_only(page, live_server):
    with a_unit(live_server.app) as ctx:
        panel = a_convened_panel(ctx, responses=1)
        for seat in panel.seats[1:]:
            disclosed(ctx, seat)
        for response in queries.opened(ctx.session, panel.solicitation_id):
            determined(ctx, response)
        place, eve = f"/solicitations/{panel.solicitation_id}", panel.seats[0].person.email
        officer = officer_of(ctx, panel.solicitation).email
    after(live_server, days=4)

    evaluator = Somebody(page, live_server)
    evaluator.sign_in(eve)
    evaluator.follow("Declare", exact=False)
    evaluator.follow("Say whether you have a conflict of interest")
    tab_to(page, "has_conflict")
    page.keyboard.press("Space")
    enter(page, "Declare")
    evaluator.look()

    evaluator.is_in(officer)
    evaluator.go(f"{place}/panel")
    evaluator.press("Begin scoring")

    evaluator.is_in(eve)
    evaluator.go(f"{place}/seat")
    evaluator.follow("Birch Software")
    for number in range(3):
        tab_to(page, ".mark")
        page.keyboard.press("Space") if focused(page)["type"] == "radio" else page.keyboard.type("4")
        tab_to(page, ".reason")
        page.keyboard.type(f"As shown in paragraph {number}.")
    enter(page, "Save and check")
    evaluator.look()
    enter(page, "Submit this sheet")
    evaluator.look()
    evaluator.reads("submitted")


def focused(page) -> dict:
    """What has the focus."""
    return page.evaluate(
        """() => {
            const here = document.activeElement;
            return {name: here.name || '', type: here.type || '', text: here.textContent};
        }"""
    )


def tab_to(page, name: str) -> None:
    """Press Tab until a field of this name has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if name in focused(page)["name"]:
            return
    raise AssertionError(f"No key leads to “{name}”.")


def enter(page, words: str) -> None:
    """Tab to the button with these words and press Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        here = focused(page)
        if here["type"] == "submit" and here["text"].strip() == words:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"No key leads to the button “{words}”.")


def after(live_server, **ahead) -> None:
    """Let the clock of the service run ahead."""
    with a_unit(live_server.app) as ctx:
        seconds = sum({"days": 86_400, "hours": 3_600}[unit] * number for unit, number in ahead.items())
        clock.move(ctx.session, seconds)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_officer_sees_panel_ranking_and_award(page, live_server):
    with a_unit(live_server.app) as ctx:
        award = a_final_award(ctx)
        place, officer = f"/solicitations/{award.solicitation_id}", officer_of(ctx, award.solicitation).email
        response = award.response_id
    after(live_server, days=20)
    reader = Somebody(page, live_server)
    reader.is_in(officer)
    for path in ("", "work", "opening", "register", "responses", "panel", f"panel/responses/{response}", "award"):
        reader.go(f"{place}/{path}".rstrip("/"))
    reader.go(f"/responses/{response}/opened")
    page.context.clear_cookies()
    for path in (place, f"{place}/award", f"{place}/register", "/awards", f"/packets/award/{award.id}"):
        reader.go(path)
