"""The pages and the JSON door of addenda: an officer writes and issues one, vendors acknowledge it or answer anew."""

import io
import zipfile

import pytest

from procurement.clarifications import operations as clarifications
from procurement.networks.duties import Duty
from procurement.responses import operations
from procurement.responses.models import Response
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import Vendor
from tests.builders.clarifications import HOURS, QUESTION, REASON, a_draft_addendum, an_issued_addendum
from tests.builders.people import a_vendor
from tests.builders.responses import a_draft_response, a_sealed_response, a_staged_file, as_vendor, second_person
from tests.builders.solicitations import a_published_solicitation, as_officer, officer_of, somebody, the_jurisdiction
from tests.clarifications.test_operations import AHEAD
from tests.responses.doors import Door
from tests.responses.test_api import Caller
from tests.solicitations.test_api import count_queries


@pytest.fixture
def door(app):
    return Door(app)


def a_scene(door, sealed: int = 1) -> dict[str, str]:
    """A published solicitation with so many sealed responses, and the people around it."""
    with door.unit() as ctx:
        it = a_published_solicitation(ctx, due_in=AHEAD)
        found = {"id": it.id, "officer": officer_of(ctx, it).id, "second": second_person(ctx, it).actor.id}
        found["auditor"] = somebody(ctx, it.jurisdiction, Duty.AUDITOR, "Audra").id
        found["peer"] = somebody(ctx, the_jurisdiction(ctx, "Town of Birch"), Duty.OFFICER, "Petra").id
        for number, name in enumerate(("Birch Software", "Cedar Systems")[:sealed]):
            vendor, person = a_vendor(ctx, name, f"Vera Stone {number}")
            response = a_sealed_response(ctx, it, vendor)
            found |= {f"vendor{number}": person.id, f"response{number}": response.id}
    return found


def pressed(door, page: str, button: str, **fields) -> str:
    """A button of this page, whose address goes on from it."""
    token = door.get(page).split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, **fields}
    return door._read(door.client.post(page + button, data=sent, follow_redirects=True), 200)


def test_an_officer_changes_what_is_published_and_a_vendor_acknowledges_it_on_one_page(door):
    scene = a_scene(door)
    at = f"/solicitations/{scene['id']}"
    door.sign_in(scene["officer"])
    page = door.post(f"{at}/addenda", status=200)
    assert door.place == f"{at}/addenda/draft" and "Nothing is changed yet" in page
    assert "You are writing an addendum" in door.get(f"{at}/sections")
    page = door.post(f"{at}/sections/s2", heading="Hours", level="2", body=HOURS, status=200)
    page = door.post(f"{at}/addenda/draft", reason=REASON, due_date="", due_time="", status=200)
    assert "Section 1.1 “Hours” is changed." in page and "<ins>" in page and "and on Saturdays" in page

    # Nobody outside sees anything of it, whatever they ask.
    for who, status in ((None, 200), (scene["peer"], 404), (scene["vendor0"], 404), (scene["auditor"], 200)):
        door.client = door.browser_of(who)
        page = door.get(f"{at}/addenda/draft", status)
        assert ("Issue it" in page) == (who == scene["auditor"])
        if who != scene["auditor"]:
            for address in (at, f"{at}/addenda", f"{at}/provenance", f"{at}/copy"):
                assert "Saturdays" not in door.get(address, None) and "being written" not in door.get(address, None)
            assert door.client.get(f"{at}/compare?from=r1&to=now").status_code in (302, 303, 404)
    door.sign_in(scene["auditor"])
    assert "Issue addendum 1" not in door.get(f"{at}/addenda/draft")

    door.sign_in(scene["officer"])
    digest = door.get(f"{at}/addenda/draft").split('name="digest" value="')[1].split('"')[0]
    page = pressed(door, f"{at}/addenda/draft", "/issue", digest=digest)
    assert door.place == f"{at}/addenda/1" and "Addendum 1 is issued" in page

    door.client = door.browser_of(None)
    page = door.get(f"{at}/addenda/1")
    assert REASON in page and "It changes nothing that is asked" in page and "(put in: </span>" in page
    word = door.client.get(f"{at}/addenda/1.docx")
    with zipfile.ZipFile(io.BytesIO(word.data)) as found:
        assert b"<w:ins " in found.read("word/document.xml")
    assert "Print" in door.get(f"/packets/redline/{scene['id']}?from=r1&to=r2")
    assert "Addendum 1" in door.get(at) and "Saturdays" in door.get(at)
    assert (
        "Saturdays" not in door.get(f"{at}/revisions/1")
        and "not the text in force" in door.get(f"{at}/revisions/1").lower()
    )

    door.sign_in(scene["vendor0"])
    own = f"/responses/{scene['response0']}"
    page = door.get(own)
    assert "Submitted: version 1 counts. Acknowledge addendum 1" in page and "sealed before it" in page
    page = pressed(door, own, "/acknowledge", **{"addenda_read[]": "1"})
    assert "Acknowledged. What you submitted stays sealed" in page and "Submitted: version 1 counts</p>" in page


