"""Words as the search compares them: what stands in a text, what a query asks, and both marked for the reader.

The same words are made for SQLite and for PostgreSQL, so that both find the same. A word is a run of letters and
digits, in small letters without accents; endings such as -s, -ed and -ing are taken off English words (steps 1 and 5a
of M. F. Porter's algorithm, "An algorithm for suffix stripping", 1980). Other scripts are spelled in hexadecimal
digits, because the databases disagree on what a letter is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape

#: What a query may ask: terms (a word or a phrase), each with so many words at most.
MOST_TERMS = 12
#: Of a free description so many words are looked for: every two of them together are asked for too.
MOST_TELLING = 7
#: A word is cut here; a longer one is a number or a mistake.
LONGEST = 32
#: Words that say nothing about what is bought: left out where words are only hints.
EMPTY = frozenset(
    """
    a an and are as at be by for from has have in into is it its new of on or our that the their these this to we
    will with who what which need want buy purchase procure service services system systems public city county
    government rfp rfi rfq itb request proposals proposal solicitation
    """.split()  # noqa: SIM905 (words are read as words)
)
_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"?|([^\s"]+)')
#: What is only Markdown's dress: links keep their words.
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_DRESS = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|^[ \t]*(?:[#>]+|[-*+](?= )|\|)|[*_`|]+|-{3,}|\\", re.DOTALL | re.M)
_SPACE = re.compile(r"\s+")
#: What a word of another script looks like (`word`).
_SPELLED = re.compile(r"u(?:[0-9a-f]{4})+")
#: Plurals of words in -us, which Porter does not know: buses, statuses, but not houses.
_BUSES = re.compile(r"[^aeiou]uses\Z")

Term = tuple[str, ...]


class _Folding(dict):
    """Each character in small letters without accent, so that no place moves."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code))[:1].lower()
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """The words of a text in their order."""
    return [word(each) for each in _WORD.findall(text.translate(_FOLDING))]


