"""Answers to requirements: how what a vendor types becomes a typed value, what it must fit, and how it is printed.

A value is plain data:

    yes-no   `True` / `False`
    text     the words
    number   an exact decimal as text
    date     ISO
    choice   the words; where several may be chosen, a list of them in the published order
    matrix   {row key: {answer, comment}}, rows without answer and comment left out

None stands for "not answered". Files answer a requirement of kind "file" and are no answers here.

What can become a value at all is refused otherwise (`parse`); a text that is too long, or a matrix that is not
complete, is kept so that nothing typed is lost, and `misfit` names what hinders submission.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from procurement.library import asking, values
from procurement.library.values import Blank, BlankFault

#: Characters that one text answer may have, and one comment in a matrix.
LONGEST = asking.LONGEST
LONGEST_COMMENT = 2_000
_KIND = {
    "yes-no": "yes-no", "text": "long-text", "number": "number", "choice": "choice", "date": "date", "matrix": "choice",
}  # fmt: skip


def parse(requirement: Mapping, raw: Any) -> Any:
    """The value of what was typed or sent as JSON; None when it is empty. Raises ValueError with a sentence."""
    label, kind = requirement["label"], requirement["kind"]
    if kind not in _KIND:
        raise ValueError(f"“{label}” is answered by a file: add it on the page of files.")
    if kind == "matrix":
        return _matrix(requirement, raw)
    if kind == "choice" and requirement.get("several"):
        return _several(requirement, raw)
    if isinstance(raw, str) and kind == "text" and len(raw.replace("\r\n", "\n").strip()) > LONGEST:
        raise ValueError(f"“{label}” is {len(raw.strip()):,} characters long; at most {LONGEST:,} are taken.")
    value = _value(_blank(requirement), raw)
    if kind in ("number", "date") and value is not None and (wrong := misfit(requirement, value)):
        raise ValueError(wrong)
    return value


def misfit(requirement: Mapping, value: Any) -> str:
    """Why this value does not answer the requirement as it is published now; "" when it does."""
    kind, label = requirement["kind"], requirement["label"]
    if kind not in _KIND:
        return ""
    try:
        return _MISFITS[kind](requirement, value) if has_shape(requirement, value) else _asked_anew(label)
    except (InvalidOperation, ValueError):
        return _asked_anew(label)


def has_shape(requirement: Mapping, value: Any) -> bool:
    """Whether the value is of the sort that this requirement is answered with: an addendum may ask in another way."""
    wanted = {"yes-no": bool, "matrix": dict}
    return isinstance(value, wanted.get(requirement["kind"], list if requirement.get("several") else str))


def present(requirement: Mapping, value: Any) -> str:
    """The words that are printed for a value, "" for none; a matrix has a line for each of its rows."""
    if value is None or requirement["kind"] not in _KIND:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "\n".join(
            f"{row['text']}: {row['answer'] or 'not answered'}" + (f". {row['comment']}" if row["comment"] else "")
            for row in rows(requirement, value)
        )
    try:
        words = values.present(_blank(requirement), value)
    except (InvalidOperation, ValueError, TypeError):
        return str(value)
    unit = requirement.get("unit") if requirement["kind"] == "number" else ""
    return f"{words} {unit}" if unit else words


def rows(requirement: Mapping, value: Mapping | None) -> list[dict]:
    """The statements of a matrix with what was answered: [{key, text, required, answer, comment}]."""
    given = value if isinstance(value, Mapping) else {}
    return [
        {**row, "answer": (given.get(row["key"]) or {}).get("answer", ""),
         "comment": (given.get(row["key"]) or {}).get("comment", "")}
        for row in requirement.get("rows") or ()
    ]  # fmt: skip


def length(requirement: Mapping, value: Any) -> int:
    """How long a text is, in what its limit counts: words, or characters."""
    text = value if isinstance(value, str) else ""
    return len(text) if requirement.get("limit_by") == "characters" else len(text.split())


def file_misfit(requirement: Mapping, name: str, size: int) -> str:
    """Why a file does not answer this requirement, in a sentence; "" when it does."""
    label, ending = requirement["label"], name.rpartition(".")[2].lower()
    if ending not in asking.endings(requirement):
        taken = " or ".join(f".{each}" for each in requirement.get("types") or ())
        return f"“{label}” takes {taken} files, and {name} is none: save it as one of these and add it again."
    most = requirement.get("largest")
    if most is not None and size > most * 1024 * 1024:
        return f"“{label}” takes files up to {most} MB, and {name} is larger: make it smaller and add it again."
    return ""


def _matrix(requirement: Mapping, raw: Any) -> dict | None:
    if raw is None or raw == "":
        return None
    label = requirement["label"]
    if not isinstance(raw, Mapping):
        raise ValueError(f"“{label}” takes an answer for each of its statements.")
    known = {row["key"]: row for row in requirement.get("rows") or ()}
    result = {}
    for key, given in raw.items():
        if key not in known:
            raise ValueError(f"“{label}” has no such statement: {str(key)[:40]}.")
        given = given if isinstance(given, Mapping) else {"answer": given}
        if set(given) - {"answer", "comment"}:
            raise ValueError(f"“{label}”: send an answer and a comment for each statement.")
        statement = f"{label}: {known[key]['text'][:80]}"
        choices = tuple(requirement.get("choices") or asking.ANSWERS)
        answer = _value(Blank(key="answer", label=statement, kind="choice", choices=choices), given.get("answer"))
        comment = _value(Blank(key="answer", label=statement, kind="long-text"), given.get("comment")) or ""
        if len(comment) > LONGEST_COMMENT:
            raise ValueError(f"“{statement}”: a comment takes at most {LONGEST_COMMENT:,} characters.")
        if answer or comment:
            result[key] = {"answer": answer or "", "comment": comment}
    return {key: result[key] for key in known if key in result} or None


def _several(requirement: Mapping, raw: Any) -> list[str] | None:
    given = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(given, list):
        raise ValueError(f"“{requirement['label']}” takes a list of what you choose.")
    chosen = [_value(_blank(requirement), each) for each in given]
    return [each for each in requirement["choices"] if each in chosen] or None


def _value(blank: Blank, raw: Any) -> Any:
    if isinstance(raw, str) and not _is_text(raw):
        raise ValueError("This holds a character that cannot be stored.")
    try:
        return values.parse(blank, raw)
    except BlankFault as fault:
        raise ValueError(str(fault)) from None


def _text_misfit(requirement: Mapping, value: str) -> str:
    limit, found = requirement.get("limit"), length(requirement, value)
    if limit is None or found <= limit:
        return ""
    unit = requirement.get("limit_by", "words")
    return f"Shorten “{requirement['label']}”: it has {found:,} {unit}, and at most {limit:,} are taken."


def _number_misfit(requirement: Mapping, value: str) -> str:
    number = Decimal(value)
    least, most = (requirement.get(name) for name in ("least", "most"))
    low, high = least is not None and number < Decimal(least), most is not None and number > Decimal(most)
    if not (low or high):
        return ""
    return f"“{requirement['label']}” must be {asking.limits(requirement)}; {present(requirement, value)} is not."


def _date_misfit(requirement: Mapping, value: str) -> str:
    first, last = (requirement.get(name) for name in ("not_before", "not_after"))
    day = date.fromisoformat(value)
    early, late = first and day < date.fromisoformat(first), last and day > date.fromisoformat(last)
    if not (early or late):
        return ""
    return f"“{requirement['label']}” must be {asking.limits(requirement)}; {present(requirement, value)} is not."


def _choice_misfit(requirement: Mapping, value: str | list[str]) -> str:
    gone = [each for each in ([value] if isinstance(value, str) else value) if each not in requirement["choices"]]
    return f"“{requirement['label']}”: “{gone[0]}” is not offered any more, choose again." if gone else ""


def _matrix_misfit(requirement: Mapping, value: Mapping) -> str:
    offered = requirement.get("choices") or asking.ANSWERS
    found = rows(requirement, value)
    open_rows = [row for row in found if (row["required"] or row["comment"]) and row["answer"] not in offered]
    open_rows += [row for row in found if row["answer"] and row["answer"] not in offered and row not in open_rows]
    if not open_rows:
        return ""
    first, label = open_rows[0]["text"], requirement["label"]
    if len(open_rows) == 1:
        return f"“{label}”: answer the statement “{first}”."
    return f"“{label}”: {len(open_rows)} statements have no answer yet, the first is “{first}”."


def _asked_anew(label: str) -> str:
    return f"“{label}” is asked in another way now: answer it again."


_MISFITS: Mapping[str, Callable[[Mapping, Any], str]] = {
    "yes-no": lambda requirement, value: "",
    "text": _text_misfit,
    "number": _number_misfit,
    "date": _date_misfit,
    "choice": _choice_misfit,
    "matrix": _matrix_misfit,
}


def _blank(requirement: Mapping) -> Blank:
    choices = tuple(requirement.get("choices") or ())
    return Blank(key="answer", label=requirement["label"], kind=_KIND[requirement["kind"]], choices=choices)


def _is_text(raw: str) -> bool:
    """Whether every character can be stored: half a surrogate pair cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in raw)
