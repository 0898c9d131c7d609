"""From submission to the opening nobody but the vendor learns anything: every route, every actor, byte by byte.

Two solicitations are published that differ in nothing but this: one gets no response, the other three of every kind
(a draft, a sealed one, a withdrawn one). Whatever the buying side, rivals and the public are shown of the one must be
what they are shown of the other, but for the names of the solicitations themselves.
"""

import io
import json
import logging
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.audit import queries as ledger
from procurement.files.operations import receive
from procurement.mailbox import queries as mailbox
from procurement.networks.duties import Duty
from procurement.responses import operations
from procurement.responses.models import Response, Sealing
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_person, a_vendor, acting, actor_of, with_duty
from tests.builders.responses import a_draft_response, a_sealed_response, as_vendor, opened
from tests.builders.solicitations import a_published_solicitation, as_officer, the_jurisdiction
from tests.responses.doors import Door

BUYING = ("officer", "approver", "auditor", "administrator", "evaluator", "representative", "operator")
OTHERS = ("rival", "nobody")
#: Addresses that take a solicitation, and what is sent to those that write.
ABOUT = (
    "/opportunities",
    "/solicitations/{s}",
    "/solicitations/{s}/work",
    "/solicitations/{s}/respond",
    "/solicitations/{s}/opening",
    "/solicitations/{s}/register",
    "/solicitations/{s}/responses",
    "/responses",
    "/desk",
    "/api/v1/opportunities",
    "/api/v1/solicitations/{s}",
    "/api/v1/solicitations/{s}/opening",
    "/api/v1/solicitations/{s}/register",
    "/api/v1/solicitations/{s}/responses",
    "/api/v1/responses",
)
#: Addresses that take a response, with the method.
OF_ONE = (
    ("GET", ""),
    ("GET", "/requirements"),
    ("GET", "/prices"),
    ("GET", "/note"),
    ("GET", "/files"),
    ("GET", "/files/{a}"),
    ("GET", "/submit"),
    ("GET", "/withdraw"),
    ("GET", "/receipts/{n}"),
    ("GET", "/opened"),
    ("GET", "/opened/files/{f}"),
)
OF_ONE_API = (
    ("GET", ""),
    ("PATCH", ""),
    ("POST", "/files"),
    ("GET", "/files/{a}"),
    ("DELETE", "/files/{a}"),
    ("POST", "/submit"),
    ("POST", "/withdraw"),
    ("GET", "/receipts/{n}"),
    ("GET", "/opened"),
    ("GET", "/opened/files/{f}"),
)


