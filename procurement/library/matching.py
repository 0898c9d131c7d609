"""Finds for each section of one text its counterpart in another, from keys where they mean something, else by evidence.

`comparing.py` says in which order evidence counts. Every step is linear or nearly so: two texts with thousands of
sections each, all alike or all different, take seconds and not hours.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from procurement.library.wording import Wording, likeness

#: Texts this alike are one text that was reworked, wherever they stand.
ALIKE = 0.5
#: Texts in the same place, or with the same number, need less.
ALIKE_IN_PLACE = 0.3
#: A text shorter than this proves nothing by being the same.
TELLING = 8
#: A pair of words that stands in more sections than this says little, and would cost much.
COMMON = 30

_COUNTED = re.compile(r"s\d{1,6}")


@dataclass(frozen=True)
class Item:
    """A section as it is matched."""

    index: int
    key: str
    level: int
    number: str | None
    #: The words of the heading behind the number, and those of the headings above it with its own.
    title: tuple[str, ...]
    path: tuple[tuple[str, ...], ...]
    text: Wording
    section: dict

    @cached_property
    def all_words(self) -> tuple[str, ...]:
        """Heading and body."""
        return (*self.title, *self.text.words)

    @cached_property
    def squeezed(self) -> str:
        """The letters of the body, however its lines are broken."""
        return "".join(self.text.words)


def matched(old: list[Item], new: list[Item]) -> dict[int, int]:
    """The place in the new text for each place in the old one that has a counterpart; never two for one."""
    pairs = _by_key(old, new)
    left = [each for each in old if each.index not in pairs]
    right = [each for each in new if each.index not in set(pairs.values())]
    for signature, several in _EVIDENCE:
        found = _by_signature(left, right, signature, several)
        pairs |= found
        left, right = _without(left, found.keys()), _without(right, found.values())
    for step in (_by_likeness, _by_number):
        found = step(left, right)
        pairs |= found
        left, right = _without(left, found.keys()), _without(right, found.values())
    return pairs | _by_place(left, right, pairs, len(old), len(new))


#: What two sections must have the same to be one, and whether several of a kind are paired in their order.
_EVIDENCE: tuple[tuple[Callable[[Item], Hashable | None], bool], ...] = (
    (lambda each: (each.number, each.title, each.squeezed), True),
    (lambda each: (each.title, each.squeezed), True),
    (lambda each: (each.path, each.number), False),
    (lambda each: each.path, False),
    (lambda each: (each.number, each.title) if each.number and each.title else None, False),
    (lambda each: each.squeezed if len(each.text.words) >= TELLING else None, True),
    (lambda each: each.title or None, False),
)


def _without(items: list[Item], gone: Iterable[int]) -> list[Item]:
    places = set(gone)
    return [each for each in items if each.index not in places]


def _by_key(old: list[Item], new: list[Item]) -> dict[int, int]:
    if _is_counted(old) and _is_counted(new):
        return {}
    there = {each.key: each for each in new}
    common = [(each, there[each.key]) for each in old if each.key in there]
    foreign = sum(1 for one, other in common if one.title != other.title and not _alike(one, other, ALIKE_IN_PLACE))
    if foreign * 2 > len(common):
        return {}
    return {one.index: other.index for one, other in common}


def _is_counted(items: list[Item]) -> bool:
    """Whether the keys are nothing but places: s1, s2, s3 ..., as each text got them by itself."""
    numbers = [int(each.key[1:]) for each in items if _COUNTED.fullmatch(each.key)]
    return len(numbers) == len(items) and all(one < other for one, other in pairwise(numbers))


def _by_signature(left: list[Item], right: list[Item], signature: Callable, several: bool) -> dict[int, int]:
    here, there = _filed(left, signature), _filed(right, signature)
    found: dict[int, int] = {}
    for name, ones in here.items():
        others = there.get(name, [])
        if others and (several or len(ones) == len(others) == 1):
            found |= {one.index: other.index for one, other in zip(ones, others, strict=False)}
    return found


def _filed(items: list[Item], signature: Callable) -> dict[Hashable, list[Item]]:
    filed = defaultdict(list)
    for each in items:
        name = signature(each)
        if name is not None:
            filed[name].append(each)
    return filed


def _by_likeness(left: list[Item], right: list[Item]) -> dict[int, int]:
    """Sections with enough words in common, the most alike first."""
    places = defaultdict(list)
    for other in right:
        for pair in set(_pairs_of_words(other)):
            places[pair].append(other.index)
    items = {each.index: each for each in right}
    likely = []
    for one in left:
        shared = Counter(
            index
            for pair in set(_pairs_of_words(one))
            if len(places.get(pair, ())) <= COMMON
            for index in places.get(pair, ())
        )
        for index, _ in shared.most_common(4):
            score = likeness(one.all_words, items[index].all_words)
            if score >= ALIKE:
                likely.append((-score, abs(one.index - index), one.index, index))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, here, there in sorted(likely):
        if here not in found and there not in taken:
            found[here] = there
            taken.add(there)
    return found


def _pairs_of_words(item: Item) -> Iterable[tuple[str, str]]:
    return pairwise(item.all_words)


def _by_number(left: list[Item], right: list[Item]) -> dict[int, int]:
    found = _by_signature(left, right, lambda each: each.number, False)
    here, there = {each.index: each for each in left}, {each.index: each for each in right}
    return {one: other for one, other in found.items() if _alike(here[one], there[other], ALIKE_IN_PLACE)}


def _by_place(
    left: list[Item], right: list[Item], pairs: dict[int, int], old_length: int, new_length: int
) -> dict[int, int]:
    """A single section left over between the same two neighbours on both sides."""
    there = {each.index: each for each in right}
    alone = {each.index for each in left}
    found = {}
    for one in left:
        if one.index - 1 in alone or one.index + 1 in alone:
            continue
        above = pairs.get(one.index - 1) if one.index else -1
        below = pairs.get(one.index + 1) if one.index + 1 < old_length else new_length
        if above is None or below is None or below - above != 2 or above + 1 not in there:
            continue
        other = there[above + 1]
        if one.level == other.level and _alike(one, other, ALIKE_IN_PLACE):
            found[one.index] = other.index
    return found


def _alike(one: Item, other: Item, least: float) -> bool:
    if one.title and other.title and likeness(one.title, other.title) >= least:
        return True
    return bool(one.text.words and other.text.words) and likeness(one.text.words, other.text.words) >= least
