"""Turns Markdown that people typed or imported into safe HTML, and into plain words for searching.

HTML in the source is off, with four narrow exceptions that real documents need: `<br>` is a line break,
bare formatting tags such as `<u>` keep their meaning, a block that is an HTML table becomes that table, and
comments print nothing. Everything else in angle brackets is shown as it was typed. The result is cleaned by
nh3 once more, so that a mistake here cannot become somebody's script.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

#: Schemes a link may have. Anything else, and any path relative to a place we do not know, is printed
#: without a link.
SCHEMES = frozenset({"http", "https", "mailto"})

_FORMATTING = frozenset({"b", "em", "i", "s", "strong", "sub", "sup", "u"})
_TABLE = frozenset({"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_BLOCKS = frozenset({"blockquote", "br", "hr", "li", "ol", "p", "pre", "ul"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TAGS = _FORMATTING | _TABLE | _BLOCKS | _HEADINGS | {"a", "code", "del"}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_BREAK = re.compile(r"<br[ \t]{0,4}/?>", re.IGNORECASE)
_BARE_TAG = re.compile(r"</?([a-z]{1,6})>", re.IGNORECASE)
_NOTE = re.compile(r"\[\^([^\s\[\]^]{1,40})\](:(?=\s))?")
_TABLE_OPENS = re.compile(r"<table[\s>]", re.IGNORECASE)
_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
#: Control characters that no page and no PDF can show; a form feed becomes a line end.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def parse(text: str) -> list[Token]:
    """The tokens of a Markdown text as pages understand it, for whoever writes it in another format.

    A reference to a footnote stands as text between `<sup>` and `</sup>`, the first with `meta["note"]` its label
    and `meta["defines"]` whether the note itself follows.
    """
    return _parser().parse(_printable(text), {"heading_base": 1, "anchors": True})


def to_html(text: str, heading_base: int = 1, anchors: bool = True) -> str:
    """The HTML of a Markdown text.

    `heading_base` is the level a first-level heading gets (deeper ones follow, none goes below h6), so that
    a body fits under the heading of its section. With `anchors` off, links to a place on the same page
    (`#...`) print as plain words: for a document whose anchors do not exist.
    """
    environment = {"heading_base": heading_base, "anchors": anchors}
    return _clean(_parser().render(_printable(text), environment))


def to_text(text: str) -> str:
    """The words of a Markdown text without its marks, one line for each block: for search and for
    counting words.
    """
    lines = []
    for token in _parser().parse(_printable(text), {"heading_base": 1, "anchors": True}):
        if token.type == "inline":
            lines.append(_words(token.children or []))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
        elif token.type == "html_block":
            lines.append(_words_of_html(token.content))
    return "\n".join(line for line in lines if line)


def line_to_text(line: str) -> str:
    """The words of one line, such as a heading, without its marks; "1. Purpose" keeps its number."""
    tokens = _parser().parseInline(_printable(line), {"heading_base": 1, "anchors": True})
    return " ".join(_words(tokens[0].children or []).split())


def escape(text: str) -> str:
    """The Markdown that prints exactly these words, whatever they are: no structure, no link, no HTML."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", text)
    escaped = re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", escaped)
    escaped = re.sub(r"^([-+=:(])", r"\\\1", escaped)
    return re.sub(r"!$", r"\\!", escaped)


def _printable(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\f", "\n"))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style"},
    )


