"""Plans by page and by JSON: typing, looking, saving; what vendors see; sheets; few questions for long lists."""

import io
import re

import pytest

from procurement.accounts.models import Person
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.networks.models import Network
from procurement.plans import queries
from procurement.plans.models import Plan
from tests.builders.people import a_jurisdiction, a_network, with_duty
from tests.builders.plans import CAMERAS, a_plan, as_planner
from tests.builders.solicitations import as_representative
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

TYPED = {
    "title": "Video recorders worn by police officers",
    "description": "With docking stations.",
    "budget_high_cents": "99,000.50",
    "quantity": "40",
    "unit": "recorder",
    "scope": "parents",
}


class Scene:
    """Alder and Birch plan in one coalition, and Alder's cameras are public."""

    def __init__(self, app):
        self.app = app
        with a_unit(app) as ctx:
            network = a_network(ctx)
            alder, birch = a_jurisdiction(ctx, "City of Alder", network), a_jurisdiction(ctx, "City of Birch", network)
            self.network, self.alder, self.birch = network.id, alder.id, birch.id
            self.plan = a_plan(ctx, alder, scope=Scope.PUBLIC, reference="2027-1").id
            self.people = {
                "alder": as_planner(ctx, alder).actor.id,
                "birch": as_planner(ctx, birch).actor.id,
                "speaker": as_representative(ctx, birch).actor.id,
                "auditor": with_duty(ctx, birch, "Aud Ito", Duty.AUDITOR).id,
            }

    def person(self, name) -> Person:
        with a_unit(self.app) as ctx:
            return ctx.session.get_one(Person, self.people[name])

    def visitor(self, name) -> Visitor:
        return Visitor(self.app).already_in(self.person(name))

    def program(self, name) -> Program:
        return Program(self.app).already_in(self.person(name))


@pytest.fixture
def scene(app) -> Scene:
    return Scene(app)


def test_a_need_is_typed_looked_for_announced_and_pooled(scene):
    birch = scene.visitor("birch")
    typed = {**TYPED, "jurisdiction_id": scene.birch, "network_id": scene.network}
    looked = birch.post("/plans/new", {**typed, "action": "look"})
    assert looked.status_code == 200 and "One other may need the same" in text_of(looked)
    assert 'value="99,000.50"' in looked.text and "With docking stations." in looked.text
    piece = birch.get("/plans/look", query_string={"title": TYPED["title"], "jurisdiction_id": scene.birch})
    assert CAMERAS["title"] in text_of(piece) and "<html" not in piece.text
    gone = birch.post("/plans/new", {**typed, "action": f"dismiss plan {scene.plan}"})
    assert "Nobody in your networks" in text_of(gone) and 'value="99,000.50"' in gone.text
    refused = birch.post("/plans/new", {**typed, "budget_low_cents": "abc"})
    assert refused.status_code == 422 and "“abc” is not a number" in text_of(refused)

    made = birch.post("/plans/new", {**typed, "title": "Body cameras", "description": "For officers on patrol"})
    assert made.status_code == 302
    address = made.headers["Location"]
    page = text_of(birch.get(address))
    assert "$99,000.50" in page and CAMERAS["title"] in page
    plan_id = address.rpartition("/")[2]
    no = birch.get("/pools/propose", query_string={"plan_id": plan_id})
    assert "A representative proposes the pool" in text_of(no)
    speaker = scene.visitor("speaker")
    offer = speaker.get("/pools/propose", query_string={"plan_id": plan_id})
    assert "City of Alder" in text_of(offer)
    sent = {
        "jurisdiction_ids[]": scene.alder,
        "network_id": scene.network,
        "title": "Cameras together",
        "line": "Camera",
        "unit": "camera",
        "authority": "Resolution 5",
    }
    pool = speaker.post(f"/pools/propose?plan_id={plan_id}", sent)
    assert pool.status_code == 302, text_of(pool)
    assert "City of Alder" in text_of(speaker.get(pool.headers["Location"]))
    assert speaker.post(f"/pools/propose?plan_id={plan_id}", sent).status_code == 409
    assert "part of a pool" in text_of(birch.get(address))


def test_vendors_and_the_public_see_neither_budget_nor_contact(scene):
    page = Visitor(scene.app).get(f"/plans/{scene.plan}")
    assert page.status_code == 200 and "March 1, 2027" in page.text
    for secret in ("180,000", "240,000", "Dana Ortiz", "dana@example.gov", "2027-1<"):
        assert secret not in page.text
    told = Program(scene.app).call("GET", f"/plans/{scene.plan}").json
    assert told["title"] == CAMERAS["title"]
    assert told["budget_low_cents"] is told["contact_email"] is None
    assert scene.program("birch").call("GET", f"/plans/{scene.plan}").json["budget_low_cents"] == 18_000_000
    book = Visitor(scene.app).get("/plans/plans.xlsx")
    assert book.status_code == 200 and b"dana" not in book.data
    assert Program(scene.app).call("GET", f"/plans/{scene.plan}/same").status_code == 401
    assert scene.program("birch").call("GET", f"/plans/{scene.plan}/same").status_code == 403
    assert scene.visitor("birch").get(f"/plans/{scene.plan}/edit").status_code == 403
    assert scene.visitor("birch").get("/plans/nothing-here").status_code == 404


