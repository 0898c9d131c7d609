"""Participating addenda through pages and JSON: offered by the worker, read, signed, declined."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.contracts import operations
from procurement.contracts.models import ParticipatingAddendum
from procurement.contracts.tasks import offer
from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.mailbox.models import Job
from procurement.networks.models import Jurisdiction
from tests.builders.contracts import an_award_for_a_pool, as_member
from tests.builders.pools import a_committed_pool, as_lead_officer
from tests.builders.responses import vendor_person
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

SIGNED = {"name": "Rita Moss", "title": "Mayor", "declaration": "true"}


class Scene:
    """A final award for a pool of three, whose members the worker has offered their addenda."""

    def __init__(self, app):
        self.app = app
        with a_unit(app) as ctx:
            award = an_award_for_a_pool(ctx)
            self.award_id, self.reference = award.id, award.solicitation.reference
            (payload,) = ctx.session.scalars(sa.select(Job.payload).where(Job.task == "contracts.offer"))
            self.people = {
                "vendor": vendor_person(ctx, award.response.vendor).id,
                "officer": as_lead_officer(ctx, award.solicitation.pool).actor.id,
            }
        machine = Machine(app.engine, app.store, app.settings.url, app.settings.instance, movable=True)
        offer(machine, payload)
        offer(machine, payload)
        with a_unit(app) as ctx:
            rows = ctx.session.scalars(sa.select(ParticipatingAddendum).join(Jurisdiction).order_by(Jurisdiction.name))
            self.ids = {}
            for each in rows:
                self.ids[each.jurisdiction.name] = each.id
                self.people[each.jurisdiction.name] = as_member(ctx, each).actor.id

    def person(self, name):
        with a_unit(self.app) as ctx:
            return ctx.session.get_one(Person, self.people[name])

    def visitor(self, name) -> Visitor:
        return Visitor(self.app).already_in(self.person(name))

    def program(self, name) -> Program:
        return Program(self.app).already_in(self.person(name))

    def state(self, name):
        with a_unit(self.app) as ctx:
            return str(ctx.session.get_one(ParticipatingAddendum, self.ids[name]).state)


@pytest.fixture
def scene(app):
    return Scene(app)


def test_a_member_reads_signs_and_everybody_may_read_it_then(scene):
    path = f"/addenda/{scene.ids['City of Birch']}"
    assert list(scene.ids) == ["City of Alder", "City of Birch", "City of Cedar"]
    nobody = Visitor(scene.app)
    assert nobody.get(path).status_code == 404
    birch = scene.visitor("City of Birch")
    page = text_of(birch.get(path))
    assert "This waits for your signature" in page and "$100.00 $200.00" in page and "Total $400.00" in page
    answer = birch.post(f"{path}/sign", {"name": "Rita Moss", "title": "", "local_terms": "Paid in 45 days."})
    assert answer.status_code == 422
    assert 'href="#title"' in answer.text and "Paid in 45 days.</textarea>" in answer.text
    answer = birch.post(f"{path}/sign", {"name": "Rita Moss", "title": "Mayor"})
    assert answer.status_code == 422 and 'href="#declaration"' in answer.text
    assert scene.state("City of Birch") == "offered"
    answer = birch.post(f"{path}/sign", {**SIGNED, "local_terms": "Paid in **45** days.", "version": "1"})
    assert answer.status_code == 302, text_of(answer)
    page = text_of(nobody.get(path))
    assert "Rita Moss, Mayor" in page and "Paid in 45 days." in page and "Sign for" not in page
    again = birch.post(f"{path}/sign", {**SIGNED, "local_terms": "Paid in **45** days.", "version": "1"})
    assert again.status_code == 302
    assert "City of Birch" in text_of(nobody.get("/addenda")) and "City of Cedar" not in text_of(nobody.get("/addenda"))


def test_a_stale_signature_keeps_what_was_typed(scene):
    birch, path = scene.visitor("City of Birch"), f"/addenda/{scene.ids['City of Birch']}/sign"
    answer = birch.post(path, {**SIGNED, "local_terms": "Mine", "version": "9"})
    assert answer.status_code == 409
    assert "Mine</textarea>" in answer.text and 'name="version" value="1"' in answer.text
    assert scene.state("City of Birch") == "offered"


def test_a_member_declines_by_its_page(scene):
    cedar, path = scene.visitor("City of Cedar"), f"/addenda/{scene.ids['City of Cedar']}"
    assert cedar.post(f"{path}/decline", {"reason": " "}).status_code == 422
    assert cedar.post(f"{path}/decline", {"reason": "The grant was refused.", "version": "1"}).status_code == 302
    assert "The grant was refused." in text_of(scene.visitor("vendor").get(path))
    assert cedar.post(f"{path}/sign", SIGNED).status_code == 409
    assert cedar.get(f"{path}/sign").status_code == 409
    assert Visitor(scene.app).get(path).status_code == 404


def test_nobody_signs_for_another(scene):
    path = f"/addenda/{scene.ids['City of Birch']}"
    assert scene.visitor("City of Cedar").post(f"{path}/sign", SIGNED).status_code == 404
    for name in ("officer", "vendor"):
        visitor = scene.visitor(name)
        assert visitor.get(path).status_code == 200
        assert "This waits for your signature" not in visitor.get(path).text
        assert visitor.get(f"{path}/sign").status_code == 403
        assert visitor.post(f"{path}/sign", SIGNED).status_code == 403
    assert Visitor(scene.app).get(f"{path}/sign").status_code == 302
    assert scene.visitor("vendor").get("/addenda/nobody22nobody22").status_code == 404


def test_signing_and_declining_by_json(scene):
    birch, path = scene.program("City of Birch"), f"/addenda/{scene.ids['City of Birch']}"
    read = birch.call("GET", path)
    assert (read.json["amount_cents"], read.json["member"]["name"]) == (40_000, "City of Birch")
    assert read.json["lines"][0]["unit_price"] == "100" and read.json["award"]["reference"] == scene.reference
    sent = {"name": "Rita Moss", "title": "Mayor", "declaration": True}
    assert birch.call("POST", f"{path}/sign", sent).status_code == 428
    assert birch.call("POST", f"{path}/sign", sent, etag='"9"').status_code == 412
    answer = birch.call("POST", f"{path}/sign", {**sent, "declaration": False}, etag=read.headers["ETag"])
    assert (answer.status_code, answer.json["errors"][0]["place"]) == (422, "declaration")
    answer = birch.call("POST", f"{path}/sign", {**sent, "nonsense": 1}, etag=read.headers["ETag"])
    assert (answer.status_code, answer.json["errors"][0]["place"]) == (422, "nonsense")
    answer = birch.call("POST", f"{path}/sign", sent, etag=read.headers["ETag"])
    assert (answer.status_code, answer.json["state"], answer.json["signature"]) == (200, "signed", "Rita Moss, Mayor")
    late = birch.call("POST", f"{path}/decline", {"reason": "No"}, etag=answer.headers["ETag"])
    assert late.status_code == 409
    cedar, other = scene.program("City of Cedar"), f"/addenda/{scene.ids['City of Cedar']}"
    declined = cedar.call(
        "POST", f"{other}/decline", {"reason": "No money"}, etag=cedar.call("GET", other).headers["ETag"]
    )
    assert declined.json["state"] == "declined"
    assert [each["member"]["name"] for each in Program(scene.app).call("GET", "/addenda").json["items"]] == [
        "City of Birch"
    ]
    assert cedar.call("GET", "/addenda?state=declined").json["items"][0]["decline_reason"] == "No money"
    assert Program(scene.app).call("POST", f"{path}/sign", sent, etag='"1"').status_code == 401


def test_lists_ask_few_questions_however_long_they_are(app):
    with a_unit(app) as ctx:
        many = [f"City of Number {number}" for number in range(10)]
        award = an_award_for_a_pool(ctx, pool=a_committed_pool(ctx, members=many))
        for each in operations.offer(replace(ctx, actor=SYSTEM), award):
            operations.sign(as_member(ctx, each), each, signature="Rita Moss, Mayor")
            id = each.id
    visitor, program = Visitor(app), Program(app)
    for path in ("/addenda", f"/addenda/{id}"):
        with counted_selects(app) as asked:
            assert visitor.get(path).status_code == 200
        assert len(asked) <= 6, (path, asked)
        with counted_selects(app) as asked:
            assert program.call("GET", path).status_code == 200
        assert len(asked) <= 6, (path, asked)
