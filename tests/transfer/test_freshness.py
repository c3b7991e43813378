"""An old backup is a problem that is told; a demo needs none."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accord.core import clock, options
from accord.transfer import freshness


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)


def keys_of(found: Iterator[freshness.health.Problem]) -> list[str]:
    return [each.key for each in found]


def test_none_and_an_old_one_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert freshness.last() is None and keys_of(freshness._old()) == ["backup-old"]
    freshness.note(Path("/backups/one"))
    assert keys_of(freshness._old()) == []
    now = clock.now()
    with clock.running(lambda: now + timedelta(days=8)):
        assert keys_of(freshness._old()) == ["backup-old"]
        options.put("backup.alarm_days", 0)
        assert keys_of(freshness._old()) == []


def test_a_demo_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    assert keys_of(freshness._old()) == []


def test_what_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / freshness.FILE_NAME).write_text("{")
    assert freshness.last() is None
