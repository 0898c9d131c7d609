"""Orders of keys: which of them stay when others move, and two new orders of one old order made into one."""

from collections.abc import Sequence


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
