"""Judging each response by itself: who is out and why, what the marks earn, and what is missing.

The order is the contract's: put out from outside, failed a pass-fail criterion, below the minimum of a criterion.
A response that is out by any of these may lack marks; one that is still in may lack nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from procurement.scoring import exact
from procurement.scoring.contract import DIVIDES_BY_QUALITY, EARLIEST, Contract
from procurement.scoring.criteria import PASS_FAIL, Criterion
from procurement.scoring.faults import Findings, step
from procurement.scoring.marks import CONSENSUS, Marks
from procurement.scoring.responses import Response, failed, present


@dataclass
class Judged:
    """One response with what its marks earned; `out` says why it is out, None while it is in."""

    response: Response
    out: str | None = None
    #: Points (money under value-deduction) by criterion, parts and wholes.
    points: dict[str, Fraction] = field(default_factory=dict)
    #: The sum over the outermost criteria that evaluators judge.
    quality: Fraction = Fraction(0)
    #: Points that a preference adds, by preference.
    bonus: dict[str, Fraction] = field(default_factory=dict)
    #: The evaluated price: after the preferences' discounts.
    price: Fraction | None = None

    @property
    def id(self) -> str:
        """The response's id."""
        return self.response.id

    @property
    def evaluated(self) -> Fraction:
        """The evaluated price, where the contract made sure that there is one."""
        return present(self.price)


def precisely(value: Fraction, contract: Contract) -> str:
    """A value as a sentence needs it that compares it: exact, or rounded with its fraction beside it."""
    try:
        return exact.plain(value)
    except ValueError:
        return f"{exact.rounded(value, contract.places, contract.mode)} ({exact.fraction(value)})"


def judge(find: Findings, contract: Contract, responses: list[Response], tables: Mapping[str, Marks]) -> list[Judged]:
    """Every response judged by itself, in the order of the document; what is missing is noted in `find`."""
    judged = [_judge_one(contract, response, tables) for response in responses]
    still_in = [item.response for item in judged if item.out is None]
    for response in still_in:
        _check_complete(find, contract, response, tables)
    _check_panel(find, still_in, tables)
    if not find.faults and contract.method in DIVIDES_BY_QUALITY:
        for item in judged:
            if item.out is None and item.quality == 0:
                item.out = "No quality points, so there is nothing to compare its price with"
    return judged


