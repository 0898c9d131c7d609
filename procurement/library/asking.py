"""Requirements: what one must be like, kind by kind, and how it says what it takes.

Shape: {key, kind, label, help, required, choices} and, where they say something, the details of its kind:

    text     limit, limit_by "words" | "characters"
    number   unit, least, most                       decimal strings
    choice   several                                 more than one choice may be taken
    date     not_before, not_after                   ISO
    file     types, largest                          endings such as "pdf"; whole megabytes
    matrix   rows [{key, text, required}]            each row is answered by one of `choices`

A detail that says nothing is left out, so that a requirement of the plain kind is always the same data.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from marshmallow import ValidationError as Wrong
from marshmallow import fields, post_load, validate, validates_schema

from procurement.core.digest import digest
from procurement.core.shapes import Exact, Shape, Text, plain
from procurement.core.words import quantity
from procurement.files.kinds import KINDS as FILES

KEY_RULE = validate.Regexp(r"\A[A-Za-z][A-Za-z0-9_-]{0,63}\Z", error="A key is a short word of letters and digits.")
#: The kinds, and what each is called.
KINDS = {
    "text": "Text",
    "yes-no": "Yes or no",
    "number": "Number",
    "choice": "Choice",
    "date": "Date",
    "file": "File",
    "matrix": "Compliance matrix",
}
DETAILS = {
    "text": ("limit", "limit_by"),
    "number": ("unit", "least", "most"),
    "choice": ("several",),
    "date": ("not_before", "not_after"),
    "file": ("types", "largest"),
    "matrix": ("rows",),
}
#: What a row of a matrix is answered with, unless the requirement says otherwise.
ANSWERS = ("Meets", "Meets with configuration", "Partly", "No")
#: Characters that one text answer may have, whatever its requirement says.
LONGEST = 20_000
#: Megabytes that one file may have, whatever its requirement says.
LARGEST = 100
MOST_ROWS = 300
_BASE = ("key", "kind", "label", "help", "required", "choices")
_MAY_STAY_OPEN = re.compile(r"\s*\(optional\)\s*\Z", re.IGNORECASE)


class Day(fields.String):
    """A day of the calendar, kept as it is written in ISO."""

    def _deserialize(self, value, attr, data, **options) -> str:
        text = super()._deserialize(value, attr, data, **options).strip()
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError:
            raise Wrong("Write a date such as 2026-05-05.") from None


class Row(Shape):
    """One statement of a compliance matrix."""

    key = fields.String(required=True, validate=KEY_RULE)
    text = Text(longest=1_000, required=True)
    required = fields.Boolean(load_default=True)


class Details(Shape):
    """What only one kind of requirement has; None or empty takes it away."""

    limit = fields.Integer(allow_none=True, validate=validate.Range(1, LONGEST))
    limit_by = fields.String(validate=validate.OneOf(["", "words", "characters"]), allow_none=True)
    unit = Text(longest=40, allow_none=True)
    least = Exact(least=None, allow_none=True)
    most = Exact(least=None, allow_none=True)
    several = fields.Boolean(allow_none=True)
    not_before = Day(allow_none=True)
    not_after = Day(allow_none=True)
    types = fields.List(
        fields.String(validate=validate.OneOf(list(FILES), error="Only these are taken: " + ", ".join(FILES) + ".")),
        allow_none=True,
    )
    largest = fields.Integer(allow_none=True, validate=validate.Range(1, LARGEST))
    rows = fields.List(fields.Nested(Row()), allow_none=True, validate=validate.Length(max=MOST_ROWS))


class Requirement(Details):
    """Something that every response must answer."""

    key = fields.String(required=True, validate=KEY_RULE)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    label = Text(longest=300, required=True)
    help = Text(longest=2000, load_default="")
    required = fields.Boolean(load_default=True)
    choices = fields.List(Text(longest=200), load_default=list, validate=validate.Length(max=100))

    @validates_schema
    def _is_sound(self, data, **_):
        if wrong := faults(data):
            raise Wrong({name: [sentence] for name, sentence in wrong.items()})

    @post_load
    def _bare(self, data, **_):
        kind = data["kind"]
        kept = {name: value for name, value in data.items() if name in _BASE}
        kept |= {name: data[name] for name in DETAILS.get(kind, ()) if name in data and not _says_nothing(data[name])}
        if kind == "text":
            kept |= {"limit_by": kept.get("limit_by", "words")} if "limit" in kept else {}
            kept = kept if "limit" in kept else {name: each for name, each in kept.items() if name != "limit_by"}
        if kind == "matrix" and not kept["choices"]:
            kept["choices"] = list(ANSWERS)
        return kept


def _says_nothing(value) -> bool:
    """Zero says something; nothing, no, and empty do not."""
    return value is None or value is False or value == "" or value == []


def faults(requirement: Mapping) -> dict[str, str]:
    """What is wrong with the details of its kind: {field: sentence}."""
    kind, choices = requirement.get("kind"), requirement.get("choices") or []
    found = {}
    if kind == "choice" and len(set(choices)) < 2:
        found["choices"] = "Give at least two choices."
    if kind == "matrix" and len(set(choices)) == 1:
        found["choices"] = "Give at least two answers, or none to take the usual ones."
    if kind == "matrix" and not requirement.get("rows"):
        found["rows"] = "Write at least one statement."
    keys = [row["key"] for row in requirement.get("rows") or [] if "key" in row]
    if kind == "matrix" and len(set(keys)) < len(keys):
        found["rows"] = "Two statements are the same: say each once."
    least, most = requirement.get("least"), requirement.get("most")
    if kind == "number" and least is not None and most is not None and Decimal(least) > Decimal(most):
        found["most"] = "The largest number may not be below the smallest."
    first, last = _day(requirement.get("not_before")), _day(requirement.get("not_after"))
    if kind == "date" and first is not None and last is not None and first > last:
        found["not_after"] = "The last day may not be before the first."
    return found


def matrix_rows(lines: str, before: Iterable[Mapping] = ()) -> list[dict]:
    """The rows of lines of text, one statement each; “(optional)” at its end marks one that may stay open.

    The same words always get the same key, so that a row is known again in other versions and drafts; `before` are
    the rows as they were, whose keys stay.
    """
    known = {row["text"]: row["key"] for row in before}
    rows, taken = [], set()
    for line in lines.split("\n"):
        text = _MAY_STAY_OPEN.sub("", line.strip())
        if not text:
            continue
        key = known.get(text) or f"m{digest(text).removeprefix('sha256:')[:6]}"
        if key in taken:
            raise ValueError(f"“{text[:80]}” stands here twice.")
        taken.add(key)
        rows.append({"key": key, "text": text, "required": not _MAY_STAY_OPEN.search(line)})
    return rows


def matrix_lines(rows: Iterable[Mapping]) -> str:
    """The opposite: the rows as lines of text."""
    return "\n".join(row["text"] + ("" if row.get("required", True) else " (optional)") for row in rows)


def in_words(requirement: Mapping) -> str:
    """What it takes, in a few words: “Text, at most 500 words”."""
    kind = requirement["kind"]
    return _WORDS.get(kind, lambda _: KINDS.get(kind, kind))(requirement)


def limits(requirement: Mapping) -> str:
    """Only the limits: “at most 500 words”, “from 1 to 52 weeks”; "" where there are none."""
    return in_words(requirement).partition(", ")[2] if requirement["kind"] in ("text", "number", "date") else ""


def texts(requirement: Mapping) -> str:
    """Everything in it that may name a blank."""
    rows = [row["text"] for row in requirement.get("rows") or []]
    return "\n".join([requirement["label"], requirement.get("help") or "", *rows])


def endings(requirement: Mapping) -> list[str]:
    """The endings that a file may have."""
    found = list(requirement.get("types") or FILES)
    return [*found, "jpeg"] if "jpg" in found and "jpeg" not in found else found


def _text(requirement: Mapping) -> str:
    limit = requirement.get("limit")
    return "Text" if limit is None else f"Text, at most {limit:,} {requirement.get('limit_by', 'words')}"


def _number(requirement: Mapping) -> str:
    least, most = (requirement.get(name) for name in ("least", "most"))
    unit = f" {requirement['unit']}" if requirement.get("unit") else ""
    if least is None and most is None:
        return f"Number, in{unit}" if unit else "Number"
    if least is not None and most is not None:
        return f"Number, from {_plain(least)} to {_plain(most)}{unit}"
    return f"Number, {'at least' if most is None else 'at most'} {_plain(least if most is None else most)}{unit}"


def _choice(requirement: Mapping) -> str:
    many = "One or more of" if requirement.get("several") else "One of"
    return f"{many}: {', '.join(requirement.get('choices') or [])}"


def _date(requirement: Mapping) -> str:
    first, last = _day(requirement.get("not_before")), _day(requirement.get("not_after"))
    bounds = [f"not before {_long(first)}"] if first is not None else []
    bounds += [f"not after {_long(last)}"] if last is not None else []
    return "Date, " + " and ".join(bounds) if bounds else "Date"


def _file(requirement: Mapping) -> str:
    types = requirement.get("types") or []
    found = "File" + (f": {' or '.join(f'.{each}' for each in types)}" if types else "")
    return found + (f", at most {requirement['largest']} MB" if requirement.get("largest") else "")


def _matrix(requirement: Mapping) -> str:
    rows = requirement.get("rows") or []
    return f"{len(rows)} statement{'' if len(rows) == 1 else 's'}, each answered by one of: " + ", ".join(
        requirement.get("choices") or ANSWERS
    )


_WORDS = {
    "text": _text, "number": _number, "choice": _choice, "date": _date, "file": _file, "matrix": _matrix,
}  # fmt: skip


def _plain(number) -> str:
    return quantity(Decimal(plain(Decimal(number))))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
