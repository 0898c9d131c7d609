"""Measures the account of a contract over a million rows of usage, on both databases: `python -m benchmarks.fees`.

It makes its own databases and removes them: 2,500 buyers and 40 quarters, reported by both sides with five lines each,
and the entries of fees and rebates that followed. Printed are, for the statement and the reconciliation, the questions
to the database and the milliseconds (best and median), the same from summing rows in Python, and the ratio of the
medians; both must come to the same cents. The last line is one more report among them.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

import psycopg
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.cli import migrations
from procurement.contracts import account_queries, usage
from procurement.contracts.account_queries import Statement
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.books import Books, expected
from procurement.contracts.fees import Counted
from procurement.contracts.lifecycle import AdoptionState, ContractState
from procurement.contracts.models import Contract, ContractSource
from procurement.contracts.usage import Bought
from procurement.contracts.usage_models import FeeEntry, Reporter, UsageLine, UsageReport
from procurement.core.columns import new_id
from procurement.core.context import SYSTEM, Actor, Context, Grant
from procurement.core.database import create_engine, unit_of_work
from procurement.networks.models import Jurisdiction, JurisdictionKind
from procurement.vendors.models import Vendor, VendorDuty
from tests.support import postgresql

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
FIRST_YEAR, LINES, CHUNK = 2016, 5, 4_000
FEE, REBATE = Decimal("0.25"), Decimal("0.5")
#: One report in so many differs between both sides, and one in so many comes from one side only.
DIFFERS, ALONE = 50, 40


def main() -> None:
    """Fill both databases and print a table for each."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--buyers", type=int, default=2_500)
    asked.add_argument("--quarters", type=int, default=40)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    given = asked.parse_args()
    for backend in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with _database(backend) as engine:
            began = time.perf_counter()
            contract_id = _fill(engine, given.buyers, given.quarters)
            counts = _counts(engine)
            load = os.getloadavg()[0]
            print(
                f"\n{backend}: {counts}; there after {time.perf_counter() - began:.0f} s; load {load:.1f}", flush=True
            )
            _measure(engine, contract_id, given.rounds)


