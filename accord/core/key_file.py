"""Changing the key file while the desk runs, so that no process ever meets what it does not believe.

A new key is first written last, where it is believed and does not sign. When every process has had the time to notice,
it moves to the top. Each step replaces the whole file; killed between them, the file is right and the next call goes
on. Above a key stands a comment: `# next` as long as it does not sign, then `# since` and the moment when it began to.
"""

import contextlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from accord.core import durable, keys

NOTICE_S = 3.0  # processes look at least once a second
_NEXT, _SINCE = "# next", "# since "


@dataclass(frozen=True)
class Entry:
    """One key of the file; `since` is when it began to sign, as far as the file says."""

    key: str
    since: datetime | None = None
    is_next: bool = False


def read(path: Path) -> list[Entry]:
    """The entries of the file, the key that signs first. Raises FileNotFoundError."""
    found: list[Entry] = []
    remark = Entry("")
    for line in path.read_text("utf-8").splitlines():
        text = line.strip()
        if text == _NEXT:
            remark = Entry("", is_next=True)
        elif text.startswith(_SINCE):
            with contextlib.suppress(ValueError):
                remark = Entry("", since=datetime.fromisoformat(text.removeprefix(_SINCE)))
        elif text and not text.startswith("#"):
            found.append(replace(remark, key=text))
            remark = Entry("")
    return found


def prepare(path: Path) -> bool:
    """Write a new key last, to be believed; False when one stands there already."""
    entries = read(path)
    if any(entry.is_next for entry in entries):
        return False
    _write(path, [*entries, Entry(secrets.token_urlsafe(48), is_next=True)])
    return True


def switch(path: Path, now: datetime) -> None:
    """Let the prepared key sign from now on. Without one it does nothing."""
    entries = read(path)
    fresh = [Entry(entry.key, since=now) for entry in entries if entry.is_next]
    if fresh:
        _write(path, fresh + [entry for entry in entries if not entry.is_next])


def superseded(entries: Sequence[Entry], before: datetime) -> list[Entry]:
    """Keys that were replaced before that moment. One whose successor has no date is not among them."""
    pairs = zip(entries, entries[1:], strict=False)
    return [old for new, old in pairs if not old.is_next and new.since is not None and new.since < before]


def drop(path: Path, gone: Sequence[Entry]) -> None:
    """Take keys out of the file; what they signed is believed no more. The one that signs stays."""
    entries = read(path)
    lost = {entry.key for entry in gone}
    _write(path, [entries[0], *(entry for entry in entries[1:] if entry.key not in lost)])


def readable_by_others(path: Path) -> bool:
    """Whether anybody but its owner may read the file; False when there is none."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except FileNotFoundError:
        return False


def _write(path: Path, entries: Sequence[Entry]) -> None:
    lines: list[str] = []
    for entry in entries:
        if entry.is_next:
            lines.append(_NEXT)
        elif entry.since is not None:
            lines.append(f"{_SINCE}{entry.since.isoformat(timespec='seconds')}")
        lines.append(entry.key)
    draft = path.with_name(f".{keys.FILE_NAME}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    durable.sync_folder(path.parent)
