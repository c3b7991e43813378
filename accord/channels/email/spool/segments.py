"""Reading one segment file: what waits in it, what is done, and when it may go."""

import contextlib
import fcntl
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from accord.channels.email.spool.records import Entry, Record, read_exactly, scan

DONE_SUFFIX = ".done"
DAMAGED_SUFFIX = ".damaged"


class Segment:
    """One segment as a reader sees it. The file is open only between `waiting` and `rest`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        milliseconds, _, nonce = self.name.partition("-")
        self.created = int(milliseconds, 16) / 1000
        self._nonce = bytes.fromhex(nonce)
        self._marks = path.with_suffix(DONE_SUFFIX)
        self._marks_read = 0
        self._done: set[int] = set()
        self._cursor = 0
        self._fd = -1
        self._damaged = False

    def waiting(self) -> Iterator[Entry]:
        """Whole records not yet done, oldest first. Removes a file when all are done and its writer left."""
        try:
            self._fd = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return
        self._read_marks()
        # Asked first: when the writer is gone before we look, nothing more can come after what we see.
        finished = self._writer_is_gone()
        end = os.fstat(self._fd).st_size
        untouched = True
        for entry in scan(self._fd, self._cursor, end, self._nonce):
            self._damaged |= entry.after_gap
            if entry.offset not in self._done:
                untouched = False
                yield entry
            elif untouched:
                self._cursor = entry.end
                self._done.discard(entry.offset)
        if untouched and finished:
            self._remove()

    def load(self, entry: Entry) -> Record | None:
        """The record with its bytes; None when they are damaged (it is then kept aside and passed over)."""
        size = entry.end - entry.body_offset
        raw = read_exactly(self._fd, size, entry.body_offset)
        if len(raw) == size and zlib.crc32(raw) == entry.body_crc:
            return entry.record(f"{self.name}-{entry.offset:x}", raw)
        if self._writer_is_gone():
            self._damaged = True
            self._done.add(entry.offset)
        return None

    def mark(self, offsets: Iterable[int]) -> None:
        """Remember that these records are done.

        Not synced: after a power cut they only come once more, and the database knows their ids.
        """
        chosen = list(offsets)
        self._done.update(offset for offset in chosen if offset >= self._cursor)
        if self.path.exists():
            lines = b"".join(self._mark_line(offset) for offset in chosen)
            # On a full disk the memory of this process must do; the room comes back when the segment goes.
            with contextlib.suppress(OSError):
                with open(self._marks, "ab", buffering=0) as file:
                    file.write(lines)

    def rest(self) -> None:
        """Close the file until the next look."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _mark_line(self, offset: int) -> bytes:
        digits = b"%x" % offset
        return b"\n%s %08x\n" % (digits, zlib.crc32(self._nonce + digits))

    def _read_marks(self) -> None:
        with contextlib.suppress(FileNotFoundError), open(self._marks, "rb") as file:
            file.seek(self._marks_read)
            lines = file.read()
            complete = lines.rfind(b"\n") + 1
            self._marks_read += complete
            for digits, check in _pairs(lines[:complete]):
                if check == b"%08x" % zlib.crc32(self._nonce + digits):
                    offset = int(digits, 16)
                    if offset >= self._cursor:
                        self._done.add(offset)

    def _writer_is_gone(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self._fd, fcntl.LOCK_UN)
        return True

    def _remove(self) -> None:
        with contextlib.suppress(OSError):  # another reader was faster
            if self._damaged:
                os.replace(self.path, self.path.with_suffix(DAMAGED_SUFFIX))
            else:
                self.path.unlink()
            self._marks.unlink()


def _pairs(lines: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in lines.splitlines():
        digits, _, check = line.partition(b" ")
        if check:
            yield digits, check
