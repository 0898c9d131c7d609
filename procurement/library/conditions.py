"""Conditions of clauses: when a section stands in a draft, in words that a clerk can read and a computer can judge.

    federal money
    not construction and amount over the formal threshold
    amount at least $50,000 or (kind is RFP and personal data)
    category begins with 92
    state is one of IL, WI
    blank wants_training is yes

A fact that nobody has stated is unknown, and so is whatever hangs on it (Kleene's three values): the section then
stays in the draft and the checklist asks for the fact. Nothing else can be written: there is no way from a condition
to a name, an attribute or a call.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from procurement.core.words import money
from procurement.library.values import KEY

#: Facts that are true or false: as they are written, as a draft keeps them, and in a sentence where they hold and not.
FLAGS = {
    "federal money": ("federal_money", "federal money is spent", "no federal money is spent"),
    "construction": ("construction", "it is construction", "it is not construction"),
    "personal data": ("personal_data", "personal data is handled", "no personal data is handled"),
    "pool": ("pool", "it is bought in a pool", "it is not bought in a pool"),
}
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "over": lambda amount, limit: amount > limit,
    "at least": lambda amount, limit: amount >= limit,
    "under": lambda amount, limit: amount < limit,
    "at most": lambda amount, limit: amount <= limit,
}
THRESHOLD = "the formal threshold"
#: Facts that are one of several words: as they are written, and as a draft keeps them.
NAMES = {"kind": "kind", "state": "state", "category": "categories"}
LONGEST = 1_000
DEEPEST = 20

_TOKEN = re.compile(r'\s*(?:(?P<mark>[(),])|"(?P<quoted>[^"]{0,200})"|(?P<word>\$\d[\d,.]*\d|[^\s(),"]+))')
_MONEY = re.compile(r"\$(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.(\d{2}))?", re.ASCII)
_FOLLOWS = ("and", "or", "(", ")", ",")


class ConditionFault(ValueError):
    """This is no condition; the message says to the person who wrote it what was expected, and where."""


@dataclass(frozen=True)
class Judgement:
    """Whether a condition holds (None: not known) and why, as a clause of a sentence; what would have to be stated."""

    holds: bool | None
    because: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A condition that can be judged. `operator` is "and", "or", "not" or "test"."""

    operator: str
    parts: tuple["Condition", ...] = ()
    test: Callable[[Mapping[str, Any]], Judgement] | None = field(default=None, compare=False)
    words: str = ""

    def __str__(self) -> str:
        if self.operator == "test":
            return self.words
        if self.operator == "not":
            return f"not {_bracketed(self.parts[0], 'and', 'or')}"
        inner = ("or",) if self.operator == "and" else ()
        return f" {self.operator} ".join(_bracketed(each, *inner) for each in self.parts)

    def judge(self, facts: Mapping[str, Any]) -> Judgement:
        """Whether it holds for these facts: {amount_cents, formal_threshold_cents, federal_money, construction,
        personal_data, pool, kind, state, categories, blanks: {key: value}}; what is missing or None is unknown.
        """
        if self.test is not None:
            return self.test(facts)
        found = [each.judge(facts) for each in self.parts]
        if self.operator == "not":
            holds = None if found[0].holds is None else not found[0].holds
            return Judgement(holds, found[0].because, found[0].unknown)
        decisive = self.operator == "or"
        if deciding := [each for each in found if each.holds is decisive]:
            return Judgement(decisive, deciding[0].because)
        if open_ones := [each for each in found if each.holds is None]:
            unknown = tuple(dict.fromkeys(name for each in open_ones for name in each.unknown))
            return Judgement(None, _all(each.because for each in open_ones), unknown)
        return Judgement(not decisive, _all(each.because for each in found))

    def blanks(self) -> set[str]:
        """The keys of the blanks it looks at."""
        own = {self.words.split()[1]} if self.operator == "test" and self.words.startswith("blank ") else set()
        return own.union(*(each.blanks() for each in self.parts))


def parse(text: str) -> Condition:
    """The condition that the text says. Raises `ConditionFault`."""
    if len(text) > LONGEST:
        raise ConditionFault(f"A condition takes at most {LONGEST:,} characters.")
    reader = _Reader(text)
    found = _either(reader, 0)
    if (left := reader.peek()) is not None:
        raise ConditionFault(f"After “{found}”, “and” or “or” may follow, not “{left}”.")
    return found


def judge(text: str, facts: Mapping[str, Any]) -> Judgement:
    """Whether the condition in the text holds; no condition at all always does."""
    if not text.strip():
        return Judgement(True, "")
    return parse(text).judge(facts)


