"""Putting an alternate of a clause into a content: its text with the blanks it needs, and where it came from."""

import re
from collections.abc import Mapping
from copy import deepcopy

from procurement.core.errors import NotFound
from procurement.library import pieces
from procurement.library.blanks import PLACE, keys
from procurement.library.content import blanks


def insert(
    content: Mapping, clause: Mapping, alternate: str, *, version_id: str, after: str | None = None
) -> tuple[dict, str]:
    """The content with one alternate of the clause behind the section `after` (or at the end), and its section's key.

    `alternate` is the key of the section in the clause's content. The section keeps the alternate's condition and the
    id of the clause's version. Blanks that the text needs are declared; one whose key is taken by another blank gets
    a key of its own, and the text says that one.
    """
    source = next((each for each in clause["sections"] if each["key"] == alternate), None)
    if source is None:
        raise NotFound("This clause has no such alternate.")
    text = {name: source[name] for name in ("heading", "body", "format")}
    result = deepcopy(dict(content))
    declared = {each.key: each.as_data() for each in blanks(clause)}
    renamed = {}
    for key in keys(f"{text['heading']}\n{text['body']}\n"):
        if key in declared:
            renamed[key] = _declare(result, declared[key])
    for name in ("heading", "body"):
        text[name] = PLACE.sub(lambda match: "{{" + renamed.get(match[1].strip(), match[1].strip()) + "}}", text[name])
    level = _level(result, after)
    piece = {
        **text, "level": level, "source": "", "role": "", "when": _renamed(source.get("when", ""), renamed),
        "clause": version_id, "alternate": source.get("alternate", ""),
    }  # fmt: skip
    return pieces.add(result, "sections", piece, after=after)


def _declare(content: dict, blank: dict) -> str:
    """Declare the blank unless the very same one is there; gives the key under which it is declared."""
    key, number = blank["key"], 2
    while True:
        known = next((each for each in content["blanks"] if each["key"] == key), None)
        if known is None:
            content["blanks"].append({**blank, "key": key})
            return key
        if all(known.get(name) == blank.get(name) for name in ("label", "kind", "choices")):
            return key
        key, number = f"{blank['key'][:60]}_{number}", number + 1


def _renamed(condition: str, renamed: Mapping[str, str]) -> str:
    return re.sub(r"\bblank ([a-z][a-z0-9_]*)", lambda match: f"blank {renamed.get(match[1], match[1])}", condition)


def _level(content: Mapping, after: str | None) -> int:
    """As deep as the section it stands behind; the first level when it stands at the end."""
    found = next((each for each in content["sections"] if each["key"] == after), None)
    return found["level"] if found is not None else 1
