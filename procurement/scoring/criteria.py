"""Criteria as the contract publishes them: their shape, how they are read, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from procurement.scoring import exact
from procurement.scoring.faults import Findings, shown, step

RATED, GIVEN, PASS_FAIL, PRICE = KINDS = ("rated", "given", "pass-fail", "price")
COMBINES = ("mean", "median", "sum", "consensus")
#: Which parameters each price formula must have; all of them are prices.
FORMULAS: Mapping[str, tuple[str, ...]] = {
    "lowest-ratio": (),
    "reference-ratio": ("reference",),
    "linear-from-lowest": (),
    "linear-between": ("zero_at", "full_at"),
    "min-max": (),
}
DEEPEST = 10


@dataclass(frozen=True)
class Scale:
    """What marks are possible: a range of numbers, or named levels; `top` is the mark that earns everything."""

    top: Fraction
    least: Fraction
    levels: Mapping[str, Fraction] | None = None

    @property
    def marks(self) -> list[Fraction]:
        """The lowest and the highest mark, or every level's worth."""
        return [self.least, self.top] if self.levels is None else list(self.levels.values())


@dataclass(frozen=True)
class Criterion:
    """One criterion. `full` is what the best mark earns: points, or money under value-deduction."""

    id: str
    kind: str
    full: Fraction = Fraction(0)
    scale: Scale | None = None
    combine: str = "mean"
    minimum: Fraction | None = None
    children: tuple[Criterion, ...] = ()
    formula: str | None = None
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    cap: bool = False
    zero_gets_full: bool = False

    def walk(self) -> Iterator[Criterion]:
        """This criterion, then its parts."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def marked(self) -> bool:
        """Whether evaluators put marks on it: not on price, and not on what has parts."""
        return self.kind != PRICE and not self.children


class CriteriaReader:
    """Reads the list of criteria; `sound` becomes false for a criterion whose marks cannot be judged."""

    def __init__(self, find: Findings, method: str) -> None:
        self.find = find
        self.method = method
        self.worth = "value" if method == "value-deduction" else "points"
        self.ids: set[str] = set()
        self.unsound: set[str] = set()

    def read_all(self, place: str, value: object) -> tuple[list[Criterion], list[dict[str, object]]]:
        """The criteria and their canonical form, in the order of the document."""
        return self._list(place, value, 1)

    def _list(self, place: str, value: object, depth: int) -> tuple[list[Criterion], list[dict[str, object]]]:
        criteria: list[Criterion] = []
        canonical: list[dict[str, object]] = []
        for index, item in enumerate(self.find.listing(place, value)):
            here = f"{place}[{index}]"
            before = len(self.find.faults)
            read = self._criterion(here, item, depth)
            if read is None:
                continue
            criterion, form = read
            if len(self.find.faults) > before:
                self.unsound.add(criterion.id)
            criteria.append(criterion)
            canonical.append(form)
        return criteria, canonical

    def _criterion(self, place: str, value: object, depth: int) -> tuple[Criterion, dict[str, object]] | None:
        item = self.find.mapping(place, value)
        if item is None:
            return None
        name = self._id(place, item)
        if "kind" not in item:
            self.find.add(step(place, "kind"), "a criterion needs this key")
            kind = None
        else:
            kind = self.find.choice(step(place, "kind"), item["kind"], KINDS)
        if kind is None:
            if name is not None:
                return Criterion(name, RATED), {}
            return None
        if depth > 1 and kind not in (RATED, GIVEN):
            self.find.add(step(place, "kind"), f"a part of a criterion is rated or given, not {kind}")
        if kind == PASS_FAIL:
            self.find.keys(place, item, ("id", "kind"), (), "a pass-fail criterion")
            criterion = Criterion(name or "", kind)
            form: dict[str, object] = {}
        elif kind == PRICE:
            criterion, form = self._price(place, name or "", item)
        else:
            criterion, form = self._judged(place, name or "", kind, item, depth)
        return None if name is None else (criterion, {"id": name, "kind": kind, **form})

    def _id(self, place: str, item: Mapping[str, object]) -> str | None:
        if "id" not in item:
            self.find.add(step(place, "id"), "a criterion needs this key")
            return None
        name = self.find.text(step(place, "id"), item["id"])
        if name is not None and name in self.ids:
            self.find.add(step(place, "id"), f"the id {shown(name)} is repeated")
        elif name is not None:
            self.ids.add(name)
        return name

    def _judged(
        self, place: str, name: str, kind: str, item: Mapping[str, object], depth: int
    ) -> tuple[Criterion, dict[str, object]]:
        """A criterion that evaluators judge: rated on a scale, or given points directly."""
        optional = ["combine", "minimum", "children"] + (["scale"] if kind == RATED else [])
        self.find.keys(place, item, ("id", "kind", self.worth), optional, f"a {kind} criterion here")
        full = self._worth(place, item)
        form: dict[str, object] = {self.worth: exact.plain(full)}
        combine = "mean"
        if "combine" in item:
            combine = self.find.choice(step(place, "combine"), item["combine"], COMBINES) or combine
        minimum = None
        if item.get("minimum") is not None:
            minimum = self.find.number(step(place, "minimum"), item["minimum"])
        children, parts = self._children(place, item, full, depth)
        scale = None
        if kind == RATED and "scale" in item:
            scale, form["scale"] = self._scale(step(place, "scale"), item["scale"])
        elif kind == RATED and not children:
            self.find.add(step(place, "scale"), "a rated criterion without parts needs a scale")
        form |= {
            "combine": combine,
            "minimum": None if minimum is None else exact.plain(minimum),
            "children": parts,
        }
        return Criterion(name, kind, full, scale, combine, minimum, tuple(children)), form

    def _children(
        self, place: str, item: Mapping[str, object], full: Fraction, depth: int
    ) -> tuple[list[Criterion], list[dict[str, object]]]:
        here = step(place, "children")
        if "children" not in item:
            return [], []
        if depth >= DEEPEST and item["children"] not in ([], ()):
            self.find.add(here, f"criteria are nested more than {DEEPEST} deep")
            return [], []
        before = len(self.find.faults)
        children, parts = self._list(here, item["children"], depth + 1)
        together = sum((child.full for child in children), Fraction(0))
        if children and together != full and len(self.find.faults) == before:
            self.find.add(
                here,
                f"the parts add up to {exact.plain(together)} {self.worth}, not to the criterion's {exact.plain(full)}",
            )
        return children, parts

    def _worth(self, place: str, item: Mapping[str, object]) -> Fraction:
        if self.worth not in item:
            return Fraction(0)
        return self.find.number(step(place, self.worth), item[self.worth], least=0) or Fraction(0)

    def _scale(self, place: str, value: object) -> tuple[Scale | None, object]:
        item = self.find.mapping(place, value)
        if item is None:
            return None, None
        if "levels" in item or "of" in item:
            return self._levels(place, item)
        self.find.keys(place, item, ("min", "max"), (), "a scale")
        if not {"min", "max"} <= item.keys():
            return None, None
        least = self.find.number(step(place, "min"), item["min"], least=0)
        top = self.find.number(step(place, "max"), item["max"], above=0)
        if least is None or top is None:
            return None, None
        if least > top:
            self.find.add(step(place, "min"), f"{exact.plain(least)} is above the scale's max {exact.plain(top)}")
        return Scale(top, least), {"min": exact.plain(least), "max": exact.plain(top)}

    def _levels(self, place: str, item: Mapping[str, object]) -> tuple[Scale | None, object]:
        self.find.keys(place, item, ("levels", "of"), (), "a scale of levels")
        if not {"levels", "of"} <= item.keys():
            return None, None
        top = self.find.number(step(place, "of"), item["of"], above=0)
        here = step(place, "levels")
        named = self.find.mapping(here, item["levels"])
        if named is None or top is None:
            return None, None
        if len(named) == 0:
            self.find.add(here, "a scale of levels needs at least one level")
            return None, None
        levels: dict[str, Fraction] = {}
        for name, worth in named.items():
            at = step(here, name)
            number = self.find.number(at, worth, least=0)
            if self.find.text(at, name) is None or number is None:
                continue
            if number > top:
                self.find.add(at, f"{exact.plain(number)} is above the scale's {exact.plain(top)}")
            levels[name] = number
        if not levels:
            return None, None
        form = {name: exact.plain(worth) for name, worth in levels.items()}
        return Scale(top, min(levels.values()), levels), {"levels": form, "of": exact.plain(top)}

    def _price(self, place: str, name: str, item: Mapping[str, object]) -> tuple[Criterion, dict[str, object]]:
        if self.method != "points":
            self.find.keys(place, item, ("id", "kind"), (), f"the price criterion under {self.method}")
            return Criterion(name, PRICE), {}
        formula = None
        if "formula" in item:
            formula = self.find.choice(step(place, "formula"), item["formula"], FORMULAS)
        if formula is None:
            if "formula" not in item:
                self.find.add(step(place, "formula"), "a price criterion needs this key")
            return Criterion(name, PRICE, self._worth(place, item)), {}
        needed = FORMULAS[formula]
        capped = formula == "reference-ratio"
        self.find.keys(
            place,
            item,
            ("id", "kind", "points", "formula", *needed),
            ("zero", *(["cap"] if capped else [])),
            f"a price criterion with the formula {formula}",
        )
        full = self._worth(place, item)
        form: dict[str, object] = {"points": exact.plain(full), "formula": formula, "zero": None}
        parameters = self._parameters(place, item, needed)
        form |= {key: exact.plain(price) for key, price in parameters.items()}
        cap = False
        if capped:
            cap = form["cap"] = "cap" in item and self.find.flag(step(place, "cap"), item["cap"])
        if item.get("zero") is not None:
            form["zero"] = self.find.choice(step(place, "zero"), item["zero"], ("full-points",))
        criterion = Criterion(
            name, PRICE, full, formula=formula, parameters=parameters, cap=cap,
            zero_gets_full=form["zero"] is not None,
        )  # fmt: skip
        return criterion, form

    def _parameters(self, place: str, item: Mapping[str, object], needed: tuple[str, ...]) -> dict[str, Fraction]:
        parameters: dict[str, Fraction] = {}
        for key in needed:
            if key not in item:
                continue
            bound = {"above": 0} if key == "reference" else {"least": 0}
            number = self.find.number(step(place, key), item[key], **bound)
            if number is not None:
                parameters[key] = number
        if {"zero_at", "full_at"} <= parameters.keys() and parameters["zero_at"] == parameters["full_at"]:
            self.find.add(step(place, "full_at"), "it must differ from zero_at")
        return parameters
