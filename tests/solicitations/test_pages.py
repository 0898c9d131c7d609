"""The pages of solicitations: the officer's way from nothing to publication, reading in public, refused edits."""

import re
from datetime import timedelta

import pytest

from procurement.library.models import Kind
from procurement.networks.duties import Duty
from procurement.solicitations import operations
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_person, acting
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    a_submitted_solicitation,
    as_officer,
    somebody,
    the_jurisdiction,
)
from tests.responses.doors import Door


@pytest.fixture
def door(app):
    return Door(app)


def built(door, build, **given) -> str:
    with door.unit() as ctx:
        return build(ctx, **given).id


def as_duty(door, duty: Duty, name: str, place: str = "City of Alder") -> str:
    with door.unit() as ctx:
        person = somebody(ctx, the_jurisdiction(ctx, place), duty, name)
        person_id = person.id
    door.sign_in(person_id)
    return person_id


def officer(door) -> str:
    return as_duty(door, Duty.OFFICER, "Olive")


def looked_up(door, solicitation_id: str) -> Solicitation:
    with door.unit() as ctx:
        found = ctx.session.get_one(Solicitation, solicitation_id)
        _ = found.jurisdiction, found.revisions, found.reviews
        return found


def test_an_officer_writes_from_nothing_and_another_approves(door):
    with door.unit() as ctx:
        place = the_jurisdiction(ctx)
        place.rules = {"notice_days": 5}
        place_id = place.id
    as_duty(door, Duty.APPROVER, "Anna")
    officer(door)
    page = door.post("/solicitations/new", jurisdiction_id=place_id, title="Street trees", kind="RFP", status=200)
    assert "RFP 20" in page and "Title, contact and deadline" in page
    at = door.place.removesuffix("/work")
    assert "still open" in page

    door.post(f"{at}/sections/new", heading="Scope", level="1", body="We plant {{count}} trees.", status=200)
    page = door.get(f"{at}/blanks")
    assert "The text names blanks that nobody has declared" in page and "{{count}}" in page
    door.post(f"{at}/blanks/new", key="count", label="How many trees", kind="number", required="true", status=200)
    page = door.post(f"{at}/blanks", **{"values.count": "many"})
    assert "“How many trees” is a number" in page and door.answer.status_code == 422 and 'value="many"' in page
    page = door.post(f"{at}/blanks", **{"values.count": "1,250"})
    assert "Every required blank is filled." in page
    page = door.get(f"{at}/blanks")
    assert "1 of 1 filled" in page and re.search(r'Used in <a href="[^"]+/sections/s\w+">Scope</a>', page)

    door.post(f"{at}/requirements/new", label="Where do the trees come from?", kind="text", required="true", status=200)
    rated = {"title": "Method", "points": "60", "scale_kind": "range", "scale_min": "0", "scale_max": "5"}
    door.post(f"{at}/criteria/new?kind=rated", combine="mean", parts="Soil = 20\nCare = 40", **rated, status=200)
    page = door.post(f"{at}/criteria/new?kind=price", title="Price", points="40", formula="lowest-ratio")
    assert re.search(r"Together: <strong>(<output[^>]*>)?100 points", page)
    settings = {"whole": "100", "round_places": "2", "round_mode": "half-up", "tie_break.0": "lowest-price"}
    page = door.post(f"{at}/evaluation", **settings, **{"preferences.0.title": "Local", "preferences.0.amount": "5"})
    assert "the lower price" in page and "Local (5 percent off the compared price)" in page

    page = door.get(f"{at}/checklist")
    assert "add a price line" in page and "Set the deadline" in page and "2 CFR 200.320" in page
    page = door.get(f"{at}/price-lines")
    door.post(f"{at}/price-lines/total", version=re.search(r'name="version" value="(\d+)"', page)[1])
    facts = {"title": "Street trees", "reference": "RFP 26-1", "summary": "Trees for ten streets."}
    facts |= {"contact_name": "Olive", "contact_email": "olive@alder.example.gov"}
    page = door.post(f"{at}/details", **facts, due_date="2031-11-02", due_time="01:30")
    assert door.answer.status_code == 422
    assert "1:30 a.m. comes twice on Sunday, November 2, 2031: the clocks go back." in page
    assert "Trees for ten streets." in page
    door.post(f"{at}/details", **facts, due_date="2031-12-01", due_time="14:00", status=200)
    page = door.get(f"{at}/checklist")
    assert "An approver of City of Alder has not approved yet." in page and "Mend this" not in page

    page = door.get(f"{at}/preview")
    assert "We plant 1,250 trees." in page and "Central Standard Time, 6 hours behind UTC" in page
    page = door.get(f"{at}/review")
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    page = door._read(door.client.post(f"{at}/submit", data={**_token(page), "version": version}), None)
    as_duty(door, Duty.APPROVER, "Anna")
    page = door.post(f"{at}/review", decision="returned")
    assert "Say what should be changed." in page and door.answer.status_code == 422
    page = door.post(f"{at}/review", decision="approved")
    assert "You approved it." in page
    officer(door)
    page = door.post(f"{at}/publish")
    assert "is published" in page and "PDF of the whole solicitation" in page
    assert "Monday, December 1, 2031, at 2:00 p.m. Central Time" in page
    assert "sha256:" in page and "Method (60 points), Price (40 points)." in page
    assert re.search(r'href="#section-s\w+">1 Scope', page)


