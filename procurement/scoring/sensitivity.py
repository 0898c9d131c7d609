"""How far the points of one criterion could move before somebody else would stand first.

The criterion gets w points and the others share the rest of the whole in their old proportion. Every response's
total is then linear in w, so that for each rival the winner stays first on one side of one exact number.
"""

from __future__ import annotations

import math
from fractions import Fraction

from procurement.scoring.contract import Contract
from procurement.scoring.judgement import total
from procurement.scoring.ranking import Outcome, Standing


def spans(contract: Contract, outcome: Outcome) -> dict[str, tuple[Fraction, Fraction]]:
    """By outermost criterion with points: from how many to how many of them the winner stays first.

    Without a single winner, and under value-deduction (which has no points), there is nothing to say.
    """
    if len(outcome.first) != 1 or contract.method == "value-deduction":
        return {}
    criteria = [item for item in contract.criteria if item.full > 0]
    whole = total(item.full for item in criteria)
    names = [item.id for item in criteria]
    winner = outcome.first[0]
    rows = _rows(contract, outcome.ranked, names)
    mine = rows.pop(winner.id)
    found = {}
    for column, item in enumerate(criteria):
        if item.full == whole:
            found[item.id] = (whole, whole)
            continue
        found[item.id] = _span(column, item.full, whole, mine, list(rows.values()))
    return found


def _rows(contract: Contract, ranked: list[Standing], names: list[str]) -> dict[str, tuple[list[int], int, int, int]]:
    """By response: points by criterion, their sum, points by preference, all as integers of one denominator,
    and the factor with which the points count against a rival's.
    """
    by_price = contract.method != "points"
    values = {
        standing.id: (
            [standing.points(name) for name in names],
            total(standing.judged.bonus.values()),
            standing.judged.evaluated if by_price else Fraction(1),
        )
        for standing in ranked
    }
    common = math.lcm(*(number.denominator for points, bonus, _ in values.values() for number in (*points, bonus)))
    prices = math.lcm(*(price.denominator for _, _, price in values.values()))
    rows = {}
    for name, (points, bonus, price) in values.items():
        whole = [number.numerator * (common // number.denominator) for number in points]
        extra = bonus.numerator * (common // bonus.denominator)
        rows[name] = (whole, sum(whole), extra, price.numerator * (prices // price.denominator))
    return rows


def _span(column: int, full: Fraction, whole: Fraction, mine: tuple, rivals: list[tuple]) -> tuple[Fraction, Fraction]:
    """The span of one criterion's points in which no rival passes the winner.

    With both sides multiplied by full x (whole - full), the winner's lead is slope x w + start, in integers.
    """
    scale = math.lcm(full.denominator, whole.denominator)
    p, total_points = int(full * scale), int(whole * scale)
    rest = total_points - p
    low, high = Fraction(0), Fraction(total_points)
    my_points, my_sum, my_bonus, my_price = mine
    for points, points_sum, bonus, price in rivals:
        # Under the methods that divide by price, a lead is counted crosswise: my quality at the rival's price.
        own = my_points[column] * price - points[column] * my_price
        others = my_sum * price - points_sum * my_price - own
        extra = my_bonus * price - bonus * my_price
        slope = rest * own - p * others
        start = total_points * p * others + p * rest * extra
        if slope > 0 and -start * low.denominator > low.numerator * slope:
            low = Fraction(-start, slope)
        elif slope < 0 and start * high.denominator < -slope * high.numerator:
            high = Fraction(start, -slope)
    return low / scale, high / scale
