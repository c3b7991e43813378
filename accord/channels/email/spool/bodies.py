"""A mail on its way in: its first bytes in memory, the rest in a nameless file beside the spool."""

import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MEMORY_BYTES = 256 * 1024
_PIECE_BYTES = 1 << 20


def write_all(fd: int, data: bytes) -> None:
    """Write every byte. Raises OSError when the disk is full, also after a part was written."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


class Body:
    """Collects a mail's bytes. Close it when the mail is stored or given up.

    `write` raises OSError when the disk is full; after `close`, `pieces` raises ValueError. `size` is in
    bytes, `crc` a CRC-32.
    """

    def __init__(self, folder: Path) -> None:
        self.size = 0
        self.crc = 0
        self._folder = folder
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._closed = False

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.crc = zlib.crc32(chunk, self.crc)
        if self._file is not None:
            write_all(self._file.fileno(), chunk)
            return
        self._parts.append(chunk)
        if self.size > MEMORY_BYTES:
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - until close()
            write_all(self._file.fileno(), b"".join(self._parts))
            self._parts.clear()

    def pieces(self) -> Iterator[bytes]:
        """All bytes from the first on, at most 1 MiB at a time once they are in the file."""
        if self._closed:
            raise ValueError("the mail was given up")
        if self._file is None:
            yield from self._parts
            return
        self._file.seek(0)
        while piece := self._file.read(_PIECE_BYTES):
            yield piece

    def close(self) -> None:
        self._closed = True
        self._parts.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
