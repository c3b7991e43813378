"""A restore begins only in an empty place and with the key that fits; what it needs to know stands in the manifest."""

from pathlib import Path

import pytest

from accord.core import files, keys
from accord.core.models import LetGoFile, StoredFile
from accord.project import schema
from accord.tickets.models import Attachment, Message
from accord.transfer import manifest, restoring
from accord.transfer.manifest import Manifest
from tests.channels.email import mails
from tests.world import World

KEY, OTHER = "k" * 40, "o" * 40


@pytest.fixture(autouse=True)
def _no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.VARIABLE, raising=False)


def told(with_key: bool = False) -> Manifest:
    return Manifest("2026-01-02T03:04:05+00:00", "sqlite", [], [manifest.fingerprint(KEY.encode())], with_key=with_key)


def file(path: Path, key: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(key + "\n")
    return path


def test_the_key_may_come_along_or_be_named_or_be_there(tmp_path: Path) -> None:
    backup = file(tmp_path / "backup" / keys.FILE_NAME, KEY).parent
    named = file(tmp_path / "safe" / "key", KEY)
    restoring.begin(backup, told(with_key=True), tmp_path / "a", None)
    restoring.begin(backup, told(), tmp_path / "b", named)
    file(tmp_path / "c" / keys.FILE_NAME, KEY)
    restoring.begin(backup, told(), tmp_path / "c", None)
    for name in "abc":
        assert keys.load(tmp_path / name) == [KEY.encode()]
    assert (tmp_path / "b" / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_another_key_is_refused_unless_it_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(restoring.CannotRestore, match="no key"):
        restoring.begin(tmp_path, told(), tmp_path / "a", None)
    named = file(tmp_path / "safe" / "key", OTHER)
    with pytest.raises(restoring.CannotRestore, match="not the one"):
        restoring.begin(tmp_path, told(), tmp_path / "b", named)
    restoring.begin(tmp_path, told(), tmp_path / "c", None, new_key=True)
    assert keys.load(tmp_path / "c")


@pytest.mark.parametrize("name", ["accord.sqlite3", "files", "spool"])
def test_a_place_that_holds_a_desk_is_refused(tmp_path: Path, name: str) -> None:
    file(tmp_path / keys.FILE_NAME, KEY)
    (tmp_path / name).mkdir()
    with pytest.raises(restoring.CannotRestore, match="not empty"):
        restoring.begin(tmp_path, told(), tmp_path, None)
    (tmp_path / restoring.MARK).touch()
    restoring.begin(tmp_path, told(), tmp_path, None)  # an unfinished one goes on


def test_an_unfinished_one_is_known_to_whoever_serves() -> None:
    assert schema.RESTORING == restoring.MARK


def test_the_logs_of_erasures_are_found_where_they_may_lie(tmp_path: Path) -> None:
    backup, data = tmp_path / "all" / "accord-1", tmp_path / "data"
    wanted = [file(folder / restoring.ERASURES, "") for folder in (backup, backup.parent, data)]
    named = file(tmp_path / "elsewhere.jsonl", "")
    assert list(restoring.erasures_known(backup, data, named)) == [*wanted, named]
    assert list(restoring.erasures_known(tmp_path / "x" / "y", tmp_path / "z", None)) == []


def test_what_was_deleted_while_the_backup_was_made_is_in_nobodys_way(world: World) -> None:
    """The database of the backup still names it, the bytes are not there: mails stay without, attachments go."""
    ticket = world.ticket()
    message = Message.objects.filter(ticket=ticket).latest("id")
    raw, paper, kept = (files.put(content) for content in (b"raw", b"paper", b"kept"))
    letter = mails.sent(ticket, "a@support.example", raw=raw)
    for stored in (paper, kept):
        Attachment.objects.create(message=message, file=stored, name="a.pdf", content_type="text/plain", size=5)
    LetGoFile.objects.create(file=paper, due_at=ticket.created_at)
    gone = told()
    gone.gone = [raw.sha256, paper.sha256]
    restoring.forget_gone(gone)
    letter.refresh_from_db()
    assert letter.raw_id is None
    assert list(Attachment.objects.filter(message=message).values_list("file_id", flat=True)) == [kept.pk]
    assert StoredFile.objects.filter(pk__in=(raw.pk, paper.pk, kept.pk)).get() == kept
