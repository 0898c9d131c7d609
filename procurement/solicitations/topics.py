"""The blanks of a draft by topic: the main section in which each first stands, and every place that uses it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from procurement.library import blanks as filling
from procurement.library.blanks import Blank

#: The topic of what stands in no section: in the title, the summary, what is asked, or nowhere.
DETAILS = "details"
#: So many blanks are one form; more are one form for each topic.
ONE_PAGE = 12


@dataclass
class Topic:
    """Blanks that belong together."""

    key: str
    title: str
    blanks: list[Blank] = field(default_factory=list)

    def filled(self, values: Mapping) -> int:
        """How many have a value."""
        return sum(1 for blank in self.blanks if values.get(blank.key) is not None)


def topics(content: Mapping, declared: Sequence[Blank]) -> list[Topic]:
    """The topics in the order of the text, each with its blanks; "details" comes first."""
    found = {DETAILS: Topic(DETAILS, "Details")}
    wanted = {blank.key: blank for blank in declared}
    place = found[DETAILS]
    for section in content["sections"]:
        if section["level"] == 1 and section["heading"]:
            place = found.setdefault(section["key"], Topic(section["key"], _plain(section["heading"], declared)))
        for key in filling.keys(f"{section['heading']}\n{section['body']}"):
            if key in wanted:
                place.blanks.append(wanted.pop(key))
    found[DETAILS].blanks = [*wanted.values(), *found[DETAILS].blanks]
    return [topic for topic in found.values() if topic.blanks]


def uses(content: Mapping, declared: Sequence[Blank]) -> dict[str, list[tuple[str, str]]]:
    """For each blank the sections that print it: (key, heading), in their order."""
    found: dict[str, list[tuple[str, str]]] = {blank.key: [] for blank in declared}
    for section in content["sections"]:
        name = _plain(section["heading"], declared) or "(no heading)"
        for key in filling.keys(f"{section['heading']}\n{section['body']}"):
            if key in found:
                found[key].append((section["key"], name))
    return found


def new_key(label: str, taken: Sequence[str]) -> str:
    """A key for a blank of this label that no other has: its first words, joined."""
    words = re.findall(r"[a-z0-9]+", label.casefold())
    stem = "_".join(words[:6])[:40].strip("_")
    if not stem or not stem[0].isalpha():
        stem = f"blank_{stem}".strip("_")
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def offered(blank: Blank, solicitation) -> str:
    """What the profile of the jurisdiction, or the draft itself, offers for a blank; "" for nothing."""
    place = solicitation.jurisdiction
    known = {
        "jurisdiction.name": place.name,
        "jurisdiction.address": " ".join((place.address or "").split()),
        "jurisdiction.website": place.website,
        "jurisdiction.state": place.state_code,
        "jurisdiction.zone": solicitation.zone.replace("_", " "),
        "contact.name": solicitation.contact_name,
        "contact.email": solicitation.contact_email,
        "solicitation.reference": solicitation.reference,
        "solicitation.title": solicitation.title,
    }
    return known.get(blank.default, "") if blank.default else ""


def _plain(heading: str, declared: Sequence[Blank]) -> str:
    return filling.fill(heading, declared, {}, "mark", preformatted=True)
