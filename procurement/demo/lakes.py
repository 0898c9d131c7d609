"""What the members of the Inland Seas Compact have under way: Port Marian, WI, Kessler County, OH, Lindenfield, IL."""

from procurement.awards import operations as awards
from procurement.demo import texts
from procurement.demo.blanks import charging, endpoints, signals, trees
from procurement.demo.cast import CENTRAL, EASTERN
from procurement.demo.deeds import (
    Plan,
    announced,
    closed,
    convened,
    disclosing,
    drafted,
    final,
    opened,
    preferred,
    protested,
    published,
    recommended,
    responding,
    scored,
)
from procurement.demo.stage import Stage, Story
from procurement.library.models import Scope
from procurement.solicitations import operations as solicitations

AMARA, COLIN, NADIA = "amara.deschamps", "colin.brandt", "nadia.feld"
PATRICK, LUCILLE = "patrick.moran", "lucille.okafor"
TOMASZ, ELLEN = "tomasz.wolak", "ellen.rourke"


def closed_and_unopened(stage: Stage) -> Story:
    """The deadline has passed: Amara or Colin begins the opening."""
    plan = Plan(
        "port-marian", AMARA, NADIA, "adaptive-signals", "Adaptive signals on Lakeshore Boulevard", begun=24,
        due=stage.calendar.closed(CENTRAL),
        summary="Eighteen intersections between stadium and ferry, where event days bring everything to a halt.",
        values=signals(
            "The City of Port Marian", "Lakeshore Boulevard from the stadium to the ferry", "18",
            "On event days 31,000 vehicles and nine bus lines meet on four lanes. The signals know two plans, and the "
            "switch between them is turned by hand.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan, "Approved, with thanks to Calusa County for the measurements.")
    yield from responding(stage, it, "adaptive-signals", stage.back(5, "11:25", "henrik.dahl"), "greenwave")
    yield from responding(stage, it, "adaptive-signals", stage.back(4, "14:05", "mei-lin.tran"), "crossing-point")


def panel_of_many_places(stage: Stage) -> Story:
    """A panel with seats lent by other members, most of whom have not disclosed yet."""
    plan = Plan(
        "port-marian", COLIN, NADIA, "endpoint-protection", "Endpoint protection for police and fire", begun=26,
        due=stage.calendar.back(4, "14:00", CENTRAL),
        summary="Detection and response for 900 computers, 310 of them in vehicles.",
        values=endpoints(
            "The City of Port Marian", "900",
            "Of 900 computers, 310 ride in police cars and fire engines and are on the network for minutes at a time.",
        ),
        quantities={"p1": "32400"},
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "endpoint-protection", stage.back(8, "09:55", "elena.voss"), "northlight")
    yield from responding(stage, it, "endpoint-protection", stage.back(6, "15:35", "tess.aldana"), "harborline")
    yield from opened(stage, it, COLIN, AMARA)
    seats = ("joel.whitfield", "bea.torrance", "kwame.asante", "dee.marchetti")
    panel = yield from convened(stage, it, 2, COLIN, seats)
    yield from disclosing(stage, panel, stage.back(1, "10:25", "joel.whitfield"))


def chargers_in_service(stage: Stage) -> Story:
    """From draft to final award: the whole way, with a preference granted."""
    plan = Plan(
        "port-marian", COLIN, NADIA, "charging-stations", "Charging stations in three parking ramps", begun=75,
        due=stage.calendar.back(56, "14:00", CENTRAL),
        summary="Twenty-four Level 2 stations and four fast chargers in the ramps downtown.",
        values=charging(
            "The City of Port Marian", "three parking ramps downtown",
            "The ramps on Water, Mill and Third Street are open around the clock; each has 600 A to spare.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "charging-stations", stage.back(60, "10:40", "nina.petrov"), "voltharbor")
    yield from responding(stage, it, "charging-stations", stage.back(59, "14:20", "alicia.romero"), "brightcurb")
    yield from responding(stage, it, "charging-stations", stage.back(57, "09:05", "gus.lindholm"), "prairie-spark")
    yield from opened(stage, it, COLIN, AMARA)
    seats = ("joel.whitfield", "bea.torrance", "kwame.asante")
    panel = yield from scored(stage, it, "charging-stations", 54, COLIN, seats)
    ctx = yield stage.back(53, "17:30", COLIN)
    preferred(
        stage, ctx, it, "prairie-spark", "small-business", "Listed in the state's directory of small businesses."
    )  # fmt: skip
    yield from closed(stage, panel, 52, COLIN)
    award = yield from recommended(
        stage, it, 50, COLIN, "prairie-spark",
        "Lowest evaluated price among three responsive offers; after the small-business preference of 3 % it is also "
        "the lowest compared price. The total is within the budget.",
    )  # fmt: skip
    award = yield from announced(stage, award, 48, NADIA, "Approved. Funds are in the parking fund.")
    yield from protested(
        stage, award, stage.back(47, "16:20", "alicia.romero"), "brightcurb",
        "Prairie Spark has hired a great deal this year and is hardly a small business any more. The preference of "
        "3 % was not due to it, and the ranking should be drawn up anew without it.",
        stage.back(44, "11:30", NADIA),
        "Denied. The published text asks that the vendor is listed in the state's directory on the day of the "
        "deadline, and Prairie Spark was. Without the preference, too, its evaluated price is the lowest.",
    )  # fmt: skip
    yield from final(stage, award, 38, COLIN)


def all_sheets_in(stage: Stage) -> Story:
    """Every sheet is in: Patrick has only to close the evaluation."""
    plan = Plan(
        "kessler-county", PATRICK, LUCILLE, "adaptive-signals", "Adaptive signals on Riverfront Parkway", begun=31,
        due=stage.calendar.back(8, "14:00", EASTERN),
        summary="Eighteen intersections along the river, with priority for late buses.",
        values=signals(
            "Kessler County", "Riverfront Parkway from the bridge to the airport road", "18",
            "The parkway carries 29,000 vehicles, two express bus lines, and on Sundays half the county on bicycles.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "adaptive-signals", stage.back(11, "10:30", "henrik.dahl"), "greenwave")
    yield from responding(stage, it, "adaptive-signals", stage.back(9, "13:45", "mei-lin.tran"), "crossing-point")
    yield from opened(stage, it, PATRICK, COLIN)
    yield from scored(
        stage, it, "adaptive-signals", 6, PATRICK, ("dee.marchetti", "joel.whitfield", "miles.obuya")
    )  # fmt: skip


def cancelled(stage: Stage) -> Story:
    """Published and then cancelled for a reason that everybody may read: the county buys with others instead."""
    plan = Plan(
        "kessler-county", PATRICK, LUCILLE, "endpoint-protection", "Endpoint protection for the county", begun=58,
        due=stage.calendar.back(38, "14:00", EASTERN),
        summary="Detection and response for 2,600 computers.",
        values=endpoints("Kessler County", "2,600", "The contract in force ends next summer."),
        quantities={"p1": "93600"},
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "endpoint-protection", stage.back(48, "11:10", "elena.voss"), "northlight")
    ctx = yield stage.back(45, "16:00", PATRICK)
    solicitations.cancel(
        ctx,
        it,
        reason="Three other members of the partnership need the same service. The county will lead a joint "
        "solicitation with them, in which everybody who prepared a response is invited to take part.",
    )


def cool_blocks(stage: Stage) -> Story:
    """A call for solutions whose findings are in the library for everybody."""
    plan = Plan(
        "kessler-county", PATRICK, LUCILLE, "street-trees", "Cool blocks: shade for the river wards", begun=80,
        due=stage.calendar.back(60, "14:00", EASTERN),
        summary="Ideas for shade on the sixty hottest blocks of the county seat.",
        values=trees(
            "The river wards have four trees on a block where the hills have twenty. Every third young tree dies.",
            "600", "sixty blocks of the river wards", "$300,000",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "street-trees", stage.back(63, "10:15", "ben.achterberg"), "canopy-root")
    yield from responding(stage, it, "street-trees", stage.back(61, "15:40", "sofia.lindgren"), "ironwood")
    yield from opened(stage, it, PATRICK, COLIN)
    seats = ("dee.marchetti", "bea.torrance", "kwame.asante")
    panel = yield from scored(stage, it, "street-trees", 57, PATRICK, seats)
    yield from closed(stage, panel, 54, PATRICK)
    ctx = yield stage.back(50, "11:00", PATRICK)
    found = texts.read("findings")["street-trees"]
    solicitations.publish_findings(ctx, it, title=found["title"], body=found["body"], scope=Scope.PUBLIC)


def just_begun(stage: Stage) -> Story:
    """A draft of yesterday, with most of its blanks still empty."""
    plan = Plan(
        "lindenfield", TOMASZ, ELLEN, "charging-stations", "Charging stations at library and station", begun=1,
        values={"buyer": "The City of Lindenfield", "sites": "the library and the railway station"},
    )  # fmt: skip
    stage.things["library-chargers"] = yield from drafted(stage, plan)


def award_returned(stage: Stage) -> Story:
    """Ellen returned the recommendation: Tomasz has to give better reasons."""
    plan = Plan(
        "lindenfield", TOMASZ, ELLEN, "adaptive-signals", "Adaptive signals on Prairie Street", begun=36,
        due=stage.calendar.back(16, "13:00", CENTRAL),
        summary="Nine intersections on the way to the interstate.",
        values=signals(
            "The City of Lindenfield", "Prairie Street from the square to the interstate", "9",
            "Trucks from two warehouses and one bus line share Prairie Street with the middle school.",
            ready_months="6",
        ),
        quantities={"p1": "9", "p3": "18"},
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "adaptive-signals", stage.back(19, "09:35", "henrik.dahl"), "greenwave")
    yield from responding(stage, it, "adaptive-signals", stage.back(18, "16:00", "mei-lin.tran"), "crossing-point")
    yield from opened(stage, it, TOMASZ, AMARA)
    seats = ("kwame.asante", "bea.torrance", "dee.marchetti")
    panel = yield from scored(stage, it, "adaptive-signals", 14, TOMASZ, seats)
    yield from closed(stage, panel, 11, TOMASZ)
    award = yield from recommended(stage, it, 7, TOMASZ, "greenwave", "Ranked first.")
    ctx = yield stage.back(4, "13:50", ELLEN)
    awards.return_(
        ctx,
        award,
        comment="The council will ask why we pay a sixth more than the lower price. Please say in the reasons what we "
        "get for it: the measured results and the days in the street.",
    )


STORIES = (
    closed_and_unopened, panel_of_many_places, chargers_in_service, all_sheets_in, cancelled, cool_blocks,
    just_begun, award_returned,
)  # fmt: skip
