"""The key file changed while it is in use: at each step it is whole, and no process meets what it does not believe."""

from datetime import timedelta
from pathlib import Path

import pytest

from accord.core import clock, key_file, keys, tokens


@pytest.fixture(autouse=True)
def _no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.VARIABLE, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keys.load(tmp_path)
    return tmp_path / keys.FILE_NAME


def test_a_new_key_is_believed_before_it_signs(path: Path) -> None:
    (first,) = keys.load(path.parent)
    assert key_file.prepare(path) and not key_file.prepare(path), "an interrupted change goes on with the same key"
    signing, believed = keys.load(path.parent)
    assert signing == first
    key_file.switch(path, clock.now())
    assert keys.load(path.parent) == [believed, first]
    key_file.switch(path, clock.now())
    assert keys.load(path.parent) == [believed, first]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_process_that_asks_again_follows(path: Path) -> None:
    token = tokens.sign("reply", 7, keys.load(path.parent)[0])
    for _ in range(3):
        key_file.prepare(path)
        key_file.switch(path, clock.now())
        assert tokens.read("reply", token, keys.load(path.parent)) == 7
    assert len(set(keys.load(path.parent))) == 4


def test_only_what_was_replaced_long_ago_is_retired(path: Path) -> None:
    now = clock.now()
    for days in (500, 100):
        key_file.prepare(path)
        key_file.switch(path, now - timedelta(days=days))
    newest, middle, oldest = key_file.read(path)
    assert key_file.superseded([newest, middle, oldest], now - timedelta(days=400)) == [oldest]
    assert key_file.superseded([newest, middle, oldest], now) == [middle, oldest]
    key_file.drop(path, [oldest, newest])
    assert key_file.read(path) == [newest, middle], "the key that signs never goes"


def test_a_key_whose_successor_has_no_date_stays(path: Path) -> None:
    path.write_text("n" * 40 + "\n" + "o" * 40 + "\n")
    assert key_file.superseded(key_file.read(path), clock.now()) == []


def test_a_file_that_others_can_read_is_told(path: Path) -> None:
    assert not key_file.readable_by_others(path)
    path.chmod(0o640)
    assert key_file.readable_by_others(path)
    assert not key_file.readable_by_others(path.with_name("none"))
