"""Receiving files, keeping what was staged as somebody's file, and sweeping what nobody came to keep."""

import hashlib
import os
from datetime import timedelta
from typing import IO

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.database import database_clock
from procurement.core.errors import Invalid, TooLarge
from procurement.core.words import size
from procurement.files import kinds
from procurement.files.models import StoredFile
from procurement.files.store import CHUNK, Staged, Store

PATIENCE = timedelta(days=1)
BATCH = 500


def receive(store: Store, stream: IO[bytes], name: str, limit: int) -> Staged:
    """Take a file in, in chunks, check it, and put it in the store under its digest.

    Refuses what is larger than `limit` bytes (TooLarge), empty, or not what its name says (Invalid), and leaves
    nothing behind then. Call it outside a writing unit; `keep` is what makes the file somebody's.
    """
    name = kinds.safe_name(name)
    kinds.claimed(name)
    with store.arriving() as (target, path):
        digest, count = _copy(stream, target, name, limit)
        if count == 0:
            raise Invalid(f"{name} is empty.")
        media_type = kinds.check(path, name)
        store.put(path, digest, count)
    return Staged(digest, count, media_type, name)


def keep(ctx: Context, staged: Staged) -> StoredFile:
    """Give the staged bytes a row, in the unit of the deed that names them: from now on no sweep removes them.

    Asks nobody: who may add a file is asked by the room whose thing it hangs on.
    """
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


def sweep(ctx: Context, store: Store) -> int:
    """Remove what was staged more than a day ago and no row names, and what broken uploads left; how many.

    The age is judged by the database's own clock, whatever the demo's clock says. Asks nobody: the worker's own.
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


def _copy(stream: IO[bytes], target: IO[bytes], name: str, limit: int) -> tuple[str, int]:
    sha, count = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        count += len(chunk)
        if count > limit:
            raise TooLarge(f"{name} is larger than the {size(limit)} that are taken.")
        sha.update(chunk)
        target.write(chunk)
    target.flush()
    os.fdatasync(target.fileno())
    return f"sha256:{sha.hexdigest()}", count