def test_by_api_a_new_question_must_be_answered_and_the_register_says_who_did_not(door):
    scene = a_scene(door, sealed=2)
    officer, at = Caller(door, scene["officer"]), f"/solicitations/{scene['id']}"
    draft = officer("POST", f"{at}/addenda", 201)
    assert {each["code"] for each in draft.json["hindrances"] if each["blocking"]} == {
        "reason-missing",
        "nothing-changed",
    }
    whole = officer("GET", at, 200)
    officer("POST", f"{at}/requirements", 201, json=QUESTION, etag=whole.headers["ETag"])
    officer("PATCH", f"{at}/addenda/draft", 200, json={"reason": REASON}, etag=draft.headers["ETag"])
    found = officer("GET", f"{at}/addenda/draft", 200).json
    assert found["ready"] and found["parts"][0]["is_asked"]
    issued = officer("POST", f"{at}/addenda/draft/issue", 200, json={"digest": found["digest"]}).json
    assert (issued["number"], issued["revision"], issued["digest"]) == (1, 2, found["digest"])
    officer("GET", f"{at}/addenda/draft", 404)
    assert officer("GET", f"{at}/addenda/1", 200).json["redline"]["pieces"][0]["status"] == "inserted"

    vendor, own = Caller(door, scene["vendor0"]), f"/responses/{scene['response0']}"
    mine = vendor("GET", own, 200)
    assert mine.json["standing"] == "addendum" and mine.json["addenda"][0]["status"] == "to-answer"
    refused = vendor("POST", f"{own}/acknowledge", 409, json={"addenda_read": [1]}).json
    assert "Do you answer on Saturdays?" in refused["detail"]
    submit = {"token": "second-one", "declaration": True, "addenda_read": [1]}
    assert "Saturdays" in str(vendor("POST", f"{own}/submit", 422, json=submit).json)
    key = next(
        each["key"] for each in officer("GET", at, 200).json["body"]["requirements"] if "Saturdays" in each["label"]
    )
    vendor("PATCH", own, 200, json={"answers": {key: True}}, etag=mine.headers["ETag"])
    unread = vendor("POST", f"{own}/submit", 422, json={**submit, "addenda_read": []}).json
    assert "acknowledge addendum 1" in str(unread)
    vendor("POST", f"{own}/submit", 201, json=submit)
    mine = vendor("GET", own, 200).json
    assert (mine["standing"], mine["addenda"][0]["status"]) == ("submitted", "acknowledged")

    door.move_to_deadline(scene["id"])
    vendor("POST", f"{own}/acknowledge", 409, json={"addenda_read": [1]})
    assert "deadline passed" in officer("POST", f"{at}/addenda", 409).json["detail"]
    officer("POST", f"{at}/opening", 201, json={})
    Caller(door, scene["second"])("POST", f"{at}/opening/complete", 200)
    rows = {each["vendor"]: each for each in officer("GET", f"{at}/register", 200).json["rows"]}
    assert (rows["Birch Software"]["acknowledged"], rows["Birch Software"]["unacknowledged"]) == ([1], [])
    assert (rows["Cedar Systems"]["acknowledged"], rows["Cedar Systems"]["unacknowledged"]) == ([], [1])
    door.sign_in(scene["officer"])
    page = door.get(f"{at}/panel/responses/{scene['response1']}")
    assert "Not acknowledged: addendum 1" in page
    # What was sealed before is read by the text it was sealed for: nothing is missing from it.
    page = door.get(f"/responses/{scene['response1']}/opened")
    assert "Saturdays" not in page and "Not answered" not in page
    assert "Not acknowledged: 1" in door.get(f"{at}/register")


def test_what_the_pages_ask_of_the_database(door):
    scene = a_scene(door)
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, scene["id"])
        for _ in range(3):
            an_issued_addendum(ctx, it)
        a_draft_addendum(ctx, it)
        assert len(it.revisions) == 4 and ctx.session.get_one(Response, scene["response0"]).state == "sealed"
    at = f"/solicitations/{scene['id']}"
    door.sign_in(scene["officer"])
    for page in (f"{at}/addenda", f"{at}/addenda/draft", f"{at}/addenda/3", at):
        assert count_queries(door, lambda page=page: door.client.get(page)) <= 12, page
    door.sign_in(scene["vendor0"])
    own = f"/responses/{scene['response0']}"
    assert count_queries(door, lambda: door.client.get(own)) <= 12


def test_a_draft_stays_whole_when_its_questions_are_asked_in_another_way(door):
    vendor_id = door.sign_in_vendor()
    with door.unit() as ctx:
        it = a_published_solicitation(ctx, due_in=AHEAD)
        response = a_draft_response(ctx, it, ctx.session.get_one(Vendor, vendor_id))
        operations.attach(as_vendor(ctx, response.vendor), response, a_staged_file(), "r3")
        acts = as_officer(ctx, it)
        addendum = a_draft_addendum(ctx, it)
        several = {"kind": "choice", "choices": ["Red", "Blue"], "several": True}
        for key, changes in (("r1", several), ("r2", {"kind": "text"})):
            edit = {"part": "requirements", "key": key, "changes": changes}
            solicitations.change_piece(acts, it, version=None, **edit)
        solicitations.remove_piece(acts, it, version=None, part="requirements", key="r3")
        clarifications.issue(acts, addendum)
        own = f"/responses/{response.id}"
    page = door.get(f"{own}/requirements")
    assert page.count("is asked in another way now: answer it again") >= 2 and 'value="Red"' in page
    assert "certificate.pdf" in door.get(f"{own}/files") and "answer it again" in door.get(f"{own}/submit")
    page = door.post(f"{own}/requirements", **{"answers.r1[]": ["", "Blue"], "answers.r2": "We are."}, status=200)
    door.post(f"{own}/submit", declaration="true", **{"addenda_read[]": "1"}, status=200)
    assert "/receipts/" in door.place
