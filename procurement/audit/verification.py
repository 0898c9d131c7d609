"""Checking the chain against the entries, and taking both out for others to check. Floor: queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from procurement.audit import chain, policy
from procurement.audit.models import Entry, Link
from procurement.core.context import Context
from procurement.core.verdict import require

BATCH = 1000


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold."""

    position: int
    entry_id: int | None
    sentence: str


@dataclass(frozen=True)
class Report:
    """What checking found: `chained` links hold up to `tip`; `waiting` entries are not chained yet."""

    chained: int
    tip: str
    waiting: int
    waiting_since: datetime | None
    fault: Fault | None

    @property
    def is_whole(self) -> bool:
        return self.fault is None


def verify(ctx: Context, *, known: tuple[int, str] | None = None) -> Report:
    """Check every link against its entry and name the first fault.

    `known` is a position and its hash that somebody noted earlier: only so can it be seen that the end of the
    ledger was cut off or that all of it was written anew.
    """
    require(policy.may_verify(ctx.actor))
    previous, chained, fault, met = chain.ZEROS, 0, None, known is None
    for link, entry in _links(ctx):
        fault = _fault(chained + 1, previous, link, entry)
        if fault is not None:
            break
        chained, previous = link.position, link.hash
        if known is not None and link.position == known[0]:
            met = True
            if link.hash != known[1]:
                sentence = f"The hash at position {known[0]} is not the one that was noted: the ledger was rewritten."
                fault = Fault(known[0], link.entry_id, sentence)
                break
    if fault is None and not met:
        fault = Fault(chained + 1, None, f"The chain ends at position {chained}, but it once reached {known[0]}.")
    waiting, since = ctx.session.execute(_waiting(sa.func.count(Entry.id), sa.func.min(Entry.at))).one()
    return Report(chained, previous, waiting, since, fault)


def export(ctx: Context) -> Iterator[str]:
    """The chained ledger as JSON Lines, each one link with its entry, in order; `README.md` shows how to check it."""
    require(policy.may_export(ctx.actor))
    return (chain.line(link.position, link.previous, link.hash, chain.document(entry)) for link, entry in _links(ctx))


def _links(ctx: Context) -> Iterator:
    columns = [getattr(Entry, name) for name in chain.FIELDS]
    rows = ctx.session.execute(
        sa.select(Link.position, Link.entry_id, Link.previous, Link.hash, *columns)
        .join(Entry, Entry.id == Link.entry_id, isouter=True)
        .order_by(Link.position)
        .execution_options(yield_per=BATCH)
    )
    return ((row, row) for row in rows)


def _fault(expected: int, previous: str, link, entry) -> Fault | None:
    def fault(sentence: str) -> Fault:
        return Fault(expected, link.entry_id, sentence)

    if link.position != expected:
        return fault(f"The link at position {expected} is missing.")
    if entry.id is None:
        return fault(f"The entry at position {expected} was removed.")
    if link.previous != previous:
        return fault(f"The link at position {expected} does not follow from the one before it: it was forged or moved.")
    if link.hash != chain.link_hash(previous, chain.document(entry)):
        return fault(
            f"The entry at position {expected} is not the one that was chained there: "
            "it was changed, or another was put in its place."
        )
    return None


def _waiting(*columns) -> sa.Select:
    chained = sa.select(Link.entry_id).where(Link.entry_id == Entry.id).exists()
    return sa.select(*columns).where(~chained)
