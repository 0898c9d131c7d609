"""What was changed between two texts, word by word, as plain data for the page, the PDF and Word.

    runs("Pay 400 a day.", "Pay 500 a day.")
    [Run("same", "Pay "), Run("deleted", "400 "), Run("inserted", "500 "), Run("same", "a day.")]

The runs that are not deleted give the new text, to the letter; those that are not inserted, the old one (with the
spaces of the new where the words are the same). A change is never smaller than a word.

`redline(old, new)` gives one plain document (JSON) of two contents:

    counts      {"same", "changed", "moved", "inserted", "deleted"}: how many sections
    sections    [{key, status, is_moved, number, old_number, level, heading: [run], body: [block], when: [run]}]
                in the order of the new text, deleted ones where they stood; a section that stayed the same, or was
                only moved, has its blocks too, so that a document can be printed whole; a printed table of contents
                is left out
    pieces      [{part "blanks" | "requirements" | "criteria" | "price_lines" | "evaluation", key, title, status
                "changed" | "inserted" | "deleted", fields: [{name, runs: [run]}]}]   only what is not the same

    run         {kind "same" | "deleted" | "inserted", text}
    block       {kind "paragraph" | "item" | "heading" | "row" | "code" | "preformatted", status "same" | "changed" |
                "inserted" | "deleted", depth (of an item: 0, 1 ...; of a heading: 1 to 6), runs: [run],
                cells: [[run]] (of a row, else []), is_head (of a row), old, new: the Markdown it was and is, or null}

The text of runs is words for reading, without the marks of Markdown; what has to keep its marks takes `old` and `new`.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from procurement.core.errors import TooLarge
from procurement.library import passages
from procurement.library.comparing import Difference, compare
from procurement.library.passages import Passage
from procurement.library.wording import plain

_WORD = re.compile(r"\S+\s*|\s+")
_CELL = re.compile(r"(?<!\\)\|")
_TEXTS = ("label", "title", "description", "help", "guidance")
PARTS = ("blanks", "requirements", "criteria", "price_lines")
#: So many lines of both texts together take a few seconds; a solicitation of 150 pages has some thousands.
LONGEST = 200_000


class Run(NamedTuple):
    """A stretch of words that stayed, went or came."""

    kind: str
    text: str

    def as_data(self) -> dict[str, str]:
        """Plain data."""
        return {"kind": self.kind, "text": self.text}


def runs(old: str, new: str) -> list[Run]:
    """The words of two texts as one line of runs; of a replacement, what went comes first."""
    if old == new:
        return [Run("same", new)] if new else []
    before, after = _WORD.findall(old), _WORD.findall(new)
    codes = passages.opcodes([word.strip() for word in before], [word.strip() for word in after])
    found: list[Run] = []
    for tag, i, i_end, j, j_end in _readable(codes, before):
        if tag == "equal":
            _add(found, "same", after[j:j_end])
        else:
            # What went at the end of the new text is still set apart from what stayed before it.
            ends = i > 0 and i < i_end and found and found[-1].kind == "same" and not found[-1].text[-1:].isspace()
            gap = before[i - 1][len(before[i - 1].rstrip()) :] if ends else ""
            _add(found, "deleted", [gap, *before[i:i_end]])
            _add(found, "inserted", after[j:j_end])
    return found


def for_everybody(old: Mapping, new: Mapping) -> dict:
    """The redline where anybody may ask for one; refused for texts so long that it would keep others waiting."""
    lines = sum(each["body"].count("\n") for text in (old, new) for each in text["sections"])
    if lines > LONGEST:
        raise TooLarge("These two texts are too long to be compared on a page. Download both and compare them there.")
    return redline(old, new)


def redline(old: Mapping, new: Mapping) -> dict:
    """Two contents as one document that shows what was changed; the module says what it holds."""
    differences = [each for each in compare(old, new) if (each.new or each.old or {})["role"] != "contents"]
    counts = Counter(each.status for each in differences)
    return {
        "counts": {status: counts[status] for status in ("same", "changed", "moved", "inserted", "deleted")},
        "sections": [section(each) for each in differences],
        "pieces": [piece for part in PARTS for piece in _pieces(part, old[part], new[part])] + _evaluation(old, new),
    }


def section(difference: Difference) -> dict:
    """One section of a redline."""
    old, new = difference.old, difference.new
    shown = new or old
    assert shown is not None
    return {
        "key": difference.key,
        "status": difference.status,
        "is_moved": difference.is_moved,
        "number": difference.number,
        "old_number": difference.old_number,
        "level": shown["level"],
        "heading": _data(_sided(_field(old, "heading"), _field(new, "heading"))),
        "body": body(_field(old, "body"), _field(new, "body"), preformatted=shown["format"] == "preformatted"),
        "when": _data(_sided(_field(old, "when"), _field(new, "when"))),
    }


def _field(section: Mapping | None, name: str) -> str | None:
    return None if section is None else section.get(name, "")


def body(old: str | None, new: str | None, *, preformatted: bool = False) -> list[dict]:
    """The blocks of a redline of one text; None for a text that is not there at all."""
    before = passages.cut(old or "", preformatted=preformatted)[1]
    after = passages.cut(new or "", preformatted=preformatted)[1]
    is_same = old == new and old is not None
    pairs = (
        list(zip(range(len(before)), range(len(after)), strict=True)) if is_same else passages.aligned(before, after)
    )
    blocks: list[dict] = []
    for here, there in pairs:
        one = None if here is None else before[here]
        other = None if there is None else after[there]
        if (other or one or _NOTHING).kind != "rule":
            blocks.append(_block(one, other, preformatted))
        elif blocks and blocks[-1]["kind"] == "row":
            blocks[-1]["is_head"] = True
    return blocks


_NOTHING = Passage("rule", "", "")


def _block(old: Passage | None, new: Passage | None, preformatted: bool) -> dict:
    shown = new or old or _NOTHING
    literal = preformatted or shown.kind == "code"
    is_row = shown.kind == "row" and (old is None or new is None or old.kind == new.kind)
    if old is None or new is None:
        status = "inserted" if old is None else "deleted"
    else:
        status = "same" if old.text == new.text or old.said == new.said else "changed"
    if status == "same":
        old = new
    cells = _cells(old, new) if is_row else []
    words = [] if is_row else _sided(_words(old, literal), _words(new, literal))
    return {
        "kind": "preformatted" if preformatted else shown.kind,
        "status": status,
        "depth": _depth(shown),
        "runs": _data(words),
        "cells": [_data(cell) for cell in cells],
        "is_head": False,
        "old": old.text if old else None,
        "new": new.text if new else None,
    }


def _words(passage: Passage | None, literal: bool) -> str | None:
    if passage is None:
        return None
    if literal:
        return passage.text
    text = passage.text.strip().strip("#") if passage.kind == "heading" else passage.text
    return plain(re.sub(r"\A\s*[-*+•]\s+", "", text) if passage.kind == "item" else text)


def _cells(old: Passage | None, new: Passage | None) -> list[list[Run]]:
    """The cells of a row, each with its runs; a column that came or went is one that came or went in every row."""
    before = [] if old is None else _split(old.text)
    after = [] if new is None else _split(new.text)
    if old is None or new is None:
        return [_sided(None, cell) for cell in after] or [_sided(cell, None) for cell in before]
    if len(before) == len(after):
        return [runs(one, other) for one, other in zip(before, after, strict=True)]
    found: list[list[Run]] = []
    for tag, i, i_end, j, j_end in passages.opcodes(before, after):
        if tag == "equal":
            found += [runs(cell, cell) for cell in after[j:j_end]]
        else:
            found += [_sided(cell, None) for cell in before[i:i_end]]
            found += [_sided(None, cell) for cell in after[j:j_end]]
    return found


def _split(row: str) -> list[str]:
    bare = row.strip()
    bare = bare.removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return [plain(cell) for cell in _CELL.split(bare)]


def _depth(passage: Passage) -> int:
    stripped = passage.text.lstrip(" \t")
    if passage.kind == "heading":
        return len(stripped) - len(stripped.lstrip("#"))
    indent = len(passage.text.expandtabs(4)) - len(passage.text.expandtabs(4).lstrip(" "))
    return min(5, indent // 2) if passage.kind == "item" else 0


def _sided(old: str | None, new: str | None) -> list[Run]:
    """The runs of a text that is in both, or whole when it is only in one."""
    if old is None or new is None:
        text = old if new is None else new
        return [Run("deleted" if new is None else "inserted", text)] if text else []
    return runs(old, new)


def _data(found: Sequence[Run]) -> list[dict[str, str]]:
    return [run.as_data() for run in found]


def _add(found: list[Run], kind: str, words: Sequence[str]) -> None:
    text = "".join(words)
    if text:
        found.append(Run(kind, text))


def _readable(
    codes: list[tuple[str, int, int, int, int]], before: Sequence[str]
) -> list[tuple[str, int, int, int, int]]:
    """One or two small words that stayed between two larger changes are taken into one change: it reads better."""
    kept: list[tuple[str, int, int, int, int]] = []
    for place, code in enumerate(codes):
        tag, i, i_end, j, j_end = code
        if tag == "equal" and 0 < place < len(codes) - 1 and i_end - i <= 2:
            letters = sum(len(word.strip()) for word in before[i:i_end])
            around = min(_size(codes[place - 1]), _size(codes[place + 1]))
            if letters <= 4 and around > 2 * (i_end - i):
                tag = "replace"
        if kept and tag != "equal" and kept[-1][0] != "equal":
            kept[-1] = ("replace", kept[-1][1], i_end, kept[-1][3], j_end)
        else:
            kept.append((tag, i, i_end, j, j_end))
    return kept


def _size(code: tuple[str, int, int, int, int]) -> int:
    return max(code[2] - code[1], code[4] - code[3])


def _pieces(part: str, old: Sequence[Mapping], new: Sequence[Mapping]) -> list[dict]:
    before, after = {each["key"]: each for each in old}, {each["key"]: each for each in new}
    gone = [key for key in before if key not in after]
    found = []
    for key in [*after, *gone]:
        one, other = before.get(key), after.get(key)
        if one != other:
            found.append(_piece(part, key, one, other))
    return found


def _piece(part: str, key: str, old: Mapping | None, new: Mapping | None) -> dict:
    shown = new or old or {}
    names = list(dict.fromkeys([*(new or {}), *(old or {})]))
    fields = []
    for name in names:
        was = None if old is None else _said(old.get(name))
        now = None if new is None else _said(new.get(name))
        if name not in ("key", "original") and was != now and (was or now):
            fields.append({"name": name, "runs": _data(_sided(was, now))})
    return {
        "part": part,
        "key": key,
        "title": next((shown[name] for name in _TEXTS if shown.get(name)), key),
        "status": "inserted" if old is None else "deleted" if new is None else "changed",
        "fields": fields,
    }


def _said(value: object) -> str:
    """A field as words: yes and no, lists with commas, children by their titles, anything else as it is."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_said(each)}" for name, each in value.items() if each not in (None, "", []))
    if isinstance(value, list | tuple):
        return "; ".join(_said(each) for each in value)
    return json.dumps(value)


def _evaluation(old: Mapping, new: Mapping) -> list[dict]:
    if old["evaluation"] == new["evaluation"]:
        return []
    piece = _piece("evaluation", "evaluation", old["evaluation"], new["evaluation"])
    return [{**piece, "title": "How responses are judged"}]
