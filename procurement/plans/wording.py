"""What a need speaks of: the concepts of public purchases in it (concepts.toml), and the words besides.

Both are units: a concept reads "c=" with its name in letters and digits, a word stands as the search compares it
(library/vocabulary.py), and "a=" tells what is to be done with the thing (bought, kept up, designed ...).
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from procurement.core.digest import digest
from procurement.library import vocabulary
from procurement.library.vocabulary import code, word

CONCEPTS = Path(__file__).with_name("concepts.toml")
#: So many words of a text are read, and so many units kept of it.
READ, KEPT = 600, 80
#: The words of a phrase in any order ("+") stand within so many words.
NEAR = 7
#: Marks a word that is part of a concept: compared only where a concept is missing on one side.
WITHIN = "-"
#: Goes into the edition: to be raised when texts are read differently.
READING = 1
_SMALL = frozenset(map(word, ["a", "an", "the", "our", "their", "this", "these", "those", "any", "all"]))
_LINKS = frozenset(["for", "of", "in", "at", "on", "to"])
#: What follows these only says for whom or where, when a thing was named before them.
_TAILS = frozenset(["for", "in", "at", "on", "to", "with", "by", "from"])
_STOPS = re.compile(r"[,;:()&.|]+(?=\s|$)|[()&|]")
_EMPTY = frozenset(map(word, vocabulary.EMPTY)) | frozenset(
    map(word, ["or", "per", "within", "upon", "with", "by", "from"])
)
#: What is to be done with a thing, and the words that say so.
DEEDS = {
    "buy": "purchase buy acquisition acquire supply furnish lease leasing",
    "keep": "maintenance maintain repair upkeep cleaning inspection inspect operation operator",
    "design": "design engineering architect architectural study assessment consultant consulting feasibility",
    "build": "construction construct renovation installation install reconstruction expansion",
    "program": "software application app platform portal saas",
    "teach": "training instruction workshop",
}
_DEEDS = {word(each): f"a={deed}" for deed, said in DEEDS.items() for each in said.split()}
#: Words of so many purchases that they say little about any of them.
GENERIC = frozenset(
    map(
        word,
        """
        purchase purchasing buy acquisition acquire supply supplies furnish provide provider lease rental annual yearly
        contract contractor contracting agreement term price pricing vendor maintenance maintain repair replacement
        replace install installation equipment material materials project program programs management manage software
        support consulting consultant consultants design construction study studies plan planning plans update various
        call calls needed need department departments facility facilities building buildings office offices operation
        operations operator improvement improvements upgrade upgrades phase miscellaneous general professional municipal
        town village state local district region regional fiscal year years month one two three four five multi award
        bid bids quote quotes rfx cooperative joint section delivery deliver delivered items item products product
        technology solution solutions tool work works service related including include included other with without
        evaluation assessment inspection development implement implementation hosting hosted online digital electronic
        staff employee employees people resident residents community area site sites location locations unit units
        full part small large existing current additional complete turnkey ongoing on-call as-needed standby stand
        """.split(),  # noqa: SIM905 (words are read as words)
    )
)
#: Stands among the words of whatever is still to be joined or used.
OPEN = "is=open"


class Concept(NamedTuple):
    """Something that public bodies buy, by whatever words."""

    key: str
    name: str


class _Table(NamedTuple):
    #: Phrases as words in their order, with the longest one's length.
    phrases: dict[tuple[str, ...], str]
    longest: int
    #: Words in any order, by the first of them.
    sets: dict[str, list[tuple[frozenset[str], str]]]
    names: dict[str, str]
    edition: str


class Spoken(NamedTuple):
    """One unit with the place of its first word, and the words it was read from."""

    unit: str
    first: int
    #: Whether it only says of what sort, for whom or where: “museum” in “museum roof”, “jail” in “beds for the jail”.
    is_lesser: bool


@cache
def _table() -> _Table:
    text = CONCEPTS.read_text("utf-8")
    phrases: dict[tuple[str, ...], str] = {}
    sets: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    names = {}
    for group in tomllib.loads(text).values():
        for name, said in group.items():
            key = f"c={code(name)}"[:60]
            names[key] = name
            for each in [name, *said.split(";")]:
                if "+" in each:
                    together = [word for part in each.split("+") for word in vocabulary.words(part)]
                    sets[together[0]].append((frozenset(together), key))
                elif found := tuple(each for each in vocabulary.words(each) if each not in _SMALL):
                    phrases.setdefault(found, key)
    edition = digest([READING, text, sorted(GENERIC)]).removeprefix("sha256:")[:12]
    return _Table(phrases, max(map(len, phrases)), dict(sets), names, edition)


def phrases() -> dict[str, list[str]]:
    """The phrases of each concept, by its name, as the table has them; those of words in any order are left out."""
    groups = tomllib.loads(CONCEPTS.read_text("utf-8")).values()
    said = {name: [each.strip() for each in phrases.split(";")] for group in groups for name, phrases in group.items()}
    return {name: [name, *(each for each in several if "+" not in each)] for name, several in said.items()}


def edition() -> str:
    """Which table of concepts reads the texts now: what was read by another one is to be read again."""
    return _table().edition


def name_of(unit: str) -> str:
    """A concept by its name, a word as it is."""
    return _table().names.get(unit, unit)


def is_concept(unit: str) -> bool:
    """Whether the unit is a concept and not a word."""
    return unit.startswith("c=")


def is_deed(unit: str) -> bool:
    """Whether the unit only says what is to be done."""
    return unit.startswith("a=")


@lru_cache(maxsize=4_096)
def spoken(text: str, apart: frozenset[str] = frozenset()) -> tuple[Spoken, ...]:
    """The units of a text in the order in which they are first said, each once; the words `apart` are no units.

    `apart` are words such as those of the owner's name, which say nothing about what is bought.
    """
    said = _read(text)
    taken: dict[int, tuple[str, int]] = {}
    for places, key in _phrases(said):
        if not any(place in taken for place in places):
            taken |= dict.fromkeys(places, (key, max(places)))
    lesser = _lesser(said, taken)
    empty = _EMPTY | apart
    found: dict[str, Spoken] = {}
    for place, each in enumerate(said):
        if each in _DEEDS:
            found.setdefault(_DEEDS[each], Spoken(_DEEDS[each], place, False))
        if place in taken:
            key, last = taken[place]
            unit = Spoken(key, place, lesser[last])
            if each not in empty and len(each) > 1:
                found.setdefault(WITHIN + each, Spoken(WITHIN + each, place, False))
        elif each not in empty and len(each) > 1:
            unit = Spoken(each, place, lesser[place])
        else:
            continue
        before = found.get(unit.unit)
        found[unit.unit] = unit if before is None else before._replace(is_lesser=before.is_lesser and unit.is_lesser)
    return tuple(list(found.values())[:KEPT])


def units(text: str, apart: Collection[str] = ()) -> tuple[str, ...]:
    """Only the units of a text (`spoken`), those that say less with a ~ behind them."""
    return tuple(each.unit + "~" * each.is_lesser for each in spoken(text, frozenset(apart)))


def bare(unit: str) -> str:
    """The unit, whether or not it says less here."""
    return unit.removesuffix("~")


def as_word(unit: str) -> str:
    """The unit as a word, also where it stands within a concept; "" for a concept and a deed."""
    return "" if unit[:2] in ("c=", "a=") else bare(unit).removeprefix(WITHIN)


def is_within(unit: str) -> bool:
    """Whether it is a word of a concept that is a unit itself."""
    return unit.startswith(WITHIN)


def own_words(name: str) -> frozenset[str]:
    """The words of a jurisdiction's name: City of Alder says nothing of what Alder buys."""
    return frozenset(vocabulary.words(name))


