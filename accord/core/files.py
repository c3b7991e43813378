"""The file store: content-addressed, so that the same bytes are kept once and a path never comes from a user."""

import hashlib
import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from accord.core import clock, durable
from accord.core.models import StoredFile
from accord.core.records import find, new, select

CHUNK = 256 * 1024
ABANDONED_S = 86400
_ADD = (
    "INSERT INTO stored_file (sha256, size, created_at) VALUES {}"
    " ON CONFLICT (sha256) DO NOTHING RETURNING id, sha256"
)


class FileMissing(LookupError):
    """The database knows the file, the store does not hold it."""


def _root() -> str:
    return os.path.join(settings.DATA, "files")


def _path(sha256: str) -> Path:
    return Path(durable.place(_root(), sha256))


class Written(NamedTuple):
    """Bytes that are durable in the store; `fresh` where it did not hold them: most likely no row names them."""

    sha256: str
    size: int
    fresh: bool


def put(content: bytes | Iterable[bytes]) -> StoredFile:
    """Store bytes durably and return their row. Storing the same bytes again returns the same row.

    Raises OSError when the disk is full; nothing half-written is left under a final name.
    """
    written = write(content)
    found = None if written.fresh else find(StoredFile, "sha256", written.sha256)
    if found is None:
        with transaction.atomic():
            found = row_of(written)
    return found


def row_of(written: Written) -> StoredFile:
    """The row of what was written, made if it is missing; inside of a transaction, which may be the one whose rows
    name the file: what waits for the disk is done before it.
    """
    found = None if written.fresh else find(StoredFile, "sha256", written.sha256)
    if found is not None:
        return found
    return _made({written.sha256: written.size})[written.sha256]


def write(content: bytes | Iterable[bytes]) -> Written:
    """Make bytes durable in the store, without a row: `row_of` makes that.

    Raises OSError when the disk is full; nothing half-written is left under a final name.
    """
    if isinstance(content, bytes):
        digest, fresh = durable.write(_root(), content)
        return Written(digest, len(content), fresh)
    return Written(*durable.write_pieces(_root(), content))


def put_many(contents: Sequence[bytes]) -> list[StoredFile]:
    """Store several files as durably as `put` does, but waiting for the disk together; rows in the same order.

    Many syncs at once share the disk's work: 100 files in 16 ms instead of 200 ms (measured on ext4).
    Raises OSError when the disk is full; then nothing half-written is left under a final name.
    """
    return put_meanwhile(contents)()


def put_meanwhile(contents: Sequence[bytes]) -> Callable[[], list[StoredFile]]:
    """Begin to store several files in another thread; what is given waits for that and does the rest of `put_many`."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    by_digest = dict(zip(digests, contents, strict=True))
    root = _root()
    fresh = {digest: content for digest, content in by_digest.items() if not durable.held(root, digest)}
    writing = durable.Writing(root, fresh)

    def stored() -> list[StoredFile]:
        writing.wait()
        rows = _rows_for({digest: len(content) for digest, content in by_digest.items()}, fresh)
        return [rows[digest] for digest in digests]

    return stored


def _rows_for(sizes: dict[str, int], fresh: Container[str]) -> dict[str, StoredFile]:
    """The rows of these files; those that are missing are made, which most of the `fresh` ones are."""
    rows = _rows([digest for digest in sizes if digest not in fresh])
    missing = {digest: size for digest, size in sizes.items() if digest not in rows}
    if missing:
        with transaction.atomic():
            rows |= _made(missing)
    return rows


def _made(sizes: dict[str, int]) -> dict[str, StoredFile]:
    """Make the rows of these files. What somebody else has made meanwhile is read. In a transaction."""
    now = clock.now()
    moment = connection.ops.adapt_datetimefield_value(now)
    values = [each for digest, size in sizes.items() for each in (digest, size, moment)]
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(", ".join(["(%s, %s, %s)"] * len(sizes))), values)
        ids = {digest: number for number, digest in cursor.fetchall()}
    rows = _rows([digest for digest in sizes if digest not in ids])
    for digest, number in ids.items():
        row = rows[digest] = new(StoredFile, id=number, sha256=digest, size=sizes[digest], created_at=now)
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _rows(digests: Sequence[str]) -> dict[str, StoredFile]:
    marks = ", ".join(["%s"] * len(digests))
    return {row.sha256: row for row in select(StoredFile, f"sha256 IN ({marks})", digests)} if digests else {}


def read(stored: StoredFile) -> bytes:
    """All bytes of a stored file. Raises FileMissing."""
    try:
        return _path(stored.sha256).read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(f"the store holds no file {stored.sha256}") from error


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie, for serving them. Raises FileMissing."""
    path = _path(stored.sha256)
    if not path.is_file():
        raise FileMissing(f"the store holds no file {stored.sha256}")
    return path


def chunks(stored: StoredFile) -> Iterator[bytes]:
    """The bytes in pieces of 256 KiB."""
    with path_of(stored).open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def forget(stored: StoredFile) -> None:
    """Delete the bytes and the row. Only for a file whose content nobody else can have stored: a secret link."""
    _path(stored.sha256).unlink(missing_ok=True)
    stored.delete()


def sweep() -> int:
    """Delete what writers that were killed left half-written over a day ago; gives how many files."""
    folder, old, gone = Path(settings.DATA) / "files", clock.now().timestamp() - ABANDONED_S, 0
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.name.startswith(durable.DRAFT) and entry.stat().st_mtime < old:
            entry.unlink(missing_ok=True)
            gone += 1
    return gone


def problems(*, deep: bool) -> Iterator[str]:
    """Sentences (for operators, in English) about files that the store should hold and does not, or holds in another
    size; `deep` looks at all of them and reads each, else at the newest 2,000.
    """
    rows = StoredFile.objects.order_by("-pk")
    for stored in rows.iterator(chunk_size=2000) if deep else rows[:2000]:
        path = _path(stored.sha256)
        if not path.is_file():
            yield f"File {stored.pk} ({stored.sha256}) is not in the store."
        elif path.stat().st_size != stored.size:
            yield f"File {stored.pk} has {path.stat().st_size} bytes in the store and {stored.size} in the database."
        elif deep and _digest(path) != stored.sha256:
            yield f"File {stored.pk} holds other bytes than were stored."
    if deep:
        yield from _nobodys()


def _nobodys() -> Iterator[str]:
    """Files without a row, left by a writer or a remover that a power cut ended; what is new may get its row yet."""
    old = clock.now().timestamp() - ABANDONED_S
    for folder in sorted(Path(_root()).glob("??")):
        names = [each.name for each in folder.iterdir() if each.stat().st_mtime < old]
        for at in range(0, len(names), 500):
            part = names[at : at + 500]
            for name in sorted(set(part) - _rows(part).keys()):
                yield f"The file {name} in the store belongs to nothing. It can be deleted."


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
