"""Which processes live: each holds a lock on a file of its own, which the kernel gives back however it ends.

Whoever finds work that a process had taken asks here whether it can still do it. No pid is stored, so none can be
mistaken for another. It answers for the processes of one data folder on one machine; of others it knows nothing.
"""

import fcntl
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

LENGTH = 12

_held: tuple[str, int] | None = None


def mark() -> str:
    """This process's mark: 12 signs, the same as long as it lives. Raises OSError when the disk is full."""
    global _held
    if _held is None:
        name = secrets.token_hex(LENGTH // 2)
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _folder() / f"{name}.new"
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)  # before it has the name that others look for
        os.rename(draft, _folder() / name)
        _held = name, handle
    return _held[0]


def dead() -> set[str]:
    """The marks of processes that have certainly ended and are not forgotten yet; of this machine only."""
    mine = _held[0] if _held is not None else ""
    try:
        found = os.listdir(_folder())
    except FileNotFoundError:
        return set()
    return {name for name in found if name != mine and len(name) == LENGTH and _ended(name)}


def forget(marks: Iterable[str]) -> None:
    """Call it once nothing bears the marks of these dead ones."""
    for each in marks:
        (_folder() / each).unlink(missing_ok=True)


def _ended(name: str) -> bool:
    try:
        handle = os.open(_folder() / name, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _folder() -> Path:
    return Path(settings.DATA) / "alive"


def _after_fork() -> None:
    global _held
    if _held is not None:
        os.close(_held[1])  # the parent's own handle keeps the lock
        _held = None


os.register_at_fork(after_in_child=_after_fork)
