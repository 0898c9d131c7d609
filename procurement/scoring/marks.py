"""Marks: what one evaluator wrote on one criterion, read exactly and joined with the others into points.

A panel of twelve with sixty criteria and two hundred responses writes 144,000 marks. Each spelling of a mark is
therefore read once per criterion and kept as an integer count of millionths (as a fraction where that is not
exact), so that joining marks is integer arithmetic and stays exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from procurement.scoring import exact
from procurement.scoring.criteria import PASS_FAIL, Criterion
from procurement.scoring.faults import Findings, shown, step

CONSENSUS = "consensus"
PASS, FAIL = "pass", "fail"
MILLIONTHS = 10**6
NUMERIC_TYPES = frozenset({str, exact.Number, int, Decimal})
TEXT_TYPES = frozenset({str})


class BadMark(ValueError):
    """A mark that the criterion does not allow; the message is the fault's sentence."""


class Cell(NamedTuple):
    """The marks of one response on one criterion: who marked, and the mark's worth in millionths."""

    evaluators: tuple[str, ...]
    values: tuple[int | Fraction, ...]


class Marks(dict):
    """From a mark as written to its worth in millionths, for one criterion; every spelling is read once."""

    def __init__(self, criterion: Criterion) -> None:
        super().__init__()
        self.criterion = criterion
        self.named = criterion.kind == PASS_FAIL or (criterion.scale is not None and criterion.scale.levels is not None)
        self.types = TEXT_TYPES if self.named else NUMERIC_TYPES
        top = criterion.scale.top if criterion.scale is not None else criterion.full
        share = criterion.full / top if top != 0 else Fraction(0)
        #: How many points one millionth of a mark is worth.
        self.unit = share / MILLIONTHS
        self._joined: dict[tuple[int | Fraction, int], Fraction] = {}

    def __missing__(self, mark: object) -> int | Fraction:
        worth = self._worth(mark) * MILLIONTHS
        value = self[mark] = worth.numerator if worth.denominator == 1 else worth
        return value

    def _worth(self, mark: object) -> Fraction:
        criterion = self.criterion
        if criterion.kind == PASS_FAIL:
            if mark not in (PASS, FAIL):
                raise BadMark(f"{shown(mark)} is neither pass nor fail")
            return Fraction(1 if mark == PASS else 0)
        scale = criterion.scale
        if scale is not None and scale.levels is not None:
            levels = scale.levels
            if not isinstance(mark, str) or mark not in levels:
                names = ", ".join(shown(level) for level in sorted(levels))
                raise BadMark(f"{shown(mark)} is not one of the scale's levels {names}")
            return levels[mark]
        try:
            number = exact.read(mark)
        except exact.NotExact as refusal:
            raise BadMark(f"{shown(mark)} {refusal}") from refusal
        if scale is None:
            owner, least, most = "criterion", Fraction(0), criterion.full
        else:
            owner, least, most = "scale", scale.least, scale.top
        if number > most:
            raise BadMark(f"{exact.plain(number)} is above the {owner}'s {exact.plain(most)}")
        if number < least:
            raise BadMark(f"{exact.plain(number)} is below the {owner}'s {exact.plain(least)}")
        return number

    def read(self, find: Findings, place: str, value: object, known: set[str]) -> Cell | None:
        """The cell written at `place`, or None; `known` are evaluators whose names were found good before."""
        if type(value) is dict and value.keys() <= known and self.types.issuperset(map(type, value.values())):
            try:
                return Cell(tuple(value), tuple(map(self.__getitem__, value.values())))
            except BadMark:
                pass
        return self._read_slowly(find, place, value, known)

    def _read_slowly(self, find: Findings, place: str, value: object, known: set[str]) -> Cell | None:
        """The same, naming every mark that cannot be read."""
        written = find.mapping(place, value)
        if written is None:
            return None
        evaluators: list[str] = []
        values: list[int | Fraction] = []
        for evaluator, mark in written.items():
            at = step(place, evaluator)
            if find.text(at, evaluator) is None:
                continue
            known.add(evaluator)
            try:
                if type(mark) not in self.types:
                    raise BadMark(f"{shown(mark)} is not {'a level' if self.named else 'a number'}")
                worth = self[mark]
            except BadMark as refusal:
                find.add(at, str(refusal))
                continue
            evaluators.append(evaluator)
            values.append(worth)
        return Cell(tuple(evaluators), tuple(values)) if len(values) == len(written) else None

    def points(self, cell: Cell) -> Fraction | None:
        """The points that the evaluators' marks earn together; None while the consensus mark is missing."""
        raw, count = self._join(cell)
        if count == 0:
            return None
        key = (raw, count)
        joined = self._joined.get(key)
        if joined is None:
            joined = self._joined[key] = self.unit * raw / count
        return joined

    def _join(self, cell: Cell) -> tuple[int | Fraction, int]:
        """A sum of marks and by how many it is to be divided."""
        how = self.criterion.combine
        if how == "consensus":
            if CONSENSUS not in cell.evaluators:
                return 0, 0
            return cell.values[cell.evaluators.index(CONSENSUS)], 1
        count = len(cell.values)
        if how == "median" and count > 2:
            ordered = sorted(cell.values)
            middle = count // 2
            if count % 2 == 1:
                return ordered[middle], 1
            return ordered[middle - 1] + ordered[middle], 2
        return sum(cell.values), count


def tables(criteria: list[Criterion], unsound: frozenset[str]) -> Mapping[str, Marks]:
    """One table of marks for every criterion that evaluators mark and that was read without fault."""
    return {
        criterion.id: Marks(criterion) for criterion in criteria if criterion.marked and criterion.id not in unsound
    }
