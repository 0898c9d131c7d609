"""The content of a template or a draft: one plain JSON document, and what is true of it by itself.

Shape (all keys present; `empty()` gives one):

    numbering     "automatic" (the service numbers the sections) | "own" (the headings carry their numbers)
    sections      [{key, level 1..6, heading, body, source, format "markdown" | "preformatted",
                    role "" | "contents", when, clause, alternate}]
                  source: an imported heading as it was written, else "" (importing.py)
                  when: a condition (conditions.py); where it is false the section is left out
                  clause: the id of the clause's version it was inserted from, else ""
                  alternate: in a clause, what this alternate is called
    blanks        [{key, label, kind, help, required, choices, original, default}]       (library/blanks.py)
                  default: what offers a value, such as "jurisdiction.name" (values.DEFAULTS), else ""
    requirements  [{key, kind "yes-no" | "text" | "number" | "choice" | "date" | "file", label, help, required,
                    choices}]
    criteria      [{key, title, guidance, kind "rated" | "given" | "pass-fail" | "price", and the fields that the
                    scoring contract gives that kind: points, scale, combine, minimum, children, formula, ...}]
    evaluation    {method, minimum_total, preferences, round, tie_break, reasons_required}   (scoring contract)
    price_lines   [{key, description, unit, quantity, optional}]       quantity: decimal string, e.g. "120" or "1.5"

Numbers are decimal strings. Keys are short, unique within their list, and stable: responses answer a requirement
or a price line by its key, score sheets mark a criterion by its key.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count

from procurement.core.digest import digest
from procurement.library import importing
from procurement.library.values import Blank


def empty() -> dict:
    """A content with nothing in it."""
    return {
        "numbering": "automatic",
        "sections": [],
        "blanks": [],
        "requirements": [],
        "criteria": [],
        "evaluation": {
            "method": "points",
            "minimum_total": None,
            "preferences": [],
            "round": {"places": 2, "mode": "half-up"},
            "tie_break": [],
            "reasons_required": True,
        },
        "price_lines": [],
    }


def new_key(prefix: str, taken: Iterable[str], piece: Mapping | None = None) -> str:
    """A free key: for a piece, such as `s3fa90c`, derived from what it says; without one counted on, such as `p3`.

    Who inserts the same piece into two forks gives it the same key in both, and different pieces get different ones:
    so a key tells across versions, forks and drafts which piece is which. A piece that is there already, word for
    word, gets the key that follows.
    """
    used = taken if isinstance(taken, set) else set(taken)
    if piece is None:
        return next(key for number in count(len(used) + 1) if (key := f"{prefix}{number}") not in used)
    key = _said(prefix, piece)
    return next(each for number in count(1) if (each := key if number == 1 else f"{key}-{number}") not in used)


def _said(prefix: str, piece: Mapping) -> str:
    return prefix + digest(exact({name: value for name, value in piece.items() if name != "key"}))[7:13]


def blanks(content: dict) -> list[Blank]:
    """The declared blanks of a content."""
    return [Blank.from_data(each) for each in content["blanks"]]


def numbered(sections: list[dict], numbering: str) -> list[tuple[str, dict]]:
    """Each section with the number it prints: 1, 1.1, 1.1.1, 2 ...; "" when headings carry their own.

    A section without a heading has none, and neither has a printed table of contents, which readers do not see.
    """
    if numbering == "own":
        return [("", section) for section in sections]
    above: list[tuple[int, int]] = []
    result = []
    for section in sections:
        if not section["heading"] or section["role"] == "contents":
            result.append(("", section))
            continue
        count = 0
        while above and above[-1][0] >= section["level"]:
            count = above.pop()[1]
        above.append((section["level"], count + 1))
        result.append((".".join(str(count) for _, count in above), section))
    return result


def of_imported(imported: importing.Imported) -> dict:
    """A content with the imported sections and blanks, and nothing else yet."""
    sections: list[dict] = []
    times: Counter[str] = Counter()
    for each in imported.sections:
        piece = each.as_data()
        key = _said("s", piece)
        times[key] += 1
        sections.append({"key": key if times[key] == 1 else f"{key}-{times[key]}", **piece})
    return {
        **empty(),
        "numbering": imported.numbering,
        "sections": sections,
        "blanks": [each.as_data() for each in imported.blanks],
    }


def measures(content: dict) -> dict[str, int]:
    """How much there is of everything, for lists that do not read the content itself."""
    parts = ("sections", "blanks", "requirements", "criteria", "price_lines")
    return {part: len(content[part]) for part in parts}


def exact(value):
    """A copy of the plain data in which every binary float has become the decimal it was written as."""
    if isinstance(value, Mapping):
        return {str(name): exact(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [exact(each) for each in value]
    return repr(value) if isinstance(value, float) else value


def as_markdown(content: dict) -> str:
    """The text of a content as one Markdown document; an imported one exactly as it came."""
    sections = [importing.ImportedSection.from_data(each) for each in content["sections"]]
    return importing.to_markdown(sections, blanks(content))