class Scene:
    """Both solicitations, the responses, and a browser and a token for everybody."""

    def __init__(self, app):
        self.door = Door(app)
        self.browsers, self.tokens = {}, {}
        self.people = {"nobody": None}
        with self.door.unit() as ctx:
            town = the_jurisdiction(ctx)
            for name in BUYING[:-1]:
                self.people[name] = with_duty(ctx, town, f"Any {name.title()}", Duty(name)).id
            self.people["operator"] = a_person(ctx, "Opal Service", is_operator=True).id
            quiet = a_published_solicitation(ctx, title="Desk", reference="RFP A")
            busy = a_published_solicitation(ctx, title="Desk", reference="RFP B")
            _, rival = a_vendor(ctx, "Rival Rye", "Rita Rye")
            self.people["rival"] = rival.id
            sealed_by, author = a_vendor(ctx, "Birch Software", "Vera Stone")
            self.people["author"] = author.id
            drafted_by, _ = a_vendor(ctx, "Cedar Systems", "Carl Reed")
            gone, _ = a_vendor(ctx, "Dune Data", "Dora Finch")
            response = a_sealed_response(ctx, busy, sealed_by, note="The secret word is lantern")
            from_file = operations.attach(as_vendor(ctx, sealed_by), response, self.staged(app), "r3")
            a_draft_response(ctx, busy, drafted_by)
            withdrawn = a_sealed_response(ctx, busy, gone)
            operations.withdraw(as_vendor(ctx, gone), withdrawn)
            self.quiet, self.busy, self.response = quiet.id, busy.id, response.id
            self.parts = {"a": from_file.id, "n": response.sealings[0].receipt_number, "f": from_file.file_id}
            self.town = town.id

    @staticmethod
    def staged(app):
        return receive(app.store, io.BytesIO(b"col\n1\n"), "table.csv", 1000)

    def answer(self, who: str, method: str, address: str):
        """What this actor is answered."""
        person = self.people[who]
        if address.startswith("/api/"):
            headers = {"Authorization": f"Bearer {self.token(who)}"} if person else {}
            return self.door.app.test_client().open(address, method=method, headers=headers, json=self.sends(method))
        if who not in self.browsers:
            self.browsers[who] = self.door.browser_of(person)
        return self.browsers[who].open(address, method=method)

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = self.door.token_of(self.people[who])
        return self.tokens[who]

    @staticmethod
    def sends(method: str):
        return None if method in ("GET", "DELETE") else {"token": "a-long-token", "declaration": True}

    def told(self, who: str, address: str, solicitation: str) -> str:
        """Status, headers that could tell something, and body, without what differs by nature."""
        answer = self.answer(who, "GET", address.format(s=solicitation))
        text = answer.get_data(as_text=True)
        for own, common in (
            (self.quiet, "SOLICITATION"),
            (self.busy, "SOLICITATION"),
            ("RFP A", "RFP"),
            ("RFP B", "RFP"),
        ):
            text = text.replace(own, common)
        text = re.sub(r'(name="csrf_token" value=")[^"]*|sha256:[0-9a-f]{64}|[0-9a-f]{16}(?=")', "", text)
        text = re.sub(
            r"\d\d:\d\d:\d\d(\.\d+)?|in \d+ (hours|days|minutes)|\d+ seconds|\d+ minutes?( ago)?|just now|T\d\d[^\"<]*",
            "",
            text,
        )
        text = re.sub(r"Its clock says <strong>.*?</strong>\.", "", text, flags=re.DOTALL)
        kept = {name: answer.headers.get(name) for name in ("ETag", "Location", "Content-Type", "Cache-Control")}
        kept["Location"] = (kept["Location"] or "").replace(self.busy, "S").replace(self.quiet, "S")
        return f"{answer.status_code} {kept} {text}"


@pytest.fixture
def scene(app):
    return Scene(app)


@pytest.mark.parametrize("past_deadline", [False, True])
def test_nobody_can_tell_a_solicitation_with_responses_from_one_without(scene, past_deadline):
    if past_deadline:
        scene.door.move_to_deadline(scene.busy)
    for who in (*BUYING, *OTHERS):
        for address in ABOUT:
            if "{s}" not in address:
                shown = scene.told(who, address, scene.busy)
                for hidden in ("Birch", "Cedar", "Dune", scene.response, "lantern", *scene.parts.values()):
                    assert hidden not in shown, f"{who} sees {hidden} at {address}"
                continue
            assert scene.told(who, address, scene.busy) == scene.told(who, address, scene.quiet), f"{who} {address}"


def test_nobody_but_the_vendor_can_tell_a_response_from_an_id_that_does_not_exist(scene):
    for who in (*BUYING, *OTHERS):
        for prefix, several in (("/responses/", OF_ONE), ("/api/v1/responses/", OF_ONE_API)):
            for method, tail in several:
                real = scene.answer(who, method, prefix + scene.response + tail.format(**scene.parts))
                forged = scene.answer(who, method, prefix + "2222222222222222" + tail.format(**scene.parts))
                same = real.status_code == forged.status_code
                assert same and real.status_code in (302, 401, 404, 422), f"{who} {method} {prefix}{tail} {real.status}"
                if real.is_json:
                    assert real.json == forged.json
                assert "lantern" not in real.get_data(as_text=True)


