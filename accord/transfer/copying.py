"""Copies that are durable before anybody relies on them, and that know what they copied."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from accord.core import durable

CHUNK = 1 << 20
_AT_ONCE = 8
T = TypeVar("T")


def copied(source: Path, target: Path) -> tuple[int, str]:
    """Copy the bytes that `source` has now, durably; gives their number and SHA-256. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as taken, target.open("xb") as given:
        while chunk := taken.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            given.write(chunk)
        given.flush()
        os.fdatasync(given.fileno())
    return size, digest.hexdigest()


def hashed(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as source:
        return path.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest()


def written(path: Path, text: str) -> None:
    """Write a small file durably; an existing one is replaced whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    durable.sync_folder(path.parent)


def linked(source: Path, target: Path) -> bool:
    """Give the file a second name instead of copying it; False where that cannot be done."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def sync_folders(root: Path) -> None:
    """Make the names under `root` durable, the deepest first."""
    for folder, _folders, _files in os.walk(root, topdown=False):
        durable.sync_folder(folder)


def for_all(do: Callable[[T], None], things: Iterable[T]) -> None:
    """Do something for many files, several at once: the disk's waits are shared. Raises what one raised first."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for _done in pool.map(do, things):
                pass
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def remove_tree(folder: Path) -> None:
    """Delete a folder with all in it; what is gone already is no error."""
    for place, folders, files in os.walk(folder, topdown=False):
        for name in files:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(place, name))
        for name in folders:
            with contextlib.suppress(FileNotFoundError):
                os.rmdir(os.path.join(place, name))
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(folder)
