"""Pools through pages and JSON: each deed by both doors, bad input with its status, few questions for long pages."""

import io
import json
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from procurement.accounts.models import Person
from procurement.networks.duties import Duty
from procurement.pools import operations, queries
from procurement.pools.models import Pool
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from tests.builders import pools as builders
from tests.builders.people import with_duty
from tests.builders.solicitations import a_draft_solicitation, an_approved_solicitation, as_officer, somebody
from tests.responses.doors import PDF
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

NEW = {
    "title": "Chargers",
    "authority": "Resolution 9",
    "lines.0.description": "Charger",
    "lines.0.unit": "charger",
    "lines.1.description": "",
    "lines.1.unit": "",
}


class Scene:
    """A pool of three, and whoever acts in it."""

    def __init__(self, app, make=builders.a_pool, **given):
        self.app = app
        with a_unit(app) as ctx:
            pool = make(ctx, **given)
            self.id, self.network_id = pool.id, pool.network_id
            self.parts = {each.jurisdiction.name: each.id for each in pool.participations}
            self.places = {each.jurisdiction.name: each.jurisdiction_id for each in pool.participations}
            self.people = {each.jurisdiction.name: builders.as_representative(ctx, each.jurisdiction).actor.id
                           for each in pool.participations}  # fmt: skip
            self.people["officer"] = builders.as_lead_officer(ctx, pool).actor.id
            elm = builders.the_member(ctx, "City of Elm", pool.network)
            self.places["City of Elm"] = elm.id
            self.people["City of Elm"] = builders.as_representative(ctx, elm).actor.id
            far = builders.the_member(ctx, "City of Kelp", builders.the_network(ctx, "Coastal Coalition"))
            self.people["stranger"] = builders.as_representative(ctx, far).actor.id

    def person(self, name):
        with a_unit(self.app) as ctx:
            return ctx.session.get_one(Person, self.people[name])

    def visitor(self, name) -> Visitor:
        return Visitor(self.app).already_in(self.person(name))

    def program(self, name) -> Program:
        return Program(self.app).already_in(self.person(name))

    def demand(self):
        with a_unit(self.app, writes=False) as ctx:
            pool = ctx.session.get_one(Pool, self.id)
            return {line["key"]: line["quantity"] for line in queries.demand(ctx.session, pool)}

    def line(self):
        with a_unit(self.app, writes=False) as ctx:
            return ctx.session.get_one(Pool, self.id).lines[0].id

    def state(self):
        with a_unit(self.app, writes=False) as ctx:
            return str(ctx.session.get_one(Pool, self.id).state)


@pytest.fixture
def scene(app):
    return Scene(app)


def test_a_pool_is_formed_by_its_page(scene):
    birch = scene.visitor("City of Birch")
    sent = {**NEW, "jurisdiction_id": scene.places["City of Birch"], "network_id": scene.network_id}
    answer = birch.post("/pools/new", {**sent, "join_date": "2099-07-01", "join_time": "14:00"})
    assert answer.status_code == 302, text_of(answer)
    page = text_of(birch.get(answer.location))
    assert "Until Wednesday, July 1, 2099, at 2:00 p.m. Central Time" in page
    assert "Charger: 0 in all (unit: charger)" in page and "City of Birch Not stated yet" in page
    assert "Resolution 9" in page


def test_a_refused_form_keeps_what_was_typed_and_names_the_fields(scene):
    birch = scene.visitor("City of Birch")
    sent = {**NEW, "jurisdiction_id": scene.places["City of Birch"], "network_id": scene.network_id}
    answer = birch.post("/pools/new", {**sent, "join_date": "2001-07-01", "join_time": "14:00", "lines.1.unit": "box"})
    assert answer.status_code == 422
    assert 'href="#lines-1-description"' in answer.text
    answer = birch.post("/pools/new", {**sent, "join_date": "2001-07-01", "join_time": "14:00"})
    assert answer.status_code == 422
    assert 'href="#join_date"' in answer.text and "Choose a time in the future." in answer.text
    assert 'value="Chargers"' in answer.text and 'value="2001-07-01"' in answer.text
    answer = birch.post("/pools/new", {**sent, "join_date": "2099-03-08", "join_time": "02:30", "authority": ""})
    assert answer.status_code == 422 and "does not exist on Sunday, March 8, 2099" in answer.text


