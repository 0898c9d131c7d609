"""Measures the demand of a large pool on its pages and from sheets, on both databases: `python -m benchmarks.demand`.

It makes its own databases and removes them: 300 members and 500 lines of three years, 450,000 quantities. Printed are,
for each page and call, the questions to the database, the bytes and the milliseconds (best and median of the rounds);
then the time to write, to read and to confirm a member's sheet of all lines.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.app import create_app
from procurement.cli import migrations
from procurement.core.columns import new_id
from procurement.core.database import create_engine
from procurement.core.spreadsheet import read, write
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment, Jurisdiction, JurisdictionKind, Membership, Network
from procurement.pools import demand_queries, demand_sheet, operations, queries
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Commitment, Participation, Pool, PoolLine
from procurement.settings import Settings
from tests.builders.people import actor_of
from tests.support import postgresql
from tests.support.visitors import Visitor, a_unit, counted_selects

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
CHUNK = 20_000


def main() -> None:
    """Fill both databases and print a table for each."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--members", type=int, default=300)
    asked.add_argument("--lines", type=int, default=500)
    asked.add_argument("--years", type=int, default=3)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    given = asked.parse_args()
    for backend in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with _service(backend) as app:
            began = time.perf_counter()
            pool_id, lead_id, member_id, part_id = _fill(app, given.members, given.lines, given.years)
            filled = time.perf_counter() - began
            count = given.members * given.lines * given.years
            print(
                f"\n{backend}: {given.members} members, {given.lines} lines, {given.years} years, {count:,} quantities;"
            )
            print(f"there after {filled:.0f} s")
            _pages(app, given.rounds, pool_id, lead_id, member_id, part_id)
            _sheets(app, pool_id, member_id, part_id)


@contextmanager
def _service(backend: str) -> Iterator:
    folder = Path(tempfile.mkdtemp(prefix="demand-"))
    folder.chmod(0o755)
    try:
        url = f"sqlite:///{folder}/demand.db"
        if backend == "postgresql":
            socket = postgresql.start(folder)
            with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE demand")
            url = f"postgresql://postgres@/demand?host={socket}"
        engine = create_engine(url)
        migrations.upgrade(engine)
        engine.dispose()
        (folder / "instance").mkdir()
        app = create_app(Settings(instance=folder / "instance", database_url=url, secret_key="m" * 32))
        yield app
        app.engine.dispose()
    finally:
        if backend == "postgresql":
            postgresql.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(app, members: int, lines: int, years: int) -> tuple[str, str, str, str]:
    """A pool of so many; gives its id, its lead's person, a member's person, and that member's participation."""
    with a_unit(app) as ctx:
        session = ctx.session
        network = Network(slug="coalition", name="Coalition", created_at=NOW)
        session.add(network)
        session.flush()
        places, people = [], []
        for number in range(members):
            place = Jurisdiction(
                slug=f"city-{number}", name=f"City of Number {number:03}", kind=JurisdictionKind.CITY, state_code="IL",
                zone="America/Chicago", rules={}, created_at=NOW,
            )  # fmt: skip
            person = Person(email=f"p{number}@example.gov", name=f"Person {number}", created_at=NOW)
            session.add_all([place, person])
            places.append(place)
            people.append(person)
        session.flush()
        for place, person in zip(places, people, strict=True):
            session.add(Membership(network_id=network.id, jurisdiction_id=place.id, since=NOW))
            session.add(Assignment(person_id=person.id, duty=Duty.REPRESENTATIVE, jurisdiction_id=place.id, since=NOW))
        pool = Pool(
            jurisdiction_id=places[0].id, network_id=network.id, state=PoolState.FORMING, title="Everything together",
            years=years, created_at=NOW, created_by=people[0].id,
        )  # fmt: skip
        session.add(pool)
        session.flush()
        parts = [
            Participation(
                pool_id=pool.id, jurisdiction_id=place.id, state=ParticipationState.JOINED, since=NOW, joined_at=NOW,
                authority="Resolution 7",
            )
            for place in places
        ]  # fmt: skip
        rows = [
            PoolLine(
                pool_id=pool.id, position=number, key=f"p{number}", description=f"Thing number {number}", unit="piece"
            )
            for number in range(1, lines + 1)
        ]
        session.add_all([*parts, *rows])
        session.flush()
        ids = (pool.id, people[0].id, people[1].id, parts[1].id)
        _quantities(session, [each.id for each in parts], [each.id for each in rows], years)
    return ids


