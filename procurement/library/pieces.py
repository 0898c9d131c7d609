"""Editing the lists of a content, of a template or of a draft: one piece added, changed, moved or removed.

The parts are the lists of `library/content.py`. Nothing handed in is changed: each gives a new content.
"""

from collections.abc import Mapping
from copy import deepcopy

from procurement.core.errors import Invalid, NotFound
from procurement.core.shapes import load
from procurement.library import soundness
from procurement.library.content import exact, new_key

#: The lists of a content, the letter their keys begin with, and what one piece is called.
PARTS = {
    "sections": ("s", "section"),
    "blanks": ("b", "blank"),
    "requirements": ("r", "requirement"),
    "criteria": ("c", "criterion"),
    "price_lines": ("p", "price line"),
}
#: What one piece of each part must look like.
SHAPES = {
    "sections": soundness.Section(),
    "blanks": soundness.BlankShape(),
    "requirements": soundness.Requirement(),
    "criteria": soundness.Criterion(),
    "price_lines": soundness.PriceLine(),
}


def known(part: str) -> None:
    """Refuse a part that no content has."""
    if part not in PARTS:
        raise NotFound("A text has no such part.")


def find(content: Mapping, part: str, key: str) -> dict:
    """The piece with this key, or NotFound."""
    return content[part][_index(content, part, key)]


def add(content: Mapping, part: str, piece: Mapping, *, after: str | None = None) -> tuple[dict, str]:
    """The content with one more piece (at the end, or behind the piece `after`), and the key it got.

    A blank brings its own key, because the text names it; all others are given one that says what they are.
    """
    result = deepcopy(dict(content))
    taken = [each["key"] for each in result[part]]
    key = piece.get("key") if part == "blanks" else None
    if key is not None and key in taken:
        raise Invalid({"key": [f"There is already a blank “{key}”."]})
    key = key or new_key(PARTS[part][0], taken, piece)
    place = len(result[part]) if not after else _end(result[part], _index(content, part, after), part)
    result[part].insert(place, {**piece, "key": key})
    return result, key


def change(content: Mapping, part: str, key: str, changes: Mapping) -> dict:
    """The content with one piece changed; what `changes` does not name stays."""
    result = deepcopy(dict(content))
    place = _index(content, part, key)
    before = result[part][place]
    kept = {name: value for name, value in {**before, **changes}.items() if name != "key"}
    if part == "sections" and any(kept.get(name) != before.get(name) for name in ("heading", "level")):
        # The imported lines of the heading say something else now.
        kept["source"] = changes.get("source", "")
    result[part][place] = {"key": key, **kept}
    return result


def remove(content: Mapping, part: str, key: str) -> dict:
    """The content without the piece; sections that stood below it stay, as the clerk sees them in the list."""
    result = deepcopy(dict(content))
    del result[part][_index(content, part, key)]
    return result


def move(content: Mapping, part: str, key: str, by: int) -> dict:
    """The content with the piece one place up (-1) or down (+1); a section takes its subsections along."""
    result = deepcopy(dict(content))
    pieces = result[part]
    start = _index(content, part, key)
    end = _end(pieces, start, part)
    block = pieces[start:end]
    if by < 0:
        if start == 0:
            return result
        place = start - 1
        if part == "sections":
            while place > 0 and pieces[place]["level"] > block[0]["level"]:
                place -= 1
    else:
        if end == len(pieces):
            return result
        into_parent = part == "sections" and pieces[end]["level"] < block[0]["level"]
        place = (end + 1 if into_parent else _end(pieces, end, part)) - len(block)
    del pieces[start:end]
    pieces[place:place] = block
    return result


def weigh(content: Mapping, points: Mapping[str, str]) -> dict:
    """The content with other points on the criteria that are named; a divided one has those of its parts."""
    for key in points:
        if find(content, "criteria", key).get("children"):
            raise Invalid({f"points.{key}": ["Its parts have the points: change them on its own page."]})
    criteria = [
        {**each, "points": points[each["key"]]} if each["key"] in points else each for each in content["criteria"]
    ]
    return {**content, "criteria": criteria}


def sound(content: Mapping, part: str, key: str) -> dict:
    """The content with one piece in its full shape, or Invalid naming the fields of the piece."""
    shape = SHAPES[part]
    whole = exact(shape.dump(load(shape, find(content, part, key))))
    pieces = [{"key": key, **whole} if each["key"] == key else each for each in content[part]]
    return {**content, part: pieces}


def _index(content: Mapping, part: str, key: str) -> int:
    for place, piece in enumerate(content[part]):
        if piece["key"] == key:
            return place
    raise NotFound(f"There is no such {PARTS[part][1]}.")


def _end(pieces: list[dict], start: int, part: str) -> int:
    """Where the piece ends: behind its subsections for a section."""
    end = start + 1
    if part == "sections":
        while end < len(pieces) and pieces[end]["level"] > pieces[start]["level"]:
            end += 1
    return end
