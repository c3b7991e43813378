"""Bytes under their digest: once, whole or not at all."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.core import durable


def left(root: Path) -> list[str]:
    """The names of all files below."""
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    root = str(tmp_path / "files")
    digest, fresh = durable.write(root, b"same")
    assert fresh
    assert durable.write(root, b"same") == (digest, False)
    assert durable.write_pieces(root, [b"sa", b"me"]) == (digest, 4, False)
    assert durable.write_pieces(root, [b"mo", b"re"])[1:] == (4, True)
    assert Path(durable.place(root, digest)).read_bytes() == b"same"
    assert len(left(tmp_path)) == 2


@pytest.mark.parametrize("step", ["write", "fdatasync", "replace"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        durable.write(str(tmp_path), b"a mail")
    if step != "write":  # pieces go through a buffer of Python's own
        with pytest.raises(OSError, match="No space"):
            durable.write_pieces(str(tmp_path), [b"a", b"file"])
    writing = durable.Writing(str(tmp_path), {"aa11": b"one", "bb22": b"two"})
    with pytest.raises(OSError, match="No space"):
        writing.wait()
    assert left(tmp_path) == []


def test_a_sender_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        durable.write_pieces(str(tmp_path), pieces())
    assert left(tmp_path) == []
