"""What a Word document says about its styles and numberings: which paragraphs are headings, what their numbers are."""

import re
from dataclasses import dataclass

from procurement.word.openxml import Element, descend, is_on, value, w, whole

_HEADING = re.compile(r"heading ([1-9])\Z")
_SUBHEADING = re.compile(r"subheading ([1-6])\Z")
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)\Z|contents heading\Z|contents [1-9]\Z")
_CODE = ("code", "html preformatted", "preformatted text", "source code", "verbatim")
_CODE_TEXT = ("code text", "html code", "source text", "verbatim char", "html typewriter")
_QUOTE = ("quote", "intense quote", "quotations", "block text")
_FIGURES = "%[1-9]"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_ENOUGH = 30


class Styles:
    """The styles of a document, by what they mean."""

    def __init__(self, root: Element | None) -> None:
        found = root.findall(w("style")) if root is not None else []
        self._styles = {each.get(w("styleId"), ""): each for each in found}
        self._default = next(
            (
                each.get(w("styleId"), "")
                for each in found
                if each.get(w("type")) == "paragraph" and each.get(w("default")) in ("1", "true")
            ),
            "",
        )
        self._chains: dict[str | None, list[Element]] = {}
        self._names: dict[str | None, list[str]] = {}
        self._levels: dict[str | None, int] = {}
        self._numbers: dict[str | None, tuple[str | None, str | None]] = {}

    def chain(self, id: str | None) -> list[Element]:
        """The style and those it is based on."""
        if id not in self._chains:
            self._chains[id] = self._chain(id)
        return self._chains[id]

    def _chain(self, id: str | None) -> list[Element]:
        found: list[Element] = []
        while id and id in self._styles and len(found) < _ENOUGH:
            found.append(self._styles[id])
            id = value(found[-1], "basedOn")
        return found

    def names(self, id: str | None) -> list[str]:
        """Its name and those of the styles it is based on, in small letters."""
        if id not in self._names:
            self._names[id] = [(value(each, "name") or "").lower() for each in self.chain(id or self._default)]
        return self._names[id]

    def own(self, id: str | None) -> str:
        """Its own name, in small letters."""
        return next(iter(self.names(id)), "")

    def heading(self, layout: Element | None) -> int:
        """The level 1 to 9 of a heading: by its own outline level, its style's name, or its style's level; else 0."""
        direct = value(layout, "outlineLvl")
        if direct is not None:
            return whole(direct, 9) + 1 if whole(direct, 9) < 9 else 0
        id = value(layout, "pStyle")
        if id not in self._levels:
            self._levels[id] = self._level_of(id)
        return self._levels[id]

    def _level_of(self, id: str | None) -> int:
        for each in self.chain(id):
            match = _HEADING.fullmatch((value(each, "name") or "").lower())
            if match:
                return int(match[1])
            level = value(each, "pPr/outlineLvl")
            if level is not None:
                return whole(level, 9) + 1 if whole(level, 9) < 9 else 0
        return 0

    def subheading(self, layout: Element | None) -> int:
        """The level of a heading inside a section's text, as our own exports write it; else 0."""
        match = _SUBHEADING.fullmatch(self.own(value(layout, "pStyle")))
        return int(match[1]) if match else 0

    def is_contents(self, layout: Element | None) -> bool:
        """Whether this is a line of a generated table of contents."""
        return any(_CONTENTS.match(name) for name in self.names(value(layout, "pStyle"))[:2])

    def is_title(self, layout: Element | None) -> bool:
        """Whether this is the title of the document."""
        return self.own(value(layout, "pStyle")) == "title"

    def is_code(self, layout: Element | None) -> bool:
        """Whether its lines are kept as they are."""
        return self.own(value(layout, "pStyle")) in _CODE

    def is_quote(self, layout: Element | None) -> bool:
        """Whether it is set off from the rest."""
        return self.own(value(layout, "pStyle")) in _QUOTE

    def is_rule(self, layout: Element | None) -> bool:
        """Whether it is a line across the page."""
        return self.own(value(layout, "pStyle")) in ("rule", "horizontal line")

    def continues(self, layout: Element | None) -> int:
        """At which depth of a list it goes on with an item; else 0."""
        match = re.fullmatch(r"list continue(?: ([2-5]))?", self.own(value(layout, "pStyle")))
        return int(match[1] or 1) if match else 0

    def list_depth(self, layout: Element | None) -> int:
        """How deep a style such as “List Bullet 2” nests its items, from 0."""
        match = re.fullmatch(r"list (?:bullet|number) ([2-5])", self.own(value(layout, "pStyle")))
        return int(match[1]) - 1 if match else 0

    def is_code_text(self, id: str | None) -> bool:
        """Whether a style of characters is for code."""
        return self.own(id) in _CODE_TEXT if id else False

    def switch(self, id: str | None, name: str) -> bool:
        """Whether a style switches `w:b`, `w:i` ... on."""
        for each in self.chain(id):
            found = is_on(each, f"rPr/{name}")
            if found is not None:
                return found
        return False

    def numbering(self, layout: Element | None) -> tuple[str, int | None] | None:
        """Which numbering a paragraph takes part in, and at which level: its own, or its style's."""
        own = descend(layout, "numPr")
        id, level = value(own, "numId"), value(own, "ilvl")
        if id is None:
            style = value(layout, "pStyle")
            if style not in self._numbers:
                self._numbers[style] = self._number_of(style)
            id, given = self._numbers[style]
            level = level or given
        if not id or id == "0":
            return None
        return id, whole(level) if level is not None else None

    def _number_of(self, style: str | None) -> tuple[str | None, str | None]:
        id = level = None
        for each in self.chain(style):
            given = descend(each, "pPr/numPr")
            if given is not None:
                id, level = id or value(given, "numId"), level or value(given, "ilvl")
        return id, level


