"""Protests over HTTP: a vendor's and an officer's pages, the JSON door, the desks, and what the public is told."""

import io

import pytest

from procurement.core import clock
from procurement.core.words import when
from tests.builders.awards import an_announced_award
from tests.builders.library import a_template
from tests.builders.protests import GROUNDS, loser_of
from tests.builders.responses import vendor_person
from tests.builders.solicitations import CONTENT, as_approver, officer_of
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
DESK = "Make the award final: the protest window is over"


class Scene:
    """An award that was announced yesterday, and who has to do with it."""

    def __init__(self, app):
        self.app = app
        with a_unit(app) as ctx:
            self.item = a_template(ctx, None, content=CONTENT)
            award = an_announced_award(ctx, template_version=self.item.versions[0])
            it, loser = award.solicitation, loser_of(ctx, award)
            self.id, self.item_id, self.award, self.vendor, self.loser = (
                it.id,
                self.item.id,
                award.id,
                loser.id,
                loser.name,
            )
            self.until = award.standstill_until
            officer = officer_of(ctx, it)
            self.people = {
                "officer": officer,
                "approver": ctx.session.get_one(type(officer), as_approver(ctx, it).actor.id),
                "loser": vendor_person(ctx, loser),
                "winner": vendor_person(ctx, award.response.vendor),
            }
        self.at = f"/solicitations/{self.id}"
        self.forward(4)

    def forward(self, days: int) -> None:
        with a_unit(self.app) as ctx:
            clock.move(ctx.session, days * 86400)

    def visitor(self, name: str = "") -> Visitor:
        visitor = Visitor(self.app)
        return visitor.already_in(self.people[name]) if name else visitor

    def program(self, name: str = "") -> Program:
        program = Program(self.app)
        return program.already_in(self.people[name]) if name else program

    def send(self, name: str, path: str, **fields):
        """A form to the JSON door."""
        program = self.program(name)
        return program.client.post(f"/api/v1{path}", data=fields, headers=program.headers)


@pytest.fixture
def scene(app):
    return Scene(app)


def test_from_the_filing_to_the_final_award_by_pages(scene):
    loser, officer, approver, public = map(scene.visitor, ("loser", "officer", "approver", ""))
    assert "Nobody has protested" in text_of(public.get(f"{scene.at}/protests"))
    assert officer.get(f"{scene.at}/protests/file").status_code == 403
    page = loser.get(f"{scene.at}/protests/file")
    assert f"In time until {when(scene.until, 'America/Chicago')}" in text_of(page)
    unsaid = loser.post(f"{scene.at}/protests/file", {"vendor_id": scene.vendor, "against": "award", "grounds": ""})
    assert unsaid.status_code == 422 and "This is needed" in text_of(unsaid)
    sent = {"vendor_id": scene.vendor, "against": "award", "grounds": GROUNDS}
    sent["document"] = (io.BytesIO(PDF), "grounds.pdf")
    made = loser.post(f"{scene.at}/protests/file", sent, content_type="multipart/form-data")
    assert made.status_code == 302, text_of(made)
    at = made.location
    for reader, reads in (
        (loser, True),
        (officer, True),
        (approver, True),
        (scene.visitor("winner"), False),
        (public, False),
    ):
        with counted_selects(scene.app) as asked:
            page = reader.get(at)
        assert (GROUNDS in text_of(page) and scene.loser in page.text) == reads and "It came in time" in text_of(page)
        assert len(asked) <= 12
        document = reader.get(f"{at}/document")
        assert document.status_code == (200 if reads else 302 if reader is public else 404)
        with counted_selects(scene.app) as asked:
            pages = [reader.get(f"{scene.at}{more}") for more in ("", "/award", "/protests")]
        assert len(asked) <= 36
        assert all("Protest 1 about the decision" in each.text and GROUNDS not in text_of(each) for each in pages)
        assert all((f"From {scene.loser}" in each.text) == reads for each in pages)
    assert "Protest 1 is undecided" in text_of(officer.get(f"{scene.at}/award"))
    assert "Decide on a protest" in text_of(approver.get("/desk"))
    scene.forward(16)
    officer, approver = scene.visitor("officer"), scene.visitor("approver")
    assert DESK not in text_of(officer.get("/desk"))
    held = officer.post(f"{scene.at}/award/finalise")
    assert held.status_code == 409 and "Protest 1 is undecided" in text_of(held)
    assert officer.get(f"{at}/decide").status_code == 403
    assert approver.post(f"{at}/decide", {"decision": "received", "reason": "So."}).status_code == 422
    answer = approver.post(f"{at}/decide", {"decision": "denied", "reason": "The certificate was valid."})
    assert answer.status_code == 302, text_of(answer)
    assert "The certificate was valid." in text_of(public.get(at))
    assert DESK in text_of(officer.get("/desk")) and "Decide on a protest" not in text_of(approver.get("/desk"))
    assert officer.post(f"{scene.at}/award/finalise").status_code == 302
    assert "one protest, none sustained" in text_of(public.get(f"/library/{scene.item_id}"))