def test_joining_stating_and_leaving_by_pages(scene):
    elm = scene.visitor("City of Elm")
    assert "Join the pool" in text_of(elm.get(f"/pools/{scene.id}"))
    sent = {"jurisdiction_id": scene.places["City of Elm"], "authority": ""}
    answer = elm.post(f"/pools/{scene.id}/join", sent)
    assert answer.status_code == 422 and "attach the document" in answer.text
    sent = {**sent, "document": (io.BytesIO(PDF), "resolution.pdf")}
    answer = elm.post(f"/pools/{scene.id}/join", sent, content_type="multipart/form-data")
    assert answer.status_code == 302, text_of(answer)
    form = answer.location
    answer = elm.post(form, {"quantities.p1.quantity": "1,200.5", "quantities.p1.is_firm": "true"})
    assert answer.status_code == 302, text_of(answer)
    assert scene.demand() == {"p1": "1200.5", "p2": "0"}
    page = elm.get(f"/pools/{scene.id}")
    assert "Electric refuse truck: 1,200.5 in all, firm (unit: truck)" in text_of(page)
    assert "Next for City of Elm" in text_of(page) and "1 line is open." in text_of(page)
    paper = elm.get(form.replace("/quantities", "/document"))
    assert (paper.data, paper.headers["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    assert scene.visitor("stranger").get(form.replace("/quantities", "/document")).status_code == 404
    assert elm.post(form.replace("/quantities", "/leave")).status_code == 302
    assert scene.demand()["p1"] == "0"


def test_a_file_that_is_not_what_it_says_is_refused_and_nobody_joins(scene):
    elm, place = scene.visitor("City of Elm"), scene.places["City of Elm"]
    sent = {
        "jurisdiction_id": place,
        "authority": "Law",
        "document": (io.BytesIO(b"MZ"), "a.pdf"),
    }
    answer = elm.post(f"/pools/{scene.id}/join", sent, content_type="multipart/form-data")
    assert answer.status_code == 422 and 'href="#document"' in answer.text
    assert f'value="{place}" selected' in answer.text and "Law</textarea>" in answer.text
    page = scene.program("City of Elm").call("GET", f"/pools/{scene.id}").json
    assert "City of Elm" not in [each["jurisdiction"]["name"] for each in page["members"]]


def test_a_stale_form_keeps_what_was_typed_and_saves_on_the_second_try(scene):
    birch = scene.visitor("City of Birch")
    path = f"/pools/{scene.id}/members/{scene.parts['City of Birch']}/quantities"
    before = {"quantities.p1.quantity": "7", "version": "1"}
    birch.post(path, {"quantities.p1.quantity": "5"})
    answer = birch.post(path, before)
    assert answer.status_code == 409
    assert 'value="7"' in answer.text and scene.demand()["p1"] == "5"
    version = answer.text.split('name="version" value="')[1].split('"')[0]
    assert birch.post(path, {**before, "version": version}).status_code == 302
    assert scene.demand()["p1"] == "7"


def test_an_empty_field_takes_a_statement_back_and_nonsense_is_named(scene):
    birch = scene.visitor("City of Birch")
    path = f"/pools/{scene.id}/members/{scene.parts['City of Birch']}/quantities"
    birch.post(path, {"quantities.p1.quantity": "5", "quantities.p2.quantity": "6"})
    assert birch.post(path, {"quantities.p1.quantity": "", "quantities.p2.quantity": "0"}).status_code == 302
    assert scene.demand() == {"p1": "0", "p2": "0"}
    for nonsense in ("many", "-1", "1.2345", "1e30", "NaN", "1000000001"):
        answer = birch.post(path, {"quantities.p1.quantity": nonsense})
        assert answer.status_code == 422 and 'href="#quantities-p1-quantity"' in answer.text, nonsense


def test_the_lead_changes_lines_and_commits_what_it_has_read(scene):
    lead = scene.visitor("officer")
    assert lead.post(f"/pools/{scene.id}/lines", {"description": "Ramp", "unit": "ramp"}).status_code == 302
    with a_unit(scene.app, writes=False) as ctx:
        ramp = ctx.session.get_one(Pool, scene.id).lines[2].id
    assert (
        lead.post(f"/pools/{scene.id}/lines/{ramp}", {"description": "Steel ramp", "unit": "ramp"}).status_code == 302
    )
    assert "Steel ramp" in text_of(lead.get(f"/pools/{scene.id}/lines"))
    assert lead.post(f"/pools/{scene.id}/lines/{ramp}/remove").status_code == 302
    for name in ("City of Alder", "City of Birch", "City of Cedar"):
        path = f"/pools/{scene.id}/members/{scene.parts[name]}/quantities"
        scene.visitor(name).post(path, {"quantities.p1.quantity": "2", "quantities.p2.quantity": "1"})
    page = lead.get(f"/pools/{scene.id}/commit").text
    version = page.split('name="version" value="')[1].split('"')[0]
    path = f"/pools/{scene.id}/members/{scene.parts['City of Birch']}/quantities"
    scene.visitor("City of Birch").post(path, {"quantities.p1.quantity": "4000"})
    answer = lead.post(f"/pools/{scene.id}/commit", {"version": version})
    assert answer.status_code == 409 and "4,000" in answer.text and scene.state() == "forming"
    version = answer.text.split('name="version" value="')[1].split('"')[0]
    assert lead.post(f"/pools/{scene.id}/commit", {"version": version}).status_code == 302
    link = f"/solicitations/new?pool_id={scene.id}"
    assert link in lead.get(f"/pools/{scene.id}").text
    assert f'value="{scene.id}" selected' in lead.get(link).text
    answer = scene.visitor("City of Birch").post(path, {"quantities.p1.quantity": "1"})
    assert answer.status_code == 409 and scene.demand()["p1"] == "4004"


def test_what_hinders_is_listed_before_and_refused_at_the_commitment(scene):
    lead = scene.visitor("City of Alder")
    sentence = "City of Birch has not stated a quantity for “Electric refuse truck” and “Charger”."
    assert sentence in text_of(lead.get(f"/pools/{scene.id}"))
    page = lead.get(f"/pools/{scene.id}/commit").text
    version = page.split('name="version" value="')[1].split('"')[0]
    answer = lead.post(f"/pools/{scene.id}/commit", {"version": version})
    assert answer.status_code == 422 and sentence in text_of(answer)


def test_members_see_the_joint_solicitation_as_soon_as_they_are_asked(app):
    scene = Scene(app, builders.a_committed_pool)
    with a_unit(app) as ctx:
        solicitation = a_draft_solicitation(ctx, pool=ctx.session.get_one(Pool, scene.id), due_in=timedelta(days=60))
        reference, id = solicitation.reference, solicitation.id
    lead, birch = scene.visitor("officer"), scene.visitor("City of Birch")
    assert reference in text_of(lead.get(f"/pools/{scene.id}"))
    assert "Draft the joint solicitation" not in text_of(lead.get(f"/pools/{scene.id}"))
    assert reference not in text_of(birch.get(f"/pools/{scene.id}"))
    with a_unit(app) as ctx:
        found = ctx.session.get_one(Solicitation, id)
        solicitations.submit_for_review(as_officer(ctx, found), found)
    assert reference in text_of(birch.get(f"/pools/{scene.id}"))
    asked = birch.get(f"/pools/{scene.id}").text
    assert f"/solicitations/{id}/review" in asked
    assert birch.get(f"/solicitations/{id}/review").status_code == 200


def test_pages_of_a_pool_open_in_every_state(app):
    scene = Scene(app, builders.a_committed_pool)
    pages = ("", "/join", "/lines", "/edit", "/invite", "/commit", "/reopen", "/close",
             f"/members/{scene.parts['City of Birch']}/leave", f"/members/{scene.parts['City of Birch']}/quantities",
             f"/members/{scene.parts['City of Birch']}/authority")  # fmt: skip

    def visit():
        for name in ("City of Alder", "officer", "City of Birch", "City of Elm"):
            visitor = scene.visitor(name)
            for page in pages:
                answer = visitor.get(f"/pools/{scene.id}{page}")
                assert answer.status_code in ((200,) if not page else (200, 403, 409)), (page, name)

    visit()
    with a_unit(app) as ctx:
        found = an_approved_solicitation(ctx, pool=ctx.session.get_one(Pool, scene.id))
        solicitations.publish(as_officer(ctx, found), found)
        id = found.id
    assert scene.state() == "sourcing"
    visit()
    with a_unit(app) as ctx:
        found = ctx.session.get_one(Solicitation, id)
        solicitations.cancel(as_officer(ctx, found), found, reason="No budget")
    visit()
    assert scene.visitor("City of Alder").post(f"/pools/{scene.id}/close").status_code == 302
    visit()


def test_strangers_find_nothing_and_nobody_signs_in_first(scene):
    stranger, nobody = scene.visitor("stranger"), Visitor(scene.app)
    for page in ("", "/join", "/commit", "/invite", f"/members/{scene.parts['City of Birch']}/quantities"):
        assert stranger.get(f"/pools/{scene.id}{page}").status_code == 404, page
        assert nobody.get(f"/pools/{scene.id}{page}").status_code == 302, page
    assert stranger.get("/pools/nobody22nobody22").status_code == 404
    assert stranger.post(f"/pools/{scene.id}/close").status_code == 404
    assert scene.visitor("City of Birch").post(f"/pools/{scene.id}/close").status_code == 403
    assert scene.state() == "forming"
    program = scene.program("stranger")
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/commit"), ("POST", "/close"), ("POST", "/members"),
                         ("POST", "/lines"), ("GET", f"/members/{scene.parts['City of Birch']}")):  # fmt: skip
        bodies = {"/members": {"jurisdiction_id": "x"}, "/lines": {"description": "x", "unit": "x"}}
        body = bodies.get(path, {}) if method != "GET" else None
        assert program.call(method, f"/pools/{scene.id}{path}", body).status_code == 404
    assert "No pools yet" in text_of(stranger.get("/pools"))


def test_the_whole_way_by_json(scene):
    birch = scene.program("City of Birch")
    sent = {
        "jurisdiction_id": scene.places["City of Birch"],
        "network_id": scene.network_id,
        "title": "Chargers",
        "authority": "Resolution 9",
        "join_by": "2099-07-01T14:00:00-05:00",
        "lines": [{"description": "Charger", "unit": "charger"}],
    }
    answer = birch.call("POST", "/pools", sent)
    assert answer.status_code == 201, answer.text
    pool = answer.json
    assert (pool["join_by"], pool["is_open_to_join"], pool["state"]) == ("2099-07-01T19:00:00Z", True, "forming")
    base = f"/pools/{pool['id']}"
    edited = birch.call("PATCH", base, {"title": "Fast chargers"}, etag=answer.headers["ETag"])
    assert (edited.status_code, edited.json["title"], edited.json["join_by"]) == (200, "Fast chargers", pool["join_by"])
    assert birch.call("PATCH", base, {"title": "Slow"}, etag=answer.headers["ETag"]).status_code == 412
    assert birch.call("PATCH", base, {"title": "Slow"}).status_code == 428
    line = birch.call("POST", f"{base}/lines", {"description": "Ramp", "unit": "ramp"})
    path = f"{base}/lines/{line.json['id']}"
    changed = birch.call("PUT", path, {"description": "Steel ramp", "unit": "ramp"}, etag=line.headers["ETag"])
    assert changed.json["description"] == "Steel ramp" and changed.headers["ETag"] != line.headers["ETag"]
    assert birch.call("DELETE", path).status_code == 204
    invited = birch.call("POST", f"{base}/invitations", {"jurisdiction_id": scene.places["City of Cedar"]})
    assert (invited.status_code, invited.json["state"]) == (201, "invited")
    cedar = scene.program("City of Cedar")
    joined = cedar.call(
        "POST", f"{base}/members", {"jurisdiction_id": scene.places["City of Cedar"], "authority": "Law"}
    )
    assert (joined.status_code, joined.json["state"], joined.json["has_document"]) == (201, "joined", False)
    again = cedar.call(
        "POST", f"{base}/members", {"jurisdiction_id": scene.places["City of Cedar"], "authority": "Two"}
    )
    assert (again.status_code, again.json["authority"]) == (201, "Law")
    (own,) = pool["members"]
    for program, part in ((birch, own), (cedar, joined.json)):
        at = f"{base}/members/{part['id']}"
        etag = program.call("GET", at).headers["ETag"]
        said = {"quantities": {"p1": {"quantity": "0.1", "is_firm": True}}}
        assert program.call("PATCH", f"{at}/quantities", said, etag=etag).status_code == 200
        assert program.call("PATCH", f"{at}/quantities", said, etag=etag).status_code == 412
    read = birch.call("GET", base)
    assert read.json["demand"][0]["quantity"] == "0.2" and read.json["hindrances"] == []
    assert birch.call("POST", f"{base}/commit").status_code == 428
    done = birch.call("POST", f"{base}/commit", etag=read.headers["ETag"])
    assert (done.status_code, done.json["state"]) == (200, "committed")
    assert cedar.call("POST", f"{base}/members/{joined.json['id']}/leave").status_code == 409
    assert birch.call("POST", f"{base}/reopen").json["state"] == "forming"
    assert cedar.call("POST", f"{base}/members/{joined.json['id']}/leave").json["state"] == "left"
    assert birch.call("POST", f"{base}/close").json["state"] == "closed"
    assert [each["title"] for each in birch.call("GET", "/pools?q=fast").json["items"]] == ["Fast chargers"]


def test_the_document_comes_by_multipart(scene):
    program = scene.program("City of Elm")
    url = f"/api/v1/pools/{scene.id}/members/with-document"
    sent = {"jurisdiction_id": scene.places["City of Elm"], "document": (io.BytesIO(PDF), "resolution.pdf")}
    answer = program.client.post(url, data=sent, headers=program.headers)
    assert (answer.status_code, answer.json["has_document"]) == (201, True), answer.text
    at = f"/pools/{scene.id}/members/{answer.json['id']}"
    assert program.call("GET", f"{at}/authority").data == PDF
    sent = {"authority": "Resolution 12"}
    answer = program.client.put(
        f"/api/v1{at}/authority", data=sent, headers={**program.headers, "If-Match": answer.headers["ETag"]}
    )
    assert (answer.status_code, answer.json["authority"], answer.json["has_document"]) == (200, "Resolution 12", True)
    sent = {"jurisdiction_id": scene.places["City of Elm"]}
    answer = program.client.post(url, data=sent, headers=program.headers)
    assert answer.status_code == 422
    paths = scene.app.test_client().get("/api/v1/openapi.json").json["paths"]
    body = paths["/api/v1/pools/{id}/members/with-document"]["post"]["requestBody"]
    assert "multipart/form-data" in body["content"]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("path", "sent", "place"),
    [
        ("", {"title": "x", "nonsense": 1}, "nonsense"),
        ("", {"title": 5}, "title"),
        ("", {"title": "x", "jurisdiction_id": "y", "network_id": "z", "join_by": "2099-07-01T14:00:00"}, "join_by"),
        ("/{id}/lines", {"description": "x"}, "unit"),
        ("/{id}/lines", {"description": "x" * 301, "unit": "y"}, "description"),
        ("/{id}/members", {"jurisdiction_id": ""}, "jurisdiction_id"),
    ],
)
def test_bad_input_is_named_by_place(scene, path, sent, place):
    answer = scene.program("City of Alder").call("POST", f"/pools{path.format(id=scene.id)}", sent)
    assert answer.status_code == 422
    assert place in [each["place"] for each in answer.json["errors"]], json.dumps(answer.json)


