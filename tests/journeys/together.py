"""Buying together: six governments of two coalitions with their people and rules, and what is not the story's own deed.

The plans, the pool, the draft, the signatures, the adoption and what is reported are done by the story itself; the
sealed responses, the panel's marks and the award come from the builders.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.awards.models import Award
from procurement.core import clock
from procurement.core.context import Context
from procurement.core.machine import Machine
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction, Network
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import Vendor
from procurement.web.application import Application
from procurement.worker import load_tasks, run_due_jobs
from tests.builders.awards import a_final_award
from tests.builders.evaluation import a_closed_panel
from tests.builders.library import a_blank, a_section, a_template
from tests.builders.people import a_jurisdiction, a_network, a_vendor, acting
from tests.builders.responses import a_sealed_response, opened, prices_for
from tests.builders.solicitations import somebody, the_content
from tests.support.visitors import a_unit

ALDER, KELP, BIRCH, DUNE = MEMBERS = ("City of Alder", "Town of Kelp", "City of Birch", "Dune County")
FERN, GORSE = "City of Fern", "Village of Gorse"
#: What each government's rule pack says; Dune, Fern: nothing of its own, so the defaults hold.
RULES = {
    ALDER: {"notice_days": {"value": 14, "citation": "Alder Code 2-41"}},
    KELP: {"notice_days": {"value": 25, "counted": "working", "citation": "Kelp Charter 6-12"}},
    BIRCH: {"deadline_time": {"value": "15:00", "citation": "Birch Ordinance 88"}, "protest_days": {"value": 12}},
    GORSE: {"adoption": {"value": False, "citation": "Gorse Village Code 9"}},
}
#: The same need in the words of two governments that have never met.
CAMERAS = {
    "title": "Body-worn cameras for patrol officers",
    "description": "Cameras, docking, storage and redaction of the recordings.",
    "from_on": "2027-03-01",
    "to_on": "2027-09-30",
}
RECORDERS = {
    "title": "Video recorders worn by police officers",
    "description": "With docking stations, and somewhere to keep what they record.",
    "from_on": "2027-05-01",
    "to_on": "2027-12-31",
}
POOL = "Cameras together"
AUTHORITY = "Resolution 2026-41 of the council"
#: How many cameras each member needs.
NEEDS = {ALDER: "120", KELP: "40", BIRCH: "75.5", DUNE: "9"}
#: What Kelp paid for one when it bought alone.
LAST_PRICE = "400"
#: What Kelp saves at the awarded price, in cents.
SAVED = 40 * (40_000 - 31_245)
#: Vendor, person, unit price: the second wins.
OFFERS = (("Birch Software", "Vera Stone", "389.90"), ("Lookout Video", "Lena Hart", "312.45"))
WINNER = OFFERS[1][0]
CLAUSE = "Any public body of the United States may buy under the contract at its prices."
FIRST, LAST = date(2027, 3, 1), date(2029, 2, 28)
TERMS = "Invoices are paid in thirty days."
#: What Kelp puts in its place, for itself alone.
KELP_TERMS = "Invoices are paid in sixty days, by the harbor master."
LOCAL = "Recordings stay in the county."
#: What Fern asks for when it finds the contract.
ASKED = {
    "need": "Thirty cameras for our patrol.",
    "scope": "The contract buys body-worn cameras, which is what we need.",
    "authority": "Fern City Code 3-9",
}
BOUGHT = "30"
#: When the quarter is over in which Fern buys them; and the fee it owes, half a percent, half a cent upwards.
QUARTER, AFTER = "2027-Q2", date(2027, 7, 2)
FEE_CENTS = 4687
TOLD = {
    "on_time": "yes",
    "on_budget": "yes",
    "buy_again": "yes",
    "lessons": "Ask for spare clips: they break first.",
}
FERN_TERMS = "Invoices are paid in forty-five days."
CONTENT = {
    **the_content(),
    "sections": [
        a_section("s1", "Scope", "The {{place}} and its partners buy body-worn cameras."),
        a_section("s2", "Cooperative purchasing", CLAUSE),
        a_section("s3", "Terms", TERMS),
    ],
    "blanks": [{**a_blank("place", "Who buys"), "default": "jurisdiction.name"}],
    "price_lines": [],
}


@dataclass
class Cast:
    """The ids of the places and people, and what is done for the story behind the scenes."""

    app: Application
    network: str = ""
    template: str = ""
    places: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def person(self, who: str) -> Person:
        """“officer of City of Alder”, “speaker for Town of Kelp”, “approver of …”, or a vendor's name."""
        with a_unit(self.app, writes=False) as ctx:
            found = ctx.session.get_one(Person, self.people[who])
            ctx.session.expunge(found)
            return found

    @property
    def today(self) -> date:
        """The day of the service's own clock."""
        with a_unit(self.app, writes=False) as ctx:
            return ctx.now.date()

    def move(self, **ahead) -> None:
        """Let the clock of the service run ahead."""
        with a_unit(self.app) as ctx:
            clock.move(ctx.session, int(timedelta(**ahead).total_seconds()))

    def move_to(self, day: date) -> None:
        """Let it run to this day."""
        self.move(days=(day - self.today).days)

    def work_off(self) -> None:
        """Let the worker do what is due."""
        load_tasks()
        settings = self.app.settings
        run_due_jobs(Machine(self.app.engine, self.app.store, settings.url, settings.instance, movable=True))

    def award(self, solicitation_id: str) -> str:
        """Two vendors respond, the responses are opened and scored, and the award to the cheaper one becomes final."""
        with a_unit(self.app) as ctx:
            solicitation = ctx.session.get_one(Solicitation, solicitation_id)
            for name, _, price in OFFERS:
                vendor = self._vendor(ctx, name)
                body = solicitation.revisions[-1].body
                a_sealed_response(ctx, solicitation, vendor, prices=prices_for(body, price))
            opened(ctx, solicitation)
            award = a_final_award(ctx, a_closed_panel(ctx, solicitation).solicitation)
            over = award.standstill_until + timedelta(hours=1) - ctx.now
            id = award.id
        self.move(seconds=int(over.total_seconds()))
        self.work_off()
        return id

    def winner(self, award_id: str) -> str:
        """Whose response has the award."""
        with a_unit(self.app, writes=False) as ctx:
            return ctx.session.get_one(Award, award_id).response.vendor.name

    def _vendor(self, ctx: Context, name: str):
        return ctx.session.scalars(sa.select(Vendor).where(Vendor.name == name)).one()


