"""What a careful officer would want to know before relying on a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from procurement.scoring import exact
from procurement.scoring.checks import Warned, in_order
from procurement.scoring.contract import Contract
from procurement.scoring.criteria import PASS_FAIL
from procurement.scoring.judgement import Judged, absent
from procurement.scoring.marks import CONSENSUS, Marks
from procurement.scoring.panel import PanelView
from procurement.scoring.ranking import Outcome, Standing, compare
from procurement.scoring.responses import present

#: A spread of at least this share of what the marks on a criterion can differ is called wide.
WIDE = Fraction(40, 100)
#: Formulas by which somebody's own price points and price give the lowest price away.
GIVES_LOWEST_AWAY = ("lowest-ratio", "linear-from-lowest")
#: Formulas by which anybody's price points give away their price, because the rest is published.
GIVES_ANY_AWAY = ("reference-ratio", "linear-between")


@dataclass(frozen=True)
class Evaluated:
    """Everything that was worked out about one document."""

    contract: Contract
    tables: Mapping[str, Marks]
    judged: list[Judged]
    outcome: Outcome
    panel: Mapping[str, PanelView]

    def show(self, value: Fraction) -> str:
        """A value rounded for display as the contract says."""
        return exact.rounded(value, self.contract.places, self.contract.mode)


def result_warnings(done: Evaluated) -> list[Warned]:
    """The warnings about a ranking; within each kind by response."""
    kinds = (
        _few,
        _abnormally_low,
        _minimum_total_reference,
        _rank_reversal,
        _rounding,
        _wide_spread,
        _panel,
        _missing_reasons,
        _price_computable,
    )
    return [warned for kind in kinds for warned in in_order(kind(done))]


def _few(done: Evaluated) -> Iterator[Warned]:
    ranked = done.outcome.ranked
    if len(ranked) == 0:
        yield Warned("no-response", None, "No response is left to rank.")
    if len(ranked) == 1:
        yield Warned("single-response", ranked[0].id, f"{ranked[0].id} is the only response left; nothing competes.")


def _abnormally_low(done: Evaluated) -> Iterator[Warned]:
    """Offered prices, not evaluated ones: a preference does not make an offer suspicious."""
    limits = done.contract.abnormally_low
    priced = [item for item in done.outcome.ranked if item.judged.response.price is not None]
    together = sum((item.judged.response.offered for item in priced), Fraction(0))
    ranks = sorted({item.rank for item in priced})
    following = dict(pairwise(ranks))
    for item in priced:
        price = item.judged.response.offered
        reasons = []
        if len(priced) > 1:
            mean = (together - price) / (len(priced) - 1)
            if mean > 0 and price <= mean * (100 - limits["below_mean"]) / 100:
                reasons.append(f"at least {exact.plain(limits['below_mean'])} % below the mean of the others")
        following_prices = [other.judged.response.offered for other in priced if other.rank == following.get(item.rank)]
        if any(other > 0 and price <= other * (100 - limits["below_next"]) / 100 for other in following_prices):
            reasons.append(f"at least {exact.plain(limits['below_next'])} % below the next ranked")
        if reasons:
            message = f"The price of {item.id} is abnormally low: {' and '.join(reasons)}."
            yield Warned("abnormally-low-price", item.id, message)


def _references(contract: Contract, judged: list[Judged]) -> tuple[Fraction | None, Fraction | None]:
    """The lowest and highest price as far as a formula of the contract looks at them."""
    formulas = {criterion.formula for criterion in contract.prices}
    pool = [item.price for item in judged if item.price is not None]
    if not pool:
        return None, None
    looks_low = formulas & {"lowest-ratio", "linear-from-lowest", "min-max"}
    return (min(pool) if looks_low else None), (max(pool) if "min-max" in formulas else None)


def _minimum_total_reference(done: Evaluated) -> Iterator[Warned]:
    below = {item.id for item in done.outcome.below}
    pool = [item for item in done.judged if item.out is None]
    rest = [item for item in pool if item.id not in below]
    if not below or not rest or _references(done.contract, pool) == _references(done.contract, rest):
        return
    setters = sorted(
        item.id
        for item in pool
        if item.id in below and _references(done.contract, [item, *rest]) != _references(done.contract, rest)
    )
    for name in setters:
        yield Warned(
            "minimum-total-reference",
            name,
            f"{name} is out by the minimum total, yet its price is a reference for the others' price points.",
        )


def _rank_reversal(done: Evaluated) -> Iterator[Warned]:
    """Only a response whose price alone sets a reference can change the order of the others by leaving."""
    pool = [item for item in done.judged if item.out is None]
    first = {item.id for item in done.outcome.first}
    references = _references(done.contract, pool)
    for standing in done.outcome.ranked:
        if standing.id in first or standing.judged.price not in references:
            continue
        rest = [item for item in pool if item.id != standing.id]
        if _references(done.contract, rest) == references:
            continue
        others = sorted(item.id for item in compare(done.contract, rest).first)
        if set(others) != first:
            now = " and ".join(others) if others else "nobody"
            message = f"Without {standing.id}, which does not win, {now} would be first."
            yield Warned("rank-reversal", standing.id, message)


def _rounding(done: Evaluated) -> Iterator[Warned]:
    """Neighbours whose totals differ but look alike, or whose shown points add up the other way."""
    adds_up = done.contract.method == "points"
    sums = {item.id: _shown_sum(done, item) for item in done.outcome.ranked} if adds_up else {}
    for upper, lower in pairwise(done.outcome.ranked):
        if upper.figure == lower.figure:
            continue
        if done.show(upper.figure) == done.show(lower.figure):
            why = f"both totals are shown as {done.show(upper.figure)}"
        elif adds_up and sums[upper.id] <= sums[lower.id]:
            why = "the points as they are shown add up otherwise"
        else:
            continue
        message = f"That {upper.id} stands before {lower.id} rests on digits that rounding hides: {why}."
        yield Warned("rank-rests-on-rounding", upper.id, message)


def _shown_sum(done: Evaluated, standing: Standing) -> int:
    """What somebody gets who adds up the points as they are shown, counted in the last place shown."""
    earning = [item.id for item in done.contract.criteria if item.kind != PASS_FAIL]
    values = [standing.points(name) for name in earning] + list(standing.judged.bonus.values())
    places, mode = done.contract.places, done.contract.mode
    return sum(exact.units(value, places, mode) for value in values)


def _wide_spread(done: Evaluated) -> Iterator[Warned]:
    for name, view in done.panel.items():
        criterion = done.tables[name].criterion
        least = criterion.scale.least / criterion.scale.top if criterion.scale is not None else Fraction(0)
        reach = criterion.full * (1 - least)
        possible, wide = done.show(reach), WIDE * reach
        for identity, spread in view.spread.items():
            if spread > 0 and spread >= wide:
                apart = f"{done.show(spread)} of {possible} possible points apart on {name}"
                yield Warned("wide-spread", identity, f"The evaluators of {identity} are {apart}.")


def _panel(done: Evaluated) -> Iterator[Warned]:
    for identity, evaluators in sorted(absent(done.judged, done.tables).items()):
        names = ", ".join(evaluators)
        yield Warned("uneven-panel", identity, f"{identity} was not marked by {names}, who marked other responses.")
    for name, table in done.tables.items():
        if table.criterion.kind == PASS_FAIL or table.criterion.combine == "consensus":
            continue
        cells = [(item.id, item.response.cells.get(name)) for item in done.judged if item.out is None]
        mixed = sorted(who for who, cell in cells if cell and len(cell.values) > 1 and CONSENSUS in cell.evaluators)
        for identity in mixed:
            message = f"On {name} the consensus mark of {identity} counts like one evaluator's: the contract joins by "
            yield Warned("consensus-averaged", identity, f"{message}{table.criterion.combine}.")


def _missing_reasons(done: Evaluated) -> Iterator[Warned]:
    if not done.contract.reasons_required:
        return
    for item in sorted(done.judged, key=lambda judged: judged.id):
        response = item.response
        if response.out is not None:
            continue
        for name in done.tables:
            cell = response.cells.get(name)
            silent = sorted(who for who in cell.evaluators if (name, who) not in response.reasons) if cell else []
            if silent:
                message = f"No reason is given for the marks of {item.id} on {name} by {', '.join(silent)}."
                yield Warned("missing-reason", item.id, message)


def _price_computable(done: Evaluated) -> Iterator[Warned]:
    """A debriefing shows its reader's own points and the winner's."""
    ranked = done.outcome.ranked
    if len(ranked) < 2:
        return
    named: dict[str, str] = {}
    if done.contract.method != "points":
        named |= dict.fromkeys((item.id for item in done.outcome.first), "its total and quality points give it away")
    for criterion in done.contract.prices:
        if criterion.formula in GIVES_LOWEST_AWAY and any(
            item.points(criterion.id) > 0 and item.judged.evaluated > present(done.outcome.lowest) for item in ranked
        ):
            why = f"any dearer response can work it out from its own {criterion.id} points"
            cheapest = [item.id for item in done.judged if item.out is None and item.price == done.outcome.lowest]
            named |= dict.fromkeys(cheapest, why)
        if criterion.formula in GIVES_ANY_AWAY:
            unlimited = criterion.formula == "reference-ratio" and not criterion.cap
            for winner in done.outcome.first:
                points = winner.points(criterion.id)
                if points > 0 and (unlimited or points != criterion.full):
                    named[winner.id] = f"its {criterion.id} points and the published formula give it away"
    for identity in sorted(named):
        message = f"A debriefing would let its reader compute the price of {identity}: {named[identity]}."
        yield Warned("price-computable", identity, message)
