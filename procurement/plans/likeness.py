"""How alike two needs are, from 0 to 1, and why: what they speak of first, then category, focus area, time and place.

What both speak of is the base: concepts and words, each by its weight (`Weights`), those of the titles above those
of the texts. The rest only supports it or speaks against it: without anything said in common two needs are never the
same, and a need is always the same as itself. The numbers were chosen on the tuning half of
`benchmarks/likeness_pairs.toml`; `python -m benchmarks.likeness` says how well they do.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from procurement.plans import wording

#: From here on two needs count as the same.
THRESHOLD = 0.4
#: What a concept weighs, and a word of many purchases, where a telling word weighs 1.
CONCEPT, GENERIC, NUMBER = 1.6, 0.2, 0.05
#: What stands only in the text, of a word and of a concept; what two telling words weigh that stand together.
IN_TEXT, CONCEPT_IN_TEXT, TOGETHER = 0.25, 0.4, 1.0
#: What is left of a unit that only says of what sort, for whom or where.
LESSER = 0.7
#: What is left where two needs agree only in what they mention, and where one is to be bought and the other kept up.
ELSEWHERE, OTHER_DEED = 0.7, 0.75
#: How much the shorter of two needs counts as the measure: 1 would take "chairs" for all of "chairs and a roof".
SHORTER = 0.6
#: Two needs that have less in common than this, generic words apart, are not alike even if they say nothing else.
EVIDENCE = 0.3
#: Needs that are further apart than so many months support each other no more; than so many speak against it.
NEAR_MONTHS, FAR_MONTHS = 12, 24
#: Of a word that stands in more than this share of a jurisdiction's own entries the rest says less and less.
OWN, LEAST_OWN = 0.3, 8
#: Counted as if the index had so many more entries, so that a small one discounts hardly anything.
BEGINNING = 1_000


Weigh = Callable[[str], float]


class Place(IntEnum):
    """How near two jurisdictions are, the nearest first."""

    #: They belong to the same network themselves.
    NETWORK = 0
    #: They meet in a network further above.
    NEIGHBOURS = 1
    STATE = 2
    ELSEWHERE = 3


@dataclass(frozen=True)
class Need:
    """A need as it is compared; `title` and `text` are units (plans/wording.py)."""

    title: tuple[str, ...]
    text: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    focus_area: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Weights:
    """What each unit says: less the more entries of the index have it, and less where an owner uses it all the time."""

    #: In how many entries each unit stands, and how many there are.
    entries: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    def __call__(self, unit: str) -> float:
        """The weight of a unit for everybody."""
        if wording.is_deed(unit):
            return 0.0
        if wording.is_concept(unit):
            prior = CONCEPT
        elif unit.isdigit():
            prior = NUMBER
        else:
            prior = GENERIC if unit in wording.GENERIC else 1.0
        count = self.entries.get(unit, 0)
        if count <= 0:
            return prior
        return prior * max(1 - math.log1p(count) / math.log(BEGINNING + max(self.total, 1)), 0.15)


def own_share(entries: int, total: int) -> float:
    """What is left of a unit's weight where it stands in so many of an owner's own entries (1: all of it)."""
    if total < LEAST_OWN:
        return 1.0
    return 1 - 0.85 * max(0.0, min(entries / total, 1.0) - OWN) / (1 - OWN)


class Shared(NamedTuple):
    """What two needs both speak of: how much of it, and the units, the weightiest first."""

    score: float
    units: tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """How alike two needs are, and why, in words."""

    score: float
    units: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        return self.score >= THRESHOLD


NOTHING = Likeness(0.0)


class _Reading:
    """The units and words of needs with their weights, each looked up once: many needs say the same."""

    def __init__(self, weigh: Weigh):
        self._weigh = weigh
        self._titled, self._told = cache(self._title_unit), cache(self._text_unit)
        self._word = cache(self._title_word)

    def units(self, need: Need) -> dict[str, float]:
        """What a need speaks of, concepts and the words beside them, each with its weight."""
        found = dict(map(self._told, need.text))
        found.update(map(self._titled, need.title))
        found.pop("", None)
        return found

    def words(self, need: Need) -> dict[str, float]:
        """The words of a need, also those within concepts; two telling words that stand together are one more."""
        found = {word: weight * IN_TEXT for word, weight, _ in map(self._word, need.text)}
        before = ""
        for word, weight, is_telling in map(self._word, need.title):
            if not word:
                continue
            found[word] = weight
            if is_telling and before:
                found[f"{before} {word}"] = TOGETHER * min(found[before], weight)
            before = word if is_telling else ""
        found.pop("", None)
        return found

    def _title_unit(self, token: str) -> tuple[str, float]:
        unit = wording.bare(token)
        if wording.is_within(token) or wording.is_deed(token):
            return "", 0.0
        return unit, self._weigh(unit) * (1 if unit == token else LESSER)

    def _text_unit(self, token: str) -> tuple[str, float]:
        unit = wording.bare(token)
        if wording.is_within(token) or wording.is_deed(token):
            return "", 0.0
        return unit, self._weigh(unit) * (CONCEPT_IN_TEXT if wording.is_concept(unit) else IN_TEXT)

    def _title_word(self, token: str) -> tuple[str, float, bool]:
        word = wording.as_word(token)
        return word, self._weigh(word) if word else 0.0, word not in wording.GENERIC and not word.isdigit()


class Comparing:
    """One need made ready to be compared with many others, each unit weighed once."""

    def __init__(self, need: Need, weigh: Weigh):
        self.need = need
        self._reading = _Reading(weigh)
        #: What it speaks of, and all its words, each with its weight.
        self.units, self.words = self._reading.units(need), self._reading.words(need)
        self.has_concept = _has_concept(need)

    def shared(self, other: Need) -> Shared:
        """What both speak of, of what each speaks of: 1 when it is the same, 0 when nothing is.

        Where a concept is missing in one of the titles, the words within concepts are compared besides: the table
        does not know everything that is bought.
        """
        if self.need.title == other.title and self.need.text == other.text and self.units:
            return Shared(1.0, tuple(sorted(self.units, key=lambda each: -self.units[each])))
        best = _overlap(self.units, self._reading.units(other))
        if not (self.has_concept and _has_concept(other)):
            best = max(best, _overlap(self.words, self._reading.words(other)))
        return Shared(min(best.score * _deeds(self.need, other) * _heads(self.need, other), 1.0), best.units)


def _overlap(here: Mapping[str, float], there: Mapping[str, float]) -> Shared:
    common = {unit: min(here[unit], there[unit]) for unit in here.keys() & there.keys()}
    if not common:
        return Shared(0.0, ())
    less, more = sorted((sum(here.values()), sum(there.values())))
    telling = sum(weight for unit, weight in common.items() if unit not in wording.GENERIC)
    score = sum(common.values()) / (SHORTER * less + (1 - SHORTER) * more) * min(1.0, telling / EVIDENCE)
    told = sorted((unit for unit in common if " " not in unit), key=lambda each: (-common[each], each))
    return Shared(score, tuple(told))


def _heads(one: Need, other: Need) -> float:
    """Less where both only mention the same thing and mean another one each: a museum's roof, a museum's software."""
    here, there = ({each for each in need.title if wording.is_concept(each)} for need in (one, other))
    common = {wording.bare(each) for each in here} & {wording.bare(each) for each in there}
    if not common or common & here or common & there:
        return 1.0
    return ELSEWHERE if _has_concept(one) and _has_concept(other) else 1.0


def _has_concept(need: Need) -> bool:
    return any(wording.is_concept(each) and each == wording.bare(each) for each in need.title)


def likeness(one: Need, other: Need, weigh: Weigh | None = None, place: Place = Place.ELSEWHERE) -> Likeness:
    """How alike two needs are; `explained` says the shared units as people read them."""
    return judged(one, other, Comparing(one, weigh or Weights()).shared(other), place)


def judged(one: Need, other: Need, both: Shared, place: Place) -> Likeness:
    """The likeness of needs of which it is known what both speak of."""
    if both.score <= 0:
        return NOTHING
    found = [_category(one, other), _area(one, other), _time(one, other), _place(place)]
    power = math.prod(each.power for each in found)
    score = both.score**power * math.prod(each.factor for each in found)
    return Likeness(score, both.units, tuple(each.reason for each in found if each.reason))


def explained(found: Likeness, said: Sequence[str]) -> list[str]:
    """The reasons, each as a few words; `said`: what both speak of, as people read it."""
    told = [f"“{each}”" for each in said[:3]]
    words = [f"shares {' and '.join([', '.join(told[:-1]), told[-1]] if len(told) > 1 else told)}"] if told else []
    return [*words, *found.reasons]


class _Aspect(NamedTuple):
    """What one thing besides the words says: a power below 1 lifts the score, a factor below 1 lowers it."""

    power: float = 1.0
    factor: float = 1.0
    reason: str = ""


def _deeds(one: Need, other: Need) -> float:
    """Less where the one wants to buy a thing and the other to have it kept or built."""
    here, there = ({each for each in need.title if wording.is_deed(each)} for need in (one, other))
    return OTHER_DEED if here and there and here.isdisjoint(there) else 1.0


def _category(one: Need, other: Need) -> _Aspect:
    if not one.categories or not other.categories:
        return _Aspect()
    same = sorted(set(one.categories) & set(other.categories), key=lambda each: (-len(each), each))
    if same:
        return _Aspect(0.7, 1.0, f"category {same[0]}")
    longest = max((_prefix(here, there) for here in one.categories for there in other.categories), key=len, default="")
    if len(longest) >= 3:
        return _Aspect(0.8, 1.0, f"categories under {longest}")
    return _Aspect(0.95, 1.0) if len(longest) == 2 else _Aspect(1.1, 0.85)


def _prefix(one: str, other: str) -> str:
    """The code above both; codes that are no numbers stand for themselves."""
    if not (one.isdigit() and other.isdigit()):
        return ""
    length = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other)) if length is None else length]


def _area(one: Need, other: Need) -> _Aspect:
    here, there = one.focus_area.strip().casefold(), other.focus_area.strip().casefold()
    if not here or not there:
        return _Aspect()
    return _Aspect(0.9, 1.0, f"focus area {other.focus_area.strip()}") if here == there else _Aspect(1.1)


def _time(one: Need, other: Need) -> _Aspect:
    here, there = _window(one), _window(other)
    if here is None or there is None:
        return _Aspect()
    apart = max(here[0], there[0]) - min(here[1], there[1])
    months = max(0, apart.days) / 30.4
    span = abs((here[0] - there[0]).days) / 30.4
    within = next((each for each in (1, 3, 6, 12) if span <= each), None)
    if months <= 0:
        return _Aspect(0.85, 1.0, f"both within {_months(within)}" if within else "at the same time")
    if months <= NEAR_MONTHS:
        within = next(each for each in (1, 3, 6, 12) if months <= each)
        return _Aspect(0.9 if within <= 6 else 1.0, 1.0, f"at most {_months(within)} apart")
    return _Aspect(1.1, 0.9) if months <= FAR_MONTHS else _Aspect(1.2, 0.8)


def _months(count: int) -> str:
    return "one month" if count == 1 else f"{count} months"


def _window(need: Need) -> tuple[date, date] | None:
    days = [each for each in (need.from_on, need.to_on) if each is not None]
    return (min(days), max(days)) if days else None


def _place(place: Place) -> _Aspect:
    return {
        Place.NETWORK: _Aspect(0.9, 1.0, "same coalition"),
        Place.NEIGHBOURS: _Aspect(0.95, 1.0, "coalitions of the same partnership"),
        Place.STATE: _Aspect(0.95, 1.0, "same state"),
        Place.ELSEWHERE: _Aspect(),
    }[place]


def is_retold(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two titles, as units, are the same but for a slip or a generic word: what was dismissed stays so."""
    here, there = (_telling(each) for each in (one, other))
    return bool(here and there) and len(here & there) >= 0.75 * max(len(here), len(there))


def _telling(units: Iterable[str]) -> set[str]:
    found = {wording.bare(each) for each in units if not (wording.is_deed(each) or wording.is_within(each))}
    return {each for each in found if each not in wording.GENERIC and not each.isdigit()} or found
