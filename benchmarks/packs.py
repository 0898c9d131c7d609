"""The rule packs of 200 governments as one: who binds, which rules cannot both be kept, and every date.

    python -m benchmarks.packs

The packs are made with a seed: notice of 7 to 45 days, calendar or working, five zones, holidays of eighteen states,
own
closures. "Alone" is what one would do first: work out the dates under each pack by itself, and take the latest of
each step. It names nobody, and it is wrong wherever one pack's step follows from another's; it stands here for its
time. Medians of `ROUNDS`.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import date

from procurement.networks.packs import Pack, combine
from procurement.networks.strictest import report
from procurement.solicitations.schedule import Wishes, plan

PACKS, ROUNDS = 200, 7
MONDAY = date(2026, 5, 4)
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage")
STATES = ("AL", "AK", "AZ", "CA", "CO", "CT", "FL", "GA", "IL", "IN", "IA", "KS", "ME", "MD", "NY", "OH", "TX", "WA")


def main() -> None:
    """Print the table."""
    packs = many(PACKS)
    rules = combine(packs)
    found = report(rules, MONDAY)
    binding = found.notice.binding
    assert binding is not None
    print(f"{PACKS} packs; {binding.whose} binds the notice ({binding.setting.in_words}): due {found.due_on}")
    print(f"Conflicts: {', '.join(each.code for each in found.conflicts) or 'none'}\n")
    forward, backward = Wishes(publish_on=MONDAY), Wishes(award_on=date(2027, 3, 31))
    row("Read the packs from what is stored", lambda: many(PACKS))
    row("Who binds, rule by rule, and conflicts", lambda: report(rules, MONDAY))
    together = row("Every date, forward", lambda: plan(rules, forward))
    alone = row("Every date, each pack alone", lambda: [plan(combine([each]), forward) for each in packs])
    print(f"{'':44}alone takes {alone / together:.1f} times as long")
    row("Every date, backward from an award", lambda: plan(rules, backward))


def many(count: int) -> list[Pack]:
    """So many packs, the same in every run."""
    drawn = random.Random(2026)
    return [_pack(drawn, number) for number in range(count)]


def _pack(drawn: random.Random, number: int) -> Pack:
    def days(least: int, most: int) -> dict:
        counted = drawn.choice(["calendar", "working"])
        return {"value": drawn.randint(least, most), "counted": counted, "citation": f"Code {number}"}

    stored = {
        "notice_days": days(7, 45),
        "question_days": days(2, 10),
        "addendum_days": days(1, 7),
        "protest_days": days(3, 14),
        "minimum_evaluators": drawn.randint(3, 7),
        "formal_threshold_cents": drawn.randint(1, 20) * 1_000_000,
        "deadline_on_closed_days": False,
        "closures": [{"date": f"2026-{drawn.randint(5, 12):02}-{drawn.randint(1, 28):02}", "name": "Founding day"}],
    }
    return Pack.of(f"Government {number}", stored, zone=drawn.choice(ZONES), state_code=drawn.choice(STATES))


def row(name: str, work: Callable[[], object]) -> float:
    """Print the median time of the work, and give it in seconds."""
    work()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    median = statistics.median(times)
    print(f"{name:42}{median * 1000:10.1f} ms")
    return median


if __name__ == "__main__":
    main()