@contextmanager
def _database(backend: str) -> Iterator[sa.Engine]:
    folder = Path(tempfile.mkdtemp(prefix="fees-"))
    folder.chmod(0o755)
    try:
        url = f"sqlite:///{folder}/fees.db"
        if backend == "postgresql":
            socket = postgresql.start(folder)
            with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE fees")
            url = f"postgresql://postgres@/fees?host={socket}"
        engine = create_engine(url)
        migrations.upgrade(engine)
        yield engine
        engine.dispose()
    finally:
        if backend == "postgresql":
            postgresql.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(engine: sa.Engine, buyers: int, quarters: int) -> str:
    keys = [f"{FIRST_YEAR + number // 4}-Q{number % 4 + 1}" for number in range(quarters)]
    with unit_of_work(engine) as session:
        vendor = Vendor(name="Everything Supply", email="sales@example.com", created_at=NOW)
        places = [
            Jurisdiction(
                name=f"Place {number:04}", slug=f"place-{number}", kind=JurisdictionKind.CITY, state_code="IL",
                zone="America/Chicago", created_at=NOW, rules={},
            )
            for number in range(buyers)
        ]  # fmt: skip
        session.add_all([vendor, *places])
        session.flush()
        contract = Contract(
            jurisdiction_id=places[0].id, source=ContractSource.RECORDED, state=ContractState.ACTIVE,
            vendor_id=vendor.id, vendor_name=vendor.name, title="Everything for everybody",
            starts_on=date(FIRST_YEAR, 1, 1), ends_on=date(2030, 12, 31), fee_percent=FEE, rebate_percent=REBATE,
            fee_to="The coalition", lines=[{"key": f"c{n}", "description": f"Line {n}", "unit": "each",
            "unit_price": "1"} for n in range(LINES)], created_at=NOW, activated_at=datetime(2016, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        session.add(contract)
        session.flush()
        session.add_all(
            Adoption(
                contract_id=contract.id, jurisdiction_id=each.id, state=AdoptionState.ACTIVE, need="", scope="",
                authority="", amount_cents=0, federal_money=False, requested_at=NOW, signed_at=NOW,
            )
            for each in places[1:]
        )  # fmt: skip
        ids, contract_id = [each.id for each in places], contract.id
    used, books = 0, Books()
    chunk = _Chunk(engine)
    for quarter in range(quarters):
        for number, place in enumerate(ids):
            used += _cell(chunk, books, contract_id, place, keys[quarter], quarter * buyers + number)
    chunk.write()
    with engine.begin() as connection:
        connection.execute(sa.update(Contract.__table__).values(used_cents=used))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")
    return contract_id


class _Chunk:
    """Rows that wait to be written together."""

    def __init__(self, engine: sa.Engine):
        self.engine = engine
        self.rows: dict = {UsageReport: [], UsageLine: [], FeeEntry: []}

    def write(self) -> None:
        with self.engine.begin() as connection:
            for rows, values in self.rows.items():
                if values:
                    connection.execute(sa.insert(rows.__table__), values)
                values.clear()


def _cell(chunk: _Chunk, books: Books, contract_id: str, place: str, quarter: str, number: int) -> int:
    """What one buyer bought in one quarter, as both sides say; gives what counts, in cents."""
    amounts = [(number * 7_919 + line * 104_729) % 900_000 for line in range(LINES)]
    told: dict[Reporter, int] = {}
    for reporter in Reporter:
        if number % ALONE == (0 if reporter == Reporter.VENDOR else 1):
            continue
        said = list(amounts)
        said[0] += number % 997 if reporter == Reporter.MEMBER and number % DIFFERS == 2 else 0
        told[reporter] = sum(said)
        report = {
            "id": new_id(), "contract_id": contract_id, "jurisdiction_id": place, "reporter": reporter,
            "quarter": quarter, "total_cents": sum(said), "note": "", "filed_at": NOW, "version": 1,
        }  # fmt: skip
        chunk.rows[UsageReport].append(report)
        chunk.rows[UsageLine] += [
            {"report_id": report["id"], "position": line, "line_key": f"c{line}", "description": "",
             "quantity": Decimal(1), "amount_cents": cents}
            for line, cents in enumerate(said)
        ]  # fmt: skip
    cents = Counted(told.get(Reporter.VENDOR), told.get(Reporter.MEMBER)).cents
    chunk.rows[FeeEntry] += [
        {"id": new_id(), "contract_id": contract_id, "kind": each.kind, "jurisdiction_id": place, "quarter": quarter,
         "base_cents": each.base_cents, "percent": each.percent, "amount_cents": each.amount_cents, "note": "",
         "booked_at": NOW}
        for each in books.change(place, cents, fee=FEE, rebate=REBATE)
    ]  # fmt: skip
    if len(chunk.rows[UsageReport]) >= CHUNK:
        chunk.write()
    return cents


def _counts(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        names = {UsageLine: "lines", UsageReport: "reports", FeeEntry: "entries"}
        counts = {each: connection.scalar(sa.select(sa.func.count()).select_from(each)) for each in names}
    return ", ".join(f"{count:,} {names[each]}" for each, count in counts.items())


def _measure(engine: sa.Engine, contract_id: str, rounds: int) -> None:
    print(f"{'what':34}{'questions':>10}{'best ms':>10}{'median':>10}{'Python':>10}{'ratio':>8}")
    timed: dict[str, list[float]] = defaultdict(list)
    counts: dict[str, int] = {}
    for turn in range(rounds):
        results = {}
        for name, deed in (("statement", _statement), ("reconciliation", _reconciled), ("summing rows", _summed)):
            # Summing a million rows takes long: twice is enough to know.
            if name == "summing rows" and turn > 1:
                continue
            with unit_of_work(engine, writes=False) as session, _questions(engine) as questions:
                contract = session.get_one(Contract, contract_id)
                ctx = Context(session, SYSTEM, NOW)
                began = time.perf_counter()
                results[name] = deed(ctx, contract)
                timed[name].append((time.perf_counter() - began) * 1_000)
                counts[name] = len(questions)
        if "summing rows" in results:
            assert results["statement"] == results["summing rows"], "The database and Python do not agree."
    peer = median(timed["summing rows"])
    for name in ("statement", "reconciliation"):
        mid = median(timed[name])
        print(f"{name:34}{counts[name]:>10}{min(timed[name]):>10.0f}{mid:>10.0f}{peer:>10.0f}{peer / mid:>8.1f}")
    _writing(engine, contract_id)


def _statement(ctx: Context, contract: Contract) -> tuple:
    found: Statement = account_queries.statement(ctx, contract)
    assert found.faults == [], found.faults
    return found.total.used_cents, found.total.fee_cents, sum(each.row.rebate_cents for each in found.buyers)


def _reconciled(ctx: Context, contract: Contract) -> int:
    found = account_queries.reconciliation(ctx, contract)
    assert sum(each.differing for each in found.quarters) > 0
    return len(found.differences)


def _summed(ctx: Context, contract: Contract) -> tuple:
    """The same from the rows themselves: every line of every report that stands, added up in Python."""
    select = (
        sa.select(UsageReport.jurisdiction_id, UsageReport.quarter, UsageReport.reporter, UsageLine.amount_cents)
        .join(UsageLine, UsageLine.report_id == UsageReport.id)
        .where(UsageReport.contract_id == contract.id, UsageReport.replaced_at.is_(None))
    )
    cells: dict[tuple[str, str], dict[Reporter, int]] = defaultdict(lambda: defaultdict(int))
    for place, quarter, reporter, cents in ctx.session.execute(select):
        cells[place, quarter][reporter] += cents
    counted = {
        cell: Counted(told.get(Reporter.VENDOR), told.get(Reporter.MEMBER)).cents for cell, told in cells.items()
    }
    bought: dict[str, int] = defaultdict(int)
    for (place, _), cents in counted.items():
        bought[place] += cents
    rebates = sum(expected([(REBATE, cents)]) for cents in bought.values())
    return sum(counted.values()), expected([(FEE, sum(counted.values()))]), rebates


def _writing(engine: sa.Engine, contract_id: str) -> None:
    """One more report among so many."""
    with unit_of_work(engine) as session:
        contract = session.get_one(Contract, contract_id)
        buyer = session.scalar(sa.select(UsageReport.jurisdiction_id).where(UsageReport.contract_id == contract_id))
        person = Person(email="seller@example.com", name="Seller", created_at=NOW)
        session.add(person)
        session.flush()
        grants = frozenset({Grant(str(VendorDuty.VENDOR_USER), contract.vendor_id)})
        ctx = Context(session, Actor(id=person.id, grants=grants), NOW)
        began = time.perf_counter()
        said = Bought(buyer, "2026-Q3", [{"amount_cents": 12_345}])
        usage.report(ctx, contract, reporter=Reporter.VENDOR, reported=[said])
        print(f"{'one more report':34}{'':10}{(time.perf_counter() - began) * 1_000:>10.0f}", flush=True)


@contextmanager
def _questions(engine: sa.Engine) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


if __name__ == "__main__":
    main()