def written(text: str) -> dict[str, str]:
    """How each word of a text is written where it stands first, by the word as it is compared."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text.translate(_FOLDING)):
        found.setdefault(word(match.group()), text[match.start() : match.end()])
    return found


def code(text: str) -> str:
    """A short text as one word with all its endings: how codes, ids and names are compared."""
    found = _WORD.findall(text.translate(_FOLDING))
    return "".join(each if each.isascii() else word(each) for each in found)


def asked(query: str) -> list[Term]:
    """The terms a query asks for, each once: single words, and "phrases" as several; never a fault."""
    terms: dict[Term, None] = {}
    for match in _PHRASE.finditer(query):
        quoted, bare = match.group(1), match.group(2)
        found = words(quoted if quoted is not None else bare)
        if quoted is not None and found:
            terms[tuple(found[:MOST_TERMS])] = None
        elif quoted is None:
            terms.update(dict.fromkeys((each,) for each in found))
    return list(terms)[:MOST_TERMS]


def telling(text: str) -> list[Term]:
    """The words of a free description that say what it is about."""
    empty = {word(each) for each in EMPTY}
    found = dict.fromkeys(each for each in words(text) if each not in empty and len(each) > 1)
    return [(each,) for each in list(found)[:MOST_TELLING]]


@lru_cache(maxsize=200_000)
def word(raw: str) -> str:
    """One word, folded already, as it is compared."""
    if not raw.isascii():
        return ("u" + raw.encode("utf-16-be", "replace").hex())[:LONGEST]
    return stem(raw)[:LONGEST] if raw.isalpha() and len(raw) > 2 else raw[:LONGEST]


def readable(markdown: str) -> str:
    """A Markdown text as a reader sees its words, on one line."""
    return _SPACE.sub(" ", _DRESS.sub(" ", _LINK.sub(r"\1", markdown))).strip()


def marked(text: str, terms: list[Term], begun: str = "") -> Markup:
    """The text, escaped, with the asked words, and those that begin with `begun`, in <mark>."""
    return _printed(text, [match.span() for match in _hits(text, terms, begun)])


def excerpt(text: str, terms: list[Term], begun: str = "", length: int = 240) -> Markup:
    """The stretch of the text in which most of the asked words stand, escaped, with these in <mark>.

    "" when none of them stands in it.
    """
    spans: list[tuple[int, int]] = []
    said: list[str] = []
    for match in _hits(text, terms, begun):
        spans.append(match.span())
        said.append(word(match.group().translate(_FOLDING)))
        if len(spans) >= 200:
            break
    if not spans:
        return Markup("")
    best, most = 0, 0
    for place, (first, _) in enumerate(spans):
        inside = [each for each in range(place, len(spans)) if spans[each][1] <= first + length - 60]
        kinds = len({said[each] for each in inside}) * 100 + len(inside)
        if kinds > most:
            best, most = place, kinds
    begin = max(0, spans[best][0] - 60)
    if begin:
        begin = text.find(" ", begin, spans[best][0]) + 1 or spans[best][0]
    end = min(len(text), begin + length)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), spans[best][1])
    inside = [(first - begin, last - begin) for first, last in spans if first >= begin and last <= end]
    before, after = ("… " if begin else ""), (" …" if end < len(text) else "")
    return Markup("{}{}{}").format(before, _printed(text[begin:end], inside), after)


def _printed(text: str, spans: list[tuple[int, int]]) -> Markup:
    pieces, last = [], 0
    for first, end in spans:
        pieces += [escape(text[last:first]), Markup("<mark>{}</mark>").format(text[first:end])]
        last = end
    return Markup("").join([*pieces, escape(text[last:])])


def _hits(text: str, terms: list[Term], begun: str) -> Iterator[re.Match]:
    """The words of the text that were asked for."""
    wanted = {each for term in terms for each in term}
    if not wanted:
        return
    # The beginning of a word is compared first: to take the endings off every word of a long text takes too long.
    heads = "|".join(sorted(re.escape(each[: max(2, len(each) - 1)]) for each in wanted))
    spelled = any(_SPELLED.fullmatch(each) or len(each) == LONGEST for each in wanted)
    pattern = _WORD if spelled else re.compile(rf"(?<![^\W_])(?:{heads})[^\W_]*")
    for match in pattern.finditer(text.translate(_FOLDING)):
        if word(match.group()) in wanted or (begun and match.group().startswith(begun)):
            yield match


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """An English word without its endings: cities -> citi, purchasing -> purchas, license -> licens."""
    if word.endswith(("sses", "ies")) or _BUSES.search(word):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1] if _measure(word[:-3]) > 0 else word
    else:
        for ending in ("ed", "ing"):
            if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
                word = _mended(word[: -len(ending)])
                break
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    if word.endswith("e"):
        short = _measure(word[:-1])
        if short > 1 or (short == 1 and not _ends_short(word[:-1])):
            word = word[:-1]
    return word


def _mended(root: str) -> str:
    """What is left when -ed or -ing is taken off: plann -> plan, fil -> file."""
    if root.endswith(("at", "bl", "iz")):
        return root + "e"
    if len(root) > 1 and root[-1] == root[-2] and root[-1] not in "aeioulsz":
        return root[:-1]
    return root + "e" if _measure(root) == 1 and _ends_short(root) else root


def _sounds(root: str) -> str:
    """v for each vowel, c for each consonant; a y behind a consonant is a vowel."""
    sounds = ""
    for letter in root:
        vowel = letter in "aeiou" or (letter == "y" and sounds.endswith("c"))
        sounds += "v" if vowel else "c"
    return sounds


def _measure(root: str) -> int:
    return len(re.findall("v+c", _sounds(root)))


def _has_vowel(root: str) -> bool:
    return "v" in _sounds(root)


def _ends_short(root: str) -> bool:
    """Consonant, vowel, consonant (not w, x, y) at the end: fil, hop."""
    return _sounds(root)[-3:] == "cvc" and root[-1] not in "wxy"
