"""Comparing the responses that are in: price points, the compared figure, ranks, and ties broken by declared rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from procurement.scoring.contract import BY_CRITERION, LOWEST_PRICE, Contract
from procurement.scoring.criteria import Criterion
from procurement.scoring.judgement import Judged, total
from procurement.scoring.responses import present


@dataclass
class Standing:
    """One response in the comparison; `figure` is the exact total that is compared."""

    judged: Judged
    price_points: dict[str, Fraction]
    figure: Fraction
    rank: int = 0
    tie_broken_by: str | None = None

    @property
    def id(self) -> str:
        """The response's id."""
        return self.judged.id

    def points(self, criterion_id: str) -> Fraction:
        """The points on a criterion, earned by marks or by price."""
        earned = self.price_points.get(criterion_id)
        return self.judged.points[criterion_id] if earned is None else earned


@dataclass
class Outcome:
    """The comparison: `ranked` in order of rank, then id; `below` those that missed the minimum total."""

    ranked: list[Standing] = field(default_factory=list)
    below: list[Standing] = field(default_factory=list)
    ties: list[list[str]] = field(default_factory=list)
    lowest: Fraction | None = None

    @property
    def first(self) -> list[Standing]:
        """Who shares rank 1."""
        return [standing for standing in self.ranked if standing.rank == 1]


def price_points(criterion: Criterion, price: Fraction, lowest: Fraction, highest: Fraction) -> Fraction:
    """The points that a price earns by the criterion's formula."""
    full = criterion.full
    given = criterion.parameters
    if price == 0:
        return full
    if criterion.formula == "lowest-ratio":
        return full * lowest / price
    if criterion.formula == "reference-ratio":
        earned = full * given["reference"] / price
        return min(full, earned) if criterion.cap else earned
    if criterion.formula == "linear-from-lowest":
        # Beside a price of zero every other price is infinitely dearer.
        return full * max(Fraction(0), 1 - (price - lowest) / lowest) if lowest != 0 else Fraction(0)
    if criterion.formula == "linear-between":
        share = (given["zero_at"] - price) / (given["zero_at"] - given["full_at"])
        return full * min(Fraction(1), max(Fraction(0), share))
    return full if highest == lowest else full * (highest - price) / (highest - lowest)


def quality_maximum(contract: Contract) -> Fraction:
    """The most that evaluators can give."""
    return total(criterion.full for criterion in contract.quality)


def _figure(contract: Contract, judged: Judged, earned: dict[str, Fraction]) -> Fraction:
    """The exact figure by which the method compares."""
    quality = judged.quality + total(judged.bonus.values())
    if contract.method == "points":
        return quality + total(earned.values())
    if contract.method == "quality-adjusted-price":
        return judged.evaluated * quality_maximum(contract) / quality
    if contract.method == "score-per-price":
        return quality * present(contract.reference) / judged.evaluated
    return judged.evaluated - judged.quality


def compare(contract: Contract, judged: list[Judged]) -> Outcome:
    """Rank the responses that are in; nothing depends on the order in which they come."""
    outcome = Outcome()
    pool = [item.price for item in judged if item.price is not None]
    lowest, highest = (min(pool), max(pool)) if pool else (Fraction(0), Fraction(0))
    if pool:
        outcome.lowest = lowest
    standings = []
    for item in judged:
        earned = {
            criterion.id: price_points(criterion, item.evaluated, lowest, highest)
            for criterion in contract.prices
            if criterion.formula is not None
        }
        standings.append(Standing(item, earned, _figure(contract, item, earned)))
    minimum = contract.minimum_total
    for standing in standings:
        enough = minimum is None or standing.figure >= minimum
        (outcome.ranked if enough else outcome.below).append(standing)
    _rank(contract, outcome)
    return outcome


def _rank(contract: Contract, outcome: Outcome) -> None:
    """Give every standing its rank and note the ties that outlive every rule."""
    sign = 1 if contract.lower_is_better else -1
    rank = 1
    for group in _groups(outcome.ranked, lambda standing: sign * standing.figure):
        for tied, rule in _break(contract, group, contract.tie_break, None):
            for standing in tied:
                standing.rank = rank
                standing.tie_broken_by = rule
            if len(tied) > 1:
                outcome.ties.append(sorted(standing.id for standing in tied))
            rank += len(tied)
    outcome.ranked.sort(key=lambda standing: (standing.rank, standing.id))
    outcome.below.sort(key=lambda standing: standing.id)


def _groups(standings: list[Standing], key: Callable[[Standing], Fraction]) -> list[list[Standing]]:
    """Standings with the same key together, in the order of the key."""
    groups: dict[Fraction, list[Standing]] = {}
    for standing in standings:
        groups.setdefault(key(standing), []).append(standing)
    return [groups[value] for value in sorted(groups)]


def _break(
    contract: Contract, group: list[Standing], rules: tuple[str, ...], decided: str | None
) -> list[tuple[list[Standing], str | None]]:
    """The group taken apart by the rules in their order, each piece with the rule that separated it last."""
    if len(group) == 1 or not rules:
        return [(group, decided)]
    rule, rest = rules[0], rules[1:]
    pieces = _groups(group, lambda standing: _rule_value(rule, standing))
    if len(pieces) == 1:
        return _break(contract, group, rest, decided)
    return [found for piece in pieces for found in _break(contract, piece, rest, rule)]


def _rule_value(rule: str, standing: Standing) -> Fraction:
    """What a tie-break rule compares; the smaller value stands first."""
    if rule == LOWEST_PRICE:
        return standing.judged.evaluated
    if rule.startswith(BY_CRITERION):
        return -standing.points(rule.removeprefix(BY_CRITERION))
    return standing.judged.response.instant