def faults(section: Mapping[str, Any]) -> list[str]:
    """What is wrong with the condition of a section, as sentences: none or one."""
    try:
        judge(section.get("when", ""), {})
    except ConditionFault as fault:
        return [f"The condition of “{section['heading']}” cannot be read: {fault}"]
    return []


def asks(section: Mapping[str, Any]) -> str:
    """The blanks that the section's condition looks at, as a text that names them (`{{key}}`)."""
    try:
        found = sorted(parse(section["when"]).blanks()) if section.get("when") else []
    except ConditionFault:
        return ""
    return " ".join("{{" + key + "}}" for key in found)


@dataclass(frozen=True)
class Standing:
    """One section and whether it stands: by its own condition, or by that of a section it belongs to."""

    section: dict
    judgement: Judgement
    #: The section whose condition decided, where it is not its own.
    under: str = ""

    @property
    def is_out(self) -> bool:
        """Whether the section is left out of the text."""
        return self.judgement.holds is False


def standing(sections: Sequence[dict], facts: Mapping[str, Any]) -> list[Standing]:
    """Each section with whether it stands; a section that is left out takes its subsections along.

    A condition that cannot be read counts as unknown: the text stays, and soundness names the fault.
    """
    result: list[Standing] = []
    above: list[Standing] = []
    for section in sections:
        above = [each for each in above if each.section["level"] < section["level"]]
        parent = next((each for each in above if each.is_out), None)
        if parent is not None:
            name = parent.under or parent.section["heading"]
            found = Standing(section, parent.judgement, name)
        else:
            found = Standing(section, _judged(section.get("when", ""), facts))
        result.append(found)
        above.append(found)
    return result


def _judged(text: str, facts: Mapping[str, Any]) -> Judgement:
    try:
        return judge(text, facts)
    except ConditionFault as fault:
        return Judgement(None, str(fault))


class _Reader:
    """The words of a condition, one after the other."""

    def __init__(self, text: str):
        self.tokens = list(self._split(text))
        self.place = 0

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, bool]]:
        place = 0
        while place < len(text.rstrip()):
            match = _TOKEN.match(text, place)
            if match is None:
                raise ConditionFault('A quotation mark (") has no second one.')
            quoted = match["quoted"] is not None
            yield (match["quoted"] if quoted else match["mark"] or match["word"]), quoted
            place = match.end()

    def peek(self) -> str | None:
        """The next word, None at the end."""
        return self.tokens[self.place][0] if self.place < len(self.tokens) else None

    def take(self, *phrases: str) -> str | None:
        """The first of the phrases that stands here, taken; None when none does."""
        for phrase in phrases:
            wanted = phrase.split()
            here = self.tokens[self.place : self.place + len(wanted)]
            if len(here) == len(wanted) and all(
                not quoted and word.casefold() == each for (word, quoted), each in zip(here, wanted, strict=True)
            ):
                self.place += len(wanted)
                return phrase
        return None

    def word(self, what: str) -> str:
        """Any one word or quotation that is no part of the grammar."""
        here = self.peek()
        if here is None or (not self.tokens[self.place][1] and here.casefold() in _FOLLOWS):
            raise ConditionFault(f"{what} is missing{f' before “{here}”' if here else ' at the end'}.")
        self.place += 1
        return here


def _either(reader: _Reader, depth: int) -> Condition:
    return _joined(reader, "or", _both, depth)


def _both(reader: _Reader, depth: int) -> Condition:
    return _joined(reader, "and", _single, depth)


def _joined(reader: _Reader, operator: str, below: Callable[[_Reader, int], Condition], depth: int) -> Condition:
    parts = [below(reader, depth)]
    while reader.take(operator):
        parts.append(below(reader, depth))
    return parts[0] if len(parts) == 1 else Condition(operator, tuple(parts))


def _single(reader: _Reader, depth: int) -> Condition:
    if depth > DEEPEST:
        raise ConditionFault("The condition is nested too deeply.")
    if reader.take("not"):
        return Condition("not", (_single(reader, depth + 1),))
    if reader.take("("):
        inner = _either(reader, depth + 1)
        if not reader.take(")"):
            raise ConditionFault(f"The bracket before “{inner}” is never closed.")
        return inner
    return _test(reader)


def _test(reader: _Reader) -> Condition:
    if flag := reader.take(*FLAGS):
        return _flag(flag)
    if reader.take("over the formal threshold"):
        return _amount("over", None)
    if reader.take("amount"):
        comparison = reader.take(*COMPARISONS)
        if comparison is None:
            raise ConditionFault("After “amount” stands “over”, “at least”, “under” or “at most”.")
        return _amount(comparison, None if reader.take(THRESHOLD) else _limit(reader))
    if name := reader.take(*NAMES):
        return _name(name, reader)
    if reader.take("blank"):
        return _blank(reader)
    known = ", ".join(f"“{each}”" for each in (*FLAGS, "amount", *NAMES, "blank"))
    raise ConditionFault(f"{f'“{reader.peek()}” is not a fact' if reader.peek() else 'A fact is missing'}: {known}.")


