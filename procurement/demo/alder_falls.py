"""What the City of Alder Falls, WA, has under way: the longest desk of the demo, and the tour's home."""

from procurement.demo.blanks import buses, charging, endpoints, signals, trees
from procurement.demo.cast import PACIFIC
from procurement.demo.deeds import (
    Plan,
    amended,
    approved,
    convened,
    disclosing,
    opened,
    published,
    responding,
    scoring,
    submitted,
)
from procurement.demo.stage import Stage, Story
from procurement.evaluation import operations as evaluation
from procurement.responses import operations as responses

CITY, DANA, PRIYA, MARCUS = "The City of Alder Falls", "dana.whitcomb", "priya.raman", "marcus.oyelaran"


def ready_to_publish(stage: Stage) -> Story:
    """Approved: Dana has only to publish it."""
    plan = Plan(
        "alder-falls", DANA, MARCUS, "adaptive-signals", "Adaptive signals on Mercer Way", begun=4,
        due=stage.calendar.within(25, "14:00", PACIFIC),
        summary="Steadier buses and shorter waits on foot at fourteen intersections, harbor to hospital.",
        values=signals(
            CITY, "Mercer Way from Harbor Street to the hospital", "14",
            "Three bus lines share Mercer Way with 24,000 vehicles a day. Buses need between eleven and twenty-six "
            "minutes for the same four miles. The signals run on plans from 2011.",
        ),
        quantities={"p1": "14", "p3": "28"},
    )  # fmt: skip
    yield from approved(stage, plan, "Clear and complete. The goals can be measured. Approved.")


def in_review(stage: Stage) -> Story:
    """Handed in: it waits for Marcus."""
    plan = Plan(
        "alder-falls", PRIYA, MARCUS, "charging-stations", "Chargers for the fleet yard on Ninth Avenue", begun=3,
        due=stage.calendar.within(30, "14:00", PACIFIC),
        summary="Sixteen Level 2 stations and two fast chargers for the city's first sixty electric vehicles.",
        values=charging(
            CITY, "the fleet yard on Ninth Avenue",
            "The yard is open from 5 a.m. to 11 p.m. Its service of 1,200 A was renewed last year and has 600 A to "
            "spare. Vehicles come back between 3 and 5 p.m. and leave at 6 a.m.",
        ),
        quantities={"p1": "16", "p2": "2", "p3": "90"},
    )  # fmt: skip
    yield from submitted(stage, plan)


