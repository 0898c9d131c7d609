"""Several rule packs as one: for a joint procurement the strictest member binds, and is named.

Fourteen calendar days against ten working days can only be compared on the calendar: so a combined rule answers
with a day, and with the pack that set it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from procurement.networks import rules
from procurement.networks.calendar import WorkCalendar
from procurement.networks.rules import RULES, Setting, Shape


@dataclass(frozen=True)
class Pack:
    """The rules of one jurisdiction with its calendar."""

    name: str
    settings: Mapping[str, Setting]
    calendar: WorkCalendar
    #: The jurisdiction's id, where it is known.
    id: str = ""

    @classmethod
    def of(cls, name: str, stored: Mapping, *, zone: str, state_code: str = "", id: str = "") -> "Pack":
        """From what the jurisdiction has stored (`rules.py`), its IANA zone and its state."""
        settings = {key: rules.setting(stored, key) for key in RULES}
        days = WorkCalendar.of(zone, state_code, settings["holidays"].value, settings["closures"].value)
        return cls(name, settings, days, id)

    def count(self, day: date, key: str, sign: int = 1) -> date:
        """The day this pack's number of days leads to, forward (1) or backward (-1)."""
        found = self.settings[key]
        return self.calendar.add(day, sign * found.value, found.counted)


@dataclass(frozen=True)
class Binding:
    """A rule as it binds: the day it leads to where it counts days, and whose it is."""

    pack: Pack
    setting: Setting
    day: date | None = None

    @property
    def whose(self) -> str:
        """The jurisdiction whose rule binds."""
        return self.pack.name


@dataclass(frozen=True)
class Combined:
    """The packs that bind together; the first is the lead's, whose clocks and offices count."""

    packs: tuple[Pack, ...]

    @property
    def lead(self) -> Pack:
        """Whose procurement it is."""
        return self.packs[0]

    @property
    def calendar(self) -> WorkCalendar:
        """The lead's calendar: its offices receive the responses."""
        return self.lead.calendar

    def after(self, key: str, day: date) -> Binding:
        """The latest of the days to which the packs' numbers lead from this day: before it, some pack is broken."""
        found = [Binding(each, each.settings[key], each.count(day, key)) for each in self.packs]
        return max(found, key=_day)

    def before(self, key: str, day: date) -> Binding:
        """The earliest of the days that lie so many days before this one: after it, some pack is broken."""
        found = [Binding(each, each.settings[key], each.count(day, key, -1)) for each in self.packs]
        return min(found, key=_day)

    def within(self, key: str, day: date) -> Binding | None:
        """The earliest of the last days that the packs' upper limits leave; None where no pack has a limit."""
        limited = [each for each in self.packs if each.settings[key].value]
        found = [Binding(each, each.settings[key], each.count(day, key)) for each in limited]
        return min(found, key=_day) if found else None

    def binding(self, key: str) -> Binding:
        """The pack that binds for a rule that needs no day.

        Counts and days: the largest, of upper limits the smallest; money: the lowest threshold; yes or no: “no”, where
        a pack says so itself; whatever else (time of day, approvals, holidays): the lead's.
        """
        shape = RULES[key].shape
        found = [Binding(each, each.settings[key]) for each in self.packs]
        if RULES[key].is_limit:
            return min(found, key=lambda each: each.setting.value or math.inf)
        if shape in (Shape.COUNT, Shape.DAYS):
            return max(found, key=lambda each: each.setting.value)
        if shape == Shape.MONEY:
            limited = [each for each in found if each.setting.value is not None]
            return min(limited, key=lambda each: each.setting.value) if limited else found[0]
        if shape == Shape.YES_NO:
            refusing = [each for each in found if each.setting.is_own and not each.setting.value]
            return refusing[0] if refusing else found[0]
        return found[0]

    def all(self, key: str) -> list[Binding]:
        """The rule in every pack, the lead's first."""
        return [Binding(each, each.settings[key]) for each in self.packs]


def combine(packs: Sequence[Pack]) -> Combined:
    """The packs as one, the lead's first."""
    if not packs:
        raise ValueError("At least one jurisdiction's rules are needed.")
    return Combined(tuple(packs))


def _day(found: Binding) -> date:
    return found.day or date.min
