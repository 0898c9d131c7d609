"""The JSON door: the officer's way as a program, preconditions, bad input, and few queries however long the lists."""

import pytest
import sqlalchemy as sa

from procurement.networks.duties import Duty
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    a_submitted_solicitation,
    somebody,
    the_content,
    the_jurisdiction,
)
from tests.responses.doors import Door
from tests.solicitations.test_pools import a_committed_pool
from tests.support.visitors import Program


@pytest.fixture
def door(app):
    return Door(app)


def program(door, duty: Duty | None, name: str = "", place: str = "City of Alder") -> Program:
    if duty is None:
        return Program(door.app)
    with door.unit() as ctx:
        person_id = somebody(ctx, the_jurisdiction(ctx, place), duty, name).id
    return Program(door.app, door.token_of(person_id))


def test_a_program_drafts_fills_and_publishes(door):
    with door.unit() as ctx:
        place = the_jurisdiction(ctx)
        place.rules = {"notice_days": 0}
        place_id = place.id
    officer, approver = program(door, Duty.OFFICER, "Olive"), program(door, Duty.APPROVER, "Anna")
    made = officer.call("POST", "/solicitations", {"jurisdiction_id": place_id, "title": "Trees", "kind": "RFP"})
    assert made.status_code == 201, made.text
    at, tag = f"/solicitations/{made.json['id']}", made.headers["ETag"]
    content = the_content()
    for part, address in (("sections", "sections"), ("blanks", "blanks"), ("requirements", "requirements"),
                          ("criteria", "criteria"), ("price_lines", "price-lines")):  # fmt: skip
        for piece in content[part]:
            sent = {name: value for name, value in piece.items() if name not in ("role", "original")}
            if part != "blanks":
                del sent["key"]
            answer = officer.call("POST", f"{at}/{address}", sent, etag=tag)
            assert answer.status_code == 201, answer.text
            tag = answer.headers["ETag"]
    facts = {"summary": "Trees.", "due_at": "2031-12-01T14:00:00-06:00"}
    tag = officer.call("PATCH", at, facts, etag=tag).headers["ETag"]
    answer = officer.call("PATCH", f"{at}/values", {"values": {"place": "Alder", "staff": 1200}}, etag=tag)
    assert answer.json["values"] == {"place": "Alder", "staff": "1200"}
    answer = officer.call("PATCH", f"{at}/evaluation", {"whole": "100"}, etag=answer.headers["ETag"])
    lines = officer.call("GET", f"{at}/checklist").json["items"]
    assert [each["code"] for each in lines if each["blocking"]] == ["approval"]
    tag = officer.call("POST", f"{at}/submit-for-review", etag=answer.headers["ETag"]).headers["ETag"]
    digest = approver.call("GET", at).json["digest"]
    answer = approver.call("POST", f"{at}/decide", {"decision": "approved", "digest": digest})
    assert answer.json["draft_digest"] == digest
    tag = officer.call("GET", at).headers["ETag"]
    published = officer.call("POST", f"{at}/publish", etag=tag)
    assert published.status_code == 200, published.text
    public = Program(door.app).call("GET", at).json
    assert (public["state"], public["digest"], public["is_closed"]) == ("published", digest, False)
    assert public["body"]["sections"][0]["body"] == "The Alder buys a service desk for **1,200** people."
    revision = Program(door.app).call("GET", f"{at}/revisions/1").json
    assert revision["contract_digest"] == public["contract_digest"] and revision["contract"]["whole"] == "100"
    assert [each["id"] for each in Program(door.app).call("GET", "/opportunities").json["items"]] == [public["id"]]


def test_edits_need_the_version_they_were_made_from(door):
    with door.unit() as ctx:
        at = f"/solicitations/{a_draft_solicitation(ctx).id}"
    officer = program(door, Duty.OFFICER, "Olive")
    tag = officer.call("GET", at).headers["ETag"]
    assert officer.call("PATCH", at, {"title": "Help desk"}).status_code == 428
    assert officer.call("PATCH", at, {"title": "Help desk"}, etag=tag).status_code == 200
    assert officer.call("PATCH", at, {"title": "Other desk"}, etag=tag).status_code == 412
    assert officer.call("GET", at).json["title"] == "Help desk"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "method, path, sent, status, place",
    [
        ("PATCH", "", {"colour": "red"}, 422, "colour"),
        ("PATCH", "", {"title": 7}, 422, "title"),
        ("PATCH", "", {"due_at": "2031-12-01T14:00:00"}, 422, "due_at"),
        ("PATCH", "", {"due_date": "2031-11-02", "due_time": "01:30"}, 422, "due_time"),
        ("PATCH", "", {"contact_email": "nobody"}, 422, "contact_email"),
        ("PATCH", "/values", {"values": {"staff": "many"}}, 422, "values.staff"),
        ("PATCH", "/values", {"values": {"staff": 1.5}}, 422, "values.staff"),
        ("PATCH", "/values", {"values": {"unknown": "x"}}, 422, "values.unknown"),
        ("POST", "/sections", {"level": 9}, 422, "level"),
        ("POST", "/blanks", {"key": "staff", "label": "Again"}, 422, "key"),
        ("POST", "/blanks", {"key": "No!", "label": "Again"}, 422, "key"),
        ("POST", "/requirements", {"kind": "choice", "label": "Which?", "choices": ["One"]}, 422, "choices"),
        ("POST", "/price-lines", {"description": "x", "unit": "y", "quantity": 1.5}, 422, "quantity"),
        ("POST", "/criteria", {"title": "Price", "kind": "magic"}, 422, "kind"),
        ("PATCH", "/criteria/nothing", {"title": "x"}, 404, None),
        ("POST", "/sections/s1/move", {"by": 5}, 422, "by"),
        ("POST", "/publish", None, 409, None),
        ("POST", "/cancel", {"reason": " "}, 422, "reason"),
        ("POST", "/findings", {"title": "x", "body": "y"}, 409, None),
        ("POST", "/decide", {"decision": "approved"}, 403, None),
        ("POST", "/members/2222222222222222/decide", {"decision": "approved"}, 404, None),
    ],
)
def test_bad_input_gets_its_status_and_changes_nothing(door, method, path, sent, status, place):
    with door.unit() as ctx:
        at = f"/solicitations/{a_draft_solicitation(ctx).id}"
    officer = program(door, Duty.OFFICER, "Olive")
    before = officer.call("GET", f"{at}/draft")
    answer = officer.call(method, f"{at}{path}", sent, etag=before.headers["ETag"])
    assert answer.status_code == status, answer.text
    if place:
        assert place in {each["place"] for each in answer.json["errors"]}
    assert officer.call("GET", f"{at}/draft").json == before.json


