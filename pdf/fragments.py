"""Make what others wrote safe to print: HTML sanitised and demoted, characters that no page can show replaced."""

import re
from collections.abc import Callable, Collection
from html import escape, unescape

import nh3

from pdf.outline import Depths

TAGS = frozenset(
    {
        "p",
        "ul",
        "ol",
        "li",
        "strong",
        "b",
        "em",
        "i",
        "a",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "pre",
        "code",
        "blockquote",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "sup",
        "sub",
        "del",
        "ins",
        "s",
        "u",
        "dl",
        "dt",
        "dd",
        "img",
        "div",
        "span",
    }
)
ATTRIBUTES = {
    "a": {"href"},
    "img": {"alt"},
    "ol": {"start"},
    "li": {"value"},
    "th": {"colspan", "rowspan", "scope", "style", "align"},
    "td": {"colspan", "rowspan", "style", "align"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: The widest span of columns and rows that a cell may claim; a fragment that claims more would take hours to lay out.
WIDEST = {"colspan": 60, "rowspan": 500}
#: Deeper than this no text of a procurement is nested, and the layout would run out of stack.
DEEPEST_NESTING = 40

IMAGE = re.compile(r'<img(?: alt="([^"]*)")?[^>]*>')
HEADING = re.compile(r"<(/?)h([1-6])>")
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*?>")
VOID = frozenset({"br", "hr", "img"})
#: Characters that no page can show: controls, lone surrogates, non-characters.
NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")


class Sanitiser:
    """Cleans HTML fragments so that they can neither fetch, nor style, nor lead anywhere but into the document."""

    def __init__(self, anchors: Collection[str], image_word: str) -> None:
        self._anchors = anchors
        self._image_word = image_word
        self._cleaner = nh3.Cleaner(
            tags=set(TAGS),
            attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
            attribute_filter=self._attribute,
            clean_content_tags={"script", "style", "template", "iframe", "noembed", "noframes"},
            filter_style_properties={"text-align"},
            link_rel=None,
            url_schemes=set(SCHEMES),
        )

    def clean(self, html: str) -> str:
        """Return the fragment with allowed markup only, and every image replaced by its alternative text."""
        return IMAGE.sub(self._image, self._cleaner.clean(_encodable(html)))

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return self._link(value.strip())
        if name in WIDEST:
            return value if value.isdecimal() and 0 < int(value[:9]) <= WIDEST[name] else None
        if name in ("start", "value"):
            return value if re.fullmatch(r"\d{1,6}", value, re.ASCII) else None
        return value

    def _link(self, target: str) -> str | None:
        if target.startswith("#"):
            return target if target[1:] in self._anchors else None
        scheme, colon, _ = target.partition(":")
        return target if colon and scheme.lower() in SCHEMES else None

    def _image(self, match: re.Match) -> str:
        alternative = unescape(match.group(1) or "").strip()
        words = f"{self._image_word}: {alternative}" if alternative else self._image_word
        return f'<span class="image">[{escape(words)}]</span>'


def _encodable(text: str) -> str:
    return SURROGATE.sub("\ufffd", text)


def nesting(html: str) -> int:
    """Return how many elements deep a fragment goes once it has been sanitised."""
    depth = deepest = 0
    for closing, tag in TAG.findall(nh3.clean(_encodable(html), tags=set(TAGS), attributes={})):
        if tag in VOID:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def demoted(html: str, section_tag: int, depths: Depths) -> str:
    """Move the fragment's headings below the section's own (H`section_tag`), without a gap and at most to H6."""
    tag = section_tag

    def move(match: re.Match) -> str:
        nonlocal tag
        if not match.group(1):
            tag = min(6, section_tag + depths.depth(int(match.group(2))))
        return f"<{match.group(1)}h{tag}>"

    return HEADING.sub(move, html)


def replacer(missing: Collection[int]) -> Callable[[str], str]:
    """Return a function that makes text printable; characters in `missing` come out as their Unicode number."""
    table = {code: f"[U+{code:04X}]" for code in missing}

    def printable(text: str) -> str:
        text = NEWLINES.sub("\n", text)
        text = _encodable(UNPRINTABLE.sub("", text))
        return text.translate(table) if table else text

    return printable
