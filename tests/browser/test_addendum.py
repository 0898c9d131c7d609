"""An addendum as people meet it: the officer changes a section and issues it, the vendor acknowledges it."""

import pytest

from tests.browser.people import Somebody
from tests.builders.people import a_vendor
from tests.builders.responses import a_sealed_response
from tests.builders.solicitations import a_published_solicitation, officer_of
from tests.clarifications.test_operations import AHEAD
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_hours_are_changed_after_publication(page, live_server):
    with a_unit(live_server.app) as ctx:
        it = a_published_solicitation(ctx, due_in=AHEAD)
        vendor, person = a_vendor(ctx)
        response = a_sealed_response(ctx, it, vendor)
        officer, at = officer_of(ctx, it).email, f"/solicitations/{it.id}"
        vera, own = person.email, f"/responses/{response.id}"
    people = Somebody(page, live_server)
    people.is_in(officer)
    people.go(f"{at}/addenda")
    people.press("Begin addendum 1")
    people.reads("Nothing is changed yet")
    people.go(f"{at}/sections/s2")
    page.locator("textarea[name=body]").fill("Calls are answered on every day of the week.")
    people.press("Save", exact=True)
    people.go(f"{at}/addenda/draft")
    people.fill(Why="Vendors asked about the hours.", Day="2030-06-03", Time_of_day="14:00")
    people.press("Save")
    people.reads("The deadline is moved from")
    people.press("Issue addendum 1")
    people.reads("Section 1.1 “Hours” is changed.")

    people.is_in(vera)
    people.go(own)
    people.reads("Acknowledge addendum 1")
    people.press("I acknowledge addendum 1")
    people.reads("What you submitted stays sealed and counts.")
