"""Finds in a real solicitation what its author meant to be filled in, and gives each a typed blank.

Found are `<Insert agency>`, `<<Agency>>`, `[INSERT DATE]`, `[Agency Name]`, `{{agency}}`, also with the escapes
that converters write (`\\<Agency\\>`, `&lt;Agency&gt;`). Not found are HTML tags, addresses, comparisons, links,
footnotes and check boxes. Lines of underscores stay text: in a solicitation they are for the vendor's pen.

What is taken for a blank keeps its original words exactly, so a wrong guess costs nothing when printed back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procurement.library.blanks import PLACE
from procurement.library.brackets import is_plain_bracket

_ANGLE = re.compile(
    r"<<(?P<double>[^<>]{1,300})>>"
    r"|\\<(?P<escaped>[^<>]{1,300}?)\\?>"
    r"|<(?P<single>[^<>]{1,400})>"
    r"|&lt;(?P<entity>[^<>&]{1,300})&gt;"
)
_BRACKET = re.compile(r"(?P<open>\\?\[)(?P<inside>[^\[\]]{1,200}?)(?P<close>\\?\])")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TAGS = _set(
    "a abbr acronym applet article aside audio b base basefont bdi bdo big blink blockquote body br button "
    "canvas caption center cite code col colgroup dd del dfn dir div dl dt em embed fieldset figcaption figure "
    "font footer frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd legend "
    "li link mark marquee meta nav nobr noframes noscript ol optgroup option p picture pre q rp rt ruby s samp "
    "script select small span strike strong style sub sup svg table tbody td template textarea tfoot th thead "
    "tr tt u ul var video wbr"
)
#: Names of tags that are words people write between angle brackets as well.
_EITHER = _set(
    "address area data details dialog form label main map menu meter object output param progress search "
    "section slot source summary time title track"
)
_TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]*)((?:\s.*)?)/?", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"\s*/?|(?:\s+[\w:@.-]+\s*=.*)|(?:\s+(?:nowrap|noshade|compact|checked|selected|disabled|hidden|open))+\s*",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:|www\.|[^\s@]+@[^\s@]+\Z)", re.IGNORECASE)
_VERB = re.compile(
    r"\A(?:please\s+)?(?:insert|enter|fill[ -]?in|specify|type|add|provide|state|list(?!\s+of)|describe|select|"
    r"choose)\b(?![,/])"
    r"(?:\s+(?:the|a|an|your|one of|one|here))?[\s:]*",
    re.IGNORECASE,
)
#: The thing that is asked for: the last word of what stands in a bracket such as [Agency Name].
_NOUNS = _set(
    "address agency amount authority board buyer city company contact contractor county date day days "
    "department district division email fax fee government identifier jurisdiction location month municipality "
    "name names number officer offeror organization owner percent percentage period phone position price "
    "project quantity service services state street telephone term time title town vendor village year years "
    "zip"
)


@dataclass(frozen=True)
class Found:
    """A placeholder in a text: where it stands, as it is written, and the words inside it."""

    start: int
    end: int
    original: str
    words: str


def find(text: str, skip: Sequence[tuple[int, int]] = (), linked: frozenset[str] = frozenset()) -> list[Found]:
    """The placeholders of a text in their order, none overlapping another.

    `skip` are spans to leave alone (code, comments), sorted; `linked` are the labels of reference links.
    """
    candidates = [*_braces(text), *_angles(text), *_brackets(text, linked)]
    candidates.sort(key=lambda found: (found.start, -found.end))
    kept: list[Found] = []
    position = 0
    spans = iter([*skip, (len(text) + 1, len(text) + 1)])
    span = next(spans)
    for found in candidates:
        while span[1] <= found.start:
            span = next(spans)
        # Braces mean a blank to us wherever they stand, so even in code they become one.
        inside = found.end > span[0] and not found.original.startswith("{{")
        if found.start >= position and not inside:
            kept.append(found)
            position = found.end
    return kept


def closing_tags(text: str) -> frozenset[str]:
    """The names of the elements that a text closes: whatever it opens with such a name is a tag."""
    return frozenset(name.lower() for name in re.findall(r"</([A-Za-z][A-Za-z0-9:-]{0,30})\s{0,3}>", text))


def _braces(text: str) -> Iterable[Found]:
    for match in PLACE.finditer(text):
        if match[1].strip():
            yield Found(match.start(), match.end(), match[0], match[1].strip())


def _angles(text: str) -> Iterable[Found]:
    closed = closing_tags(text)
    for match in _ANGLE.finditer(text):
        inside = match[match.lastgroup or 0]
        words = " ".join(inside.replace("\\", "").split())
        escaped = match.lastgroup != "single"
        if _BLANK_LINE.search(inside) or "{{" in inside or not _asks(inside, words):
            continue
        if _is_tag(words, closed, escaped):
            continue
        yield Found(match.start(), match.end(), match[0], words)


def _asks(inside: str, words: str) -> bool:
    """Whether the words between angle brackets can be a request rather than a comparison or an address."""
    if not words or _ADDRESS.match(words) or words[0] in "=!?-/|.,;:)" or words[-1] in "=-":
        return False
    if not any(character.isalpha() for character in words):
        return words in ("#", "##", "$", "%", "...", "…") or set(words) <= set("_#$%. ")
    spaced = inside[0].isspace() or words[0].isdigit()
    # "x < 5 and y > 3": both sides of a comparison stand off their signs.
    return not (spaced and (inside[-1].isspace() or (len(words) > 1 and re.search(r"\b(?:and|or)\b", words))))


def _is_tag(words: str, closed: frozenset[str], escaped: bool) -> bool:
    match = _TAG.fullmatch(words)
    if match is None:
        return bool(re.match(r"/?[A-Za-z]\w*:\w", words))
    name = match[2].lower()
    if name in _TAGS:
        return bool(_ATTRIBUTES.fullmatch(match[3])) or bool(match[1])
    if name in _EITHER or name in closed:
        attributes = match[3].strip(" /")
        return not escaped and (bool(match[1]) or "=" in attributes or (name in closed and not attributes))
    return bool(match[1])


def _brackets(text: str, linked: frozenset[str]) -> Iterable[Found]:
    for match in _BRACKET.finditer(text):
        if bool(match["open"][:-1]) != bool(match["close"][:-1]):
            continue
        words = " ".join(match["inside"].split())
        if "\n\n" in match["inside"] or not is_plain_bracket(text, match.start(), match.end(), words, linked):
            continue
        if _is_request(words):
            yield Found(match.start(), match.end(), match[0], words.strip("*_ "))


def _is_request(words: str) -> bool:
    """[INSERT DATE] and [Agency Name] ask for words; [The agency should ...] and [Article 5] do not."""
    bare = words.strip("*_ ") or words
    count = len(bare.split())
    if re.match(r"(?:insert|enter|fill[ -]?in|specify)\b", bare, re.IGNORECASE):
        return 1 < count <= 20 and not re.search(r"[.;]\s+\S", bare) and (count <= 8 or not bare.endswith("."))
    if bare in ("●", "•", "#", "XX", "XXX", "XXXX", "X", "TBD") or re.fullmatch(r"_{2,40}|\.{3,20}|…", bare):
        return bare != "X"
    if is_choice(bare):
        return True
    last = re.sub(r"[^\w]", "", bare.split()[-1]).casefold()
    return count <= 6 and last in _NOUNS and not re.search(r"[.;:]", bare) and not bare[0].isdigit()


def is_choice(words: str) -> bool:
    """Whether the words are alternatives, such as is/is not, and not one thing with two names."""
    options = choices(words)
    if not 2 <= len(options) <= 6 or any(len(option.split()) > 4 or len(option) > 40 for option in options):
        return False
    if len({option.casefold() for option in options}) != len(options):
        return False
    if any(not re.fullmatch(r"[A-Za-z][A-Za-z' -]*", option) for option in options):
        return False
    if any({"and", "or", "other"} & set(option.casefold().split()) for option in options):
        return False
    return not {option.split()[-1].casefold() for option in options} & _NOUNS


def choices(words: str) -> list[str]:
    """The alternatives that words separated by slashes offer."""
    return [option.strip() for option in _VERB.sub("", words, count=1).split("/") if option.strip()]


def without_verb(words: str) -> str:
    """The thing that is asked for: "Insert the agency name" asks for the "agency name"."""
    return _VERB.sub("", words, count=1).strip(" :") or words
