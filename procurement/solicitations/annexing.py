"""Annexes of a joint text: what each member adds to the common core, or puts in the place of a section of it.

A section of an annex is {key, topic, heading, body, overrides, against}: `overrides` is the key of a section of the
core, "" for an addition; `against` is the print (`print_of`) of that section when this was written, so that a later
change of the core shows. In a body (`snapshot.py`) an annex is

    {participation_id, member, letter, sections: [{key, number, topic, heading, body, overrides, overrides_number,
    overrides_heading}]}

with the letters A, B, C … in the order of the members' names and the numbers A.1, A.2 …; the core stands for every
member as far as its own annex does not say otherwise.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.core import words
from procurement.core.digest import digest
from procurement.core.errors import Hindrance, Invalid
from procurement.library import blanks as filling
from procurement.library.blanks import Blank

TOPICS = {"terms": "Terms", "delivery": "Delivery", "insurance": "Insurance", "forms": "Forms", "other": "Other"}
JOINT = "What holds for one member only stands in its annex; each member says that its own is complete."
#: So many sections an annex has at most, and so many characters one of them.
MOST, LONGEST = 60, 60_000
#: What an override keeps of the section it replaces.
_SAID = ("heading", "body", "format")


def print_of(section: Mapping) -> str:
    """The digest of what a section of the core says."""
    return digest({name: section.get(name, "") for name in _SAID})


def letter(place: int) -> str:
    """A, B … Z, AA, AB …; `place` counts from 0."""
    return letter(place // 26 - 1) + letter(place % 26) if place >= 26 else chr(ord("A") + place)


def is_earlier(section: Mapping, core: Mapping[str, Mapping]) -> bool:
    """Whether it was written against an earlier text of the section it replaces; `core` are sections by their keys."""
    found = core.get(section["overrides"])
    return found is not None and print_of(found) != section.get("against")


def is_lost(section: Mapping, core: Mapping[str, Mapping]) -> bool:
    """Whether the section it replaces does not stand (any more): then it is printed as an addition."""
    return bool(section["overrides"]) and section["overrides"] not in core


def checked(
    section: Mapping, others: Iterable[Mapping], core: Mapping[str, Mapping], declared: Sequence[Blank]
) -> dict:
    """A section as it is kept, against the core as it reads now. Raises Invalid with what is wrong, by field."""
    faults: dict[str, list[str]] = {}
    heading, body, overrides = section["heading"].strip(), section["body"].strip(), section.get("overrides") or ""
    if section["topic"] not in TOPICS:
        faults["topic"] = ["Choose what this is about."]
    if not heading and not overrides:
        faults["heading"] = ["Give it a heading."]
    if not body:
        faults["body"] = ["Write what holds for you. To leave a section of the core out, say so in a sentence."]
    if overrides and overrides not in core:
        faults["overrides"] = ["The core has no such section (any more). Choose another, or add to it instead."]
    if overrides and any(each["overrides"] == overrides for each in others):
        faults["overrides"] = ["Another section of your annex replaces this one already: change that."]
    unknown = filling.undeclared([("", heading), ("", body)], declared)
    if unknown:
        faults["body"] = [f"“{{{{{unknown[0][1]}}}}}” is no blank of this text: write the words themselves."]
    if faults:
        raise Invalid(faults)
    found = core.get(overrides)
    return {
        "key": section["key"],
        "topic": section["topic"],
        "heading": heading or (found or {}).get("heading", ""),
        "body": body,
        "overrides": overrides,
        "against": print_of(found) if found is not None else "",
    }


def printed(
    annexes: Sequence[tuple[str, str, Sequence[Mapping]]], core: Sequence[Mapping], plain: Callable[[str, bool], str]
) -> list[dict]:
    """The annexes of these members (participation id, name, sections) as a body has them; who has none is left out.

    `core` are the sections of the body, with their numbers; `plain(text, preformatted)` fills the blanks in.
    """
    filled = [each for each in sorted(annexes, key=lambda each: (each[1], each[0])) if each[2]]
    result: list[dict] = []
    for place, (participation_id, member, sections) in enumerate(filled):
        name = letter(place)
        texts = [
            {
                "key": each["key"],
                "number": f"{name}.{count}",
                "topic": each["topic"],
                "heading": plain(each["heading"], True),
                "body": plain(each["body"], False),
                "overrides": each["overrides"],
            }
            for count, each in enumerate(sections, 1)
        ]
        result.append({"participation_id": participation_id, "member": member, "letter": name, "sections": texts})
    return referring(result, core)


def referring(annexes: Sequence[Mapping], core: Sequence[Mapping]) -> list[dict]:
    """The annexes with number and heading of what they replace in this core, as far as that stands."""
    known = {each["key"]: each for each in core}
    return [
        {**annex, "sections": [_referring(each, known.get(each["overrides"])) for each in annex["sections"]]}
        for annex in annexes
    ]


def _referring(section: Mapping, replaced: Mapping | None) -> dict:
    said = {"overrides": "", "overrides_number": "", "overrides_heading": ""}
    if replaced is not None:
        said = {
            "overrides": replaced["key"],
            "overrides_number": replaced["number"],
            "overrides_heading": replaced["heading"],
        }
    return {**section, **said}


def instead(body: Mapping) -> dict[str, list[dict]]:
    """By the key of a section of the core, for whom something else holds: [{member, number, anchor}]."""
    found: dict[str, list[dict]] = {}
    for annex in body.get("annexes") or ():
        for each in annex["sections"]:
            if each["overrides"]:
                said = {"member": annex["member"], "number": each["number"], "anchor": anchor(annex, each)}
                found.setdefault(each["overrides"], []).append(said)
    return found


def anchor(annex: Mapping, section: Mapping) -> str:
    """Where a section of an annex is found on a page."""
    return f"annex-{annex['letter']}-{section['key']}"


def sentence(said: Mapping) -> str:
    """“For Fir County its annex applies instead: A.2.”"""
    return f"For {said['member']} its annex applies instead: {said['number']}."


def replaces(section: Mapping) -> str:
    """“In place of 3.1 Insurance.”, or that it is added."""
    if not section["overrides"]:
        return "In addition to the common text."
    return f"In place of {section['overrides_number']} {section['overrides_heading']}".strip() + "."


@dataclass(frozen=True)
class Given:
    """How far one member's annex is: whether it has text, is complete, and which headings replace a changed section."""

    member: str
    has_text: bool
    is_confirmed: bool
    earlier: Sequence[str] = ()
    lost: Sequence[str] = ()


