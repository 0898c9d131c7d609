"""What the other members of Cascade Commons have under way: Tamarack County, OR, and the Town of Juniper Bend, MT."""

from procurement.core.errors import Conflict
from procurement.demo.blanks import charging, endpoints
from procurement.demo.cast import MOUNTAIN, PACIFIC
from procurement.demo.deeds import (
    Plan,
    closed,
    opened,
    published,
    recommended,
    responding,
    scored,
    submitted,
)
from procurement.demo.stage import Stage, Story
from procurement.responses import operations as responses

OWEN, JUDITH, RUTH, SAM = "owen.castellane", "judith.farrow", "ruth.halvorsen", "sam.tolliver"
PRIYA = "priya.raman"


def engineers_recommended(stage: Stage) -> Story:
    """Recommended this week: the award waits for Judith."""
    plan = Plan(
        "tamarack-county", OWEN, JUDITH, "civil-engineering", "On-call civil engineering for roads and culverts",
        begun=33, due=stage.calendar.back(12, "15:00", PACIFIC),
        summary="Engineers on call for three years: culverts, small bridges, surveys, and the night a road washes out.",
        values={
            "buyer": "Tamarack County",
            "volume": "$400,000",
            "local_notes": "The county keeps 820 miles of road and 1,140 culverts, a third of them older than fifty "
            "years. Ridge Road has washed out three times since 2019.",
            "emergency_hours": "6",
        },
    )  # fmt: skip
    it = yield from published(stage, plan, "Follows the manual for the selection of engineers. Approved.")
    yield from responding(stage, it, "civil-engineering", stage.back(14, "10:35", "sofia.lindgren"), "ironwood")
    yield from responding(stage, it, "civil-engineering", stage.back(13, "15:50", "mei-lin.tran"), "crossing-point")
    yield from opened(stage, it, OWEN, PRIYA)
    seats = ("miles.obuya", "grace.lindqvist", "theo.nakamura")
    panel = yield from scored(stage, it, "civil-engineering", 10, OWEN, seats)
    yield from closed(stage, panel, 6, OWEN)
    yield from recommended(
        stage, it, 1, OWEN, "ironwood",
        "Ironwood is ranked first on every criterion. It knows our culverts from the flood of 2022, its survey crews "
        "live here, and it described the first twelve hours of an emergency hour by hour. Fees are negotiated after "
        "approval, as the statute asks.",
    )  # fmt: skip


def opened_yesterday(stage: Stage) -> Story:
    """Opened, with one attempt that came six minutes late: a panel has to be convened."""
    plan = Plan(
        "tamarack-county", OWEN, JUDITH, "endpoint-protection", "Endpoint protection for county offices", begun=22,
        due=stage.calendar.back(2, "14:00", PACIFIC),
        summary="Detection and response for 640 computers in the courthouse, the road department and three clinics.",
        values=endpoints(
            "Tamarack County", "640",
            "Courthouse, road department and three clinics share one network. An attack in spring closed the "
            "recorder's office for four days.",
            insurance="$3,000,000",
        ),
        quantities={"p1": "23040", "p4": "9000"},
    )  # fmt: skip
    it = yield from published(stage, plan)
    yield from responding(stage, it, "endpoint-protection", stage.back(6, "10:00", "jared.pruitt"), "northlight")
    yield from responding(stage, it, "endpoint-protection", stage.back(4, "08:50", "tess.aldana"), "harborline")
    turn = stage.back(3, "16:10", "omar.khalil")
    late = yield from responding(stage, it, "endpoint-protection", turn, "sentry-grove", submit=False)
    due = it.due_at
    assert due is not None
    ctx = yield stage.after(due, 6, "omar.khalil")
    try:
        responses.submit(ctx, late, token="demo-late", declaration=True)
    except Conflict as refusal:
        for record in refusal.records:
            record(ctx)
    yield from opened(stage, it, OWEN, "dana.whitcomb")


def town_waits_for_a_second(stage: Stage) -> Story:
    """Juniper Bend has one officer: Ruth has begun the opening, and asked Owen of Tamarack County to complete it."""
    plan = Plan(
        "juniper-bend", RUTH, SAM, "endpoint-protection", "Somebody who watches our forty computers", begun=16,
        due=stage.calendar.closed(MOUNTAIN, "12:00"),
        summary="Detection and response for forty computers in town office, library and water plant.",
        values=endpoints(
            "The Town of Juniper Bend", "40",
            "Forty computers, one clerk who looks after them on Fridays. The library's were locked by an attacker two "
            "winters ago; we paid nothing and lost a month.",
            deployment_days="30", insurance="$1,000,000", operating_systems="Windows 11",
        ),
        quantities={"p1": "1440", "p3": "10", "p4": "720"},
    )  # fmt: skip
    it = yield from published(stage, plan, "Fine with me. The council will be glad.")
    town = {"p1": "9.50", "p2": "1800.00"}
    yield from responding(
        stage, it, "endpoint-protection", stage.back(6, "13:15", "omar.khalil"), "sentry-grove", prices=town
    )  # fmt: skip
    yield from responding(
        stage, it, "endpoint-protection", stage.back(4, "10:20", "elena.voss"), "northlight", prices={"p1": "11.20"}
    )  # fmt: skip
    due = it.due_at
    assert due is not None
    ctx = yield stage.after(due, 20, RUTH)
    responses.begin_opening(ctx, it, second_id=stage.people[OWEN].id)


def town_asks_its_mayor(stage: Stage) -> Story:
    """A small purchase that waits for Sam's approval."""
    plan = Plan(
        "juniper-bend", RUTH, SAM, "charging-stations", "Two charging stations behind the town hall", begun=3,
        due=stage.calendar.within(21, "12:00", MOUNTAIN),
        summary="Two Level 2 stations and one fast charger for visitors on the way to the pass.",
        values=charging(
            "The Town of Juniper Bend", "the lot behind the town hall",
            "The lot has room for nine cars. The town hall's service is 400 A. In January it can be 30 below.",
            deduction="$75",
        ),
        quantities={"p1": "2", "p2": "1", "p3": "15", "p4": "1"},
    )  # fmt: skip
    yield from submitted(stage, plan)


STORIES = (engineers_recommended, opened_yesterday, town_waits_for_a_second, town_asks_its_mayor)
