"""The one commit, units that only read, versions of rows, and columns that mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from procurement.core import clock
from procurement.core.context import SYSTEM, Context
from procurement.core.database import abandon, database_clock, unit_of_work
from procurement.core.errors import Conflict
from procurement.networks.models import Network
from procurement.pools.models import Commitment

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def a_network(slug: str = "lakes", created_at: datetime = NOON) -> Network:
    return Network(slug=slug, name="Lakes", created_at=created_at)


def slugs(engine) -> list[str]:
    with unit_of_work(engine, writes=False) as session:
        return list(session.scalars(sa.select(Network.slug).order_by(Network.slug)))


def test_what_a_unit_wrote_stays_when_it_ends(engine):
    with unit_of_work(engine) as session:
        session.add(a_network())
    assert slugs(engine) == ["lakes"]


def test_nothing_stays_when_a_unit_raises(engine):
    with pytest.raises(RuntimeError), unit_of_work(engine) as session:
        session.add(a_network())
        session.flush()
        raise RuntimeError
    assert slugs(engine) == []


def test_nothing_stays_when_a_unit_is_abandoned(engine):
    with unit_of_work(engine) as session:
        session.add(a_network())
        session.flush()
        abandon(session)
    assert slugs(engine) == []


def test_a_unit_that_reads_cannot_write(engine):
    with pytest.raises(DBAPIError), unit_of_work(engine, writes=False) as session:
        session.execute(sa.insert(Network).values(id="x", slug="x", name="x", description="", created_at=NOON))
    with unit_of_work(engine) as session:
        session.add(a_network("after"))
    assert slugs(engine) == ["after"]


def test_two_who_change_one_row_do_not_overwrite_each_other(session):
    row = Context(session, SYSTEM, NOON).add(a_network())
    table = Network.__table__
    session.execute(sa.update(table).values(name="Great Lakes", version=table.c.version + 1))
    row.name = "Small Lakes"
    with pytest.raises(StaleDataError):
        session.flush()


def test_a_stated_version_that_is_not_the_rows_is_a_conflict(session):
    ctx = Context(session, SYSTEM, NOON)
    row = ctx.add(a_network())
    ctx.expect(row, None)
    ctx.expect(row, 1)
    with pytest.raises(Conflict, match="What you typed is kept"):
        ctx.expect(row, 2)


def test_an_instant_comes_back_in_utc_whatever_zone_it_went_in_with(session):
    five_behind = datetime(2026, 12, 1, 7, tzinfo=timezone(timedelta(hours=-5)))
    session.add(a_network(created_at=five_behind))
    session.flush()
    session.expire_all()
    found = session.scalars(sa.select(Network.created_at)).one()
    assert (found, found.tzinfo) == (NOON, UTC)


def test_an_instant_without_a_zone_is_refused(session):
    session.add(a_network(created_at=datetime(2026, 12, 1, 12)))
    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()


@pytest.mark.parametrize(("given", "kept"), [("0.001", "0.001"), ("1200", "1200"), ("-2.5", "-2.5")])
def test_a_scaled_number_is_exact(given, kept):
    column = Commitment.__table__.c.quantity.type
    bound = column.process_bind_param(Decimal(given), None)
    assert isinstance(bound, int)
    assert column.process_result_value(bound, None) == Decimal(kept)


def test_a_scaled_number_with_too_many_digits_is_refused():
    with pytest.raises(ValueError, match="more than 3 digits"):
        Commitment.__table__.c.quantity.type.process_bind_param(Decimal("0.0001"), None)


def test_the_clock_is_the_databases_and_moves_only_where_it_may(engine):
    with unit_of_work(engine) as session:
        clock.move(session, 3600)
    with unit_of_work(engine, writes=False) as session:
        real = database_clock(session)
        assert abs(clock.now(session) - real) < timedelta(seconds=30)
        assert clock.now(session, movable=True) - real > timedelta(minutes=59)
