"""Merges two contents that were made from one: what only one side changed is taken, what both changed is asked.

    found = merge(base, ours, theirs)       ours: the fork or draft; theirs: the template it was made from, as it is now
    found.content                           merged; where both sides changed the same thing, it still holds ours
    found.conflicts                         [Conflict(place, base, ours, theirs)]: what somebody has to decide
    found.taken                             places where something of theirs came in without a question
    resolve(found, {place: "ours" | "theirs" | "both" | {"text": "..."}})          the content with everything decided

Pieces (sections, blanks, requirements, criteria, price lines) are told by their keys, and merged field by field; texts
(`TEXTS`) passage by passage (`library/passages.py`). A piece or passage that one side deleted and the other changed is
a conflict, and so is one that both changed in different ways, or moved to different places. What both changed in the
same way is no conflict. Sections that both inserted in one place are both kept.

    place                        asks about                                      answers beside "ours" and "theirs"
    sections/s1                  a piece that one side deleted (None)            -
    sections/s1/heading          a field; base, ours and theirs are its values   {"text": ...} for a text
    sections/s1/body/2           the second passage in question of a text        "both", {"text": ...}
    sections/s1/place            where it stands: behind which key (None: first) -
    evaluation/method            a field of the evaluation; also "numbering"     {"text": ...} for a text

No words are lost: whatever was in ours or theirs is in the content or in a conflict, unless the other side took it out
and this one had left it as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from procurement.library.ordering import woven
from procurement.library.passages import Passage, aligned, cut, opcodes

PARTS = ("sections", "blanks", "requirements", "criteria", "price_lines")
#: Fields that are texts of passages; of all others, the whole value is the one or the other.
TEXTS = ("body", "help", "guidance", "summary")
_TIGHT = ("item", "row", "rule")

Choice: TypeAlias = str | Mapping[str, str]


@dataclass(frozen=True)
class Conflict:
    """One thing that both sides changed; None or "" where a side has taken it out."""

    place: str
    base: Any
    ours: Any
    theirs: Any
    #: "text" (a passage), "field", "piece" (deleted or changed) or "place" (moved twice).
    kind: str = "field"

    def answers(self) -> tuple[str, ...]:
        """Which words answer it, beside a text of one's own."""
        return ("ours", "theirs", "both") if self.kind == "text" else ("ours", "theirs")


@dataclass(frozen=True)
class Merge:
    """Two contents in one, and what remains to be decided."""

    content: dict
    conflicts: list[Conflict]
    taken: list[str]
    sources: tuple[Mapping, Mapping, Mapping]


@dataclass(frozen=True)
class PieceMerge:
    """Two versions of one piece in one; `piece` is None when it is deleted."""

    piece: dict | None
    conflicts: list[Conflict]
    taken: list[str]


@dataclass(frozen=True)
class TextMerge:
    """Two versions of one text in one."""

    text: str
    conflicts: list[Conflict]


