"""Keeps the index of needs in step with plans, pools, solicitations and contracts, in the unit of each deed itself.

Floor: operations. The words stand in the table `need_words`, which only SQL knows (migration 0009). Counted per
jurisdiction is in how many of its entries each word stands (`NeedTally`): two deeds meet there only when they are the
same jurisdiction's, and these go one after the other.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.core.context import Context
from procurement.library.models import Scope
from procurement.networks.models import Jurisdiction
from procurement.plans import wording
from procurement.plans.models import NeedEntry, NeedKind, NeedTally

#: So much of a text is kept: what it is about is said by then.
LONGEST = 4_000
#: So many entries are read again at a time.
BATCH = 500
_STORE = {
    "sqlite": "INSERT INTO need_words (rowid, words) VALUES (:id, :words)",
    "postgresql": "INSERT INTO need_words (entry_id, words) VALUES (:id, CAST(:words AS tsvector))",
}
_DROP = {
    "sqlite": "DELETE FROM need_words WHERE rowid = :id",
    "postgresql": "DELETE FROM need_words WHERE entry_id = :id",
}
_COUNT = (
    "INSERT INTO need_tally (unit, jurisdiction_id, entries) VALUES (:unit, :place, :more) "
    "ON CONFLICT (unit, jurisdiction_id) DO UPDATE SET entries = need_tally.entries + excluded.entries"
)


def index_need(
    ctx: Context,
    *,
    subject: NeedKind,
    subject_id: str,
    jurisdiction_id: str,
    scope: Scope,
    network_id: str | None,
    title: str,
    text: str = "",
    focus_area: str = "",
    categories: Sequence[str] = (),
    from_on: date | None = None,
    to_on: date | None = None,
    is_open: bool = True,
) -> NeedEntry:
    """Let this need be found, as it is now, by those whom its scope reaches.

    Asks nobody: the deed that calls it has asked.
    """
    place = ctx.session.get_one(Jurisdiction, jurisdiction_id)
    entry = _entry(ctx, subject, subject_id)
    before = (entry.jurisdiction_id, found_by(entry)) if entry is not None else None
    if entry is None:
        entry = NeedEntry(subject=subject, subject_id=subject_id)
    entry.jurisdiction_id, entry.state_code = place.id, place.state_code
    entry.scope, entry.network_id = scope, network_id
    entry.title, entry.text, entry.focus_area = title[:300], text[:LONGEST], focus_area
    entry.categories, entry.from_on, entry.to_on, entry.is_open = list(categories), from_on, to_on, is_open
    _read(entry, place.name)
    ctx.add(entry)
    _write(ctx, entry, before)
    return entry


def forget_need(ctx: Context, subject: NeedKind, subject_id: str) -> None:
    """Nobody finds this need any more. Asks nobody: the deed that calls it has asked."""
    entry = _entry(ctx, subject, subject_id)
    if entry is None:
        return
    _drop_words(ctx.session, entry.id)
    _count(ctx.session, entry.jurisdiction_id, dict.fromkeys(["", *found_by(entry)], -1))
    ctx.session.delete(entry)
    ctx.session.flush()


def index_missing_needs(ctx: Context) -> int:
    """Read entries again that an older table of concepts has read; how many there were.

    Asks nobody: it says nothing that the entries do not say. The rooms downstream index what has no entry yet.
    """
    old = sa.select(NeedEntry.id).where(NeedEntry.edition != wording.edition()).order_by(NeedEntry.id)
    ids = ctx.session.scalars(old).all()
    for first in range(0, len(ids), BATCH):
        rows = sa.select(NeedEntry).where(NeedEntry.id.in_(ids[first : first + BATCH]))
        for entry in ctx.session.scalars(rows).all():
            before = (entry.jurisdiction_id, found_by(entry))
            _read(entry, ctx.session.get_one(Jurisdiction, entry.jurisdiction_id).name)
            ctx.session.flush()
            _write(ctx, entry, before)
    return len(ids)


def unindexed(subject: NeedKind, ids: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether the thing of this kind with this id has no entry yet: what a room downstream indexes after an upgrade."""
    return sa.not_(sa.exists().where(NeedEntry.subject == subject, NeedEntry.subject_id == ids))


def counted(entry: NeedEntry) -> frozenset[str]:
    """The units by which an entry is found and counted."""
    units = [*entry.title_units.split(), *entry.text_units.split()]
    words = frozenset(filter(None, map(wording.as_word, units)))
    return words | frozenset(wording.bare(each) for each in units if wording.is_concept(each))


def write_words(database: Session | sa.Connection, entry_id: int, units: Iterable[str]) -> None:
    """Write the words by which an entry is found. Asks nobody: whoever writes an entry has asked."""
    dialect = _dialect(database)
    words = " ".join(units if dialect == "sqlite" else (f"'{each}'" for each in units))
    database.execute(sa.text(_STORE[dialect]), {"id": entry_id, "words": words})


def _entry(ctx: Context, subject: NeedKind, subject_id: str) -> NeedEntry | None:
    return ctx.session.scalar(
        sa.select(NeedEntry).where(NeedEntry.subject == subject, NeedEntry.subject_id == subject_id)
    )


def _read(entry: NeedEntry, owner: str) -> None:
    apart = wording.own_words(owner)
    entry.title_units = " ".join(wording.units(entry.title, apart))
    known = {wording.bare(each) for each in entry.title_units.split()}
    said = wording.units(entry.text, apart)
    entry.text_units = " ".join(each for each in said if wording.bare(each) not in known)
    entry.edition = wording.edition()


def found_by(entry: NeedEntry) -> frozenset[str]:
    """The words that stand for the entry in the index."""
    return counted(entry) | wording.marks(state_code=entry.state_code, is_open=entry.is_open)


def _write(ctx: Context, entry: NeedEntry, before: tuple[str, frozenset[str]] | None) -> None:
    """The words of the entry, and what is counted of them; `before`: whose it was and by what it was found."""
    units = found_by(entry)
    if before is not None and before[0] == entry.jurisdiction_id:
        more = dict.fromkeys(units - before[1], 1) | dict.fromkeys(before[1] - units, -1)
        _count(ctx.session, entry.jurisdiction_id, more)
    else:
        if before is not None:
            _count(ctx.session, before[0], dict.fromkeys(["", *before[1]], -1))
        _count(ctx.session, entry.jurisdiction_id, dict.fromkeys(["", *units], 1))
    if before is not None and before[1] == units:
        return
    if before is not None:
        _drop_words(ctx.session, entry.id)
    write_words(ctx.session, entry.id, sorted(units))


def _count(session: Session, place: str, more: dict[str, int]) -> None:
    if not more:
        return
    # In order, and the row of the jurisdiction itself ("") before all others: nobody waits for each other in a circle.
    first = {"": 0} | {unit: more[unit] for unit in sorted(more)}
    session.execute(sa.text(_COUNT), [{"unit": unit, "place": place, "more": count} for unit, count in first.items()])
    if any(count < 0 for count in more.values()):
        spent = sa.delete(NeedTally).where(NeedTally.jurisdiction_id == place, NeedTally.entries <= 0)
        session.execute(spent.where(NeedTally.unit.in_(sorted(more))), execution_options={"synchronize_session": False})


def _drop_words(session: Session, entry_id: int) -> None:
    session.execute(sa.text(_DROP[_dialect(session)]), {"id": entry_id})


def _dialect(database: Session | sa.Connection) -> str:
    bind = database.get_bind() if isinstance(database, Session) else database
    return bind.dialect.name
