"""A pool as its members see it: formed, joined, quantities stated; and after the award, what each of them signs."""

from datetime import timedelta

import pytest

from procurement.pools import operations as pools
from procurement.solicitations import annex_writing
from tests.browser.people import Somebody
from tests.browser.test_evaluator import after
from tests.builders.contracts import offered_addenda
from tests.builders.pools import a_committed_pool, a_pool, an_agreement, as_lead, part_of
from tests.builders.solicitations import a_draft_solicitation, as_officer, as_representative
from tests.support.visitors import a_unit


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_member_states_what_it_needs(page, live_server):
    with a_unit(live_server.app) as ctx:
        pool = a_pool(ctx, years=2)
        text = an_agreement(ctx, pool.lead, "We buy together.\n\n## Costs\n\nEach member pays what it orders.")
        pools.edit(as_lead(ctx, pool), pool, agreement_version_id=text.id)
        birch = next(each for each in pool.participations if each.jurisdiction.name == "City of Birch")
        email, address = as_representative(ctx, birch.jurisdiction).actor.email, f"/pools/{pool.id}"
        other = a_committed_pool(ctx, title="Street lights")
        draft = a_draft_solicitation(ctx, pool=other, due_in=timedelta(days=60))
        annex_writing.ask_annexes(as_officer(ctx, draft), draft, due_at=ctx.now + timedelta(days=9))
        annex = f"/solicitations/{draft.id}/annexes/{part_of(other, 'City of Birch').id}"
    member = Somebody(page, live_server)
    member.is_in(email)
    member.go("/desk")
    member.follow("Pools", within="header")
    member.follow("Electric refuse trucks", exact=False)
    member.follow("Sign the pool's agreement")
    member.reads("Each member pays what it orders.")
    member.fill(Your_name="Rita Moss", Your_title="City manager")
    page.locator("label[for=declaration]").click()
    member.press("Sign the agreement")
    member.reads("Rita Moss, City manager")
    member.go(address)
    member.follow("State your quantities")
    for field in page.get_by_label("Year", exact=False).all():
        field.fill("12.5")
    member.press("Save the quantities")
    member.reads("In all")
    member.reads("25")
    member.go("/pools/new")
    member.go(f"{annex}/section?overrides=s3")
    page.get_by_label("What it is about").select_option("terms")
    member.fill(Text="Invoices are paid in sixty days.")
    member.press("Preview")
    member.reads("What differs from the common text")
    member.press("Save")
    member.reads("In place of 2 Terms.")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_member_signs_its_addendum(page, live_server):
    with a_unit(live_server.app) as ctx:
        addendum = offered_addenda(ctx)["City of Birch"]
        email, address = as_representative(ctx, addendum.jurisdiction).actor.email, f"/addenda/{addendum.id}"
    after(live_server, days=20)
    member = Somebody(page, live_server)
    member.is_in(email)
    member.go("/desk")
    member.follow("Sign your participating addendum")
    member.reads("City of Birch")
    member.go("/addenda")
    member.go(address)
    member.go(f"{address}/sign")
    member.fill(Your_name="Rita Moss", Your_title="City manager")
    page.locator("label[for=declaration]").click()
    member.press("Sign for", exact=False)
    member.reads("signed")