@cache
def _parser() -> MarkdownIt:
    """One parser for everybody: it keeps no state between texts."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Which links are kept is decided once, in _without_foreign_matter, where their words can stay behind.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.block.ruler.before(
        "html_block", "html_table", _html_table, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.block.ruler.before("html_table", "comment", _comment_block, {"alt": ["paragraph"]})
    parser.inline.ruler.before("html_inline", "harmless_html", _harmless_html)
    parser.inline.ruler.before("link", "footnote", _footnote)
    reference = next(rule.fn for rule in parser.block.ruler.__rules__ if rule.name == "reference")
    parser.block.ruler.at("reference", lambda *given: not _defines_footnote(given[0], given[1]) and reference(*given))
    parser.core.ruler.push("foreign_matter", _without_foreign_matter)
    return parser


def _harmless_html(state: StateInline, silent: bool) -> bool:
    """Line breaks, bare formatting tags and comments inside a line."""
    if state.src[state.pos] != "<":
        return False
    if match := _BREAK.match(state.src, state.pos):
        kind, content = "hardbreak", ""
    elif (match := _BARE_TAG.match(state.src, state.pos)) and match[1].lower() in _FORMATTING:
        kind, content = "html_inline", match[0].lower()
    elif state.src.startswith("<!--", state.pos) and _last_comment_end(state) >= state.pos + 4:
        state.pos = state.src.find("-->", state.pos + 4) + 3
        return True
    else:
        return False
    if not silent:
        state.push(kind, "br" if kind == "hardbreak" else "", 0).content = content
    state.pos = match.end()
    return True


def _footnote(state: StateInline, silent: bool) -> bool:
    """`[^1]` is a small raised 1, at the word and before the note (`[^1]: ...`): nothing moves, nothing is lost."""
    match = _NOTE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = "<sup>"
        state.tokens[-1].meta = {"note": match[1], "defines": state.pos == 0 and match[2] is not None}
        state.push("text", "", 0).content = match[1]
        state.push("html_inline", "", 0).content = "</sup>"
    # The colon only sets the mark off from its note, at the note's very beginning.
    state.pos = match.end() if state.pos == 0 else match.end(1) + 1
    return True


def _defines_footnote(state: StateBlock, line: int) -> bool:
    """Whether a line begins with `[^1]:`, which would otherwise be taken for the address of a link, and vanish."""
    return _NOTE.match(state.src, state.bMarks[line] + state.tShift[line]) is not None


def _last_comment_end(state: StateInline) -> int:
    """Looked for once in a line: a hundred thousand comments that never end must not take a hundred
    thousand looks.
    """
    known = state.env.get("comment")
    if known is None or known[0] is not state.src:
        known = state.env["comment"] = (state.src, state.src.rfind("-->"))
    return known[1]


def _closing_line(state: StateBlock, start: int, end: int, needle: str) -> int | None:
    """The first line from `start` that holds `needle`, or None."""
    # All places are looked up once: a hostile text opens a hundred thousand times and closes never, or at
    # its end.
    if needle not in state.env:
        state.env[needle] = [match.start() for match in re.finditer(needle, state.src, re.IGNORECASE)]
    places = state.env[needle]
    following = bisect_left(places, state.bMarks[start] + state.tShift[start])
    if following == len(places):
        return None
    place = places[following]
    line = bisect_right(state.bMarks, place) - 1
    return line if line < end else None


def _block(state: StateBlock, start: int, last: int, content: str) -> None:
    token = state.push("html_block", "", 0)
    token.map = [start, last + 1]
    token.content = content
    state.line = last + 1


def _html_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block that begins with `<table` and ends with `</table>`, blank lines included, cleaned on its
    own.
    """
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not _TABLE_OPENS.match(state.src, begin, begin + 8):
        return False
    last = _closing_line(state, start, end, "</table>")
    if last is None:
        return False
    if not silent:
        _block(state, start, last, _clean(state.getLines(start, last + 1, state.blkIndent, True)))
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block that is nothing but a comment, over as many lines as it takes."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", begin):
        return False
    last = _closing_line(state, start, end, "-->")
    if last is None or not state.src[state.bMarks[last] : state.eMarks[last]].rstrip().endswith("-->"):
        return False
    if not silent:
        _block(state, start, last, "")
    return True


def _without_foreign_matter(state: StateCore) -> None:
    """Demote headings, put the alternative text where an image was, unlink what is not ours to link to."""
    base = state.env.get("heading_base", 1)
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + base - 1)}"
        elif token.type == "fence":
            token.info = ""
        elif token.type in ("th_open", "td_open"):
            align = _ALIGN.search(str(token.attrs.pop("style", "")))
            if align:
                token.attrs["align"] = align[1]
        elif token.type == "inline":
            kept = _children(token.children or [], state.env.get("anchors", True))
            unpaired = _unpaired(kept)
            token.children = [child for child in kept if id(child) not in unpaired]


def _children(tokens: list[Token], anchors: bool) -> list[Token]:
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            open_links.append(_may_link(str(token.attrGet("href") or ""), anchors))
            if not open_links[-1]:
                continue
            token.attrs.pop("title", None)
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            token = Token("text", "", 0, content=_words(token.children or []))
        kept.append(token)
    return kept


def _unpaired(tokens: list[Token]) -> set[int]:
    """Formatting tags without their other half in the same paragraph: left alone they would reach into
    the next.
    """
    opened: list[Token] = []
    unpaired: set[int] = set()
    for token in tokens:
        if token.type != "html_inline":
            continue
        if not token.content.startswith("</"):
            opened.append(token)
        elif opened and opened[-1].content[1:] == token.content[2:]:
            opened.pop()
        else:
            unpaired.add(id(token))
    return unpaired | {id(token) for token in opened}


def _may_link(href: str, anchors: bool) -> bool:
    if href.startswith("#"):
        return anchors
    scheme, colon, rest = href.partition(":")
    return bool(colon) and scheme.lower() in SCHEMES and bool(rest)


def _words(tokens: list[Token]) -> str:
    words = []
    for token in tokens:
        if token.type == "image":
            words.append(_words(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type != "html_inline":
            words.append(token.content)
    return "".join(words).strip()


def _words_of_html(html: str) -> str:
    spaced = re.sub(r"<", " <", html)
    bare = nh3.clean(spaced, tags=set())
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, character)
    return " ".join(bare.split())
