"""The journey's verbs by the JSON API: what a program of the government or of a vendor does."""

import io
import json
from pathlib import Path

from tests.journeys.scene import BEST, CONFLICTED, COST, LINES, POOL_LINES, RATED, Scene
from tests.support.visitors import Program


class ByApi:
    """Everybody has a program; it remembers nothing but tokens, and asks for the rest."""

    def __init__(self, scene: Scene):
        self.scene, self._programs = scene, {}
        self.templates: dict[str, str] = {}

    def _as(self, who: str | None) -> Program:
        if who not in self._programs:
            program = Program(self.scene.app)
            self._programs[who] = program if who is None else program.already_in(self.scene.person(who))
        return self._programs[who]

    def come_back(self) -> None:
        """Weeks later: tokens last."""

    def call(self, who, method, path, sent=None, *, status=(200, 201, 202, 204), etag=None):
        """One call, with the ETag of the thing it changes; the answer's JSON."""
        answer = self._as(who).call(method, path, sent, etag=etag)
        assert answer.status_code in ((status,) if isinstance(status, int) else status), f"{path}: {answer.text}"
        return answer.json

    def get(self, who, path, **given):
        return self.call(who, "GET", path, **given)

    def change(self, who, method, path, sent=None, *, read: str):
        """A change that names the version it was read in."""
        answer = self._as(who).call("GET", read)
        assert answer.status_code == 200, answer.text
        return self.call(who, method, path, sent, etag=answer.headers["ETag"])

    def upload(self, who, path, name, content, **texts):
        """A file by multipart/form-data."""
        program = self._as(who)
        data = {"file": (io.BytesIO(content), name), **texts}
        answer = program.client.post(f"/api/v1{path}", data=data, headers=program.headers)
        assert answer.status_code == 201, answer.text
        return answer.json

    # The pool

    def form_pool(self) -> str:
        lines = [{"description": description, "unit": unit} for description, unit in POOL_LINES]
        pool = self.call("for City of Alder", "POST", "/pools", {
            "jurisdiction_id": self.scene.place, "network_id": self.scene.network, "title": "Permit counters together",
            "authority": "Resolution 2026-41 of the council", "lines": lines,
        })  # fmt: skip
        return pool["id"]

    def join_pool(self, pool: str, member: str) -> None:
        sent = {"jurisdiction_id": self.scene.members[member], "authority": "Ordinance 12, section 4"}
        self.call(f"for {member}", "POST", f"/pools/{pool}/members", sent)

    def state_needs(self, pool: str, member: str, needs: tuple[str, ...]) -> None:
        who = f"for {member}"
        whole = self.get(who, f"/pools/{pool}")
        place = self.scene.members[member]
        own = next(each["id"] for each in whole["members"] if each["jurisdiction"]["id"] == place)
        keys = [each["key"] for each in whole["lines"]]
        stated = {key: {"quantity": need, "is_firm": True} for key, need in zip(keys, needs, strict=True)}
        address = f"/pools/{pool}/members/{own}"
        self.change(who, "PATCH", f"{address}/quantities", {"quantities": stated}, read=address)

    def commit_pool(self, pool: str) -> None:
        self.change("for City of Alder", "POST", f"/pools/{pool}/commit", read=f"/pools/{pool}")

    # The draft

    def import_template(self, path: Path) -> None:
        sent = self.upload("officer", "/library/import", path.name, path.read_bytes(), jurisdiction_id=self.scene.place)
        self.template = sent["current_version_id"]
        assert sent["versions"][0]["state"] == "published"

    def template_text(self) -> str:
        return self._as("officer").call("GET", f"/library/versions/{self.template}/markdown").text

    def draft(self, title: str, pool: str | None = None) -> str:
        sent = {"jurisdiction_id": self.scene.place, "title": title, "template_version_id": self.template}
        made = self.call("officer", "POST", "/solicitations", {**sent, **({"pool_id": pool} if pool else {})})
        return made["id"]

    def describe(self, id: str, *, due_date: str, due_time: str) -> None:
        sent = {
            "summary": "A partner who keeps the permit system running.", "due_date": due_date, "due_time": due_time,
            "contact_name": "Olive Marsh", "contact_email": "olive@alder.example.gov", "reference": "RFP 210000029",
        }  # fmt: skip
        self.change("officer", "PATCH", f"/solicitations/{id}", sent, read=f"/solicitations/{id}")

    def write(self, id: str) -> None:
        """Requirements, criteria as published, price lines, how a tie is broken."""

        def add(part: str, piece: dict) -> None:
            self.change("officer", "POST", f"/solicitations/{id}/{part}", piece, read=f"/solicitations/{id}")

        add("requirements", {"kind": "text", "label": "Describe your approach", "required": True})
        add("requirements", {"kind": "yes-no", "label": "Do you carry insurance?", "required": True})
        add("requirements", {"kind": "file", "label": "Technical proposal", "required": True})
        for title, points in RATED:
            scale = {"min": "0", "max": str(BEST)}
            add("criteria", {"kind": "rated", "title": title, "points": str(points), "scale": scale})
        add("criteria", {"kind": "price", "title": COST[0], "points": str(COST[1]), "formula": "lowest-ratio"})
        if not self.scene.for_pool:
            for description, unit, quantity in LINES:
                add("price-lines", {"description": description, "unit": unit, "quantity": quantity})
        rules = {"whole": "1000", "tie_break": ["lowest-price"]}
        address = f"/solicitations/{id}"
        self.change("officer", "PATCH", f"{address}/evaluation", rules, read=address)

    def hindrances(self, id: str) -> list[str]:
        found = self.get("officer", f"/solicitations/{id}/checklist")["items"]
        return [each["sentence"] for each in found if each["blocking"]]

    def hand_in(self, id: str) -> None:
        self.change("officer", "POST", f"/solicitations/{id}/submit-for-review", read=f"/solicitations/{id}")

    def approve_draft(self, id: str) -> None:
        self.call("approver", "POST", f"/solicitations/{id}/decide", {"decision": "approved"})

    def approve_for_member(self, id: str, member: str) -> None:
        who = f"for {member}"
        place = self.scene.members[member]
        members = self.get(who, f"/solicitations/{id}/members")
        own = next(each["id"] for each in members if each["jurisdiction"]["id"] == place)
        self.call(who, "POST", f"/solicitations/{id}/members/{own}/decide", {"decision": "approved"})

    def publish(self, id: str) -> None:
        self.change("officer", "POST", f"/solicitations/{id}/publish", read=f"/solicitations/{id}")

    def published_lines(self, id: str) -> list[dict]:
        """The price lines everybody reads: {description, unit, quantity, shares by member}."""
        lines = self.get(None, f"/solicitations/{id}")["body"]["price_lines"]
        return [
            {**each, "shares": {one["jurisdiction"]: one["quantity"] for one in each.get("shares", [])}}
            for each in lines
        ]

    # The responses

    def begin_response(self, vendor: str, id: str) -> str:
        return self.call(vendor, "POST", f"/solicitations/{id}/response", {"vendor_id": self.scene.vendors[vendor]})[
            "id"
        ]

    def fill_response(self, vendor: str, id: str, response: str, unit_prices, approach: str) -> None:
        body = self.get(vendor, f"/solicitations/{id}")["body"]
        texts = {"text": approach, "yes-no": True}
        answers = {each["key"]: texts[each["kind"]] for each in body["requirements"] if each["kind"] in texts}
        keys = [each["key"] for each in body["price_lines"]]
        prices = {key: {"unit_price": price} for key, price in zip(keys, unit_prices, strict=True)}
        address = f"/responses/{response}"
        self.change(vendor, "PATCH", address, {"answers": answers, "prices": prices}, read=address)

    def attach(self, vendor: str, id: str, response: str, name: str, content: bytes) -> None:
        body = self.get(vendor, f"/solicitations/{id}")["body"]
        key = next(each["key"] for each in body["requirements"] if each["kind"] == "file")
        self.upload(vendor, f"/responses/{response}/files", name, content, requirement_key=key)

    def standing(self, vendor: str, response: str) -> str:
        return self.get(vendor, f"/responses/{response}")["standing_says"]

    def submit(self, vendor: str, response: str, *, token: str) -> str:
        """The number of the receipt."""
        sent = {"token": token, "declaration": True}
        sent["revision_digest"] = self.get(vendor, f"/responses/{response}")["revision_digest"]
        return self.call(vendor, "POST", f"/responses/{response}/submit", sent)["receipt_number"]

    def refused_submission(self, vendor: str, response: str) -> str:
        sent = {"token": "too-late-1", "declaration": True}
        return self.call(vendor, "POST", f"/responses/{response}/submit", sent, status=409)["detail"]

    def withdraw(self, vendor: str, response: str) -> None:
        self.call(vendor, "POST", f"/responses/{response}/withdraw")

    def all_that_is_seen(self, who: str | None, id: str, responses: list[str]) -> str:
        """Everything the API tells this caller about the responses, in one text."""
        paths = [
            f"/solicitations/{id}", f"/solicitations/{id}/responses", f"/solicitations/{id}/opening",
            f"/solicitations/{id}/register", f"/solicitations/{id}/panel", f"/solicitations/{id}/seat",
            f"/solicitations/{id}/awards", f"/solicitations/{id}/checklist", "/responses", self._mail(who), "/ledger",
            "/solicitations", "/opportunities", f"/packets/register/{id}",
        ]  # fmt: skip
        for each in responses:
            paths += [f"/responses/{each}", f"/responses/{each}/opened", f"/packets/response/{each}"]
        answers = [self._as(who).call("GET", path) for path in paths]
        assert all(answer.status_code < 500 for answer in answers)
        # What a refusal says is part of what is seen.
        return json.dumps([answer.json for answer in answers])

    # The opening

    def begin_opening(self, who: str, id: str, status: int = 201) -> str:
        return self.call(who, "POST", f"/solicitations/{id}/opening", {}, status=status).get("detail", "")

    def complete_opening(self, who: str, id: str, status: int = 200) -> str:
        return self.call(who, "POST", f"/solicitations/{id}/opening/complete", status=status).get("detail", "")

    def register(self, id: str) -> list[str]:
        return [row["vendor"] for row in self.get(None, f"/solicitations/{id}/register")["rows"]]

    def opened_ids(self, id: str) -> dict[str, str]:
        return {each["vendor"]: each["id"] for each in self.get("officer", f"/solicitations/{id}/responses")}

    # The evaluation

    def convene(self, id: str) -> None:
        seats = [{"person_id": self.scene.people[f"seat {n}"], "is_chair": n == 0} for n in range(3)]
        self.call("officer", "POST", f"/solicitations/{id}/panel", {"seats": seats})

    def disclose(self, seat: str, id: str, conflict: str | None) -> None:
        listed = self.get(seat, f"/solicitations/{id}/seat")["responses"]
        declarations = [
            {
                "response_id": each["response_id"],
                "has_conflict": each["vendor"] == conflict,
                "statement": CONFLICTED if each["vendor"] == conflict else "",
            }
            for each in listed
        ]
        self.call(seat, "PUT", f"/solicitations/{id}/seat/disclosures", {"declarations": declarations})

    def determine(self, id: str, vendor: str, kind: str) -> None:
        sent = {"response_id": self.opened_ids(id)[vendor], "kind": kind, "holds": True, "reason": "Checked the list."}
        self.call("officer", "POST", f"/solicitations/{id}/determinations", sent)

    def _panel(self, id: str) -> str:
        return self.get("officer", f"/solicitations/{id}/panel")["id"]

    def seat_another(self, id: str, seat: str) -> None:
        self.call("officer", "POST", f"/panels/{self._panel(id)}/seats", {"person_id": self.scene.people[seat]})

    def begin_scoring(self, id: str, status: int = 200) -> str:
        return self.call("officer", "POST", f"/panels/{self._panel(id)}/begin-scoring", status=status).get("detail", "")

    def readable(self, seat: str, id: str, vendor: str) -> bool:
        response = self.opened_ids(id)[vendor]
        answer = self._as(seat).call("GET", f"/solicitations/{id}/seat/responses/{response}")
        assert answer.status_code in (200, 404), answer.text
        return answer.status_code == 200

    def score(self, seat: str, id: str, vendor: str, marks) -> None:
        listed = self.get(seat, f"/solicitations/{id}/seat")["responses"]
        sheet = next(each["sheet_id"] for each in listed if each["vendor"] == vendor)
        criteria = self.get(seat, f"/solicitations/{id}")["body"]["criteria"]
        rated = [each["key"] for each in criteria if each["kind"] == "rated"]
        sent = {
            key: {"mark": str(mark), "reason": f"As shown on page {mark}."}
            for key, mark in zip(rated, marks, strict=True)
        }
        self.change(seat, "PATCH", f"/sheets/{sheet}", {"marks": sent}, read=f"/sheets/{sheet}")
        self.change(seat, "POST", f"/sheets/{sheet}/submit", read=f"/sheets/{sheet}")

    def ranking_is_hidden(self, who: str, id: str) -> bool:
        panel = self._panel(id)
        return self._as(who).call("GET", f"/panels/{panel}/ranking").status_code in (403, 404, 409)

    def close_panel(self, id: str) -> None:
        self.call("officer", "POST", f"/panels/{self._panel(id)}/close")

    def ranking(self, id: str) -> list[tuple[str, int, str]]:
        """(vendor, rank, printed total), the first first."""
        names = {each: vendor for vendor, each in self.opened_ids(id).items()}
        found = self.get("officer", f"/panels/{self._panel(id)}/ranking")["ranking"]
        return [(names[each["id"]], each["rank"], each["total"]) for each in found]

    def scoring_document(self, id: str) -> dict:
        return self.get("officer", f"/panels/{self._panel(id)}/scoring-document")

    # The award

    def recommend(self, id: str, vendor: str) -> str:
        sent = {"outcome": "award", "response_id": self.opened_ids(id)[vendor], "reasons": "Ranked first."}
        return self.call("officer", "POST", f"/solicitations/{id}/awards", sent)["id"]

    def approve_award(self, who: str, id: str, award: str, status: int = 200) -> None:
        self.call(who, "POST", f"/awards/{award}/approve", {"comment": "Agreed."}, status=status)

    def finalise(self, id: str, award: str, status: int = 200) -> str:
        return self.call("officer", "POST", f"/awards/{award}/finalise", status=status).get("detail", "")

    def award(self, award: str) -> dict:
        return self.get(None, f"/awards/{award}")

    def letters(self, who: str) -> list[str]:
        return [each["subject"] for each in self.get(who, self._mail(who))["items"]]

    def _mail(self, who: str | None) -> str:
        # The demo, whose clock this story needs, shows everybody's letters to everybody: ask for one's own.
        return "/letters?limit=200&to=" + (self.scene.person(who).email if who else "nobody@example.gov")

    def sign_addendum(self, member: str) -> list[dict]:
        """Sign what this member is offered; its lines."""
        who = f"for {member}"
        place = self.scene.members[member]
        items = self.get(who, "/addenda")["items"]
        own = next(each for each in items if each["member"]["id"] == place)
        signed = {
            "name": f"Rita of {member}",
            "title": "Manager",
            "declaration": True,
            "local_terms": "Invoices to the clerk.",
        }
        answer = self.change(who, "POST", f"/addenda/{own['id']}/sign", signed, read=f"/addenda/{own['id']}")
        assert answer["state"] == "signed"
        return answer["lines"]

    # Printed documents

    def order_packet(self, who: str | None, kind: str, subject: str, status: int = 202) -> None:
        self.call(who, "POST", "/packets", {"kind": kind, "subject_id": subject}, status=status)

    def packet(self, who: str | None, kind: str, subject: str) -> bytes | None:
        """The PDF, or None for who may not have it."""
        answer = self._as(who).call("GET", f"/packets/{kind}/{subject}/file")
        state = self._as(who).call("GET", f"/packets/{kind}/{subject}").text
        assert answer.status_code in (200, 401, 403, 404), f"{kind}: {state}"
        return answer.data if answer.status_code == 200 else None