def readable(text: str, wanted: Iterable[str]) -> list[str]:
    """These units as the text says them: concepts by name, words as they stand there, neighbours together."""
    wanted = set(wanted)
    surface = vocabulary.written(text)
    parts: list[tuple[int, str]] = []
    for each in sorted(spoken(text), key=lambda each: each.first):
        if as_word(each.unit) not in wanted and each.unit not in wanted:
            continue
        if is_concept(each.unit):
            parts.append((-1, name_of(each.unit)))
        elif parts and parts[-1][0] == each.first - 1:
            parts[-1] = (each.first, f"{parts[-1][1]} {surface.get(each.unit, each.unit)}")
        else:
            parts.append((each.first, surface.get(each.unit, each.unit)))
    return list(dict.fromkeys(each for _, each in parts))


def _read(text: str) -> list[str]:
    """The words of a text as phrases are looked for in them; an “and” stands for every stop."""
    return [each for each in vocabulary.words(_STOPS.sub(" and ", text)) if each not in _SMALL][:READ]


def _lesser(said: list[str], taken: Mapping[int, tuple[str, int]]) -> list[bool]:
    """Of each place, whether what stands there says less: before something telling, or behind it with a “for”."""

    def tells(place: int) -> bool:
        each = said[place]
        return place in taken or not (each in _EMPTY or each in GENERIC or each in _DEEDS or each.isdigit())

    found = [False] * len(said)
    told: int | None = None
    for place in reversed(range(len(said))):
        if place not in taken and (said[place] in _LINKS or said[place] in _TAILS or said[place] == "and"):
            told = None
            continue
        same = told is not None and place in taken and taken[place] == taken.get(told)
        if same and told is not None:
            found[place] = found[told]
        else:
            # A word before anything telling; a concept only before another concept: “body cameras, wireless kind”.
            found[place] = told is not None and (place not in taken or told in taken)
        told = place if told is None and tells(place) else told
    named = tail = False
    for place, each in enumerate(said):
        if place not in taken and each in _TAILS:
            # “Meters for water” is one thing, not meters for somebody.
            tail = named and (place - 1 not in taken or taken[place - 1][1] < place)
        elif place not in taken and each == "and":
            tail = False
        elif tells(place):
            found[place] = found[place] or tail
            named = True
    return found


