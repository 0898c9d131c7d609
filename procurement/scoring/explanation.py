"""The result as sentences: what each response earned and why it stands where it stands.

A response's own sentence names only its own figures, so that it can be copied into that response's debriefing.
"""

from __future__ import annotations

from collections.abc import Iterable

from procurement.scoring import exact
from procurement.scoring.checks import Warned
from procurement.scoring.contract import digest
from procurement.scoring.criteria import PRICE, Criterion
from procurement.scoring.marks import CONSENSUS
from procurement.scoring.presentation import earning, out_reasons
from procurement.scoring.ranking import Standing
from procurement.scoring.warnings import Evaluated

METHOD_SENTENCES = {
    "points": "The highest total of points is first.",
    "quality-adjusted-price": "The price is divided by the share of quality points reached; the lowest is first.",
    "score-per-price": "The quality points times the reference over the price are compared; the highest is first.",
    "value-deduction": "What the quality is worth in money is taken off the price; the lowest is first.",
}
JOINED = {
    "mean": "the mean of {}",
    "median": "the median of {}",
    "sum": "the sum of {} over the most that they could be",
    "consensus": "the consensus mark; the others, {}, are kept for the record",
}


def sentences(done: Evaluated, warnings: Iterable[Warned]) -> list[str]:
    """The whole result, one sentence or short paragraph per line."""
    lines = [
        f"The contract has the digest {digest(done.contract.form)}.",
        METHOD_SENTENCES[done.contract.method],
    ]
    lines += [_standing(done, standing) for standing in done.outcome.ranked]
    lines += [f"{entry['id']} is out. {_sentence(entry['reason'])}" for entry in out_reasons(done)]
    for tied in done.outcome.ties:
        lines.append(f"{' and '.join(tied)} are tied, and no rule of the contract parts them.")
    lines += contract_sentences(warnings)
    return lines


def contract_sentences(warnings: Iterable[Warned]) -> list[str]:
    """Warnings as sentences."""
    return [f"Warning: {item.message}" for item in warnings]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _standing(done: Evaluated, standing: Standing) -> str:
    ranked = len(done.outcome.ranked)
    total = done.show(standing.figure)
    unit = " points" if done.contract.method == "points" else ""
    exactly = exact.fraction(standing.figure)
    parts = [f"{standing.id} has rank {standing.rank} of {ranked} with {total}{unit} (exactly {exactly})."]
    for criterion in earning(done):
        parts.append(_criterion(done, standing, criterion))
    for name, points in sorted(standing.judged.bonus.items()):
        parts.append(f"The preference {name} adds {done.show(points)} points.")
    response = standing.judged.response
    if response.price is not None:
        parts.append(_price(done, standing))
    if standing.tie_broken_by is not None:
        parts.append(f"Its exact total is shared; the rule {standing.tie_broken_by} decided its rank.")
    return " ".join(parts)


def _price(done: Evaluated, standing: Standing) -> str:
    response = standing.judged.response
    offered = exact.rounded(response.offered, 2, done.contract.mode)
    evaluated = exact.rounded(standing.judged.evaluated, 2, done.contract.mode)
    if offered == evaluated:
        return f"Its price is {offered}."
    discounts = [
        f"{name} ({exact.plain(done.contract.preferences[name].amount)} %)"
        for name in sorted(response.preferences)
        if done.contract.preferences[name].effect == "price-discount"
    ]
    return f"Its price is {offered}, compared as {evaluated} after the preferences {', '.join(discounts)}."


def _criterion(done: Evaluated, standing: Standing, criterion: Criterion) -> str:
    earned, full = done.show(standing.points(criterion.id)), exact.plain(criterion.full)
    if criterion.kind == PRICE:
        return f"On {criterion.id} it earned {earned} of {full} by the formula {criterion.formula}."
    if criterion.children:
        inner = "; ".join(
            f"{child.id} {done.show(standing.points(child.id))} of {exact.plain(child.full)}"
            for child in criterion.children
        )
        return f"On {criterion.id} it earned {earned} of {full}, the sum of its parts ({inner})."
    cell = standing.judged.response.cells[criterion.id]
    unit = done.tables[criterion.id].unit
    marks = sorted((who, done.show(unit * value)) for who, value in zip(*cell, strict=True))
    if criterion.combine == "consensus":
        marks = [(who, points) for who, points in marks if who != CONSENSUS]
    elif len(marks) == 1:
        marks = []
    if not marks:
        return f"On {criterion.id} it earned {earned} of {full}."
    joined = JOINED[criterion.combine].format(", ".join(f"{who} {points}" for who, points in marks))
    return f"On {criterion.id} it earned {earned} of {full}: {joined}."
