"""A file that was let go loses its bytes when nobody else points at it, whoever stores the same at that moment."""

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from accord.core import clock, durable, files, letting_go
from accord.core.models import LetGoFile, StoredFile
from accord.tickets.models import Attachment, Message
from tests.tickets.test_plans import only_sqlite, plan, statements
from tests.world import World


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    yield


def place(content: bytes) -> Path:
    return Path(durable.place(str(Path(settings.DATA) / "files"), hashlib.sha256(content).hexdigest()))


def old(content: bytes) -> StoredFile:
    """A file that nobody has touched for an hour."""
    stored = files.put(content)
    long_ago = time.time() - 3600
    os.utime(place(content), (long_ago, long_ago))
    return stored


def let_go(*stored: StoredFile) -> None:
    with transaction.atomic():
        letting_go.let_go(each.pk for each in stored)


def attached(world: World, stored: StoredFile) -> Attachment:
    message = Message.objects.filter(ticket=world.ticket()).latest("id")
    return Attachment.objects.create(
        message=message, file=stored, name="a.pdf", content_type="application/pdf", size=3
    )


def later(**by: float) -> Any:
    moment = clock.now() + timedelta(**by)
    return clock.running(lambda: moment)


def test_bytes_and_row_go(db: None) -> None:
    gone, kept = old(b"gone"), old(b"kept")
    let_go(gone, gone)
    let_go(gone)
    assert letting_go.remove() == 1 and letting_go.remove() == 0
    assert not place(b"gone").exists() and place(b"kept").exists()
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [kept.pk] and not LetGoFile.objects.exists()
    assert not [name for name in os.listdir(Path(settings.DATA) / "files") if name.startswith(durable.LEAVING)]


def test_what_stands_elsewhere_too_stays_until_that_goes(world: World) -> None:
    shared = old(b"the same logo")
    other = attached(world, shared)
    let_go(shared)
    assert letting_go.remove() == 1 and files.read(shared) == b"the same logo" and not LetGoFile.objects.exists()
    other.delete()
    let_go(shared)
    assert letting_go.remove() == 1 and not place(b"the same logo").exists()


WAYS: list[Any] = [files.put, lambda content: files.put([content]), lambda content: files.put_many([content])[0]]


@pytest.mark.parametrize("find", WAYS)
def test_a_writer_who_found_it_a_moment_ago_keeps_it(world: World, find: Any) -> None:
    stored = old(b"found")
    let_go(stored)
    assert find(b"found").pk == stored.pk  # and points at it in a moment
    assert letting_go.remove() == 1 and letting_go.remove() == 0
    assert files.read(stored) == b"found" and StoredFile.objects.filter(pk=stored.pk).exists()
    attachment = attached(world, stored)
    with later(minutes=11):
        assert letting_go.remove() == 1
    assert files.read(attachment.file) == b"found" and not LetGoFile.objects.exists()


def test_a_writer_who_thought_better_of_it_delays_it_only(db: None) -> None:
    stored = old(b"found")
    let_go(stored)
    files.put(b"found")
    letting_go.remove()
    long_ago = time.time() - 3600
    os.utime(place(b"found"), (long_ago, long_ago))
    with later(minutes=11):
        assert letting_go.remove() == 1
    assert not place(b"found").exists() and not StoredFile.objects.exists()


def test_who_comes_while_it_goes_writes_it_anew(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the renaming and the deletion of the bytes: the row is gone by then, or not yet."""
    stored, real, made = old(b"again"), os.unlink, list[StoredFile]()

    def unlink(path: Any) -> None:
        if not made and durable.LEAVING in str(path):
            made.append(files.put(b"again"))
        real(path)

    let_go(stored)
    monkeypatch.setattr(os, "unlink", unlink)
    assert letting_go.remove() == 1
    assert files.read(made[0]) == b"again" and StoredFile.objects.get() == made[0]


def test_a_row_that_cannot_go_keeps_its_bytes(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = old(b"held")

    def stop(digest: str) -> bool:
        take_away(digest)
        raise letting_go.IntegrityError("somebody points at it")

    take_away = letting_go._take_away
    monkeypatch.setattr(letting_go, "_take_away", stop)
    let_go(stored)
    assert letting_go.remove() == 1
    assert files.read(stored) == b"held" and LetGoFile.objects.get().due_at > clock.now()


@pytest.mark.parametrize("committed", [True, False])
def test_what_a_kill_left_renamed_is_finished(
    db: None, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    stored = old(b"left")
    let_go(stored)
    assert letting_go._take_away(stored.sha256)  # killed here
    if committed:
        LetGoFile.objects.all().delete()
        stored.delete()
    else:
        LetGoFile.objects.update(due_at=clock.now() + timedelta(hours=1))
    assert letting_go.remove() == 0 and Path(letting_go._away(stored.sha256)).exists(), "maybe another is at it"
    monkeypatch.setattr(letting_go, "RELIED_ON", timedelta(seconds=-60))
    letting_go.remove()
    assert place(b"left").exists() is not committed
    assert not Path(letting_go._away(stored.sha256)).exists()


def test_bytes_that_are_missing_do_not_stop_it(db: None) -> None:
    stored = old(b"lost")
    place(b"lost").unlink()
    let_go(stored)
    assert letting_go.remove() == 1 and not StoredFile.objects.exists()


def test_a_deep_check_names_bytes_without_a_row(db: None) -> None:
    named, nobodys = old(b"named"), old(b"nobody's")
    nobodys.delete()
    assert list(files.problems(deep=True)) == []  # it may get its row yet
    long_ago = time.time() - files.ABANDONED_S - 3600
    for content in (b"named", b"nobody's"):
        os.utime(place(content), (long_ago, long_ago))
    (problem,) = files.problems(deep=True)
    assert place(b"nobody's").name in problem and named.sha256 not in problem


def test_all_that_point_at_files_are_asked(db: None) -> None:
    found = {f"{field.model.__name__}.{field.name}" for field in letting_go.pointers()}
    assert found >= {"Attachment.file", "IncomingMail.raw", "OutgoingMail.raw", "MailLook.logo", "LetGoFile.file"}


@only_sqlite
def test_looking_scans_no_ledger(db: None) -> None:
    stored = old(b"planned")
    let_go(stored)
    with statements() as asked:
        letting_go.remove()
    lines = [line for sql, params in asked for *_place, line in plan(sql, params)]
    assert any("incoming_raw" in line for line in lines) and any("outgoing_raw" in line for line in lines)
    small = ("SCAN let_go_file", "SCAN mail_look", "SCAN CONSTANT")
    assert not [line for line in lines if line.startswith("SCAN") and not line.startswith(small)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks of PostgreSQL's plans")
def test_postgresql_uses_the_partial_indexes(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table in ("incoming_mail", "outgoing_mail"):
            cursor.execute(f"EXPLAIN SELECT 1 FROM {table} WHERE raw_id = 1")
            assert f"{table.removesuffix('_mail')}_raw" in "\n".join(row[0] for row in cursor.fetchall())
