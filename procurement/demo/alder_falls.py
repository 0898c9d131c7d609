"""What the City of Alder Falls, WA, has under way: the longest desk of the demo, and the tour's home."""

from procurement.demo.cast import PACIFIC
from procurement.demo.deeds import Plan, approved
from procurement.demo.stage import Stage, Story

ENDPOINTS = {
    "buyer": "City of Alder Falls",
    "device_count": "1,200",
    "background": (
        "Some 1,200 computers and 85 servers stand in twenty-six buildings, from the library to the water plant. "
        "Today each is protected by an antivirus program that nobody watches outside office hours. Our insurer asks "
        "for detection and response around the clock from the next renewal on."
    ),
    "operating_systems": "Windows 11, Windows Server 2019 and 2022, macOS 14 and later",
    "deployment_days": "90",
    "retention_days": "365",
    "term_years": "3",
    "insurance": "$5,000,000",
}


def ready_to_publish(stage: Stage) -> Story:
    """Approved yesterday; Dana has only to publish it."""
    plan = Plan(
        "alder-falls", "dana.whitcomb", "marcus.oyelaran", "endpoint-protection",
        "Endpoint detection and response for all city departments", begun=4,
        due=stage.calendar.within(24, "14:00", PACIFIC),
        summary="Around-the-clock protection for about 1,200 computers and 85 servers in 26 city buildings.",
        values=ENDPOINTS,
    )  # fmt: skip
    yield from approved(stage, plan, "Clear and complete. The insurer's wording on data is in. Approved.")


STORIES = (ready_to_publish,)
