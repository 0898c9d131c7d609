"""Reading the bytes of a scoring file as JSON that keeps every number's spelling and forgives nothing."""

from __future__ import annotations

import json

from procurement.scoring.exact import Number
from procurement.scoring.faults import Faults, Repeated


class NotFinite:
    """What stands where the file says NaN, Infinity or -Infinity: JSON knows no such numbers."""

    def __init__(self, spelling: str) -> None:
        self.spelling = spelling

    def __str__(self) -> str:
        return self.spelling


class Spellings(dict):
    """Every spelling of a number becomes one Number, made once."""

    def __missing__(self, spelling: str) -> Number:
        number = self[spelling] = Number(spelling)
        return number


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of the file; one with repeated keys remembers which."""
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    seen: set[str] = set()
    again: list[str] = []
    for key, _ in pairs:
        if key in seen and key not in again:
            again.append(key)
        seen.add(key)
    return Repeated(pairs, again)


def parse(data: bytes, name: str) -> object:
    """The JSON value in `data`; `name` says in a fault which file is meant. Raises Faults."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Faults([f"{name}: this is not UTF-8 text (byte {error.start})"]) from error
    spell = Spellings().__getitem__
    try:
        return json.loads(text, parse_float=spell, parse_int=spell, parse_constant=NotFinite, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Faults([f"{name}: this is not JSON ({where}: {error.msg})"]) from error
    except RecursionError as error:
        raise Faults([f"{name}: this is nested too deeply to be a scoring document"]) from error
