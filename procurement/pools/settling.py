"""What has to be there before a pool can be committed: a checklist from values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.core.errors import Hindrance

#: A pool of one is no pool.
FEWEST = 2
#: So many members are named one by one; the others are counted.
NAMED = 20


@dataclass(frozen=True)
class Gap:
    """A member that has not stated a quantity for some lines: how many, and what the first of them are."""

    participation_id: str
    name: str
    count: int
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """A line with what all members together need of it; `gaps` members have not stated it yet."""

    description: str
    quantity: Decimal
    gaps: int = 0


@dataclass(frozen=True)
class Signing:
    """Who has not signed the pool's agreement at all, and who signed an earlier version of it, by name."""

    unsigned: Sequence[str] = ()
    earlier: Sequence[str] = ()


def hindrances(
    *,
    members: int,
    lines: Sequence[Asked],
    gaps: Sequence[Gap],
    invited: Sequence[str] = (),
    signing: Signing | None = None,
    votes: Sequence[str] = (),
    late: bool = False,
    nowhere: Sequence[str] = (),
    mistaken: Sequence[str] = (),
) -> list[Hindrance]:
    """The checklist: what blocks (a lonely lead, no lines, open quantities, no demand, an agreement that is not
    signed, a vote that is not carried), and what the lead should know before.

    `members` have joined; `invited` are names; `votes` the sentences of `voting.stands_in_the_way`; `late` whether
    others may still join once it is committed. `nowhere` are members that have not said in which of the pool's regions
    they lie, `mistaken` what is wrong with how lines are priced, in sentences.
    """
    found = []
    if members < FEWEST:
        sentence = "At least one more member has to join before the pool can be committed."
        found.append(Hindrance("alone", sentence, place="members"))
    found += _of_demand(members, lines, gaps)
    if nowhere:
        sentence = f"It is not said yet in which of the pool's regions {_names(nowhere)} lies."
        found.append(Hindrance("no-region", sentence, place="prices"))
    found += [Hindrance("pricing", each, place="prices") for each in mistaken]
    if signing is not None and signing.unsigned:
        sentence = f"The pool's agreement is not signed yet by {_names(signing.unsigned)}."
        found.append(Hindrance("not-signed", sentence, place="members"))
    found += [Hindrance("vote", each, place="votes") for each in votes]
    if signing is not None and signing.earlier:
        sentence = f"An earlier version of the agreement is what binds {_names(signing.earlier)}: they were asked anew."
        found.append(Hindrance("signed-earlier", sentence, place="members", blocking=False))
    after = "It can still join by the pool's rule." if late else "Once the pool is committed, it can no longer join."
    for name in invited[:NAMED]:
        sentence = f"{name} was invited and has not answered. {after}"
        found.append(Hindrance("no-answer", sentence, place="members", blocking=False))
    return found


def _of_demand(members: int, lines: Sequence[Asked], gaps: Sequence[Gap]) -> list[Hindrance]:
    """Lines that are not there, not stated, or needed by nobody."""
    found = []
    if not lines:
        found.append(Hindrance("no-lines", "The pool buys nothing yet: add a line.", place="lines"))
    for gap in gaps[:NAMED]:
        sentence = f"{gap.name} has not stated a quantity for {_listed(gap)}."
        found.append(Hindrance("no-quantities", sentence, place="demand"))
    if len(gaps) > NAMED:
        sentence = f"{len(gaps) - NAMED:,} more members have not stated all their quantities."
        found.append(Hindrance("no-quantities", sentence, place="demand"))
    for line in lines:
        if line.quantity == 0 and not line.gaps and members:
            sentence = f"Nobody needs any of “{line.description}”: take the line out."
            found.append(Hindrance("no-demand", sentence, place="lines"))
    return found


def _listed(gap: Gap) -> str:
    if gap.count > 3:
        return f"{gap.count:,} lines"
    quoted = [f"“{each}”" for each in gap.lines]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _names(names: Sequence[str]) -> str:
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        shown.append(f"{len(names) - NAMED:,} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
