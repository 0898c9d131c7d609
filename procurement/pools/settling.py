"""What has to be there before a pool can be committed: a checklist from values alone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from procurement.core.errors import Hindrance

#: A pool of one is no pool.
FEWEST = 2


def hindrances(
    *, members: int, demand: Sequence[Mapping], missing: Mapping[str, Sequence[str]], invited: Sequence[str]
) -> list[Hindrance]:
    """The checklist: what blocks (a lonely lead, no lines, open quantities, no demand), and who has not answered.

    `members` have joined; `demand` is that of `demand.summed`, `missing` that of `demand.missing`; `invited` are
    names.
    """
    found = []
    if members < FEWEST:
        sentence = "At least one more member has to join before the pool can be committed."
        found.append(Hindrance("alone", sentence, place="members"))
    if not demand:
        found.append(Hindrance("no-lines", "The pool buys nothing yet: add a line.", place="lines"))
    for name, lines in _by_member(demand, missing).items():
        sentence = f"{name} has not stated a quantity for {_listed(lines)}."
        found.append(Hindrance("no-quantities", sentence, place="demand"))
    for line in demand:
        if Decimal(line["quantity"]) == 0 and line["key"] not in missing:
            sentence = f"Nobody needs any of “{line['description']}”: take the line out."
            found.append(Hindrance("no-demand", sentence, place="lines"))
    for name in invited:
        sentence = f"{name} was invited and has not answered. Once the pool is committed, it can no longer join."
        found.append(Hindrance("no-answer", sentence, place="members", blocking=False))
    return found


def _by_member(demand: Sequence[Mapping], missing: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in demand:
        for name in missing.get(line["key"], ()):
            found.setdefault(name, []).append(line["description"])
    return dict(sorted(found.items()))


def _listed(lines: Sequence[str]) -> str:
    if len(lines) > 3:
        return f"{len(lines)} lines"
    quoted = [f"“{each}”" for each in lines]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