def _judge_one(contract: Contract, response: Response, tables: Mapping[str, Marks]) -> Judged:
    item = Judged(response, response.out)
    for criterion in contract.criteria:
        _earn(criterion, response, tables, item.points)
    item.quality = total(item.points[criterion.id] for criterion in contract.quality if criterion.id in item.points)
    granted = [contract.preferences[name] for name in response.preferences]
    item.bonus = {preference.id: preference.amount for preference in granted if preference.effect == "points"}
    if response.price is not None:
        percent = total(preference.amount for preference in granted if preference.effect == "price-discount")
        item.price = response.price * (100 - percent) / 100
    if item.out is None:
        item.out = _failed(contract, response) or _below(contract, item)
    return item


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum; values of one denominator are added as integers first, which is most of them."""
    numerators: dict[int, int] = {}
    for value in values:
        denominator = value.denominator
        numerators[denominator] = numerators.get(denominator, 0) + value.numerator
    return sum((Fraction(top, bottom) for bottom, top in numerators.items()), Fraction(0))


def _earn(
    criterion: Criterion, response: Response, tables: Mapping[str, Marks], points: dict[str, Fraction]
) -> Fraction | None:
    """The points of a criterion, noted with those of its parts; None while marks are missing."""
    earned: Fraction | None = None
    if criterion.children:
        parts = [_earn(child, response, tables, points) for child in criterion.children]
        known = [part for part in parts if part is not None]
        earned = total(known) if len(known) == len(parts) else None
    elif criterion.kind != PASS_FAIL and criterion.id in response.cells:
        earned = tables[criterion.id].points(response.cells[criterion.id])
    if earned is not None:
        points[criterion.id] = earned
    return earned


def _failed(contract: Contract, response: Response) -> str | None:
    names = failed(response, contract.every_criterion)
    if not names:
        return None
    return f"Failed the pass-fail {'criterion' if len(names) == 1 else 'criteria'} {', '.join(names)}"


def _below(contract: Contract, item: Judged) -> str | None:
    """The minimums that the response does not reach, as one sentence."""
    missed = sorted(
        (criterion.id, item.points[criterion.id], criterion.minimum)
        for criterion in contract.every_criterion
        if criterion.minimum is not None
        and criterion.id in item.points
        and item.points[criterion.id] < criterion.minimum
    )
    if not missed:
        return None
    return "Below the minimum: " + "; ".join(
        f"{name} {precisely(points, contract)} of at least {exact.plain(minimum)}" for name, points, minimum in missed
    )


def _check_complete(find: Findings, contract: Contract, response: Response, tables: Mapping[str, Marks]) -> None:
    """A response that is in has a mark on every criterion, and the price and instant that are compared."""
    scores = step(response.place, "scores")
    for name, table in tables.items():
        cell = response.cells.get(name)
        if name in response.unread:
            continue
        if cell is None:
            find.add(step(scores, name), "the mark is missing")
        elif (
            table.criterion.kind != PASS_FAIL
            and table.criterion.combine == "consensus"
            and CONSENSUS not in cell.evaluators
        ):
            find.add(step(step(scores, name), CONSENSUS), "the consensus mark is missing")
    if contract.needs_price and response.price is None and not response.price_unread:
        find.add(step(response.place, "price"), "the price is missing, and the contract compares prices")
    if EARLIEST in contract.tie_break and response.submitted is None and not response.submitted_unread:
        find.add(step(response.place, "submitted"), "the instant is missing, and a tie-break may compare it")


def _check_panel(find: Findings, responses: list[Response], tables: Mapping[str, Marks]) -> None:
    """An evaluator who marked a response marked it on every criterion on which they mark at all.

    An evaluator without a single mark on a response is taken to sit that response out (a disclosed conflict);
    `warnings` says so. One who left out a single criterion has forgotten it.
    """
    judged = [name for name, table in tables.items() if _by_everyone(table.criterion)]
    rosters = {
        name: {
            evaluator
            for response in responses
            if name in response.cells
            for evaluator in response.cells[name].evaluators
        }
        for name in judged
    }
    for response in responses:
        present = {who for name in judged if name in response.cells for who in response.cells[name].evaluators}
        for name in judged:
            if name not in response.cells:
                continue
            cell = response.cells[name].evaluators
            if len(cell) == len(rosters[name]):
                continue
            for who in sorted((rosters[name] - set(cell)) & present):
                place = step(step(step(response.place, "scores"), name), who)
                find.add(place, "the mark is missing; this evaluator marked the other responses here")


def _by_everyone(criterion: Criterion) -> bool:
    """Whether the marks of all evaluators count, so that a missing one changes the points."""
    return criterion.kind != PASS_FAIL and criterion.combine != "consensus"


def absent(judged: list[Judged], tables: Mapping[str, Marks]) -> dict[str, list[str]]:
    """By response still in: the evaluators who marked other responses on its criteria and did not mark it."""
    names = [name for name, table in tables.items() if _by_everyone(table.criterion)]
    rosters: dict[str, set[str]] = {name: set() for name in names}
    still_in = [item for item in judged if item.out is None]
    for item in still_in:
        for name in names:
            rosters[name].update(item.response.cells[name].evaluators)
    missing: dict[str, list[str]] = {}
    for item in still_in:
        gone: set[str] = set()
        for name in names:
            cell = item.response.cells[name].evaluators
            if len(cell) != len(rosters[name]):
                gone |= rosters[name] - set(cell)
        if gone:
            missing[item.id] = sorted(gone)
    return missing
