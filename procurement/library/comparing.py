"""Which section of one text is which of another, and what became of it: same, changed, moved, inserted or deleted.

How sections are matched. Keys identify a section across versions, forks and drafts, and are believed first. They are
not believed where they were only counted (s1, s2, s3 ... in both texts: each was imported by itself), nor where most
sections that share a key have neither heading nor words in common. What keys leave open is matched by evidence, the
strongest first: the same number, heading and words; heading and words; the headings above and its own; number and
heading; words; heading; and at last how many of their words are the same, wherever the sections stand.

What counts as a change: other words in heading or body (`library/wording.py` says what a word is), or another
condition. Not a change: where lines end, spaces, marks, another number after something was inserted above, another
level, and a printed table of contents whose page numbers and entries follow the headings. Moved is a section that
changed places with others: of all sections that have a counterpart, as many (and as long) ones as possible stay, and
the rest has moved. A section that was moved and changed counts as changed, and `is_moved` tells.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from procurement.library import numerals, wording
from procurement.library.blanks import restore
from procurement.library.content import blanks
from procurement.library.matching import Item, matched
from procurement.library.ordering import staying

#: What can have become of a section.
STATUSES = ("same", "changed", "moved", "inserted", "deleted")

_PAGE = re.compile(r"(?<![\w.])(?:\d{1,4}|[ivxl]{1,6})\Z|(?<=\.\.)(?:\d{1,4}|[ivxl]{1,6})\Z")
#: Dots that lead to a page number; what one run of dots has not led to, none of its dots does.
_LEADERS = re.compile(r"(?m)(?<!\.)(?<!\. )(?:\. ?){4,}+[ \t]*+(?:\d{1,4}|[ivxl]{1,6})[ \t]*$")


@dataclass(frozen=True)
class Difference:
    """A section of the new text, of the old one, or of both, and what became of it."""

    status: str
    old: dict | None
    new: dict | None
    #: The number it carries or prints, in the new text; of a deleted one, in the old. None: it has no number.
    number: str | None
    heading: str
    is_moved: bool = False
    #: The number in the old text.
    old_number: str | None = None

    @property
    def key(self) -> str:
        """The key of the section, in the new text where it stands there."""
        return (self.new or self.old or {})["key"]

    def as_data(self) -> dict:
        """What a program is told."""
        return {"number": self.number, "heading": self.heading, "status": self.status}


def compare(old: Mapping, new: Mapping) -> list[Difference]:
    """Every section of two contents once, in the order of the new one; deleted ones stand where they stood."""
    headings = {_entry(each["heading"]) for content in (old, new) for each in content["sections"]} - {""}
    known: dict[tuple[str, bool], wording.Wording] = {}
    before, after = _items(old, headings, known), _items(new, headings, known)
    pairs = matched(before, after)
    moved = _moved(pairs, before, after)
    found: list[Difference] = []
    places: dict[int, int] = {}
    counterpart = {there: here for here, there in pairs.items()}
    for there, item in enumerate(after):
        here = counterpart.get(there)
        if here is None:
            found.append(_one("inserted", None, item))
        else:
            places[here] = len(found)
            changed = not _is_same(before[here], item)
            status = "changed" if changed else "moved" if there in moved else "same"
            found.append(_one(status, before[here], item, is_moved=there in moved))
    return _with_deleted(found, before, pairs, places, moved)


def grouped(content: Mapping) -> dict:
    """The content as it is cited: what has no number of its own is put into the numbered section it is part of.

    Such are the subsections right below one that have no number or a local one, such as (a), and text without a
    heading. All parts of a printed table of contents become one section. What stands before the first numbered section
    stays as it is, and so does a heading without number beside numbered ones.
    """
    result: list[dict] = []
    is_numbered = False
    for section, (number, _, is_local) in zip(content["sections"], numerals.numbers(content), strict=True):
        last = result[-1] if result else None
        if last and section["role"] == "contents" == last["role"]:
            result[-1] = _joined(last, section)
            continue
        is_part = not section["heading"] or (last is not None and section["level"] > last["level"])
        if last and is_numbered and is_part and section["role"] != "contents" and (number is None or is_local):
            result[-1] = _joined(last, section)
            continue
        is_numbered = number is not None
        result.append(dict(section))
    return {**content, "sections": result}


def rekeyed(old: Mapping, new: Mapping) -> dict:
    """The new content with the keys that its sections have in the old one.

    For a text that went out and came back without keys: what was matched is again the same section.
    """
    result = [dict(section) for section in new["sections"]]
    known = {each.new["key"]: each.old["key"] for each in compare(old, new) if each.old and each.new}
    kept = set(known.values())
    for section in result:
        own = section["key"]
        section["key"] = known.get(own) or own
        if own not in known and own in kept:
            taken = kept | {each["key"] for each in result}
            section["key"] = next(
                f"{own}-{number}" for number in range(2, len(taken) + 3) if f"{own}-{number}" not in taken
            )
    return {**new, "sections": result}


def _joined(section: Mapping, below: Mapping) -> dict:
    pieces = [section["body"].rstrip(), below["heading"], below["body"].strip("\n")]
    return {**section, "body": "\n\n".join(piece for piece in pieces if piece.strip())}


def _items(content: Mapping, headings: set[str], known: dict[tuple[str, bool], wording.Wording]) -> list[Item]:
    declared = [blank for blank in blanks(dict(content)) if blank.original]

    def worded(text: str, preformatted: bool = False) -> wording.Wording:
        # Most of two versions is the same text, which has to be looked at only once.
        said = (restore(text, declared) if declared else text, preformatted)
        if said not in known:
            known[said] = wording.wording(*said)
        return known[said]

    items: list[Item] = []
    above: list[tuple[str, ...]] = []
    for index, (section, (number, title, _)) in enumerate(
        zip(content["sections"], numerals.numbers(content), strict=True)
    ):
        body = section["body"]
        if section["role"] == "contents":
            body = "\n".join(line for line in body.split("\n") if _entry(line) not in headings)
        elif "...." in body or ". . . ." in body:
            body = _LEADERS.sub("", body)
        del above[max(0, section["level"] - 1) :]
        words = worded(title).words
        items.append(
            Item(
                index=index,
                key=section["key"],
                level=section["level"],
                number=number,
                title=words,
                path=(*above, words),
                text=worded(body, section["format"] == "preformatted"),
                section=section,
            )
        )
        above.append(words)
    return items


def _entry(line: str) -> str:
    """A heading, or an entry of a table of contents without its page, as the letters that both have."""
    words = " ".join(wording.words(re.sub(r"\]\(#[^()\s]*\)", " ", line).replace("[", " ").replace("]", " ")))
    return re.sub(r"[\W_]+", "", _PAGE.sub("", words).casefold())


def _is_same(one: Item, other: Item) -> bool:
    return (
        one.title == other.title
        and one.section.get("when", "") == other.section.get("when", "")
        and wording.is_same(one.text, other.text)
    )


def _moved(pairs: Mapping[int, int], before: list[Item], after: list[Item]) -> set[int]:
    """The places in the new text of the sections that changed places with others."""
    in_order = sorted(pairs, key=lambda here: pairs[here])
    weights = []
    for here in in_order:
        one, other = before[here], after[pairs[here]]
        keeps_number = one.number is not None and one.number == other.number
        weights.append(1000 + 500 * keeps_number + min(400, len(one.text.words)))
    stay = staying(in_order, weights)
    return {pairs[here] for place, here in enumerate(in_order) if place not in stay}


def _one(status: str, old: Item | None, new: Item | None, *, is_moved: bool = False) -> Difference:
    shown = new or old
    assert shown is not None
    return Difference(
        status=status,
        old=old.section if old else None,
        new=new.section if new else None,
        number=shown.number,
        heading=shown.section["heading"],
        is_moved=is_moved,
        old_number=old.number if old else None,
    )


def _with_deleted(
    found: list[Difference], before: list[Item], pairs: Mapping[int, int], places: Mapping[int, int], moved: set[int]
) -> list[Difference]:
    """The deleted sections put in, each behind the one it stood behind that did not move."""
    behind: dict[int, list[Difference]] = {}
    last = -1
    for here, item in enumerate(before):
        if here not in pairs:
            behind.setdefault(last, []).append(_one("deleted", item, None))
        elif pairs[here] not in moved:
            last = places[here]
    result = list(behind.get(-1, []))
    for place, each in enumerate(found):
        result += [each, *behind.get(place, [])]
    return result
