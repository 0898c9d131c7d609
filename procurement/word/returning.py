"""An export comes back edited: what was changed outside, section by section, and everything else kept to the letter.

The export is written again from the same document and read; the edited file is read; where the two say the same, our
own Markdown stands. Sections are known by their bookmarks, else by their heading or their words; blanks by their
content controls or bookmarks. What a word processor changes by itself when it saves (runs, styles, numbering) is none.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from procurement.word.document import PART, SECTION, Document, Section, anchor, short
from procurement.word.keeping import Change, lines_kept, text_kept
from procurement.word.marking import written
from procurement.word.model import Run, Runs, all_runs, joined, mapped, words
from procurement.word.reading import Read, ReadSection, read
from procurement.word.writing import write

#: How alike two texts must be to be the same section where neither bookmark nor heading tells.
_ALIKE = 0.6
#: Beyond this many pairs of words, only which words they have is compared.
_LONG = 1_000_000
#: More sections than this without bookmark or heading are not compared by their words.
_PAIRS = 400


@dataclass(frozen=True)
class PartChange:
    """A part that is kept elsewhere (the cover, a table of criteria) was changed in Word: it is told, not taken in."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Returned:
    """What came back."""

    #: In the order of the edited file; the key is "" for a section that is new.
    sections: list[Section]
    #: Keys of the sections whose heading, level or text was changed outside, and of those that are gone.
    changed: list[str]
    deleted: list[str]
    #: Blanks that were filled, changed or (with "") emptied in Word.
    filled: dict[str, str]
    parts: list[PartChange]
    #: What else the person must know: tracked changes, comments, pictures, in sentences.
    sentences: list[str]
    tracked: int
    comments: int


def returned(
    document: Document,
    data: bytes,
    *,
    changes: str = "accept",
    comments: str = "leave",
    suits: Callable[[str, str], bool] = lambda key, text: True,
) -> Returned:
    """What was changed outside in the file that was exported from this document. Raises WordFault.

    `suits` says whether a text can be the value of a blank; what does not suit stays as words where it was typed.
    """
    base, theirs = read(write(document)), read(data, changes=changes, comments=comments)
    known = {anchor(SECTION, each.key): each for each in document.sections}
    ours = {known[each.mark].key: each for each in base.sections if each.mark in known}
    found, parts = _regions(theirs)
    keys = _keys(document, known, ours, found)
    names = {name: key for key in document.blanks for name in (key, short(key))}
    filled, literal = _values(document, found, names, suits)

    def blanks(runs: Runs) -> Runs:
        return joined(_settled(each, names, literal, document) for each in runs)

    sections, changed = [], []
    for key, each in zip(keys, found, strict=True):
        if not key:
            sections.append(_new(each, document, blanks))
            continue
        source = next(one for one in document.sections if one.key == key)
        made = _one(source, ours[key], each, blanks)
        sections.append(made)
        if made != source:
            changed.append(key)
    deleted = [each.key for each in document.sections if each.key not in keys]
    return Returned(
        sections,
        changed,
        deleted,
        filled,
        _parts(base, theirs, parts),
        theirs.sentences,
        theirs.report.tracked,
        len(theirs.report.comments),
    )


def _regions(theirs: Read) -> tuple[list[ReadSection], list[ReadSection]]:
    """The sections of the text, without the cover and without the parts that are kept elsewhere."""
    begun = False
    found: list[ReadSection] = []
    rest: list[ReadSection] = []
    in_part = False
    for each in theirs.sections:
        begun = begun or each.mark.startswith(f"{SECTION}_")
        if each.mark:
            in_part = each.mark.startswith(f"{PART}_")
        (found if begun and not in_part else rest).append(each)
    return found, rest


def _keys(
    document: Document, known: Mapping[str, Section], ours: Mapping[str, ReadSection], found: Sequence[ReadSection]
) -> list[str]:
    """The key of each section that came back: by its bookmark, its heading, or its words; "" for a new one."""
    keys = [""] * len(found)
    used: set[str] = set()
    for index, each in enumerate(found):
        source = known.get(each.mark)
        if source is not None and source.key not in used:
            keys[index] = source.key
            used.add(source.key)
    for index, each in enumerate(found):
        if not keys[index] and each.heading:
            same = (key for key in ours if key not in used and _same_heading(ours[key], each))
            keys[index] = next(same, "")
            used.add(keys[index])
    open_, left = [at for at, key in enumerate(keys) if not key], [key for key in ours if key not in used]
    if len(open_) * len(left) <= _PAIRS:
        texts = {key: ours[key].body.split() for key in left}
        for index in open_:
            after = found[index].body.split()
            keys[index] = next((key for key in left if key not in used and _alike(texts[key], after)), "")
            used.add(keys[index])
    return keys


