"""Questions to the ledger: what this actor may read of it, newest first."""

from datetime import datetime

import sqlalchemy as sa

from procurement.audit import policy
from procurement.audit.models import Entry, Link
from procurement.core.context import Context
from procurement.core.errors import NotFound

PAGE = 50


def visible(ctx: Context) -> sa.Select:
    """The entries this actor may read."""
    if policy.reads_everything(ctx.actor):
        return sa.select(Entry)
    return sa.select(Entry).where(Entry.jurisdiction_id.in_(policy.places(ctx.actor)))


def get(ctx: Context, id: int) -> Entry:
    """One entry, or NotFound."""
    entry = ctx.session.scalar(visible(ctx).where(Entry.id == id))
    if entry is None:
        raise NotFound("There is no such entry in the ledger, or it is not for you to see.")
    return entry


def page(
    ctx: Context,
    *,
    before: int | None = None,
    deed: str | None = None,
    jurisdiction_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = PAGE,
) -> list[Entry]:
    """Entries, newest first; `before` is the id of the last entry of the page before.

    `deed` is a whole deed ("solicitation.published") or its beginning ("solicitation").
    """
    found = visible(ctx)
    if before is not None:
        found = found.where(Entry.id < before)
    if deed:
        found = found.where(sa.or_(Entry.deed == deed, Entry.deed.startswith(f"{deed}.", autoescape=True)))
    if jurisdiction_id is not None:
        found = found.where(Entry.jurisdiction_id == jurisdiction_id)
    if since is not None:
        found = found.where(Entry.at >= since)
    if until is not None:
        found = found.where(Entry.at < until)
    return list(ctx.session.scalars(found.order_by(Entry.id.desc()).limit(limit)))


def about(ctx: Context, thing, *, limit: int = 200) -> list[Entry]:
    """What was done to this thing, oldest first, as far as the actor may read it."""
    found = visible(ctx).where(Entry.about_kind == thing.__tablename__, Entry.about_id == thing.id)
    return list(ctx.session.scalars(found.order_by(Entry.id).limit(limit)))


def positions(ctx: Context, entries: list[Entry]) -> dict[int, int]:
    """Where in the chain these entries stand, by their id; those not yet chained are left out."""
    if not entries:
        return {}
    found = sa.select(Link.entry_id, Link.position).where(Link.entry_id.in_([each.id for each in entries]))
    return dict(ctx.session.execute(found).all())


def tip(ctx: Context) -> Link | None:
    """The last link of the chain; None while nothing is chained. Its hash stands for everything before it."""
    return ctx.session.scalar(sa.select(Link).order_by(Link.position.desc()).limit(1))