def open_now(stage: Stage) -> Story:
    """Open for a week yet, with an addendum: one vendor submitted before it, one after, a third is nearly done."""
    plan = Plan(
        "alder-falls", DANA, MARCUS, "charging-stations", "Charging stations in six city garages", begun=19,
        due=stage.calendar.within(6, "14:00", PACIFIC),
        summary="Twenty-four Level 2 stations and four fast chargers for the public, in six city garages.",
        values=charging(
            CITY, "six city garages",
            "The garages stand within a mile of City Hall. Four have 400 A to spare; the two oldest, on Third and on "
            "Elm, need a new service, which the utility has promised for spring. Work is done from 8 p.m. to 6 a.m.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan, "Approved. Please mind the event days at the Third Avenue garage.")
    yield from responding(stage, it, "charging-stations", stage.back(5, "10:10", "nina.petrov"), "voltharbor")
    yield from amended(
        stage, it, stage.back(4, "09:20", DANA), heading="Installation and commissioning",
        sentence="On the evening of an event, announced two weeks ahead, no work is done in the Third Avenue garage.",
        reason="At the visit of the sites, vendors asked whether work goes on in the Third Avenue garage on evenings "
        "of events. It does not. Nothing else changes.",
    )  # fmt: skip
    yield from responding(stage, it, "charging-stations", stage.back(3, "16:25", "gus.lindholm"), "prairie-spark")
    turn = stage.back(1, "11:30", "alicia.romero")
    yield from responding(
        stage, it, "charging-stations", turn, "brightcurb", leave_out=("r3",), submit=False
    )  # fmt: skip


def opening_begun(stage: Stage) -> Story:
    """The deadline has passed and Dana has begun the opening: Priya is to complete it."""
    plan = Plan(
        "alder-falls", DANA, MARCUS, "endpoint-protection",
        "Endpoint detection and response for all city departments", begun=28,
        due=stage.calendar.closed(PACIFIC),
        summary="Around-the-clock protection for about 1,200 computers and 85 servers in 26 city buildings.",
        values=endpoints(
            CITY, "1,200",
            "Some 1,200 computers and 85 servers stand in twenty-six buildings, from the library to the water plant. "
            "Today each is protected by an antivirus program that nobody watches outside office hours. Our insurer "
            "asks for detection and response around the clock from the next renewal on.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan, "The insurer's wording on data is in. Approved.")
    yield from responding(stage, it, "endpoint-protection", stage.back(7, "09:40", "elena.voss"), "northlight")
    yield from responding(stage, it, "endpoint-protection", stage.back(5, "15:05", "tess.aldana"), "harborline")
    yield from responding(stage, it, "endpoint-protection", stage.back(4, "13:20", "omar.khalil"), "sentry-grove")
    due = it.due_at
    assert due is not None
    ctx = yield stage.after(due, 30, DANA)
    responses.begin_opening(ctx, it, second_id=stage.people[PRIYA].id)


def last_sheet(stage: Stage) -> Story:
    """Every sheet was in; the chair returned one to Theo, with a reason."""
    plan = Plan(
        "alder-falls", DANA, MARCUS, "transit-buses", "Zero-emission buses for the Hilltop lines", begun=34,
        due=stage.calendar.back(9, "14:00", PACIFIC),
        summary="Twelve battery-electric buses with eight chargers for the two steepest lines of the city.",
        values=buses(
            CITY, "the Hilltop lines 4 and 9",
            "Block 409 runs 148 miles in sixteen hours, climbs 640 feet eleven times, and carries up to 71 people. The "
            "coldest day of the last ten years was 17 °F, the hottest 101 °F.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan, "The federal clauses are attached. Approved.")
    yield from responding(stage, it, "transit-buses", stage.back(11, "17:00", "isaac.boone"), "meridian-coach")
    yield from responding(stage, it, "transit-buses", stage.back(10, "11:15", "nina.petrov"), "voltharbor")
    yield from opened(stage, it, PRIYA, DANA)
    seats = ("rosalind.pike", "grace.lindqvist", "theo.nakamura")
    panel = yield from convened(stage, it, 8, DANA, seats)
    for number, who in enumerate(seats):
        yield from disclosing(stage, panel, stage.back(7, f"1{number}:30", who))
    ctx = yield stage.back(6, "09:00", DANA)
    evaluation.begin_scoring(ctx, panel)
    yield from scoring(stage, panel, "transit-buses", stage.back(5, "10:40", seats[0]), place=0)
    yield from scoring(stage, panel, "transit-buses", stage.back(4, "15:15", seats[1]), place=1)
    yield from scoring(stage, panel, "transit-buses", stage.back(2, "16:30", seats[2]), place=2)
    ctx = yield stage.back(1, "09:50", seats[0])
    theirs = next(each for each in panel.seats if each.person_id == stage.people[seats[2]].id)
    sheet = next(each for each in theirs.sheets if each.response.vendor_id == stage.vendors["voltharbor"].id)
    evaluation.return_sheet(
        ctx,
        sheet,
        reason="Your reason for the training speaks of two weeks; the response offers them in two languages as well. "
        "Please say whether that changes your mark.",
    )


def disclosures_missing(stage: Stage) -> Story:
    """A panel that has just been convened: only one of its four has disclosed, and that one a conflict."""
    plan = Plan(
        "alder-falls", PRIYA, MARCUS, "street-trees", "Shade for the Southgate blocks", begun=27,
        due=stage.calendar.back(3, "14:00", PACIFIC),
        summary="How would you bring shade to forty hot blocks and keep the young trees alive?",
        values=trees(
            "Southgate is nine degrees warmer on a summer evening than the hill above it. Of 300 trees planted since "
            "2019, 190 are alive.",
            "400", "forty blocks of Southgate", "$250,000",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "street-trees", stage.back(6, "14:45", "ben.achterberg"), "canopy-root")
    yield from responding(stage, it, "street-trees", stage.back(4, "09:20", "sofia.lindgren"), "ironwood")
    yield from opened(stage, it, PRIYA, DANA)
    seats = ("grace.lindqvist", "rosalind.pike", "miles.obuya", "theo.nakamura")
    panel = yield from convened(stage, it, 2, PRIYA, seats)
    sister = {"canopy-root": "My sister keeps the books of Canopy & Root."}
    yield from disclosing(stage, panel, stage.back(1, "09:15", "theo.nakamura"), conflicts=sister)


STORIES = (ready_to_publish, in_review, open_now, opening_begun, last_sheet, disclosures_missing)