@dataclass(frozen=True)
class Number:
    """The number of a paragraph: as printed, its value, and whether a plain list can show it so."""

    text: str
    value: int
    list_id: str
    level: int
    is_bullet: bool
    is_plain: bool


class Numberings:
    """Counts the numbered paragraphs of a document, one after the other."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, Element] = {}
        self._instances: dict[str, Element] = {}
        for each in root if root is not None else ():
            if each.tag == w("abstractNum"):
                self._abstract[each.get(w("abstractNumId"), "")] = each
            elif each.tag == w("num"):
                self._instances[each.get(w("numId"), "")] = each
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._levels: dict[tuple[str, int], Element | None] = {}

    def of_style(self, id: str, style: str | None) -> int:
        """The level that a numbering gives to a style."""
        abstract = self._abstract.get(value(self._instances.get(id), "abstractNumId") or "")
        for each in abstract.findall(w("lvl")) if abstract is not None else ():
            if value(each, "pStyle") == style and style:
                return whole(each.get(w("ilvl")))
        return 0

    def next(self, id: str, level: int) -> Number | None:
        """The number of the next paragraph at this level; None where the numbering shows none."""
        level = min(max(level, 0), 8)
        definition = self._level(id, level)
        if definition is None:
            return None
        form = value(definition, "numFmt") or "decimal"
        pattern = value(definition, "lvlText") or ""
        if form == "bullet":
            return Number("•", 0, id, level, True, True)
        count = self._count(id, level)
        text = self._text(id, level, pattern, definition)
        if form == "none" or not text.strip():
            return Number(text.strip(), count, id, level, False, False) if text.strip() else None
        plain = (
            form == "decimal"
            and re.fullmatch(rf"{_FIGURES}[.)]?", pattern) is not None
            and text.strip(".)") == str(count)
        )
        return Number(text.strip(), count, id, level, False, plain)

    def _count(self, id: str, level: int) -> int:
        family = value(self._instances.get(id), "abstractNumId") or id
        counts = self._counts.setdefault(family, {})
        if id not in self._begun:
            self._begun.add(id)
            for override in self._instances[id].findall(w("lvlOverride")):
                if descend(override, "startOverride") is not None:
                    at = whole(override.get(w("ilvl")))
                    counts.pop(at, None)
        for above in range(level):
            if above not in counts:
                counts[above] = self._start(id, above)
        counts[level] = counts[level] + 1 if level in counts else self._start(id, level)
        for deeper in [each for each in counts if each > level]:
            restart = value(self._level(id, deeper), "lvlRestart")
            if restart is None or (whole(restart) != 0 and level < whole(restart)):
                del counts[deeper]
        return counts[level]

    def _text(self, id: str, level: int, pattern: str, definition: Element) -> str:
        family = value(self._instances.get(id), "abstractNumId") or id
        counts = self._counts[family]
        legal = is_on(definition, "isLgl") is True

        def figure(match: re.Match[str]) -> str:
            at = int(match[0][1:]) - 1
            form = value(self._level(id, at), "numFmt") or "decimal"
            number = counts.get(at, self._start(id, at))
            return written(number, "decimal" if legal and form != "decimalZero" else form)

        return re.sub(_FIGURES, figure, pattern)

    def _start(self, id: str, level: int) -> int:
        for override in self._instances[id].findall(w("lvlOverride")) if id in self._instances else ():
            if override.get(w("ilvl")) == str(level) and value(override, "startOverride") is not None:
                return whole(value(override, "startOverride"), 1)
        return whole(value(self._level(id, level), "start"), 1)

    def _level(self, id: str, level: int) -> Element | None:
        if (id, level) not in self._levels:
            self._levels[id, level] = self._find(id, level)
        return self._levels[id, level]

    def _find(self, id: str, level: int) -> Element | None:
        instance = self._instances.get(id)
        if instance is None:
            return None
        for override in instance.findall(w("lvlOverride")):
            own = override.find(w("lvl"))
            if own is not None and override.get(w("ilvl")) == str(level):
                return own
        abstract = self._abstract.get(value(instance, "abstractNumId") or "")
        linked = value(abstract, "numStyleLink")
        if linked is not None:
            abstract = next((each for each in self._abstract.values() if value(each, "styleLink") == linked), abstract)
        for each in abstract.findall(w("lvl")) if abstract is not None else ():
            if each.get(w("ilvl")) == str(level):
                return each
        return None


def written(number: int, form: str) -> str:
    """A number as a numbering writes it: 4 is "4", "04", "d", "D", "iv", "IV" or "4th"."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * min(_ENOUGH, (number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number < 5000:
        text, left = "", number
        for worth, sign in _ROMAN:
            text += sign * (left // worth)
            left %= worth
        return text.upper() if form == "upperRoman" else text
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "ordinal":
        ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"
    return "" if form == "none" else str(number)
