"""What is not shared of plans, pools, addenda, protests, contracts and adoptions stands nowhere others can look.

As in `test_canaries.py` each secret holds a word that stands nowhere else; here letters, the ledger and what is
printed are searched too.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.audit.models import Entry
from procurement.awards.models import Award, Protest
from procurement.clarifications import operations as clarifications
from procurement.contracts import amending, filing, nominating, outcomes
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.models import Contract, ContractDocument, DocumentKind
from procurement.contracts.outcome_models import ContractOutcome
from procurement.core.context import Context
from procurement.core.errors import Refusal
from procurement.library.models import Kind, Scope
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment
from procurement.packets import queries as packets
from procurement.packets.models import PacketKind
from procurement.plans import dismissing, sheets
from procurement.plans import operations as plans
from procurement.plans.models import NeedKind, Plan, PlanSheet
from procurement.pools import demand_sheet
from procurement.pools import operations as pools
from procurement.pools.models import Motion, Participation, Pool
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from procurement.vendors import queries as vendors
from procurement.vendors.models import Vendor
from tests.builders.adoptions import a_requested_adoption, an_adoptable_contract
from tests.builders.awards import an_announced_award
from tests.builders.clarifications import a_draft_addendum
from tests.builders.contracts import RECORDED, a_prepared_contract, an_active_contract, contract_officer
from tests.builders.evaluation import a_closed_panel
from tests.builders.people import a_jurisdiction, a_network, a_vendor, acting, with_duty
from tests.builders.plans import a_plan
from tests.builders.pools import a_pool, a_ready_pool, an_agreement, as_lead, part_of, signed, the_member, the_network
from tests.builders.protests import a_protest
from tests.builders.responses import a_staged_file, an_opened_solicitation
from tests.builders.solicitations import a_published_solicitation, as_officer, as_representative
from tests.web.walking import Walker, filled, found

ALDER, BIRCH = frozenset({"alder"}), frozenset({"birch"})
PEERS = ALDER | BIRCH
GOVERNMENTS = PEERS | {"far"}
PARTIES = PEERS | {"seller"}
#: Who may know each word. Alder leads, Birch is its peer, Faraway a government elsewhere; the seller has the contract.
KNOWN = {
    "zqplan": ALDER, "zqpeer": PEERS, "zqcontact": GOVERNMENTS, "246,810": GOVERNMENTS, "24681012": GOVERNMENTS,
    "246810": GOVERNMENTS, "zqgone": ALDER, "zqsheet": ALDER, "zqdismissed": ALDER,
    "zqpool": PEERS, "zqplace": PEERS, "7654321": PEERS, "7,654,321": PEERS, "zqmotion": PEERS, "zqagreed": PEERS,
    "4321.98": BIRCH, "zqpaid": BIRCH, "5432.98": BIRCH, "zqwaits": BIRCH,
    "8,443": PEERS,
    "zqaddendum": ALDER, "zqgrounds": ALDER, "zqinternal": ALDER, "zqprepared": ALDER, "zqshared": PEERS,
    "zqfee": GOVERNMENTS | {"seller"}, "1.2345": GOVERNMENTS | {"seller"}, "0.7654": GOVERNMENTS | {"seller"},
    "zqwish": PARTIES, "zqneed": PARTIES, "zqauthority": PARTIES, "zqkept": ALDER, "zqtold": PARTIES,
}  # fmt: skip
#: What no ledger keeps and no letter says, whoever reads them.
NOWHERE = ("4321.98", "5432.98", "zqpaid", "zqgrounds", "zqcontact", "24681012", "zqaddendum", "zqwaits")
ROOMS = re.compile(
    r"/(api/v1/)?(plans|pools|contracts|adoptions|addenda|outcomes|protests|ledger|desk|vendors|solicitations"
    r"|jurisdictions|networks)\b"
)
#: Of solicitations only what these rooms change about them.
OF_SOLICITATIONS = re.compile(r"(/<id>|/addenda.*|/savings|/protests|/award|/versions|/compare.*|\.docx)$")


class Buying(Walker):
    """Governments that plan, pool, protest, contract and adopt, each with something it keeps to itself or its peers."""

    def __init__(self, app):
        super().__init__(app)
        with self.door.unit() as ctx:
            self._people(ctx)
            self._plans(ctx)
            self._pools(ctx)
            self._opened(ctx)
            self._addendum(ctx)
            self._contracts(ctx)
            ctx.session.flush()
            self._keep_ids(ctx)

    def acts(self, ctx: Context, name: str) -> Context:
        return acting(ctx, ctx.session.get_one(Person, self.people[name]))

    def _people(self, ctx: Context) -> None:
        self.network = the_network(ctx)
        self.alder, self.birch = (the_member(ctx, f"City of {name}", self.network) for name in ("Alder", "Birch"))
        self.far = a_jurisdiction(ctx, "City of Faraway", a_network(ctx, "Elsewhere Coalition"))
        for name, place in (("alder", self.alder), ("birch", self.birch), ("far", self.far)):
            person = with_duty(ctx, place, f"Any {name.title()}", Duty.OFFICER, Duty.AUDITOR, Duty.REPRESENTATIVE)
            self.people[name] = person.id
        self.people["rival"] = a_vendor(ctx, "Rival Rye", "Rita Rye")[1].id

    def _plans(self, ctx: Context) -> None:
        alder, shared = self.acts(ctx, "alder"), {"network": self.network}
        own = {"title": "Cameras zqplan", "description": "Body-worn cameras zqplan", "focus_area": "zqplan"}
        self.own = a_plan(ctx, self.alder, scope=Scope.OWN, reference="zqplan", unit="zqplan", **own)
        a_plan(ctx, self.alder, **shared, title="Body-worn cameras zqpeer", description="zqpeer", reference="zqpeer")
        money = {"budget_low_cents": 24_681_012, "budget_high_cents": 24_681_012}
        contact = {"contact_name": "Zq zqcontact", "contact_email": "zqcontact@example.gov"}
        a_plan(ctx, self.alder, scope=Scope.PUBLIC, title="Cameras for patrol", **money, **contact)
        plans.withdraw(alder, a_plan(ctx, self.alder, **shared, title="Cameras zqgone"), reason="Because zqgone.")
        theirs = a_plan(ctx, self.birch, **shared)
        dismissing.dismiss(
            alder, plan=self.own, other_subject=NeedKind.PLAN, other_id=theirs.id, reason="Not the same, zqdismissed."
        )
        sheets.upload(
            alder, data=b"Title\nSalt zqsheet\n", filename="zqsheet.csv", jurisdiction_id=self.alder.id, scope=Scope.OWN
        )

    def _pools(self, ctx: Context) -> None:
        """One that is forming, with everything a member can state."""
        version = an_agreement(ctx, self.alder, "We buy together zqagreed.")
        pool = a_pool(ctx, members=[], title="Trucks zqpool", description="zqpool", agreement_version_id=version.id)
        birch, said = as_representative(ctx, self.birch), signed(pool, "Zq zqagreed")
        part = pools.join(birch, pool, jurisdiction_id=self.birch.id, authority="Resolution zqpool", signature=said)
        quantities = {line.key: {"quantity": Decimal(7_654_321), "is_firm": True} for line in pool.lines}
        pools.state_quantities(birch, part, quantities=quantities)
        prices = {"p1": {"unit_price": Decimal("4321.9876"), "source": "PO zqpaid"}}
        pools.state_last_prices(birch, part, prices=prices)
        pools.state_places(birch, part, places=[{"name": "Yard zqplace", "address": "1 zqplace"}])
        cells = ["p1", "", "", "5", "no", "", "5432.9876", "PO zqwaits"]
        sheet = "\n".join(",".join(row) for row in (demand_sheet.headings(1), cells)).encode()
        pools.read_sheet(birch, part, data=sheet, filename="zqwaits.csv")
        closes_at = ctx.now + timedelta(days=3)
        pools.move(as_lead(ctx, pool), pool, title="Motion zqmotion", body="zqmotion", closes_at=closes_at)

    def _opened(self, ctx: Context) -> None:
        """A joint solicitation after its opening: what members paid is known by what they save; a loser protests."""
        pool = a_ready_pool(ctx, title="Electric trucks")
        paid = {"p1": {"unit_price": Decimal("4321.9876"), "source": "PO zqpaid"}}
        pools.state_last_prices(as_representative(ctx, self.birch), part_of(pool, "City of Birch"), prices=paid)
        pools.commit(as_lead(ctx, pool), pool)
        it = an_opened_solicitation(ctx, 2, pool=pool, title="Joint trucks")
        award = an_announced_award(ctx, a_closed_panel(ctx, it).solicitation)
        a_protest(ctx, award, grounds="The winner zqgrounds.", document=a_staged_file("letter.pdf"))

    def _addendum(self, ctx: Context) -> None:
        """Being written to what is published: in the text, in its reason, in a question, in a later deadline."""
        it = a_published_solicitation(ctx, jurisdiction=self.alder, title="Service desk", kind=Kind.RFQ)
        addendum = a_draft_addendum(ctx, it, asks=True)
        officer = as_officer(ctx, it)
        change = {"part": "sections", "key": "s1", "changes": {"heading": "zqaddendum", "body": "Here zqaddendum."}}
        solicitations.change_piece(officer, it, version=None, **change)
        clarifications.edit(officer, addendum, version=None, reason="Because zqaddendum.")

    def _contracts(self, ctx: Context) -> None:
        fees = {"fee_percent": Decimal("1.2345"), "rebate_percent": Decimal("0.7654"), "fee_to": "Fund zqfee"}
        contract = an_adoptable_contract(ctx, **fees)
        officer = contract_officer(ctx, self.alder)
        self.people["seller"] = vendors.members(ctx.session, contract.vendor_id)[0].id
        amending.amend(officer, contract, reason="The fund moved.", fee_to="Other fund zqfee")
        kept = a_staged_file("zqinternal.pdf", "b")
        papers = {"kind": DocumentKind.OTHER, "title": "Advice zqinternal", "is_internal": True}
        filing.add_document(officer, contract, document=kept, **papers)
        said = {name: "zqprepared" for name in ("title", "vendor_name", "description", "reference", "terms")}
        a_prepared_contract(ctx, self.alder, **said)
        seen = {"scope": Scope.NETWORK, "network_id": self.network.id, "title": "Salt zqshared", "terms": "zqshared"}
        an_active_contract(ctx, self.alder, vendor_name="Salt Supply", vendor_email="", **seen)
        narrow = an_active_contract(ctx, self.alder, title="Narrow", vendor_id=contract.vendor_id)
        birch = self.acts(ctx, "birch")
        nominating.nominate(birch, narrow, jurisdiction_id=self.birch.id, note="We wish, zqwish.")
        asks = {"need": "Parks zqneed", "authority": "Code zqauthority", "scope": "It fits zqneed."}
        a_requested_adoption(ctx, contract, self.birch, **asks)
        told = {"on_time": "yes", "on_budget": "yes", "buy_again": "yes", "jurisdiction_id": self.alder.id}
        shared = {"scope": Scope.NETWORK, "network_id": self.network.id}
        outcomes.tell(officer, contract, milestone="start", lessons="zqtold", **shared, **told)
        outcomes.tell(officer, narrow, milestone="start", lessons="zqkept", scope=Scope.OWN, **told)

    def _keep_ids(self, ctx: Context) -> None:
        def ids(row, *where) -> list[str]:
            return [str(each) for each in ctx.session.scalars(sa.select(row.id).where(*where))]

        self.ids = {
            "plans": ids(Plan), "sheets": ids(PlanSheet), "pools": ids(Pool), "contracts": ids(Contract),
            "adoptions": ids(Adoption), "outcomes": ids(ContractOutcome), "solicitations": ids(Solicitation),
            "protests": ids(Protest), "awards": ids(Award), "vendors": ids(Vendor)[:1],
        }  # fmt: skip
        forming = ctx.session.scalars(sa.select(Pool).where(Pool.title.contains("zqpool"))).one()
        parts = ctx.session.scalars(sa.select(Participation).where(Participation.jurisdiction_id == self.birch.id))
        here, there = sorted(parts, key=lambda each: each.pool_id != forming.id)
        self.ids["pools"] = [forming.id, there.pool_id]
        self.nested = {
            "participation_id": [here.id], "line_id": [forming.lines[0].id], "motion_id": ids(Motion),
            "document_id": ids(ContractDocument),
        }  # fmt: skip
        self.elsewhere = {
            "participation_id": [there.id], "line_id": [each.id for each in there.pool.lines[:1]],
            "motion_id": ["0" * 16], "document_id": ids(ContractDocument),
        }  # fmt: skip

    def addresses(self, rooms: str) -> Iterator[str]:
        """Every address of these rooms, with the first of its ids, and in turn with one of the others."""
        for number, (room, rule) in enumerate(self._rules()):
            if room not in rooms.split():
                continue
            ids = self.ids.get("sheets" if "/plans/sheets/" in rule else room, [])
            others = ids[1:] if room != "pools" else []
            ids = [*ids[:1], *others[number // 2 % len(others) :][:1]] if others and number % 2 else ids[:1]
            places = {"slug": ["city-of-alder"], "number": ["1"], "key": ["now"], "side": ["lead", "vendor"]}
            for address in filled(rule, {"id": ids, **self.nested, **places}):
                yield address
                if address.endswith(("/compare", "/compare.docx")):
                    yield f"{address}?from=r1&to=now&old=r1&new=now"

    def forged(self) -> Iterator[str]:
        """What belongs to another pool, under the address of this one; a document of another contract."""
        for room, rule in self._rules():
            names = [name for name in self.elsewhere if f"<{name}>" in rule]
            if room in ("pools", "contracts") and names:
                yield from filled(rule, {"id": self.ids[room][:1], **self.nested, names[-1]: self.elsewhere[names[-1]]})

    def _rules(self) -> Iterator[tuple[str, str]]:
        for rule in self.door.app.url_map.iter_rules():
            room = ROOMS.match(str(rule))
            if room is None or "GET" not in (rule.methods or ()):
                continue
            if room[2] != "solicitations" or OF_SOLICITATIONS.search(str(rule)):
                yield room[2], str(rule)

    def kept(self) -> Iterator[tuple[str, str]]:
        """Where the words can be read by those whose they are."""
        yield from (("alder", f"/plans/{each}") for each in self.ids["plans"])
        yield from (("alder", f"/contracts/{each}") for each in self.ids["contracts"])
        yield from (("alder", f"/solicitations/{each}/addenda/draft") for each in self.ids["solicitations"])
        yield from (("alder", f"/api/v1/solicitations/{each}/savings") for each in self.ids["solicitations"])
        yield from (("alder", f"/solicitations/{each}/savings") for each in self.ids["solicitations"])
        yield from (("alder", f"/plans/{each}/dismissed") for each in self.ids["plans"])
        yield from (("alder", f"/contracts/{each}/outcomes") for each in self.ids["contracts"])
        yield ("alder", f"/plans/sheets/{self.ids['sheets'][0]}")
        yield ("alder", f"/protests/{self.ids['protests'][0]}")
        member = f"/pools/{self.ids['pools'][0]}/members/{self.nested['participation_id'][0]}"
        yield from (("birch", f"{member}/{each}") for each in ("quantities", "sheet"))

    def printed(self, who: str) -> Iterator[tuple[str, str]]:
        """Whatever this person could have printed of all there is."""
        of = {
            PacketKind.SOLICITATION: "solicitations", PacketKind.REGISTER: "solicitations", PacketKind.AWARD: "awards",
            PacketKind.EVALUATION: "solicitations", PacketKind.REDLINE: "solicitations",
            PacketKind.DUE_DILIGENCE: "adoptions", PacketKind.ADOPTION: "adoptions", PacketKind.PASSPORT: "contracts",
        }  # fmt: skip
        with self.door.unit() as ctx:
            person = self.people[who]
            acts = acting(ctx, ctx.session.get_one(Person, person) if person else None)
            for kind, room in of.items():
                for each in self.ids[room]:
                    try:
                        document = packets.document(acts, kind, each, ("r1", "now"))
                    except Refusal:
                        continue
                    yield f"{kind} of {each}", json.dumps(document, ensure_ascii=False)


@pytest.fixture
def backend() -> str:
    """Who sees what is decided in selects that both databases are asked elsewhere; here it is about the doors."""
    return "sqlite"


def leaks(who: str, where: str, said: str) -> list[str]:
    return [f"{who} finds {word} at {where}" for word in KNOWN if who not in KNOWN[word] and found(word, said)]


#: Who looks where: the lead into what a member keeps, a peer and a vendor everywhere, the others where they differ.
LOOKS = {
    "alder": "pools",
    "birch": "plans contracts adoptions outcomes protests addenda solicitations",
    "rival": "plans pools contracts adoptions outcomes protests addenda solicitations",
    "far": "plans",
    "seller": "contracts adoptions outcomes",
    "nobody": "plans",
}


def test_nobody_finds_a_word_of_what_others_plan_pool_and_contract(app):
    scene, told, said_to = Buying(app), [], defaultdict(str)
    for who, rooms in LOOKS.items():
        for address in scene.addresses(rooms):
            status, said = scene.told(who, address)
            assert status < 500 or "/document" in address, f"{who} {address}"
            told += leaks(who, address, said)
            said_to[who] += said
        for what, said in scene.printed(who):
            told += leaks(who, what, said)
    assert not told, "\n".join(told)
    for address in scene.forged():
        assert scene.told("birch", address)[0] in (403, 404), address
    seen = "".join([*said_to.values(), *(scene.told(who, each)[1] for who, each in scene.kept())])
    missed = [word for word in KNOWN if not found(word, seen)]
    assert not missed, f"These stand nowhere at all: {missed}"
    _nothing_of_it_is_kept_elsewhere(scene)


def _nothing_of_it_is_kept_elsewhere(scene: Buying) -> None:
    """Letters and the ledger hold a word only for whom it is, and some words for nobody."""
    with scene.door.unit() as ctx:
        places = {scene.alder.id: "alder", scene.birch.id: "birch", scene.far.id: "far"}
        of_places = sa.select(Assignment.person_id, Assignment.jurisdiction_id)
        known = {person: places.get(place, place) for person, place in ctx.session.execute(of_places)}
        known |= {person: who for who, person in scene.people.items() if person}
        known[RECORDED["vendor_email"]] = "seller"
        kept = [(places.get(each.jurisdiction_id, "operator"), each.deed, json.dumps(each.body))
                for each in ctx.session.scalars(sa.select(Entry))]  # fmt: skip
        sent = []
        for each in ctx.session.scalars(sa.select(Letter)):
            reader = known.get(each.to_person_id or each.to_email, each.to_email)
            sent.append((reader, each.template, f"{each.subject} {each.body}"))
    assert len(kept) > 50 and len(sent) > 20
    for who, what, said in [*kept, *sent]:
        assert not [word for word in NOWHERE if word in said], what
        assert not leaks(who, what, said)
