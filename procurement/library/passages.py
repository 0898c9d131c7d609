"""Cuts the body of a section into its passages, and tells which passage of one text is which of another.

A passage is what a reader takes in at once and what a merge keeps or replaces as a whole: a paragraph, an item of a
list, a row of a table, a heading within the body, a block of code or of preformatted text. Joined again with what
stands between them they are the text, to the letter.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from procurement.library.wording import likeness, words

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,4}[.)]|[A-Za-z][.)]|\([A-Za-z0-9]{1,4}\))[ \t]+\S")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_RULE = re.compile(r"(?=.*--)[-:| \t]+")
#: Passages this alike are one passage that was reworked.
ALIKE = 0.4
#: So many steps difflib may take for one stretch; beyond it, a stretch counts as replaced.
STEPS = 400_000
#: How often, on average, something may be looked at again between anchors.
ROUNDS = 50
#: So many pairs of passages are weighed against each other in one stretch.
PAIRS = 4_000


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item, row, heading or block, with the line ends and blank lines behind it."""

    kind: str
    text: str
    #: What stands between this passage and the next.
    behind: str

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Its words, without marks."""
        return tuple(words(self.text))


def cut(body: str, *, preformatted: bool = False) -> tuple[str, list[Passage]]:
    """What stands before the first passage, and the passages. `lead + "".join(text + behind)` is the body."""
    lines = [line for line in _LINE.findall(body) if line]
    pieces: list[tuple[str, list[str]]] = []
    blanks: list[list[str]] = [[]]
    fence: str | None = None
    for line in lines:
        if fence is None and not line.strip():
            blanks[-1].append(line)
            continue
        marker = None if preformatted else _FENCE.match(line)
        follows = bool(pieces) and not blanks[-1]
        if fence is not None:
            fence = None if marker and marker[1].startswith(fence) and not line[marker.end() :].strip() else fence
            pieces[-1][1].extend([*blanks[-1], line])
            blanks[-1].clear()
            continue
        kind = "code" if marker else _kind(line, preformatted)
        if follows and _continues(pieces[-1], kind, line):
            pieces[-1][1].append(line)
            continue
        pieces.append((kind, [line]))
        blanks.append([])
        fence = marker[1] if marker else None
    passages = [_passage(kind, held, blanks[index + 1]) for index, (kind, held) in enumerate(pieces)]
    return "".join(blanks[0]), passages


def _kind(line: str, preformatted: bool) -> str:
    if preformatted:
        return "item" if _ITEM.match(line) else "paragraph"
    if _HEADING.match(line):
        return "heading"
    if line.lstrip().startswith("|"):
        return "rule" if _RULE.fullmatch(line.rstrip("\r\n")) else "row"
    return "item" if _ITEM.match(line) else "paragraph"


def _continues(piece: tuple[str, list[str]], kind: str, line: str) -> bool:
    return kind == "paragraph" and piece[0] in ("paragraph", "item")


def _passage(kind: str, held: list[str], blank: list[str]) -> Passage:
    text = "".join(held)
    bare = text.rstrip("\r\n")
    return Passage(kind, bare, text[len(bare) :] + "".join(blank))


def aligned(old: Sequence[Passage], new: Sequence[Passage]) -> list[tuple[int | None, int | None]]:
    """Pairs of places, in an order that respects both texts; None on one side is what the other has alone."""
    pairs: list[tuple[int | None, int | None]] = []
    for tag, i, i_end, j, j_end in opcodes([each.said for each in old], [each.said for each in new]):
        if tag == "equal":
            pairs += zip(range(i, i_end), range(j, j_end), strict=True)
        else:
            pairs += _reworked(old, new, range(i, i_end), range(j, j_end))
    return pairs


def _reworked(
    old: Sequence[Passage], new: Sequence[Passage], left: range, right: range
) -> list[tuple[int | None, int | None]]:
    """Which passages of a changed stretch are versions of each other: the best rising chain of likenesses."""
    chain = _chain(old, new, left, right) if len(left) * len(right) <= PAIRS else []
    if not chain and len(left) == len(right) == 1 and old[left[0]].kind == new[right[0]].kind == "row":
        chain = [(left[0], right[0])]
    pairs: list[tuple[int | None, int | None]] = []
    i, j = left.start, right.start
    for here, there in [*chain, (left.stop, right.stop)]:
        pairs += [(place, None) for place in range(i, here)]
        pairs += [(None, place) for place in range(j, there)]
        if here < left.stop:
            pairs.append((here, there))
        i, j = here + 1, there + 1
    return pairs


def _chain(old: Sequence[Passage], new: Sequence[Passage], left: range, right: range) -> list[tuple[int, int]]:
    width = len(right) + 1
    score = [[0.0] * width for _ in range(len(left) + 1)]
    like = {}
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            one, other = old[left[a]], new[right[b]]
            alike = likeness(one.said, other.said) if one.kind == other.kind else 0.0
            like[a, b] = alike if alike >= ALIKE else 0.0
            paired = like[a, b] + score[a + 1][b + 1] if like[a, b] else 0.0
            score[a][b] = max(paired, score[a + 1][b], score[a][b + 1])
    chain, a, b = [], 0, 0
    while a < len(left) and b < len(right):
        if like[a, b] and score[a][b] == like[a, b] + score[a + 1][b + 1]:
            chain.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif score[a][b] == score[a + 1][b]:
            a += 1
        else:
            b += 1
    return chain


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """What makes the new sequence of the old one, as `difflib` tells it, in time that no text can run up.

    What begins and ends alike is set aside; what stands only once in each text, in the same order, is believed to be
    the same thing; `difflib` decides what lies between, unless repetitions would take it too long: then the stretch
    counts as replaced.
    """
    matches: list[tuple[int, int, int]] = []
    stack = [(0, len(old), 0, len(new))]
    left = ROUNDS * (len(old) + len(new))
    while stack:
        i, i_end, j, j_end = stack.pop()
        start = _run(old, new, i, j, min(i_end - i, j_end - j), 1)
        matches.append((i, j, start))
        i, j = i + start, j + start
        end = _run(old, new, i_end - 1, j_end - 1, min(i_end - i, j_end - j), -1)
        matches.append((i_end - end, j_end - end, end))
        i_end, j_end = i_end - end, j_end - end
        if i == i_end or j == j_end:
            continue
        left -= i_end - i + j_end - j
        anchors = _anchors(old, new, i, i_end, j, j_end) if left > 0 else []
        if anchors:
            for here, there in [*anchors, (i_end, j_end)]:
                stack.append((i, here, j, there))
                i, j = here, there
        else:
            matches += _between(old, new, i, i_end, j, j_end)
    return _as_opcodes(sorted(match for match in matches if match[2]), len(old), len(new))


def _run(old: Sequence, new: Sequence, i: int, j: int, longest: int, step: int) -> int:
    length = 0
    while length < longest and old[i + step * length] == new[j + step * length]:
        length += 1
    return length


def _anchors(old: Sequence, new: Sequence, i: int, i_end: int, j: int, j_end: int) -> list[tuple[int, int]]:
    """Places of what stands once in both stretches, as many as rise together; none when there are none."""
    mine, theirs = Counter(old[i:i_end]), Counter(new[j:j_end])
    there = {new[place]: place for place in range(j, j_end) if theirs[new[place]] == 1}
    once = [(place, there[old[place]]) for place in range(i, i_end) if mine[old[place]] == 1 and old[place] in there]
    if not once:
        return []
    piles: list[int] = []
    before: list[int | None] = []
    tops: list[int] = []
    for index, (_, place) in enumerate(once):
        at = bisect_left(piles, place)
        before.append(tops[at - 1] if at else None)
        piles[at : at + 1] = [place]
        tops[at : at + 1] = [index]
    chain: list[tuple[int, int]] = []
    link: int | None = tops[-1]
    while link is not None:
        chain.append(once[link])
        link = before[link]
    return chain[::-1]


def _between(old: Sequence, new: Sequence, i: int, i_end: int, j: int, j_end: int) -> list[tuple[int, int, int]]:
    mine, theirs = Counter(old[i:i_end]), Counter(new[j:j_end])
    meetings = sum(times * theirs[each] for each, times in mine.items())
    if not meetings or (meetings + i_end - i) * min(i_end - i, j_end - j) > STEPS:
        return []
    blocks = SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False).get_matching_blocks()
    return [(i + block.a, j + block.b, block.size) for block in blocks]


def _as_opcodes(matches: list[tuple[int, int, int]], old: int, new: int) -> list[tuple[str, int, int, int, int]]:
    codes: list[tuple[str, int, int, int, int]] = []
    i = j = 0
    for here, there, size in [*matches, (old, new, 0)]:
        if i < here or j < there:
            tag = "replace" if i < here and j < there else "delete" if i < here else "insert"
            codes.append((tag, i, here, j, there))
        if size and codes and codes[-1][0] == "equal" and not (i < here or j < there):
            codes[-1] = ("equal", codes[-1][1], here + size, codes[-1][3], there + size)
        elif size:
            codes.append(("equal", here, here + size, there, there + size))
        i, j = here + size, there + size
    return codes