def test_pages_ask_few_questions_however_long_they_are(app):
    many = tuple(f"City of Number {number}" for number in range(12))
    lines = [{"description": f"Thing {number}", "unit": "piece"} for number in range(15)]
    small, large = Scene(app, builders.a_ready_pool), Scene(app, builders.a_ready_pool, members=many, lines=lines)
    with a_unit(app) as ctx:
        for number in range(8):
            builders.a_lonely_pool(ctx, title=f"More {number}")
    lead, program = small.visitor("City of Alder"), small.program("City of Alder")
    counts = {}
    for scene in (small, large):
        for page in ("", "/lines", "/commit", "/invite", f"/members/{scene.parts['City of Alder']}/quantities"):
            with counted_selects(app) as asked:
                assert lead.get(f"/pools/{scene.id}{page}").status_code == 200
            counts.setdefault(page.replace(scene.parts["City of Alder"], "…"), []).append(len(asked))
        with counted_selects(app) as asked:
            assert program.call("GET", f"/pools/{scene.id}").status_code == 200
        counts.setdefault("json", []).append(len(asked))
    for page, (few, more) in counts.items():
        assert few == more <= 12, (page, few, more)
    for path in ("/pools", "/pools?q=more&state=forming"):
        with counted_selects(app) as asked:
            assert lead.get(path).status_code == 200
        assert len(asked) <= 12, path