def test_the_vendor_itself_reads_all_of_it_and_a_rival_nothing_even_after_the_opening(scene):
    assert "lantern" in scene.answer("author", "GET", f"/api/v1/responses/{scene.response}").get_data(as_text=True)
    scene.door.move_to_deadline(scene.busy)
    with scene.door.unit() as ctx:
        opened(ctx, ctx.session.get_one(Solicitation, scene.busy))
    address = f"/api/v1/responses/{scene.response}/opened"
    for who, status in (
        ("author", 200), ("officer", 200), ("approver", 200), ("auditor", 200), ("administrator", 404),
        ("evaluator", 404), ("representative", 404), ("operator", 404), ("rival", 404), ("nobody", 401),
    ):  # fmt: skip
        assert scene.answer(who, "GET", address).status_code == status, who
    register = scene.answer("nobody", "GET", f"/api/v1/solicitations/{scene.busy}/register").json
    assert [set(row) for row in register["rows"]] == [{"number", "vendor", "received_at", "state"}]
    assert [row["vendor"] for row in register["rows"]] == ["Birch Software"]
    page = scene.answer("nobody", "GET", f"/solicitations/{scene.busy}/register").get_data(as_text=True)
    assert "Birch Software" in page
    for hidden in ("lantern", "3700", "Cedar", "Dune", scene.parts["n"]):
        assert hidden not in page and hidden not in json.dumps(register)


def test_neither_ledger_nor_letters_nor_their_counts_tell_the_operator(scene):
    with scene.door.unit() as ctx:
        person = ctx.session.get_one(Person, scene.people["operator"])
        acts = replace(ctx, actor=actor_of(ctx.session, person))
        names = "Birch Software|Cedar Systems|Dune Data"
        for entry in ledger.page(acts, limit=500):
            assert not entry.deed.startswith(("response", "sealing")), entry.deed
            assert scene.response not in json.dumps(entry.body)
        for letter in mailbox.newest(acts):
            assert not re.search(f"receipt|withdr|{names}", letter.subject + letter.body, re.IGNORECASE), letter.subject
        shown = sum(mailbox.counts(acts)["letters"].values())
        assert shown == len(mailbox.newest(acts))


def test_a_cancellation_does_not_tell_the_operator_who_had_begun_to_respond(scene):
    with scene.door.unit() as ctx:
        for each in (scene.quiet, scene.busy):
            solicitation = ctx.session.get_one(Solicitation, each)
            solicitations.cancel(as_officer(ctx, solicitation), solicitation, reason="The grant was withdrawn.")
        person = ctx.session.get_one(Person, scene.people["operator"])
        acts = replace(ctx, actor=actor_of(ctx.session, person))
        told = {each: [] for each in (scene.quiet, scene.busy)}
        for letter in mailbox.newest(acts):
            if letter.template == "solicitation_cancelled":
                told[letter.about_id].append(letter.to_email)
        assert sorted(told[scene.quiet]) == sorted(told[scene.busy])
        author = acting(ctx, ctx.session.get_one(Person, scene.people["author"]))
        assert "solicitation_cancelled" in [each.template for each in mailbox.newest(author)]


def test_the_log_says_nothing_of_what_a_vendor_does(scene, caplog):
    caplog.set_level(logging.INFO)
    scene.answer("author", "GET", f"/responses/{scene.response}")
    scene.answer("author", "POST", f"/api/v1/responses/{scene.response}/withdraw")
    with scene.door.unit() as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count()).where(Sealing.withdrawn_at.is_not(None))) == 2
    written = [f"{record.getMessage()} {getattr(record, 'fields', '')}" for record in caplog.records]
    assert not [line for line in written if "responses" in line]


def test_other_peoples_deeds_do_not_change_a_solicitation_that_somebody_watches(scene):
    before = scene.answer("officer", "GET", f"/api/v1/solicitations/{scene.busy}").headers["ETag"]
    with scene.door.unit() as ctx:
        response = ctx.session.get_one(Response, scene.response)
        operations.withdraw(as_vendor(ctx, response.vendor), response)
    after = scene.answer("officer", "GET", f"/api/v1/solicitations/{scene.busy}").headers["ETag"]
    assert before == after