def test_a_program_of_somebody_else_finds_nothing(door):
    with door.unit() as ctx:
        draft, public = a_draft_solicitation(ctx), a_published_solicitation(ctx)
        ids = draft.id, public.id
    for who in (program(door, Duty.OFFICER, "Otto", "Town of Birch"), program(door, None)):
        assert who.call("GET", f"/solicitations/{ids[0]}").status_code == 404
        assert who.call("GET", f"/solicitations/{ids[1]}").status_code == 200
        assert who.call("GET", f"/solicitations/{ids[1]}/draft").status_code in (401, 404)
        assert who.call("PATCH", f"/solicitations/{ids[1]}", {"title": "x"}, etag="*").status_code in (401, 403)


def count_queries(door, call) -> int:
    counted = []
    listener = lambda *given: counted.append(given[2]) if given[2] != "BEGIN" else None  # noqa: E731
    sa.event.listen(door.app.engine, "before_cursor_execute", listener)
    try:
        assert call().status_code == 200
    finally:
        sa.event.remove(door.app.engine, "before_cursor_execute", listener)
    return len(counted)


def test_lists_ask_few_questions_however_long_they_are(door):
    officer = program(door, Duty.OFFICER, "Olive")
    with door.unit() as ctx:
        person = somebody(ctx, the_jurisdiction(ctx), Duty.OFFICER, "Olive").id
    door.sign_in(person)
    calls = {
        "api": lambda: officer.call("GET", "/solicitations?limit=200"),
        "public api": lambda: officer.call("GET", "/opportunities?limit=200"),
        "page": lambda: door.client.get("/solicitations"),
        "public page": lambda: door.client.get("/opportunities"),
    }
    with door.unit() as ctx:
        for _ in range(5):
            a_published_solicitation(ctx)
    assert officer.call("GET", "/solicitations").status_code == 200  # the token's first use is noted
    few = {name: count_queries(door, call) for name, call in calls.items()}
    with door.unit() as ctx:
        for _ in range(20):
            a_published_solicitation(ctx)
    many = {name: count_queries(door, call) for name, call in calls.items()}
    assert many == few
    assert max(many.values()) <= 12
    assert len(officer.call("GET", "/opportunities?limit=200").json["items"]) == 25


def test_one_page_asks_few_questions_however_long_its_text(door):
    content = the_content()
    content["sections"] += [{**content["sections"][2], "key": f"t{number}"} for number in range(300)]
    with door.unit() as ctx:
        ids = [a_published_solicitation(ctx).id, a_published_solicitation(ctx, content=content).id]
        drafts = [a_draft_solicitation(ctx).id, a_draft_solicitation(ctx, content=content).id]
        person = somebody(ctx, the_jurisdiction(ctx), Duty.OFFICER, "Olive").id
    door.sign_in(person)
    for page in ("", "/work", "/sections"):
        counts = [count_queries(door, lambda id=id, page=page: door.client.get(f"/solicitations/{id}{page}"))
                  for id in ids]  # fmt: skip
        assert counts[0] == counts[1] <= 12, (page, counts)
    for page in ("/work", "/preview", "/review", "/checklist", "/criteria", "/blanks"):
        counts = [count_queries(door, lambda id=id, page=page: door.client.get(f"/solicitations/{id}{page}"))
                  for id in drafts]  # fmt: skip
        assert counts[0] == counts[1] <= 12, (page, counts)


def test_pages_of_a_joint_draft_ask_few_questions_however_many_take_part(door):
    counts = []
    for several in (2, 8):
        with door.unit() as ctx:
            members = [(f"Town {several}-{number}", "5", True) for number in range(several)]
            made = a_submitted_solicitation(ctx, pool=a_committed_pool(ctx, members, lead=f"City {several}"))
            at, officer_id = f"/solicitations/{made.id}", made.drafted_by
        door.sign_in(officer_id)
        counts.append(
            {
                page: count_queries(door, lambda page=page, at=at: door.client.get(f"{at}/{page}"))
                for page in ("work", "preview", "review", "checklist", "price-lines", "publish", "details")
            }
        )
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12, counts[0]
