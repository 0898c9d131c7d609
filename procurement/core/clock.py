"""The clock of the service: the database's, plus an offset that only the demo and the tests can set."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from procurement.core.database import Base, clock_beside, database_clock


class ClockOffset(Base):
    """One row: how many seconds the demo's clock runs ahead of the database's."""

    __tablename__ = "clock_offset"

    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)


def now(session: Session, *, movable: bool = False) -> datetime:
    """The instant of this unit of work; the offset counts only where the clock is movable."""
    if not movable:
        return database_clock(session)
    instant, ahead = clock_beside(session, sa.select(ClockOffset.seconds).scalar_subquery())
    return instant + timedelta(seconds=ahead or 0)


def is_movable(session: Session) -> bool:
    """Whether this database is a demo's: only the demo's loading sets the offset's row up."""
    return session.get(ClockOffset, 1) is not None


def move(session: Session, seconds: int) -> None:
    """Set the clock ahead by so many seconds more (the caller has checked that this is the demo)."""
    row = session.get(ClockOffset, 1)
    if row is None:
        session.add(ClockOffset(id=1, seconds=seconds))
    else:
        row.seconds += seconds
