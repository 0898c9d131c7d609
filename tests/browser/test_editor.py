"""The editor of a section: toolbar, preview and saving while typing, by keyboard; what changed is approved alone."""

import pytest

from procurement.networks.duties import Duty
from procurement.solicitations import operations
from procurement.solicitations.models import Solicitation
from tests.browser.people import Somebody
from tests.builders.solicitations import a_draft_solicitation, as_approver, as_officer, somebody
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_officer_writes_and_the_approver_reads_only_what_changed(page, live_server):
    with a_unit(live_server.app) as ctx:
        it = a_draft_solicitation(ctx)
        approver = somebody(ctx, it.jurisdiction, Duty.APPROVER, "Anna").email
        operations.submit_for_review(as_officer(ctx, it), it)
        operations.decide_review(as_approver(ctx, it), it, decision="approved")
        operations.return_to_draft(as_officer(ctx, it), it)
        at, id, officer = f"/solicitations/{it.id}", it.id, it.contact_email

    olive = Somebody(page, live_server)
    olive.is_in(officer)
    olive.go(f"{at}/sections/s3")
    body = page.locator("#body")
    body.press("Control+End")
    body.press_sequentially("\n\nearly")
    body.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.title") == "Bold", "the toolbar is one stop of the keyboard"
    page.keyboard.press("Enter")
    assert body.input_value().endswith("**early**")
    page.locator("[data-preview] strong", has_text="early").wait_for()
    page.locator("[data-status]", has_text="Saved at").wait_for()
    with a_unit(live_server.app) as ctx:
        assert ctx.session.get_one(Solicitation, id).content["sections"][2]["body"].endswith("**early**")
    olive.look()
    olive.press("Save", exact=True)

    olive.go(f"{at}/review")
    olive.press("Hand it in")
    anna = Somebody(page, live_server)
    anna.is_in(approver)
    anna.go("/desk")
    anna.follow("Review the draft")
    anna.reads("Only this is left")
    anna.reads("2 Terms")
    assert "early" in page.locator("ins").inner_text()
    anna.choose("What is left may be published as it stands")
    anna.press("Save the decision")
    anna.reads("You approved it.")
