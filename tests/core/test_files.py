"""The file store: the same bytes once, nothing half-written, and what a check says about it."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from accord.core import clock, files
from accord.core.models import StoredFile


def place(stored: StoredFile) -> Path:
    return files.path_of(stored)


def test_the_same_bytes_are_kept_once(db: None) -> None:
    one, other, again = files.put(b"same"), files.put([b"sa", b"me"]), files.put_many([b"same", b"more", b"same"])
    assert one.pk == other.pk == again[0].pk == again[2].pk != again[1].pk
    assert files.read(again[1]) == b"more"
    assert b"".join(files.chunks(one)) == b"same"


def test_a_missing_file_is_said(db: None) -> None:
    stored = files.put(b"gone soon")
    place(stored).unlink()
    with pytest.raises(files.FileMissing):
        files.read(stored)


def test_only_old_drafts_are_swept(db: None) -> None:
    folder = Path(settings.DATA) / "files"
    kept = files.put(b"kept")
    for name, age in (("incoming-old", files.ABANDONED_S + 60), ("incoming-new", 60)):
        (folder / name).write_bytes(b"half")
        moment = clock.now().timestamp() - age
        os.utime(folder / name, (moment, moment))
    assert files.sweep() == 1
    assert not (folder / "incoming-old").exists()
    assert (folder / "incoming-new").exists() and place(kept).exists()
    (folder / "incoming-new").unlink()


def test_a_check_names_what_is_missing_shortened_or_changed(db: None) -> None:
    fine, missing, short, changed = (files.put(words) for words in (b"fine", b"missing", b"short", b"changed"))
    place(missing).unlink()
    place(short).write_bytes(b"sh")
    place(changed).write_bytes(b"CHANGED")
    quick, deep = list(files.problems(deep=False)), list(files.problems(deep=True))
    assert [f"File {each.pk} " in " ".join(quick) for each in (fine, missing, short, changed)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [f"File {each.pk} " in " ".join(deep) for each in (fine, missing, short, changed)] == [
        False, True, True, True,
    ]  # fmt: skip
    for each in (short, changed):
        files.forget(each)
