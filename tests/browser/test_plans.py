"""A need in a real browser: announced while a peer's appears beside it, dismissed, and the year's sheet sent."""

import pytest

from procurement.library.models import Scope
from tests.browser.people import Somebody
from tests.builders.people import a_jurisdiction, a_network
from tests.builders.plans import CAMERAS, a_plan, as_planner
from tests.support.visitors import a_unit

SHEET = (
    "Line,What is needed,Quantity,Unit,Budget from,Needed from\n"
    "1,Road salt,2500,ton,90000,Q4 2027\n"
    "2,Dump trucks,3,truck,abc,2027-13-01\n"
    "3,Office chairs,40,chair,,March 2027\n"
)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_announce_see_who_needs_the_same_dismiss_and_upload_the_year(page, live_server):
    with a_unit(live_server.app) as ctx:
        top = a_network(ctx, "National Partnership")
        alder = a_jurisdiction(ctx, "City of Alder", a_network(ctx, "Prairie Coalition", top))
        kelp = a_jurisdiction(ctx, "City of Kelp", a_network(ctx, "Coastal Coalition", top))
        a_plan(ctx, kelp, scope=Scope.PARENTS)
        email = as_planner(ctx, alder).actor.email
    officer = Somebody(page, live_server)
    officer.is_in(email)
    officer.go("/plans/new")
    page.get_by_label("What is needed").fill("Video recorders worn by police officers")
    page.locator("#like a", has_text=CAMERAS["title"]).wait_for()
    assert page.locator("#like-status").inner_text() == "One other may need the same."
    officer.fill(Quantity="40", Unit="recorder")
    officer.press("Look who needs the same")
    assert page.get_by_label("Quantity").input_value() == "40"
    officer.press("Announce it")
    officer.reads(CAMERAS["title"])
    page.get_by_text("Not the same").first.click()
    officer.fill(Why_it_is_another_need="Theirs is leased.")
    officer.press("Do not show it for this plan again")
    officer.reads("Nobody has announced the same yet")
    officer.follow("Dismissed for this plan")
    officer.reads("Theirs is leased.")

    officer.go("/plans/upload")
    page.locator("#file").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": SHEET.encode()})
    officer.press("Look it over")
    officer.reads("Row 3, Budget from: “abc” is no amount")
    officer.reads("Row 3, Needed from: “2027-13-01” is no day")
    officer.press("Announce the 2 good rows")
    officer.reads("2 needs are announced")
    officer.go("/plans")
    officer.reads("Office chairs")
