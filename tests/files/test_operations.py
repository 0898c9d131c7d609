"""Files arrive, are kept or swept, and nothing half done stays behind."""

import hashlib
import io
import os
import resource
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from procurement.core.errors import Invalid, TooLarge, Unavailable
from procurement.files import operations
from procurement.files.models import StoredFile
from procurement.files.store import CHUNK, ONE_REQUEST, Store, Stored
from tests.builders.people import a_context
from tests.files.test_kinds import PDF, WINDOWS_PROGRAM

MB = 1024 * 1024
DIGEST = f"sha256:{hashlib.sha256(PDF).hexdigest()}"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "a folder"


@pytest.fixture(params=["folder", "bucket"])
def store(request, folder, tmp_path) -> Store:
    if request.param == "folder":
        return Store.from_url(folder.as_uri(), tmp_path)
    return request.getfixturevalue("bucket_store")


@pytest.fixture
def bucket_store(s3_bucket, tmp_path, monkeypatch) -> Store:
    for name, value in (
        ("AWS_ENDPOINT_URL", s3_bucket.endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", s3_bucket.region),
        ("AWS_ACCESS_KEY_ID", s3_bucket.access_key),
        ("AWS_SECRET_ACCESS_KEY", s3_bucket.secret_key),
    ):
        monkeypatch.setenv(name, value)
    return Store.from_url(f"s3://{s3_bucket.name}/files", tmp_path / "machine")


@pytest.fixture
def folder_store(folder, tmp_path) -> Store:
    return Store.from_url(folder.as_uri(), tmp_path)


def receive(store: Store, content: bytes = PDF, name: str = "plan.pdf", limit: int = MB):
    return operations.receive(store, io.BytesIO(content), name, limit)


def everything_in(store: Store) -> list[str]:
    return sorted(each.digest for each in store.everything())


def left_in_staging(store: Store) -> list[str]:
    return os.listdir(store.staging)


def age(store: Store, digest: str, old: timedelta) -> None:
    """Make the object in a folder look as if it had been stored so long ago."""
    path = store.staging.parent / "sha256" / digest[7:9] / digest[7:]
    long_ago = (datetime.now(UTC) - old).timestamp()
    os.utime(path, (long_ago, long_ago))


def test_a_file_comes_back_as_it_was_sent(store):
    staged = receive(store, name="C:\\plans\\plan.pdf")
    assert (staged.digest, staged.size, staged.media_type, staged.name) == (
        DIGEST, len(PDF), "application/pdf", "plan.pdf",
    )  # fmt: skip
    assert b"".join(store.open_stream(staged.digest)) == PDF
    assert left_in_staging(store) == []


def test_a_large_file_is_sent_on_in_chunks(store):
    content = PDF + os.urandom(ONE_REQUEST)
    staged = receive(store, content, limit=2 * ONE_REQUEST)
    chunks = list(store.open_stream(staged.digest))
    assert b"".join(chunks) == content
    assert len(chunks) > 1
    assert receive(store, content, limit=2 * ONE_REQUEST) == staged


def test_the_same_content_is_stored_once_under_whatever_names(store):
    assert receive(store).digest == receive(store, name="the same again.pdf").digest
    assert everything_in(store) == [DIGEST]


@pytest.mark.parametrize(
    ("content", "name", "kind", "sentence"),
    [
        (b"", "plan.pdf", Invalid, "plan.pdf is empty."),
        (WINDOWS_PROGRAM, "plan.pdf", Invalid, "plan.pdf is not a PDF: its content is that of a Windows program."),
        (PDF, "plan.exe", Invalid, "plan.exe cannot be taken"),
        (PDF + bytes(MB), "plan.pdf", TooLarge, "plan.pdf is larger than the 1 MB that are taken."),
    ],
    ids=["empty", "something else", "not taken", "too large"],
)
def test_what_is_refused_leaves_nothing(folder_store, content, name, kind, sentence):
    with pytest.raises(kind) as refusal:
        receive(folder_store, content, name)
    assert refusal.value.sentence.startswith(sentence)
    assert everything_in(folder_store) == []
    assert left_in_staging(folder_store) == []


def test_a_file_as_large_as_the_limit_is_taken(folder_store):
    assert receive(folder_store, limit=len(PDF)).size == len(PDF)


def test_no_more_is_read_than_tells_that_it_is_too_large(folder_store):
    stream = io.BytesIO(PDF + bytes(20 * CHUNK))
    with pytest.raises(TooLarge):
        operations.receive(folder_store, stream, "plan.pdf", CHUNK)
    assert stream.tell() <= 3 * CHUNK


def test_an_upload_that_breaks_off_leaves_nothing(folder_store):
    class Broken(io.BytesIO):
        def read(self, count=-1):
            content = super().read(count)
            if not content:
                raise ConnectionResetError("The client has gone.")
            return content

    with pytest.raises(ConnectionResetError):
        operations.receive(folder_store, Broken(PDF), "plan.pdf", MB)
    assert everything_in(folder_store) == []
    assert left_in_staging(folder_store) == []


@contextmanager
def no_room_beyond(size: int):
    """Let this process write no file larger than so many bytes: what a full disk does, on one that is not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(folder_store):
    with no_room_beyond(CHUNK), pytest.raises(Unavailable, match="no room left for files"):
        receive(folder_store, PDF + bytes(4 * CHUNK), limit=8 * CHUNK)
    assert everything_in(folder_store) == []
    assert left_in_staging(folder_store) == []


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(store):
    with pytest.raises(Unavailable, match="does not answer"):
        store.open_stream(DIGEST)


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:" + "Z" * 64, "sha256:../../etc/passwd", "md5:" + "a" * 64])
def test_what_is_no_digest_names_no_file(folder_store, digest):
    with pytest.raises(ValueError, match="Not a digest"):
        folder_store.open_stream(digest)


def test_the_folder_is_for_this_user_only(folder_store, folder):
    receive(folder_store)
    assert folder.stat().st_mode & 0o077 == 0


def test_what_was_kept_has_a_row_and_survives_the_sweep(session, folder_store):
    ctx = a_context(session)
    row = operations.keep(ctx, receive(folder_store))
    assert session.get(StoredFile, row.id).digest == DIGEST
    age(folder_store, DIGEST, timedelta(days=40))
    assert operations.sweep(ctx, folder_store) == 0
    assert folder_store.read(DIGEST) == PDF


def test_what_nobody_kept_is_swept_after_a_day(session, folder_store):
    ctx = a_context(session)
    other = receive(folder_store, PDF + b"%other")
    receive(folder_store)
    age(folder_store, DIGEST, timedelta(hours=25))
    age(folder_store, other.digest, timedelta(hours=23))
    assert operations.sweep(ctx, folder_store) == 1
    assert everything_in(folder_store) == [other.digest]


def test_the_demos_clock_sweeps_nothing(session, folder_store):
    ctx = a_context(session, now=datetime.now(UTC) + timedelta(days=90))
    receive(folder_store)
    assert operations.sweep(ctx, folder_store) == 0


def test_what_is_sent_again_counts_as_new(session, folder_store):
    receive(folder_store)
    age(folder_store, DIGEST, timedelta(days=3))
    receive(folder_store)
    assert operations.sweep(a_context(session), folder_store) == 0


def test_what_is_sent_again_during_the_sweep_stays(session, folder_store):
    class SentAgainMeanwhile(Store):
        def everything(self):
            found = list(super().everything())
            receive(folder_store)
            return iter([Stored(each.digest, each.size, each.stored_at) for each in found])

    receive(folder_store)
    age(folder_store, DIGEST, timedelta(days=3))
    assert operations.sweep(a_context(session), SentAgainMeanwhile(folder_store.objects, folder_store.staging)) == 0
    assert folder_store.read(DIGEST) == PDF


def test_what_a_crash_left_in_staging_is_swept_after_a_day(session, folder_store):
    old, new = folder_store.staging / "old.part", folder_store.staging / "new.part"
    for path in (old, new):
        path.write_bytes(b"half")
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(old, (long_ago, long_ago))
    assert operations.sweep(a_context(session), folder_store) == 1
    assert left_in_staging(folder_store) == ["new.part"]
