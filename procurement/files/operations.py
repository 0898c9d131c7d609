"""Keeping what was staged as somebody's file, and sweeping what nobody came to keep.

Who may keep or read a file is asked by the room whose thing it hangs on; these ask no policy of their own.
"""

from datetime import timedelta

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.database import database_clock
from procurement.files.models import StoredFile
from procurement.files.store import FileStore, Staged

PATIENCE = timedelta(days=1)
BATCH = 500


def keep(ctx: Context, staged: Staged) -> StoredFile:
    """Give the staged bytes a row, in the unit of the deed that names them: from now on no sweep removes them."""
    return ctx.add(
        StoredFile(
            name=staged.name,
            digest=staged.digest,
            size=staged.size,
            media_type=staged.media_type,
            created_at=ctx.now,
            created_by=ctx.actor.id,
        )
    )


def sweep(ctx: Context, store: FileStore) -> int:
    """Remove what was staged more than a day ago and no row names, and what broken uploads left; how many.

    The age is judged by the database's own clock, whatever the demo's clock says.
    """
    limit = database_clock(ctx.session) - PATIENCE
    count = store.clear_staging(limit)
    old = [each.digest for each in store.everything() if each.stored_at < limit]
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        named = set(ctx.session.scalars(sa.select(StoredFile.digest).where(StoredFile.digest.in_(batch))))
        for digest in batch:
            # Somebody may have sent the same content again meanwhile, which makes it new.
            found = store.find(digest) if digest not in named else None
            if found is not None and found.stored_at < limit:
                store.delete(digest)
                count += 1
    return count
