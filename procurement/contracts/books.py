"""The books of one contract: which entries a change of what was bought makes, and whether they add up. Pure.

All buyers together owe one fee, each buyer is owed its own rebate; both are exact over everything bought and rounded
once (`fees.py`). A quarter keeps the percentage of its last day, so that a correction is booked under the percentage
under which the quarter was booked before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from procurement.contracts.fees import Basis, owed, to_book

#: What all buyers together owe stands under this instead of a buyer's id.
TOGETHER = ""


class Booking(NamedTuple):
    """One entry to be added: "fee" or "rebate", by how much what was bought changed, and what follows in cents."""

    kind: str
    base_cents: int
    percent: Decimal
    amount_cents: int


@dataclass
class Sum:
    """What was bought in all, by percentage, and what is booked for it, in cents."""

    bases: dict[Decimal, int] = field(default_factory=dict)
    booked: int = 0

    def book(self, percent: Decimal, cents: int) -> int:
        """The entry for a change, which is in the sum from now on."""
        amount = to_book(self.parts, self.booked, Basis(percent, cents))
        self.bases[percent] = self.bases.get(percent, 0) + cents
        self.booked += amount
        return amount

    @property
    def parts(self) -> list[Basis]:
        """What was bought under each percentage."""
        return [Basis(*each) for each in self.bases.items()]


@dataclass
class Books:
    """The fee of all together, and of each buyer the rebate, by the buyer's id."""

    fee: Sum = field(default_factory=Sum)
    rebates: dict[str, Sum] = field(default_factory=dict)

    def change(self, buyer: str, cents: int, *, fee: Decimal | None, rebate: Decimal | None) -> list[Booking]:
        """The entries for `cents` more (or less) bought by a buyer in a quarter of these percentages; None: none."""
        made = []
        if cents != 0 and fee is not None:
            made.append(Booking("fee", cents, fee, self.fee.book(fee, cents)))
        if cents != 0 and rebate is not None:
            own = self.rebates.setdefault(buyer, Sum())
            made.append(Booking("rebate", cents, rebate, own.book(rebate, cents)))
        return made


def expected(bought: Iterable[tuple[Decimal | None, int]]) -> int:
    """What is owed for all that was bought, [(percentage, cents)], in cents; nothing where none was agreed."""
    return owed([Basis(percent, cents) for percent, cents in bought if percent is not None])


def faults(
    *, used_cents: int, counted_cents: int, fee: tuple[int, int], rebates: Mapping[str, tuple[int, int]]
) -> list[str]:
    """What does not add up, in sentences; [] when everything does, to the cent.

    fee      (what the reports say is owed, what the entries come to)
    rebates  {the buyer's name: (owed, booked)}
    """
    found = []
    if used_cents != counted_cents:
        found.append(f"The contract says {_said(used_cents)} were bought, the reports say {_said(counted_cents)}.")
    if fee[0] != fee[1]:
        found.append(f"Fees of {_said(fee[0])} are owed, the entries come to {_said(fee[1])}.")
    for name, (due, booked) in rebates.items():
        if due != booked:
            found.append(f"Rebates of {_said(due)} are owed to {name}, the entries come to {_said(booked)}.")
    return found


def _said(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"
