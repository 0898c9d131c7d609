"""Needs that the demo's governments have announced: two of different coalitions say the same in different words."""

from datetime import timedelta
from decimal import Decimal

from procurement.demo import cast
from procurement.demo.stage import Stage, Story
from procurement.library.models import Scope
from procurement.plans import operations

#: (government, who, days ago, title, description, focus area, categories, quantity and unit, budget in dollars,
#: needed from and until in days from today, scope)
PLANS = (
    ("alder-falls", "dana.whitcomb", 41, "Body-worn cameras for patrol officers",
     "Cameras, docking stations and five years of storage for 220 officers, with redaction for records requests.",
     "Public safety", ("3342",), ("220", "camera"), (380_000, 520_000), (150, 330), Scope.PARENTS),
    ("calusa-county", "simone.achebe", 12, "Video recorders worn by police officers",
     "The sheriff's office replaces recorders that deputies wear, with the software that keeps and releases footage.",
     "Public safety", ("3342",), ("410", "recorder"), (600_000, 900_000), (180, 300), Scope.PARENTS),
    ("lindenfield", "tomasz.wolak", 9, "Bodycams for a department of 64",
     "First purchase. We would gladly use somebody else's terms.",
     "Public safety", (), ("64", "camera"), (None, 150_000), (120, 365), Scope.PARENTS),
    ("juniper-bend", "ruth.halvorsen", 30, "Road salt and brine for two winters",
     "About 300 tons each winter, delivered to the yard on Main Street.",
     "Transportation", (), ("300", "ton"), (None, 30_000), (270, 480), Scope.NETWORK),
    ("tamarack-county", "owen.castellane", 22, "De-icing salt, delivered",
     "Treated rock salt for county roads above 3,000 feet.",
     "Transportation", (), ("2400", "ton"), (150_000, 210_000), (240, 460), Scope.NETWORK),
    ("port-marian", "colin.brandt", 35, "Replacement of 4,000 street lights with LED",
     "Luminaires, photocells and controls; the crews are ours.",
     "Sustainability", (), ("4000", "luminaire"), (1_400_000, 1_900_000), (100, 460), Scope.PUBLIC),
    ("kessler-county", "patrick.moran", 18, "LED street lighting retrofit",
     "County roads and three villages that ride along; smart controls as an option.",
     "Sustainability", (), ("2600", "fixture"), (900_000, 1_250_000), (130, 420), Scope.PARENTS),
    ("magnolia-point", "camille.broussard", 27, "Stormwater modelling of the bayfront",
     "A consultant who models flooding for three scenarios of sea level, with training for our engineers.",
     "Sustainability", ("5413",), (None, ""), (120_000, 180_000), (60, 240), Scope.PUBLIC),
    ("saltmarsh-transit", "yvette.colson", 15, "Fare payment by telephone and card",
     "Validators on 96 buses and the back office, open to bank cards.",
     "Transportation", ("518",), ("96", "validator"), (700_000, 1_100_000), (200, 500), Scope.PARENTS),
    ("alder-falls", "dana.whitcomb", 6, "Security awareness training for 3,100 employees",
     "Short lessons and phishing exercises, in English and Spanish.",
     "Cybersecurity", ("6114",), ("3100", "person"), (40_000, 70_000), (45, 410), Scope.NETWORK),
    ("lindenfield", "tomasz.wolak", 4, "Phishing training and tests for staff",
     "For 480 employees, with reports by department.",
     "Cybersecurity", ("6114",), ("480", "person"), (None, 12_000), (30, 395), Scope.PARENTS),
    ("port-marian", "colin.brandt", 3, "Electric refuse trucks",
     "Two trucks for a trial on flat routes, with chargers at the yard.",
     "Sustainability", (), ("2", "truck"), (None, 1_300_000), (220, 520), Scope.NETWORK),
)  # fmt: skip


def announcing(stage: Stage) -> Story:
    """Each government announces what it means to buy in the coming year."""
    today = stage.calendar.today
    for place, who, days, title, description, area, codes, amount, budget, needed, scope in sorted(
        PLANS, key=lambda plan: -plan[2]
    ):
        ctx = yield stage.back(days, "11:20", who)
        networks = next(each.networks for each in cast.PLACES if each.slug == place)
        low, high = budget
        first, last = needed
        person = next(each for each in cast.PEOPLE if each.who == who)
        operations.announce(
            ctx,
            jurisdiction_id=stage.places[place].id,
            title=title,
            description=description,
            focus_area=area,
            categories=codes,
            quantity=Decimal(amount[0]) if amount[0] is not None else None,
            unit=amount[1],
            budget_low_cents=low * 100 if low is not None else None,
            budget_high_cents=high * 100,
            from_on=today + timedelta(days=first),
            to_on=today + timedelta(days=last),
            contact_name=person.name,
            contact_email=cast.email(person),
            scope=scope,
            network_id=stage.networks[networks[0]].id if scope in (Scope.NETWORK, Scope.PARENTS) else None,
        )


STORIES = (announcing,)
