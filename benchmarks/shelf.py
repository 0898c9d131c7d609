"""Fills a library with invented items for the benchmarks of its search, in a folder that may be kept and used again.

The texts are stretches of one long text whose words are as frequent as words of a language are (Zipf); owners and
scopes are as mixed as a coalition's. Rows are loaded directly, and the words as `indexing` makes them.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import psycopg
import sqlalchemy as sa

from procurement.cli import migrations
from procurement.core.columns import new_id
from procurement.core.context import Actor, Grant
from procurement.core.database import create_engine, unit_of_work
from procurement.library import content as contents
from procurement.library import facets, indexing, vocabulary
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, Item, ItemVersion, Kind, Scope, SearchEntry, SearchText
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction, JurisdictionKind, Membership, Network
from tests.support import postgresql

SEED = 3
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
VOCABULARY = 40_000
#: So long is the text of which every item says a stretch.
SAID = 3_000_000
CHUNK = 2_000
AREAS = ["Cybersecurity", "Sustainability", "Transportation", "Connectivity", ""]
CATEGORIES = ["5415", "517", "2373", "236", "5617", "562", "334", "5413", "336", "811"]


class Language:
    """Invented words, the first of them in nearly every text, the last in hardly one."""

    def __init__(self, dice: random.Random):
        parts = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            word = "".join(dice.choice(parts) for _ in range(dice.choice((2, 3, 3, 4)))) + dice.choice("nrtlmk")
            if vocabulary.word(word) == word:
                made[word] = None
        self.words = list(made)
        self.weights = list(accumulate(1 / (place + 2.7) for place in range(VOCABULARY)))
        self.dice = dice
        self.said: list[str] = []

    def text(self, length: int) -> str:
        """A stretch of what is said in this language."""
        if not self.said:
            self.said = self.dice.choices(self.words, cum_weights=self.weights, k=SAID)
        first = self.dice.randrange(SAID - length)
        return " ".join(self.said[first : first + length])


@contextmanager
def shelf(backend: str, count: int, keep: Path | None) -> Iterator[tuple[sa.Engine, Actor, Language]]:
    """A filled database, an officer who looks for something in it, and its words; kept in `keep` for the next time."""
    folder = Path(tempfile.mkdtemp(prefix="search-")) if keep is None else keep
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    language = Language(random.Random(SEED))
    try:
        engine = create_engine(_address(backend, folder, count))
        migrations.upgrade(engine)
        with engine.connect() as connection:
            there = connection.scalar(sa.select(sa.func.count()).select_from(SearchEntry))
        if there == 0:
            _fill(engine, count, language)
        elif there != count:
            raise SystemExit(f"{folder} keeps {there:,} items: it was not filled to its end. Remove it.")
        with unit_of_work(engine, writes=False) as session:
            home = session.scalar(sa.select(Jurisdiction.id).where(Jurisdiction.slug == "place-0"))
        yield engine, Actor(id=new_id(), name="Officer", grants=frozenset({Grant(str(Duty.OFFICER), home)})), language
        engine.dispose()
    finally:
        if backend == "postgresql":
            postgresql.stop(folder)
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _address(backend: str, folder: Path, count: int) -> str:
    if backend == "sqlite":
        return f"sqlite:///{folder}/search_{count}.db"
    socket = postgresql.start(folder)
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"search_{count}"]).fetchone() is None:
            connection.execute(f"CREATE DATABASE search_{count}")
    return f"postgresql://postgres@/search_{count}?host={socket}"


def _fill(engine: sa.Engine, count: int, language: Language) -> None:
    dice = random.Random(SEED)
    with unit_of_work(engine) as session:
        networks, places = _places(session)
        member = {}
        for place in places:
            member[place] = dice.choice(networks[1:])
            session.add(Membership(network_id=member[place], jurisdiction_id=place, since=NOW))
    dialect = engine.dialect.name
    if dialect == "postgresql":
        # Built at once afterwards: kept while so many rows come in, it takes ten times as long.
        with engine.begin() as connection:
            kept = connection.scalar(sa.text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_library_words'"))
            connection.exec_driver_sql("DROP INDEX ix_library_words")
    for first in range(0, count, CHUNK):
        rows = [_row(dice, language, places, member, number) for number in range(first, min(first + CHUNK, count))]
        with engine.begin() as connection:
            for place, table in enumerate((Item, ItemVersion, SearchEntry, SearchText)):
                connection.execute(sa.insert(table.__table__), [each[place] for each in rows])
            for each in rows:
                indexing.write_words(connection, each[2]["id"], *each[4])
    if dialect == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("SET maintenance_work_mem = '1GB'")
            connection.exec_driver_sql(kept)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for command in ("ANALYZE",) if dialect == "sqlite" else ("VACUUM ANALYZE", "CHECKPOINT"):
            connection.exec_driver_sql(command)


def _places(session) -> tuple[list[str], list[str]]:
    top = Network(name="All", slug="all", created_at=NOW)
    session.add(top)
    session.flush()
    networks = [Network(name=f"Network {n}", slug=f"network-{n}", parent_id=top.id, created_at=NOW) for n in range(40)]
    places = [
        Jurisdiction(
            name=f"Place {n}", slug=f"place-{n}", kind=JurisdictionKind.CITY, state_code="IL", zone="America/Chicago",
            population=10_000, created_at=NOW,
        )
        for n in range(500)
    ]  # fmt: skip
    session.add_all([*networks, *places])
    session.flush()
    return [top.id, *(each.id for each in networks)], [each.id for each in places]


def _row(dice: random.Random, language: Language, places: list[str], member: dict, number: int):
    item_id, version_id, owner = new_id(), new_id(), dice.choice(places)
    scope = dice.choices([Scope.PUBLIC, Scope.NETWORK, Scope.PARENTS, Scope.OWN], [3, 4, 2, 1])[0]
    form = dice.choices(list(Form), [5, 4, 1, 1, 2])[0]
    kind = dice.choice(list(Kind)) if form == Form.TEMPLATE else None
    network = member[owner] if scope in (Scope.NETWORK, Scope.PARENTS) else None
    area, category = dice.choice(AREAS), [dice.choice(CATEGORIES)] + (["9999"] if number % 5_000 == 0 else [])
    title, summary = language.text(dice.randint(3, 8)), language.text(dice.randint(10, 40))
    text = language.text(dice.randint(80, 600))
    at = NOW - timedelta(minutes=500_000 - number)
    item = {
        "id": item_id, "jurisdiction_id": owner, "scope": scope, "network_id": network, "form": form, "kind": kind,
        "title": title, "focus_area": area, "categories": category, "summary": summary, "law": "", "created_at": at,
        "version": 1,
    }  # fmt: skip
    version = {
        "id": version_id, "item_id": item_id, "number": 1, "state": VersionState.PUBLISHED, "version": 1, "note": "",
        "content": contents.empty(), "measures": contents.measures(contents.empty()), "created_at": at,
        "published_at": at, "origins": {},
    }  # fmt: skip
    entry = {
        "id": number + 1, "item_id": item_id, "version_id": version_id, "is_offered": True,
        "title_words": " ".join(vocabulary.words(title)), "jurisdiction_id": owner, "scope": scope,
        "network_id": network,
    }  # fmt: skip
    said = {"entry_id": number + 1, "text": text}
    marks = facets.of_item(
        form=form, kind=kind, focus_area=area, categories=category, network_id=network, jurisdiction_id=owner
    ) + facets.audience(scope=scope, network_id=network, jurisdiction_id=owner, is_offered=True)
    return item, version, entry, said, (marks, title, summary, text)
