"""The officer's part: from a template of the library to a published solicitation, with a second person's approval."""

import pytest

from procurement.networks.duties import Duty
from tests.browser.people import Somebody
from tests.builders.library import a_template
from tests.builders.people import a_jurisdiction, acting, with_duty
from tests.builders.solicitations import the_content
from tests.support.visitors import a_unit


@pytest.fixture
def town(live_server) -> dict[str, str]:
    """A city with an officer, an approver, and a template; the addresses of its people."""
    with a_unit(live_server.app) as ctx:
        place = a_jurisdiction(ctx)
        place.rules = {**place.rules, "notice_days": 7}
        officer = with_duty(ctx, place, "Olive Marsh", Duty.OFFICER)
        approver = with_duty(ctx, place, "Anna Quill", Duty.APPROVER)
        a_template(acting(ctx, officer), place, "Service desk for a city", content=the_content())
        return {"officer": officer.email, "approver": approver.email}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_officer_drafts_and_publishes_what_another_person_approved(page, live_server, town):
    officer = Somebody(page, live_server)
    officer.sign_in(town["officer"])
    officer.follow("Library", within="header")
    officer.follow("Service desk for a city")
    officer.follow("Draft from this")
    officer.fill(Title="Service desk")
    officer.press("Begin the draft")
    officer.reads("is a draft now")
    hub = page.url.removeprefix(live_server.url)

    officer.go(hub.replace("/work", "/checklist"))
    officer.reads("This stands in the way of publication")
    fill_in(officer, hub)
    officer.go(hub.replace("/work", "/checklist"))
    officer.follow("Preview the whole text")
    officer.reads("City of Alder buys a service desk for 1,200 people")
    officer.go(hub.replace("/work", "/review"))
    officer.press("Hand it in")

    approver = Somebody(page, live_server)
    approver.sign_in(town["approver"])
    approver.reads("Service desk")
    approver.follow("Review the draft")
    approver.choose("Approve")
    approver.press("Save the decision")

    officer.sign_in(town["officer"])
    officer.go(hub)
    officer.go(hub.replace("/work", "/publish"))
    officer.press("Publish now")
    officer.reads("published")
    page.context.clear_cookies()
    officer.go("/opportunities")
    officer.follow("Service desk")


def fill_in(officer: Somebody, hub: str) -> None:
    """The blanks and the facts."""
    officer.go(hub.replace("/work", "/blanks"))
    officer.fill(Who_buys="City of Alder", How_many_people="1,200")
    officer.press("Save", exact=False)
    officer.go(hub.replace("/work", "/details"))
    officer.fill(
        Summary="Somebody answers when our people need help.", Day="2031-03-04", Time_of_day="14:00",
        Name="Olive Marsh", **{"E-mail_address": "olive@alder.example.gov"},
    )  # fmt: skip
    officer.press("Save")
    for part in ("sections", "requirements", "criteria", "price-lines", "evaluation"):
        officer.go(hub.replace("/work", f"/{part}"))
