"""Measures who needs the same: `python -m benchmarks.likeness` prints how well it finds, then how fast.

How well: over labelled pairs (`likeness_pairs.toml`, which says how they were made), against plain full-text rank in
the same run: BM25 of SQLite's FTS5 and ts_rank of PostgreSQL, each with the threshold that is best on the tuning
half, and against the same score without the table of concepts. How fast: over an invented, seeded index of plans,
contracts, pools and solicitations on both databases; target: 95th percentile below 50 ms.
"""

import argparse
import os
import random
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.needs import NOW, index_of, invented
from benchmarks.ranks import Pairs, bm25, judged, ours, ts_rank, without_concepts
from procurement.core.context import Actor, Context
from procurement.core.database import unit_of_work
from procurement.library.vocabulary import word
from procurement.plans import matching
from procurement.plans.models import NeedEntry

HEADS = ("", "precision", "recall", "F1", "avg. precision", "in first 5")


def main() -> None:
    """Print both tables."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--needs", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    asked.add_argument("--keep", type=Path, help="A folder in which the databases stay for the next time.")
    asked.add_argument("--quality-only", action="store_true")
    given = asked.parse_args()
    _quality(Pairs.read())
    if given.quality_only:
        return
    for backend in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with index_of(backend, given.needs, given.keep) as (engine, actor, home):
            _speed(engine, backend, actor, home, given.rounds)


def _quality(pairs: Pairs) -> None:
    print(f"{pairs.count} labelled pairs, {len(pairs.needs)} needs")
    methods = {
        "who_needs_the_same": ours(pairs),
        "the same without concepts": without_concepts(pairs),
        "BM25 (FTS5)": bm25(pairs),
        "ts_rank (PostgreSQL)": ts_rank(pairs),
    }
    for part in pairs.parts:
        print(f"\n{part}: {len(pairs.parts[part])} pairs")
        print("{:28}{:>11}{:>9}{:>8}{:>16}{:>12}".format(*HEADS))
        for name, scores in methods.items():
            print("{:28}{:>11.3f}{:>9.3f}{:>8.3f}{:>16.3f}{:>12.3f}".format(name, *judged(pairs, part, scores)))


def _speed(engine: sa.Engine, backend: str, actor: Actor, home: str, rounds: int) -> None:
    with unit_of_work(engine, writes=False) as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(NeedEntry))
    print(f"\n{backend}: {count:,} needs; load {os.getloadavg()[0]:.1f}")
    print(f"{'asked with':28}{'matches':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU p50':>9}{'CPU p95':>9}")
    for name, long in (("a title", False), ("a title and a text", True)):
        times, worked, found = [], [], 0
        for turn in range(rounds + 5):
            need = invented(random.Random(f"asked {turn}"), turn)
            text = need.text if long else ""
            # What a process has read before costs less; a first question of the day should not be flattered by that.
            word.cache_clear()
            with unit_of_work(engine, writes=False) as session:
                ctx = Context(session, actor, NOW)
                began, busy = time.perf_counter(), time.process_time()
                matches = matching.who_needs_the_same(
                    ctx, jurisdiction_id=home, title=need.title, text=text, categories=need.categories,
                    from_on=need.from_on, to_on=need.to_on,
                )  # fmt: skip
                times.append((time.perf_counter() - began) * 1_000)
                worked.append((time.process_time() - busy) * 1_000)
            found += len(matches)
        (p50, p95), (cpu50, cpu95) = _percentiles(times[5:]), _percentiles(worked[5:])
        mean = found / (rounds + 5)
        print(f"{name:28}{mean:>9.1f}{p50:>9.1f}{p95:>9.1f}{cpu50:>9.1f}{cpu95:>9.1f}", flush=True)


def _percentiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95) - 1]


if __name__ == "__main__":
    main()
