"""What an entry of the search is filtered by, as words of their own such as `form=clause` or `for=public`.

They stand in the index beside the words of the text, so that a filter is one more word to look up. Who may see an
entry is among them only to be quick: the select decides it once more (`searching.py`).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from zlib import crc32

from procurement.library.vocabulary import code

#: Codes of NAICS: what stands below a category is found by it.
_LADDER = re.compile(r"\d{2,6}")
#: So many entries, by their ids, are one era.
ERA = 4_096
#: Of so many kinds is a pair of words: enough that few entries have one by chance.
_PAIRS = 1 << 20


def plain(value: str) -> str:
    """A value as it can stand behind the = of a facet."""
    return code(value)[:60]


def of_item(
    *,
    form: str,
    kind: str | None,
    focus_area: str,
    categories: Iterable[str],
    network_id: str | None,
    jurisdiction_id: str | None,
) -> list[str]:
    """The facets of an item that people filter by."""
    found = [f"form={form}", f"owner={jurisdiction_id or 'service'}"]
    if kind is not None:
        found.append(f"kind={plain(kind)}")
    if plain(focus_area):
        found.append(f"area={plain(focus_area)}")
    if network_id is not None:
        found.append(f"network={network_id}")
    for each in categories:
        found += [f"category={step}" for step in at_and_above(each)]
    return list(dict.fromkeys(found))


def audience(*, scope: str, network_id: str | None, jurisdiction_id: str | None, is_offered: bool) -> list[str]:
    """For whom the entry is: the owner's people and the network's stewards, and, offered, whom it is shared with."""
    found = [f"for=own{jurisdiction_id or ''}"]
    if scope != "own" and network_id is not None:
        found.append(f"for=cur{network_id}")
    if is_offered and scope == "public":
        found.append("for=public")
    elif is_offered and scope in ("network", "parents"):
        found.append(f"for={'net' if scope == 'network' else 'par'}{network_id}")
    return found


def seen_by(*, own: Collection[str], curated: Collection[str], above: Collection[str], below: Collection[str]):
    """The audiences a person belongs to: jurisdictions they work in, networks they curate, are in, or share with."""
    return [
        "for=public",
        *(f"for=own{each}" for each in sorted(own)),
        *(f"for=cur{each}" for each in sorted(curated)),
        *(f"for=net{each}" for each in sorted(above)),
        *(f"for=par{each}" for each in sorted(below)),
    ]


def asked(
    *,
    form: str = "",
    kind: str = "",
    focus_area: str = "",
    category: str = "",
    network_id: str = "",
    jurisdiction_id: str = "",
) -> list[str]:
    """The facets that an entry must have to pass these filters; an empty one filters nothing."""
    sent = {
        "form": form,
        "kind": plain(kind),
        "area": plain(focus_area),
        "category": plain(category),
        "network": plain(network_id),
        "owner": plain(jurisdiction_id),
    }
    return [f"{name}={value}" for name, value in sent.items() if value]


def at_and_above(category: str) -> list[str]:
    """The category and, where its code is a ladder, all it stands below."""
    if _LADDER.fullmatch(category):
        return [category[:length] for length in range(2, len(category) + 1)]
    return [plain(category)] if plain(category) else []


def era_of(entry_id: int) -> int:
    """The era in which this entry was made."""
    return entry_id // ERA


def era(number: int) -> str:
    """The facet of the entries of an era."""
    return f"era={number}"


def pairs(words: Sequence[str]) -> list[str]:
    """Of which kinds the pairs are in which these words stand together.

    What holds a phrase holds its pairs: they say where to look for it, and the places of the words decide.
    """
    kinds = {crc32(f"{one} {other}".encode()) % _PAIRS for one, other in pairwise(words)}
    return [f"pair={kind:05x}" for kind in sorted(kinds)]
