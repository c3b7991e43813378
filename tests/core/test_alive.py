"""A process is alive as long as the kernel keeps its lock."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from accord.core import alive
from tests.surroundings import surroundings

_STAYS = """
import sys, django
django.setup()
from accord.core import alive
print(alive.mark(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(alive, "_held", None)


def other(data: Path) -> "tuple[subprocess.Popen[str], str]":
    environment = surroundings(ACCORD_DATA=str(data), DJANGO_SETTINGS_MODULE="accord.project.settings")
    process = subprocess.Popen(
        [sys.executable, "-c", _STAYS], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_killed_is_dead_and_living_is_not(tmp_path: Path) -> None:
    process, mark = other(tmp_path)
    try:
        assert len(mark) == alive.LENGTH
        assert alive.dead() == set()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert alive.dead() == {mark}
    alive.forget([mark])
    assert list((tmp_path / "alive").iterdir()) == []


def test_one_is_not_dead_oneself_and_a_strange_file_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "alive").mkdir()
    (tmp_path / "alive" / "0123456789ab.new").touch()
    assert alive.mark() == alive.mark()
    assert alive.dead() == set()
