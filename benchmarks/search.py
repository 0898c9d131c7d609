"""Measures the search of the library over many items, on SQLite and PostgreSQL: `python -m benchmarks.search`.

It makes its own databases and removes them, or keeps them with `--keep FOLDER` for the next time (remove the folder
when what is indexed changes). Beside each class of query stands the processor's time for Python's part of it (on
SQLite for all of it: the rest of the machine does not count), and what a search by `LIKE` takes in the same database:
the naive peer. Target: 95th percentile below 50 ms for every class.
"""

import argparse
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from benchmarks.shelf import AREAS, CATEGORIES, NOW, Language, shelf
from procurement.core.context import NOBODY, Actor, Context
from procurement.core.database import unit_of_work
from procurement.library import queries, searching
from procurement.library.models import Form, Item, Kind, SearchEntry, SearchText
from procurement.library.searching import Query


def main() -> None:
    """Fill both databases and print a table of milliseconds for each."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--items", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=40, help="How often each class of query is asked.")
    asked.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    asked.add_argument("--keep", type=Path, help="A folder in which the databases stay for the next time.")
    asked.add_argument("--only", default="", help="Only the classes whose name holds this.")
    given = asked.parse_args()
    for backend in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        began = time.perf_counter()
        with shelf(backend, given.items, given.keep) as (engine, actor, language):
            load = os.getloadavg()[0]
            print(
                f"\n{backend}: {given.items:,} items, there after {time.perf_counter() - began:.0f} s; load {load:.1f}"
            )
            _measure(engine, actor, language, given.rounds, given.only)


def _measure(engine: sa.Engine, officer: Actor, language: Language, rounds: int, only: str) -> None:
    heads = ("class of query", "found", "p50 ms", "p95 ms", "CPU p50", "CPU p95", "LIKE ms", "ratio")
    print("{:38}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}{:>8}".format(*heads))
    worst = 0.0
    for name, make in _classes(language).items():
        if only not in name:
            continue
        times, worked, counted = [], [], ""
        for turn in range(rounds + 2):
            query = make(random.Random(turn))
            actor = officer if turn % 2 else NOBODY
            with unit_of_work(engine, writes=False) as session:
                ctx = Context(session, actor, NOW)
                began, busy = time.perf_counter(), time.process_time()
                page = searching.search(ctx, query)
                times.append((time.perf_counter() - began) * 1_000)
                worked.append((time.process_time() - busy) * 1_000)
            counted = page.counted
        (p50, p95), (cpu50, cpu95) = _percentiles(times[2:]), _percentiles(worked[2:])
        worst = max(worst, p95)
        naive = _naive(engine, officer, make(random.Random(1)))
        figures = f"{p50:>9.1f}{p95:>9.1f}{cpu50:>9.1f}{cpu95:>9.1f}{naive:>9.0f}{naive / p50:>7.0f}x"
        print(f"{name:38}{counted:>8}{figures}", flush=True)
    print(f"the worst 95th percentile: {worst:.1f} ms (target 50)")


def _percentiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95) - 1]


def _classes(language: Language) -> dict[str, Callable[[random.Random], Query]]:
    words = language.words

    def near(place: int) -> Callable[[random.Random], str]:
        return lambda dice: words[int(place * dice.uniform(0.7, 1.3))]

    rare, medium, common = near(30_000), near(1_500), near(60)

    def very(dice: random.Random) -> str:
        return words[dice.randrange(4)]

    return {
        "rare word": lambda dice: Query(rare(dice)),
        "medium word": lambda dice: Query(medium(dice)),
        "common word": lambda dice: Query(common(dice)),
        "very common word": lambda dice: Query(very(dice)),
        "very common and rare": lambda dice: Query(f"{very(dice)} {rare(dice)}"),
        "three common words": lambda dice: Query(" ".join(dice.sample(words[20:120], 3))),
        "phrase of very common words": lambda dice: Query('"' + " ".join(dice.sample(words[:6], 2)) + '"'),
        "phrase of common words": lambda dice: Query('"' + " ".join(dice.sample(words[30:90], 2)) + '"'),
        "phrase of a medium and a common word": lambda dice: Query(f'"{medium(dice)} {common(dice)}"'),
        "beginning of a word": lambda dice: Query(medium(dice)[:4]),
        "nothing fits": lambda dice: Query(f"{rare(dice)} zzyzxq"),
        "no words, the newest": lambda dice: Query(),
        "form, no words": lambda dice: Query(forms=[Form.FINDINGS]),
        "very common word, form": lambda dice: Query(very(dice), forms=[Form.FINDINGS]),
        "very common word, focus area": lambda dice: Query(very(dice), focus_area=dice.choice(AREAS[:4])),
        "very common word, category and kind": lambda dice: Query(
            very(dice), category=dice.choice(CATEGORIES), kind=Kind.RFQ
        ),
        "medium word, category": lambda dice: Query(medium(dice), category=dice.choice(CATEGORIES)),
        "very common word, one rare category": lambda dice: Query(very(dice), category="9999"),
        "guided start: twelve words": lambda dice: Query(language_of(dice, words), any_word=True),
    }


def language_of(dice: random.Random, words: list[str]) -> str:
    """Words of a description: common and uncommon ones."""
    return " ".join(dice.sample(words[:200], 6) + dice.sample(words[200:5_000], 6))


def _naive(engine: sa.Engine, actor: Actor, query: Query) -> float:
    """How long the same takes by LIKE over titles, summaries and texts, once."""
    with unit_of_work(engine, writes=False) as session:
        ctx = Context(session, actor, NOW)
        select = queries.visible(ctx).join(SearchEntry, SearchEntry.item_id == Item.id).join(SearchEntry.said)
        for word in query.words.replace('"', "").split()[:3]:
            where = (Item.title, Item.summary, SearchText.text)
            select = select.where(sa.or_(*(column.icontains(word) for column in where)))
        began = time.perf_counter()
        session.scalars(select.order_by(Item.title).limit(26)).all()
        return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()
