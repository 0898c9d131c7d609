"""The text of a template or a draft as a Word document, and back from one that was edited.

A section that is not printed (a printed table of contents, one whose condition does not hold) stays where it was when
the document comes back. Requirements, criteria and price lines are printed as tables; they are changed on their own
pages, so a table that was changed in Word is told, with both texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.core import words
from procurement.core.markdown import escape
from procurement.library import pricing
from procurement.library.blanks import BlankFault, parse, present
from procurement.library.content import blanks, new_key, numbered
from procurement.library.presenting import how_judged, tie_rules
from procurement.word.document import MARK, Document, Filling, Part, Section
from procurement.word.returning import PartChange, Returned, returned

__all__ = ["MARK", "Back", "document", "present", "taken_back", "whole", "without"]


@dataclass(frozen=True)
class Back:
    """What an edited export makes of the text it was exported from."""

    content: dict
    values: dict
    #: Keys of sections that were changed, are new, or are gone.
    changed: list[str]
    inserted: list[str]
    deleted: list[str]
    filled: dict[str, str]
    parts: list[PartChange]
    sentences: list[str]
    tracked: int
    comments: int
    is_moved: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing was changed that could be taken in."""
        return not (self.changed or self.inserted or self.deleted or self.filled or self.is_moved)


def document(
    content: Mapping,
    values: Mapping,
    *,
    title: str,
    subtitle: str = "",
    issuer: str = "",
    reference: str = "",
    facts: Sequence[tuple[str, str]] = (),
    date: datetime | None = None,
    zone: str | None = None,
    properties: Mapping[str, str] | None = None,
) -> Document:
    """The document to be written (`procurement.word.writing.write`); `content` holds the sections in force."""
    declared = blanks(dict(content))
    return Document(
        title=title or "Untitled",
        sections=tuple(_sections(content)),
        subtitle=subtitle,
        issuer=issuer,
        reference=reference,
        facts=tuple((label, text) for label, text in facts if text),
        parts=tuple(_parts(content)),
        blanks={each.key: Filling(each.label, present(each, values.get(each.key), zone)) for each in declared},
        date=date,
        numbering=content["numbering"],
        properties={MARK: "export", **(properties or {})},
    )


def taken_back(
    content: Mapping,
    values: Mapping,
    exported: Document,
    data: bytes,
    *,
    zone: str | None = None,
    changes: str = "accept",
    comments: str = "leave",
) -> Back:
    """The content and values after the changes that were made outside; `content` is the one that was exported, whole.

    Raises WordFault for a file that is no Word document.
    """
    declared = {each.key: each for each in blanks(dict(content))}

    def suits(key: str, text: str) -> bool:
        try:
            return parse(declared[key], text, zone) is not None
        except BlankFault:
            return False

    found = returned(exported, data, changes=changes, comments=comments, suits=suits)
    sections, inserted = _taken(content, exported, found)
    filled = dict(values)
    for key, text in found.filled.items():
        value = parse(declared[key], text, zone) if text else None
        filled = {**{name: each for name, each in filled.items() if name != key}, **({key: value} if text else {})}
    return Back(
        {**content, "sections": sections},
        filled,
        found.changed,
        inserted,
        found.deleted,
        found.filled,
        found.parts,
        found.sentences,
        found.tracked,
        found.comments,
        [each.key for each in found.sections if each.key]
        != [each.key for each in exported.sections if each.key not in found.deleted],
    )


def whole(content: Mapping) -> dict:
    """The content with every field that a section may have; what was drafted long ago lacks some."""
    return {**content, "sections": [{**_BARE, **each} for each in content["sections"]]}


def without(content: Mapping, back: Back, left: set[str]) -> dict:
    """What came back, but with these sections as they were exported: not changed, not inserted, not deleted."""
    old = {each["key"]: each for each in content["sections"]}
    sections = [
        old.get(each["key"], each) if each["key"] in left else each
        for each in back.content["sections"]
        if not (each["key"] in left and each["key"] in back.inserted)
    ]
    order = [each["key"] for each in content["sections"]]
    for key in (each for each in order if each in left and each in back.deleted):
        before = order[: order.index(key)]
        at = max((index + 1 for index, each in enumerate(sections) if each["key"] in before), default=0)
        sections.insert(at, old[key])
    return {**back.content, "sections": sections}