def given(member: str, sections: Sequence[Mapping], is_confirmed: bool, core: Mapping[str, Mapping]) -> Given:
    """The same from the sections as they are kept."""
    earlier = [each["heading"] for each in sections if is_earlier(each, core)]
    lost = [each["heading"] for each in sections if is_lost(each, core)]
    return Given(member, bool(sections), is_confirmed, earlier, lost)


def hindrances(annexes: Sequence[Given], due_at: datetime | None, now: datetime, zone: str) -> Iterator[Hindrance]:
    """What of the members' annexes stands in the way of handing in and publishing, or deserves a look.

    Text that is not said to be complete blocks; who has said nothing blocks until the date it was asked for.
    """
    until = f" It was asked for until {words.when(due_at, zone)}." if due_at is not None else ""
    for each in annexes:
        waits = due_at is not None and now < due_at
        if not each.is_confirmed and each.has_text:
            sentence = f"{each.member} has not said that its annex is complete.{until}"
            yield Hindrance("annex-open", sentence, JOINT, "annexes")
        elif not each.is_confirmed:
            sentence = f"{each.member} has not said whether it needs an annex.{until}"
            yield Hindrance("annex-unanswered", sentence, JOINT, "annexes", waits)
        for heading in each.earlier:
            sentence = f"“{heading}” in the annex of {each.member} was written against an earlier text of the core."
            yield Hindrance("annex-earlier", sentence, JOINT, "annexes", False)
        for heading in each.lost:
            sentence = (
                f"“{heading}” in the annex of {each.member} replaces a section that stands no more: it is printed as "
                "an addition."
            )
            yield Hindrance("annex-lost", sentence, JOINT, "annexes", False)