class Unresolved(ValueError):
    """A conflict was not answered, or with something that is no answer to it; `places` names them."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(f"Not decided: {', '.join(places)}.")
        self.places = list(places)


def merge(base: Mapping, ours: Mapping, theirs: Mapping) -> Merge:
    """What became of `base` in `ours` and in `theirs`, in one content."""
    return _merge(base, ours, theirs, {})


def resolve(merged: Merge, choices: Mapping[str, Choice]) -> dict:
    """The content with every conflict decided; raises Unresolved unless `choices` answers each of them."""
    answered = {}
    for each in merged.conflicts:
        choice = choices.get(each.place)
        typed = isinstance(choice, Mapping) and isinstance(choice.get("text"), str) and _may_type(each)
        if choice is not None and (choice in each.answers() if isinstance(choice, str) else typed):
            answered[each.place] = choice
    if open_ := [each.place for each in merged.conflicts if each.place not in answered]:
        raise Unresolved(open_)
    return _merge(*merged.sources, answered).content


def merge_piece(base: Mapping | None, ours: Mapping | None, theirs: Mapping | None, *, place: str = "") -> PieceMerge:
    """One piece of any part; None for one that is not there."""
    work = _Work({})
    return PieceMerge(work.piece(place, base, ours, theirs), work.conflicts, work.taken)


def merge_text(base: str, ours: str, theirs: str, *, place: str = "text", preformatted: bool = False) -> TextMerge:
    """One text, passage by passage; where both changed a passage, the text holds ours."""
    work = _Work({})
    return TextMerge(work.text(place, base, ours, theirs, preformatted), work.conflicts)


def _merge(base: Mapping, ours: Mapping, theirs: Mapping, choices: Mapping[str, Choice]) -> Merge:
    work = _Work(choices)
    content = dict(ours)
    for name in {**ours, **theirs}:
        was, mine, other = (each.get(name) for each in (base, ours, theirs))
        if name in PARTS:
            content[name] = work.pieces(name, was or [], mine or [], other or [])
        elif isinstance(mine, Mapping) and isinstance(other, Mapping):
            content[name] = work.fields(name, was or {}, mine, other)
        else:
            content[name] = work.value(name, was, mine, other)
    return Merge(content, work.conflicts, work.taken, (base, ours, theirs))


def _may_type(conflict: Conflict) -> bool:
    return conflict.kind == "text" or (conflict.kind == "field" and isinstance(conflict.ours, str))


@dataclass
class _Work:
    """One merge under way: the answers given, the questions that remain, and what was taken."""

    choices: Mapping[str, Choice]
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def value(self, place: str, base: Any, ours: Any, theirs: Any) -> Any:
        """A value that is the one or the other."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            self.taken.append(place)
            return theirs
        choice = self._asked(Conflict(place, base, ours, theirs))
        return choice["text"] if isinstance(choice, Mapping) else theirs if choice == "theirs" else ours

    def pieces(self, part: str, base: Sequence[Mapping], ours: Sequence[Mapping], theirs: Sequence[Mapping]) -> list:
        """The pieces of one list, and their order."""
        if theirs == base:
            return list(ours)
        sides = [{each["key"]: each for each in side} for side in (base, ours, theirs)]
        kept = {}
        for key in {**sides[0], **sides[1], **sides[2]}:
            piece = self.piece(f"{part}/{key}", *(side.get(key) for side in sides))
            if piece is not None:
                kept[key] = piece
        depths = {key: piece.get("level", 0) for key, piece in kept.items()}
        answers = {key: each for key in kept if isinstance(each := self.choices.get(f"{part}/{key}/place"), str)}
        order = woven(list(sides[0]), list(sides[1]), list(sides[2]), depths, answers)
        for key, (mine, other) in order.clashes.items():
            was = list(sides[0])
            before = was[was.index(key) - 1] if was.index(key) else None
            self._asked(Conflict(f"{part}/{key}/place", before, mine, other, "place"))
        self.taken += [f"{part}/{key}/place" for key in order.moved]
        return [kept[key] for key in order.order]

    def piece(self, place: str, base: Mapping | None, ours: Mapping | None, theirs: Mapping | None) -> dict | None:
        """One piece, or None when it is gone."""
        if ours == theirs or _is_same(theirs, base):
            return dict(ours) if ours is not None else None
        if _is_same(ours, base):
            self.taken.append(place)
            return dict(theirs) if theirs is not None else None
        if ours is None or theirs is None:
            choice = self._asked(Conflict(place, base, ours, theirs, "piece"))
            kept = theirs if choice == "theirs" else ours
            return dict(kept) if kept is not None else None
        return self.fields(place, base or {}, ours, theirs)

    def fields(self, place: str, base: Mapping, ours: Mapping, theirs: Mapping) -> dict:
        """A piece of which both sides changed something, field by field."""
        merged: dict[str, Any] = {}
        for name in {**ours, **theirs}:
            was, mine, other = _present(base.get(name), ours.get(name), theirs.get(name))
            at = f"{place}/{name}"
            if name in TEXTS and isinstance(mine, str) and isinstance(other, str):
                literal = "preformatted" in (ours.get("format"), theirs.get("format"))
                merged[name] = self.text(at, was or "", mine, other, literal)
            elif name == "children" and isinstance(mine, list) and isinstance(other, list):
                merged[name] = self.pieces(at, was or [], mine, other)
            elif isinstance(mine, Mapping) and isinstance(other, Mapping):
                merged[name] = self.fields(at, was or {}, mine, other)
            elif name != "source":
                merged[name] = self.value(at, was, mine, other)
        if "source" in ours or "source" in theirs:
            merged["source"] = _source(merged, base, ours, theirs)
        return merged

    def text(self, place: str, base: str, ours: str, theirs: str, preformatted: bool = False) -> str:
        """A text, passage by passage."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            self.taken.append(place)
            return theirs
        return _Texts(self, place, *(cut(each, preformatted=preformatted) for each in (base, ours, theirs))).merged()

    def passage(self, place: str, base: str, ours: str, theirs: str) -> list[str]:
        """What to print where both sides changed one passage, or put something in one place."""
        choice = self._asked(Conflict(place, base, ours, theirs, "text"))
        if isinstance(choice, Mapping):
            return [choice["text"]]
        return {"theirs": [theirs], "both": [ours, theirs]}.get(choice or "ours", [ours])

    def _asked(self, conflict: Conflict) -> Choice | None:
        choice = self.choices.get(conflict.place)
        if choice is None:
            self.conflicts.append(conflict)
        return choice


def _present(*values: Any) -> Iterator[Any]:
    """What an older content does not have yet is as good as an empty text."""
    is_text = any(isinstance(each, str) for each in values)
    return ("" if each is None and is_text else each for each in values)


def _is_same(one: Mapping | None, other: Mapping | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or all((one.get(name) or "") == (other.get(name) or "") for name in {**one, **other})


def _source(merged: Mapping, base: Mapping, ours: Mapping, theirs: Mapping) -> str:
    """The imported lines of the heading: those of the side whose heading it is; none when it is of both."""
    headed = [(each.get("heading"), each.get("level")) for each in (merged, ours, theirs)]
    sources = [each.get("source", "") for each in (base, ours, theirs)]
    if headed[1] == headed[2]:
        was, mine, other = sources
        return mine if mine == other or other == was else other if mine == was else ""
    return sources[1] if headed[0] == headed[1] else sources[2] if headed[0] == headed[2] else ""


class _Texts:
    """Three versions of one text: each passage of the base with what became of it, and what came in between."""

    def __init__(self, work: _Work, place: str, *texts: tuple[str, list[Passage]]) -> None:
        self.work, self.place = work, place
        self.leads = [lead for lead, _ in texts]
        self.base, self.ours, self.theirs = (passages for _, passages in texts)
        self.printed: list[Passage] = []
        self.asked = 0
        self.is_taken = False

    def merged(self) -> str:
        mine, my_new = _became(self.base, self.ours)
        other, their_new = _became(self.base, self.theirs)
        for gap in range(len(self.base) + 1):
            self._inserted(my_new.get(gap, []), their_new.get(gap, []))
            if gap < len(self.base):
                self._kept(self.base[gap], mine.get(gap), other.get(gap))
        if self.is_taken:
            self.work.taken.append(self.place)
        tails = [each[-1].behind if each else "" for each in (self.base, self.ours, self.theirs)]
        return _either(*self.leads) + _joined(self.printed, _either(*tails))

    def _inserted(self, ours: list[Passage], theirs: list[Passage]) -> None:
        tags = {code[0] for code in opcodes([each.text for each in ours], [each.text for each in theirs])}
        if tags <= {"equal", "delete"}:
            self.printed += ours
        elif tags <= {"equal", "insert"}:
            self.printed += theirs
            self.is_taken = True
        else:
            self._ask(None, ours, theirs)

    def _kept(self, base: Passage, ours: Passage | None, theirs: Passage | None) -> None:
        if ours is not None and theirs is not None:
            behind = _either(base.behind, ours.behind, theirs.behind)
            if ours.text == theirs.text or theirs.text == base.text:
                self.printed.append(replace(ours, behind=behind))
            elif ours.text == base.text or (ours.said == base.said and theirs.said != base.said):
                self.printed.append(replace(theirs, behind=behind))
                self.is_taken = True
            elif theirs.said == base.said and ours.said != base.said:
                self.printed.append(replace(ours, behind=behind))
            elif ours.said == theirs.said:
                # The same words, drawn differently: nothing that anybody should be asked.
                fuller = max(ours, theirs, key=lambda each: (len(each.text), each.text))
                self.printed.append(replace(fuller, behind=behind))
            else:
                self._ask(base, [ours], [theirs], behind)
        elif (ours is None and theirs is None) or (ours or theirs or base).said == base.said:
            self.is_taken = self.is_taken or (theirs is None and ours is not None)
        else:
            self._ask(base, [ours] if ours else [], [theirs] if theirs else [])

    def _ask(self, base: Passage | None, ours: list[Passage], theirs: list[Passage], behind: str | None = None) -> None:
        self.asked += 1
        first = (ours or theirs)[0]
        texts = [_joined(each, "") for each in ([base] if base else [], ours, theirs)]
        for text in self.work.passage(f"{self.place}/{self.asked}", *texts):
            if text.strip():
                self.printed.append(Passage(first.kind, text, behind or (ours or theirs)[-1].behind))


def _became(base: list[Passage], side: list[Passage]) -> tuple[dict[int, Passage], dict[int, list[Passage]]]:
    """For each passage of the base what it became, and what was inserted before each (and at the end)."""
    kept: dict[int, Passage] = {}
    new: dict[int, list[Passage]] = {}
    gap = 0
    for here, there in aligned(base, side):
        if here is not None:
            gap = here + 1
            if there is not None:
                kept[here] = side[there]
        elif there is not None:
            new.setdefault(gap, []).append(side[there])
    return kept, new


def _either(base: str, ours: str, theirs: str) -> str:
    """Of white space whichever was changed."""
    if theirs == base:
        return ours
    return theirs if ours == base else max(ours, theirs, key=lambda each: (len(each), each))


def _joined(passages: Sequence[Passage], tail: str) -> str:
    """The passages as one text, kept apart where they would run into each other; it ends with `tail`."""
    pieces = []
    for place, each in enumerate(passages):
        if place + 1 == len(passages):
            pieces += [each.text, tail]
            continue
        after, behind = passages[place + 1], each.behind
        breaks = behind.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        runs_on = after.kind == "paragraph" and each.kind in ("paragraph", *_TIGHT)
        needed = 2 if runs_on else 1
        pieces += [each.text, behind if breaks >= needed else "\n" * needed]
    return "".join(pieces)