def _flag(flag: str) -> Condition:
    key, yes, no = FLAGS[flag]

    def test(facts: Mapping[str, Any]) -> Judgement:
        value = facts.get(key)
        if value is None:
            return Judgement(None, f"whether {yes} is not stated", (key,))
        return Judgement(bool(value), yes if value else no)

    return Condition("test", test=test, words=flag)


def _limit(reader: _Reader) -> int:
    written = reader.word("An amount such as $50,000, or “the formal threshold”,")
    match = _MONEY.fullmatch(written)
    if match is None:
        raise ConditionFault(f"“{written}” is not an amount: write it as $50,000.")
    return int(match[1].replace(",", "")) * 100 + int(match[2] or 0)


def _amount(comparison: str, limit: int | None) -> Condition:
    def test(facts: Mapping[str, Any]) -> Judgement:
        amount = facts.get("amount_cents")
        against = facts.get("formal_threshold_cents") if limit is None else limit
        if amount is None:
            return Judgement(None, "the amount is not stated", ("amount_cents",))
        if against is None:
            return Judgement(None, "the rule pack has no formal threshold", ("formal_threshold_cents",))
        holds = COMPARISONS[comparison](amount, against)
        of = f"{THRESHOLD} of {_dollars(against)}" if limit is None else _dollars(against)
        return Judgement(holds, f"the amount, {_dollars(amount)}, is {'' if holds else 'not '}{comparison} {of}")

    return Condition("test", test=test, words=f"amount {comparison} {THRESHOLD if limit is None else _dollars(limit)}")


def _name(name: str, reader: _Reader) -> Condition:
    key = NAMES[name]
    if name == "category" and reader.take("begins with"):
        start = reader.word("The beginning of a category's code")
        return _among(name, key, lambda value: value.startswith(start.casefold()), f"category begins with {start}")
    if not reader.take("is"):
        raise ConditionFault(f"After “{name}” stands “is” and what it is, such as “{name} is one of A, B”.")
    wanted = [reader.word(f"What the {name} is")] if not reader.take("one of") else _listed(reader, name)
    said = f"is one of {', '.join(map(_quoted, wanted))}" if len(wanted) > 1 else f"is {_quoted(wanted[0])}"
    folded = {each.casefold() for each in wanted}
    return _among(name, key, lambda value: value in folded, f"{name} {said}")


def _listed(reader: _Reader, name: str) -> list[str]:
    wanted = [reader.word(f"What the {name} is")]
    while reader.take(","):
        wanted.append(reader.word(f"A further {name} after the comma"))
    return wanted


def _among(name: str, key: str, fits: Callable[[str], bool], words: str) -> Condition:
    def test(facts: Mapping[str, Any]) -> Judgement:
        value = facts.get(key)
        values = value if isinstance(value, list | tuple) else [value] if value else []
        if not values:
            return Judgement(None, f"the {name} is not stated", (key,))
        holds = any(fits(str(each).casefold()) for each in values)
        return Judgement(holds, f"the {name} is {', '.join(str(each) for each in values)}")

    return Condition("test", test=test, words=words)


def _blank(reader: _Reader) -> Condition:
    key = reader.word("The key of a blank")
    if not KEY.fullmatch(key):
        raise ConditionFault(f"“{key}” cannot be the key of a blank: small letters, digits and underscores only.")
    if not reader.take("is"):
        raise ConditionFault(f"After “blank {key}” stands “is” and its answer, such as “yes”.")
    wanted = reader.word("The answer")

    def test(facts: Mapping[str, Any]) -> Judgement:
        value = (facts.get("blanks") or {}).get(key)
        if value is None:
            return Judgement(None, f"the blank “{key}” is not filled", (f"blanks.{key}",))
        said = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return Judgement(said.casefold() == wanted.casefold(), f"the blank “{key}” says “{said}”")

    return Condition("test", test=test, words=f"blank {key} is {_quoted(wanted)}")


def _dollars(cents: int) -> str:
    return money(cents).removesuffix(".00")


def _quoted(word: str) -> str:
    plain = re.fullmatch(r'[^\s(),"]+', word) and word.casefold() not in ("and", "or", "not", "one", "is")
    return word if plain else f'"{word}"'


def _bracketed(part: Condition, *operators: str) -> str:
    return f"({part})" if part.operator in operators else str(part)


def _all(reasons) -> str:
    return ", and ".join(dict.fromkeys(each for each in reasons if each))
