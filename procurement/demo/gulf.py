"""What the members of the Gulf and Piedmont Exchange have under way: Magnolia Point, Calusa County, Saltmarsh."""

from procurement.awards import operations as awards
from procurement.demo import texts
from procurement.demo.blanks import buses, charging, endpoints, signals
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
    published,
    recommended,
    responding,
    responsible,
    scored,
    scoring,
    submitted,
)
from procurement.demo.stage import Stage, Story
from procurement.evaluation import operations as evaluation
from procurement.library.models import Scope
from procurement.solicitations import operations as solicitations
from procurement.solicitations import planning

CAMILLE, VERA, HOLLIS = "camille.broussard", "vera.simms", "hollis.grant"
RAFAEL, SIMONE, DOUGLAS = "rafael.ibarra", "simone.achebe", "douglas.ferris"
YVETTE, BERNARD = "yvette.colson", "bernard.oakes"


def asking_about_wifi(stage: Stage) -> Story:
    """A request for information that is open for nine more days."""
    plan = Plan(
        "magnolia-point", CAMILLE, HOLLIS, "public-wifi", "Public Wi-Fi from the bayfront to the bus station", begun=14,
        due=stage.calendar.within(9, "16:00", CENTRAL),
        summary="What would it take to bring free Wi-Fi to eleven parks, three libraries and forty bus shelters?",
        values={
            "buyer": "The City of Magnolia Point",
            "places": "eleven parks, three libraries and forty bus shelters",
            "households": "8,900",
            "known": "City fiber passes seven of the parks. Poles belong to the utility. A network of 2016 ended after "
            "two years, when nobody paid for repairs.",
        },
    )  # fmt: skip
    it = yield from published(stage, plan, "A good question to ask first. Approved.")
    yield from responding(stage, it, "public-wifi", stage.back(4, "11:50", "darnell.price"), "openmesh")
    yield from responding(stage, it, "public-wifi", stage.back(2, "10:05", "fay.ellery"), "tidewater", submit=False)