def _same_heading(one: ReadSection, other: ReadSection) -> bool:
    return bool(one.heading) and one.heading.casefold() == other.heading.casefold()


def _alike(before: Sequence[str], after: Sequence[str]) -> bool:
    if not before or not after:
        return False
    if len(before) * len(after) > _LONG:
        return len(set(before) & set(after)) >= _ALIKE * max(len(set(before)), len(set(after)))
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= _ALIKE


def _values(
    document: Document, found: Sequence[ReadSection], names: Mapping[str, str], suits: Callable[[str, str], bool]
) -> tuple[dict[str, str], set[str]]:
    """Blanks that say something else now in one way, and those that say several things: these become words."""
    said: dict[str, set[str]] = defaultdict(set)
    for each in found:
        for run in [*each.heading_runs, *all_runs(each.blocks)]:
            key = names.get(run.blank, "")
            if key and _said(run.text) != _said(_shown(document, key)):
                said[key].add(_bare(run.text, document, key))
    filled = {key: next(iter(texts)) for key, texts in said.items() if len(texts) == 1}
    kept = {key: text for key, text in filled.items() if (suits(key, text) if text else document.blanks[key].text)}
    return kept, set(said) - set(kept)


def _shown(document: Document, key: str) -> str:
    filling = document.blanks[key]
    return filling.text or f"[{filling.label}]"


def _said(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str, document: Document, key: str) -> str:
    """What was typed over an open blank, without the brackets that stood there."""
    said = text.strip()
    is_open = not document.blanks[key].text
    return said[1:-1].strip() if is_open and said.startswith("[") and said.endswith("]") else said


def _settled(run: Run, names: Mapping[str, str], literal: set[str], document: Document) -> Run:
    """A blank stays one, unless somebody wrote different things into it at different places."""
    if not run.blank:
        return run
    key = names.get(run.blank, run.blank)
    if key in literal and _said(run.text) != _said(_shown(document, key)):
        return Run(run.text, run.marks, run.link)
    return replace(run, blank=key)


def _new(found: ReadSection, document: Document, blanks: Change) -> Section:
    heading = _said(words(blanks(found.heading_runs)))
    if document.numbering == "own":
        heading = f"{found.number} {heading}".strip()
    body = "\n\n".join(written(mapped(each, blanks) for each in found.blocks))
    return Section("", found.level, heading, body)


def _one(source: Section, base: ReadSection, theirs: ReadSection, blanks: Change) -> Section:
    """One section: what is the same keeps our own words and marks."""
    level = source.level if theirs.level == base.level or not theirs.heading else theirs.level
    words_now = words(blanks(theirs.heading_runs))
    heading = source.heading if _said(words_now) == _said(base.heading) else _said(words_now)
    if source.format == "preformatted":
        body = lines_kept(source.body, base.blocks, theirs.blocks, blanks)
    else:
        body = text_kept(source.body, base.blocks, theirs.blocks, blanks)
    return replace(source, level=level, heading=heading, body=body)


def _parts(base: Read, theirs: Read, found: Sequence[ReadSection]) -> list[PartChange]:
    """The cover, requirements, criteria, price lines: changed or not."""
    before, after = _by_part(_regions(base)[1]), _by_part(found)
    changes = []
    for mark in dict.fromkeys([*before, *after]):
        heading, was = before.get(mark, ("", ""))
        new_heading, now = after.get(mark, (heading, ""))
        if _said(was) != _said(now):
            changes.append(PartChange(new_heading or heading or "Cover", was, now))
    return changes


def _by_part(sections: Sequence[ReadSection]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    mark = ""
    for each in sections:
        mark = each.mark or mark
        heading, text = found.get(mark, (each.heading if each.mark else "", ""))
        extra = "" if mark in found or each.mark else each.title
        more = each.title if mark in found else extra
        found[mark] = (heading, "\n\n".join(piece for piece in (text, more, each.body) if piece))
    return found
