"""Writing to the ledger: an entry goes in with the deed; the sealer chains entries afterwards."""

import json

import sqlalchemy as sa

from procurement.audit import chain, policy, queries
from procurement.audit.models import Entry, Link
from procurement.core.context import Context
from procurement.core.digest import canonical
from procurement.core.verdict import require

#: The key of the lock that lets one sealer work at a time on PostgreSQL ("ledger" as a number).
LOCK = 0x6C6564676572
#: How many ids back a pass looks for entries whose transaction took longer than those after it.
REACH = 20_000


def record(ctx: Context, deed: str, thing, body: dict | None = None, *, jurisdiction_id: str | None = None) -> Entry:
    """Write down that the actor did `deed` ("solicitation.published") to the thing, in this very transaction.

    `jurisdiction_id` defaults to the thing's own. `body` is JSON without floats and without contents of responses;
    decimals and instants become text. Asks nobody: the deed's own policy has been asked.
    """
    if thing.id is None:
        ctx.session.flush()
    entry = Entry(
        at=ctx.now,
        deed=deed,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name or "Nobody signed in",
        about_kind=thing.__tablename__,
        about_id=thing.id,
        jurisdiction_id=jurisdiction_id or getattr(thing, "jurisdiction_id", None),
        body=json.loads(canonical(body or {})),
    )
    ctx.session.add(entry)
    return entry


def seal(ctx: Context, limit: int = 1000, *, everything: bool = False) -> int:
    """Chain up to `limit` committed entries that are not chained yet, in the order of their ids; how many.

    An entry whose transaction ended after later ones were chained comes after them. Several sealers do no harm:
    one works, the others find nothing to do. `everything` also looks further back than a pass of the worker does.
    """
    require(policy.may_seal(ctx.actor))
    if not _alone(ctx):
        return 0
    tip = queries.tip(ctx)
    position, previous = (tip.position, tip.hash) if tip is not None else (0, chain.ZEROS)
    links = []
    for entry in ctx.session.scalars(_unsealed(ctx, Entry, everything).order_by(Entry.id).limit(limit)):
        position += 1
        hash = chain.link_hash(previous, chain.document(entry))
        links.append({"position": position, "entry_id": entry.id, "previous": previous, "hash": hash})
        previous = hash
    if links:
        ctx.session.execute(sa.insert(Link), links)
    return len(links)


def has_unsealed(ctx: Context) -> bool:
    """Whether a pass would find something to chain. Asks nobody: it tells nothing of anybody's."""
    return ctx.session.scalar(_unsealed(ctx, Entry.id, False).limit(1)) is not None


def _unsealed(ctx: Context, what, everything: bool) -> sa.Select:
    found = sa.select(what).where(~sa.select(Link.entry_id).where(Link.entry_id == Entry.id).exists())
    if everything:
        return found
    newest = ctx.session.scalar(sa.select(sa.func.max(Link.entry_id))) or 0
    return found.where(Entry.id > newest - REACH)


def _alone(ctx: Context) -> bool:
    """Whether no other sealer is at work; a writing unit on SQLite is always alone."""
    if ctx.session.get_bind().dialect.name == "sqlite":
        return True
    return bool(ctx.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))))