def _phrases(said: list[str]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Where concepts are named, the longest phrases first, and of equal ones the words in their order first."""
    found = [*_in_order(said), *_turned_round(said), *_together(said)]
    found.sort(key=lambda each: (-len(each[0]), each[2], each[0]))
    return ((places, key) for places, key, _ in found)


def _in_order(said: list[str]) -> Iterator[tuple[tuple[int, ...], str, int]]:
    table = _table()
    for first in range(len(said)):
        for length in range(1, min(table.longest, len(said) - first) + 1):
            if key := table.phrases.get(tuple(said[first : first + length])):
                yield tuple(range(first, first + length)), key, 0


def _turned_round(said: list[str]) -> Iterator[tuple[tuple[int, ...], str, int]]:
    """“Meters for water” are water meters."""
    phrases = _table().phrases
    for place, link in enumerate(said):
        if link not in _LINKS:
            continue
        for before in (1, 2):
            for behind in (1, 2, 3):
                if place < before or place + behind >= len(said):
                    continue
                places = (*range(place + 1, place + 1 + behind), *range(place - before, place))
                if key := phrases.get(tuple(said[each] for each in places)):
                    yield places, key, 1


def _together(said: list[str]) -> Iterator[tuple[tuple[int, ...], str, int]]:
    sets = _table().sets
    for place, each in enumerate(said):
        for wanted, key in sets.get(each, ()):
            near = range(max(0, place - NEAR), min(len(said), place + NEAR + 1))
            places = {said[other]: other for other in near if said[other] in wanted} | {each: place}
            if len(places) == len(wanted) and max(places.values()) - min(places.values()) <= NEAR:
                yield tuple(places.values()), key, 2


def marks(*, state_code: str, is_open: bool) -> frozenset[str]:
    """What an entry is narrowed by, as words of their own."""
    found = {f"s={state_code.lower()}"}
    return frozenset(found | {OPEN} if is_open else found)
