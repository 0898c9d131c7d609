"""Where the bytes of files lie: by digest, in a folder or a cloud store, staged outside any unit of work."""

import contextlib
import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from procurement.core.errors import Unavailable

CHUNK = 256 * 1024
#: Up to this size a cloud store is sent the file in one conditional request; larger ones go in parts.
ONE_REQUEST = 8 * 1024 * 1024
#: A file that lies there already counts as new again after this, so that the sweep keeps off it.
FRESH = timedelta(hours=1)
NO_ROOM = "The service has no room left for files just now. Nothing was saved; please try again later."
NO_STORE = "The store of files does not answer just now. Nothing was lost; please try again in a few minutes."
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Staged:
    """A file that was received, checked and stored, and that no row names yet."""

    #: `sha256:…` of the bytes.
    digest: str
    size: int
    media_type: str
    name: str


class Stored(NamedTuple):
    """What the store says of one object."""

    digest: str
    size: int
    stored_at: datetime


class Store:
    """A store of files by digest; the same content is stored once, under whatever names."""

    def __init__(self, objects: ObjectStore, staging: Path):
        self.objects = objects
        self.staging = staging
        self._folder = Path(objects.prefix) if isinstance(objects, LocalStore) else None
        staging.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def from_url(cls, url: str, machine_folder: Path | None = None) -> "Store":
        """A store at `file:///folder`, `s3://bucket/prefix`, `gs://…` or `az://…` (keys from the environment).

        Uploads arrive in `machine_folder` on this machine first (its temporary folder, when none is given),
        unless the store is itself a folder.
        """
        if not url.startswith("file:"):
            return cls(from_url(url), Path(machine_folder or tempfile.mkdtemp(prefix="procurement-")) / "staging")
        objects = from_url(url, mkdir=True)
        folder = Path(objects.prefix)
        folder.chmod(0o700)
        return cls(objects, folder / "staging")

    def open_stream(self, digest: str) -> Iterator[bytes]:
        """The bytes in chunks, for sending; the first access already refuses when they cannot be read."""
        try:
            found = obstore.get(self.objects, _path(digest))
        except (OSError, BaseError) as fault:
            raise Unavailable(NO_STORE) from fault
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))

    def read(self, digest: str) -> bytes:
        """All bytes at once, for files that are known to be small."""
        return b"".join(self.open_stream(digest))

    def find(self, digest: str) -> Stored | None:
        """What the store says of this digest, or None when it does not have it."""
        try:
            return _stored(obstore.head(self.objects, _path(digest)))
        except FileNotFoundError:
            return None
        except (OSError, BaseError) as fault:
            raise Unavailable(NO_STORE) from fault

    def everything(self) -> Iterator[Stored]:
        """Every object in the store."""
        for batch in obstore.list(self.objects, prefix="sha256"):
            yield from (_stored(each) for each in batch)

    def delete(self, digest: str) -> None:
        """Remove the object; only the sweep does this."""
        obstore.delete(self.objects, _path(digest))

    def clear_staging(self, before: datetime) -> int:
        """Remove what interrupted uploads left behind before that instant; how many there were."""
        count = 0
        for path in self.staging.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                    path.unlink()
                    count += 1
        return count

    @contextlib.contextmanager
    def arriving(self) -> Iterator[tuple[IO[bytes], Path]]:
        """A file of the machine's own to receive into; whatever happens, it is gone afterwards."""
        path = None
        try:
            handle, text = tempfile.mkstemp(dir=self.staging, prefix=f"{secrets.token_hex(4)}-", suffix=".part")
            path = Path(text)
            with os.fdopen(handle, "wb") as target:
                yield target, path
        except OSError as fault:
            if fault.errno in _FULL:
                raise Unavailable(NO_ROOM) from fault
            raise
        finally:
            if path is not None:
                path.unlink(missing_ok=True)

    def put(self, path: Path, digest: str, count: int) -> None:
        """Store once: when the digest lies there already, only make it count as new if it is old."""
        try:
            try:
                self._move(path, digest, count, overwrite=False)
            except AlreadyExistsError:
                found = self.find(digest)
                if found is None or datetime.now(UTC) - found.stored_at > FRESH:
                    self._move(path, digest, count, overwrite=True)
        except BaseError as fault:
            full = any(word in str(fault) for word in ("os error 28", "os error 122", "os error 27"))
            raise Unavailable(NO_ROOM if full else NO_STORE) from fault

    def _move(self, path: Path, digest: str, count: int, *, overwrite: bool) -> None:
        target = _path(digest)
        if self._folder is not None:
            obstore.rename(self.objects, f"{self.staging.name}/{path.name}", target, overwrite=overwrite)
            _settle(self._folder / target)
        elif count <= ONE_REQUEST:
            obstore.put(self.objects, target, path, mode="overwrite" if overwrite else "create", use_multipart=False)
        elif overwrite or self.find(digest) is None:
            obstore.put(self.objects, target, path, use_multipart=True)
        else:
            raise AlreadyExistsError


def _settle(path: Path) -> None:
    """Make the folder's entry as durable as the bytes: a receipt promises that the file is there."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(digest: str) -> str:
    kind, _, text = digest.partition(":")
    if kind != "sha256" or len(text) != 64 or not all(each in "0123456789abcdef" for each in text):
        raise ValueError(f"Not a digest: {digest!r}")
    return f"sha256/{text[:2]}/{text}"


def _stored(meta) -> Stored:
    return Stored(f"sha256:{meta['path'].rpartition('/')[2]}", meta["size"], meta["last_modified"])