def test_programs_do_all_of_it(scene):
    birch = scene.program("birch")
    made = birch.call(
        "POST", "/plans", {"jurisdiction_id": scene.birch, "title": "Body cameras", "from_on": "2027-05-01"}
    )
    assert made.status_code == 201 and made.json["scope"] == "network"
    id, tag = made.json["id"], made.headers["ETag"]
    same = birch.call("GET", f"/plans/{id}/same").json["items"]
    assert [each["subject_id"] for each in same] == [scene.plan] and same[0]["reasons"]
    assert birch.call("PATCH", f"/plans/{id}", {"title": "x"}).status_code == 428
    changed = birch.call("PATCH", f"/plans/{id}", {"description": "For patrol"}, etag=tag)
    assert changed.status_code == 200 and changed.json["from_on"] == "2027-05-01"
    assert birch.call("PATCH", f"/plans/{id}", {"title": "x"}, etag=tag).status_code == 412
    gone = birch.call("POST", f"/plans/{id}/dismissals", {"other_subject": "plan", "other_id": scene.plan})
    assert gone.status_code == 201 and birch.call("GET", f"/plans/{id}/same").json["items"] == []
    assert birch.call("DELETE", f"/plans/dismissals/{gone.json['id']}").status_code == 204
    wanted = {"jurisdiction_id": scene.birch, "title": "bodycams"}
    assert birch.call("POST", "/plans/same", wanted).json["items"][0]["subject_id"] == scene.plan
    assert birch.call("POST", "/plans/same", {**wanted, "jurisdiction_id": scene.alder}).status_code == 403
    assert birch.call("PUT", "/plans/weekly-letter", {"is_wanted": False}).json["is_wanted"] is False
    offered = {
        "plan_id": id, "network_id": scene.network, "title": "Together", "authority": "R 1",
        "jurisdiction_ids": [scene.alder],
    }  # fmt: skip
    assert birch.call("POST", "/pools/propose", offered).status_code == 403
    speaker = scene.program("speaker")
    assert speaker.call("POST", "/pools/propose", {**offered, "jurisdiction_ids": []}).status_code == 422
    assert speaker.call("POST", "/pools/propose", offered).status_code == 201
    assert birch.call("POST", f"/plans/{id}/withdraw", {"reason": "No"}).status_code == 409
    draft = {"jurisdiction_id": scene.alder, "plan_id": scene.plan, "title": "Cameras", "kind": "RFP"}
    alder = scene.program("alder")
    assert alder.call("POST", "/solicitations", draft).status_code == 201
    assert alder.call("GET", f"/plans/{scene.plan}").json["state"] == "solicited"
    assert alder.call("POST", "/solicitations", draft).status_code == 409


def test_a_sheet_by_page_and_by_program(scene):
    birch = scene.visitor("birch")
    sent = {
        "jurisdiction_id": scene.birch,
        "scope": "network",
        "network_id": scene.network,
        "file": (io.BytesIO(b"What is needed,Budget to\nSalt,5\nTrucks,abc\n"), "plan.csv"),
    }
    shown = birch.post("/plans/upload", sent, content_type="multipart/form-data")
    assert shown.status_code == 302, text_of(shown)
    page = birch.get(shown.headers["Location"])
    assert "Row 3, Budget to: “abc” is no amount" in text_of(page)
    confirm = re.search(r'action="(/plans/sheets/\w+/confirm)"', page.text)[1]
    for _ in range(2):
        assert birch.post(confirm).status_code == 302
    with a_unit(scene.app) as ctx:
        assert len(queries.own(as_planner(ctx, ctx.session.get_one(Plan, scene.plan).jurisdiction), scene.birch)) == 1
    sheet_id = confirm.split("/")[3]
    assert birch.get(f"/plans/sheets/{sheet_id}/faults.xlsx").data[:2] == b"PK"
    assert scene.visitor("alder").get(f"/plans/sheets/{sheet_id}").status_code == 404
    program = scene.program("birch")
    told = program.call("GET", f"/plans/sheets/{sheet_id}").json
    assert (told["good"], told["bad"], told["rows"][0]["number"]) == (1, 1, 3)
    assert program.call("DELETE", f"/plans/sheets/{sheet_id}").status_code == 204
    for name, body in (("plan.csv", b"a,b\n1,2\n"), ("plan.xlsx", b"What is needed\nSalt"), ("plan.exe", b"MZ" * 99)):
        bad = {**sent, "file": (io.BytesIO(body), name)}
        assert birch.post("/plans/upload", bad, content_type="multipart/form-data").status_code == 422, name


def test_long_lists_ask_few_questions(scene):
    with a_unit(scene.app) as ctx:
        alder = ctx.session.get_one(Plan, scene.plan).jurisdiction
        network = ctx.session.get_one(Network, scene.network)
        for number in range(12):
            place = a_jurisdiction(ctx, f"City {number}", network)
            a_plan(ctx, place, title=f"Body cameras {number}", focus_area=f"Area {number}")
    alder = scene.visitor("alder")
    for path, most in (("/plans", 12), (f"/plans/{scene.plan}", 12), ("/plans/new", 12)):
        alder.get(path)
        with counted_selects(scene.app) as asked:
            assert alder.get(path).status_code == 200
        assert len(asked) <= most, f"{path}: {len(asked)}"
