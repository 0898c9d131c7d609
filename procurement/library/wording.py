"""What counts as the same words: the marks, the line ends and the spaces of a text are not among them.

Two texts say the same when their words are the same. No word is: white space and where a line ends, the marks that
Markdown and plain text draw with (emphasis, bullets, rules, the pipes and rules of tables, anchors of converters), and
which of several shapes a quotation mark or a dash has. A word is everything else, numbers and punctuation included:
"400" for "500" and "may" for "shall" are changes, and so is a comma.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_SHAPES = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t\f\v", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "|": " ",
        "*": "",
        "`": "",
    }
)
_RULE = re.compile(r"(?m)^[-+=:|_*~> \t]{3,}$")
_QUOTED = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_BREAK = re.compile(r"<br[ \t]{0,4}/?>|\\$", re.IGNORECASE | re.MULTILINE)
#: A link, whose address a converter may have broken into lines.
_LINK = re.compile(r"\[([^\[\]]{0,2000})\]\(([^()]{0,2000})\)")
_ATTRIBUTES = re.compile(r"\{[#.][^{}]{0,200}\}")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_DASHES = re.compile(r"-{2,}")
_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_MARKS = frozenset({"-", "+", "#", "##", "###", "####", "#####", "######", "•", "●", "▪", "■", "◦", "○"})
#: The foot of a printed page standing on a line of its own, far from the margin.
_FOOT = re.compile(r"(?mi)^[ \t]{20,}(?:page )?[\divxl]{1,4}(?: of \d{1,4})?[ \t]*$")


class Wording(NamedTuple):
    """A text as comparing sees it: its words, and behind which of its characters a line ended."""

    words: tuple[str, ...]
    text: str


def words(text: str) -> list[str]:
    """The words of a text, without its marks."""
    return [word for word in _bare(_lines(text)).split() if word not in _MARKS]


def wording(text: str, preformatted: bool = False) -> Wording:
    """The text made ready for comparing; of a preformatted one, the feet of printed pages are no words."""
    text = _lines(text)
    if preformatted:
        text = _FOOT.sub("", text)
    bare = _bare(text)
    return Wording(tuple(word for word in bare.split() if word not in _MARKS), bare)


def is_same(one: Wording, other: Wording) -> bool:
    """Whether two texts say the same.

    A line may have been broken within a word, after a hyphen or in an address too long for it: where the letters are
    the same, a space that stands in only one of them must be the end of a line there.
    """
    if one.words == other.words:
        return True
    if "".join(one.words) != "".join(other.words):
        return False
    return _only_line_ends(one, other)


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of two texts is the same words, from 0 to 1, wherever they stand."""
    if not one or not other:
        return 1.0 if len(one) == len(other) else 0.0
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other))


def plain(text: str) -> str:
    """One paragraph, item or cell for reading in a redline: its words on one line, without its marks."""
    bare = _BREAK.sub(" ", _QUOTED.sub("", text))
    bare = _LINK.sub(lambda link: link[1] if link[2].startswith("#") else f"{link[1]} ({link[2]})", bare)
    bare = _UNDERSCORES.sub(lambda run: run[0] if len(run[0]) > 3 else "", _ATTRIBUTES.sub("", bare))
    bare = re.sub(r"(?<!\\)[*`]+", "", bare)
    return " ".join(_ESCAPE.sub(r"\1", bare).split())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bare(text: str) -> str:
    bare = _RULE.sub("", text)
    bare = _BREAK.sub(" ", _QUOTED.sub("", bare))
    bare = _LINK.sub(_words_of_link, bare)
    bare = _ATTRIBUTES.sub("", bare)
    # An escaped star is a word's own; all others draw.
    bare = _ESCAPE.sub(r"\1", bare.translate(_SHAPES))
    return _UNDERSCORES.sub("", _DASHES.sub("-", bare))


def _words_of_link(link: re.Match[str]) -> str:
    address = "".join(link[2].split())
    return link[1] if address.startswith("#") else f"{link[1]} {address}"


def _ends(wording: Wording) -> list[int]:
    ends, at = [], 0
    for word in wording.words:
        at += len(word)
        ends.append(at)
    return ends


def _only_line_ends(one: Wording, other: Wording) -> bool:
    mine, theirs = set(_ends(one)), set(_ends(other))
    return mine - theirs <= _line_ends(one) and theirs - mine <= _line_ends(other)


def _line_ends(wording: Wording) -> set[int]:
    """After how many letters a line of the text ends."""
    ends, at = set(), 0
    for line in wording.text.split("\n"):
        at += sum(len(word) for word in line.split() if word not in _MARKS)
        ends.add(at)
    return ends
