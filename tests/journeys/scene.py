"""Who takes part in the journey, what they bring, and what must come of it, worked out without the service."""

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core import clock
from procurement.core.machine import Machine
from procurement.networks.duties import Duty
from procurement.vendors.models import Vendor
from procurement.web.application import Application
from procurement.worker import load_tasks, run_due_jobs
from tests.builders.people import a_jurisdiction, a_network, a_vendor, with_duty
from tests.support.visitors import a_unit

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "real_rfps"
ALASKA = PUBLISHED / "06_alaska_dhss_rfp_210000029_aries_support.md"
OWN = Path(__file__).parent / "permit_counter.md"
#: The words before which the body of the text begins: its own printed table of contents stands above them.
ALASKA_BODY = "# Section 1 Introduction & Instructions"

#: What section 5 of the text publishes: 1,000 points, of which the cost has 400 (title, points).
RATED = (
    ("Technical Understanding and Approach", 100),
    ("Project Management Approach", 50),
    ("Approach to User Interface and User Experience Design", 50),
    ("Staffing Approach", 100),
    ("Experience and Qualifications", 100),
    ("Verbal Presentation", 200),
)
COST = ("Contract Cost", 400)
#: Marks go from 0 to this.
BEST = 10

#: For one government: what is bought, in which unit, how much of it.
LINES = (("Support in the initial period", "month", "24"), ("Renewal year", "year", "3"), ("Transition", "once", "1"))
#: For a pool: what each member needs of each line.
POOL_LINES = (("Permit counter licence", "seat"), ("Day of training", "day"))
NEEDS = {
    "City of Alder": ("37", "12.5"),
    "City of Birch": ("11", "3.333"),
    "Cedar County": ("5", "7"),
    "Village of Dogwood": ("3", "1.25"),
}

#: Vendor, person, and the unit price of each line, three for one government, two for a pool.
OFFERS = {
    "Birch Software": ("Vera Stone", ("250000", "3100000", "90000"), ("1200.115", "833.335")),
    "Cedar Systems": ("Carl Reed", ("245000.50", "3000000", "120000"), ("1150.005", "900.125")),
    "Dune Data": ("Dora Finch", ("199999.99", "2500000", "0"), ("999.995", "640.335")),
    "Elm Works": ("Ezra Lake", ("280000", "3400000", "15000"), ("1310", "702.5")),
}
LATE = ("Fern Group", "Fay Hill")
#: The marks of the evaluators for each vendor, one for each rated criterion; None: a conflict of interest.
#: Three are seated at first; because of the conflict the panel needs a fourth.
MARKS = {
    "Birch Software": ((9, 8, 9, 8, 10, 9), (8, 8, 9, 9, 9, 10), (9, 9, 8, 8, 9, 9), (8, 9, 9, 10, 9, 9)),
    "Cedar Systems": ((7, 8, 6, 7, 8, 7), (8, 7, 7, 7, 8, 6), None, (7, 7, 8, 7, 7, 6)),
    "Dune Data": ((4, 5, 3, 4, 5, 4), (5, 4, 4, 5, 4, 4), (4, 4, 5, 5, 5, 3), (5, 3, 4, 4, 4, 5)),
    "Elm Works": ((8, 7, 8, 9, 8, 8), (7, 7, 8, 8, 9, 8), (8, 8, 7, 8, 8, 9), (9, 7, 8, 7, 8, 8)),
}
SEATS = 4
CONFLICTED = "My brother-in-law works there."


def totals(prices: dict[str, Fraction]) -> dict[str, Fraction]:
    """The points of each vendor by the published rules: means of the marks, and lowest price over price."""
    lowest = min(prices.values())
    found = {}
    for vendor, sheets in MARKS.items():
        counted = [sheet for sheet in sheets if sheet is not None]
        found[vendor] = COST[1] * lowest / prices[vendor]
        for place, (_, points) in enumerate(RATED):
            found[vendor] += points * Fraction(sum(sheet[place] for sheet in counted), len(counted) * BEST)
    return found


def extended(unit_prices, quantities) -> Fraction:
    """The sum of the lines, exactly."""
    return sum(
        (Fraction(price) * Fraction(each) for price, each in zip(unit_prices, quantities, strict=True)), Fraction()
    )


@dataclass
class Scene:
    """The ids of the places and people of one run."""

    app: Application
    for_pool: bool
    place: str = ""
    network: str = ""
    people: dict[str, str] = field(default_factory=dict)
    vendors: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """Somebody by the name they have in the story."""
        with a_unit(self.app, writes=False) as ctx:
            found = ctx.session.get_one(Person, self.people[name])
            ctx.session.expunge(found)
            return found

    @property
    def quantities(self) -> list[Fraction]:
        """How much of each line is bought in all."""
        if self.for_pool:
            return [sum(map(Fraction, each), Fraction()) for each in zip(*NEEDS.values(), strict=True)]
        return [Fraction(quantity) for _, _, quantity in LINES]

    def unit_prices(self, vendor: str) -> tuple[str, ...]:
        """What the vendor asks for a unit of each line."""
        return OFFERS[vendor][2 if self.for_pool else 1]

    def expected(self) -> dict[str, Fraction]:
        """The points of each vendor, as this test works them out."""
        return totals({vendor: extended(self.unit_prices(vendor), self.quantities) for vendor in OFFERS})

    def move(self, **ahead) -> None:
        """Let the clock of the service run ahead."""
        with a_unit(self.app) as ctx:
            clock.move(ctx.session, int(timedelta(**ahead).total_seconds()))

    def work_off(self) -> None:
        """Let the worker do what is due."""
        load_tasks()
        settings = self.app.settings
        machine = Machine(self.app.engine, self.app.store, settings.url, settings.instance, movable=True)
        run_due_jobs(machine)


def a_scene(app: Application, *, for_pool: bool) -> Scene:
    """A government (with a pool: four, in one network) with its people, and five companies."""
    scene = Scene(app, for_pool)
    with a_unit(app) as ctx:
        network = a_network(ctx)
        scene.network = network.id
        places = {name: a_jurisdiction(ctx, name, network) for name in (NEEDS if for_pool else list(NEEDS)[:1])}
        lead = places["City of Alder"]
        scene.place = lead.id
        for role, name, duty in (
            ("officer", "Olive Marsh", Duty.OFFICER),
            ("second officer", "Otto Vance", Duty.OFFICER),
            ("approver", "Anna Quill", Duty.APPROVER),
            ("auditor", "Abel Frost", Duty.AUDITOR),
            ("seat 0", "Eve Clay", Duty.EVALUATOR),
            ("seat 1", "Edgar Moor", Duty.EVALUATOR),
            ("seat 2", "Elena Pike", Duty.EVALUATOR),
            ("seat 3", "Edwin Roe", Duty.EVALUATOR),
        ):
            scene.people[role] = with_duty(ctx, lead, name, duty).id
        for name, place in places.items():
            scene.members[name] = place.id
            scene.people[f"for {name}"] = with_duty(ctx, place, f"Rita of {name}", Duty.REPRESENTATIVE).id
        for name, person in {**{name: offer[0] for name, offer in OFFERS.items()}, LATE[0]: LATE[1]}.items():
            vendor, who = a_vendor(ctx, name, person)
            scene.vendors[name], scene.people[name] = vendor.id, who.id
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Vendor)) == 5
    return scene