def no_award(stage: Stage) -> Story:
    """One response, too dear: no award, with the reason published."""
    plan = Plan(
        "magnolia-point", VERA, HOLLIS, "adaptive-signals", "Adaptive signals around the stadium", begun=55,
        due=stage.calendar.back(35, "14:00", CENTRAL),
        summary="Six intersections that fill in twenty minutes and empty in an hour.",
        values=signals(
            "The City of Magnolia Point", "the six intersections around the stadium", "6",
            "Eighty evenings a year bring 12,000 people; on all others the fixed plans do well.",
            ready_months="6",
        ),
        quantities={"p1": "6", "p3": "12"},
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(
        stage, it, "adaptive-signals", stage.back(38, "13:30", "henrik.dahl"), "greenwave", prices={"p1": "96000.00"}
    )  # fmt: skip
    yield from opened(stage, it, VERA, CAMILLE)
    seats = ("lena.hart", "curtis.bell", "noor.haddad")
    panel = yield from scored(stage, it, "adaptive-signals", 33, VERA, seats)
    yield from closed(stage, panel, 30, VERA)
    award = yield from recommended(
        stage, it, 28, VERA, None,
        "One response was received. Its quality is high, but its price is more than twice the estimate, and the small "
        "number of intersections seems to be the cause. We will join the next member that buys a corridor.",
    )  # fmt: skip
    award = yield from announced(stage, award, 26, HOLLIS, "Agreed: no award.")
    yield from final(stage, award, 18, VERA)


def wifi_answered(stage: Stage) -> Story:
    """An earlier request for information: its findings are shared with the coalition."""
    plan = Plan(
        "calusa-county", SIMONE, DOUGLAS, "public-wifi", "Wi-Fi at the beaches and ferry landings", begun=95,
        due=stage.calendar.back(72, "14:00", EASTERN),
        summary="What lasts in salt air, and who pays for it?",
        values={
            "buyer": "Calusa County",
            "places": "nine beaches and four ferry landings",
            "households": "21,000",
            "known": "Power at every landing, fiber at two. Salt, lightning and storms.",
        },
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "public-wifi", stage.back(78, "11:00", "fay.ellery"), "tidewater")
    yield from responding(stage, it, "public-wifi", stage.back(75, "09:30", "darnell.price"), "openmesh")
    yield from opened(stage, it, SIMONE, RAFAEL)
    ctx = yield stage.back(66, "10:30", SIMONE)
    found = texts.read("findings")["public-wifi"]
    network = stage.networks["gulf-piedmont"].id
    solicitations.publish_findings(
        ctx, it, title=found["title"], body=found["body"], scope=Scope.PARENTS, network_id=network
    )  # fmt: skip


def scoring_under_way(stage: Stage) -> Story:
    """Four evaluators score alone: some sheets are in, others are half filled."""
    plan = Plan(
        "calusa-county", RAFAEL, DOUGLAS, "adaptive-signals", "Adaptive signals on Gulfshore Road", begun=40,
        due=stage.calendar.back(12, "14:00", EASTERN),
        summary="Eighteen intersections between the causeway and the hospital.",
        values=signals(
            "Calusa County", "Gulfshore Road from the causeway to the hospital", "18",
            "In winter the road carries twice the traffic of summer. Two bus lines and all ambulances use it.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan, "Approved. The two goals are the right ones.")
    yield from responding(stage, it, "adaptive-signals", stage.back(15, "10:50", "henrik.dahl"), "greenwave")
    yield from responding(stage, it, "adaptive-signals", stage.back(13, "12:40", "mei-lin.tran"), "crossing-point")
    yield from opened(stage, it, RAFAEL, SIMONE)
    seats = ("lena.hart", "curtis.bell", "noor.haddad", "joel.whitfield")
    panel = yield from convened(stage, it, 10, RAFAEL, seats)
    for number, who in enumerate(seats):
        yield from disclosing(stage, panel, stage.back(9, f"1{number}:20", who, EASTERN))
    ctx = yield stage.back(8, "09:00", RAFAEL)
    evaluation.begin_scoring(ctx, panel)
    score = "adaptive-signals"
    yield from scoring(stage, panel, score, stage.back(6, "10:10", seats[1]), place=1, keep_open=("crossing-point",))
    yield from scoring(stage, panel, score, stage.back(5, "13:35", seats[0]), place=0, keep_open=("crossing-point",))
    yield from scoring(stage, panel, score, stage.back(4, "16:05", seats[2]), place=2, keep_open=("greenwave",))


def notice_of_intent(stage: Stage) -> Story:
    """A first award was rescinded; the notice for the second is out and its protest window runs."""
    plan = Plan(
        "calusa-county", SIMONE, DOUGLAS, "charging-stations", "Charging stations for the fleet depot", begun=48,
        due=stage.calendar.back(20, "14:00", EASTERN),
        summary="Twenty-four Level 2 stations and four fast chargers for vans, trucks and two garbage trucks.",
        values=charging(
            "Calusa County", "the fleet depot on Airport Road",
            "The depot was raised after the last hurricane; equipment stands at least four feet above grade.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan)
    for day, who, vendor in (
        (24, "alicia.romero", "brightcurb"),
        (22, "gus.lindholm", "prairie-spark"),
        (21, "nina.petrov", "voltharbor"),
    ):
        yield from responding(stage, it, "charging-stations", stage.back(day, "11:15", who), vendor)
    yield from opened(stage, it, SIMONE, RAFAEL)
    seats = ("curtis.bell", "lena.hart", "noor.haddad")
    panel = yield from scored(stage, it, "charging-stations", 18, SIMONE, seats)
    ctx = yield stage.back(17, "17:30", SIMONE)
    preferred(stage, ctx, it, "prairie-spark", "small-business", "The certificate is valid until next June.")
    yield from closed(stage, panel, 16, SIMONE)
    first = yield from recommended(
        stage, it, 14, SIMONE, "prairie-spark", "Lowest compared price of three responsive offers."
    )  # fmt: skip
    first = yield from announced(stage, first, 12, DOUGLAS, "Approved.")
    ctx = yield stage.back(7, "10:00", DOUGLAS)
    awards.rescind(
        ctx, first, reason="The vendor told us that it could not obtain an electrical license in Florida in time."
    )  # fmt: skip
    ctx = yield stage.back(6, "09:15", SIMONE)
    reason = "Wrote on its own that it has no license to install in Florida before summer."
    responsible(stage, ctx, it, "prairie-spark", reason, holds=False)
    second = yield from recommended(
        stage, it, 4, SIMONE, "voltharbor",
        "Lowest price of the two offers that remain. The license was looked up with the state on the day of this "
        "recommendation.",
    )  # fmt: skip
    yield from announced(stage, second, 2, DOUGLAS, "Approved. Thank you for looking the license up again.")


def returned_with_comment(stage: Stage) -> Story:
    """Douglas sent it back: Rafael has something to change."""
    plan = Plan(
        "calusa-county", RAFAEL, DOUGLAS, "endpoint-protection", "Endpoint protection for constitutional offices",
        begun=6, due=stage.calendar.within(35, "14:00", EASTERN),
        summary="Detection and response for the clerk, the tax collector and the supervisor of elections.",
        values=endpoints(
            "Calusa County", "1,900", "Three offices with elected heads share the county's network and its night.",
        ),
        quantities={"p1": "68400"},
    )  # fmt: skip
    it = yield from submitted(stage, plan)
    ctx = yield stage.back(3, "15:20", DOUGLAS)
    solicitations.decide_review(
        ctx,
        it,
        decision="returned",
        comment="The supervisor of elections needs its own list of devices that are never isolated on election day. "
        "Please add that to “People who watch”, and ask her office before it comes back to me.",
    )


def half_written(stage: Stage) -> Story:
    """A draft in which several blanks are open; that it is to come is announced already."""
    plan = Plan(
        "magnolia-point", VERA, HOLLIS, "charging-stations", "Charging stations at the marina", begun=2,
        due=stage.calendar.within(40, "14:00", CENTRAL),
        summary="Twelve charging stations on the two parking decks of the marina, for crews and visitors.",
        values={"buyer": "The City of Magnolia Point", "sites": "the municipal marina", "install_days": "210"},
    )  # fmt: skip
    it = yield from drafted(stage, plan)
    ctx = yield stage.back(1, "15:10", VERA)
    expected = stage.calendar.within(14, "09:00", CENTRAL).date()
    planning.announce(ctx, it, version=it.version, forecast_publish_on=expected, is_announced=True)


def libraries_in_review(stage: Stage) -> Story:
    """Handed in for Hollis: cyber protection for libraries."""
    plan = Plan(
        "magnolia-point", CAMILLE, HOLLIS, "endpoint-protection", "Endpoint protection for libraries and parks",
        begun=4,
        due=stage.calendar.within(28, "14:00", CENTRAL),
        summary="Detection and response for 310 computers, 120 of them used by the public.",
        values=endpoints(
            "The City of Magnolia Point", "310",
            "Of 310 computers, 120 are used by anybody who walks in. They are wiped each night and still need a guard.",
            deployment_days="60", insurance="$2,000,000",
        ),
        quantities={"p1": "11160", "p4": "7200"},
    )  # fmt: skip
    yield from submitted(stage, plan)


def buses_ranked(stage: Stage) -> Story:
    """The evaluation is closed: Yvette has to recommend."""
    plan = Plan(
        "saltmarsh-transit", YVETTE, BERNARD, "transit-buses", "Twelve zero-emission buses for the island lines",
        begun=38, due=stage.calendar.back(14, "14:00", EASTERN),
        summary="Twelve battery-electric buses for flat, long and very hot lines, with chargers at the depot.",
        values=buses(
            "The Saltmarsh Transit District", "the island lines 1, 3 and 12",
            "Block 1207 runs 186 miles in eighteen hours over two bridges. In August it is 96 °F with the doors open "
            "at every stop.",
        ),
    )  # fmt: skip
    it = yield from published(stage, plan, "The federal clauses are complete. Approved.")
    yield from responding(stage, it, "transit-buses", stage.back(17, "10:00", "isaac.boone"), "meridian-coach")
    yield from responding(stage, it, "transit-buses", stage.back(15, "16:45", "nina.petrov"), "voltharbor")
    yield from opened(stage, it, YVETTE, SIMONE)
    seats = ("noor.haddad", "curtis.bell", "lena.hart")
    panel = yield from scored(stage, it, "transit-buses", 12, YVETTE, seats)
    yield from closed(stage, panel, 3, YVETTE)


STORIES = (
    asking_about_wifi, no_award, wifi_answered, scoring_under_way, notice_of_intent, returned_with_comment,
    half_written, libraries_in_review, buses_ranked,
)  # fmt: skip
