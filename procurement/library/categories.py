"""Commodity categories: reading a list of codes, and understanding what somebody typed for them.

The shipped list are the sectors and subsectors of the North American Industry Classification System (NAICS 2022),
which the Census Bureau publishes for everybody's use. A jurisdiction that has its own list uploads it as lines of
code and title; both are then understood.
"""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from procurement.core.errors import Invalid

#: How many categories one item may have, and one list.
MOST = 20
LONGEST_LIST = 20_000
_SHIPPED = Path(__file__).with_name("naics.toml")


@cache
def shipped() -> dict[str, str]:
    """The shipped list, {code: title}; the caller must not change it."""
    return {str(code): title for code, title in tomllib.loads(_SHIPPED.read_text("utf-8"))["naics"].items()}


def split(text: str) -> list[str]:
    """What stands in a field that holds several: codes or words, parted by commas, semicolons or lines."""
    for mark in ";\n":
        text = text.replace(mark, ",")
    return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def understood(typed: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """The codes that were meant. Each entry is a code, or words that fit the title of exactly one category.

    Raises Invalid, at `categories`, with a sentence for each entry that means nothing or several.
    """
    found: dict[str, None] = {}
    faults = []
    for entry in typed:
        if entry in known:
            found[entry] = None
            continue
        fitting = matching(entry, known)
        if len(fitting) == 1:
            found[fitting[0]] = None
        elif fitting:
            shown = ", ".join(f"{code} {known[code]}" for code in fitting[:5])
            faults.append(f"“{entry[:60]}” fits several categories: {shown}. Type the code of one.")
        else:
            faults.append(f"There is no category “{entry[:60]}”: neither a code nor a title fits.")
    if len(found) > MOST:
        faults.append(f"At most {MOST} categories are taken.")
    if faults:
        raise Invalid({"categories": faults})
    return list(found)


def matching(words: str, known: Mapping[str, str]) -> list[str]:
    """The codes whose title is these words, else those whose title holds all of them."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    exact = [code for code, title in known.items() if title.casefold().split() == wanted]
    return exact or [code for code, title in known.items() if all(word in title.casefold() for word in wanted)]


def read_list(text: str) -> list[tuple[str, str]]:
    """The categories of an uploaded list: one in each line, code and title parted by comma, semicolon or tab.

    A first line of column names is left out. Raises Invalid, at `file`, naming the line that is wrong.
    """
    lines = [each for each in text.lstrip("\ufeff").splitlines() if each.strip()]
    mark = next((each for each in "\t;" if lines and each in lines[0]), ",")
    found: dict[str, str] = {}
    for number, row in enumerate(csv.reader(lines, delimiter=mark), 1):
        code, title = row[0].strip(), " ".join(each.strip() for each in row[1:]).strip()
        if number == 1 and code.casefold() in ("code", "category", "number", "id"):
            continue
        if not code or not title or len(code) > 20 or len(title) > 200 or not code.isprintable() or "," in code:
            raise Invalid({"file": [f"Line {number} is not a code of up to 20 characters with its title behind it."]})
        if code in found:
            raise Invalid({"file": [f"Line {number}: the code “{code}” stands in the list twice."]})
        found[code] = title
    if not found:
        raise Invalid({"file": ["This list is empty."]})
    if len(found) > LONGEST_LIST:
        raise Invalid({"file": [f"A list may have {LONGEST_LIST:,} categories at most."]})
    return list(found.items())


def named(codes: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Each code with its title, as pages show it; a code that has left the list stands alone."""
    return [f"{code} {known[code]}" if code in known else code for code in codes]
