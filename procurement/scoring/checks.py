"""What a contract's own numbers warn of before anybody has responded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from procurement.scoring import exact
from procurement.scoring.contract import Contract
from procurement.scoring.criteria import GIVEN, PASS_FAIL, PRICE, Criterion
from procurement.scoring.faults import shown


@dataclass(frozen=True)
class Warned:
    """One warning: a stable code, the response, criterion or preference it is about, and a sentence."""

    code: str
    id: str | None
    message: str


def contract_warnings(contract: Contract) -> list[Warned]:
    """The warnings about the contract alone; their order does not depend on that of the criteria."""
    return [
        *whole_warning(contract),
        *in_order(warned for criterion in contract.every_criterion for warned in _criterion(criterion)),
        *_minimum_total(contract),
    ]


def in_order(warnings: Iterable[Warned]) -> list[Warned]:
    """Warnings by what they are about."""
    return sorted(warnings, key=lambda warned: (warned.id or "", warned.code, warned.message))


def whole_warning(contract: Contract) -> list[Warned]:
    """Whether the points add up to what the contract says they must add up to."""
    together = sum((criterion.full for criterion in contract.criteria), Fraction(0))
    if contract.whole is None or together == contract.whole:
        return []
    stated, found = exact.plain(contract.whole), exact.plain(together)
    return [
        Warned(
            "points-not-whole",
            None,
            f"The points of the criteria add up to {found}, not to the stated whole {stated}.",
        )
    ]


def _criterion(criterion: Criterion) -> Iterator[Warned]:
    name = shown(criterion.id)
    if criterion.kind == PRICE:
        yield from _formula(criterion, name)
        return
    if criterion.kind == PASS_FAIL:
        return
    if criterion.children and criterion.scale is not None:
        yield Warned(
            "scale-unused",
            criterion.id,
            f"The scale of {name} is not used: its parts are marked on their own scales.",
        )
    least, most = reach(criterion)
    if least == most:
        yield Warned(
            "criterion-decides-nothing",
            criterion.id,
            f"Every mark on {name} earns {exact.fraction(most)} points, so nobody can fail or pass by it.",
        )
    if criterion.minimum is None:
        return
    minimum = exact.plain(criterion.minimum)
    if criterion.minimum > most:
        yield Warned(
            "nobody-can-pass", criterion.id, f"Nobody can reach the minimum {minimum} of {name}, which gives at "
            f"most {exact.fraction(most)}.",
        )  # fmt: skip
    elif criterion.minimum <= least:
        yield Warned(
            "nobody-can-fail", criterion.id, f"Nobody can miss the minimum {minimum} of {name}, which gives at "
            f"least {exact.fraction(least)}.",
        )  # fmt: skip


def reach(criterion: Criterion) -> tuple[Fraction, Fraction]:
    """The least and the most that marks on the criterion can earn."""
    if criterion.children:
        parts = [reach(child) for child in criterion.children]
        return sum((least for least, _ in parts), Fraction(0)), sum((most for _, most in parts), Fraction(0))
    if criterion.kind == GIVEN or criterion.scale is None:
        return Fraction(0), criterion.full
    marks = criterion.scale.marks
    return criterion.full * min(marks) / criterion.scale.top, criterion.full * max(marks) / criterion.scale.top


def _formula(criterion: Criterion, name: str) -> Iterator[Warned]:
    """2 AAC 12.260(c): the lowest price gets the full points, and any higher price strictly fewer."""
    given = criterion.parameters
    if criterion.formula == "linear-between" and given["full_at"] > given["zero_at"]:
        yield Warned(
            "dearer-price-gets-more",
            criterion.id,
            f"The formula of {name} gives a price of {exact.plain(given['full_at'])} more points than the cheaper "
            f"{exact.plain(given['zero_at'])}.",
        )
        return
    flat = {
        "linear-from-lowest": "every price of at least twice the lowest earns nothing",
        "linear-between": f"prices of {exact.plain(given['full_at'])} and less all earn everything, and prices of "
        f"{exact.plain(given['zero_at'])} and more all earn nothing"
        if "full_at" in given
        else "",
        "reference-ratio": f"prices up to {exact.plain(given['reference'])} all earn the same"
        if criterion.cap and "reference" in given
        else "",
    }.get(criterion.formula or "", "")
    if flat:
        yield Warned(
            "dearer-price-not-fewer",
            criterion.id,
            f"The formula of {name} does not always tell prices apart: {flat}.",
        )


def _minimum_total(contract: Contract) -> Iterator[Warned]:
    """A minimum total that everybody or nobody reaches; only where the total is a sum of points."""
    minimum = contract.minimum_total
    if minimum is None or contract.method != "points":
        return
    reaches = [reach(criterion) for criterion in contract.quality]
    least = sum((low for low, _ in reaches), Fraction(0))
    most = sum((high for _, high in reaches), Fraction(0))
    most += sum((item.full for item in contract.prices), Fraction(0))
    most += sum((item.amount for item in contract.preferences.values() if item.effect == "points"), Fraction(0))
    unlimited = any(item.formula == "reference-ratio" and not item.cap for item in contract.prices)
    if minimum > most and not unlimited:
        yield Warned(
            "nobody-can-pass", None, f"Nobody can reach the minimum total {exact.plain(minimum)}: the most is "
            f"{exact.fraction(most)}.",
        )  # fmt: skip
    elif minimum <= least:
        yield Warned(
            "nobody-can-fail", None, f"Nobody can miss the minimum total {exact.plain(minimum)}: the least is "
            f"{exact.fraction(least)}.",
        )  # fmt: skip
