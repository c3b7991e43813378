"""A backup holds the desk as it was at one moment, in an order that loses no mail, and is whole or not there."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from accord.core import clock, files
from accord.core.models import StoredFile
from accord.people.models import Person
from accord.transfer import backing_up, copying, dumping, freshness, manifest, restoring


@pytest.fixture
def root(tmp_path: Path, transactional_db: None) -> Iterator[Path]:
    yield tmp_path / "backups"
    with transaction.atomic():
        StoredFile.objects.all().delete()


def silent(_what: str, _part: float) -> None:
    pass


def held(backup: Path) -> set[str]:
    return {path.name for path in (backup / "files").rglob("*") if path.is_file()}


def test_what_is_in_a_backup_can_be_proven(root: Path) -> None:
    stored = files.put(b"a picture")
    made = backing_up.make(root)
    told = restoring.verify(made, silent)
    assert held(made) == {stored.sha256} and told.files_count == 1 and told.files_bytes == 9
    assert not told.with_key and not (made / "secret.key").exists()
    assert list(manifest.listed(made)) == [(stored.sha256, 9)]
    assert freshness.last() is not None and freshness.last().place == str(made)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["files.txt", "erasures.jsonl", "a file"])
def test_one_changed_byte_is_found(root: Path, name: str) -> None:
    stored = files.put(b"a picture")
    made = backing_up.make(root)
    path = made / "files" / stored.sha256[:2] / stored.sha256 if name == "a file" else made / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(restoring.CannotRestore, match="1 of its files"):
        restoring.verify(made, silent)


def test_a_folder_without_manifest_is_no_backup(root: Path) -> None:
    made = backing_up.make(root)
    (made / manifest.FILE_NAME).unlink()
    with pytest.raises(manifest.NoBackup):
        manifest.read(made)
    assert backing_up.finished(root) == []


def test_unchanged_files_are_linked_and_old_backups_go(root: Path) -> None:
    stored = files.put(b"a picture")
    first = backing_up.make(root)
    files.put(b"another")
    second = backing_up.make(root, keep=2)
    inodes = {(each / "files" / stored.sha256[:2] / stored.sha256).stat().st_ino for each in (first, second)}
    assert len(inodes) == 1 and len(held(second)) == 2
    third = backing_up.make(root, keep=2)
    assert backing_up.finished(root) == [second, third]
    assert restoring.verify(second, silent).files_count == 2


def test_a_kill_while_an_old_backup_goes_leaves_none_that_is_not_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put(b"a picture")
    backing_up.make(root)
    second = backing_up.make(root)
    with monkeypatch.context() as patch:
        patch.setattr(copying, "remove_tree", _dies)
        with pytest.raises(KeyboardInterrupt):
            backing_up.make(root, keep=2)
    assert backing_up.finished(root)[0] == second
    for each in backing_up.finished(root):
        restoring.verify(each, silent)
    backing_up.make(root)
    assert list(root.glob(".accord-*.part")) == []


def _dies(folder: Path) -> None:
    next(path for path in folder.rglob("*") if path.is_file()).unlink()
    raise KeyboardInterrupt


def test_a_file_that_was_forgotten_meanwhile_is_no_damage(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database names it at its moment; the worker then forgets it, a mail with a sign-in link that was sent."""
    secret, dump = files.put(b"a link"), dumping.dump
    # The bulk has not seen it: it came after that, and goes before the rest is copied.
    path = files.path_of(secret)
    aside = path.with_name("aside")

    def then_forget(folder: Path) -> None:
        aside.rename(path)
        dump(folder)
        with transaction.atomic():
            files.forget(secret)

    path.rename(aside)
    monkeypatch.setattr(dumping, "dump", then_forget)
    told = restoring.verify(backing_up.make(root), silent)
    assert told.gone == [secret.sha256] and told.missing == []


def test_a_file_that_the_store_lost_is_told_and_stops_nothing(root: Path) -> None:
    lost, damaged = files.put(b"lost"), files.put(b"damaged")
    files.path_of(lost).unlink()
    files.path_of(damaged).write_bytes(b"DAMAGED")
    told = restoring.verify(backing_up.make(root), silent)
    assert set(told.missing) == {lost.sha256, damaged.sha256} and told.gone == []


def test_what_the_spool_holds_comes_before_the_database(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that is taken while the backup is made is in both; in neither it would be lost."""
    spool = Path(settings.DATA) / "spool"
    spool.mkdir(exist_ok=True)
    segment = spool / "000000000001-0000000000000000.segment"
    segment.write_bytes(b"accepted")
    dump = dumping.dump

    def taken_meanwhile(folder: Path) -> None:
        segment.unlink()
        dump(folder)

    monkeypatch.setattr(dumping, "dump", taken_meanwhile)
    made = backing_up.make(root)
    assert (made / "spool" / segment.name).read_bytes() == b"accepted"


def test_a_full_disk_leaves_nothing_that_looks_like_a_backup(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dumping, "dump", full)
    with pytest.raises(backing_up.CannotBackUp, match="No space left") as said:
        backing_up.make(root)
    assert said.value.later
    assert [path.name for path in root.iterdir()] == [".accord-backup.lock"]


def test_what_a_killed_backup_left_is_swept(root: Path) -> None:
    left = root / ".accord-20200101-000000.part" / "files" / "ab"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    made = backing_up.make(root)
    assert not left.exists() and backing_up.finished(root) == [made]


def test_two_at_once_are_refused(root: Path) -> None:
    with backing_up._alone(_made(root)), pytest.raises(backing_up.CannotBackUp, match="Another backup"):
        backing_up.make(root)


def _made(root: Path) -> Path:
    root.mkdir()
    return root


def test_the_key_comes_along_only_when_asked(root: Path) -> None:
    made = backing_up.make(root, with_key=True)
    assert (made / "secret.key").read_bytes().split()[0] and (made / "secret.key").stat().st_mode & 0o077 == 0
    assert manifest.read(made).with_key


def test_the_databases_moment_is_one(root: Path) -> None:
    with transaction.atomic():
        Person.objects.create(kind="contact", name="Hannah", created_at=clock.now())
    made = backing_up.make(root)
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(made / dumping.SQLITE_NAME)
        assert copy.execute("SELECT name FROM person WHERE kind = 'contact'").fetchall() == [("Hannah",)]
        copy.close()
    else:
        assert b"Hannah" in (made / dumping.TABLES / "person.copy").read_bytes()
        assert b"xid" not in (made / dumping.TABLES / "event.copy").read_bytes().partition(b"\n")[0]


def test_a_newer_format_is_not_guessed_at(root: Path) -> None:
    made = backing_up.make(root)
    path = made / manifest.FILE_NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": manifest.FORMAT + 1}))
    with pytest.raises(manifest.NoBackup, match="newer version"):
        manifest.read(made)


def test_copies_know_what_they_copied(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(3_000_000))
    first, second = tmp_path / "a", tmp_path / "b"
    assert copying.copied(first, second) == copying.hashed(first) == copying.hashed(second)
