"""The worker's side of the spool: what waits, oldest first, and what is done."""

import contextlib
import heapq
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from accord.channels.email.spool.records import Entry, Record
from accord.channels.email.spool.segments import DONE_SUFFIX, Segment
from accord.channels.email.spool.waking import Bell
from accord.channels.email.spool.writing import DRAFT_SUFFIX, SUFFIX, prepare

_DRAFT_LIVES_SECONDS = 3600
_Head = tuple[float, str, int, Entry, Segment, Iterator[Entry]]


class Spool:
    """Reads what writers stored. Every record comes at least once; its `id` makes it exactly once.

    The reader stores a record under its unique `id`, commits, then calls `done`. After a crash in between
    it gets the record again and skips it. Several readers may share a spool; one is the rule.
    """

    def __init__(self, data_dir: Path | str) -> None:
        self.folder = prepare(data_dir)
        self._bell = Bell(self.folder)
        self._segments: dict[str, Segment] = {}
        self._sweep()

    def pending(self, limit: int = 100, max_bytes: int = 64 << 20) -> list[Record]:
        """Up to `limit` records not done, oldest first, together `max_bytes` at most (but at least one)."""
        records: list[Record] = []
        held = 0
        try:
            for segment, entry in self._oldest_first():
                size = entry.end - entry.body_offset
                if len(records) >= limit or (records and held + size > max_bytes):
                    break
                record = segment.load(entry)
                if record is not None:
                    records.append(record)
                    held += size
        finally:
            for segment in self._segments.values():
                segment.rest()
        return records

    def oldest(self) -> datetime | None:
        """Since when the oldest record that is not done waits here, old mail that was fetched late as of its segment;
        None when nothing waits."""
        try:
            for segment, entry in self._oldest_first():
                return max(entry.envelope.received_at, datetime.fromtimestamp(segment.created, UTC))
            return None
        finally:
            for segment in self._segments.values():
                segment.rest()

    def done(self, ids: Iterable[str]) -> None:
        """These records are stored elsewhere for good. Unknown ids are ignored."""
        offsets: dict[str, list[int]] = defaultdict(list)
        for spool_id in ids:
            name, _, offset = spool_id.rpartition("-")
            offsets[name].append(int(offset, 16))
        if offsets.keys() - self._segments.keys():
            self._refresh()
        for name, chosen in offsets.items():
            if name in self._segments:
                self._segments[name].mark(chosen)

    def wait(self, timeout_seconds: float) -> bool:
        """Sleep until something was stored, at most `timeout_seconds`. True: empty `pending`."""
        return self._bell.wait(timeout_seconds)

    def fileno(self) -> int:
        """Readable when something was stored, for a selector; -1 where the file system has no named pipes."""
        return self._bell.fileno()

    def close(self) -> None:
        self._bell.close()

    def _oldest_first(self) -> Iterator[tuple[Segment, Entry]]:
        """Merge the segments by time; a segment is opened only when its first record may be the next one."""
        names = self._refresh()
        heads: list[_Head] = []
        opened = 0
        while heads or opened < len(names):
            while opened < len(names):
                segment = self._segments[names[opened]]
                if heads and segment.created > heads[0][0]:
                    break
                opened += 1
                _push(heads, segment, segment.waiting())
            if heads:
                _, _, _, entry, segment, rest = heapq.heappop(heads)
                yield segment, entry
                _push(heads, segment, rest)

    def _refresh(self) -> list[str]:
        found = {name.removesuffix(SUFFIX) for name in os.listdir(self.folder) if name.endswith(SUFFIX)}
        for name in self._segments.keys() - found:
            del self._segments[name]
        for name in found - self._segments.keys():
            with contextlib.suppress(ValueError):  # a file of somebody else's
                self._segments[name] = Segment(self.folder / (name + SUFFIX))
        return sorted(self._segments)

    def _sweep(self) -> None:
        """Remove what crashed processes left: marks without their segment, drafts of an hour ago."""
        for marks in self.folder.glob("*" + DONE_SUFFIX):
            if not marks.with_suffix(SUFFIX).exists():
                marks.unlink(missing_ok=True)
        for draft in self.folder.glob("*" + DRAFT_SUFFIX):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - os.stat(draft).st_mtime > _DRAFT_LIVES_SECONDS:
                    draft.unlink()


def _push(heads: list[_Head], segment: Segment, entries: Iterator[Entry]) -> None:
    entry = next(entries, None)
    if entry is not None:
        received = entry.envelope.received_at.timestamp()
        heapq.heappush(heads, (received, segment.name, entry.offset, entry, segment, entries))