def _token(page: str) -> dict:
    return {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}


def test_a_stale_edit_keeps_what_was_typed_beside_the_current_text(door):
    solicitation = built(door, a_draft_solicitation)
    officer(door)
    at = f"/solicitations/{solicitation}/sections/s2"
    page = door.get(at)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    with door.unit() as ctx:
        found = ctx.session.get_one(Solicitation, solicitation)
        sent = {"version": found.version, "part": "sections", "key": "s2"}
        operations.change_piece(as_officer(ctx, found), found, **sent, changes={"body": "Day and night."})
    typed = {"heading": "Hours", "level": "2", "format": "markdown", "body": "On weekdays only.", "version": version}
    page = door._read(door.client.post(at, data={**_token(page), **typed}), 409)
    assert "Somebody changed this while you were working on it" in page
    assert "On weekdays only." in page and "Day and night." in page
    again = re.search(r'name="version" value="(\d+)"', page)[1]
    door._read(door.client.post(at, data={**_token(page), **typed, "version": again}), 302)
    assert looked_up(door, solicitation).content["sections"][1]["body"] == "On weekdays only."


def test_sections_move_with_their_subsections_and_are_removed_after_a_question(door):
    solicitation = built(door, a_draft_solicitation)
    officer(door)

    def press(address, **fields):
        page = door.get(f"/solicitations/{solicitation}/sections")
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        return door.client.post(
            f"/solicitations/{solicitation}/{address}", data={**_token(page), "version": version, **fields}
        )

    assert press("move/sections/s1", by="1").status_code == 302
    assert [each["key"] for each in looked_up(door, solicitation).content["sections"]] == ["s3", "s1", "s2"]
    page = door.get(f"/solicitations/{solicitation}/remove/sections/s3")
    assert "Remove this section?" in page and "“Terms”" in page
    assert len(looked_up(door, solicitation).content["sections"]) == 3
    press("remove/sections/s3")
    assert [each["key"] for each in looked_up(door, solicitation).content["sections"]] == ["s1", "s2"]
    assert press("move/nonsense/s1", by="1").status_code == 404
    assert press("move/sections/zz", by="1").status_code == 404


def test_every_page_of_the_work_opens_in_every_state(door):
    pages = ["work", "details", "sections", "blanks", "requirements", "criteria", "evaluation", "price-lines"]
    pages += ["sections/new", "sections/s1", "blanks/new", "blanks/staff", "requirements/new", "requirements/r1"]
    pages += ["criteria/approach", "criteria/local", "criteria/insurance", "criteria/cost", "price-lines/p1"]
    pages += ["remove/criteria/cost", "remove/blanks/staff", "preview", "review", "cancel"]
    drafts = [built(door, a_draft_solicitation), built(door, a_submitted_solicitation)]
    published = built(door, a_published_solicitation)
    officer(door)
    for solicitation in (*drafts, published):
        for page in pages:
            door.get(f"/solicitations/{solicitation}/{page}", 200)
    for solicitation in drafts:
        door.get(f"/solicitations/{solicitation}/checklist", 200)
        door.get(f"/solicitations/{solicitation}/publish", 200)
    door.get(f"/solicitations/{published}/publish", 404)
    for kind in ("rated", "given", "pass-fail", "price", "nonsense"):
        door.get(f"/solicitations/{drafts[0]}/criteria/new?kind={kind}", 200)


