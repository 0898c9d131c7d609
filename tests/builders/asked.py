"""A solicitation that asks everything there is to ask: each kind of requirement with its limits, a price schedule over
years with an optional and an alternate line, criteria with described marks, and two evaluation groups."""

from tests.builders.solicitations import the_content

REQUIREMENTS = [
    {"key": "r1", "kind": "text", "label": "Describe your approach", "limit": 5, "limit_by": "words"},
    {"key": "r2", "kind": "number", "label": "Weeks until it runs", "unit": "weeks", "least": "1", "most": "52"},
    {"key": "r3", "kind": "choice", "label": "Languages", "choices": ["English", "Spanish", "Hmong"], "several": True},
    {"key": "r4", "kind": "date", "label": "First day", "not_before": "2026-10-01", "not_after": "2027-06-30"},
    {"key": "r5", "kind": "file", "label": "Plan", "types": ["pdf"], "largest": 1},
    {
        "key": "r6", "kind": "matrix", "label": "Point by point",
        "choices": ["Meets", "Partly", "No"],
        "rows": [
            {"key": "m1", "text": "Answers in two minutes", "required": True},
            {"key": "m2", "text": "Exports to CSV", "required": True},
            {"key": "m3", "text": "Speaks Hmong", "required": False},
        ],
    },
]  # fmt: skip
PRICE_LINES = [
    {"key": "p1", "description": "Service desk", "unit": "month", "group": "Service",
     "years": ["12", "12", "12"], "counted_years": 2},
    {"key": "p2", "description": "Set-up", "unit": "once", "quantity": "1"},
    {"key": "p3", "description": "Set-up by your own people", "unit": "once", "quantity": "1", "alternate_to": "p2"},
    {"key": "p4", "description": "Night shift", "unit": "month", "quantity": "24", "optional": True,
     "group": "Service"},
]  # fmt: skip
#: 24 x 100.10 + 250 = 2,652.40; in all three years 3,865.60; the optional line and the alternate apart.
PRICES = {
    "p1": {"unit_prices": ["100.1", "100.1", "101.1"]},
    "p2": {"unit_price": "250"},
    "p3": {"unit_price": "90"},
    "p4": {"unit_price": "700"},
}
TOTAL_CENTS = 265_240
ANCHORS = [
    {"mark": "5", "text": "Named people, dates, and two references that confirm it."},
    {"mark": "2", "text": "Sound, without dates."},
]
GROUPS = [
    {"key": "technical", "title": "Technical", "sees_prices": False},
    {"key": "finance", "title": "Finance", "sees_prices": True},
]


def rich_content(*, groups: bool = False) -> dict:
    """The usual content, asking all of this; with `groups` approach and insurance are technical, the rest finance."""
    content = the_content()
    content["requirements"] = [{"help": "", "required": True, "choices": [], **each} for each in REQUIREMENTS]
    content["price_lines"] = [{"optional": False, "quantity": "36", **each} for each in PRICE_LINES]
    content["criteria"][0]["anchors"] = ANCHORS
    if groups:
        content["evaluation"]["groups"] = GROUPS
        for each, group in zip(content["criteria"], ("technical", "finance", "technical"), strict=False):
            each["group"] = group
    return content