def _quantities(session, parts: list[str], lines: list[str], years: int) -> None:
    chunk: list[dict] = []
    table = Commitment.__table__
    for place, part in enumerate(parts):
        for number, line in enumerate(lines):
            for year in range(1, years + 1):
                quantity = Decimal((place * 7 + number * 13 + year) % 997).scaleb(-1)
                chunk.append(
                    {"id": new_id(), "participation_id": part, "line_id": line, "year": year, "quantity": quantity,
                     "minimum": None, "is_firm": place % 2 == 0, "stated_at": NOW, "version": 1}
                )  # fmt: skip
            if len(chunk) >= CHUNK:
                session.execute(sa.insert(table), chunk)
                chunk = []
    if chunk:
        session.execute(sa.insert(table), chunk)


def _pages(app, rounds: int, pool_id: str, lead_id: str, member_id: str, part_id: str) -> None:
    with a_unit(app) as ctx:
        people = [ctx.session.get_one(Person, each) for each in (lead_id, member_id)]
        line = ctx.session.get_one(Pool, pool_id).lines[0].id
    lead, member = (Visitor(app).already_in(each) for each in people)
    print(f"{'page':42}{'questions':>10}{'bytes':>10}{'best ms':>9}{'median':>9}")
    base = f"/pools/{pool_id}"
    for who, name, path in (
        (lead, "the pool, for its lead", base),
        (member, "the pool, for a member", f"{base}?lines=12"),
        (lead, "committing it", f"{base}/commit"),
        (member, "a member's table of quantities", f"{base}/members/{part_id}/quantities"),
        (member, "the shares of one line", f"{base}/lines/{line}/demand"),
        (member, "a member's sheet (.xlsx)", f"{base}/members/{part_id}/sheet.xlsx"),
        (lead, "the pool by JSON", f"/api/v1{base}"),
    ):
        times, size, count = [], 0, 0
        for _ in range(rounds):
            with counted_selects(app) as asked:
                began = time.perf_counter()
                answer = who.get(path)
                times.append((time.perf_counter() - began) * 1_000)
            assert answer.status_code in (200, 401), (path, answer.status_code)
            size, count = len(answer.data), len(asked)
        times.sort()
        print(f"{name:42}{count:>10}{size:>10,}{times[0]:>9.0f}{times[len(times) // 2]:>9.0f}", flush=True)


def _sheets(app, pool_id: str, member_id: str, part_id: str) -> None:
    with a_unit(app) as ctx:
        actor = actor_of(ctx.session, ctx.session.get_one(Person, member_id))
        acts = replace(ctx, actor=actor, now=ctx.now + timedelta(seconds=1))
        pool = queries.get(acts, pool_id)
        part = queries.get_participation(pool, part_id)
        kept = demand_queries.commitments(ctx.session, part)
        rows = [
            demand_sheet.Row(line.key, line.description, line.unit, [each.quantity + 1 for each in kept[line.id]], True)
            for line in pool.lines
        ]
        began = time.perf_counter()
        data = write("Quantities", demand_sheet.written(rows, pool.years))
        wrote = time.perf_counter()
        table = read(data, "q.xlsx", most_rows=demand_sheet.MOST_ROWS)
        demand_sheet.read(table, {line.key: line.description for line in pool.lines}, pool.years)
        parsed = time.perf_counter()
        sheet = operations.read_sheet(acts, part, data=data, filename="q.xlsx")
        kept_at = time.perf_counter()
        operations.confirm_sheet(acts, part, digest=sheet.digest)
        done = time.perf_counter()
    print(
        f"a sheet of {len(rows)} lines ({len(data):,} bytes): written {(wrote - began) * 1e3:.0f} ms, "
        f"read {(parsed - wrote) * 1e3:.0f} ms, kept {(kept_at - parsed) * 1e3:.0f} ms, "
        f"confirmed {(done - kept_at) * 1e3:.0f} ms"
    )
    with a_unit(app, writes=False) as ctx:
        pool = ctx.session.get_one(Pool, pool_id)
        began = time.perf_counter()
        found = queries.demand(ctx.session, pool)
        said = sum(len(each["shares"]) for each in found)
        print(
            f"every share of every line ({said:,}), as the joint draft takes them: {time.perf_counter() - began:.1f} s"
        )


if __name__ == "__main__":
    main()
