"""Fills an index of needs with invented, seeded plans, contracts, pools and solicitations for `benchmarks/likeness.py`.

Titles and texts are put together from the phrases of the table of concepts, from words besides, and from what
officers write around them; some things are bought by nearly everybody and some by hardly anybody (Zipf).
"""

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import psycopg
import sqlalchemy as sa

from procurement.cli import migrations
from procurement.core.columns import new_id
from procurement.core.context import Actor, Grant
from procurement.core.database import create_engine, unit_of_work
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction, JurisdictionKind, Membership, Network
from procurement.plans import indexing, wording
from procurement.plans.models import NeedEntry, NeedKind, NeedTally
from tests.support import postgresql

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
SEED = 7
PLACES, NETWORKS, CHUNK = 1_000, 40, 2_000
STATES = "AL AZ CA CO FL GA IA IL IN KS KY MA MD MI MN MO NC NE NJ NM NV NY OH OK OR PA SC TN TX UT VA WA WI".split()  # noqa: SIM905
CATEGORIES = [
    "2371",
    "2373",
    "236",
    "3222",
    "334",
    "336",
    "423",
    "424",
    "517",
    "5415",
    "5413",
    "5617",
    "562",
    "811",
    "9211",
]
BEFORE = ["", "", "", "annual", "on-call", "citywide", "replacement of", "purchase of", "new", "multi-year", "lease of"]
BEHIND = [
    "",
    "",
    "",
    "services",
    "contract",
    "for public works",
    "2027",
    "program",
    "with installation",
    "and training",
]
SAID = [
    "The {who} needs {what} for about {count} {unit} over {years} years.",
    "Delivery within {count} days to {years} locations; the {who} keeps an option to extend.",
    "Work includes {what}, reporting every quarter and support on working days.",
    "Insurance, prevailing wages and references from {years} similar governments are asked for.",
    "Responses are evaluated on experience, approach, schedule and price.",
    "The present contract for {other} ends this year and may be combined with it.",
]
WHO = [
    "city",
    "county",
    "department",
    "fire district",
    "library board",
    "transit agency",
    "utility",
    "parks department",
]
UNITS = ["units", "sites", "vehicles", "users", "miles", "tons", "buildings", "hours"]


class Invented(NamedTuple):
    """A need as somebody would type it."""

    title: str
    text: str
    categories: list[str]
    from_on: date
    to_on: date


@cache
def _things() -> tuple[list[list[str]], list[float]]:
    """What is bought: the phrases for each thing, the most usual things first, and how usual they are, summed up."""
    dice = random.Random(SEED)
    things = list(wording.phrases().values())
    parts = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    things += [["".join(dice.choices(parts, k=3)) + "n " + "".join(dice.choices(parts, k=2)) + "r"] for _ in range(500)]
    dice.shuffle(things)
    return things, list(accumulate(1 / (place + 8) for place in range(len(things))))


def invented(dice: random.Random, number: int) -> Invented:
    """One need."""
    things, weights = _things()
    what, other = (dice.choice(each) for each in dice.choices(things, cum_weights=weights, k=2))
    title = " ".join(filter(None, [dice.choice(BEFORE), what, dice.choice(BEHIND)]))
    title = title[:1].upper() + title[1:]
    if number % 9 == 0:
        title += f" and {other}"
    filled = {"what": what, "other": other, "count": dice.randint(2, 900), "years": dice.randint(1, 9)}
    said = [each.format(who=dice.choice(WHO), unit=dice.choice(UNITS), **filled) for each in dice.sample(SAID, 3)]
    begins = NOW.date() + timedelta(days=dice.randint(-200, 500))
    return Invented(
        title, " ".join(said), [dice.choice(CATEGORIES)], begins, begins + timedelta(days=dice.randint(30, 900))
    )


