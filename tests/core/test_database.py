"""What one process of several does at a time."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from accord.core.database import alone

HOLD = (
    "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX)"
    "; print('held', flush=True); input()"
)


def test_a_name_is_free_again_after_it_was_held(db: None) -> None:
    for _ in range(2):
        with alone("test") as first:
            assert first


def test_another_process_is_waited_out(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "postgresql":
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(hashtext('test'))")
            with alone("test") as first:
                assert not first
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('test'))")
        finally:
            other.close()
    else:
        monkeypatch.setattr(settings, "DATA", tmp_path)
        command = [sys.executable, "-c", HOLD, str(tmp_path / "test.lock")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None and holder.stdout.readline() == "held\n"
            with alone("test") as first:
                assert not first
            holder.kill()
    with alone("test") as first:
        assert first