def test_an_approver_of_a_member_reads_and_changes_nothing(scene):
    with a_unit(scene.app) as ctx:
        pool = ctx.session.get_one(Pool, scene.id)
        birch = builders.part_of(pool, "City of Birch").jurisdiction
        somebody(ctx, birch, Duty.APPROVER, "Anna")
        steward = with_duty(ctx, pool.network, "Stella Net", Duty.STEWARD)
        scene.people["approver"] = somebody(ctx, birch, Duty.APPROVER, "Anna").id
        scene.people["steward"] = steward.id
    for name in ("approver", "steward"):
        visitor = scene.visitor(name)
        page = visitor.get(f"/pools/{scene.id}")
        assert page.status_code == 200
        for word in ("Join the pool", "Commit the pool", "Invite a member", "State quantities"):
            assert word not in text_of(page)
        path = f"/pools/{scene.id}/members/{scene.parts['City of Birch']}/quantities"
        assert visitor.post(path, {"quantities.p1.quantity": "9"}).status_code == 403


def test_the_desk_asks_for_quantities_until_every_line_has_one(scene):
    birch = scene.visitor("City of Birch")
    path = f"/pools/{scene.id}/members/{scene.parts['City of Birch']}/quantities"
    birch.post(path, {"quantities.p1.quantity": "5"})
    assert "State your quantities" in text_of(birch.get("/desk"))
    birch.post(path, {"quantities.p2.quantity": "0"})
    assert "State your quantities" not in text_of(birch.get("/desk"))
    scene.visitor("officer").post(f"/pools/{scene.id}/lines", {"description": "Ramp", "unit": "ramp"})
    assert "State your quantities" in text_of(birch.get("/desk"))


