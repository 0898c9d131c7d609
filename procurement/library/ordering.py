"""Orders of keys: which of them stay when others move, and two new orders of one old order made into one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def staying(order: Sequence[int], weights: Sequence[int] | None = None) -> set[int]:
    """Places of the heaviest rising subsequence: what stays when the rest is said to have moved.

    `order` holds for each place in the new order the (distinct) place in the old one. Takes n log n steps.
    """
    weights = weights if weights is not None else [1] * len(order)
    ranks = {value: rank for rank, value in enumerate(sorted(order), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(order) + 1)
    before = [-1] * len(order)
    for place, value in enumerate(order):
        # The heaviest sequence that ends below this value, from a Fenwick tree of maxima.
        rank, heaviest = ranks[value] - 1, (0, -1)
        while rank > 0:
            heaviest = max(heaviest, best[rank], key=lambda each: each[0])
            rank -= rank & -rank
        before[place] = heaviest[1]
        ending = (heaviest[0] + weights[place], place)
        rank = ranks[value]
        while rank <= len(order):
            if ending[0] > best[rank][0]:
                best[rank] = ending
            rank += rank & -rank
    total, rank = (0, -1), len(order)
    while rank > 0:
        total = max(total, best[rank], key=lambda each: each[0])
        rank -= rank & -rank
    kept, place = set(), total[1]
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept


@dataclass(frozen=True)
class Woven:
    """An order made of two, and what could not be decided."""

    order: list[str]
    #: What both moved to different places: behind what each has it (None: at the beginning). Ours counts.
    clashes: dict[str, tuple[str | None, str | None]]
    #: What only the other side moved.
    moved: list[str]


def woven(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    depths: Mapping[str, int],
    choices: Mapping[str, str],
) -> Woven:
    """The order of the keys in `depths`, which are those that remain, from three orders in which they stand.

    What neither side moved stays as it was. What one side moved or inserted follows what it follows there, its own
    subsections follow it. Where both put something in the same place the deeper goes first, so that a subsection
    stays with its section, then by key: the result is the same whichever side is called ours. Of what both moved to
    different places `choices` may say "theirs".
    """
    base, ours, theirs = ([key for key in each if key in depths] for each in (base, ours, theirs))
    common = set(base) & set(ours) & set(theirs)
    sides = (_Side(ours, base, common), _Side(theirs, base, common))
    stable = [key for key in base if key in common and not any(key in side.moved for side in sides)]
    anchors: dict[str, str | None] = {}
    clashes: dict[str, tuple[str | None, str | None]] = {}
    for key in {**dict.fromkeys(ours), **dict.fromkeys(theirs)}:
        if key in common and not any(key in side.moved for side in sides):
            continue
        own = [side for side in sides if key in side.places and (key not in common or key in side.moved)]
        found = [side.anchor(key, sides[1 - sides.index(side)], depths) for side in own]
        if len(set(found)) == 1:
            anchors[key] = found[0]
            continue
        firm = [side.firm(key, set(stable)) for side in own]
        if firm[0] != firm[1] and key in common:
            clashes[key] = (found[0], found[1])
            anchors[key] = found[1 if choices.get(key) == "theirs" else 0]
        else:
            loose = [each for each in found if each not in stable] if firm[0] == firm[1] else found
            anchors[key] = min(loose or found, key=lambda each: each or "")
    _without_circles(anchors, sides, set(stable))
    moved = [key for key in theirs if key in sides[1].moved and key not in sides[0].moved]
    return Woven(_told(stable, anchors, depths), clashes, moved)


class _Side:
    """One side's order, and what it moved of what all three have."""

    def __init__(self, order: Sequence[str], base: Sequence[str], common: set[str]) -> None:
        self.order = order
        self.places = {key: place for place, key in enumerate(order)}
        was = {key: place for place, key in enumerate(base)}
        shared = [key for key in order if key in common]
        stay = staying([was[key] for key in shared])
        self.moved = {key for place, key in enumerate(shared) if place not in stay}
        self._firm: dict[str, str | None] | None = None

    def anchor(self, key: str, other: "_Side", depths: Mapping[str, int]) -> str | None:
        """What the key follows here: not a neighbour that the other side took away, unless it is part of that."""
        for place in range(self.places[key] - 1, -1, -1):
            before = self.order[place]
            went = before in other.moved and before not in self.moved
            if not went or depths[key] > depths[before]:
                return before
        return None

    def firm(self, key: str, stable: set[str]) -> str | None:
        """The nearest thing before the key that nobody moved."""
        if self._firm is None:
            self._firm, last = {}, None
            for each in self.order:
                self._firm[each] = last
                last = each if each in stable else last
        return self._firm[key]


def _without_circles(anchors: dict[str, str | None], sides: Sequence[_Side], stable: set[str]) -> None:
    """Two moves can follow each other in a circle: its first key follows something that nobody moved instead."""
    settled: set[str] = set()
    for start in sorted(anchors):
        path: list[str] = []
        on_path: set[str] = set()
        key: str | None = start
        while key is not None and key in anchors and key not in settled and key not in on_path:
            path.append(key)
            on_path.add(key)
            key = anchors[key]
        if key is not None and key in on_path:
            first = min(path[path.index(key) :])
            anchors[first] = next(side.firm(first, stable) for side in sides if first in side.places)
        settled |= on_path


def _told(stable: Sequence[str], anchors: Mapping[str, str | None], depths: Mapping[str, int]) -> list[str]:
    behind: dict[str | None, list[str]] = {}
    for key, anchor in anchors.items():
        behind.setdefault(anchor, []).append(key)
    order: list[str] = []
    roots: list[str | None] = [None, *stable]
    for root in roots:
        waiting = [root]
        while waiting:
            here = waiting.pop()
            if here is not None:
                order.append(here)
            below = sorted(behind.get(here, []), key=lambda each: (-depths[each], each), reverse=True)
            waiting += below
    return order
