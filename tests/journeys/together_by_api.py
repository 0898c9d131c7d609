"""Buying together by the JSON API: every deed of the story as a program of the government does it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from procurement.core.shapes import plain
from tests.journeys.together import (
    AFTER,
    ALDER,
    ASKED,
    AUTHORITY,
    BIRCH,
    BOUGHT,
    CAMERAS,
    CLAUSE,
    DUNE,
    FEE_CENTS,
    FERN,
    FERN_TERMS,
    FIRST,
    GORSE,
    KELP,
    KELP_TERMS,
    LAST,
    LAST_PRICE,
    LOCAL,
    MEMBERS,
    NEEDS,
    OFFERS,
    POOL,
    QUARTER,
    RECORDERS,
    SAVED,
    TERMS,
    TOLD,
    WINNER,
    Cast,
    cents_of,
)
from tests.pdf.reading import faults, pages, squeezed
from tests.support.visitors import Program

OFFICER, SPEAKER = f"officer of {ALDER}", f"speaker for {ALDER}"


class ByApi:
    """The chapters; everybody has a program of their own."""

    def __init__(self, cast: Cast):
        self.cast, self._programs = cast, {}
        self.pool = self.solicitation = self.contract = self.adoption = ""
        self.addenda: dict[str, str] = {}

    def call(self, who, method, path, sent=None, *, status=(200, 201, 202, 204), read="", etag=None):
        """One call; `read`: where the version stands that is changed."""
        if who not in self._programs:
            program = Program(self.cast.app)
            self._programs[who] = program if who is None else program.already_in(self.cast.person(who))
        program = self._programs[who]
        if read:
            etag = program.call("GET", read).headers["ETag"]
        answer = program.call(method, path, sent, etag=etag)
        assert answer.status_code in ((status,) if isinstance(status, int) else status), f"{path}: {answer.text}"
        return answer.json if answer.is_json else answer.data

    def get(self, who, path):
        return self.call(who, "GET", path)

    def announces(self) -> None:
        """Two governments of different coalitions announce the same in different words, and find each other."""
        plans = {}
        for name, words in ((ALDER, CAMERAS), (KELP, RECORDERS)):
            sent = {"jurisdiction_id": self.cast.places[name], "scope": "parents", **words}
            plans[name] = self.call(f"officer of {name}", "POST", "/plans", sent)["id"]
        for name, other in ((ALDER, KELP), (KELP, ALDER)):
            (same,) = self.get(f"officer of {name}", f"/plans/{plans[name]}/same")["items"]
            assert same["subject_id"] == plans[other] and same["jurisdiction"]["name"] == other
            assert same["reasons"], "Nobody is told that two needs are the same without being told why."
        self.plans = plans

    def pools(self) -> None:
        """The one proposes a pool to the other; two more join; all state what they need, and it is settled."""
        sent = {
            "plan_id": self.plans[ALDER], "network_id": self.cast.network, "title": POOL, "line": "Body-worn camera",
            "unit": "camera", "authority": AUTHORITY, "jurisdiction_ids": [self.cast.places[KELP]],
        }  # fmt: skip
        self.pool = self.call(SPEAKER, "POST", "/pools/propose", sent)["id"]
        for name in (KELP, BIRCH, DUNE):
            self.joins(name)
        assert self.get(f"officer of {KELP}", f"/plans/{self.plans[KELP]}")["state"] == "pooled"
        for name in MEMBERS:
            self.states(name)
        whole = self.call(SPEAKER, "POST", f"/pools/{self.pool}/commit", read=f"/pools/{self.pool}")
        assert (whole["state"], whole["demand"][0]["quantity"]) == (
            "committed",
            plain(sum(map(Decimal, NEEDS.values()))),
        )

    def joins(self, name: str) -> None:
        """One more takes part."""
        joined = {"jurisdiction_id": self.cast.places[name], "authority": AUTHORITY}
        self.call(f"speaker for {name}", "POST", f"/pools/{self.pool}/members", joined)

    def states(self, name: str) -> None:
        """It says how many it needs; Kelp also what it paid last."""
        who, at = f"speaker for {name}", self._part(name)
        key = self.get(who, f"/pools/{self.pool}")["lines"][0]["key"]
        said = {"quantities": {key: {"quantity": NEEDS[name], "is_firm": True}}}
        self.call(who, "PATCH", f"{at}/quantities", said, read=at)
        if name == KELP:
            paid = {"prices": {key: {"unit_price": LAST_PRICE, "source": "Purchase order 17-204"}}}
            self.call(who, "PATCH", f"{at}/last-prices", paid, read=at)

    def _part(self, name: str) -> str:
        members = self.get(f"speaker for {name}", f"/pools/{self.pool}")["members"]
        own = next(each["id"] for each in members if each["jurisdiction"]["id"] == self.cast.places[name])
        return f"/pools/{self.pool}/members/{own}"

    def drafts(self) -> None:
        """The lead drafts from its template; the strictest rule of all members sets the dates."""
        rules = self.get(f"officer of {DUNE}", f"/pools/{self.pool}/rules")
        notice = next(each for each in rules["lines"] if each["key"] == "notice_days")["binding"]
        assert (notice["whose"], notice["citation"]) == (KELP, "Kelp Charter 6-12")
        sent = {
            "jurisdiction_id": self.cast.places[ALDER], "title": "Body-worn cameras for four governments",
            "template_version_id": self.cast.template, "pool_id": self.pool,
        }  # fmt: skip
        self.solicitation = self.call(OFFICER, "POST", "/solicitations", sent)["id"]
        self.fills()
        at = f"/solicitations/{self.solicitation}"
        today = self.cast.today
        early = {"publish_on": f"{today}", "due_on": f"{today + timedelta(days=20)}"}
        plan = self.call(OFFICER, "GET", f"{at}/schedule?publish_on={early['publish_on']}&due_on={early['due_on']}")
        assert KELP in str(plan["faults"]), "Twenty days are enough for three of four; the fourth is named."
        planned = self.call(OFFICER, "PUT", f"{at}/schedule", {"publish_on": f"{today}"}, read=at)
        self.due_on = date.fromisoformat(planned["due_at"][:10])
        assert f"{self.due_on}" == self.get(OFFICER, f"/pools/{self.pool}/rules?publish_on={today}")["due_on"]

    def fills(self) -> None:
        """The blank of the template, and the summary."""
        at = f"/solicitations/{self.solicitation}"
        self.call(OFFICER, "PATCH", f"{at}/values", {"values": {"place": ALDER}}, read=at)
        self.call(OFFICER, "PATCH", at, {"summary": "Cameras for the patrols of four governments."}, read=at)

    def annexes(self) -> None:
        """Members say what must differ for them: one puts its own words in the place of a section, the rest need none.

        Nobody reads another member's annex before it is published.
        """
        at = f"/solicitations/{self.solicitation}"
        due = datetime.combine(self.cast.today + timedelta(days=3), time(12), UTC)
        self.call(OFFICER, "POST", f"{at}/annexes/ask", {"due_at": due.isoformat()}, read=at)
        self.writes_its_annex()
        for name in (ALDER, BIRCH, DUNE):
            self.needs_no_annex(name)
        found = {each["member"]: each["state"] for each in self.get(OFFICER, f"{at}/annexes")}
        assert found == {KELP: "complete", ALDER: "none-needed", BIRCH: "none-needed", DUNE: "none-needed"}

    def writes_its_annex(self) -> None:
        """Kelp pays later than the others."""
        who, at = f"speaker for {KELP}", self._annex(KELP)
        core = self.get(who, at)["core"]["sections"]
        key = next(each["key"] for each in core if each["body"] == TERMS)
        own = {"topic": "terms", "body": KELP_TERMS, "overrides": key}
        written = self.call(who, "POST", f"{at}/sections", own)
        self.call(f"speaker for {DUNE}", "GET", at, status=404)
        self.call(who, "POST", f"{at}/confirm", {"version": written["version"]})

    def needs_no_annex(self, name: str) -> None:
        """A member says that the common text will do."""
        self.call(f"speaker for {name}", "POST", f"{self._annex(name)}/confirm", {})

    def _annex(self, name: str) -> str:
        at = f"/solicitations/{self.solicitation}/annexes"
        rows = self.get(f"speaker for {name}", at)
        return f"{at}/{next(each['participation_id'] for each in rows if each['member'] == name)}"

    def is_approved(self) -> None:
        """Each member's own approver agrees; without the last one it cannot go out."""
        at = f"/solicitations/{self.solicitation}"
        self.call(OFFICER, "POST", f"{at}/submit-for-review", read=at)
        self.call(f"approver of {ALDER}", "POST", f"{at}/decide", {"decision": "approved"})
        for name in (KELP, BIRCH, DUNE):
            assert any(name in each for each in self.hindrances()), f"It could go out without {name}."
            self.approves(name)

    def approves(self, name: str) -> None:
        """A member agrees to what concerns it."""
        at, who = f"/solicitations/{self.solicitation}/members", f"speaker for {name}"
        own = next(each["id"] for each in self.get(who, at) if each["jurisdiction"]["name"] == name)
        self.call(who, "POST", f"{at}/{own}/decide", {"decision": "approved"})

    def hindrances(self) -> list[str]:
        found = self.get(OFFICER, f"/solicitations/{self.solicitation}/checklist")["items"]
        return [each["sentence"] for each in found if each["blocking"]]

    def publishes(self) -> None:
        """Every line shows whose how much it is."""
        at = f"/solicitations/{self.solicitation}"
        assert self.hindrances() == []
        self.call(OFFICER, "POST", f"{at}/publish", read=at)
        body = self.get(None, at)["body"]
        ((annex,), (line,)) = (body["annexes"], body["price_lines"])
        assert (annex["member"], annex["sections"][0]["body"]) == (KELP, KELP_TERMS)
        assert annex["sections"][0]["overrides_heading"] == "Terms"
        assert {each["jurisdiction"]: each["quantity"] for each in line["shares"]} == NEEDS

    def signs(self) -> None:
        """After the award, every member signs for its own quantities at the awarded price."""
        self.award = self.cast.award(self.solicitation)
        assert self.cast.winner(self.award) == WINNER
        self._pays()
        for name in MEMBERS:
            self.signs_for(name)

    def signs_for(self, name: str) -> None:
        """A member signs for what it needs, at the awarded price."""
        who = f"speaker for {name}"
        offered = self.get(who, "/addenda")["items"]
        own = next(each for each in offered if each["member"]["name"] == name)
        signed = {"name": f"Rita of {name}", "title": "Manager", "declaration": True, "local_terms": LOCAL}
        self.addenda[name] = own["id"]
        at = f"/addenda/{own['id']}"
        found = self.call(who, "POST", f"{at}/sign", signed, read=at)
        assert (found["state"], found["amount_cents"]) == ("signed", cents_of(NEEDS[name]))

    def _pays(self) -> None:
        """Every member sees what it would pay at each response; Kelp, what it saves against its last price."""
        paid = self.get(f"speaker for {KELP}", f"/solicitations/{self.solicitation}/savings")
        places = {each["participation_id"]: each["name"] for each in paid["members"]}
        assert [each["vendor"] for each in paid["offers"]] == [WINNER, OFFERS[0][0]]
        found = {places[each["participation_id"]]: each for each in paid["offers"][0]["savings"]}
        assert {name: each["cents"] for name, each in found.items()} == {
            name: cents_of(need) for name, need in NEEDS.items()
        }
        assert {name: each["saved_cents"] for name, each in found.items() if each["saved_cents"] is not None} == {
            KELP: SAVED
        }

    def holds_the_contract(self) -> None:
        """The lead completes what the award has begun: the term; prices and clause are there."""
        (waiting,) = self.get(OFFICER, "/contracts/prepared")["items"]
        self.contract = waiting["id"]
        at = f"/contracts/{self.contract}"
        prepared = self.get(OFFICER, at)
        assert (prepared["state"], prepared["lines"][0]["unit_price"]) == ("prepared", OFFERS[1][2])
        assert CLAUSE in prepared["cooperative_clause"], "The clause that the solicitation published."
        agreed = {
            "starts_on": f"{FIRST}", "ends_on": f"{LAST}", "eligible": "any", "terms": TERMS, "federal_terms": True,
            "fee_percent": "0.5", "fee_to": ALDER,
        }  # fmt: skip
        self.call(OFFICER, "PATCH", at, agreed, read=at)
        self.call(OFFICER, "POST", f"{at}/activate", read=at)
        self.cast.move_to(FIRST + timedelta(days=31))

    def is_adopted(self) -> None:
        """A month later a fifth finds it, may adopt it, and does."""
        officer, speaker, at = f"officer of {FERN}", f"speaker for {FERN}", f"/contracts/{self.contract}"
        place = self.cast.places[FERN]
        (found,) = self.get(officer, f"/contracts?q=video%20cameras%20police&adopter={place}")["items"]
        assert found["id"] == self.contract
        cents = cents_of(BOUGHT)
        asked = self.get(officer, f"{at}/adoptable?jurisdiction_id={place}&amount_cents={cents}")
        assert asked["may_adopt"], asked["items"]
        sent = {"jurisdiction_id": place, "amount_cents": cents, "federal_money": False, **ASKED}
        self.adoption = self.call(officer, "POST", f"{at}/adoptions", sent)["id"]
        here = f"/adoptions/{self.adoption}"
        for who, side in ((OFFICER, "lead"), (WINNER, "vendor")):
            self.consents(who, side, here)
        self.call(speaker, "PUT", f"{here}/terms", {"terms": FERN_TERMS}, read=here)
        signed = {"name": "Rita Moss", "title": "City manager", "declaration": True}
        assert self.call(speaker, "POST", f"{here}/sign", signed, read=here)["state"] == "active"

    def consents(self, who: str, side: str, adoption: str) -> None:
        """The lead or the vendor lets it buy."""
        self.call(who, "POST", f"{adoption}/consent", {"side": side})

    def is_forbidden(self) -> None:
        """A sixth is told why not, with the law that says so; asking all the same changes nothing."""
        officer, place = f"officer of {GORSE}", self.cast.places[GORSE]
        at = f"/contracts/{self.contract}"
        answer = self.get(officer, f"{at}/adoptable?jurisdiction_id={place}&amount_cents=100000")
        (why,) = [each for each in answer["items"] if each["hinders"]]
        assert not answer["may_adopt"] and why["source"] == "Gorse Village Code 9"
        sent = {"jurisdiction_id": place, "amount_cents": 100_000, "federal_money": False, **ASKED}
        assert why["reason"] in str(self.call(officer, "POST", f"{at}/adoptions", sent, status=422))

    def reports(self) -> None:
        """When the quarter is over the adopter says what it bought; the lead is owed its fee, to the cent."""
        self.cast.move_to(AFTER)
        officer, at = f"officer of {FERN}", f"/contracts/{self.contract}/usage"
        key = self.get(officer, f"/contracts/{self.contract}")["lines"][0]["key"]
        cents = cents_of(BOUGHT)
        line = {"line_key": key, "quantity": BOUGHT, "amount_cents": cents}
        sent = {"jurisdiction_id": self.cast.places[FERN], "quarter": QUARTER, "lines": [line]}
        self.call(officer, "POST", f"{at}/reports", {"reporter": "member", "reports": [sent]})
        account = self.get(OFFICER, at)
        assert account["totals"]["used_cents"] == cents and account["statement"]["adds_up"]
        assert account["statement"]["total"]["fee_cents"] == FEE_CENTS

    def tells(self) -> None:
        """It also says what came of it, under its name."""
        sent = {"jurisdiction_id": self.cast.places[FERN], "milestone": "start", **TOLD}
        self.call(f"officer of {FERN}", "POST", f"/contracts/{self.contract}/outcomes", sent)

    def is_read_by_everybody(self) -> None:
        """The passport shows four members and one adopter, to governments what was bought, and what came of it."""
        at = f"/contracts/{self.contract}/passport"
        passport = self.get(None, at)
        buyers = {each["jurisdiction"]["name"]: each["how"] for each in passport["buyers"]}
        member = "participating addendum"
        assert buyers == {ALDER: "lead", BIRCH: member, DUNE: member, KELP: member, FERN: "adoption"}
        signed = {each["jurisdiction"]["name"]: each["addendum_id"] for each in passport["buyers"]}
        assert {name: signed[name] for name in MEMBERS} == self.addenda, "The lead has signed one as well."
        (told,) = passport["outcomes"]
        assert (told["jurisdiction"]["name"], told["lessons"]) == (FERN, TOLD["lessons"])
        assert passport["told"]["buy_again"] == {"yes": 1, "of": 1}
        used = [self.get(who, at)["used_cents"] for who in (None, f"officer of {GORSE}")]
        assert used == [None, cents_of(BOUGHT)]

    def is_printed(self) -> None:
        """Solicitation, addendum and passport are there on paper, for everybody."""
        wanted = {
            "solicitation": (self.solicitation, CLAUSE), "adoption": (self.adoption, "forty-five"),
            "passport": (self.contract, TOLD["lessons"]), "addendum": (self.addenda[KELP], LOCAL),
        }  # fmt: skip
        for kind, (subject, _) in wanted.items():
            self.call(None, "POST", "/packets", {"kind": kind, "subject_id": subject})
        self.cast.work_off()
        for kind, (subject, words) in wanted.items():
            sheet = self.get(None, f"/packets/{kind}/{subject}/file")
            assert faults(sheet) == [] and squeezed(words) in squeezed(" ".join(pages(sheet))), kind
