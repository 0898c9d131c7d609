"""Reading the responses and their scores against a contract."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from procurement.scoring import exact
from procurement.scoring.contract import Contract
from procurement.scoring.criteria import PASS_FAIL, PRICE, Criterion
from procurement.scoring.faults import Findings, shown, step
from procurement.scoring.marks import Cell, Marks

KEYS = ("price", "submitted", "scores", "preferences", "out", "reasons")
INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,40}))?)?(?:Z|([+-])(\d{2}):(\d{2}))",
    re.ASCII,
)


@dataclass
class Response:
    """One response as the document gives it; `cells` are its marks by criterion."""

    id: str
    place: str
    price: Fraction | None = None
    submitted: Fraction | None = None
    preferences: tuple[str, ...] = ()
    out: str | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    #: Criteria whose marks stand in the document but could not be read.
    unread: set[str] = field(default_factory=set)
    #: (criterion, evaluator) pairs with a reason that says something.
    reasons: set[tuple[str, str]] = field(default_factory=set)
    #: Whether price or instant is there but could not be read.
    price_unread: bool = False
    submitted_unread: bool = False

    @property
    def offered(self) -> Fraction:
        """The price as offered, where the contract made sure that there is one."""
        return present(self.price)

    @property
    def instant(self) -> Fraction:
        """The instant of submission, where the contract made sure that there is one."""
        return present(self.submitted)


def present(value: Fraction | None) -> Fraction:
    """A number that reading the document made sure of."""
    if value is None:
        raise ValueError("a number is compared that the document was not asked for")
    return value


class ResponseReader:
    """Reads every response of a document; the contract may itself have faults, which are reported elsewhere."""

    def __init__(self, find: Findings, contract: Contract, tables: Mapping[str, Marks]) -> None:
        self.find = find
        self.contract = contract
        self.tables = tables
        self.criteria: Mapping[str, Criterion] = {item.id: item for item in contract.every_criterion}
        self.evaluators: set[str] = set()
        self.ids: set[str] = set()

    def read_all(self, value: object) -> list[Response]:
        """The responses in the order of the document; only those whose id could be read."""
        found = []
        for index, item in enumerate(self.find.listing("responses", value)):
            response = self._response(f"responses[{index}]", item)
            if response is not None:
                found.append(response)
        return found

    def _response(self, place: str, value: object) -> Response | None:
        item = self.find.mapping(place, value)
        if item is None:
            return None
        self.find.keys(place, item, ("id",), KEYS, "a response")
        name = self.find.text(step(place, "id"), item["id"]) if "id" in item else None
        if name is not None and name in self.ids:
            self.find.add(step(place, "id"), f"the id {shown(name)} is repeated")
        response = Response(name or "", place)
        self.ids.add(response.id)
        if item.get("out") is not None:
            response.out = self._out(step(place, "out"), item["out"])
        self._price(response, item)
        if item.get("submitted") is not None:
            response.submitted = self._instant(step(place, "submitted"), item["submitted"])
            response.submitted_unread = response.submitted is None
        self._scores(response, item.get("scores", {}))
        self._preferences(response, item.get("preferences", []))
        self._reasons(response, item.get("reasons", {}))
        return None if name is None else response

    def _out(self, place: str, value: object) -> str:
        """Why somebody put the response out; without a readable reason it still counts as out."""
        item = self.find.mapping(place, value)
        if item is None:
            return ""
        self.find.keys(place, item, ("reason",), (), "out")
        return (self.find.text(step(place, "reason"), item["reason"]) if "reason" in item else None) or ""

    def _price(self, response: Response, item: Mapping[str, object]) -> None:
        if item.get("price") is None:
            return
        place = step(response.place, "price")
        price = self.find.number(place, item["price"], least=0)
        response.price_unread = price is None
        response.price = price
        if price != 0 or response.out is not None:
            return
        criteria = self.contract.prices
        if self.contract.method != "points":
            self.find.add(place, f"a price of zero cannot be compared under {self.contract.method}")
        elif any(not criterion.zero_gets_full for criterion in criteria):
            self.find.add(place, 'a price of zero is a fault unless the criterion says "zero": "full-points"')

    def _instant(self, place: str, value: object) -> Fraction | None:
        """Seconds since the year 1 in UTC, exact to the last digit written."""
        match = INSTANT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            self.find.add(place, f"{shown(value)} is not an instant with an offset (2026-05-01T13:59:00-05:00)")
            return None
        date, hour, minute, second, digits, sign, ahead, minutes = match.groups()
        try:
            day = datetime.date.fromisoformat(date).toordinal()
            datetime.time(int(hour), int(minute), int(second or 0))
            datetime.time(int(ahead or 0), int(minutes or 0))
        except ValueError:
            self.find.add(place, f"{shown(value)} names a day or time that does not exist")
            return None
        offset = (int(ahead or 0) * 60 + int(minutes or 0)) * (-1 if sign == "-" else 1)
        seconds = ((day * 24 + int(hour)) * 60 + int(minute) - offset) * 60 + int(second or 0)
        return seconds + Fraction(int(digits or 0), 10 ** len(digits or ""))

    def _scores(self, response: Response, value: object) -> None:
        place = step(response.place, "scores")
        scores = self.find.mapping(place, value)
        for name, marks in (scores or {}).items():
            table = self.tables.get(name)
            if table is None:
                response.unread.add(name)
                self._unmarked(step(place, name), name, marks)
                continue
            cell = table.read(self.find, step(place, name), marks, self.evaluators)
            if cell is None:
                response.unread.add(name)
            elif cell.values:
                response.cells[name] = cell

    def _unmarked(self, place: str, name: str, marks: object) -> None:
        """Why there can be no marks under this name, unless the contract's own faults already say so."""
        criterion = self.criteria.get(name)
        if criterion is None:
            self.find.add(place, f"there is no criterion {shown(name)}")
        elif criterion.kind == PRICE:
            self.find.add(place, "the price earns its points by the formula, nobody marks it")
        elif criterion.children:
            self.find.add(place, "this criterion has parts; the marks stand on them")
        else:
            self.find.mapping(place, marks)

    def _preferences(self, response: Response, value: object) -> None:
        place = step(response.place, "preferences")
        names: list[str] = []
        for index, item in enumerate(self.find.listing(place, value)):
            at = f"{place}[{index}]"
            name = self.find.text(at, item)
            if name is None:
                continue
            if name in names:
                self.find.add(at, f"the preference {shown(name)} is repeated")
            elif name not in self.contract.preferences:
                self.find.add(at, f"there is no preference {shown(name)}")
            else:
                names.append(name)
        response.preferences = tuple(names)
        percent = self.discount(response)
        if percent >= 100:
            self.find.add(place, f"the discounts add up to {exact.plain(percent)} percent, which leaves no price")

    def discount(self, response: Response) -> Fraction:
        """The percent that the response's preferences take off its price together."""
        granted = [self.contract.preferences[name] for name in response.preferences]
        return sum((item.amount for item in granted if item.effect == "price-discount"), Fraction(0))

    def _reasons(self, response: Response, value: object) -> None:
        place = step(response.place, "reasons")
        for name, given in (self.find.mapping(place, value) or {}).items():
            here = step(place, name)
            if name not in self.criteria:
                self.find.add(here, f"there is no criterion {shown(name)}")
                continue
            cell = response.cells.get(name)
            for evaluator, reason in (self.find.mapping(here, given) or {}).items():
                at = step(here, evaluator)
                if not isinstance(reason, str) or isinstance(reason, exact.Number):
                    self.find.add(at, f"a reason is text, not {shown(reason)}")
                elif cell is None or evaluator not in cell.evaluators:
                    if name not in response.unread and response.out is None:
                        self.find.add(at, "there is no mark that this reason belongs to")
                elif reason.strip() != "":
                    response.reasons.add((name, evaluator))


def failed(response: Response, criteria: list[Criterion]) -> list[str]:
    """The pass-fail criteria that at least one evaluator failed, sorted."""
    return sorted(
        criterion.id
        for criterion in criteria
        if criterion.kind == PASS_FAIL and criterion.id in response.cells and 0 in response.cells[criterion.id].values
    )