def test_nothing_typed_into_an_address_breaks_the_service(scene):
    program, lead = scene.program("City of Alder"), scene.visitor("City of Alder")
    for path in (
        "/pools?q=%00",
        "/pools?q=%25_%5C&state=forming",
        "/pools/a%00b",
        f"/pools/{'x' * 2000}",
        "/addenda/%00",
    ):
        assert program.call("GET", path).status_code in (200, 404, 422), path
        assert lead.get(path).status_code in (200, 404), path
    for page in ("/pools?page=99999999999999999999", "/pools?page=-1", "/pools?state=nonsense", "/addenda?page=x"):
        assert lead.get(page).status_code == 200, page


def an_agreed_pool(ctx, **given):
    """Three members, two years, an agreement that the lead has signed, and a motion."""
    pool = builders.a_pool(ctx, years=2, **given)
    lead = builders.as_lead(ctx, pool)
    operations.edit(lead, pool, agreement_version_id=builders.an_agreement(ctx, pool.lead).id)
    mine = builders.part_of(pool, pool.lead.name)
    operations.sign_agreement(lead, mine, signature=builders.signed(pool))
    operations.move(lead, pool, title="Five evaluators", closes_at=ctx.now + timedelta(days=2))
    return pool


def test_signing_stating_by_sheet_and_voting_by_pages(app):
    scene = Scene(app, an_agreed_pool)
    birch, base = scene.visitor("City of Birch"), f"/pools/{scene.id}"
    mine = f"{base}/members/{scene.parts['City of Birch']}"
    page = birch.get(f"{mine}/sign")
    assert "We buy together; the lead leads." in text_of(page)
    digest = re.search(r'name="agreement_digest" value="([^"]+)"', page.text)[1]
    answer = birch.post(f"{mine}/sign", {"agreement_digest": digest, "signature": "Rita Moss"})
    assert answer.status_code == 422 and 'href="#declaration"' in answer.text and 'value="Rita Moss"' in answer.text
    sent = {"signature": "Rita Moss", "signature_title": "Manager", "declaration": "true", "agreement_digest": digest}
    assert birch.post(f"{mine}/sign", sent).status_code == 302
    assert "Rita Moss, Manager" in text_of(birch.get(f"{base}/agreement"))
    # One's own sheet comes back with one bad cell; the good line is stated once it is confirmed.
    book = load_workbook(io.BytesIO(birch.get(f"{mine}/sheet.xlsx").data))
    sheet = book.worksheets[0]
    sheet["D2"], sheet["E2"], sheet["F2"], sheet["D3"] = 4, 2.5, "yes", "lots"
    stream = io.BytesIO()
    book.save(stream)
    data = {"sheet": (io.BytesIO(stream.getvalue()), "quantities.xlsx")}
    answer = birch.post(f"{mine}/sheet", data, content_type="multipart/form-data")
    assert answer.status_code == 302, text_of(answer)
    page = birch.get(f"{mine}/sheet")
    assert "D3 : “lots” is not a number." in text_of(page) and scene.demand()["p1"] == "0"
    digest = re.search(r'name="digest" value="([^"]+)"', page.text)[1]
    assert birch.post(f"{mine}/sheet/confirm", {"digest": digest}).status_code == 302
    assert scene.demand()["p1"] == "6.5"
    # A table of two years; what was paid last needs its source, and is nobody else's business.
    row = {"quantities.p2.years.0": "1", "quantities.p2.years.1": "", "quantities.p2.last_price": "9.5"}
    answer = birch.post(f"{mine}/quantities", row)
    assert answer.status_code == 422 and "State a quantity for each of the 2 years" in answer.text
    row |= {"quantities.p2.years.1": "0", "quantities.p2.source": "Contract 7"}
    assert birch.post(f"{mine}/quantities", row).status_code == 302
    for name, sees in (
        ("City of Birch", {"p2": {"unit_price": "9.5", "source": "Contract 7"}}),
        ("City of Cedar", None),
    ):
        found = scene.program(name).call("GET", f"{mine}/quantities").json
        assert (found["last_prices"], found["quantities"]["p2"]["years"]) == (sees, ["1", "0"])
    assert scene.visitor("City of Cedar").get(f"{mine}/sheet").status_code == 403
    motion = re.search(rf"{base}/motions/(?!new)\w+", birch.get(f"{base}/motions").text)[0]
    assert birch.post(motion, {"participation_id": scene.parts["City of Birch"], "choice": "yes"}).status_code == 302
    assert "City of Birch: yes" in text_of(birch.get(motion))
    other = birch.post(motion, {"participation_id": scene.parts["City of Cedar"], "choice": "no"})
    assert other.status_code == 403
    shares = birch.get(f"{base}/lines/{scene.line()}/demand")
    assert "City of Birch 6.5 Firm" in text_of(shares) and "Not stated yet" in text_of(shares)
    lead = scene.visitor("City of Alder")
    with counted_selects(app) as asked:
        assert lead.get(base).status_code == 200
    assert len(asked) <= 12