def test_strangers_see_what_is_public_and_nothing_else(door):
    draft, published = built(door, a_draft_solicitation), built(door, a_published_solicitation)
    inner = ("", "/work", "/preview", "/sections", "/checklist", "/review", "/details")
    with door.unit() as ctx:
        stranger = a_person(ctx, "Sam Stranger").id
    door.sign_in(stranger)
    for page in inner:
        door.get(f"/solicitations/{draft}{page}", 404)
    door.get("/solicitations/22222222222222zz/work", 404)
    for page in ("/work", "/sections", "/review"):
        door.get(f"/solicitations/{published}{page}", 404)
    door.client = door.app.test_client()
    assert "Somebody answers when our people need help." in door.get(f"/solicitations/{published}", 200)
    door.get(f"/solicitations/{draft}", 404)
    assert "Please sign in" in door.get(f"/solicitations/{published}/work") or "/sign-in" in door.place
    as_duty(door, Duty.OFFICER, "Otto", "Town of Birch")
    door.get(f"/solicitations/{draft}/work", 404)
    page = door.client.post(f"/solicitations/{published}/cancel", data={**_token(door.get("/sign-in"))})
    assert page.status_code == 404


def test_opportunities_can_be_searched_and_narrowed(door):
    page = door.get("/opportunities", 200)
    assert "Nothing is open at the moment" in page
    built(door, a_published_solicitation, title="Street trees")
    built(door, a_published_solicitation, title="Library network", kind=Kind.RFI, due_in=timedelta(hours=30))
    built(door, a_draft_solicitation, title="Secret plans")
    with door.unit() as ctx:
        gone = a_published_solicitation(ctx, title="Parking meters")
        operations.cancel(as_officer(ctx, gone), gone, reason="The grant was withdrawn.")
    page = door.get("/opportunities", 200)
    assert page.index("Library network") < page.index("Street trees")
    assert "Secret plans" not in page and "Parking meters" not in page
    assert "Street trees" not in door.get("/opportunities?kind=RFI")
    page = door.get("/opportunities?q=trees+alder&limit=nonsense&status=open", 200)
    assert "Street trees" in page and "Library network" not in page
    assert "Nothing fits this search" in door.get("/opportunities?q=50%25")
    assert "Parking meters" in door.get("/opportunities?status=cancelled")
    assert "The grant was withdrawn." in door.get(f"/solicitations/{gone.id}")


def test_the_public_page_does_not_run_what_somebody_typed(door):
    with door.unit() as ctx:
        bad = a_draft_solicitation(ctx, title="<script>alert(1)</script>")
        sent = {"version": bad.version, "part": "sections", "key": "s1"}
        changes = {"heading": "<b>x</b>", "body": "<script>alert(2)</script> [x](javascript:alert(3))"}
        operations.change_piece(acting(ctx, somebody(ctx, bad.jurisdiction, Duty.OFFICER, "Olive")), bad, **sent,
                                changes=changes)  # fmt: skip
        bad_id = bad.id
    officer(door)
    page = door.get(f"/solicitations/{bad_id}/preview", 200)
    assert "<script>alert" not in page and 'href="javascript' not in page and "<b>x</b>" not in page


def test_an_rfi_ends_in_findings_by_its_page(door):
    solicitation = built(door, a_published_solicitation, kind=Kind.RFI)
    officer(door)
    page = door.get(f"/solicitations/{solicitation}/findings", 200)
    assert "after the responses have been opened" in page
    door.move_to_deadline(solicitation)
    with door.unit() as ctx:
        operations.mark_opened(ctx, ctx.session.get_one(Solicitation, solicitation))
    officer(door)
    page = door.post(f"/solicitations/{solicitation}/findings", body="", title="What we learned", scope="public")
    assert "This is needed" in page and "What we learned" in page
    page = door.get(f"/solicitations/{solicitation}/findings")
    sent = {**_token(page), "title": "What we learned", "body": "Buy early.", "scope": "public", "network_id": ""}
    answer = door.client.post(f"/solicitations/{solicitation}/findings", data=sent)
    assert answer.status_code == 302
    assert looked_up(door, solicitation).state == "concluded"
