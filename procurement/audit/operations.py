"""Writing to the ledger: an entry goes in with the deed; the sealer chains entries afterwards."""

from procurement.audit.models import Entry
from procurement.core.context import Context


def record(
    ctx: Context, deed: str, thing, body: dict | None = None, *, jurisdiction_id: str | None = None
) -> Entry:
    """Write down that the actor did `deed` ("solicitation.published") to the thing, in this very transaction.

    `jurisdiction_id` defaults to the thing's own. `body` is plain JSON without floats and without contents
    of responses.
    """
    place = jurisdiction_id or getattr(thing, "jurisdiction_id", None)
    entry = Entry(
        at=ctx.now,
        deed=deed,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name or "Nobody signed in",
        about_kind=thing.__tablename__,
        about_id=thing.id,
        jurisdiction_id=place,
        body=body or {},
    )
    ctx.session.add(entry)
    return entry
