"""What is wrong with the machine is found, with its cure; a sound one has no problems."""

import os
import resource
import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from accord.core import keys, machine
from accord.core.health import Problem

Usage = namedtuple("Usage", "total used free")
GB = 1 << 30


def keys_of(found: Iterator[Problem]) -> list[tuple[str, bool]]:
    return [(each.key, each.severe) for each in found]


@pytest.mark.parametrize(
    ("total_gb", "free_gb", "expected"),
    [
        (100.0, 50.0, []),
        (100.0, 4.0, [("disk-full", False)]),
        (10.0, 0.9, [("disk-full", False)]),
        (10.0, 0.01, [("disk-full", True)]),
    ],
)
def test_room(total_gb: float, free_gb: float, expected: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    total, free = int(total_gb * GB), int(free_gb * GB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(total, total - free, free))
    assert keys_of(machine.disk()) == expected


def test_a_large_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        assert keys_of(machine.journal()) == []
        return
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(tmp_path / "a.sqlite3"))
    assert keys_of(machine.journal()) == []
    with open(tmp_path / "a.sqlite3-wal", "wb") as wal:
        os.truncate(wal.fileno(), machine.LARGEST_WAL_BYTES + 1)
    assert keys_of(machine.journal()) == [("journal-large", False)]


def test_who_may_read_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    keys.load(tmp_path)
    for mode, expected in ((0o600, []), (0o640, [("key-readable", False)]), (0o644, [("key-readable", True)])):
        (tmp_path / keys.FILE_NAME).chmod(mode)
        assert keys_of(machine.key()) == expected


def test_a_key_that_can_be_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.VARIABLE, "change-me " * 5)
    assert ("key-weak", True) in keys_of(machine.key())


def test_few_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for hard, expected in ((1024, [("open-files", False)]), (8192, []), (resource.RLIM_INFINITY, [])):
        monkeypatch.setattr(resource, "getrlimit", lambda _what, hard=hard: (1024, hard))
        assert keys_of(machine.open_files()) == expected


def test_a_sound_database_has_no_problems(db: None) -> None:
    assert keys_of(machine.database()) == []


def test_what_postgres_may_be_set_to() -> None:
    assert keys_of(machine._settings(140000, "on", "on", "UTF8")) == [("postgres-old", True)]
    assert keys_of(machine._settings(160000, "off", "on", "UTF8")) == [("postgres-forgets", True)]
    assert keys_of(machine._settings(160000, "on", "off", "LATIN1")) == [
        ("postgres-forgets", True), ("postgres-encoding", True),
    ]  # fmt: skip