def a_cast(app: Application) -> Cast:
    """Four that will buy together, of two coalitions below one partnership; one that comes later, one that may not."""
    cast = Cast(app)
    with a_unit(app) as ctx:
        top = a_network(ctx, "National Partnership")
        prairie, coast = a_network(ctx, "Prairie Coalition", top), a_network(ctx, "Coastal Coalition", top)
        for name, network in ((ALDER, prairie), (BIRCH, prairie), (KELP, coast), (DUNE, coast), (FERN, coast)):
            _place(ctx, cast, name, network)
        _place(ctx, cast, GORSE)
        cast.network = top.id
        alder = place_of(ctx, cast, ALDER)
        cast.people[f"approver of {ALDER}"] = somebody(ctx, alder, Duty.APPROVER, "Anna").id
        officer = ctx.session.get_one(Person, cast.people[f"officer of {ALDER}"])
        template = a_template(acting(ctx, officer), alder, "Body-worn cameras", scope=Scope.OWN, content=CONTENT)
        cast.template = template.versions[-1].id
        for name, person, _ in OFFERS:
            cast.people[name] = a_vendor(ctx, name, person)[1].id
    return cast


def place_of(ctx: Context, cast: Cast, name: str) -> Jurisdiction:
    """The government of this name."""
    return ctx.session.get_one(Jurisdiction, cast.places[name])


def _place(ctx: Context, cast: Cast, name: str, network: Network | None = None) -> None:
    place = a_jurisdiction(ctx, name, *([network] if network is not None else []))
    place.rules = RULES.get(name, {})
    cast.places[name] = place.id
    cast.people[f"officer of {name}"] = somebody(ctx, place, Duty.OFFICER, "Olive").id
    cast.people[f"speaker for {name}"] = somebody(ctx, place, Duty.REPRESENTATIVE, "Rita").id


def cents_of(need: str) -> int:
    """What so many cost at the awarded price, in cents."""
    return int((Decimal(need) * Decimal(OFFERS[1][2]) * 100).quantize(Decimal(1), ROUND_HALF_UP))
