"""How the evaluators of a panel differ: the spread of their marks on a response, and who is severe or mild."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from procurement.scoring.criteria import PASS_FAIL
from procurement.scoring.judgement import Judged
from procurement.scoring.marks import CONSENSUS, Cell, Marks


@dataclass
class PanelView:
    """One criterion seen as a panel's work, in points: `spread` by response, `severity` by evaluator."""

    spread: dict[str, Fraction]
    severity: dict[str, Fraction]


def panel_views(judged: list[Judged], tables: Mapping[str, Marks]) -> dict[str, PanelView]:
    """The views by criterion, for criteria on which several evaluators marked the same response.

    A response put out from outside is left out, and so is the consensus mark where it is what counts: it is not
    an evaluator's own.
    """
    views: dict[str, PanelView] = {}
    for name, table in tables.items():
        if table.criterion.kind == PASS_FAIL:
            continue
        cells: dict[str, Cell] = {}
        for item in judged:
            cell = item.response.cells.get(name)
            if cell is None or item.response.out is not None:
                continue
            cell = _own_marks(cell) if table.criterion.combine == "consensus" else cell
            if len(cell.values) > 1:
                cells[item.id] = cell
        if cells:
            apart = {identity: max(cell.values) - min(cell.values) for identity, cell in cells.items()}
            worth = {difference: table.unit * difference for difference in set(apart.values())}
            spread = {identity: worth[difference] for identity, difference in apart.items()}
            views[name] = PanelView(spread, _severity(list(cells.values()), table.unit))
    return views


def _own_marks(cell: Cell) -> Cell:
    """The cell without the consensus mark."""
    own = [pair for pair in zip(*cell, strict=True) if pair[0] != CONSENSUS]
    return Cell(tuple(pair[0] for pair in own), tuple(pair[1] for pair in own))


def _severity(cells: list[Cell], unit: Fraction) -> dict[str, Fraction]:
    """Each evaluator's mean deviation from the panel's mean over the responses they marked."""
    evaluators = cells[0].evaluators
    if all(cell.evaluators == evaluators for cell in cells):
        sums = [sum(column) for column in zip(*(cell.values for cell in cells), strict=True)]
        size, together, count = len(evaluators), sum(sums), len(cells)
        share = unit / (size * count)
        return {who: share * (size * own - together) for who, own in zip(evaluators, sums, strict=True)}
    deviations: dict[str, Fraction] = {}
    counts: dict[str, int] = {}
    for cell in cells:
        mean = Fraction(sum(cell.values)) / len(cell.values)
        for who, value in zip(*cell, strict=True):
            deviations[who] = deviations.get(who, Fraction(0)) + value - mean
            counts[who] = counts.get(who, 0) + 1
    return {who: unit * deviation / counts[who] for who, deviation in deviations.items()}
