"""Counting the votes on a motion: pure arithmetic over who said what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

#: The share of the members that must say yes; "majority" needs more than it, the others no less.
SHARES = {"majority": Fraction(1, 2), "two-thirds": Fraction(2, 3), "all": Fraction(1)}


def tally(choices: Iterable[str], members: int) -> dict[str, int]:
    """How many said what, and how many could have."""
    counted = Counter(str(each) for each in choices)
    return {"yes": counted["yes"], "no": counted["no"], "abstain": counted["abstain"], "members": members}


def yes_needed(needs: str, members: int) -> int:
    """How many must say yes. Who does not vote, or abstains, has not said it: nobody decides for those who sleep."""
    share = SHARES[needs] * members
    whole = -(-share.numerator // share.denominator)
    return whole + 1 if needs == "majority" and share == whole else max(whole, 1)


def carries(needs: str, counted: dict[str, int]) -> bool:
    """Whether enough members said yes."""
    return counted["members"] > 0 and counted["yes"] >= yes_needed(needs, counted["members"])


@dataclass(frozen=True)
class Decided:
    """A motion as the gates see it: `anew_of` is the id of the lost one it puts to the vote again, "" for none."""

    id: str
    title: str
    gate: str
    state: str
    anew_of: str = ""


def stands_in_the_way(motions: Sequence[Decided], gate: str) -> list[str]:
    """A sentence for every motion that must be carried before this gate ("commitment", "publication") and is not.

    What was put to the vote again and is carried then, stands in nobody's way any more.
    """
    again = {each.anew_of for each in motions if each.state != "withdrawn"}
    found = []
    for each in motions:
        # What was put to the vote again has the same gate, and speaks for the earlier one.
        if each.gate != gate or each.state in ("carried", "withdrawn") or each.id in again:
            continue
        if each.state == "open":
            found.append(f"The members are still voting on “{each.title}”, which is needed before the {gate}.")
        else:
            found.append(f"The members voted against “{each.title}”, which is needed before the {gate}.")
    return found
