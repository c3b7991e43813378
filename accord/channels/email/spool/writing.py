"""Appending to the spool: one segment file a writer, one fdatasync for all who wait."""

import fcntl
import os
import queue
import secrets
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from accord.channels.email.spool import waking
from accord.channels.email.spool.bodies import Body, write_all
from accord.channels.email.spool.records import NONCE_BYTES, Envelope, head_of
from accord.core import clock, durable

FOLDER = "spool"
SUFFIX = ".segment"
DRAFT_SUFFIX = ".draft"
SEGMENT_BYTES = 32 << 20
IDLE_SECONDS = 60.0
_BATCH_MAILS = 256
_GATHER_BYTES = 1 << 20


class SpoolFull(OSError):
    """The spool could not be written (full or broken disk). Nothing was stored; the sender must try again."""


def prepare(data_dir: Path | str) -> Path:
    """The spool's folder, made when missing. Raises SpoolFull when that fails."""
    folder = Path(data_dir) / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SpoolFull(*error.args) from error
    return folder


class SegmentWriter:
    """Appends batches of mails to segment files of its own.

    A segment is never opened again for writing. It is locked (flock) as long as its writer lives, so a
    reader can tell a record that is being written from one that a kill tore.
    """

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._fd = -1
        self._path = folder
        self._nonce = b""
        self._good = 0

    def append(self, mails: Sequence[tuple[Envelope, Body]]) -> list[str]:
        """Store all of them durably and return their spool ids, or store none and raise SpoolFull.

        Raises ValueError, and stores none, when a body was closed before.
        """
        try:
            if self._fd < 0 or self._good >= self._segment_bytes:
                self._open()
            ids, end = self._write(mails)
            os.fdatasync(self._fd)
        except OSError as error:
            self._withdraw()
            raise SpoolFull(*error.args) from error
        except BaseException:
            self._withdraw()
            raise
        self._good = end
        waking.wake(self._folder)
        return ids

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _open(self) -> None:
        self.close()
        self._nonce = secrets.token_bytes(NONCE_BYTES)
        self._good = 0
        name = f"{int(clock.now().timestamp() * 1000):012x}-{self._nonce.hex()}"
        draft = self._folder / (name + DRAFT_SUFFIX)
        self._path = draft
        self._fd = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        # Locked before it gets the name that readers look for: an unlocked empty segment would be swept away.
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        self._path = self._folder / (name + SUFFIX)
        os.rename(draft, self._path)
        durable.sync_folder(self._folder)

    def _write(self, mails: Sequence[tuple[Envelope, Body]]) -> tuple[list[str], int]:
        ids, offset = [], self._good
        gathered: list[bytes] = []
        held = 0
        for envelope, body in mails:
            ids.append(f"{self._path.stem}-{offset:x}")
            head = head_of(envelope, self._nonce, body.size, body.crc)
            offset += len(head) + body.size
            gathered.append(head)
            for piece in body.pieces():
                gathered.append(piece)
                held += len(piece)
                if held >= _GATHER_BYTES:
                    write_all(self._fd, b"".join(gathered))
                    gathered.clear()
                    held = 0
        write_all(self._fd, b"".join(gathered))
        return ids, offset

    def _withdraw(self) -> None:
        """Cut back to the last stored record and give the segment up, so that no id is ever used twice."""
        if self._fd < 0:
            return
        try:
            if self._good:
                os.ftruncate(self._fd, self._good)
            else:
                self._path.unlink(missing_ok=True)
        except OSError:
            # What stays behind is a torn tail or an unacknowledged mail; a reader copes with both.
            pass
        finally:
            self.close()


class Committer:
    """A thread that writes for many: whoever comes while the disk syncs shares the next sync."""

    def __init__(self, data_dir: Path | str, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self.folder = prepare(data_dir)
        self._idle_seconds = idle_seconds
        self._closed = False
        self._queue: queue.SimpleQueue[tuple[Envelope, Body, Future[str]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()

    def submit(self, envelope: Envelope, body: Body) -> Future[str]:
        """Store one mail and close its body. The future gives its spool id once it is durable, or raises SpoolFull.

        Raises SpoolFull at once after `close`; the body is the caller's then.
        """
        if self._closed:
            raise SpoolFull("the spool is being closed")
        stored: Future[str] = Future()
        self._queue.put((envelope, body, stored))
        return stored

    def close(self) -> None:
        """Store what waits, then stop."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        segment = SegmentWriter(self.folder)
        running = True
        while running:
            try:
                waiting = [self._queue.get(timeout=self._idle_seconds)]
            except queue.Empty:
                segment.close()  # so that the worker can remove it
                continue
            while len(waiting) < _BATCH_MAILS and not self._queue.empty():
                waiting.append(self._queue.get())
            jobs = [job for job in waiting if job is not None]
            running = len(jobs) == len(waiting)
            _commit(segment, jobs)
        segment.close()


def _commit(segment: SegmentWriter, jobs: list[tuple[Envelope, Body, Future[str]]]) -> None:
    alive = [job for job in jobs if job[2].set_running_or_notify_cancel()]
    try:
        ids = segment.append([(envelope, body) for envelope, body, _ in alive]) if alive else []
    except Exception as error:  # noqa: BLE001 - whoever waits must learn of it, whatever it was
        for _, _, stored in alive:
            stored.set_exception(error)
        return
    finally:
        for _, body, _ in jobs:
            body.close()
    for (_, _, stored), spool_id in zip(alive, ids, strict=True):
        stored.set_result(spool_id)