@contextmanager
def index_of(backend: str, count: int, keep: Path | None) -> Iterator[tuple[sa.Engine, Actor, str]]:
    """A filled database, an officer who asks, and the jurisdiction asked for; kept in `keep` for the next time."""
    folder = Path(tempfile.mkdtemp(prefix="needs-")) if keep is None else keep
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    try:
        engine = create_engine(_address(backend, folder, count))
        migrations.upgrade(engine)
        with engine.connect() as connection:
            there = connection.scalar(sa.select(sa.func.count()).select_from(NeedEntry))
        if there == 0:
            _fill(engine, count)
        elif there != count:
            raise SystemExit(f"{folder} keeps {there:,} needs: it was not filled to its end. Remove it.")
        with unit_of_work(engine, writes=False) as session:
            home = session.scalars(sa.select(Jurisdiction.id).where(Jurisdiction.slug == "place-0")).one()
        yield engine, Actor(id=new_id(), name="Officer", grants=frozenset({Grant(str(Duty.OFFICER), home)})), home
        engine.dispose()
    finally:
        if backend == "postgresql":
            postgresql.stop(folder)
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _address(backend: str, folder: Path, count: int) -> str:
    if backend == "sqlite":
        return f"sqlite:///{folder}/needs_{count}.db"
    socket = postgresql.start(folder)
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"needs_{count}"]).fetchone() is None:
            connection.execute(f"CREATE DATABASE needs_{count}")
    return f"postgresql://postgres@/needs_{count}?host={socket}"


def _fill(engine: sa.Engine, count: int) -> None:
    dice = random.Random(SEED)
    with unit_of_work(engine) as session:
        places = _places(session, dice)
    tallies: Counter[tuple[str, str]] = Counter()
    for first in range(0, count, CHUNK):
        rows = [_row(dice, places, number) for number in range(first, min(first + CHUNK, count))]
        with engine.begin() as connection:
            connection.execute(sa.insert(NeedEntry), rows)
            for row in rows:
                entry = NeedEntry(**row)
                found_by = indexing.found_by(entry)
                indexing.write_words(connection, entry.id, found_by)
                tallies.update((unit, entry.jurisdiction_id) for unit in ("", *found_by))
    counted = [{"unit": unit, "jurisdiction_id": place, "entries": n} for (unit, place), n in tallies.items()]
    with engine.begin() as connection:
        for first in range(0, len(counted), 20_000):
            connection.execute(sa.insert(NeedTally), counted[first : first + 20_000])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for command in ("ANALYZE",) if engine.dialect.name == "sqlite" else ("VACUUM ANALYZE", "CHECKPOINT"):
            connection.exec_driver_sql(command)


def _places(session, dice: random.Random) -> list[tuple[str, str, str]]:
    """(id, state, network) of each place."""
    top = Network(name="All", slug="all", created_at=NOW)
    session.add(top)
    session.flush()
    below = [
        Network(name=f"Network {n}", slug=f"network-{n}", parent_id=top.id, created_at=NOW) for n in range(NETWORKS)
    ]
    places = [
        Jurisdiction(
            name=f"City of Place{n}", slug=f"place-{n}", kind=JurisdictionKind.CITY, state_code=dice.choice(STATES),
            zone="America/Chicago", population=10_000, created_at=NOW,
        )
        for n in range(PLACES)
    ]  # fmt: skip
    session.add_all([*below, *places])
    session.flush()
    found = []
    for place in places:
        network = dice.choice(below)
        session.add(Membership(network_id=network.id, jurisdiction_id=place.id, since=NOW))
        found.append((place.id, place.state_code, network.id))
    session.flush()
    return found


def _row(dice: random.Random, places: list[tuple[str, str, str]], number: int) -> dict:
    need = invented(dice, number)
    place, state, network = dice.choice(places)
    scope = dice.choices([Scope.PUBLIC, Scope.NETWORK, Scope.PARENTS, Scope.OWN], [4, 3, 2, 1])[0]
    kind = dice.choices(list(NeedKind), [5, 1, 2, 4])[0]
    title, text = wording.units(need.title), wording.units(need.text)
    known = {wording.bare(each) for each in title}
    return {
        "id": number + 1, "subject": kind, "subject_id": new_id(), "jurisdiction_id": place, "scope": scope,
        "network_id": network if scope in (Scope.NETWORK, Scope.PARENTS) else None, "state_code": state,
        "title": need.title, "text": need.text, "focus_area": "", "categories": need.categories,
        "from_on": need.from_on, "to_on": need.to_on, "is_open": dice.random() < 0.8,
        "title_units": " ".join(title),
        "text_units": " ".join(each for each in text if wording.bare(each) not in known),
        "edition": wording.edition(),
    }  # fmt: skip
