"""The result as the document that is printed: everything rounded for display, the exact total beside it."""

from __future__ import annotations

from collections.abc import Iterable

from procurement.scoring import exact
from procurement.scoring.checks import Warned
from procurement.scoring.contract import digest
from procurement.scoring.criteria import PASS_FAIL, Criterion
from procurement.scoring.judgement import precisely
from procurement.scoring.ranking import Standing
from procurement.scoring.responses import present
from procurement.scoring.sensitivity import spans
from procurement.scoring.warnings import Evaluated

#: Prices are money and shown in cents, whatever places the points are shown with.
MONEY_PLACES = 2


def warning_list(warnings: Iterable[Warned]) -> list[dict[str, object]]:
    """Warnings as plain data."""
    return [{"code": item.code, "id": item.id, "message": item.message} for item in warnings]


def result(done: Evaluated, warnings: Iterable[Warned]) -> dict[str, object]:
    """The result document; `lower_is_better` stands in it only where the lowest figure wins."""
    contract = done.contract
    document: dict[str, object] = {"contract_digest": digest(contract.form), "method": contract.method}
    if contract.lower_is_better:
        document["lower_is_better"] = True
    document |= {
        "ranking": [_standing(done, standing) for standing in done.outcome.ranked],
        "out": out_reasons(done),
        "ties": sorted(done.outcome.ties),
        "warnings": warning_list(warnings),
        "sensitivity": {
            name: {"winner_holds_from": done.show(low), "winner_holds_to": done.show(high)}
            for name, (low, high) in spans(contract, done.outcome).items()
        },
        "panel": _panel(done),
    }
    return document


def _standing(done: Evaluated, standing: Standing) -> dict[str, object]:
    contract = done.contract
    price = standing.judged.price
    entry: dict[str, object] = {
        "id": standing.id,
        "rank": standing.rank,
        "total": done.show(standing.figure),
        "exact": exact.fraction(standing.figure),
        "price": None if price is None else exact.rounded(price, MONEY_PLACES, contract.mode),
        "points": {item.id: done.show(standing.points(item.id)) for item in earning(done)},
        "tie_broken_by": standing.tie_broken_by,
    }
    parts = {item.id: _parts(done, standing, item) for item in contract.criteria if item.children}
    if parts:
        entry["parts"] = parts
    if standing.judged.bonus:
        bonus = standing.judged.bonus
        entry["preference_points"] = {name: done.show(bonus[name]) for name in sorted(bonus)}
    return entry


def earning(done: Evaluated) -> list[Criterion]:
    """The outermost criteria that earn points (or money) under the contract's method."""
    return [
        item
        for item in done.contract.criteria
        if item.kind != PASS_FAIL and (item.kind != "price" or item.formula is not None)
    ]


def _parts(done: Evaluated, standing: Standing, criterion: Criterion) -> dict[str, str]:
    """The points of everything below a criterion."""
    inner = [item for item in criterion.walk() if item is not criterion]
    return {item.id: done.show(standing.points(item.id)) for item in inner}


def out_reasons(done: Evaluated) -> list[dict[str, str]]:
    """Who is out and why, by id."""
    reasons = {item.id: item.out for item in done.judged if item.out is not None}
    for standing in done.outcome.below:
        figure, minimum = precisely(standing.figure, done.contract), present(done.contract.minimum_total)
        reasons[standing.id] = f"Below the minimum total: {figure} of at least {exact.plain(minimum)}"
    return [{"id": name, "reason": reasons[name]} for name in sorted(reasons)]


def _panel(done: Evaluated) -> dict[str, object]:
    places, mode = done.contract.places, done.contract.mode
    return {
        name: {
            "spread": {
                identity: exact.shortened(view.spread[identity], places, mode) for identity in sorted(view.spread)
            },
            "severity": {who: exact.shortened(view.severity[who], places, mode) for who in sorted(view.severity)},
        }
        for name, view in done.panel.items()
    }
