"""The quarters for which usage is reported, and when a report is overdue. From values alone."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_KEY = re.compile(r"\s*(\d{4})\s*[-/ ]?\s*[Qq]\s*([1-4])\s*\Z")
#: Days after its end within which a quarter is to be reported.
WITHIN = timedelta(days=30)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, 1 to 4."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """“2026-Q2”, as it is stored."""
        return f"{self.year:04}-Q{self.number}"

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.next.starts_on - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The last day on which a report of it is in time."""
        return self.ends_on + WITHIN

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)


def of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse(text: str) -> Quarter:
    """The quarter that people mean by “2026-Q2”, “2026 q2”. Raises ValueError with a sentence."""
    found = _KEY.match(text)
    if found is None or not 2000 <= int(found[1]) <= 2200:
        raise ValueError(f"“{text.strip()[:20]}” is no quarter: write it as 2026-Q2.")
    return Quarter(int(found[1]), int(found[2]))


def of_term(starts_on: date, ends_on: date, today: date) -> list[Quarter]:
    """The quarters of a term that have ended by today, the first first: what there is to report."""
    found, each = [], of(starts_on)
    while each.starts_on <= ends_on and each.ends_on < today:
        found.append(each)
        each = each.next
    return found
