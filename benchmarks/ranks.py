"""Ranks of labelled pairs of needs by several methods, and how well each tells the same from the other.

A method is a matrix: how alike each need is to each other one, the larger the more alike.
"""

import re
import shutil
import sqlite3
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from procurement.library import vocabulary
from procurement.plans import likeness, wording
from procurement.plans.likeness import Need, Place
from tests.support import postgresql

SOURCE = Path(__file__).with_name("likeness_pairs.toml")
Scores = list[list[float]]


@dataclass(frozen=True)
class Pairs:
    """All needs, and of each part the pairs of their places with whether they are the same."""

    needs: list[str]
    parts: dict[str, list[tuple[int, int, bool]]]

    @property
    def count(self) -> int:
        return sum(map(len, self.parts.values()))

    @classmethod
    def read(cls) -> "Pairs":
        """The labelled pairs of the file."""
        places: dict[str, int] = {}
        parts = {}
        for part, labels in tomllib.loads(SOURCE.read_text("utf-8")).items():
            parts[part] = [
                (places.setdefault(one, len(places)), places.setdefault(other, len(places)), label == "same")
                for label, pairs in labels.items()
                for one, other in pairs
            ]
        return cls(list(places), parts)


def ours(pairs: Pairs) -> Scores:
    """The score of the service itself, of words alone: no category, time or place is known."""
    return _compared(pairs, wording.units)


def without_concepts(pairs: Pairs) -> Scores:
    """The same score where every word is only a word."""
    empty = {vocabulary.word(each) for each in vocabulary.EMPTY}
    return _compared(pairs, lambda text: tuple(each for each in vocabulary.words(text) if each not in empty))


def _compared(pairs: Pairs, read: Callable[[str], tuple[str, ...]]) -> Scores:
    parted = [each.partition(" | ") for each in pairs.needs]
    needs = [Need(read(title), read(text)) for title, _, text in parted]
    ready = [likeness.Comparing(each, likeness.Weights()) for each in needs]
    return [
        [likeness.judged(one.need, other, one.shared(other), Place.ELSEWHERE).score for other in needs] for one in ready
    ]


def bm25(pairs: Pairs) -> Scores:
    """BM25 of FTS5 with its Porter stemmer, the title five times the text; any of the words."""
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE needs USING fts5(title, text, tokenize = 'porter unicode61')")
        for place, need in enumerate(pairs.needs):
            title, _, text = need.partition(" | ")
            database.execute("INSERT INTO needs (rowid, title, text) VALUES (?, ?, ?)", (place, title, text))
        scores = []
        for need in pairs.needs:
            asked = " OR ".join(f'"{each}"' for each in re.findall(r"\w+", need))
            found = database.execute(
                "SELECT rowid, -bm25(needs, 5.0, 1.0) FROM needs WHERE needs MATCH ?", (asked,)
            ).fetchall()
            scores.append(_row(len(pairs.needs), found))
    return scores


def ts_rank(pairs: Pairs) -> Scores:
    """ts_rank of PostgreSQL in its English configuration, title A and text D, divided by the length; any word."""
    folder = Path(tempfile.mkdtemp(prefix="ranks-"))
    folder.chmod(0o755)
    try:
        with psycopg.connect(host=postgresql.start(folder), user="postgres", dbname="postgres") as connection:
            connection.execute("CREATE TEMP TABLE needs (place INTEGER, words TSVECTOR)")
            for place, need in enumerate(pairs.needs):
                title, _, text = need.partition(" | ")
                connection.execute(
                    "INSERT INTO needs VALUES (%s, setweight(to_tsvector('english', %s), 'A') ||"
                    " setweight(to_tsvector('english', %s), 'D'))",
                    (place, title, text),
                )
            scores = []
            for need in pairs.needs:
                asked = " | ".join(re.findall(r"\w+", need))
                found = connection.execute(
                    "SELECT place, ts_rank(words, query, 1) FROM needs, to_tsquery('english', %s) AS query"
                    " WHERE words @@ query",
                    (asked,),
                ).fetchall()
                scores.append(_row(len(pairs.needs), found))
            return scores
    finally:
        postgresql.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _row(length: int, found: list) -> list[float]:
    row = [0.0] * length
    for place, score in found:
        row[place] = float(score)
    return row


def judged(pairs: Pairs, part: str, scores: Scores) -> tuple[float, float, float, float, float]:
    """Precision, recall and F1 at the threshold, average precision, and how often the other need of a pair that is
    the same stands among the first five of all needs."""
    threshold = likeness.THRESHOLD if _is_a_share(scores) else _best_threshold(pairs, scores)
    rated = _rated(pairs.parts[part], scores)
    precision, recall, f1 = _figures(rated, threshold)
    return precision, recall, f1, _average_precision(rated), _in_first(pairs.parts[part], scores, 5)


def _is_a_share(scores: Scores) -> bool:
    """Whether it is the score of the service, whose threshold is fixed: with it each need is wholly like itself."""
    return all(row[place] == 1.0 for place, row in enumerate(scores))


def _best_threshold(pairs: Pairs, scores: Scores) -> float:
    rated = _rated(pairs.parts["tuning"], scores)
    return max((score for score, _ in rated if score > 0), key=lambda each: _figures(rated, each)[2])


def _rated(part: list[tuple[int, int, bool]], scores: Scores) -> list[tuple[float, bool]]:
    return [((scores[one][other] + scores[other][one]) / 2, is_same) for one, other, is_same in part]


def _figures(rated: list[tuple[float, bool]], threshold: float) -> tuple[float, float, float]:
    taken = [is_same for score, is_same in rated if score >= threshold]
    right, wanted = sum(taken), sum(is_same for _, is_same in rated)
    precision = right / len(taken) if taken else 1.0
    recall = right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def _average_precision(rated: list[tuple[float, bool]]) -> float:
    """Of equal scores the wrong ones come first: nobody may profit from a tie."""
    ordered = sorted(rated, key=lambda each: (-each[0], each[1]))
    right, total = 0, 0.0
    for place, (_, is_same) in enumerate(ordered, 1):
        if is_same:
            right += 1
            total += right / place
    return total / right


def _in_first(part: list[tuple[int, int, bool]], scores: Scores, first: int) -> float:
    hits = []
    for one, other, is_same in part:
        if is_same:
            better = sum(score >= scores[one][other] for place, score in enumerate(scores[one]) if place != one)
            hits.append(scores[one][other] > 0 and better <= first)
    return sum(hits) / len(hits)