def _sections(content: Mapping) -> list[Section]:
    return [
        Section(
            each["key"],
            each["level"],
            each["heading"],
            each["body"],
            each["format"],
            depth=number.count(".") + 1 if number else 0,
        )
        for number, each in numbered(content["sections"], content["numbering"])
        if each["role"] != "contents"
    ]


def _taken(content: Mapping, exported: Document, found: Returned) -> tuple[list[dict], list[str]]:
    """The sections in their new order, with what was not printed behind what it stood behind."""
    old = {each["key"]: each for each in content["sections"]}
    printed = {each.key for each in exported.sections}
    behind: dict[str, list[dict]] = {}
    last = ""
    for each in content["sections"]:
        if each["key"] in printed:
            last = each["key"]
        else:
            behind.setdefault(last, []).append(each)
    used = set(old)
    sections, inserted = [*behind.pop("", [])], []
    for each in found.sections:
        said = {"level": each.level, "heading": each.heading, "body": each.body}
        if each.key:
            sections.append({**old[each.key], **said})
        else:
            made = {**_BARE, **said}
            made["key"] = new_key("s", used, made)
            used.add(made["key"])
            inserted.append(made["key"])
            sections.append(made)
        sections += behind.pop(each.key, [])
    # What stood behind a section that is gone is not gone with it.
    return sections + [each for several in behind.values() for each in several], inserted


_BARE = {"source": "", "format": "markdown", "role": "", "when": "", "clause": "", "alternate": ""}


def _parts(content: Mapping) -> list[Part]:
    found = []
    if content["requirements"]:
        rows = [
            [each["label"], _help(each), "Required" if each["required"] else "Optional"]
            for each in content["requirements"]
        ]
        found.append(Part("requirements", "Requirements for responses", _table(_ASKED, rows)))
    if content["criteria"]:
        found.append(Part("criteria", "Evaluation criteria", _criteria(content)))
    if content["price_lines"]:
        rows = [_price_line(each) for each in content["price_lines"]]
        found.append(Part("price_lines", "Price lines", _table(("Line", ">Quantity", "Unit"), rows)))
    return found


def _price_line(line: Mapping) -> list[str]:
    group = f"{line['group']}: " if line.get("group") else ""
    aside = " (alternate)" if line.get("alternate_to") else " (optional)" if line.get("optional") else ""
    amounts = [words.quantity(each) for each in pricing.quantities(line)]
    return [f"{group}{line['description']}{aside}", ", ".join(amounts), line["unit"]]


_ASKED = ("What a response must answer", "Explanation", "Required")


def _help(requirement: Mapping) -> str:
    choices = " / ".join(requirement.get("choices") or ())
    rows = "\n".join(f"• {each['text']}" for each in requirement.get("rows") or ())
    return "\n".join(each for each in (requirement.get("help") or "", choices and f"One of: {choices}", rows) if each)


def _criteria(content: Mapping) -> str:
    rows = []
    for each in content["criteria"]:
        anchors = "\n".join(f"{one.get('mark', '')}: {one['text']}" for one in each.get("anchors") or ())
        text = "\n".join(piece for piece in (how_judged(each), each.get("guidance") or "", anchors) if piece)
        rows.append([each["title"], _points(each), text])
        rows += [
            [f"– {child.get('title') or child['key']}", _points(child), child.get("guidance") or ""]
            for child in each.get("children") or ()
        ]
    ties = ", then ".join(tie_rules(content)) or "nothing: a tie stays a tie"
    return _table(("Criterion", ">Points", "How it is judged"), rows) + f"\n\nTies are broken by {_words(ties)}."


def _points(criterion: Mapping) -> str:
    return "" if criterion.get("points") is None else str(criterion["points"])


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; a column that begins with > is aligned to the right."""
    lines = [
        f"| {' | '.join(each.removeprefix('>') for each in columns)} |",
        f"|{'|'.join('---:' if each.startswith('>') else '---' for each in columns)}|",
        *(f"| {' | '.join(_words(cell) or ' ' for cell in row)} |" for row in rows),
    ]
    return "\n".join(lines)


def _words(text: str) -> str:
    """Words as Markdown that says just these words; blanks in them stay blanks."""
    lines = [" ".join(line.split()) for line in str(text).splitlines()]
    return "<br>".join(escape(line).replace("\\{\\{", "{{").replace("\\}\\}", "}}") for line in lines if line)