def test_agreement_votes_lead_and_places_by_json(app):
    scene = Scene(app, an_agreed_pool)
    with a_unit(app) as ctx:
        pool = ctx.session.get_one(Pool, scene.id)
        scene.people["steward"] = with_duty(ctx, pool.network, "Stella Net", Duty.STEWARD).id
    lead, birch, base = scene.program("City of Alder"), scene.program("City of Birch"), f"/pools/{scene.id}"
    mine = f"{base}/members/{scene.parts['City of Birch']}"
    text = birch.call("GET", f"{base}/agreement").json
    assert birch.call("POST", f"{mine}/sign", {}).status_code == 422
    sent = {"signature": "Rita", "signature_title": "Manager", "declaration": True, "agreement_digest": text["digest"]}
    assert birch.call("POST", f"{mine}/sign", sent).json["agreement_digest"] == text["digest"]
    assert birch.call("GET", f"{mine}/agreement").json["sections"] == text["sections"]
    etag = birch.call("GET", mine).headers["ETag"]
    placed = birch.call("PUT", f"{mine}/places", {"places": [{"name": "North depot"}]}, etag=etag)
    assert placed.json["places"] == [{"name": "North depot", "address": ""}]
    option = birch.call("POST", f"{mine}/options", {"description": "Plough", "unit": "piece"})
    assert option.json["participation_id"] == scene.parts["City of Birch"]
    closes = "2099-07-01T14:00:00-05:00"
    motion = lead.call("POST", f"{base}/motions", {"title": "X", "closes_at": closes, "needed_before": "commitment"})
    assert motion.status_code == 201, motion.text
    cast = {"participation_id": scene.parts["City of Birch"], "choice": "no"}
    assert birch.call("POST", f"{base}/motions/{motion.json['id']}/votes", cast).json["votes"][0]["choice"] == "no"
    assert "vote" in {each["code"] for each in lead.call("GET", base).json["hindrances"]}
    assert birch.call("POST", f"{base}/motions/{motion.json['id']}/withdraw").status_code == 403
    assert lead.call("POST", f"{base}/motions/{motion.json['id']}/withdraw").json["state"] == "withdrawn"
    to = {"jurisdiction_id": scene.places["City of Birch"]}
    assert birch.call("POST", f"{base}/lead/offer", to).status_code == 403
    assert lead.call("POST", f"{base}/lead/offer", to).json["offered_lead_id"] == to["jurisdiction_id"]
    assert birch.call("POST", f"{base}/lead/accept").json["lead"]["name"] == "City of Alder"
    done = scene.program("steward").call("POST", f"{base}/lead/agree")
    assert (done.status_code, done.json["lead"]["name"]) == (200, "City of Birch")
    assert birch.call("POST", f"{base}/remind").status_code == 200
    for method, path in (("GET", "/agreement"), ("POST", "/lead/accept"), ("GET", "/motions"), ("GET", "/sheet.xlsx")):
        assert scene.program("stranger").call(method, f"{base}{path}").status_code == 404


def test_every_new_page_opens_or_refuses_in_a_sentence(app):
    scene = Scene(app, an_agreed_pool)
    mine = f"/members/{scene.parts['City of Birch']}"
    pages = ("/agreement", "/motions", "/motions/new", "/lead", "/sheet.xlsx", f"/lines/{scene.line()}/demand",
             *(f"{mine}/{each}" for each in ("sheet", "places", "options", "sign", "agreement")))  # fmt: skip
    for name in ("City of Alder", "officer", "City of Birch", "City of Elm", "stranger"):
        visitor = scene.visitor(name)
        for page in pages:
            answer = visitor.get(f"/pools/{scene.id}{page}")
            assert answer.status_code in ((404,) if name == "stranger" else (200, 403, 404)), (name, page)
    assert scene.visitor("City of Birch").post(f"/pools/{scene.id}/lead/nonsense").status_code == 422