def test_from_the_paper_to_the_end_by_programs(scene):
    sent = {"against": "award", "protester": "Cedar Systems", "grounds": GROUNDS}
    path = f"{scene.at}/protests/paper"
    assert scene.send("approver", path, received_at=scene.until.isoformat(), **sent).status_code == 403
    ahead = scene.send("officer", path, received_at=scene.until.isoformat(), **sent)
    assert ahead.status_code == 422 and "future" in ahead.text
    scene.forward(16)
    made = scene.send("officer", path, received_at=scene.until.isoformat(), **sent)
    assert made.status_code == 201 and made.json["is_timely"] is False and made.json["protester"] == "Cedar Systems"
    own = scene.send("loser", f"{scene.at}/protests", vendor_id=scene.vendor, against="terms", grounds="Too narrow.")
    assert own.status_code == 201 and (own.json["number"], own.json["is_timely"]) == (2, False)
    other = scene.send("winner", f"{scene.at}/protests", vendor_id=scene.vendor, against="terms", grounds="Too narrow.")
    assert other.status_code == 403
    listed = scene.program().call("GET", f"{scene.at}/protests").json
    assert [(each["number"], each["state"], each["protester"], each["grounds"]) for each in listed] == [
        (1, "received", None, None),
        (2, "received", None, None),
    ]
    first, second = (f"/protests/{each['id']}" for each in listed)
    assert scene.program("officer").call("POST", f"{second}/withdraw", {"reason": "No."}).status_code == 403
    taken = scene.program("loser").call("POST", f"{second}/withdraw", {"reason": "No more."})
    assert (taken.json["state"], taken.json["withdrawn_because"]) == ("withdrawn", "No more.")
    decided = scene.program("approver").call("POST", f"{first}/decide", {"decision": "sustained", "reason": "Right."})
    assert decided.json["state"] == "sustained"
    assert "Take the award back: a protest was sustained" in text_of(scene.visitor("approver").get("/desk"))
    held = scene.program("officer").call("POST", f"/awards/{scene.award}/finalise")
    assert held.status_code == 409 and "Protest 1 was sustained" in held.json["detail"]
    record = scene.program().call("GET", f"/library/items/{scene.item_id}/record").json
    assert (record["used"], record["awarded"], record["protested"], record["sustained"]) == (1, 1, 2, 1)


def test_an_officer_records_by_the_clock_on_the_wall(scene):
    officer = scene.visitor("officer")
    assert officer.get(f"{scene.at}/protests/record").status_code == 200
    sent = {"against": "award", "protester": "Cedar Systems", "email": "", "grounds": GROUNDS}
    unsaid = officer.post(f"{scene.at}/protests/record", {**sent, "received_date": "", "received_time": ""})
    assert unsaid.status_code == 422 and "Say when it came." in text_of(unsaid), text_of(unsaid)
    early = {"received_date": "2020-01-02", "received_time": "10:00"}
    before = officer.post(f"{scene.at}/protests/record", {**sent, **early})
    assert before.status_code == 422 and "before the decision was announced" in text_of(before)
    page = officer.get(f"{scene.at}/protests/record").text
    day, time = (
        page.split(f'name="received_{each}"')[1].split('value="')[1].split('"')[0] for each in ("date", "time")
    )
    made = officer.post(f"{scene.at}/protests/record", {**sent, "received_date": day, "received_time": time})
    assert made.status_code == 302, text_of(made)
    assert "On paper, recorded by" in text_of(officer.get(made.location))
    taken = officer.post(f"{made.location}/withdraw", {"reason": "A letter says so."})
    assert taken.status_code == 302 and "Withdrawn" in text_of(officer.get(made.location))
